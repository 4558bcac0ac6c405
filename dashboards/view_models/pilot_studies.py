"""What a record tells as a whole: lives, waits, returns, flows, maturity, benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulation.indicators import (
    Thresholds,
    published_benchmarks,
    published_maturity,
    published_newcomers,
    published_survival,
    published_typologies,
    published_waits,
)
from simulation.tables import Record


@dataclass(frozen=True)
class Studies:
    """Published tables of a record; everything passed the gate."""

    survival: Mapping[str, Any]
    waits: Mapping[str, Any]
    newcomers: Mapping[str, Any]
    typologies: Mapping[str, Any]
    maturity: Mapping[str, Any]
    benchmarks: pd.DataFrame


def studies_of(record: Record, thresholds: Thresholds) -> Studies:
    """Every study that the page shows."""
    return Studies(
        survival=published_survival(record, thresholds=thresholds),
        waits=published_waits(record, thresholds=thresholds),
        newcomers=published_newcomers(record, thresholds),
        typologies=published_typologies(record, thresholds=thresholds),
        maturity=published_maturity(record, thresholds=thresholds),
        benchmarks=published_benchmarks(record, thresholds),
    )


def last_flows(flows: pd.DataFrame) -> pd.DataFrame:
    """The moves between the last two weeks that a table of flows holds."""
    return flows[flows["week_to"] == flows["week_to"].max()].reset_index(drop=True)


def answered_curve(waits: Mapping[str, Any]) -> pd.DataFrame:
    """The share answered by each hour, as the survival figure reads it."""
    curve = waits["curve"].rename(columns={"hours": "duration", "waiting": "at_risk"})
    return curve.assign(group="all")
