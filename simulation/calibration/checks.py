"""Does the calibrated model give what was seen? Predictive bands, and what it gets wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.calibration.posterior import Discrepancy
from simulation.calibration.summaries import Summary
from simulation.calibration.targets import SERIES

Numbers = NDArray[np.float64]

QUANTILES: Final = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
BAD_FIT: Final = 0.01
"""Predictive p-value under which the model is said to fit badly."""
EASY_FIT: Final = 0.1
"""Predictive p-value from which it is said to give such pilots without difficulty."""


def bands(sides: Mapping[str, Mapping[str, Numbers]]) -> pd.DataFrame:
    """Quantiles by week of simulated series; `sides` -> series -> counts (draws, weeks)."""
    rows = []
    for side, series in sides.items():
        for name, counts in series.items():
            found = np.quantile(counts, list(QUANTILES.values()), axis=0)
            table = pd.DataFrame(found.T, columns=list(QUANTILES))
            table.insert(0, "week", np.arange(1, counts.shape[1] + 1))
            table.insert(0, "series", name)
            table.insert(0, "side", side)
            rows.append(table)
    return pd.concat(rows, ignore_index=True)


def discrepancies(
    observed: pd.DataFrame, simulated: Mapping[str, Numbers]
) -> dict[str, Discrepancy]:
    """How far each series lies from its posterior predictions, luck taken off.

    Args:
        observed: counts, one row a week, one column a series.
        simulated: by series, counts of draws; shape (draws, weeks).
    """
    return {
        str(name): _discrepancy(np.log1p(observed[name].to_numpy(float)), np.log1p(draws))
        for name, draws in ((name, simulated[str(name)]) for name in observed)
    }


def _discrepancy(seen: Numbers, draws: Numbers) -> Discrepancy:
    """Bias and scatter of log counts beyond those of the draws around their mean course."""
    course = draws.mean(axis=0)
    apart, luck = seen - course, draws - course
    bias = float(apart.mean())
    scatter = float(((apart - bias) ** 2).mean())
    of_luck = float((luck - luck.mean(axis=1, keepdims=True)).var())
    beyond = max(0.0, bias**2 - float(luck.mean(axis=1).var()))
    return Discrepancy(
        bias=float(np.sign(bias) * np.sqrt(beyond)), sd=float(np.sqrt(max(0.0, scatter - of_luck)))
    )


def blurred(
    summaries: Numbers,
    compared: Sequence[Summary],
    discrepancy: Mapping[str, Discrepancy],
    seed: int,
) -> Numbers:
    """Simulated summaries as a world would give them that the model gets wrong by this much.

    Learning from these lets the pilot differ from any simulation without its parameters
    having to explain it (Wilkinson, 2013).

    Args:
        summaries: of the runs; shape (runs, summaries).
        compared: what they are.
        discrepancy: by series.
        seed: of the errors.
    """
    rng = np.random.default_rng(seed)
    found = summaries.copy()
    for name in SERIES:
        if name not in discrepancy:
            continue
        wrong = discrepancy[name]
        columns = [k for k, summary in enumerate(compared) if summary.target == name]
        found[:, columns] += abs(wrong.bias) * rng.standard_normal((len(found), 1))
        for k in columns:
            weeks = compared[k].last - compared[k].first
            found[:, k] += wrong.sd / np.sqrt(weeks) * rng.standard_normal(len(found))
    return found
