"""Who left, and who may have: people who count as silent though they are gone."""

from __future__ import annotations

import pandas as pd

from simulation.quality.course import Course
from simulation.quality.finding import Finding

GONE_AFTER_WEEKS = 8
"""Weeks without any event after which a return is unlikely (evidence 7.9)."""


def leavers(course: Course) -> tuple[Finding, ...]:
    """Departures within the period, events after them, and silences that may be departures."""
    people, events = course.people, course.events
    left = people["left_at"]
    findings = []
    if within := int((left.notna() & people["wave"].notna()).sum()):
        findings.append(Finding("leavers", within, "note"))
    left_of = events["person"].map(people.set_index("person")["left_at"])
    late = events["time"] > left_of
    if late.any():
        authors = int(events.loc[late, "person"].nunique())
        findings.append(
            Finding("events_after_leaving", int(late.sum()), "warning", {"people": authors})
        )
    if left.isna().all() and len(course.weeks) > 2 * GONE_AFTER_WEEKS:
        last_seen = events.groupby("person")["week"].max()
        border = course.weeks[-1] - pd.Timedelta(weeks=GONE_AFTER_WEEKS)
        if silent := int((last_seen <= border).sum()):
            findings.append(
                Finding("silent_to_the_end", silent, "note", {"weeks_silent": GONE_AFTER_WEEKS})
            )
    return tuple(findings)
