"""Accounts that act as no person does: on the minute, without sleep, or in volleys."""

from __future__ import annotations

import pandas as pd

from simulation.quality.course import Course
from simulation.quality.finding import Finding

LEAST = 30
"""Contributions under which a rhythm says nothing."""

ON_THE_MINUTE = 0.9
"""Share of an account's contributions at one minute of the hour that no person reaches."""

STEADY = 0.6
"""Share of an account's waits that are the same, to the minute, that no person reaches."""

LEAST_WAIT_MINUTES = 5
HOURS_AWAKE = 20
"""Distinct hours of one day in which a person does not write; on half of their days."""

LEAST_DAYS = 10
VOLLEY = 20
"""Contributions within one minute that no person writes."""


def suspected_robots(course: Course) -> pd.Series:
    """Person -> number of contributions, for accounts that act as robots do."""
    timed = course.timed
    minute = timed["local"].dt.floor("min")
    counts = timed.groupby("person").size()
    often = counts[counts >= LEAST].index
    busy = timed[timed["person"].isin(often)].assign(minute=minute)
    if busy.empty:
        return counts.iloc[:0]
    suspects = _on_the_minute(busy, timed) | _steady(busy) | _sleepless(busy) | _volleys(busy)
    return counts[counts.index.isin(suspects)]


def robots(course: Course) -> tuple[Finding, ...]:
    """How many accounts act as robots do, and what they weigh."""
    suspected = suspected_robots(course)
    if suspected.empty:
        return ()
    total = len(course.timed)
    told = {"events": int(suspected.sum()), "share": round(float(suspected.sum()) / total, 3)}
    return (Finding("robots_suspected", len(suspected), "warning", told),)


def _on_the_minute(busy: pd.DataFrame, everybody: pd.DataFrame) -> set[int]:
    """Those who write at one minute of the hour, where the source does not round times."""
    if everybody["local"].dt.minute.value_counts(normalize=True).max() > 0.2:
        return set()
    minute = busy["local"].dt.minute
    return _of(_largest_share(busy["person"], minute) >= ON_THE_MINUTE)


def _steady(busy: pd.DataFrame) -> set[int]:
    """Those whose waits between contributions are mostly the same."""
    ordered = busy.sort_values(["person", "minute"])
    wait = ordered.groupby("person")["minute"].diff().dt.total_seconds() / 60
    long_ = wait[wait >= LEAST_WAIT_MINUTES]
    person = ordered.loc[long_.index, "person"]
    counts = person.value_counts().reindex(person.unique())
    share = _largest_share(person, long_)
    return _of((share >= STEADY) & (counts.reindex(share.index) >= LEAST - 1))


def _sleepless(busy: pd.DataFrame) -> set[int]:
    """Those who write in nearly every hour of their days."""
    slots = busy.assign(day=busy["local"].dt.floor("D"), hour=busy["local"].dt.hour)
    slots = slots[["person", "day", "hour"]].drop_duplicates()
    hours = slots.groupby(["person", "day"]).size()
    by_person = hours.groupby("person")
    awake = (hours >= HOURS_AWAKE).groupby("person").mean()
    return _of((awake >= 0.5) & (by_person.size() >= LEAST_DAYS))


def _volleys(busy: pd.DataFrame) -> set[int]:
    """Those who wrote a volley within a minute."""
    most = busy.groupby(["person", "minute"]).size().groupby("person").max()
    return _of(most >= VOLLEY)


def _largest_share(person: pd.Series, values: pd.Series) -> pd.Series:
    """Part of each person's values that are the same."""
    counts = values.groupby([person.rename("person"), values.rename("value")]).size()
    by_person = counts.groupby("person")
    return by_person.max() / by_person.sum()


def _of(flags: pd.Series) -> set[int]:
    return {int(person) for person in flags.index[flags.to_numpy(bool)]}
