"""Where to look next: cost and margin as smooth functions of the decisions, from plans tried.

A ridge regression on the decisions and their squares, weighted towards plans whose margin
is near the one asked for, predicts plans not tried yet. It only proposes: what is proposed is
simulated.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulation.sizing.choices import Decisions, Space

Prediction = Callable[[np.ndarray], np.ndarray]

POOL = 6000
"""Plans among which the cheapest predicted good enough are taken."""

RIDGE = 1e-2
NEAR = 0.7
"""Distance to the margin asked for, in spreads, at which a plan weighs half."""

SAFETY = (-0.3, 0.5)
"""Proposals aim from a little under the margin asked for to more above, so as to bracket it."""


def fitted(features: np.ndarray, values: np.ndarray, weights: np.ndarray) -> Prediction:
    """A prediction of values from features of plans.

    Args:
        features: a column of ones first; shape (plans, features).
        values: shape (plans,).
        weights: shape (plans,), above 0.
    """
    scaled = features * weights[:, None]
    centre = float(np.average(values, weights=weights))
    penalty = RIDGE * weights.sum() / len(weights) * np.eye(scaled.shape[1])
    coefficients = np.linalg.solve(
        scaled.T @ scaled + penalty, scaled.T @ ((values - centre) * weights)
    )
    return lambda at: centre + at @ coefficients


def proposals(
    space: Space,
    points: np.ndarray,
    costs: np.ndarray,
    margins: np.ndarray,
    asked: float,
    count: int,
    seed: int,
) -> list[Decisions]:
    """Plans predicted to be the cheapest around the margin that is asked for.

    Args:
        space: the choices that are free.
        points: plans tried, in the cube; shape (plans, choices).
        costs: of each, euros; shape (plans,).
        margins: how far each lies above the target, in spreads over futures; shape (plans,).
        asked: margin that the probability asked for takes.
        count: the most plans to propose.
        seed: of the pool they are taken from.
    """
    weights = 1 / (1 + ((margins - asked) / NEAR) ** 2)
    generator = np.random.default_rng(seed)
    pool = generator.random((POOL, points.shape[1]))
    dropped = generator.random(pool.shape) < generator.random((POOL, 1))
    pool[dropped & space.means] = 0.0  # the cheapest plan often does without some means altogether
    features = space.features(points)
    margin = fitted(features, margins, weights)(space.features(pool))
    cost = fitted(features, costs, weights)(space.features(pool))
    order = np.argsort(cost)
    found = []
    for safety in np.linspace(*SAFETY, count):
        good = order[margin[order] >= asked + safety]
        found.append(pool[good[0] if good.size else np.argmax(margin)])
    return _distinct(space, found)


def _distinct(space: Space, points: list[np.ndarray]) -> list[Decisions]:
    plans = {tuple(decided.values()): decided for decided in map(space.at, points)}
    return list(plans.values())
