"""From a record to the table of indicators, before protection.

What this returns describes groups of any size: it is for calibration and for the gate
(`simulation.protection`), never for an output.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from simulation.indicators.registry import REGISTRY, Indicator, find
from simulation.indicators.thresholds import Thresholds
from simulation.indicators.view import Floats, Measured, View, view_of
from simulation.tables import Record

NINETY_PERCENT = 1.6448536269514722
"""Standard normal deviate that leaves 5 % on each side."""


def measure(
    record: Record,
    names: Iterable[str] | None = None,
    by: str | None = None,
    thresholds: Thresholds | None = None,
    of: str = "invited",
) -> pd.DataFrame:
    """Weekly indicators of a record, simulated or real, by group. Not protected.

    Args:
        record: a checked record.
        names: indicators wanted, all by default.
        by: None for everybody together, else "unit", "team", "site" or "community".
        thresholds: the definitions' windows and levels.
        of: "invited" (people invited so far, or all when no invitation is known) or "staff".

    Returns:
        One row per indicator, group and week (Monday): `value`; `count` over `base` for
        shares, with a 90 % Wilson interval `low`, `high`; `people` the value describes;
        `unit_of_measure`; `available`, false where the source does not record what is
        needed (the value is then missing, never 0); `within` the larger group and
        `withheld`, which protection needs.

    Raises:
        InputError: unknown indicator, grouping or population.
    """
    indicators = [find(name) for name in names] if names is not None else list(REGISTRY)
    return measure_view(view_of(record, thresholds or Thresholds(), by, of), indicators, by)


def measure_view(
    view: View, indicators: Sequence[Indicator] = REGISTRY, by: str | None = None
) -> pd.DataFrame:
    """`measure` of a view made before, so that several tables share the work."""
    levels = [_measured(indicator, view, by) for indicator in indicators]
    nothing = view.level(np.full(view.shape, np.nan))
    groups, weeks = view.shape
    rows, cells = len(indicators), groups * weeks

    def column(part: str) -> Floats:
        return np.array([getattr(level or nothing, part) for level in levels]).reshape(-1)

    def per_group(values: ArrayLike) -> np.ndarray:
        return np.tile(np.repeat(np.asarray(values), weeks), rows)

    table = pd.DataFrame(
        {
            "indicator": _named([indicator.name for indicator in indicators], cells),
            "group": per_group(np.asarray(view.population.groups, dtype=object)),
            "week": np.tile(view.activity.weeks.to_numpy(), rows * groups),
            "value": column("value"),
            "count": column("count"),
            "base": column("base"),
            "people": column("people").astype(np.int64),
            "unit_of_measure": _named([indicator.unit for indicator in indicators], cells),
            "available": np.repeat([level is not None for level in levels], cells),
            "within": per_group(np.asarray(view.population.within, dtype=object)),
            "withheld": per_group(view.population.withheld),
        }
    )
    return table.assign(**wilson(table["count"], table["base"]))


def wilson(count: pd.Series, base: pd.Series) -> dict[str, pd.Series]:
    """Ends `low` and `high` of the 90 % Wilson interval of a share; missing without base.

    It says how much a share of few people could move by chance alone.
    """
    size = base.where(base > 0)
    share, squared = count / size, NINETY_PERCENT**2
    middle = (share + squared / (2 * size)) / (1 + squared / size)
    spread = np.sqrt(share * (1 - share) / size + squared / (4 * size**2))
    half = NINETY_PERCENT * spread / (1 + squared / size)
    return {"low": (middle - half).clip(lower=0), "high": (middle + half).clip(upper=1)}


def _measured(indicator: Indicator, view: View, by: str | None) -> Measured | None:
    if by not in indicator.cuts or not indicator.recorded_by(view.record):
        return None
    return indicator.compute(view)


def _named(names: Sequence[str], times: int) -> np.ndarray:
    return np.repeat(np.asarray(names, dtype=object), times)
