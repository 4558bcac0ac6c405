"""Groups of one grouping held against all the others at once: unit, team, site, level, profile.

Whoever knows the figures of all groupings may add and subtract them as he likes: with f the
factor that a sum puts on each person, f is a number for the unit, plus one for the team, plus
one for the site, and so on. The sum tells of few where f is zero for all but few people.

The proof that none does goes grouping by grouping, the last first. Take two people who are
*alike*, the same in all the groupings before, and not of the same group in this one: if f is
zero for both, the two groups have the same number. So pair people who are alike, each with one
other at most: where every way to part the groups in two goes across `minimum` such pairs or
more, a sum that tells of few has one number for all of them, which is as well left out.
Groups that no pair joins may differ, and their part can be left out as well if it is made of
whole groups of a grouping before. What remains is a sum over the groupings before, and in
the end over the first alone, whose groups are large.

Where a cut is too light or a part is not made of whole groups, groups on both sides are hidden;
those hidden are one group together, since only their sum is known. The proof asks for more
than is needed: some groups are hidden that could have been shown.
"""

from __future__ import annotations

from collections.abc import Sequence
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
            known[key] = _to_hide(told[0], told[1:], people[there, week], shape[0], minimum)
        hidden[:, week] = known[key]
    return hidden


def _pooled(group: Ints, shown: Flags) -> Ints:
    """The group of each kind of people, those not shown and none at all together, the last."""
    return np.where((group >= 0) & np.append(shown, False)[group], group, len(shown))


def _to_hide(
    own: Ints, others: Sequence[Ints], people: Ints, groups: int, minimum: int
) -> Flags:
    """Groups to hide in one week, from kinds of people: how many, and in which groups."""
    pool = groups - 1
    hidden = np.zeros(groups, dtype=bool)
    cells = np.ravel_multi_index(others, tuple(int(each.max(initial=0)) + 1 for each in others))
    cell = np.unique(cells, return_inverse=True)[1]
    sizes = np.bincount(own, people, minlength=groups)
    while True:
        group = np.where(hidden[own], pool, own)
        sides = _not_to_be_told_apart(group, cell, others, people, groups, minimum)
        smallest = [side[np.argmin(sizes[side])] for side in sides if pool not in side]
        if not smallest:
            return hidden[:pool]
        hidden[smallest] = True


def _not_to_be_told_apart(
    group: Ints, cell: Ints, others: Sequence[Ints], people: Ints, groups: int, minimum: int
) -> list[Ints]:
    """Groups that must not stand beside each other: two sides of a light cut, or loose parts."""
    from scipy.sparse.csgraph import connected_components  # slow to load

    lines = _pairs_alike(group, cell, people, groups)
    _, part = connected_components(lines, directed=False)
    for number in np.unique(part[group]):
        inside = part[lines.row] == number
        left, right, weight = (each[inside] for each in (lines.row, lines.col, lines.data))
        side = light_side(left, right, weight, groups, minimum - 1 + ROUNDING)
        if side is not None:
            members = np.unique(np.concatenate([left, right]))
            return [members[side[members]], members[~side[members]]]
    loose = np.setdiff1d(part[group], _whole(part[group], others))
    present = np.unique(group)
    if len(loose) < 2:
        return []
    return [present[part[present] == number] for number in loose]


def _pairs_alike(group: Ints, cell: Ints, people: Ints, groups: int) -> coo_array:
    """How many people of each two groups are paired, alike in all else: lines of a graph.

    Within a cell of N people alike, of which the smallest group holds m, groups of a and b
    people are given ab / (N − m) pairs: so spread that nobody is paired more than once.
    """
    from scipy import sparse  # slow to load

    shape = (int(cell.max(initial=0)) + 1, groups)
    count = sparse.coo_array((people.astype(float), (cell, group)), shape=shape).tocsr()
    count.sum_duplicates()
    most = count.sum(axis=1) - np.minimum.reduceat(count.data, count.indptr[:-1])
    share = np.divide(1.0, most, out=np.zeros_like(most), where=most > 0)
    joint = count.T @ sparse.diags_array(share) @ count
    return sparse.coo_array(sparse.triu(joint, 1))


def _whole(part: Ints, others: Sequence[Ints]) -> Ints:
    """Parts made of whole groups of one other grouping, from the part of each kind of people."""
    found = []
    for other in others:
        both = np.unique(np.stack([other, part]), axis=1)
        torn = np.bincount(both[0])[both[0]] > 1
        found.append(np.setdiff1d(both[1], both[1][torn]))
    return np.unique(np.concatenate(found))
