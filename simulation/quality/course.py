"""A record as the checks read it: its weeks, the country whose days off it follows, its clock."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.quality.days_off import days_off_in, zone_country
from simulation.tables import CONTRIBUTIONS

_DAY_KNOWN_SHARE = 0.98
"""Share of an action's events at one and the same time of day from which only days are known."""

_LEAST_FOR_CLOCK = 20


@dataclass(frozen=True)
class Course:
    """Events and people of a record with what several checks need of them.

    Args:
        events: the events table.
        people: the people table.
        weeks: the Mondays covered.
        timezone: the record's own zone.
        country: ISO code of the country whose public holidays count; None when unknown.
        closed: days the user says the company was closed.
    """

    events: pd.DataFrame
    people: pd.DataFrame
    weeks: pd.DatetimeIndex
    timezone: str
    country: str | None
    closed: pd.DatetimeIndex

    @cached_property
    def volume(self) -> NDArray[np.float64]:
        """Events a week."""
        by_week = self.events.groupby("week").size()
        return np.asarray(by_week.reindex(self.weeks, fill_value=0), dtype=np.float64)

    @cached_property
    def active(self) -> NDArray[np.float64]:
        """People seen a week, whatever they did."""
        by_week = self.events.groupby("week")["person"].nunique()
        return np.asarray(by_week.reindex(self.weeks, fill_value=0), dtype=np.float64)

    @cached_property
    def days_off(self) -> pd.Series:
        """Working days off a week: public holidays, usual leave and closures, 0 to 5."""
        return days_off_in(self.weeks, self.country, self.closed)

    @cached_property
    def hours_known(self) -> frozenset[str]:
        """The actions whose time of day is known, and not only their day."""
        seconds = self.events["time"].dt.floor("D").rsub(self.events["time"]).dt.total_seconds()
        known = set()
        for action, times in seconds.groupby(self.events["action"], observed=True):
            local_midnights = 2 if len(times) > 1 else 1  # one in winter, another in summer
            most = times.value_counts(normalize=True).head(local_midnights).sum()
            if len(times) >= _LEAST_FOR_CLOCK and most < _DAY_KNOWN_SHARE:
                known.add(str(action))
        return frozenset(known)

    @cached_property
    def timed(self) -> pd.DataFrame:
        """Contributions whose hour is known, with `local` times without zone."""
        wanted = set(CONTRIBUTIONS) & self.hours_known
        events = self.events[self.events["action"].isin(wanted)]
        local = events["time"].dt.tz_convert(self.timezone).dt.tz_localize(None)
        return events.assign(local=local)


def course_of(
    events: pd.DataFrame,
    people: pd.DataFrame,
    weeks: pd.DatetimeIndex,
    timezone: str,
    country: str | None = None,
    closed: pd.DatetimeIndex | None = None,
) -> Course:
    """The course of a record; without a country, that of its time zone."""
    none = pd.DatetimeIndex([])
    country = country or zone_country(timezone)
    return Course(events, people, weeks, timezone, country, none if closed is None else closed)
