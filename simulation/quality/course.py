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
_DAY = 86_400_000_000
"""Microseconds."""

_HOURS = 2**21
"""More than the hours from 1970 to 2100."""


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
        action, time = self.events["action"], self.events["time"]
        of_action = action.value_counts()
        of_day = time.to_numpy("datetime64[us]").astype("int64") % _DAY
        known = set()
        for name in of_action.index[of_action >= _LEAST_FOR_CLOCK]:
            times = np.unique(of_day[(action == name).to_numpy(bool)], return_counts=True)[1]
            most = np.sort(times)[-2:].sum()  # one midnight in winter, another in summer
            if most < _DAY_KNOWN_SHARE * of_action[name]:
                known.add(str(name))
        return frozenset(known)

    @cached_property
    def timed(self) -> pd.DataFrame:
        """Contributions whose hour is known, with `local` times without zone."""
        wanted = set(CONTRIBUTIONS) & self.hours_known
        events = self.events[self.events["action"].isin(wanted)]
        local = events["time"].dt.tz_convert(self.timezone).dt.tz_localize(None)
        return events.assign(local=local)

    @cached_property
    def hours(self) -> pd.DataFrame:
        """Person, week and hour of day of `timed`, once each; weekdays only."""
        local = self.timed["local"]
        slot = local.to_numpy("datetime64[h]").astype("int64")
        of_person = self.timed["person"].to_numpy("int64") * _HOURS + slot
        each = ~pd.Series(of_person).duplicated().to_numpy() & (local.dt.day_of_week < 5)
        return pd.DataFrame(
            {
                "person": self.timed["person"][each],
                "week": self.timed["week"][each],
                "hour": local[each].dt.hour + 0.5,
            }
        )


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
