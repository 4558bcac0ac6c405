"""What a calibration may move: the parameters that a pilot of some weeks could tell about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from simulation.catalogue import parameters
from simulation.priors import Prior
from simulation.scenario import Scenario

OPEN_SHARE: Final = "plan.waves.0.share"
"""The lever that stands for the unknown reach of an open network."""
OPEN_PUSH: Final = "sponsor.communication"
"""The lever that stands for whoever pushed an open network, which nobody told."""


@dataclass(frozen=True)
class Unknown:
    """A parameter of the catalogue, or a lever by its path, and what is known beforehand."""

    name: str
    prior: Prior

    def value(self, place: ArrayLike) -> NDArray[np.float64]:
        """Values at standard normal places of the prior; any shape."""
        return self.prior.quantile(ndtr(place))


MOVED: Final = (
    "talk_base",
    "talk_exposure",
    "talk_contributing",
    "talk_ambassador",
    "invitation_hazard",
    "invitation_decay_weeks",
    "peer_exposure_hazard",
    "visit_base",
    "initial_value",
    "answer_chance",
    "items_per_visit",
    "reaction_chance",
    "post_rate",
    "voice_hazard",
    "founding_hazard",
    "silence_risk",
    "newcomer_looks",
)
"""Parameters of the catalogue that are moved. All 320 that vary were drawn together from their
priors in 3,000 simulated pilots of 300 people over 12 weeks: these explain the most of what
such a pilot shows, and what comes next explains under one percent of it; `silence_risk` and
`peer_exposure_hazard` are moved because later weeks hang on them."""

MOVED_WHEN_OPEN: Final = ("external_hazard",)
"""Moved besides in an open network, whose members come by themselves."""

REACH: Final = Prior("lognormal", 0.05, 1.0, 0.4, 0.7)
"""Share of the people an open network could reach at most that it does reach: nobody knows."""
PUSH: Final = Prior("uniform", 0.0, 1.0, 0.5)
"""From a network that nobody speaks of to a launch campaign that goes on: nobody knows either."""

UNTOLD: Final = (Unknown(OPEN_SHARE, REACH), Unknown(OPEN_PUSH, PUSH))
"""Levers of an open network that are moved, since nobody told them."""


def unknowns(scenario: Scenario, is_open: bool = False) -> tuple[Unknown, ...]:
    """What is moved under a scenario; what it sets itself is taken as known.

    Args:
        scenario: whose `parameters` are known.
        is_open: whether nobody was invited, so that nobody knows how many there could be.
    """
    known = parameters()
    names = (*MOVED, *(MOVED_WHEN_OPEN if is_open else ()))
    moved = [Unknown(name, known[name].prior) for name in names if name not in scenario.parameters]
    return (*moved, *UNTOLD) if is_open else tuple(moved)


def values_at(unknowns: Sequence[Unknown], places: NDArray[np.float64]) -> pd.DataFrame:
    """Values of the unknowns at standard normal places, one row a place."""
    return pd.DataFrame({u.name: u.value(places[:, k]) for k, u in enumerate(unknowns)})


def under(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """A scenario with parameters of the catalogue, and levers by path, set to some values."""
    levers = {name: value for name, value in values.items() if "." in name}
    parameters = {name: value for name, value in values.items() if "." not in name}
    changed = scenario.changed(levers) if levers else scenario
    return changed.model_copy(update={"parameters": {**scenario.parameters, **parameters}})
