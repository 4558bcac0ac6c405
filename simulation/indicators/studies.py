"""The studies of a record by name: what `rsne study` offers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulation import tables
from simulation.errors import InputError
from simulation.indicators.benchmarks import published_benchmarks
from simulation.indicators.goals import published_goals, read_goals
from simulation.indicators.publishing import published, published_typologies
from simulation.indicators.publishing_network import published_network
from simulation.indicators.publishing_studies import (
    published_maturity,
    published_newcomers,
    published_survival,
    published_waits,
)
from simulation.indicators.thresholds import Thresholds
from simulation.indicators.uncertainty import trends
from simulation.protection import Released, release

TOPICS = (
    "survival", "waits", "newcomers", "network", "maturity", "typologies", "benchmarks", "trends",
    "goals",
)  # fmt: skip


def studied(
    folder: Path,
    topic: str,
    by: str | None = None,
    split: int | None = None,
    goals: Path | None = None,
    thresholds: Thresholds | None = None,
    min_group: int = 10,
) -> dict[str, Any] | Released:
    """One study of the record in a folder; see the function of each topic for what it returns.

    Raises:
        InputError: unknown topic, an option that the topic does not take or lacks, or as for
            the topic's function.
    """
    if topic not in TOPICS:
        raise InputError(
            "indicator_choice", option="TOPIC", value=topic, expected=", ".join(TOPICS)
        )
    _check_options(topic, by=by, split=split, goals=goals)
    if topic == "trends":
        table = published(folder, by=by, thresholds=thresholds, min_group=min_group)
        found = trends(table[table["available"]])
        # Slopes of published levels: the gate has passed those, and nobody is counted anew.
        return release(found.assign(people=0), min_group, cells=("indicator",)).drop(
            columns="people"
        )
    record = tables.read(folder)
    if topic == "goals":
        return published_goals(record, read_goals(goals or Path()), thresholds, min_group)
    if topic == "network":
        return published_network(record, split, thresholds, min_group)
    if topic in ("survival", "waits"):
        function = {"survival": published_survival, "waits": published_waits}[topic]
        return function(record, by, thresholds, min_group)
    if topic == "benchmarks":
        return published_benchmarks(record, thresholds, min_group)
    if topic == "newcomers":
        return published_newcomers(record, thresholds, min_group)
    whole = {"maturity": published_maturity, "typologies": published_typologies}[topic]
    return whole(record, None, thresholds, min_group)


def _check_options(topic: str, **given: Any) -> None:
    """Refuse an option that means nothing for the topic, or one that it needs and lacks."""
    takes = {"by": ("survival", "waits", "trends"), "split": ("network",), "goals": ("goals",)}
    for option, value in given.items():
        if value is not None and topic not in takes[option]:
            raise InputError(
                "indicator_choice", option="TOPIC", value=topic, expected=", ".join(takes[option])
            )
    if topic == "goals" and given["goals"] is None:
        raise InputError("goals_unreadable", place="--goals")
