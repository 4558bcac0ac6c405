"""Who works with whom: a few sociable people with many colleagues, most people with few [5.3].

Everybody works with their manager. Then each person, in proportion to a log-normal
sociability, finds colleagues in the team, in the unit and elsewhere, and last among the
colleagues of all these: friends of friends, who make real work ties clustered [F5]. A tie
may go one way only, since advice is asked upward more than it is returned.

Pairs are gathered by person, then by colleague, with counting sorts, so that time and memory
are linear in the number of employees and ties.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiling import compiled
from simulation.organisation.hierarchy import gathered
from simulation.randomness import TIES, draw, normals, stream

# Places in `simulation.tables.TIE_LAYERS`, which the compiled rules cannot import.
HIERARCHY: Final = 0
TEAM: Final = 1
UNIT: Final = 2
CROSS: Final = 4

# What a draw is for: streams of TIES; the counter numbers the draws about one person.
_SOCIABILITY, _TICKETS, _IN_TEAM, _IN_UNIT, _ACROSS, _WITHIN_FAMILY = range(6)
_COLLEAGUE, _THEIR_COLLEAGUE, _DIRECTION = range(6, 9)
_ROUNDING: Final = 4_000_000_000
"""Counter of the draw that rounds a number, beyond those that count what was rounded."""

_TICKETS_EACH: Final = 4.0


class Efforts(NamedTuple):
    """Colleagues somebody of mean sociability seeks, those found twice included.

    Attributes:
        in_team: in the team.
        in_unit: in the unit.
        across: in other units.
        within_family: share of the latter sought in the same job family, in [0, 1].
        among_friends: among the colleagues of colleagues.
    """

    in_team: float
    in_unit: float
    across: float
    within_family: float
    among_friends: float


def sociability(
    seed: int, manager: NDArray[np.int32], spread: float, most: float, of_managers: float
) -> NDArray[np.float32]:
    """How many colleagues each person seeks, relative to the others: a log-normal number.

    Args:
        seed: what decides the draws.
        manager: manager of each person, or -1; int32, shape (n,).
        spread: standard deviation of its logarithm, at least 0.
        most: times the median, at most, since weeks are finite; at least 1.
        of_managers: factor for those who have reports, at least 1.

    Returns:
        Positive numbers of mean 1; float32, shape (n,).
    """
    number = normals(seed, TIES, _SOCIABILITY, manager.size)
    _make_sociable(spread, most, number)
    leads = np.zeros(manager.size, np.bool_)
    leads[manager[manager >= 0]] = True
    number[leads] *= of_managers
    return (number / number.mean()).astype(np.float32)


@compiled
def _make_sociable(spread, most, number):
    # The same exponential on every machine: NumPy's differ in the last digit.
    for person in range(number.size):
        number[person] = min(most, math.exp(spread * number[person]))


def pairs_at_work(
    seed: int,
    manager: NDArray[np.int32],
    team: NDArray[np.int32],
    unit: NDArray[np.int32],
    job_family: NDArray[np.int16],
    sociable: NDArray[np.float32],
    effort: Efforts,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Pairs of people who work together, in any order, some of them more than once.

    Args:
        seed: what decides the draws.
        manager: person, or -1; int32, shape (n,).
        team: numbers from 0, not always dense; int32, shape (n,).
        unit: dense numbers; int32, shape (n,).
        job_family: dense numbers; int16, shape (n,).
        sociable: sociability, of mean 1; float32, shape (n,).
        effort: colleagues sought, by where; `Efforts`.

    Returns:
        source and target, int32, of the same length.
    """
    sought = effort.in_team + effort.in_unit + effort.across + effort.among_friends
    # Each number sought is rounded to one above at most, so this is never too small.
    room = manager.size * (5 + math.ceil(sought))
    source, target = np.empty(room, np.int32), np.empty(room, np.int32)
    reports = np.flatnonzero(manager >= 0)
    pairs = reports.size
    source[:pairs], target[:pairs] = reports, manager[reports]
    for purpose, group, sought in (
        (_IN_TEAM, team, effort.in_team),
        (_IN_UNIT, unit, effort.in_unit),
    ):
        urn = _urns(seed, group, sociable)
        pairs = _find_within(seed, purpose, group, *urn, sociable, sought, source, target, pairs)
    family = job_family.astype(np.int32)
    urn = _urns(seed, family, sociable)
    sought, within = effort.across, effort.within_family
    pairs = _find_across(seed, unit, family, *urn, sociable, sought, within, source, target, pairs)
    start, colleague = rows(source[:pairs], target[:pairs], manager.size)
    sought = effort.among_friends
    pairs = _find_among_friends(seed, start, colleague, sociable, sought, source, target, pairs)
    return source[:pairs], target[:pairs]


