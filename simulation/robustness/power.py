"""Power by simulation: how often what one scenario gives lies beyond what another one gives.

The range of a scenario is cut from its own replicates so that a further one falls in it at least
95 times in 100: between two order statistics, no shape assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

RANGE = 0.95
"""Share of a scenario's replicates within its range, two-sided."""

FEWEST = 39
"""Replicates from which the range has two ends: 2 / (39 + 1) is 5 in 100."""


@dataclass(frozen=True)
class Power:
    """A share of replicates, with its interval of 95 % (Wilson)."""

    value: float
    low: float
    high: float


def expected_range(levels: np.ndarray) -> tuple[float, float]:
    """Ends between which a further replicate lies at least 95 times in 100.

    Args:
        levels: of the replicates known; shape (replicates,), at least `FEWEST`; missing ones
            are left out.
    """
    known = np.sort(levels[~np.isnan(levels)])
    out = int((1 - RANGE) / 2 * (known.size + 1) + 1e-9)
    if not out:
        return -np.inf, np.inf
    return float(known[out - 1]), float(known[-out])


def power(levels: np.ndarray, against: np.ndarray) -> Power:
    """Share of replicates beyond the range of another scenario, on either side.

    A replicate that does not have the indicator tells nothing: it counts as within.

    Args:
        levels: of the scenario that is true; shape (replicates,).
        against: of the one it is to be told from; shape (replicates,).
    """
    low, high = expected_range(against)
    beyond = int(((levels < low) | (levels > high)).sum())
    ends = stats.binomtest(beyond, len(levels)).proportion_ci(method="wilson")
    return Power(beyond / len(levels), float(ends.low), float(ends.high))
