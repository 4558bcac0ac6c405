"""The quality report in words: each finding's what, where, what was done, what to decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from simulation.quality.report import Item, QualityReport, Topic, import_items
from simulation.tables import Record, title_of
from simulation.words import catalogue, say
from simulation.words.forms import number, percent, short_date

_SHARES = frozenset(("share", "night"))
LEAST_SHARE = 0.001
"""Shares below are told as such."""

MOST_PERIODS = 4
"""Periods named one by one; the rest is counted."""


def title(report: QualityReport, lang: str) -> str:
    """The finding of the whole report, in a sentence."""
    kind = {0: "none", 1: "one"}.get(report.warnings, "many")
    return say(f"quality.title.{kind}", lang, count=number(report.warnings, lang))


def context(report: QualityReport, lang: str) -> str:
    """What was looked at: record, weeks, zone, days off, protection."""
    return say(
        f"quality.context.{'with' if report.country else 'without'}_country",
        lang,
        title=title_of(report.manifest, lang),
        first=_day(report.first_week, lang),
        last=_day(report.last_week, lang),
        timezone=report.timezone,
        country=report.country,
        least=number(report.min_group, lang),
    )


def heading(topic: Topic, lang: str) -> str:
    """The name of a topic."""
    return say(f"quality.topic.{topic.name}", lang)


def verdict(topic: Topic, lang: str) -> str:
    """What to know where nothing was found, or only a part could be looked at; else empty."""
    if topic.reason:
        return say(f"quality.unknown.{topic.reason}", lang)
    return say(f"quality.nothing.{topic.name}", lang) if topic.verdict == "nothing" else ""


def what(item: Item, report: QualityReport, lang: str) -> str:
    """What was found, and how many."""
    own = f"quality.{item.code}.what"
    key = own if own in catalogue() else f"pilot.finding.{item.code}"
    return say(key, lang, **_values(item, report.min_group, lang))


def imported(record: Record, min_group: int, lang: str) -> list[dict[str, Any]]:
    """What an import found, for who ran it: code, severity, numbers that may be told, sentence."""
    told = []
    for item in import_items(record, min_group):
        keys = [f"quality.{item.code}.{part}" for part in ("what", "did")]
        known = keys if keys[0] in catalogue() else [f"pilot.finding.{item.code}"]
        values = _values(item, min_group, lang)
        told.append(
            {
                "code": item.code,
                "count": item.count,
                "severity": item.severity,
                "values": dict(item.told),
                "sentence": " ".join(say(key, lang, **values) for key in known),
            }
        )
    return told


def where(item: Item, lang: str) -> str:
    """The weeks concerned, those in a row together; empty when none is named."""
    periods = _periods([pd.Timestamp(week) for week in item.weeks])
    told = [_period(first, last, lang) for first, last in periods[:MOST_PERIODS]]
    if more := len(periods) - MOST_PERIODS:
        told += [say("quality.more_periods", lang, count=number(more, lang))] if more > 0 else []
    return ", ".join(told)


def did(item: Item, report: QualityReport, lang: str) -> str:
    """What the workbench did; empty where the first sentence says it."""
    return _optional(f"quality.{item.code}.did", item, report, lang)


def decide(item: Item, report: QualityReport, lang: str) -> str:
    """What the user may decide and how to tell it; empty where nothing is to be decided."""
    return _optional(f"quality.{item.code}.decide", item, report, lang)


def as_dict(report: QualityReport, lang: str) -> dict[str, Any]:
    """The report for scripts: numbers that may be told, and the sentences."""
    return {
        "title": title(report, lang),
        "record": title_of(report.manifest, lang),
        "origin": "simulated" if report.simulated else "pilot",
        "first_week": report.first_week,
        "last_week": report.last_week,
        "timezone": report.timezone,
        "country": report.country,
        "min_group": report.min_group,
        "warnings": report.warnings,
        "topics": [
            {
                "topic": topic.name,
                "verdict": topic.verdict,
                "reason": topic.reason,
                "sentence": verdict(topic, lang),
                "findings": [_item(item, report, lang) for item in topic.items],
            }
            for topic in report.topics
        ],
    }


def _item(item: Item, report: QualityReport, lang: str) -> dict[str, Any]:
    return {
        "code": item.code,
        "severity": item.severity,
        "count": item.count,
        "suppressed": item.count is None,
        "counts": "people" if item.of_people else "rows",
        "weeks": list(item.weeks),
        "values": dict(item.told),
        "what": what(item, report, lang),
        "where": where(item, lang),
        "did": did(item, report, lang),
        "decide": decide(item, report, lang),
    }


def _optional(key: str, item: Item, report: QualityReport, lang: str) -> str:
    return say(key, lang, **_values(item, report.min_group, lang)) if key in catalogue() else ""


def _values(item: Item, least: int, lang: str) -> dict[str, str]:
    told = {name: _told(name, value, least, lang) for name, value in item.told.items()}
    return told | {"count": _told("count", item.count, least, lang)}


def told_value(name: str, value: Any, lang: str) -> str:
    """A value of a finding as sentences hold it: shares in percent, hours with their sign."""
    if name in _SHARES:
        if 0 < value < LEAST_SHARE:
            return f"< {percent(LEAST_SHARE, lang, 1)}"
        return percent(value, lang, 0 if value >= 0.01 else 1)
    if name == "hours":
        return number(value, lang, 0, signed=True)
    return number(value, lang) if isinstance(value, int | float) else str(value)


def _told(name: str, value: Any, least: int, lang: str) -> str:
    if value is None:
        return say("quality.few", lang, least=number(least, lang))
    return told_value(name, value, lang)


def _periods(weeks: Sequence[pd.Timestamp]) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    periods: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for week in sorted(weeks):
        if periods and week - periods[-1][1] == pd.Timedelta(weeks=1):
            periods[-1] = (periods[-1][0], week)
        else:
            periods.append((week, week))
    return periods


def _period(first: pd.Timestamp, last: pd.Timestamp, lang: str) -> str:
    if first == last:
        return say("quality.one_week", lang, week=_day(first, lang))
    return say("quality.some_weeks", lang, first=_day(first, lang), last=_day(last, lang))


def _day(day: str | pd.Timestamp, lang: str) -> str:
    return short_date(pd.Timestamp(day).date(), lang)