@compiled
def _whole(luck, person, mean):
    """A whole number of that mean: the one below it or the one above."""
    return int(mean + draw(luck, person, _ROUNDING))


def _urns(
    seed: int, group: NDArray[np.int32], sociable: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """One urn per group, where each member has tickets in proportion to sociability.

    Returns:
        start, int64 of shape (groups + 1,), and ticket, int32: those of group k stand at
        start[k] … start[k + 1] - 1.
    """
    begin, members = gathered(group, int(group.max()) + 1)
    start = np.zeros_like(begin)
    ticket = np.empty(int(_TICKETS_EACH + 1) * group.size + 1, np.int32)
    filled = _fill_urns(seed, begin, members, sociable, start, ticket)
    return start, ticket[:filled]


@compiled
def _fill_urns(seed, begin, members, sociable, start, ticket):
    luck = stream(seed, TIES, _TICKETS)
    filled = 0
    for k in range(start.size - 1):
        for place in range(begin[k], begin[k + 1]):
            person = members[place]
            for _ in range(_whole(luck, person, _TICKETS_EACH * sociable[person])):
                ticket[filled] = person
                filled += 1
        start[k + 1] = filled
    return filled


@compiled
def _find_within(seed, purpose, group, start, ticket, sociable, effort, source, target, pairs):
    """Adds pairs within groups after the first `pairs`; returns how many there are then."""
    luck = stream(seed, TIES, purpose)
    for person in range(group.size):
        first, last = start[group[person]], start[group[person] + 1]
        for k in range(_whole(luck, person, effort * sociable[person])):
            if last == first:
                break
            other = ticket[first + int(draw(luck, person, k) * (last - first))]
            if other != person:
                source[pairs], target[pairs] = person, other
                pairs += 1
    return pairs


@compiled
def _find_across(
    seed, unit, job_family, start, ticket, sociable, effort, within, source, target, pairs
):
    """Adds pairs of two units after the first `pairs`; returns how many there are then."""
    luck, family_luck = stream(seed, TIES, _ACROSS), stream(seed, TIES, _WITHIN_FAMILY)
    for person in range(unit.size):
        family = job_family[person]
        for k in range(_whole(luck, person, effort * sociable[person])):
            first, last = 0, ticket.size
            if draw(family_luck, person, k) < within:
                first, last = start[family], start[family + 1]
            if last == first:
                continue
            other = ticket[first + int(draw(luck, person, k) * (last - first))]
            if unit[other] != unit[person]:
                source[pairs], target[pairs] = person, other
                pairs += 1
    return pairs


@compiled
def _find_among_friends(seed, start, colleague, sociable, effort, source, target, pairs):
    """Adds pairs with a colleague in common; returns how many there are then."""
    luck, further = stream(seed, TIES, _COLLEAGUE), stream(seed, TIES, _THEIR_COLLEAGUE)
    for person in range(sociable.size):
        first, last = start[person], start[person + 1]
        for k in range(_whole(luck, person, effort * sociable[person])):
            if last == first:
                break
            friend = colleague[first + int(draw(luck, person, k) * (last - first))]
            begin, end = start[friend], start[friend + 1]
            other = colleague[begin + int(draw(further, person, k) * (end - begin))]
            if other != person:
                source[pairs], target[pairs] = person, other
                pairs += 1
    return pairs


def rows(
    source: NDArray[np.int32], target: NDArray[np.int32], employees: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The colleagues of each person, increasing and without repetition (CSR).

    Args:
        source: person at one end of each pair; int32, shape (pairs,).
        target: person at the other end, never the same; int32, shape (pairs,).
        employees: number of people.

    Returns:
        start, int64 of shape (employees + 1,), and colleague, int32: those of person i
        stand at start[i] … start[i + 1] - 1. If j stands in i's row, i stands in j's.
    """
    start = np.zeros(employees + 1, np.int64)
    ends = np.bincount(source, minlength=employees) + np.bincount(target, minlength=employees)
    np.cumsum(ends, out=start[1:])
    unsorted, colleague = np.empty(start[-1], np.int32), np.empty(start[-1], np.int32)
    _gather(source, target, start[:-1].copy(), unsorted)
    last = start[:-1].copy()
    _turn_over(start, unsorted, last, colleague)
    kept = np.zeros_like(start)
    np.cumsum(last - start[:-1], out=kept[1:])
    _close_up(start, kept, colleague)
    return kept, colleague[: kept[-1]].copy()


@compiled
def _gather(source, target, free, colleague):
    """Both ends of each pair in each other's row, in the order of pairs."""
    for pair in range(source.size):
        one, other = source[pair], target[pair]
        colleague[free[one]] = other
        free[one] += 1
        colleague[free[other]] = one
        free[other] += 1


@compiled
def _turn_over(start, unsorted, last, colleague):
    """Each person in the rows of their colleagues: one after the other, so that rows increase."""
    for person in range(last.size):
        for place in range(start[person], start[person + 1]):
            other = unsorted[place]
            end = last[other]
            if end == start[other] or colleague[end - 1] != person:
                colleague[end] = person
                last[other] = end + 1


@compiled
def _close_up(start, kept, colleague):
    for person in range(start.size - 1):
        for k in range(kept[person + 1] - kept[person]):
            colleague[kept[person] + k] = colleague[start[person] + k]


def layers(
    start: NDArray[np.int64],
    colleague: NDArray[np.int32],
    manager: NDArray[np.int32],
    team: NDArray[np.int32],
    unit: NDArray[np.int32],
) -> NDArray[np.int8]:
    """The closest thing both ends of each tie share: reporting line, team, unit or none.

    Args:
        start: first place of each row; int64, shape (n + 1,).
        colleague: people in rows; int32, shape (ties,).
        manager: person, or -1; int32, shape (n,).
        team: numbers of teams; int32, shape (n,).
        unit: numbers of units; int32, shape (n,).

    Returns:
        int8, shape (ties,), as `tie_layer` of `Organisation`.
    """
    layer = np.full(colleague.size, CROSS, np.int8)
    _find_layers(start, colleague, manager, team, unit, layer)
    return layer


@compiled
def _find_layers(start, colleague, manager, team, unit, layer):
    for one in range(manager.size):
        for slot in range(start[one], start[one + 1]):
            other = colleague[slot]
            if manager[one] == other or manager[other] == one:
                layer[slot] = HIERARCHY
            elif team[one] == team[other]:
                layer[slot] = TEAM
            elif unit[one] == unit[other]:
                layer[slot] = UNIT


def weights(
    seed: int,
    start: NDArray[np.int64],
    colleague: NDArray[np.int32],
    layer: NDArray[np.int8],
    level: NDArray[np.int16],
    sociable: NDArray[np.float32],
    strength: NDArray[np.float32],
    both_ways: float,
    upward: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How much each of two colleagues turns to the other.

    Manager and report turn to each other, and so do both ends of a share of the other
    ties. In the rest one end asks the other: most often the junior or, at the same level,
    the less sociable.

    Args:
        seed: what decides the draws.
        start: first place of each row; int64, shape (n + 1,).
        colleague: people in rows; int32, shape (ties,).
        layer: of each tie; int8, shape (ties,).
        level: steps below the top; int16, shape (n,).
        sociable: sociability; float32, shape (n,).
        strength: of a tie of each layer, in [0, 1]; float32, shape (layers,).
        both_ways: share of ties that go both ways, in [0, 1].
        upward: share of the others that go up, in [0, 1].

    Returns:
        tie_weight and tie_return, float32 of shape (ties,), as in `Organisation`.
    """
    weight, back = np.zeros(colleague.size, np.float32), np.zeros(colleague.size, np.float32)
    _weigh(
        seed, start, colleague, layer, level, sociable, strength, both_ways, upward, weight, back
    )
    return weight, back


@compiled
def _weigh(
    seed, start, colleague, layer, level, sociable, strength, both_ways, upward, weight, back
):
    luck = stream(seed, TIES, _DIRECTION)
    one_way_up = both_ways + (1.0 - both_ways) * upward
    for one in range(level.size):
        for slot in range(start[one], start[one + 1]):
            other = colleague[slot]
            drawn = draw(luck, min(one, other), max(one, other))
            mutual = layer[slot] == HIERARCHY or drawn < both_ways
            asks = (drawn < one_way_up) == _is_below(one, other, level, sociable)
            if mutual or asks:
                weight[slot] = strength[layer[slot]]
            if mutual or not asks:
                back[slot] = strength[layer[slot]]


@compiled
def _is_below(one, other, level, sociable):
    """Whether the first is the junior or, at the same level, the less sociable."""
    if level[one] != level[other]:
        return level[one] > level[other]
    if sociable[one] != sociable[other]:
        return sociable[one] < sociable[other]
    return one > other
