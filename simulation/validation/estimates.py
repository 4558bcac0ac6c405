"""What replicates say together: an estimate and its 95 % interval.

The replicate (one company, one luck) is the unit of chance everywhere: people of one company
live through the same events, so their number is never taken for a number of observations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

CONFIDENCE = 0.95
"""Confidence of every interval."""


@dataclass(frozen=True)
class Estimate:
    """A value and the 95 % interval around it; not a number when nothing could be computed."""

    value: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether there is an interval to judge from."""
        return not math.isnan(self.low + self.high)


UNKNOWN = Estimate(math.nan, math.nan, math.nan)


def mean(draws: NDArray) -> Estimate:
    """Mean over replicates and Student's interval; replicates without a value are left out.

    Args:
        draws: one value per replicate; shape (replicates,).
    """
    values = draws[np.isfinite(draws)]
    if values.size == 0:
        return UNKNOWN
    if values.size == 1:
        return Estimate(float(values[0]), math.nan, math.nan)
    return _around(float(values.mean()), float(stats.sem(values)), values.size)


def contrast(counts: NDArray) -> Estimate:
    """Ratio, odds ratio or ratio of odds ratios of counts summed over replicates.

    With one axis of two it is the ratio first/second, with two axes the cross-product ratio
    ad/bc, with three the ratio of two such ratios. Its logarithm has a standard error by the
    jackknife over replicates, so that people of one company are not taken for independent.

    Args:
        counts: amounts of each replicate; shape (replicates, 2, …, 2).
    """
    replicates = counts.shape[0]
    cells = counts.reshape(replicates, -1).astype(float)
    sign = (-1.0) ** np.indices(counts.shape[1:]).sum(axis=0).ravel()
    total = cells.sum(axis=0)
    if (total <= 0).any():
        return UNKNOWN
    value = float(np.log(total) @ sign)
    without = total - cells
    if replicates == 1 or (without <= 0).any():
        return Estimate(math.exp(value), math.nan, math.nan)
    left_out = np.log(without) @ sign
    error = math.sqrt((replicates - 1) * float(np.var(left_out)))
    estimate = _around(value, error, replicates)
    return Estimate(math.exp(estimate.value), math.exp(estimate.low), math.exp(estimate.high))


def share(outcomes: NDArray) -> Estimate:
    """Share of companies with an outcome, and Wilson's interval.

    Args:
        outcomes: whether each company has it, several companies per replicate.
    """
    number, part = outcomes.size, float(outcomes.mean())
    z = float(stats.norm.ppf((1 + CONFIDENCE) / 2))
    shrunk = 1 + z * z / number
    centre = (part + z * z / (2 * number)) / shrunk
    reach = z / shrunk * math.sqrt(part * (1 - part) / number + z * z / (4 * number * number))
    return Estimate(part, centre - reach, centre + reach)


def _around(value: float, error: float, replicates: int) -> Estimate:
    reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, replicates - 1)) * error
    return Estimate(value, value - reach, value + reach)
