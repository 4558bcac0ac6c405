"""Which causal reading a record's design allows, and what it gives.

Measures that reach groups at different dates (waves, trainings): difference in differences.
One event for everybody: an interrupted series. Anything the design cannot bear is refused
with its reason, before or after the estimate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulation.effects import staggered as waves
from simulation.effects.interrupted import FALSE_ALARMS, Interrupted, interrupted
from simulation.effects.measures import read_starts
from simulation.effects.staggered import AFTER, BASE, NEVER, Panel, Staggered, staggered
from simulation.errors import InputError
from simulation.indicators.measuring import measure_view
from simulation.indicators.protected import GROUPINGS, shown_throughout
from simulation.indicators.registry import find
from simulation.indicators.thresholds import Thresholds
from simulation.indicators.view import view_of
from simulation.protection import check_min_group
from simulation.quality.course import course_of
from simulation.quality.days_off import days_off_in, zone_country
from simulation.quality.weeks import ends_in_midweek, start_of_activity
from simulation.tables import Record

ASSIGNED = ("lot", "calendar", "unknown", "volunteers")
"""How groups came to their dates: drawn by lot; by the calendar or the building; not told;
they chose, or were chosen for how they were doing."""

LEAST_GROUPS = 6
LEAST_REACHED = 2
"""Groups in all, and reached or not reached, under which groups cannot be told from chance."""

WEEKS_BEFORE = 12
"""Weeks before an event needed to know the course it would have had."""

STRANGE_SHARE = 0.2
"""Part of a group's people with dates of their own from which it was not reached as one."""


@dataclass(frozen=True)
class Reading:
    """A causal reading of a record, or why there is none.

    Args:
        design: "waves", "measures" or "event".
        indicator: the outcome.
        unit_of_measure: "share", "count" or "ratio".
        assigned: how groups came to their dates, for the assumptions.
        reason: why it is refused (a key of `effects.refused`); None when it is not.
        details: numbers that the reason names.
        staggered: the difference in differences.
        interrupted: the interrupted series, with `course` (observed, one value a week).
        first_week: Monday of the first week of `course`; `event_week` that of the event.
    """

    design: str
    indicator: str
    unit_of_measure: str
    assigned: str = "unknown"
    reason: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    staggered: Staggered | None = None
    interrupted: Interrupted | None = None
    course: tuple[float, ...] = ()
    weeks: tuple[str, ...] = ()
    event_week: str | None = None
    people: int = 0


def default_indicator(record: Record) -> str:
    """What is read when nothing is asked: who comes, or who contributes."""
    return "weekly_active" if record.records("visit") else "contributors"


def read_measures(
    record: Record,
    measures: Path | None = None,
    indicator: str | None = None,
    by: str | None = None,
    assigned: str = "unknown",
    min_group: int = 10,
) -> Reading:
    """The effect of what reached groups at different dates.

    Args:
        record: a checked record.
        measures: a CSV of groups and dates; without one, the record's own waves.
        indicator: outcome, by default who comes, or who contributes.
        by: "unit", "team", "site" or "community"; by default units, or teams for waves that
            part units.
        assigned: one of `ASSIGNED`.
        min_group: people below which nothing is told of the groups reached.

    Raises:
        InputError: unknown indicator, grouping or assignment; an unreadable file, or one whose
            groups the record does not have.
    """
    check_min_group(min_group)
    if assigned not in ASSIGNED:
        raise InputError(
            "option_value", option="--assigned", value=assigned, expected=", ".join(ASSIGNED)
        )
    chosen = find(indicator or default_indicator(record))
    design = "measures" if measures else "waves"
    by = by or (_waves_by(record) if measures is None else "unit")

    def refused(reason: str, **details: Any) -> Reading:
        return Reading(design, chosen.name, chosen.unit, assigned, reason, details)

    if not chosen.recorded_by(record):
        return refused("not_recorded")
    if assigned == "volunteers":
        return refused("self_chosen")
    value, people, groups, label = _levels(
        record, chosen.name, by, "staff" if measures is None else "invited", min_group
    )
    if measures is not None:
        start = read_starts(measures, groups, label, record.weeks())
    else:
        start, own_dates = _starts_of_waves(record, by, groups, label)
        if own_dates > STRANGE_SHARE:
            return refused("own_dates", share=own_dates)
    panel = Panel(value, people, start)
    reason, details = _unfit(panel, min_group)
    if reason:
        return refused(reason, **details)
    found = staggered(panel)
    if found is None:
        return refused("too_few_groups", groups=len(groups), least=LEAST_GROUPS)
    if found.placebo is not None and found.placebo.is_established:
        return refused("paths_apart", value=found.placebo.value)
    told = int(people[start != NEVER].sum())
    return Reading(design, chosen.name, chosen.unit, assigned, staggered=found, people=told)


