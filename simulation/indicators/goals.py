"""Goals that a community manager sets for a community, and whether they are met (S29).

A file of goals is a YAML list; `goal` in words stands for what no figure can judge:

    - {community: Soudure, indicator: contributors, level: 0.2, week: 12}
    - {community: all, indicator: answered_within_48h, level: 0.8}
    - {community: Soudure, goal: "Une question difficile résolue chaque mois"}
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from simulation.errors import InputError
from simulation.indicators.publishing import published
from simulation.indicators.registry import find
from simulation.indicators.thresholds import Thresholds
from simulation.protection import Released, release
from simulation.tables import Record

EVERYBODY = "all"
OUTCOMES = ("met", "missed", "unknown", "to_judge")


@dataclass(frozen=True)
class Goal:
    """One goal: a level of an indicator to reach by a week, or words to be judged by people.

    Args:
        community: its name, or "all" for the whole network.
        indicator: name in the registry; None for a goal in words.
        level: in the indicator's unit.
        week: counted from 1; None for the record's last.
        goal: in words.
    """

    community: str
    indicator: str | None = None
    level: float | None = None
    week: int | None = None
    goal: str | None = None


def read_goals(file: Path) -> list[Goal]:
    """The goals of a file.

    Raises:
        InputError: the file cannot be read, or an entry is no goal; names the entry.
    """
    try:
        entries = yaml.safe_load(Path(file).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise InputError("goals_unreadable", place=str(file)) from fault
    if not isinstance(entries, list):
        raise InputError("goals_unreadable", place=str(file))
    return [_goal(entry, place) for place, entry in enumerate(entries, start=1)]


def published_goals(
    record: Record,
    goals: list[Goal],
    thresholds: Thresholds | None = None,
    min_group: int = 10,
) -> Released:
    """Each goal with the level reached, from published indicators.

    Returns:
        Columns community, indicator, goal, level, week, value, outcome: "met", "missed",
        "unknown" (not recorded, suppressed, no such community, or a week to come), or
        "to_judge" for goals in words.

    Raises:
        InputError: unknown indicator; `min_group` under 5.
    """
    names = sorted({goal.indicator for goal in goals if goal.indicator})
    cuts = {None} | {"community" for goal in goals if goal.community != EVERYBODY}
    levels = {
        by: published(record, names, by=by, thresholds=thresholds, min_group=min_group)
        .set_index(["indicator", "group", "week"])["value"]
        for by in cuts
    }  # fmt: skip
    weeks = record.weeks()
    rows = []
    for goal in goals:
        week = goal.week or len(weeks)
        by = None if goal.community == EVERYBODY else "community"
        value = None
        if goal.indicator and week <= len(weeks):
            found = levels[by].get((goal.indicator, goal.community, weeks[week - 1]))
            value = None if found is None or pd.isna(found) else float(found)
        rows.append((goal.community, goal.indicator, goal.goal, goal.level, week, value,
                     _outcome(goal, value)))  # fmt: skip
    columns = ["community", "indicator", "goal", "level", "week", "value", "outcome"]
    table = pd.DataFrame(rows, columns=columns)
    # Each value has passed the gate, on its own; nobody is counted anew.
    whole = table.assign(number=table.index, group=table["community"], people=0)
    return release(whole, min_group, cells=("number",)).drop(columns=["number", "group", "people"])


def _outcome(goal: Goal, value: float | None) -> str:
    if goal.indicator is None:
        return "to_judge"
    if value is None or goal.level is None:
        return "unknown"
    below = find(goal.indicator).higher_is_better is False
    return "met" if (value <= goal.level if below else value >= goal.level) else "missed"


def _goal(entry: Any, place: int) -> Goal:
    """One goal of a file, measured or in words."""
    kinds: dict[str, Any] = {"community": str, "goal": str}
    if isinstance(entry, dict) and "indicator" in entry:
        kinds = {"community": str, "indicator": str, "level": (int, float), "week": int}
        entry = {"week": None} | entry
    right = isinstance(entry, dict) and set(entry) == set(kinds)
    if not right or not all(_holds(entry[name], kind) for name, kind in kinds.items()):
        raise InputError("goal_entry", place=place, value=str(entry)[:80])
    if "indicator" in entry:
        find(entry["indicator"])
    return Goal(**entry)


def _holds(value: Any, kind: Any) -> bool:
    if kind is int:
        return value is None or (type(value) is int and value > 0)
    return isinstance(value, kind) and not isinstance(value, bool)
