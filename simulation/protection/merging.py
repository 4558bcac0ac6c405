"""Small groups merged with their nearest neighbour, so that few are left to be hidden.

Hiding a small group alone lets anybody subtract it from the total; merged with a neighbour
its people still count somewhere, under a joined name ("Finance et DSI").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.protection.gate import UNKNOWN, check_min_group
from simulation.words import say

Nearness = Callable[[Sequence[int], Sequence[Sequence[int]]], Sequence[float]]
"""How near some groups together are to each of several others; more is nearer."""
MOST_LEVELS = 30
"""No chain of managers is followed further up."""


def merged_labels(
    names: Sequence[str],
    sizes: Sequence[float],
    minimum: int = 10,
    lang: str = "fr",
    parents: Sequence[str] | None = None,
    nearness: Nearness | None = None,
) -> list[str]:
    """For each group the name under which it is shown, small ones merged.

    The smallest group under the minimum joins the nearest under the same parent, the smaller
    of two as near, until none is left that has a neighbour. Empty groups keep their name.

    Args:
        names: of the groups, all different.
        sizes: people per group.
        minimum: the smallest number of people shown, at least 5.
        lang: language of the joined names.
        parents: the larger group that holds each; one for all when missing.
        nearness: how near groups are in the organisation; none is nearer when missing.

    Raises:
        InputError: `minimum` is under 5.
    """
    check_min_group(minimum)
    labels = list(names)
    for parent in dict.fromkeys(parents or [""]):
        inside = [
            place
            for place, size in enumerate(sizes)
            if size > 0 and (parents is None or parents[place] == parent)
        ]
        for part in _parts(inside, names, sizes, minimum, nearness):
            if len(part) > 1:
                ordered = sorted(part, key=lambda place: (-sizes[place], names[place]))
                label = _joined([names[place] for place in ordered], lang)
                for place in part:
                    labels[place] = label
    return labels


def merge_small_groups(sizes: pd.Series, minimum: int = 10, lang: str = "fr") -> pd.Series:
    """For each group the label under which it is displayed, small ones merged.

    Args:
        sizes: people per group, indexed by group; empty groups keep their name.
        minimum: the smallest number of people shown, at least 5.
        lang: language of the joined label, "Finance et DSI".

    Returns:
        Display labels, indexed by group.

    Raises:
        InputError: `minimum` is under 5.
    """
    names = [str(name) for name in sizes.index]
    labels = merged_labels(names, sizes.tolist(), minimum, lang)
    return pd.Series(labels, index=sizes.index, name="display", dtype=object)


def nearness_by_superiors(
    group: NDArray[np.integer], manager: NDArray[np.integer], groups: int
) -> Nearness:
    """Nearness of groups by the managers they have above them in common.

    Two units of the same director share the director and everybody above; the deeper the
    common manager, the more they share.

    Args:
        group: the group of each person; -1 outside all.
        manager: the person who manages each person; -1 when not known.
        groups: how many groups there are.
    """
    from scipy import sparse  # slow to load

    people = np.flatnonzero(group >= 0)
    rows, columns, above = [], [], manager[people]
    for _ in range(MOST_LEVELS):
        known = above >= 0
        if not known.any():
            break
        rows.append(group[people][known])
        columns.append(above[known])
        above = np.where(known, manager[above], -1)
    row, column = (np.concatenate([[], *parts]).astype(int) for parts in (rows, columns))
    shape = (groups, len(manager))
    counts = sparse.csr_array((np.ones(len(row)), (row, column)), shape=shape)
    size = np.bincount(group[people], minlength=groups)

    def nearness(part: Sequence[int], others: Sequence[Sequence[int]]) -> list[float]:
        own = counts[list(part)].sum(axis=0) / size[list(part)].sum()
        members = np.concatenate([list(other) for other in others])
        starts = np.cumsum([0, *(len(other) for other in others[:-1])])
        common = np.add.reduceat(counts[members] @ own, starts)
        return (common / np.add.reduceat(size[members], starts)).tolist()

    return nearness


def nearness_by_number(names: Sequence[str]) -> Nearness:
    """Nearness of groups that bear a number, such as levels: the next number is the nearest."""
    return nearness_by_order([float(name) if name.isdecimal() else np.inf for name in names])


def nearness_by_order(numbers: Sequence[float]) -> Nearness:
    """Nearness of groups that follow one another, from a number of each; missing is far away."""
    number = [float("inf") if np.isnan(each) else float(each) for each in numbers]

    def apart(one: int, other: int) -> float:
        return 0.0 if number[one] == number[other] else abs(number[one] - number[other])

    def nearness(part: Sequence[int], others: Sequence[Sequence[int]]) -> list[float]:
        return [-min(apart(a, b) for a in part for b in other) for other in others]

    return nearness


def _parts(
    inside: Sequence[int],
    names: Sequence[str],
    sizes: Sequence[float],
    minimum: int,
    nearness: Nearness | None,
) -> list[tuple[int, ...]]:
    """The groups of one parent, those under the minimum joined to a neighbour."""
    alone: list[tuple[int, ...]] = [(place,) for place in inside]
    parts = sorted(alone, key=lambda part: (sizes[part[0]], names[part[0]]))

    def size(part: tuple[int, ...]) -> float:
        return sum(sizes[place] for place in part)

    while len(parts) > 1 and size(parts[0]) < minimum:
        smallest, *others = parts
        near = nearness(smallest, others) if nearness else [0.0] * len(others)
        place = max(range(len(others)), key=lambda n: (near[n], -n))
        others[place] = (*others[place], *smallest)
        parts = sorted(others, key=lambda part: (size(part), names[part[0]]))
    return parts


def _joined(names: list[str], lang: str) -> str:
    """Names joined in words: all of them up to three, else the first and how many more."""
    names = [say("indicator.unknown_group", lang) if name == UNKNOWN else name for name in names]
    if len(names) == 2:
        return say("indicator.joined_two", lang, first=names[0], second=names[1])
    if len(names) == 3:
        return say("indicator.joined_three", lang, first=names[0], second=names[1], third=names[2])
    return say("indicator.joined_many", lang, first=names[0], others=len(names) - 1)