def read_event(
    record: Record,
    day: pd.Timestamp,
    indicator: str | None = None,
    country: str | None = None,
    min_group: int = 10,
) -> Reading:
    """The effect of one event that reached everybody.

    Args:
        record: a checked record.
        day: the day of the event; its week is the first after it.
        indicator: outcome, by default who comes, or who contributes.
        country: whose days off are set apart; by default that of the record's zone.
        min_group: people below which nothing is told.

    Raises:
        InputError: unknown indicator, a day outside the record, or `min_group` under 5.
    """
    check_min_group(min_group)
    chosen = find(indicator or default_indicator(record))
    weeks = record.weeks()
    monday = day.normalize() - pd.Timedelta(days=day.day_of_week)
    if not weeks[0] <= monday <= weeks[-1]:
        raise InputError(
            "effects_day_outside",
            value=day.date().isoformat(),
            first=weeks[0].date().isoformat(),
            last=weeks[-1].date().isoformat(),
        )

    def refused(reason: str, **details: Any) -> Reading:
        return Reading("event", chosen.name, chosen.unit, reason=reason, details=details)

    if not chosen.recorded_by(record):
        return refused("not_recorded")
    value, people, _, _ = _levels(record, chosen.name, None, "invited", min_group)
    if people[0] < min_group:
        return refused("too_few_people", least=min_group)
    first, last = _busy_weeks(record)
    value, weeks = value[:, first:last], weeks[first:last]
    event = int(weeks.searchsorted(monday))
    series = value[0]
    if event < WEEKS_BEFORE or len(series) - event < AFTER:
        return refused(
            "too_few_weeks_around", before=event, after=len(series) - event,
            least=WEEKS_BEFORE, least_after=AFTER,
        )  # fmt: skip
    if not np.any(series[:event] > 0):
        return refused("nothing_before")
    off = days_off_in(weeks, country or zone_country(record.manifest["timezone"]), weeks[:0])
    found = interrupted(series, event, off.to_numpy(float))
    if found.broken_before:
        return refused("broken_before")
    if found.false_alarms > FALSE_ALARMS:
        return refused("course_unsteady", share=found.false_alarms)
    return Reading(
        "event",
        chosen.name,
        chosen.unit,
        interrupted=found,
        course=tuple(series.tolist()),
        weeks=tuple(week.date().isoformat() for week in weeks),
        event_week=monday.date().isoformat(),
        people=int(people[0]),
    )


def _busy_weeks(record: Record) -> tuple[int, int]:
    """First week of activity after trials, and the end, a week that is cut left out."""
    course = course_of(record.events, record.people, record.weeks(), record.manifest["timezone"])
    return start_of_activity(course.volume), len(course.weeks) - int(ends_in_midweek(course))


def day_of(text: str) -> pd.Timestamp:
    """A day written as 2026-10-05.

    Raises:
        InputError: it is none.
    """
    try:
        return pd.Timestamp(date.fromisoformat(text.strip()))
    except ValueError:
        raise InputError(
            "option_value", option="--event", value=text, expected="2026-10-05"
        ) from None


