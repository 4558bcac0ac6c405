"""The workbench's forecaster where no company is known: the agent model in short.

*Joiners* follow the curves of newcomers that the agent model draws from its priors (`library`),
weighed by what was seen; reality wanders around them (`discrepancy`).

*Posters* and *contributions* follow curves that fade with the weeks since the opening, from not
at all to fast, and reality wanders around these: the curves of activity that the model draws
from its priors rise for two years, which no platform among the tuning sets did, and with them
forecasts were worse than without (the table of `BACKTEST.md` keeps both rows).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.forecasting.discrepancy import Wandering, forecast_around
from simulation.forecasting.library import library
from simulation.forecasting.predictive import Predictive
from simulation.forecasting.targets import Series

Floats = NDArray[np.float64]

FADING: Final = (0.0, 0.3, 0.6, 1.0, 1.5)
"""Powers of time at which activity fades; 0 stays."""
YOUNG: Final = 5.0
"""Weeks below which time does not count: the first weeks do not fade at once."""
ACTIVITY: Final = Wandering()
JOINING: Final = replace(ACTIVITY, sharpness=0.5)


def reduced_form(seen: Series, horizon: int, rng: np.random.Generator) -> Predictive:
    """Forecast a target of a platform; see the module."""
    weeks = len(seen) + horizon
    if seen.cumulative:
        curves = lasting(library()["joiners"], weeks)
        return forecast_around(curves, seen, horizon, rng, JOINING)
    return forecast_around(fading(weeks), seen, horizon, rng, ACTIVITY)


def without_model(seen: Series, horizon: int, rng: np.random.Generator) -> Predictive:
    """The same without any curve: what the discrepancy does on its own."""
    return forecast_around(np.zeros((1, len(seen) + horizon)), seen, horizon, rng, ACTIVITY)


def model_alone(seen: Series, horizon: int, rng: np.random.Generator) -> Predictive:
    """The same with the agent model's own curves for every target."""
    curves = lasting(library()[seen.target], len(seen) + horizon)
    return forecast_around(curves, seen, horizon, rng, JOINING)


def fading(weeks: int) -> Floats:
    """Logarithms of curves that fade, shape (curves, weeks)."""
    time = np.log(YOUNG + np.arange(1.0, weeks + 1))
    return -np.array(FADING)[:, None] * time


def lasting(curves: Floats, weeks: int) -> Floats:
    """Curves over so many weeks; what lies beyond their end stays as it ended."""
    known = min(curves.shape[1], weeks)
    return np.pad(curves[:, :known], ((0, 0), (0, weeks - known)), mode="edge")
