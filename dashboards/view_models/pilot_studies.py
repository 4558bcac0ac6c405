"""What a record tells as a whole: lives, waits, returns, flows, maturity, benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulation.indicators import (
    Thresholds,
    published_benchmarks,
    published_maturity,
    published_newcomers,
    published_survival,
    published_typologies,
    published_waits,
)
from simulation.protection import Released
from simulation.tables import Record


@dataclass(frozen=True)
class Studies:
    """Published tables of a record; everything passed the gate."""

    survival: Mapping[str, Any]
    waits: Mapping[str, Any]
    newcomers: Mapping[str, Any]
    typologies: Mapping[str, Any]
    maturity: Mapping[str, Any]
    benchmarks: Released


def studies_of(record: Record, thresholds: Thresholds, min_group: int) -> Studies:
    """Every study that the page shows, groups of at least so many people."""
    return Studies(
        survival=published_survival(record, thresholds=thresholds, min_group=min_group),
        waits=published_waits(record, thresholds=thresholds, min_group=min_group),
        newcomers=published_newcomers(record, thresholds, min_group),
        typologies=published_typologies(record, thresholds=thresholds, min_group=min_group),
        maturity=published_maturity(record, thresholds=thresholds, min_group=min_group),
        benchmarks=published_benchmarks(record, thresholds, min_group),
    )


def last_flows(flows: Released) -> Released:
    """The moves between the last two weeks that a table of flows holds."""
    return flows[flows["week_to"] == flows["week_to"].max()].reset_index(drop=True)


def answered_curve(waits: Mapping[str, Any]) -> Released:
    """The share answered by each hour, as the survival figure reads it."""
    curve = waits["curve"].rename(columns={"hours": "duration", "waiting": "at_risk"})
    return curve.assign(group="all")
