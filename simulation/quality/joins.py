"""Arrivals that no person decided: many people in the same minute, or default communities.

A wave of invitations brings many people in a day, each at a minute of their own: it is no
burst. A directory load or an administrator's list brings them within seconds.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.quality.course import Course
from simulation.quality.finding import Finding

LEAST_TOGETHER = 10
"""People arriving within a minute at the same place from which a machine is likelier."""

WORKING_MINUTES = 480
FOUNDING = pd.Timedelta(weeks=1)
FILLED_SHARE = 0.25
"""Part of all who ever arrive that a founder does not bring along in a community's first week."""

DEFAULT_COMMUNITIES = 3
"""Communities entered within a minute of one another from which they were given, not chosen."""

DEFAULT_SHARE = 0.3
"""Part of those who join anything from which default communities are told."""


def automatic_joins(course: Course) -> pd.Series:
    """Which arrivals belong to a burst, by index of the events table."""
    arrivals = course.events[course.events["action"].isin(_timed_arrivals(course))]
    if arrivals.empty:
        return pd.Series(dtype=bool)
    place = arrivals["community"].fillna(-1)
    minute = arrivals["time"].dt.floor("min")
    together = arrivals.groupby([arrivals["action"], place, minute])["person"].transform("nunique")
    of_day = arrivals.groupby([arrivals["action"], place, minute.dt.floor("D")])["person"]
    usual = (of_day.transform("nunique") - together) / WORKING_MINUTES
    burst = together >= LEAST_TOGETHER + usual + 6 * np.sqrt(usual)
    first = minute.groupby([arrivals["action"], place]).transform("min")
    founded = minute - first < FOUNDING
    brought_along = together < FILLED_SHARE * arrivals["person"].nunique()
    burst &= ~(founded & arrivals["community"].notna() & brought_along)
    return burst[burst]


def joins(course: Course) -> tuple[Finding, ...]:
    """Bursts of arrivals, and communities everybody is put in."""
    findings = []
    burst = automatic_joins(course)
    if len(burst):
        rows = course.events.loc[burst.index]
        weeks = sorted({week.date().isoformat() for week in rows["week"]})
        minutes = rows["time"].dt.floor("min").nunique()
        told = {"weeks": weeks, "people": int(rows["person"].nunique()), "bursts": int(minutes)}
        findings.append(Finding("joins_automatic", len(rows), "warning", told))
    given = _given_communities(course)
    if given:
        findings.append(Finding("communities_by_default", given, "note"))
    return tuple(findings)


def _timed_arrivals(course: Course) -> list[str]:
    return sorted({"register", "join"} & course.hours_known)


def _given_communities(course: Course) -> int:
    """People put into several communities within a minute, where that is a habit of the place."""
    joined = course.events[course.events["action"] == "join"]
    if "join" not in course.hours_known or joined.empty:
        return 0
    minute = joined["time"].dt.floor("min")
    at_once = joined.groupby(["person", minute])["community"].nunique().groupby("person").max()
    given = int((at_once >= DEFAULT_COMMUNITIES).sum())
    return given if given >= max(LEAST_TOGETHER, DEFAULT_SHARE * len(at_once)) else 0
