"""Interrupted time series: a level and a slope before an event, others after it.

Weeks that follow one another are alike; their likeness is a first-order autocorrelation,
averaged over its restricted likelihood rather than fixed at its best value, so that intervals
are not too narrow on few weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from simulation.effects.staggered import AFTER, CONFIDENCE, Estimate

Floats = NDArray[np.float64]

LIKENESS = np.linspace(-0.4, 0.95, 28)
"""Autocorrelations weighed."""

FALSE_ALARMS = 0.3
"""Part of the dates before the event at which an effect is found from which a straight line
does not describe the course."""


@dataclass(frozen=True)
class Interrupted:
    """The mean change over the weeks after the event against the course before it.

    Args:
        effect: level observed less level expected, over `AFTER` weeks.
        expected: the course expected without the event, one value a week.
        fitted: the course fitted.
        likeness: the mean autocorrelation.
        false_alarms: part of the dates before the event at which one would be found too.
    """

    effect: Estimate
    expected: Floats
    fitted: Floats
    likeness: float
    false_alarms: float


def interrupted(values: Floats, event: int, off: Floats | None = None) -> Interrupted:
    """The change of a weekly series at an event.

    Args:
        values: one level a week, none missing.
        event: the first week after the event.
        off: working days off in each week, whose effect is set apart; none when None.
    """
    design = _design(len(values), event, off)
    coefficients, covariance, likeness, freedom = _fit(values, design)
    reach = min(AFTER, len(values) - event)
    contrast = np.zeros(design.shape[1])
    contrast[2:4] = 1.0, (reach - 1) / 2
    effect = _estimate(contrast, coefficients, covariance, freedom)
    without = design.copy()
    without[:, 2:4] = 0.0
    return Interrupted(
        effect=effect,
        expected=without @ coefficients,
        fitted=design @ coefficients,
        likeness=likeness,
        false_alarms=_false_alarms(values[:event], None if off is None else off[:event]),
    )


def _design(weeks: int, event: int, off: Floats | None) -> Floats:
    week = np.arange(weeks, dtype=float)
    after = (week >= event).astype(float)
    columns = [np.ones(weeks), week - event, after, after * (week - event)]
    if off is not None and off.any():
        columns.append(off / 5)
    return np.column_stack(columns)


def _fit(values: Floats, design: Floats) -> tuple[Floats, Floats, float, int]:
    """Coefficients, their covariance, mean autocorrelation and degrees of freedom."""
    n, k = design.shape
    fits = [_whitened_fit(values, design, rho) for rho in LIKENESS]
    scores = np.array([score for _, _, score in fits])
    weight = np.exp(scores - scores.max())
    weight /= weight.sum()
    means = np.array([mean for mean, _, _ in fits])
    mean = weight @ means
    spread = np.einsum("r,ri,rj->ij", weight, means - mean, means - mean)
    covariance = np.einsum("r,rij->ij", weight, np.array([one for _, one, _ in fits])) + spread
    return mean, covariance, float(weight @ LIKENESS), n - k


def _whitened_fit(values: Floats, design: Floats, rho: float) -> tuple[Floats, Floats, float]:
    """Generalised least squares under one autocorrelation, with its restricted likelihood."""
    n, k = design.shape
    first = np.sqrt(1 - rho**2)
    y = np.concatenate([[first * values[0]], values[1:] - rho * values[:-1]])
    x = np.vstack([first * design[:1], design[1:] - rho * design[:-1]])
    gram = x.T @ x
    inverse = np.linalg.pinv(gram)
    mean = inverse @ (x.T @ y)
    squares = max(float(((y - x @ mean) ** 2).sum()), 1e-18)
    _, determinant = np.linalg.slogdet(gram + 1e-12 * np.eye(k))
    score = 0.5 * np.log(1 - rho**2) - 0.5 * determinant - 0.5 * (n - k) * np.log(squares)
    return mean, inverse * squares / (n - k), float(score)


def _estimate(contrast: Floats, mean: Floats, covariance: Floats, freedom: int) -> Estimate:
    value = float(contrast @ mean)
    half = stats.t.ppf((1 + CONFIDENCE) / 2, freedom) * np.sqrt(contrast @ covariance @ contrast)
    return Estimate(value, value - float(half), value + float(half))


def _false_alarms(before: Floats, off: Floats | None) -> float:
    """Part of the dates of the course before the event at which an effect is found."""
    dates = range(AFTER, len(before) - AFTER + 1)
    found = []
    for date in dates:
        design = _design(len(before), date, off)
        mean, covariance, _, freedom = _fit(before, design)
        contrast = np.zeros(design.shape[1])
        contrast[2:4] = 1.0, (AFTER - 1) / 2
        found.append(_estimate(contrast, mean, covariance, freedom).is_established)
    return float(np.mean(found)) if found else 0.0
