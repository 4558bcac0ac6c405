"""What a calibration may move: the parameters that a pilot of some weeks could tell about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from simulation.catalogue import parameters
from simulation.priors import Prior
from simulation.scenario import Scenario


@dataclass(frozen=True)
class Unknown:
    """A parameter of the catalogue, or a lever by its path, and what is known beforehand."""

    name: str
    prior: Prior

    def value(self, place: ArrayLike) -> NDArray[np.float64]:
        """Values at standard normal places of the prior; any shape."""
        return self.prior.quantile(ndtr(place))


def unknowns(scenario: Scenario, names: Sequence[str]) -> tuple[Unknown, ...]:
    """The unknowns of a scenario; what it sets itself is taken as known."""
    known = parameters()
    return tuple(
        Unknown(name, known[name].prior) for name in names if name not in scenario.parameters
    )
