"""Studies of a whole record told on a terminal: one line a group, a measure or a goal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulation.figures.units import tell, tell_range
from simulation.protection import check_released
from simulation.terminal import ABSENT, print_rows
from simulation.words import say
from simulation.words.forms import number

Tell = Callable[[Any, Mapping[str, Any], str], str]


@dataclass(frozen=True)
class Layout:
    """Which table of a study is printed, and how each of its columns is told."""

    table: str
    columns: Mapping[str, Tell]


def print_study(topic: str, result: Mapping[str, Any] | pd.DataFrame, lang: str) -> None:
    """Print what a study found; values hidden or not known say so."""
    layout = LAYOUTS[topic]
    table = check_released(result if isinstance(result, pd.DataFrame) else result[layout.table])
    rows = [
        [told(row.get(column), row, lang) for column, told in layout.columns.items()]
        for row in map(_texts, table.to_dict("records"))
    ]
    if not rows:
        print(say("study.nothing", lang))
        return
    print_rows(rows, lang, [say(f"study.column.{column}", lang) for column in layout.columns])


def _texts(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


def _named(*prefixes: str) -> Tell:
    """A value by its word, under the first of these prefixes that has one; else as it is."""

    def told(value: Any, _: Mapping[str, Any], lang: str) -> str:
        if _absent(value):
            return ABSENT
        for prefix in prefixes:
            try:
                return say(f"{prefix}{value}", lang)
            except KeyError:
                continue
        return str(value)

    return told


def _in_unit(unit: str) -> Tell:
    def told(value: Any, row: Mapping[str, Any], lang: str) -> str:
        return _withheld(row, lang) if _absent(value) else tell(float(value), unit, lang)

    return told


def _by_row(value: Any, row: Mapping[str, Any], lang: str) -> str:
    """A value in the unit of its own row."""
    unit = row.get("unit") or MEASURE_UNITS.get(row.get("measure", ""), "share")
    return _withheld(row, lang) if _absent(value) else tell(float(value), unit, lang)


def _range(low: str, high: str, unit: str = "share") -> Tell:
    def told(_: Any, row: Mapping[str, Any], lang: str) -> str:
        if _absent(row.get(low)) or _absent(row.get(high)):
            return ABSENT
        return tell_range(row[low], row[high], row.get("unit") or unit, lang)

    return told


def _count(value: Any, row: Mapping[str, Any], lang: str) -> str:
    return _withheld(row, lang) if _absent(value) else number(float(value), lang)


def _slope(value: Any, row: Mapping[str, Any], lang: str) -> str:
    return ABSENT if _absent(value) else number(float(value), lang, 3, signed=True)


def _withheld(row: Mapping[str, Any], lang: str) -> str:
    return say("cli.suppressed", lang) if row.get("suppressed") else ABSENT


def _absent(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


MEASURE_UNITS = {"ties": "count", "ties_per_person": "ratio", "clustering": "ratio"}
_SHARE, _INTERVAL = _in_unit("share"), _range("low", "high")
_GROUP = _named("study.group.", "indicator.kind.")

LAYOUTS: Mapping[str, Layout] = {
    "survival": Layout(
        "summary",
        {
            "group": _GROUP, "communities": _count, "ended": _count, "still_alive": _count,
            "median_weeks": _count, "alive_5_months": _SHARE, "alive_1_year": _SHARE,
            "alive_2_years": _SHARE,
        },
    ),
    "waits": Layout(
        "groups",
        {
            "group": _GROUP, "opened": _count, "answered": _count, "waiting": _count,
            "median_hours": _in_unit("hours"), "within_24h": _SHARE, "within_48h": _SHARE,
        },
    ),
    "newcomers": Layout(
        "returns", {"group": _GROUP, "people": _count, "value": _SHARE, "interval": _INTERVAL}
    ),
    "network": Layout(
        "measures",
        {
            "period": _named("study.period."), "measure": _named("study.measure."),
            "value": _by_row, "interval": _INTERVAL, "people": _count,
        },
    ),
    "maturity": Layout(
        "communities",
        {
            "group": _GROUP, "level": _named("indicator.maturity."), "relating": _SHARE,
            "replied": _SHARE, "contributing": _SHARE, "lively_weeks": _SHARE,
            "joint_threads": _SHARE, "carried_by_members": _SHARE,
        },
    ),
    "typologies": Layout(
        "shares",
        {
            "typology": _named("indicator.typology."), "profile": _named("indicator.profile."),
            "value": _SHARE, "interval": _INTERVAL,
        },
    ),
    "benchmarks": Layout(
        "",
        {
            "benchmark": _named("indicator."), "value": _by_row,
            "interval": _range("low", "high"), "range": _range("range_low", "range_high"),
            "position": _named("indicator.position."), "quality": _named(), "reference": _named(),
        },
    ),
    "trends": Layout(
        "",
        {
            "indicator": _named("indicator."), "trend": _named("study.trend."), "slope": _slope,
            "weeks": _count,
        },
    ),
    "goals": Layout(
        "",
        {
            "community": _GROUP, "indicator": _named("indicator."), "goal": _named(),
            "level": _slope, "value": _slope, "outcome": _named("indicator.goal."),
        },
    ),
}  # fmt: skip
"""What is printed of each study."""
