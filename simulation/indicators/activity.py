"""The events of a record as plain columns, ready to be counted by week."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.tables import ACTIONS, CONTRIBUTIONS, Record, monday

NOBODY = -1
"""In place of a person, community or event that is not known."""
NEVER = 1 << 30
"""The week of what has not happened."""

DENSE = 8
"""Identifiers are dense while their range is at most so many times their number."""

CODES = {action: code for code, action in enumerate(ACTIONS)}
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Activity:
    """Events within the weeks of a record, one entry per event, weeks counted from 0.

    `person`, `target` and `community` are positions in the record's tables; `parent` is
    the position of the event answered or reacted to; -1 where not known. `target` is the
    person addressed, or else the author of the parent. `time` is in microseconds.
    """

    weeks: pd.DatetimeIndex
    people: int
    person: Ints
    week: Ints
    action: NDArray[np.int8]
    community: Ints
    target: Ints
    parent: NDArray[np.int64]
    time: NDArray[np.int64]

    def does(self, *actions: str) -> NDArray[np.bool_]:
        """Which events are one of these actions."""
        wanted = np.zeros(len(ACTIONS), dtype=bool)
        wanted[[CODES[action] for action in actions]] = True
        return wanted[self.action]

    def first_weeks(self, which: NDArray[np.bool_]) -> Ints:
        """The first week of each person among these events, shape (people,); NEVER if none."""
        first = np.full(self.people, NEVER, dtype=np.int32)
        np.minimum.at(first, self.person[which], self.week[which])
        return first

    @property
    def contributes(self) -> NDArray[np.bool_]:
        """Which events bring content."""
        return self.does(*CONTRIBUTIONS)

    @property
    def interacts(self) -> NDArray[np.bool_]:
        """Which events are a contribution or a reaction."""
        return self.does(*CONTRIBUTIONS, "reaction")


_KNOWN: WeakKeyDictionary[Record, Activity] = WeakKeyDictionary()
"""The activity of each record in use: several tables are made of the same one."""


def activity_of(record: Record) -> Activity:
    """The events of a record as columns; those outside its weeks are left out."""
    if record not in _KNOWN:
        _KNOWN[record] = _activity(record)
    return _KNOWN[record]


def _activity(record: Record) -> Activity:
    weeks = record.weeks()
    week = week_numbers(record.events["week"], weeks)
    inside = (week >= 0) & (week < len(weeks))
    events = record.events if inside.all() else record.events[inside]
    person = positions(events["person"], record.people["person"])
    parent = positions(events["parent"], events["event"]).astype(np.int64)
    target = positions(events["target"], record.people["person"])
    author_of_parent = np.where(parent >= 0, person[parent], NOBODY)
    return Activity(
        weeks=weeks,
        people=len(record.people),
        person=person,
        week=week[inside],
        action=_action_codes(events["action"]),
        community=positions(events["community"], record.communities["community"]),
        target=np.where(target >= 0, target, author_of_parent).astype(np.int32),
        parent=parent,
        time=events["time"].to_numpy("datetime64[us]").astype(np.int64),
    )


def week_of_times(times: pd.Series, record: Record, missing: int) -> Ints:
    """The week of each time in the record's time zone, counted from its first week.

    Times before the first week give negative weeks; a missing time gives `missing`.
    """
    local = monday(times, record.manifest.get("timezone", "UTC"))
    return week_numbers(local, record.weeks(), missing)


def last_week_until(ends: pd.Series, record: Record, missing: int) -> Ints:
    """The last week in which something still was that ended at these times.

    What ends as a week begins, at Monday's first instant, is not there in that week.
    """
    return week_of_times(ends - pd.Timedelta(microseconds=1), record, missing)


def week_numbers(mondays: pd.Series, weeks: pd.DatetimeIndex, missing: int = NOBODY) -> Ints:
    """Weeks counted from the first of `weeks`, from the Mondays that start them."""
    days = mondays.to_numpy("datetime64[D]") - weeks[0].to_datetime64().astype("datetime64[D]")
    known = ~np.isnat(days)
    return np.where(known, days.astype(np.int64) // 7, missing).astype(np.int32)


def positions(values: pd.Series, keys: pd.Series) -> Ints:
    """Where each value stands among unique keys; -1 where it is missing or unknown."""
    return places(
        values.to_numpy(np.int64, na_value=np.iinfo(np.int64).min), keys.to_numpy(np.int64)
    )


def places(wanted: NDArray[np.int64], keys: NDArray[np.int64]) -> Ints:
    """Where each wanted number stands among unique keys; -1 where it is not.

    Keys that lie close together, as dense identifiers do, are looked up in a table.
    """
    if len(keys) == 0:
        return np.full(len(wanted), NOBODY, dtype=np.int32)
    least, span = int(keys.min()), int(keys.max()) - int(keys.min()) + 1
    if span <= DENSE * len(keys):
        table = np.full(span + 1, NOBODY, dtype=np.int32)
        table[keys - least] = np.arange(len(keys), dtype=np.int32)
        within = (wanted >= least) & (wanted < least + span)
        return table[np.where(within, wanted - least, span)]
    order = np.argsort(keys, kind="stable")
    place = order[np.searchsorted(keys, wanted, sorter=order).clip(max=len(order) - 1)]
    return np.where(keys[place] == wanted, place, NOBODY).astype(np.int32)


def distinct(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The different keys in increasing order, as `np.unique` gives; sorting millions is faster."""
    ordered = np.sort(keys)
    first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def _action_codes(actions: pd.Series) -> NDArray[np.int8]:
    codes, names = pd.factorize(actions)
    return np.array([CODES[name] for name in names], dtype=np.int8)[codes]
