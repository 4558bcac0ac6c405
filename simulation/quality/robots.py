"""Accounts that act as no person does: on the minute, without sleep, or in volleys."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.quality.course import Course
from simulation.quality.finding import Finding

LEAST = 30
"""Contributions under which a rhythm says nothing."""

ON_THE_MINUTE = 0.9
"""Share of an account's contributions at one minute of the hour that no person reaches."""

ROUNDED = 0.2
"""Share of everybody's contributions at one minute of the hour that tells rounded times."""

STEADY = 0.6
"""Share of an account's waits that are the same, to the minute, that no person reaches."""

LEAST_WAIT_MINUTES = 5
HOURS_AWAKE = 20
"""Distinct hours of one day in which a person does not write; on half of their days."""

LEAST_DAYS = 10
VOLLEY = 20
"""Contributions within one minute that no person writes."""

Numbers = NDArray[np.int64]
_VALUES = 2**27
"""More than the minutes from 1970 to 2100."""


def suspected_robots(course: Course) -> pd.Series:
    """Person -> number of contributions, for accounts that act as robots do."""
    if len(course.timed) < LEAST:
        return pd.Series([], dtype="int64")
    person = course.timed["person"].to_numpy("int64")
    minute = course.timed["local"].to_numpy("datetime64[m]").astype("int64")
    persons, contributions = np.unique(person, return_counts=True)
    counts = pd.Series(contributions, index=pd.Index(persons, name="person"))
    busy = np.isin(person, persons[contributions >= LEAST])
    if not busy.any():
        return counts.iloc[:0]
    acts = np.sort(_pairs(person[busy], minute[busy]))
    suspects = _steady(acts) | _sleepless(acts) | _volleys(acts)
    if np.bincount(minute % 60).max() <= ROUNDED * len(minute):
        suspects |= _on_the_minute(acts)
    return counts[counts.index.isin(suspects)]


def robots(course: Course) -> tuple[Finding, ...]:
    """How many accounts act as robots do, and what they weigh."""
    suspected = suspected_robots(course)
    if suspected.empty:
        return ()
    total = len(course.timed)
    told = {"events": int(suspected.sum()), "share": round(float(suspected.sum()) / total, 3)}
    return (Finding("robots_suspected", len(suspected), "warning", told),)


# What follows reads contributions as sorted pairs of a person and a minute, each one number: all
# of a large pilot are looked at in a few passes.


def _pairs(person: Numbers, value: Numbers) -> Numbers:
    """Person and value (from 0 to `_VALUES`, such as minutes since 1970) as one number."""
    return person * _VALUES + value


def _on_the_minute(acts: Numbers) -> set[int]:
    """Those who write at one minute of the hour."""
    person, share, _ = _largest_shares(acts // _VALUES, acts % _VALUES % 60)
    return set(person[share >= ON_THE_MINUTE].tolist())


def _steady(acts: Numbers) -> set[int]:
    """Those whose waits between contributions are mostly the same."""
    person = acts // _VALUES
    wait = np.diff(acts)
    long_ = (np.diff(person) == 0) & (wait >= LEAST_WAIT_MINUTES)
    waiting, share, waits = _largest_shares(person[1:][long_], wait[long_])
    return set(waiting[(share >= STEADY) & (waits >= LEAST - 1)].tolist())


def _sleepless(acts: Numbers) -> set[int]:
    """Those who write in nearly every hour of their days."""
    person, minute = np.divmod(acts, _VALUES)
    hours = _pairs(person, minute // 60)
    slots = hours[np.diff(hours, prepend=-1) != 0]  # each once: they are sorted
    days, awake_in = np.unique(_pairs(slots // _VALUES, slots % _VALUES // 24), return_counts=True)
    persons, first, number = np.unique(days // _VALUES, return_index=True, return_counts=True)
    awake = np.add.reduceat(awake_in >= HOURS_AWAKE, first, dtype=float) / number
    return set(persons[(awake >= 0.5) & (number >= LEAST_DAYS)].tolist())


def _volleys(acts: Numbers) -> set[int]:
    """Those who wrote a volley within a minute."""
    pairs, contributions = np.unique(acts, return_counts=True)
    return set((pairs[contributions >= VOLLEY] // _VALUES).tolist())


def _largest_shares(
    person: Numbers, value: Numbers
) -> tuple[Numbers, NDArray[np.float64], Numbers]:
    """Persons, part of each one's values that are the same, and number of their values."""
    pairs, counts = np.unique(_pairs(person, value), return_counts=True)
    persons, first = np.unique(pairs // _VALUES, return_index=True)
    if not len(persons):
        return persons, np.zeros(0), persons
    numbers = np.add.reduceat(counts, first)
    return persons, np.maximum.reduceat(counts, first) / numbers, numbers
