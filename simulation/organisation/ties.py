"""Who works with whom: hierarchy, team, a few in the unit, a few across units [5.3].

Pairs are listed strongest layer first, then sorted by person with two counting sorts, so
that time and memory are linear in the number of employees and ties.
"""

from __future__ import annotations

from typing import Final

import numba
import numpy as np

from simulation.organisation.hierarchy import gathered
from simulation.randomness import TIES, draw, stream

# Places in `simulation.tables.TIE_LAYERS`, which the compiled rules cannot import.
HIERARCHY: Final = 0
TEAM: Final = 1
UNIT: Final = 2
CROSS: Final = 4

_TRIES = 8
_UNIT_COUNTER, _CROSS_COUNTER, _FAMILY_COUNTER = 0, 1000, 2000


@numba.njit(cache=True, nogil=True)
def work_ties(
    seed,
    manager,
    team,
    unit,
    job_family,
    strength,
    team_ties_most,
    unit_ties,
    cross_ties,
    cross_within_family,
):
    """Symmetric work ties in rows (CSR), without repetition: of two layers the first stays.

    Manager and reports; team mates (in a team beyond `team_ties_most` each works with that
    many neighbours); `unit_ties` people each draws in the unit; `cross_ties` people each
    draws in other units, a share of them in the same job family.

    Args:
        seed: what decides the draws.
        manager: person, or -1; int32, shape (n,).
        team: dense numbers; int32, shape (n,).
        unit: dense numbers; int32, shape (n,).
        job_family: dense numbers; int16, shape (n,).
        strength: of a tie of each layer, in [0, 1]; float32, shape (layers,).
        team_ties_most: team mates one works with, at most.
        unit_ties: drawn by each person within the unit.
        cross_ties: drawn by each person across units.
        cross_within_family: share of the latter, in [0, 1].

    Returns:
        tie_start (n + 1,), tie_target, tie_weight and tie_layer, as in `Organisation`.
    """
    source, target, layer = _pairs(
        seed,
        manager,
        team,
        unit,
        job_family,
        team_ties_most,
        unit_ties,
        cross_ties,
        cross_within_family,
    )
    start, column, layer = _rows(source, target, layer, manager.size)
    start, column, layer = _without_repetition(start, column, layer)
    return start, column, strength[layer], layer


@numba.njit(cache=True, nogil=True)
def _pairs(
    seed,
    manager,
    team,
    unit,
    job_family,
    team_ties_most,
    unit_ties,
    cross_ties,
    cross_within_family,
):
    luck = stream(seed, TIES, 0)
    employees = manager.size
    teams, mates = gathered(team, team.max() + 1)
    units, colleagues = gathered(unit, unit.max() + 1)
    families, peers = gathered(job_family, job_family.max() + 1)

    room = employees * (1 + unit_ties + cross_ties)
    for k in range(teams.size - 1):
        size = teams[k + 1] - teams[k]
        room += size * min(team_ties_most // 2, size // 2)
    source = np.empty(room, np.int32)
    target = np.empty(room, np.int32)
    layer = np.empty(room, np.int8)
    pairs = 0

    for person in range(employees):
        if manager[person] >= 0:
            source[pairs], target[pairs], layer[pairs] = person, manager[person], HIERARCHY
            pairs += 1
    for k in range(teams.size - 1):
        size = teams[k + 1] - teams[k]
        for place in range(size):
            for distance in range(1, min(team_ties_most // 2, size // 2) + 1):
                source[pairs] = mates[teams[k] + place]
                target[pairs] = mates[teams[k] + (place + distance) % size]
                layer[pairs] = TEAM
                pairs += 1
    for k in range(units.size - 1):
        size = units[k + 1] - units[k]
        if size < 2:
            continue
        for place in range(size):
            person = colleagues[units[k] + place]
            for drawn in range(unit_ties):
                away = 1 + int(draw(luck, person, _UNIT_COUNTER + drawn) * (size - 1))
                source[pairs] = person
                target[pairs] = colleagues[units[k] + (place + away) % size]
                layer[pairs] = UNIT
                pairs += 1
    for person in range(employees):
        family = job_family[person]
        first, last = families[family], families[family + 1]
        for drawn in range(cross_ties):
            within = draw(luck, person, _FAMILY_COUNTER + drawn) < cross_within_family
            for attempt in range(_TRIES):
                anyone = draw(luck, person, _CROSS_COUNTER + _TRIES * drawn + attempt)
                if within:
                    other = peers[first + int(anyone * (last - first))]
                else:
                    other = np.int32(anyone * employees)
                if unit[other] != unit[person]:
                    source[pairs], target[pairs], layer[pairs] = person, other, CROSS
                    pairs += 1
                    break
    return source[:pairs], target[:pairs], layer[:pairs]


@numba.njit(cache=True, nogil=True)
def _rows(source, target, layer, employees):
    """Both directions of each pair by row; filling rows in order of column sorts them."""
    start = np.zeros(employees + 1, np.int64)
    for pair in range(source.size):
        start[source[pair] + 1] += 1
        start[target[pair] + 1] += 1
    for person in range(employees):
        start[person + 1] += start[person]

    unsorted = np.empty(2 * source.size, np.int32)
    unsorted_layer = np.empty(2 * source.size, np.int8)
    free = start[:-1].copy()
    for pair in range(source.size):
        one, other = source[pair], target[pair]
        unsorted[free[one]], unsorted_layer[free[one]] = other, layer[pair]
        free[one] += 1
        unsorted[free[other]], unsorted_layer[free[other]] = one, layer[pair]
        free[other] += 1

    column = np.empty(unsorted.size, np.int32)
    sorted_layer = np.empty(unsorted.size, np.int8)
    free[:] = start[:-1]
    for person in range(employees):
        for slot in range(start[person], start[person + 1]):
            row = unsorted[slot]
            column[free[row]], sorted_layer[free[row]] = person, unsorted_layer[slot]
            free[row] += 1
    return start, column, sorted_layer


@numba.njit(cache=True, nogil=True)
def _without_repetition(start, column, layer):
    kept = 0
    compact = np.zeros_like(start)
    for person in range(start.size - 1):
        for slot in range(start[person], start[person + 1]):
            repeated = kept > compact[person] and column[kept - 1] == column[slot]
            if not repeated:
                column[kept], layer[kept] = column[slot], layer[slot]
                kept += 1
        compact[person + 1] = kept
    return compact, column[:kept].copy(), layer[:kept].copy()
