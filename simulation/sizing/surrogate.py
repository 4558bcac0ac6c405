"""Where to look next: cost and level as smooth functions of the decisions, from plans tried.

A ridge regression on the decisions and their squares, weighted towards plans whose level is
near the target, predicts plans not tried yet. It only proposes: what is proposed is simulated.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulation.sizing.plans import WHOLE, Decisions

Prediction = Callable[[np.ndarray], np.ndarray]

POOL = 6000
"""Plans among which the cheapest predicted good enough are taken."""

RIDGE = 1e-2
NEAR = 0.25
"""Distance to the target, relative to it, at which a plan weighs half."""

SAFETY = (-1.0, 2.0)
"""Proposals aim from one spread under the target to two above, so as to bracket it."""


def fitted(points: np.ndarray, values: np.ndarray, weights: np.ndarray) -> Prediction:
    """A prediction of values at points of the unit cube.

    Args:
        points: shape (plans, decisions).
        values: shape (plans,).
        weights: shape (plans,), above 0.
    """
    scaled = _features(points) * weights[:, None]
    centre = float(np.average(values, weights=weights))
    penalty = RIDGE * weights.sum() / len(weights) * np.eye(scaled.shape[1])
    coefficients = np.linalg.solve(
        scaled.T @ scaled + penalty, scaled.T @ ((values - centre) * weights)
    )
    return lambda at: centre + _features(at) @ coefficients


def proposals(
    points: np.ndarray,
    costs: np.ndarray,
    levels: np.ndarray,
    target: float,
    spread: float,
    count: int,
    seed: int,
) -> list[Decisions]:
    """Plans predicted to be the cheapest around the target.

    Args:
        points: plans tried, in the unit cube; shape (plans, decisions).
        costs: of each, euros; shape (plans,).
        levels: reached by each; shape (plans,).
        target: level to reach.
        spread: standard deviation of a level over draws.
        count: the most plans to propose.
        seed: of the pool they are taken from.
    """
    weights = 1 / (1 + ((levels - target) / (NEAR * target)) ** 2)
    generator = np.random.default_rng(seed)
    pool = generator.random((POOL, points.shape[1]))
    means = slice(len(WHOLE), None)
    dropped = generator.random((POOL, points.shape[1] - len(WHOLE))) < generator.random((POOL, 1))
    pool[:, means][dropped] = 0.0  # the cheapest plan often does without some means altogether
    level = fitted(points, levels, weights)(pool)
    cost = fitted(points, costs, weights)(pool)
    order = np.argsort(cost)
    found = []
    for margin in np.linspace(*SAFETY, count):
        good = order[level[order] >= target + margin * spread]
        found.append(pool[good[0] if good.size else np.argmax(level)])
    return list(dict.fromkeys(Decisions.at(point) for point in found))


def _features(points: np.ndarray) -> np.ndarray:
    return np.hstack([np.ones((len(points), 1)), points, points**2])
