"""Intervals, verdicts and what pairing gains, from draws."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

DRAWS_KEPT = 0.90
"""Share of the draws between `low` and `high`."""

CONFIDENCE = 0.95
"""Confidence of the interval of a mean."""

AGREEMENT = 0.95
"""Share of draws that must have the sign of their mean for a difference to be established."""

TOO_SMALL_SHARE = 0.01
"""Differences of shares under one point are too small to matter."""

TOO_SMALL_RELATIVE = 0.02
"""Differences of other levels matter from this share of the reference's mean."""


def mean(values: np.ndarray) -> float:
    """Mean of the draws; missing ones are left out."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else math.nan


def interval_of_draws(values: np.ndarray) -> tuple[float, float]:
    """Ends between which 90 % of the draws lie; missing draws are left out."""
    tail = (1 - DRAWS_KEPT) / 2
    known = values[~np.isnan(values)]
    if not known.size:
        return math.nan, math.nan
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)


def interval_of_mean(values: np.ndarray) -> tuple[float, float]:
    """95 % interval of the mean, by Student's t; missing from fewer than two draws."""
    known = values[~np.isnan(values)]
    if known.size < 2:
        return math.nan, math.nan
    reach = stats.t.ppf((1 + CONFIDENCE) / 2, known.size - 1) * stats.sem(known)
    return float(known.mean() - reach), float(known.mean() + reach)


def too_small(unit: str, reference_mean: float) -> float:
    """Half-width of the zone of differences too small to matter, in the indicator's unit."""
    return TOO_SMALL_SHARE if unit == "share" else TOO_SMALL_RELATIVE * abs(reference_mean)


def share_above(differences: np.ndarray) -> float:
    """Share of the draws above zero."""
    known = differences[~np.isnan(differences)]
    return float((known > 0).mean()) if known.size else math.nan


def verdict(differences: np.ndarray, least: float, expected: int = 0) -> str:
    """What paired draws allow to say of a difference.

    *Established*: at least 95 % of the draws have the sign of the mean, and the 95 % interval
    of the mean lies wholly beyond the zone of differences too small to matter. *Contrary*:
    established, in the direction opposite to the one expected. *Not established* otherwise.

    Args:
        differences: scenario minus reference, one per draw; shape (draws,).
        least: half-width of the zone too small to matter.
        expected: sign announced beforehand, +1 or -1; 0 when none was.
    """
    known = differences[~np.isnan(differences)]
    low, high = interval_of_mean(known)
    sign = 1 if low > least else -1 if high < -least else 0
    if not sign or (np.sign(known) == sign).mean() < AGREEMENT:
        return "not_established"
    return "contrary" if sign == -expected else "established"


def within(differences: np.ndarray, least: float) -> bool:
    """Whether the 95 % interval of the mean lies wholly inside the zone too small to matter."""
    low, high = interval_of_mean(differences)
    return -least <= low and high <= least


def variance_reduction(scenario: np.ndarray, reference: np.ndarray) -> float:
    """How many times fewer draws pairing needs: (var A + var B) / var(A - B).

    Infinite when the difference never varies: one pair is enough. Missing when no pair is known.
    """
    known = ~np.isnan(scenario - reference)
    if not known.any():
        return math.nan
    scenario, reference = scenario[known], reference[known]
    paired = float(np.var(scenario - reference))
    apart = float(np.var(scenario) + np.var(reference))
    return apart / paired if paired else math.inf
