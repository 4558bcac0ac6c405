"""How probable it is that a plan reaches its target, from few draws or from many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

TAIL = 0.05
"""Probability left out on each side of an interval of 90 %."""

LEAST_SPREAD = 1e-3
"""Standard deviation, relative to the target, below which draws are not taken to agree:
a few draws that happen to be alike must not make a plan certain."""

POSTERIOR_DRAWS = 2000


@dataclass(frozen=True)
class Chance:
    """A probability with its interval of 90 %."""

    mean: float
    low: float
    high: float


def smoothed(levels: np.ndarray, target: float, seed: int = 0) -> Chance:
    """Probability that a further draw reaches the target, from how far the draws lie from it.

    Levels are taken as normal with unknown mean and variance (reference prior). A dozen draws
    tell more this way than by counting those above: levels just under the target weigh
    less than levels far under it.

    Args:
        levels: of the draws; shape (draws,), at least 2.
        target: level to reach.
        seed: of the posterior's draws.
    """
    count = len(levels)
    generator = np.random.default_rng(seed)
    spread = max(float(np.std(levels, ddof=1)), LEAST_SPREAD * abs(target))
    spreads = spread * np.sqrt((count - 1) / generator.chisquare(count - 1, POSTERIOR_DRAWS))
    means = levels.mean() + spreads / np.sqrt(count) * generator.standard_normal(POSTERIOR_DRAWS)
    chances = stats.norm.cdf((means - target) / spreads)
    low, high = np.quantile(chances, [TAIL, 1 - TAIL])
    mean = float(chances.mean())
    return Chance(mean, min(mean, float(low)), max(mean, float(high)))


def counted(levels: np.ndarray, target: float) -> Chance:
    """Probability from the share of draws that reach the target (Jeffreys' prior).

    Args:
        levels: of fresh draws; shape (draws,).
        target: level to reach.
    """
    reached = int((levels >= target).sum())
    posterior = stats.beta(reached + 0.5, len(levels) - reached + 0.5)
    low, high = posterior.ppf([TAIL, 1 - TAIL])
    return Chance(float(posterior.mean()), float(low), float(high))
