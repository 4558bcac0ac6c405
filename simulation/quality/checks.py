"""All the checks of a record's events and people, by topic, and what a user may leave out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from simulation.quality.clock import clock
from simulation.quality.course import Course
from simulation.quality.doubles import doubled, doubles
from simulation.quality.finding import Finding
from simulation.quality.joins import automatic_joins, joins
from simulation.quality.late_starts import late_starts
from simulation.quality.people import leavers
from simulation.quality.robots import robots, suspected_robots
from simulation.quality.weeks import holidays, missing_weeks


def arrivals(course: Course) -> tuple[Finding, ...]:
    """Arrivals that nobody decided, and those that come long after everybody counts."""
    return (*joins(course), *late_starts(course))


CHECKS: Mapping[str, Callable[[Course], tuple[Finding, ...]]] = {
    "weeks": missing_weeks,
    "holidays": holidays,
    "leavers": leavers,
    "robots": robots,
    "doubles": doubles,
    "joins": arrivals,
    "clock": clock,
}
"""Topic -> what looks for its findings."""

ASIDE = ("robots", "doubles", "joins")
"""What a user may have set aside at the import, in the order in which it is."""


def findings(course: Course) -> tuple[Finding, ...]:
    """What all the checks find, topic by topic."""
    return tuple(found for check in CHECKS.values() for found in check(course))


def set_aside(course: Course, kinds: Iterable[str]) -> dict[str, pd.Index]:
    """Kind -> the events that the check of it finds, by index of the events table."""
    rows: dict[str, pd.Index] = {}
    if "robots" in kinds:
        suspected = course.events["person"].isin(suspected_robots(course).index)
        rows["robots"] = course.events.index[suspected]
    if "doubles" in kinds:
        rows["doubles"] = doubled(course).index
    if "joins" in kinds:
        rows["joins"] = automatic_joins(course).index
    return rows
