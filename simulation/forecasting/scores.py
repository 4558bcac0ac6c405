"""How good a forecast was: proper scores of draws against what came (Gneiting, Raftery 2007).

Well-kept packages score draws too, but compile some hundred kernels when they are imported:
nine seconds for the few lines that follow.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]

NARROWEST: Final = 0.5
"""Half a count: the least by which a draw is blurred, since what comes is a whole number."""


def crps(draws: Floats, came: Floats) -> Floats:
    """Continuous ranked probability score by week, in the target's unit; smaller is better.

    Args:
        draws: shape (draws, horizon).
        came: shape (horizon,).
    """
    ordered = np.sort(draws, axis=0)
    count = len(draws)
    weight = (2.0 * np.arange(1, count + 1) - count - 1.0) / (count * count)
    spread = (weight[:, None] * ordered).sum(axis=0)
    return np.abs(draws - came).mean(axis=0) - spread


def log_score(draws: Floats, came: Floats) -> Floats:
    """Logarithm of the chance given to the very count that came, by week; higher is better.

    Draws are blurred by a normal kernel (Silverman's width). A count that no draw comes near
    costs what half a draw is worth, for every forecaster alike.
    """
    count = len(draws)
    spread = np.minimum(
        draws.std(axis=0), np.subtract(*np.quantile(draws, [0.75, 0.25], axis=0)) / 1.34
    )
    width = np.maximum(0.9 * spread * count**-0.2, NARROWEST)
    chance = (ndtr((came + 0.5 - draws) / width) - ndtr((came - 0.5 - draws) / width)).mean(axis=0)
    return np.log(np.maximum(chance, 0.5 / count))


def rank(draws: Floats, came: Floats, rng: np.random.Generator) -> Floats:
    """Share of the draws under what came, ties broken by luck: uniform if calibrated."""
    below = (draws < came).mean(axis=0)
    tied = (draws == came).mean(axis=0)
    return below + rng.random(came.shape) * tied


def inside(draws: Floats, came: Floats, share: float) -> NDArray[np.bool_]:
    """Whether what came lies in the central interval that holds this share of the draws."""
    tail = (1.0 - share) / 2.0
    low, high = np.quantile(draws, [tail, 1.0 - tail], axis=0)
    return (low <= came) & (came <= high)