def _levels(
    record: Record, indicator: str, by: str | None, of: str, min_group: int
) -> tuple[np.ndarray, np.ndarray, list[str], Mapping[str, str]]:
    """Levels by group and week (0 where nobody is counted), mean people, names, and labels.

    Groups are those that every table shows throughout: two readings that differ by a small
    group would tell of it. Labels give the name under which each group of the record stands.
    """
    view = view_of(record, Thresholds(), by, of)
    label: Mapping[str, str] = {name: name for name in view.population.groups}
    if by in GROUPINGS:
        view, label = shown_throughout(view, by, min_group)
    table = measure_view(view, [find(indicator)], by)
    wide = table.pivot_table(index="group", columns="week", values="value", dropna=False)
    people = table.groupby("group")["people"].mean().reindex(wide.index)
    kept = ((people > 0) & (wide.index != "")).to_numpy()
    wide, people = wide[kept], people[kept]
    names = [str(name) for name in wide.index]
    return wide.fillna(0.0).to_numpy(), people.to_numpy(float), names, label


def _waves_by(record: Record) -> str:
    """Units, unless waves part some of them between their teams."""
    people = record.people[record.people["invited_at"].notna()]
    dates = people[["unit", "invited_at"]].drop_duplicates()
    parted = dates["unit"].duplicated().any()
    return "team" if parted and people["team"].notna().any() else "unit"


def _starts_of_waves(
    record: Record, by: str, groups: list[str], shown: Mapping[str, str]
) -> tuple[np.ndarray, float]:
    """Week in which most of each group were invited, and the part of people out of step.

    Out of step are the invited who were not with their group, or came before they were.
    """
    people = record.people[~record.people["is_community_manager"].fillna(False)]
    local = people["invited_at"].dt.tz_convert(record.manifest["timezone"]).dt.tz_localize(None)
    week = np.floor((local - record.weeks()[0]).dt.total_seconds() / (7 * 86_400)).fillna(NEVER)
    label = people[by].astype(object)
    if by == "team":
        units = people["unit"].groupby(label).transform("nunique")
        label = label.where(units == 1, people["unit"].astype(object) + " / " + label)
    label = label.map(lambda name: shown.get(name, name), na_action="ignore")
    start = week.groupby(label).median().round()
    invited = people["invited_at"].notna() & label.notna()
    apart = (week != label.map(start)) | (people["registered_at"] < people["invited_at"])
    own = float(apart[invited].mean()) if invited.any() else 0.0
    return start.reindex(groups).fillna(NEVER).to_numpy(np.int64), own


def _unfit(panel: Panel, min_group: int) -> tuple[str | None, dict[str, Any]]:
    """Why a panel cannot bear the comparison, before anything is estimated."""
    weeks = panel.value.shape[1]
    reached = panel.start[panel.start < weeks]
    later = len(np.unique(panel.start[panel.start >= 0]))
    if len(reached) == 0:
        return "nobody_reached", {}
    if later < 2:
        return "all_at_once", {}
    if len(panel.start) < LEAST_GROUPS:
        return "too_few_groups", {"groups": len(panel.start), "least": LEAST_GROUPS}
    if reached.max() < BASE:
        return "too_few_weeks", {"before": int(reached.max()), "least": BASE}
    usable = waves.usable(panel)
    if not usable:
        return "nobody_left_to_compare", {}
    mine = np.isin(panel.start, usable)
    if mine.sum() < LEAST_REACHED:
        return "too_few_groups", {"groups": int(mine.sum()), "least": LEAST_REACHED}
    if panel.people[mine].sum() < min_group:
        return "too_few_people", {"least": min_group}
    before = panel.value[mine][:, : min(usable)]
    if not np.any(before > 0):
        return "impossible_before", {}
    return None, {}
