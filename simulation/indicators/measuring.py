"""From a record to the table of indicators, before protection.

What this returns describes groups of any size: it is for calibration and for the gate
(`simulation.protection`), never for an output.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from simulation.indicators.registry import REGISTRY, Indicator, find
from simulation.indicators.thresholds import Thresholds
from simulation.indicators.typologies import LECKO, lecko_codes
from simulation.indicators.uncertainty import ends
from simulation.indicators.view import Floats, Measured, View, view_of
from simulation.tables import Record


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
        by: None for everybody together, else "unit", "team", "site", "level", "profile" (of
            the week) or "community".
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
    return measure_view(view_by(record, thresholds or Thresholds(), by, of), indicators, by)


def view_by(
    record: Record, thresholds: Thresholds, by: str | None = None, of: str = "invited"
) -> View:
    """A record seen by group, or by the Lecko profile that each person has each week."""
    view = view_of(record, thresholds, by, of)
    if by != "profile":
        return view
    population = replace(
        view.population,
        groups=LECKO,
        within=("",) * len(LECKO),
        withheld=np.zeros(len(LECKO), bool),
    )
    return replace(view, population=population, group_by_week=lecko_codes(view))


def measure_view(
    view: View, indicators: Sequence[Indicator] = REGISTRY, by: str | None = None
) -> pd.DataFrame:
    """`measure` of a view made before, so that several tables share the work."""
    levels = [_measured(indicator, view, by) for indicator in indicators]
    nothing = view.level(np.full(view.shape, np.nan))
    groups, weeks = view.shape
    rows, cells = len(indicators), groups * weeks

    def column(part: str) -> Floats:
        found = [getattr(level or nothing, part) for level in levels]
        unknown = nothing.value
        return np.array([unknown if each is None else each for each in found]).reshape(-1)

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
            "error": column("error"),
            "people": column("people").astype(np.int64),
            "unit_of_measure": _named([indicator.unit for indicator in indicators], cells),
            "available": np.repeat([level is not None for level in levels], cells),
            "within": per_group(np.asarray(view.population.within, dtype=object)),
            "withheld": per_group(view.population.withheld),
        }
    )
    return table.assign(**ends(table)).drop(columns="error")


def _measured(indicator: Indicator, view: View, by: str | None) -> Measured | None:
    if by not in indicator.cuts or not indicator.recorded_by(view.record):
        return None
    return indicator.compute(view)


def _named(names: Sequence[str], times: int) -> np.ndarray:
    return np.repeat(np.asarray(names, dtype=object), times)
