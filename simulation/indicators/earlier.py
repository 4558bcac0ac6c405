"""What earlier imports of the same pilot may have shown, held against what is shown now.

A new import that moves three people from one unit to another tells of these three to whoever
kept the former figures. Each import therefore hands down in which group it showed whom, under
pseudonyms. Who is in one import only changes the total as well, which is always shown: they are
taken to be where most of their group is in the other import.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.indicators.activity import NEVER, NOBODY, week_numbers
from simulation.indicators.view import Flags, View

Longs = NDArray[np.int64]


@dataclass(frozen=True)
class Import:
    """Stays of people: own group now, group then (-1 in none), first and last week.

    `shown`: which groups of then were large enough in which week; shape (groups, weeks).
    """

    own: Longs
    theirs: Longs
    first: Longs
    last: Longs
    shown: Flags


def earlier_imports(
    view: View, group: Longs, first: Longs, last: Longs, minimum: int
) -> Iterator[Import]:
    """Each grouping of each earlier import beside the people of today.

    Args:
        view: of the record, by the grouping to be shown.
        group: of each person, -1 in none.
        first: the first week in which each counts.
        last: the last one.
        minimum: the smallest number of people shown.
    """
    table, weeks = view.record.earlier, view.activity.weeks
    if table is None or table.empty:
        return
    now = pd.DataFrame(
        {
            "pseudonym": view.record.people["pseudonym"],
            "own": group,
            "first": first,
            "last": last,
        }
    ).dropna(subset="pseudonym")
    for _, then in table.groupby(["number", "grouping"], sort=True):
        names, codes = np.unique(then["group"].to_numpy(dtype=object), return_inverse=True)
        span = [int(week_numbers(then[end], weeks, NEVER)[0]) for end in ("from", "until")]
        before = pd.DataFrame(
            {
                "pseudonym": then["pseudonym"].to_numpy(),
                "theirs": codes,
                "first_then": week_numbers(then["first"], weeks, -NEVER).clip(span[0]),
                "last_then": week_numbers(then["last"], weeks, NEVER).clip(max=span[1]),
            }
        )
        both = now.merge(before, on="pseudonym", how="outer")
        yield _stays(both, len(names), len(weeks), minimum)


def _stays(both: pd.DataFrame, groups: int, weeks: int, minimum: int) -> Import:
    """People of both imports by when they counted in both, only now, or only then."""
    own, theirs = (both[name].fillna(NOBODY).to_numpy(np.int64) for name in ("own", "theirs"))
    first, last, first_then, last_then = (
        both[name].fillna(NEVER).to_numpy(np.int64)
        for name in ("first", "last", "first_then", "last_then")
    )
    then_of_now, now_of_then = _partners(own, theirs)
    parts = [
        (own, theirs, np.maximum(first, first_then), np.minimum(last, last_then)),
        (own, then_of_now[own], first, np.minimum(last, first_then - 1)),
        (own, then_of_now[own], np.maximum(first, last_then + 1), last),
        (now_of_then[theirs], theirs, first_then, np.minimum(last_then, first - 1)),
        (now_of_then[theirs], theirs, np.maximum(first_then, last + 1), last_then),
    ]
    own, theirs, first, last = (np.concatenate(part) for part in zip(*parts, strict=True))
    sizes = np.zeros((groups, weeks + 1), dtype=np.int64)
    there = (theirs >= 0) & (first <= last) & (last >= 0) & (first < weeks)
    np.add.at(sizes, (theirs[there], first[there].clip(0)), 1)
    np.add.at(sizes, (theirs[there], last[there].clip(max=weeks - 1) + 1), -1)
    shown = sizes.cumsum(axis=1)[:, :weeks] >= minimum
    return Import(own, theirs, first, last, shown)


def _partners(own: Longs, theirs: Longs) -> tuple[Longs, Longs]:
    """For each group now the one that most of its people were in then, and the reverse.

    The last entry of each, which -1 finds, is -1, as is that of a group without anybody in both.
    """
    shape = own.max(initial=NOBODY) + 2, theirs.max(initial=NOBODY) + 2
    common = np.zeros(shape, dtype=np.int64)
    there = (own >= 0) & (theirs >= 0)
    np.add.at(common, (own[there], theirs[there]), 1)
    then, now = (
        np.where(counts.any(axis=1), counts.argmax(axis=1), NOBODY) for counts in (common, common.T)
    )
    return then, now
