"""What happened in a pilot as plain columns, from a record or from a run of the model.

Both sides are read into the same columns and measured by the same functions, so that an
observed target and a simulated one cannot differ by definition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.model import Simulation, journal
from simulation.model.clock import WEEK
from simulation.model.events import NAMES
from simulation.model.state import NOT_YET
from simulation.tables import Record, monday

LATER: Final = 1 << 20
"""Week of what has not happened, or not yet."""
HOUR: Final = 3600.0
CODES: Final = {name: code for code, name in NAMES.items()}

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Acts:
    """Who did what in which week; weeks count from 0, people are rows of the organisation.

    Attributes:
        weeks: how many weeks are looked at.
        invited: week of each person's invitation, `LATER` without; shape (people,).
        registered: week of each person's registration, `LATER` without; shape (people,).
        week: of each act; shape (acts,), as all that follow.
        hours: since the first Monday.
        person: row of who acted, -1 for somebody outside the organisation.
        action: a code of `simulation.model.journal`.
        community: where, -1 for nowhere.
        parent: row of the act answered, -1 for none.
    """

    weeks: int
    invited: Ints
    registered: Ints
    week: Ints
    hours: NDArray[np.float64]
    person: Ints
    action: Ints
    community: Ints
    parent: Ints

    @classmethod
    def of_simulation(cls, simulation: Simulation) -> Acts:
        """The acts of a simulation that kept its events, over the weeks worked."""
        weeks = simulation.events or []
        names = ("week", "time", "person", "action", "community", "parent")
        column = {name: np.concatenate([w[name] for w in weeks]).astype(np.int64) for name in names}
        n = len(simulation.organisation)
        employee = simulation.state.employee
        registered = employee.registered_week.astype(np.int64)
        return cls(
            weeks=simulation.week,
            invited=employee.invited_week.astype(np.int64),
            registered=np.where(registered == NOT_YET, LATER, registered),
            week=column["week"],
            hours=(column["week"] * WEEK + column["time"]) / HOUR,
            person=np.where(column["person"] < n, column["person"], -1),
            action=column["action"],
            community=column["community"],
            parent=column["parent"],
        )

    @classmethod
    def of_record(cls, record: Record, people: Sequence[int], weeks: int) -> Acts:
        """The acts of a record in its first weeks.

        Args:
            record: what happened.
            people: numbers of the people looked at, increasing; row k is the k-th.
            weeks: how many weeks, from the record's first.
        """
        known = np.asarray(people, dtype=np.int64)
        start = pd.Timestamp(record.manifest["first_week"])
        events = record.events
        number = np.asarray((events["week"] - start).dt.days // 7, dtype=np.int64)
        inside = (number >= 0) & (number < weeks)
        events, week = events[inside], number[inside]
        table = record.people.set_index("person").loc[known]
        person = _rows(events["person"], known)
        zone = record.manifest["timezone"]
        first_seen = np.full(known.size, LATER)
        np.minimum.at(first_seen, person[person >= 0], week[person >= 0])
        registered = np.minimum(_week(table["registered_at"], start, zone, LATER), first_seen)
        invited = np.minimum(_week(table["invited_at"], start, zone, LATER), registered)
        opened = start.tz_localize(zone).tz_convert("UTC")
        return cls(
            weeks=weeks,
            invited=invited if table["invited_at"].notna().any() else np.zeros(known.size, int),
            registered=np.where(registered < weeks, registered, LATER),
            week=week,
            hours=np.asarray((events["time"] - opened).dt.total_seconds() / HOUR, dtype=float),
            person=person,
            action=np.asarray(events["action"].map(CODES), dtype=np.int64),
            community=np.asarray(events["community"].fillna(-1), dtype=np.int64),
            parent=_rows(events["parent"], events["event"].to_numpy(np.int64)),
        )

    def does(self, *actions: int) -> NDArray[np.bool_]:
        """Which acts are of these kinds; shape (acts,)."""
        return np.isin(self.action, actions)

    def by_person(self, which: NDArray[np.bool_]) -> Ints:
        """How many of these acts each person did in each week; shape (people, weeks)."""
        own = which & (self.person >= 0)
        cell = self.person[own] * self.weeks + self.week[own]
        size = self.invited.size * self.weeks
        return np.bincount(cell, minlength=size).reshape(-1, self.weeks)


VISIT, REACTION, SHARE = (journal.VISIT,), (journal.REACTION,), (journal.SHARE,)
OPENINGS: Final = (journal.POST, journal.QUESTION)
REPLIES: Final = (journal.ANSWER, journal.COMMENT)


def _week(times: pd.Series, start: pd.Timestamp, zone: str, missing: int) -> Ints:
    """Week of each time, from 0; what came before the first week counts as week 0."""
    days = (monday(times, zone) - start).dt.days
    return np.asarray((days // 7).clip(lower=0).fillna(missing), dtype=np.int64)


def _rows(numbers: pd.Series, known: Ints) -> Ints:
    """Place of each number among those known (of any order); -1 where missing or unknown."""
    order = np.argsort(known, kind="stable")
    told = numbers.fillna(-1).to_numpy(np.int64)
    if not known.size:
        return np.full(told.size, -1)
    place = np.minimum(np.searchsorted(known[order], told), known.size - 1)
    found = order[place]
    return np.where(known[found] == told, found, -1)
