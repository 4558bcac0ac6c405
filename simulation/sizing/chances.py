"""How probable it is that a plan reaches its target, from few draws or from many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.special import ndtr

TAIL = 0.05
"""Probability left out on each side of an interval of 90 %."""

LEAST_LEVEL = 1e-3
"""Least level looked at, relative to the target: a level of nil has no logarithm."""

POSTERIOR_DRAWS = 300
USUAL_SPREAD = 0.05
"""Spread of a plan's levels around what the yardstick's foretell, in logarithms, as expected
before any draw; it weighs as much as two draws."""
SLOPE_SPREAD = 5.0
"""How far the slope may lie from 1, in times that spread."""


@dataclass(frozen=True)
class Chance:
    """A probability with its interval of 90 %."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Yardstick:
    """One plan played in many futures, by which plans played in few of them are judged.

    Good futures are good for every plan, so a plan's levels follow the yardstick's closely: a
    regression on a handful of common draws tells what the plan would reach in all the others.

    Attributes:
        levels: of the yardstick's plan by draw; shape (draws,).
        target: level to reach.
    """

    levels: np.ndarray
    target: float

    def chance(self, levels: np.ndarray, seed: int = 0) -> Chance:
        """Probability that a plan reaches the target in a further future.

        Args:
            levels: of the plan, in the yardstick's first draws; shape (fewer draws,); draws that
                did not end are missing.
            seed: of the posterior's draws.
        """
        foretold, spread = self._foretold(levels, seed)
        generator = np.random.default_rng(seed + 1)
        weights = generator.dirichlet(np.ones(foretold.shape[1]), len(foretold))
        reached = (ndtr(foretold / spread[:, None]) * weights).sum(axis=1)
        mean, (low, high) = float(reached.mean()), np.quantile(reached, [TAIL, 1 - TAIL])
        return Chance(mean, min(mean, float(low)), max(mean, float(high)))

    def margin(self, levels: np.ndarray) -> float:
        """How far a plan lies above the target, in spreads over futures; it never saturates."""
        foretold, spread = self._foretold(levels, 0)
        whole = np.sqrt(foretold.var(axis=1) + spread**2)
        return float((foretold.mean(axis=1) / whole).mean())

    def _foretold(self, levels: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Logarithms of levels over the target in every draw, and the spread around them.

        Bayesian linear regression with conjugate priors: slope about 1, any intercept.

        Returns:
            Shapes (posterior draws, yardstick's draws) and (posterior draws,).
        """
        x = self._logarithms(self.levels)
        centred = x - np.nanmean(x)
        y = self._logarithms(levels)
        known = ~np.isnan(y + centred[: len(y)])
        design = np.column_stack([np.ones(known.sum()), centred[: len(y)][known]])
        y = y[known]
        prior = np.diag([1e-6, SLOPE_SPREAD**-2])
        expected = np.array([0.0, 1.0])
        precision = prior + design.T @ design
        mean = np.linalg.solve(precision, prior @ expected + design.T @ y)
        gap = y - design @ mean
        off = mean - expected
        shape = 1.0 + len(y) / 2
        scale = USUAL_SPREAD**2 + 0.5 * (gap @ gap + off @ prior @ off)
        generator = np.random.default_rng(seed)
        spread = np.sqrt(scale / generator.gamma(shape, size=POSTERIOR_DRAWS))
        root = np.linalg.cholesky(np.linalg.inv(precision))
        luck = generator.standard_normal((POSTERIOR_DRAWS, 2)) @ root.T
        coefficients = mean + spread[:, None] * luck
        every = centred[~np.isnan(centred)]
        return coefficients[:, :1] + coefficients[:, 1:] * every, spread

    def _logarithms(self, levels: np.ndarray) -> np.ndarray:
        return np.log(np.maximum(np.asarray(levels, float) / self.target, LEAST_LEVEL))


def counted(levels: np.ndarray, target: float) -> Chance:
    """Probability from the share of draws that reach the target (Jeffreys' prior).

    Args:
        levels: of fresh draws; shape (draws,).
        target: level to reach.
    """
    known = levels[~np.isnan(levels)]
    reached = int((known >= target).sum())
    posterior = stats.beta(reached + 0.5, len(known) - reached + 0.5)
    low, high = posterior.ppf([TAIL, 1 - TAIL])
    return Chance(float(posterior.mean()), float(low), float(high))
