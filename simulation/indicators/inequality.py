"""How unequally contributions are shared (evidence 2.9 to 2.11, pattern P3)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.indicators.uncertainty import jackknife_error
from simulation.indicators.view import Floats, Measured, View, over_weeks

TOP_SHARE = 0.05
"""Row 2.9 of the evidence speaks of the most active 5 %."""


def gini(amounts: ArrayLike) -> float:
    """Gini index of amounts >= 0: 0 when all are equal, (n - 1)/n when one has everything.

    Missing when there is nothing to share.
    """
    values = np.sort(np.asarray(amounts, dtype=float))
    return float(_gini_of_groups(values, np.zeros(len(values), dtype=np.int64), 1)[0])


def contribution_gini(view: View) -> Measured:
    """Gini index of contributions over `inequality_weeks`, among those who contributed.

    It describes the contributors: their number is the one that protection looks at.
    """
    value, people = np.full(view.shape, np.nan), np.zeros(view.shape)
    error = np.full(view.shape, np.nan)
    for week, amounts in enumerate(_recent_contributions(view)):
        active = np.flatnonzero(amounts)
        order = active[np.argsort(amounts[active], kind="stable")]
        group = view.group_of(order, week)
        shared, groups = amounts[order].astype(float), view.shape[0]
        value[:, week] = _gini_of_groups(shared, group, groups)
        people[:, week] = np.bincount(group, minlength=groups)
        if not view.record.is_simulated:
            error[:, week] = jackknife_error(_gini_without(shared, group, groups), group, groups)
    return view.level(value, people, error)


def top5_share(view: View) -> Measured:
    """Share of the contributions over `inequality_weeks` made by the most active 5 % of people.

    5 % of the population, rounded up. It describes those few people: their number is the
    one that protection looks at, so a group needs 200 people for 10 of them.
    """
    groups = view.shape[0]
    value, top = np.full(view.shape, np.nan), np.ceil(TOP_SHARE * view.people)
    error = np.full(view.shape, np.nan)
    for week, amounts in enumerate(_recent_contributions(view)):
        active = np.flatnonzero(amounts)
        group = view.group_of(active, week).astype(np.int64)
        order = np.argsort(group * (int(amounts.max(initial=0)) + 1) - amounts[active])
        group, sorted_amounts = group[order], amounts[active[order]].astype(float)
        rank = _rank_within(group, groups)
        total = np.bincount(group, sorted_amounts, minlength=groups)
        highest = np.where(rank < top[group, week], sorted_amounts, 0.0)
        best = np.bincount(group, highest, minlength=groups)
        np.divide(best, total, out=value[:, week], where=total > 0)
        if not view.record.is_simulated:
            without = _top_without(sorted_amounts, group, rank, top[:, week], best, total)
            silent = np.repeat(
                np.arange(groups), (view.people[:, week] - _sizes(group, groups)).astype(int)
            )
            error[:, week] = jackknife_error(
                np.concatenate([without, value[silent, week]]),
                np.concatenate([group, silent]),
                groups,
            )
    return view.level(value, top, error)


def _recent_contributions(view: View) -> NDArray[np.int32]:
    """Contributions of each member over the window, for members counted; (weeks, members)."""
    recent = over_weeks(view.contributions, view.thresholds.inequality_weeks)
    return np.ascontiguousarray((recent * view.present).T)


def _gini_of_groups(values: Floats, group: NDArray[np.integer], groups: int) -> Floats:
    """Gini index of each group, from values that increase within it; missing when all are 0."""
    size = np.bincount(group, minlength=groups).astype(float)
    total = np.bincount(group, values, minlength=groups)
    order = np.argsort(group, kind="stable")
    rank = np.empty(len(values))
    rank[order] = _rank_within(group[order], groups) + 1
    weighted = np.bincount(group, rank * values, minlength=groups)
    index = np.full(groups, np.nan)
    shared = total > 0
    index[shared] = (2 * weighted - (size + 1) * total)[shared] / (size * total)[shared]
    return index


def _gini_without(values: Floats, group: NDArray[np.integer], groups: int) -> NDArray[np.float64]:
    """Gini index of each entry's group without it, from values that increase within groups."""
    order = np.argsort(group, kind="stable")
    own, amounts = group[order], values[order]
    size = _sizes(group, groups)[own] - 1
    total = np.bincount(group, values, minlength=groups)
    rank = _rank_within(own, groups) + 1
    weighted = np.bincount(own, rank * amounts, minlength=groups)
    up_to = np.cumsum(amounts)
    before = np.concatenate(([0.0], np.cumsum(total)[:-1]))
    above = total[own] - (up_to - before[own])
    left, ranked = total[own] - amounts, weighted[own] - rank * amounts - above
    found = np.full(len(values), np.nan)
    known = (size > 0) & (left > 0)
    ranked, size, left = ranked[known], size[known], left[known]
    found[order[known]] = (2 * ranked - (size + 1) * left) / (size * left)
    return found


def _top_without(
    amounts: Floats,
    group: NDArray[np.integer],
    rank: NDArray[np.integer],
    top: Floats,
    best: Floats,
    total: Floats,
) -> NDArray[np.float64]:
    """The top share of each entry's group without it: the next one takes its place at the top.

    Args:
        amounts: decreasing within each group, sorted by group.
        group: of each entry.
        rank: place within the group, from 0.
        top: how many make the top of each group.
        best: what they have together.
        total: what everybody has together.
    """
    next_best = np.zeros(len(top))
    follows = rank == top[group]
    next_best[group[follows]] = amounts[follows]
    at_top = rank < top[group]
    kept = best[group] - np.where(at_top, amounts - next_best[group], 0.0)
    left = total[group] - amounts
    return np.divide(kept, left, out=np.full(len(amounts), np.nan), where=left > 0)


def _sizes(group: NDArray[np.integer], groups: int) -> NDArray[np.int64]:
    return np.bincount(group, minlength=groups)


def _rank_within(group: NDArray[np.integer], groups: int) -> NDArray[np.int64]:
    """Place of each entry within its group, from 0, for entries sorted by group."""
    start = np.concatenate(([0], np.cumsum(np.bincount(group, minlength=groups))[:-1]))
    return np.arange(len(group)) - start[group]
