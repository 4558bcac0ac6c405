"""Groups of one grouping held against those of another, so that no subtraction tells of few.

Whoever knows a figure of each unit and of each site can add and subtract them: if a site
is two whole units and three people more, those three are told. Take groups as points and,
between a unit and a site, the people they share as a line of that weight. A sum of figures
with any factors tells of the people on the lines that join points of different factors:
at the least, of those on the lines that cut the points into two sides. So nobody few can be
had if, and only if, no cut weighs between 1 and the minimum − 1.

Groups that are not shown are one point together, since only their sum is known. Where a
cut is too light, a group on each side of it is hidden, and the cut is gone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer]
Weights = NDArray[np.number]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Grouping:
    """People in groups: `group` of each person, -1 in none; `shown`, shape (groups, weeks)."""

    group: Ints
    shown: Flags


def hidden_by_crossing(
    own: Grouping,
    other: Grouping,
    first: Ints,
    last: Ints,
    minimum: int,
) -> Flags:
    """Which groups must be hidden in which week because of another grouping.

    Args:
        own: the grouping to be shown, with what is to be shown of it so far.
        other: a grouping shown beside it, before it, or of the same people elsewhere.
        first: the first week in which each person counts, from 0; may lie outside.
        last: the last one, included.
        minimum: the smallest number of people shown.

    Returns:
        Groups of `own` to hide besides those not shown; shape (groups, weeks).
    """
    in_one = (own.group >= 0) | (other.group >= 0)
    here = in_one & (first <= last) & (last >= 0) & (first < own.shown.shape[1])
    codes = (other.group[here].astype(np.int64) + 1) * (len(own.shown) + 1) + own.group[here] + 1
    pairs, pair = np.unique(codes, return_inverse=True)
    theirs, mine = (part - 1 for part in np.divmod(pairs, len(own.shown) + 1))
    shape = (len(pairs), own.shown.shape[1])
    weights = people_by_week(pair, first[here], last[here], shape)
    hidden = np.zeros_like(own.shown)
    known: dict[bytes, Flags] = {}
    for week in range(own.shown.shape[1]):
        there = weights[:, week] > 0
        lines = np.stack([theirs[there], mine[there], weights[there, week]])
        shown = own.shown[:, week] & ~hidden[:, week]
        key = lines.tobytes() + shown.tobytes() + other.shown[:, week].tobytes()
        if key not in known:
            known[key] = _to_hide(lines, other.shown[:, week], shown, minimum)
        hidden[:, week] = known[key]
    return hidden


def people_by_week(
    kind: Ints, first: Ints, last: Ints, shape: tuple[int, int]
) -> NDArray[np.int32]:
    """How many people there are of each kind each week; shape (kinds, weeks)."""
    kinds, weeks = shape
    change = np.zeros((kinds, weeks + 1), dtype=np.int32)
    there = first <= last
    np.add.at(change, (kind[there], first[there].clip(0, weeks)), 1)
    np.add.at(change, (kind[there], last[there].clip(-1, weeks - 1) + 1), -1)
    return change.cumsum(axis=1, dtype=np.int32)[:, :weeks]


def _to_hide(lines: Ints, theirs_shown: Flags, shown: Flags, minimum: int) -> Flags:
    """Groups to hide in one week, from lines (their group, own group, people).

    Who is in no group of one side, or in one not shown, is a point of its own there.
    """
    theirs, mine, people = lines
    hidden = np.zeros_like(shown)
    pool, own_pool = len(theirs_shown), len(theirs_shown) + 1
    left = np.where((theirs >= 0) & theirs_shown[theirs], theirs, pool)
    while True:
        right = np.where((shown & ~hidden)[mine], own_pool + 1 + mine, own_pool)
        right[mine < 0] = pool
        side = light_side(left, right, people, own_pool + 1 + len(shown), minimum)
        if side is None:
            return hidden
        own = np.unique(right[right > pool])
        smallest = [
            half[np.argmin([people[right == point].sum() for point in half])]
            for half in (own[side[own]], own[~side[own]])
            if len(half) and own_pool not in half
        ]
        if not smallest:
            return hidden
        hidden[np.array(smallest) - own_pool - 1] = True


def light_side(
    left: Ints, right: Ints, weight: Weights, points: int, minimum: float
) -> Flags | None:
    """One side of a cut under `minimum`, but not 0, in a graph of lines; None where there is none.

    Points joined by `minimum` or more are made one, first those of one line or several
    between the same two, then those that a maximum-adjacency order proves to be (Nagamochi
    and Ibaraki, as in Stoer and Wagner's algorithm); parts that nothing joins count as one.

    Args:
        left: one end of each line.
        right: its other end.
        weight: people on each line, more than 0.
        points: how many points there are; points without a line do not matter.
        minimum: the least weight that a cut may have.

    Returns:
        Which points are on one side; shape (points,).
    """
    part = np.arange(points)
    lines = left != right
    left, right, weight = left[lines], right[lines], weight[lines]
    if not len(left):
        return None
    # Loaded here, since it takes its time and most records' groups share nobody.
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    while len(left):
        joint = sparse.coo_array((weight, (left, right)), shape=(points, points)).tocsr()
        joint = joint + joint.T
        heavy = joint >= minimum
        if not heavy.nnz:
            break
        _, together = connected_components(heavy, directed=False)
        left, right, part = together[left], together[right], together[part]
        lines = left != right
        left, right, weight = left[lines], right[lines], weight[lines]
        points = int(together.max()) + 1
    if not len(left):
        return None
    used = np.unique(np.concatenate([left, right]))
    dense = joint[used][:, used].toarray()
    np.fill_diagonal(dense, 0)
    cut = _light_part(dense, minimum)
    return None if cut is None else np.isin(part, used[cut])


def _light_part(joint: Weights, minimum: float) -> Ints | None:
    """Points on one side of a light cut of a graph given as a matrix of weights."""
    members = [np.array([point]) for point in range(len(joint))]
    while len(joint) > 1:
        together = np.arange(len(joint))
        attached = joint[0].astype(float)
        attached[0] = -np.inf
        before = 0
        for step in range(1, len(joint)):
            point = int(np.argmax(attached))
            weight = attached[point]
            if weight >= minimum or weight == 0:
                together[together == together[point]] = together[before]
            elif step == len(joint) - 1:
                return members[point]
            attached += joint[point]
            attached[point] = -np.inf
            before = point
        names, place = np.unique(together, return_inverse=True)
        fold = np.zeros((len(names), len(joint)), dtype=np.int64)
        fold[place, np.arange(len(joint))] = 1
        joint = fold @ joint @ fold.T
        np.fill_diagonal(joint, 0)
        members = [
            np.concatenate([members[n] for n in np.flatnonzero(place == name)])
            for name in range(len(names))
        ]
    return None
