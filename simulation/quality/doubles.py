"""The same event twice: rows that an export or a merge of exports repeats.

Only contributions whose hour is known can be told from one another; a day's posts placed
at noon all look alike.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.quality.course import Course
from simulation.quality.finding import Finding, Severity

SAME = ("time", "action", "community", "parent", "target", "size")
"""What two rows share when they are one."""

MANY = 0.005
"""Share of repeated contributions beyond which an export repeats itself, not a person."""

LEAST_SHARED = 10
"""Contributions at the same instants from which two accounts look like one."""

MOST_ACCOUNTS = 5
"""Accounts at one instant beyond which a system wrote for all, rather than one person twice."""

SHARED_SHARE = 0.8
"""Part of the smaller account's contributions that must be shared for that."""


def doubled(course: Course) -> pd.Series:
    """Which events repeat another of the same person, by index of the events table."""
    at_once = _at_once(course.timed)
    again = at_once.duplicated(["person", *SAME])
    return again[again]


def doubles(course: Course) -> tuple[Finding, ...]:
    """Repeated rows, and accounts that say the same at the same instants."""
    findings = []
    again = doubled(course)
    if len(again):
        share = len(again) / len(course.timed)
        severity: Severity = "warning" if share >= MANY else "note"
        findings.append(Finding("rows_doubled", len(again), severity, {"share": round(share, 4)}))
    twins = _twins(course.timed, again)
    if twins:
        findings.append(Finding("accounts_twin", twins, "warning"))
    return tuple(findings)


def _at_once(timed: pd.DataFrame) -> pd.DataFrame:
    """Contributions that do not stand alone at their instant: no other can be alike."""
    return timed[timed["time"].duplicated(keep=False)]


def _twins(timed: pd.DataFrame, again: pd.Series) -> int:
    """Accounts whose contributions, repeated ones left out, nearly all stand under another too."""
    once = _at_once(timed).drop(index=again.index)
    if len(once) < 2 * LEAST_SHARED:
        return 0
    at_once = once.groupby(list(SAME), dropna=False)["person"].transform("size")
    shared = once[at_once.between(2, MOST_ACCOUNTS)]
    if shared.empty:
        return 0
    pairs = shared.merge(shared, on=list(SAME), suffixes=("", "_other"))
    pairs = pairs[pairs["person"] < pairs["person_other"]]
    common = pairs.groupby(["person", "person_other"]).size()
    repeated = timed.loc[again.index, "person"].value_counts()
    counts = timed["person"].value_counts().sub(repeated, fill_value=0)
    smaller = np.minimum(*(counts.loc[common.index.get_level_values(n)].to_numpy() for n in (0, 1)))
    return int(((common >= LEAST_SHARED) & (common >= SHARED_SHARE * smaller)).sum())
