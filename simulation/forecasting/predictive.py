"""What a forecaster says: draws of the weeks to come, from which everything else is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

DRAWS: Final = 2_000
"""Paths that stand for a forecast: a twentieth lies in 100 of them."""


@dataclass(frozen=True)
class Predictive:
    """Paths of one target over the weeks after the origin; shape (draws, horizon)."""

    draws: Floats

    @property
    def horizon(self) -> int:
        """Weeks foretold."""
        return self.draws.shape[1]

    def quantiles(self, shares: ArrayLike) -> Floats:
        """Value below which each share of the paths lies, by week; shape (shares, horizon)."""
        return np.quantile(self.draws, np.asarray(shares, float), axis=0)


def counts_around(mean: Floats, dispersion: ArrayLike, rng: np.random.Generator) -> Floats:
    """Counts drawn around means, more scattered than Poisson's: variance m + m²/dispersion."""
    size = np.broadcast_to(np.asarray(dispersion, float), mean.shape)
    rate = rng.gamma(size, np.minimum(mean, 1e9) / size)
    return rng.poisson(np.minimum(rate, 1e9)).astype(float)
