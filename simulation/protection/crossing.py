"""Groups of one grouping held against all the others at once: unit, team, site, level, profile.

Whoever knows the figures of all groupings may add and subtract them as he likes. The factor
that such a sum puts on each person is a number for his unit, plus one for his team, plus one
for his site, and so on. The sum tells of few where that is zero for all but few people.

The proof that none does takes the groupings one by one. Two people are *alike* where all the
groupings but one put them together. If neither is told by a sum, then the groups that they
are of in the one that is left have the same number. So pair people who are alike, each with one
other at most: groups that can only be parted across `minimum` pairs or more have the same
number in every sum that tells of few, and can be taken as one group. Groups that no pair
joins may differ; but a part that is made of whole groups of another grouping can leave its
number to that one. Each group taken as one with another makes more people alike. A grouping
of which one group is left adds nothing to a sum and drops out. When that has happened to the
grouping to be shown, what remains is a sum over those before it, which were held against
each other in the same way; and groups of the first alone are large.

Where it does not happen, groups that would have to be one are hidden; those hidden are one
indeed, since only their sum is known. The proof asks for more than is needed, so that some
groups are hidden which could have been shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulation.protection.subtraction import Flags, Grouping, Ints, light_side, people_by_week

if TYPE_CHECKING:
    from scipy.sparse import coo_array

ROUNDING = 1e-6
"""Pairs are counted in parts of people; whole people leave room for it."""


def hidden_by_all(
    own: Grouping, others: Sequence[Grouping], first: Ints, last: Ints, minimum: int
) -> Flags:
    """Which groups must be hidden in which week because of other groupings, taken together.

    Args:
        own: the grouping to be shown, with what is to be shown of it so far.
        others: the groupings of the same people shown beside it, held against each other
            before in the same way.
        first: the first week in which each person counts, from 0; may lie outside.
        last: the last one, included.
        minimum: the smallest number of people shown.

    Returns:
        Groups of `own` to hide besides those not shown; shape (groups, weeks).
    """
    hidden = np.zeros_like(own.shown)
    if not others:
        return hidden
    weeks = own.shown.shape[1]
    groupings = (own, *others)
    here = (first <= last) & (last >= 0) & (first < weeks)
    here &= np.any([each.group >= 0 for each in groupings], axis=0)
    shape = tuple(len(each.shown) + 1 for each in groupings)
    codes = np.ravel_multi_index([each.group[here] + 1 for each in groupings], shape)
    codes, kind = np.unique(codes, return_inverse=True)
    kinds = [part - 1 for part in np.unravel_index(codes, shape)]
    people = people_by_week(kind, first[here], last[here], (len(codes), weeks))
    known: dict[bytes, Flags] = {}
    for week in range(weeks):
        there = people[:, week] > 0
        told = [_pooled(kinds[n][there], each.shown[:, week]) for n, each in enumerate(groupings)]
        key = b"".join(part.tobytes() for part in (*told, people[there, week], there))
        if key not in known:
            known[key] = _to_hide(told, people[there, week], len(own.shown), minimum)
        hidden[:, week] = known[key]
    return hidden


def _pooled(group: Ints, shown: Flags) -> Ints:
    """The group of each kind of people, those not shown and none at all together, the last."""
    return np.where((group >= 0) & np.append(shown, False)[group], group, len(shown))


def _to_hide(groupings: Sequence[Ints], people: Ints, pool: int, minimum: int) -> Flags:
    """Groups of the first grouping to hide in one week, from kinds of people.

    Args:
        groupings: the group of each kind in each grouping.
        people: how many there are of each kind.
        pool: the group of those not shown, after all others.
        minimum: the smallest number of people shown.
    """
    own, *others = groupings
    hidden = np.zeros(pool + 1, dtype=bool)
    sizes = np.bincount(own, people, minlength=pool + 1)
    while True:
        group = np.where(hidden[own], pool, own)
        block = _as_one(group, others, people, minimum)
        if not block.any():
            return hidden[:pool]
        order = np.argsort(np.bincount(block, people))
        smallest = []
        for number in order[np.isin(order, block[group != pool])]:
            inside = np.unique(group[block == number])
            if pool not in inside:
                smallest.append(inside[np.argmin(sizes[inside])])
        hidden[smallest[:1] if pool in group else smallest[:2]] = True


def _as_one(own: Ints, others: Sequence[Ints], people: Ints, minimum: int) -> Ints:
    """Which groups of `own` have one number in every sum that tells of few; 0 if all have."""
    groupings = [np.unique(each, return_inverse=True)[1] for each in (own, *others)]
    settled = False
    while not settled and groupings[0].any():
        settled = True
        for place, group in enumerate(groupings):
            beside = [each for n, each in enumerate(groupings) if n != place and each.any()]
            if group.any() and groupings[0].any():
                groupings[place] = _coarser(group, beside, people, minimum)
                settled &= groupings[place].max() == group.max()
    return groupings[0]


def _coarser(group: Ints, others: Sequence[Ints], people: Ints, minimum: int) -> Ints:
    """Groups taken as one where people alike in the others tie them; numbered from 0."""
    from scipy.sparse.csgraph import connected_components  # slow to load

    cell = np.zeros(len(group), dtype=np.int64)
    for other in others:
        cell = np.unique(cell * (int(other.max()) + 1) + other, return_inverse=True)[1]
    group = _tied_by_many(group, cell, people, minimum)
    lines = _pairs_alike(group, cell, people)
    _, part = connected_components(lines, directed=False)
    block = np.zeros(len(part), dtype=np.int64)
    for number, tied in enumerate(_tied(np.arange(len(part)), lines, minimum)):
        block[tied] = number + 1
    free = _whole(part[group], others)
    if (~free).sum() == 1:
        free[:] = True  # its number is one for everybody, less that of the other parts
    size = np.bincount(group, people)
    for whole in np.flatnonzero(free):
        inside = part == whole
        largest = np.argmax(np.bincount(block[inside], size[inside]))
        block[block == largest] = 0
    return np.unique(block[group], return_inverse=True)[1]


def _tied_by_many(group: Ints, cell: Ints, people: Ints, minimum: int) -> Ints:
    """Groups taken as one that each have `minimum` people or more in the same cell.

    Some of those are not told by a sum that tells of few. What `_tied` finds one cut after
    the other is most often found here at once.
    """
    from scipy import sparse  # slow to load
    from scipy.sparse.csgraph import connected_components

    cells = int(cell.max()) + 1
    while True:
        groups = int(group.max()) + 1
        count = sparse.coo_array((people, (cell, group)), shape=(cells, groups)).tocsr()
        many = sparse.coo_array(count >= minimum)
        ends = many.row + groups, many.col
        points = groups + cells
        ties = sparse.coo_array((np.ones(many.nnz), ends), shape=(points, points))
        part = connected_components(ties, directed=False)[1][group]
        names, tied = np.unique(part, return_inverse=True)
        if len(names) == groups:
            return group
        group = tied


def _tied(members: Ints, lines: coo_array, minimum: int) -> Iterator[Ints]:
    """Groups that no light cut parts, from a graph of lines between some of its points."""
    from scipy.sparse.csgraph import connected_components  # slow to load

    _, part = connected_components(lines, directed=False)
    for number in np.unique(part[members]):
        inside = members[part[members] == number]
        within = lines if len(inside) == len(part) else _between(inside, lines)
        ends = within.row, within.col
        side = light_side(*ends, within.data, len(part), minimum - 1 + ROUNDING)
        if side is None:
            yield inside
        else:
            for half in (side, ~side):
                kept = inside[half[inside]]
                yield from _tied(kept, _between(kept, within), minimum)


def _between(members: Ints, lines: coo_array) -> coo_array:
    """The lines that join two of these points."""
    from scipy import sparse  # slow to load

    kept = np.isin(lines.row, members) & np.isin(lines.col, members)
    ends = lines.row[kept], lines.col[kept]
    return sparse.coo_array((lines.data[kept], ends), shape=lines.shape)


def _pairs_alike(group: Ints, cell: Ints, people: Ints) -> coo_array:
    """How many people of each two groups are paired, alike in all else: lines of a graph.

    Within a cell of N people alike, of which the smallest group holds m, groups of a and b
    people are given ab / (N − m) pairs: so spread that nobody is paired more than once.
    """
    from scipy import sparse  # slow to load

    shape = (int(cell.max()) + 1, int(group.max()) + 1)
    count = sparse.coo_array((people.astype(float), (cell, group)), shape=shape).tocsr()
    count.sum_duplicates()
    most = count.sum(axis=1) - np.minimum.reduceat(count.data, count.indptr[:-1])
    share = np.divide(1.0, most, out=np.zeros_like(most), where=most > 0)
    joint = count.T @ sparse.diags_array(share) @ count
    return sparse.coo_array(sparse.triu(joint, 1))


def _whole(part: Ints, others: Sequence[Ints]) -> Flags:
    """Which parts are made of whole groups of one other grouping.

    Args:
        part: of each kind of people, from 0.
        others: the group of each kind in the other groupings.
    """
    whole = np.zeros(int(part.max()) + 1, dtype=bool)
    for other in others:
        one = np.zeros(int(other.max()) + 1, dtype=part.dtype)
        one[other] = part
        torn = np.zeros(len(one), dtype=bool)
        torn[other[one[other] != part]] = True
        of_torn = np.zeros(len(whole), dtype=bool)
        of_torn[part[torn[other]]] = True
        whole |= ~of_torn
    return whole
