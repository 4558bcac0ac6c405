"""People and units that count from the first week though they come much later.

Where no invitation is dated everybody is in the population from the start, so that shares of
the first weeks are too low.
"""

from __future__ import annotations

import pandas as pd

from simulation.quality.course import Course
from simulation.quality.finding import Finding
from simulation.quality.weeks import start_of_activity

LATE_WEEKS = 8
"""Weeks after the start of activity from which a first event comes late."""

LATE_SHARE = 0.1
"""Part of those ever seen from which their late arrival is told."""


def late_starts(course: Course) -> tuple[Finding, ...]:
    """How many people, and how many units, are first seen long after the start."""
    if course.events.empty or course.people["invited_at"].notna().any():
        return ()
    first = course.events.groupby("person")["week"].min()
    border = course.weeks[start_of_activity(course.volume)] + pd.Timedelta(weeks=LATE_WEEKS)
    late = int((first > border).sum())
    findings = []
    if late >= LATE_SHARE * len(first):
        findings.append(
            Finding(
                "arrivals_undated",
                late,
                "warning",
                {"share": late / len(first), "weeks_late": LATE_WEEKS},
            )
        )
    unit = course.people.set_index("person")["unit"].reindex(first.index)
    starts = first.groupby(unit).min()
    if units := int((starts > border).sum()):
        values = {"all": len(starts), "weeks_late": LATE_WEEKS}
        findings.append(Finding("units_started_later", units, "warning", values))
    return tuple(findings)
