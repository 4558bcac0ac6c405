"""Hours that cannot be those of the place: days shifted by whole hours, wrong summer time.

The working day of most places is centred on early afternoon. Hours are averaged on the
circle of the day; each person counts once an hour, so that nobody's volume decides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.quality.course import Course
from simulation.quality.finding import Finding

MIDDAY = 13.0
"""Where the middle of a working day lies, in hours."""

SHIFT = 4.0
"""Hours between the record's day and that, from which the zone is in doubt."""

CONCENTRATION = 0.35
"""Length of the mean hour's vector under which people live in several zones."""

LEAST_HOURS, LEAST_PEOPLE = 150, 10
"""Hours and people seen, under which nothing is said."""

WEEK_SHIFT, LEAST_IN_WEEK, LEAST_PEOPLE_IN_WEEK = 3.0, 15, 8
"""Hours by which a week lies off the others, and hours and people it must hold, to be told."""

ONE_CLOCK = 0.5
"""Concentration from which single weeks can be held against the others."""

AROUND_WEEKS = 6
"""Weeks needed to say that one lies off the others."""

SUMMER_SHIFT = (0.65, 1.35)
"""Hours between summer and winter that tell a wrong summer time."""

LEAST_WEEKS = 8
"""Weeks of each season needed for that."""


@dataclass(frozen=True)
class Clock:
    """Mean hour of the day (0 to 24) and how concentrated hours are about it (0 to 1)."""

    hour: float
    concentration: float


def clock(course: Course) -> tuple[Finding, ...]:
    """What the hours of a record say against its time zone."""
    if not enough(course):
        return ()
    seen = course.hours
    whole = mean_hour(seen["hour"].to_numpy())
    if whole.concentration < CONCENTRATION:
        return ()
    findings = []
    shift = _apart(whole.hour, MIDDAY)
    if abs(shift) >= SHIFT:
        night = float((seen["hour"] < 5).mean())
        told = {"hours": round(shift), "night": round(night, 3), "timezone": course.timezone}
        findings.append(Finding("hours_shifted", len(seen), "warning", told))
    weeks = _shifted_weeks(seen) if whole.concentration >= ONE_CLOCK else []
    if weeks:
        told = {"weeks": [week.date().isoformat() for week in weeks]}
        findings.append(Finding("hours_of_weeks_shifted", len(weeks), "warning", told))
    elif wrong := _summer_time(seen):
        told = {"hours": round(wrong, 1), "timezone": course.timezone}
        findings.append(Finding("summer_time_wrong", len(seen), "warning", told))
    return tuple(findings)


def enough(course: Course) -> bool:
    """Whether hours of enough people are known for the clock to be judged."""
    if len(course.timed) < LEAST_HOURS:
        return False
    seen = course.hours
    return len(seen) >= LEAST_HOURS and seen["person"].nunique() >= LEAST_PEOPLE


def one_zone(course: Course) -> bool:
    """Whether people live by one clock."""
    return mean_hour(course.hours["hour"].to_numpy()).concentration >= CONCENTRATION


def mean_hour(hours: NDArray[np.float64]) -> Clock:
    """The mean of hours on the circle of the day."""
    direction = np.exp(2j * np.pi * np.asarray(hours, float) / 24).mean() if len(hours) else 0
    return Clock(float(np.angle(direction) * 24 / (2 * np.pi) % 24), float(abs(direction)))


def _apart(hour: float, other: float) -> float:
    """Signed hours from `other` to `hour` the short way round."""
    return (hour - other + 12) % 24 - 12


def _weekly(seen: pd.DataFrame) -> pd.Series:
    """Mean hour of each week that holds enough."""
    by_week = seen.groupby("week")["person"].agg(["size", "nunique"])
    told = (by_week["size"] >= LEAST_IN_WEEK) & (by_week["nunique"] >= LEAST_PEOPLE_IN_WEEK)
    spoken = seen[seen["week"].isin(by_week.index[told])]
    means = {
        week: mean_hour(hours.to_numpy()).hour for week, hours in spoken.groupby("week")["hour"]
    }
    return pd.Series(means, dtype=float)


def _shifted_weeks(seen: pd.DataFrame) -> list[pd.Timestamp]:
    """Weeks whose hours lie far off the others'."""
    weekly = _weekly(seen)
    if len(weekly) < AROUND_WEEKS:
        return []
    middle = mean_hour(weekly.to_numpy()).hour
    off = weekly.map(lambda hour: _apart(hour, middle))
    off = off - off.median()
    spread = 1.4826 * off.abs().median()
    far = off.abs() >= max(WEEK_SHIFT, 4 * spread)
    return list(off.index[far]) if far.mean() < 0.5 else []


def _summer_time(seen: pd.DataFrame) -> float:
    """Hours between summer and winter when they tell a wrong summer time, else 0."""
    weekly = _weekly(seen)
    months = pd.DatetimeIndex(weekly.index).month
    summer, winter = weekly[(months >= 4) & (months <= 10)], weekly[(months <= 2) | (months == 12)]
    if min(len(summer), len(winter)) < LEAST_WEEKS:
        return 0.0
    middle = mean_hour(weekly.to_numpy()).hour
    sides = [side.map(lambda hour: _apart(hour, middle)) for side in (summer, winter)]
    difference = float(sides[0].mean() - sides[1].mean())
    error = float(np.sqrt(sum(side.var(ddof=1) / len(side) for side in sides)))
    told = SUMMER_SHIFT[0] <= abs(difference) <= SUMMER_SHIFT[1] and abs(difference) > 3 * error
    return difference if told else 0.0
