"""Weeks that are missing, thin or cut, and holidays that look like giving up.

A silent week is a question only where the weeks around it were busy; in a record that lives
on a few messages a week, silence is nothing odd.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.quality.course import Course
from simulation.quality.finding import Finding

AROUND = 4
"""Weeks looked at on each side of a week."""

BUSY, LEAST_BUSY = 20, 5
"""Events a week, in the middle and at the least of the weeks on both sides, from which silence
is a question."""

START_SHARE = 0.02
"""Share of all events before a long silence up to which it was a trial, not the start."""

THIN = 0.2
"""Part of the usual volume under which a week looks incomplete, where 100 events are usual."""

DIP = 0.8
"""Part of the usual people seen under which a week of leave is told, if chance is no reason."""

LEAST_SEEN = 15
"""People usually seen a week from which a dip can be told from chance."""

_SPREADS, _DEVIATIONS = 2.5, 3.0
"""Spreads of ordinary weeks, and standard deviations of a count, beyond which a dip is no
chance."""


def missing_weeks(course: Course) -> tuple[Finding, ...]:
    """Silences where activity was usual, trials before the start, thin weeks, a cut last week."""
    volume, weeks = course.volume, course.weeks
    findings = []
    lost: list[int] = []
    closed: list[int] = []
    quiet: list[int] = []
    start = start_of_activity(volume)
    for first, last in _runs(volume == 0):
        if last < start:
            continue
        if _usual(volume, first, last) < BUSY or _least(volume, first, last) < LEAST_BUSY:
            quiet.extend(range(first, last + 1))
            continue
        off = course.days_off.iloc[first : last + 1] >= 3
        (closed if off.all() else lost).extend(range(first, last + 1))
    if start:
        early = int(volume[:start].sum())
        findings.append(Finding("start_after_trial", early, "warning", _where(weeks, [start])))
    if lost:
        findings.append(Finding("weeks_missing", len(lost), "warning", _where(weeks, lost)))
    if closed:
        findings.append(Finding("weeks_closed", len(closed), "note", _where(weeks, closed)))
    if quiet:
        findings.append(Finding("weeks_quiet", len(quiet), "note", _where(weeks, quiet)))
    if thin := _thin(course, start):
        findings.append(Finding("weeks_thin", len(thin), "warning", _where(weeks, thin)))
    if ends_in_midweek(course):
        last_week = [len(weeks) - 1]
        findings.append(Finding("last_week_cut", 1, "warning", _where(weeks, last_week)))
    return tuple(findings)


def holidays(course: Course) -> tuple[Finding, ...]:
    """Weeks of leave in which people are missed more than chance tells."""
    off = course.days_off.to_numpy()
    usual = _usual_people(course)
    ratio = np.divide(course.active, usual, out=np.ones_like(usual), where=usual >= LEAST_SEEN)
    ordinary = (off == 0) & (usual >= LEAST_SEEN)
    if ordinary.sum() < AROUND:
        return ()
    spread = 1.4826 * np.median(np.abs(ratio[ordinary] - np.median(ratio[ordinary])))
    dips = (off > 0) & (usual >= LEAST_SEEN) & (ratio <= min(DIP, 1 - _SPREADS * spread))
    dips &= (course.active > 0) & (course.active <= usual - _DEVIATIONS * np.sqrt(usual))
    if ends_in_midweek(course):
        dips[-1] = False
    found = np.flatnonzero(dips).tolist()
    if not found:
        return ()
    seen = float(course.active[found].sum() / usual[found].sum())
    told = _where(course.weeks, found) | {"share": round(seen, 3), "country": course.country or ""}
    findings = [Finding("holiday_dips", len(found), "note", told)]
    if found[-1] >= len(course.weeks) - 2:
        findings.append(Finding("ends_in_holidays", 1, "warning", _where(course.weeks, found[-1:])))
    return tuple(findings)


def start_of_activity(volume: NDArray[np.float64]) -> int:
    """The week in which activity starts after a trial and a silence of a month; 0 when none."""
    for first, last in _runs(volume == 0):
        if last - first + 1 >= AROUND and volume[:first].sum() <= START_SHARE * volume.sum():
            start = last + 1
            if start < len(volume) and np.median(volume[start : start + AROUND]) >= BUSY:
                return start
    return 0


def _usual(volume: NDArray[np.float64], first: int, last: int) -> float:
    """The usual volume on the calmer side of a run of weeks."""
    before, after = _spoken(volume[:first])[-AROUND:], _spoken(volume[last + 1 :])[:AROUND]
    if len(before) < 2 or len(after) < 2:
        return 0.0
    return float(min(np.median(before), np.median(after)))


def _least(volume: NDArray[np.float64], first: int, last: int) -> float:
    """The least busy of the weeks around a run that have any event."""
    before, after = _spoken(volume[:first])[-AROUND:], _spoken(volume[last + 1 :])[:AROUND]
    return float(np.concatenate([before, after]).min())


def _thin(course: Course, start: int) -> list[int]:
    """Weeks with hardly any of the usual events, people being missed as much, no leave told."""
    volume, off = course.volume, course.days_off.to_numpy()
    thin = []
    inner = np.arange(max(start, 1), len(volume) - 1)
    for week in inner[volume[inner] > 0].tolist():  # a false date may leave ages without any event
        usual = _usual(volume, week, week)
        people = _usual(course.active, week, week)
        if (
            usual >= 100
            and people >= LEAST_SEEN
            and volume[week] <= THIN * usual
            and course.active[week] <= 2 * THIN * people
            and off[week] < 3
        ):
            thin.append(week)
    return thin


def ends_in_midweek(course: Course) -> bool:
    """Whether the record ends before Thursday, where other weeks go on until then."""
    local = course.events["time"].dt.tz_convert(course.timezone).dt.tz_localize(None)
    last = local.max()
    if last.day_of_week >= 3 or len(course.weeks) < 2 * AROUND:
        return False
    before = course.events["week"].isin(course.weeks[-2 * AROUND - 1 : -1])
    late = local[before & (local.dt.day_of_week >= 3)]
    return int(late.dt.isocalendar()["week"].nunique()) >= 1.5 * AROUND


def _usual_people(course: Course) -> NDArray[np.float64]:
    """People usually seen around each week, in weeks without days off; 0 when unknown.

    The calmer side counts, so that a record that grows or fades has no dips for that; at the
    end, where one side is missing, the least of the other.
    """
    ordinary = (course.days_off.to_numpy() == 0) & (course.volume > 0)
    usual = np.zeros(len(course.weeks))
    places = np.flatnonzero(ordinary)
    around = np.arange(-3 * AROUND, 3 * AROUND + 1)
    weeks = np.unique(places[:, None] + around)
    for week in weeks[(weeks >= 0) & (weeks < len(usual))].tolist():  # far from all, it is unknown
        near = places[(places != week) & (np.abs(places - week) <= 3 * AROUND)]
        before, after = near[near < week][-AROUND:], near[near > week][:AROUND]
        if len(before) >= 2 and len(after) >= 2:
            usual[week] = min(np.median(course.active[before]), np.median(course.active[after]))
        elif len(before) == AROUND:
            usual[week] = course.active[before].min()
    return usual


def _spoken(volume: NDArray[np.float64]) -> NDArray[np.float64]:
    return volume[volume > 0]


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last place of each run of true flags."""
    edges = np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))
    return list(zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1, strict=True))


def _where(weeks: pd.DatetimeIndex, places: list[int]) -> dict[str, list[str]]:
    return {"weeks": [weeks[place].date().isoformat() for place in places]}
