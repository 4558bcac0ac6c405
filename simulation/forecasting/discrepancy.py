"""How reality departs from a model's curves, and what that makes of a forecast.

On the scale of logarithms, for each curve a model could draw,

    log expected count of week t = log curve(t) + level + calendar(t) + discrepancy(t)

with a level that is not known (how many people could take part), effects of the year's end and
of August learnt where they are seen, and a discrepancy that wanders: each week it keeps a part
of itself and takes a step. Given the curve and three numbers (what is kept, how long the steps
are, how counts scatter) all is linear and normal: a Kalman filter tells how likely the weeks
seen were, and curves and numbers are weighed by that. Intervals widen with the horizon because
the discrepancy wanders on, and because curves part.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logsumexp

from simulation.forecasting.predictive import DRAWS, Predictive, counts_around
from simulation.forecasting.targets import Series

Floats = NDArray[np.float64]

HALF_A_COUNT: Final = 0.5
"""Added before logarithms are taken: of a Poisson count they are then nearly without bias."""
NEIGHBOURS: Final = 2
"""Weeks on either side over which counts are averaged, to know how they scatter."""
LARGEST: Final = 20.0
"""Largest logarithm of an expected count."""
AUGUST: Final = 8
JUST_POSITIVE: Final = 1e-10


@dataclass(frozen=True)
class Wandering:
    """What is assumed of the discrepancy before anything was seen; tuned on the tuning sets.

    Attributes:
        kept: parts of itself that it keeps each week; all are tried, as for the next two.
        steps: standard deviations of its weekly steps.
        sizes: of the negative binomial counts around what is expected.
        start: standard deviation of the discrepancy at the opening.
        level: standard deviation of the level around the one that fits the weeks seen.
        year_end: mean and deviation of the effect of a week between Christmas and New Year.
        summer: mean and deviation of the effect of a week of August.
        sharpness: power at which the fit of a curve counts; below 1 because no curve is true.
    """

    kept: tuple[float, ...] = (0.9, 0.97)
    steps: tuple[float, ...] = (0.05, 0.1, 0.2, 0.35)
    sizes: tuple[float, ...] = (1.5, 4.0, 12.0, 40.0)
    start: float = 0.5
    level: float = 3.0
    year_end: tuple[float, float] = (-0.5, 0.3)
    summer: tuple[float, float] = (-0.2, 0.2)
    sharpness: float = 1.0


def forecast_around(
    curves: Floats,
    seen: Series,
    horizon: int,
    rng: np.random.Generator,
    assumed: Wandering,
) -> Predictive:
    """Forecast from curves that a model can draw, and from what was seen.

    Args:
        curves: logarithms of weekly counts, but for a constant; shape (curves, weeks), at
            least as many weeks as seen and foretold.
        seen: the weeks up to the origin.
        horizon: weeks foretold.
        rng: source of luck.
        assumed: of the discrepancy.
    """
    past = len(seen)
    first = int(seen.cumulative)  # the opening week of a total holds all who came before
    calendar = holidays(seen.weeks[0], past + horizon)
    logs = np.log(seen.flow + HALF_A_COUNT)
    around = _local_mean(seen.flow) + HALF_A_COUNT
    numbers = list(product(assumed.kept, assumed.steps, assumed.sizes))
    likelihood, states = [], []
    for kept, step, size in numbers:
        fit, mean, covariance = _filtered(
            (logs - curves[:, :past])[:, first:],
            (1.0 / around + 1.0 / size)[first:],
            calendar[first:past],
            kept,
            step,
            assumed,
        )
        likelihood.append(fit)
        states.append((mean, covariance))
    weight = assumed.sharpness * np.array(likelihood).ravel()
    chosen = rng.choice(weight.size, DRAWS, p=np.exp(weight - logsumexp(weight)))
    flow = np.empty((DRAWS, horizon))
    for place in np.unique(chosen // len(curves)):
        rows = np.flatnonzero(chosen // len(curves) == place)
        curve = chosen[rows] % len(curves)
        kept, step, size = numbers[place]
        mean, covariance = states[place]
        state = mean[curve] + _normal(covariance, len(rows), rng)
        ahead = _ahead(state, calendar[past:], kept, step, rng)
        expected = curves[curve, past : past + horizon] + ahead
        flow[rows] = counts_around(np.exp(np.minimum(expected, LARGEST)), size, rng)
    return Predictive(seen.counts[-1] + np.cumsum(flow, axis=1) if seen.cumulative else flow)


def holidays(first: pd.Timestamp, weeks: int) -> Floats:
    """Share of the working days of each week in the year's end, and in August.

    Returns:
        Shape (weeks, 2). The year's end: 24 December to 1 January.
    """
    days = (7 * np.arange(weeks)[:, None] + np.arange(5)).ravel()
    dates = pd.DatetimeIndex(first.to_numpy().astype("datetime64[D]") + days)
    late = (dates.month == 12) & (dates.day >= 24)
    new_year = (dates.month == 1) & (dates.day == 1)
    flags = np.column_stack([late | new_year, dates.month == AUGUST]).astype(float)
    return flags.reshape(weeks, 5, 2).mean(axis=1)


def _filtered(
    residuals: Floats,
    scatter: Floats,
    calendar: Floats,
    kept: float,
    step: float,
    assumed: Wandering,
) -> tuple[Floats, Floats, Floats]:
    """Kalman filter of all curves at once: they share one covariance.

    The state is the discrepancy, the level, and the two effects of the calendar.

    Args:
        residuals: logarithms seen, less each curve; shape (curves, weeks).
        scatter: variance of the logarithms of counts, shape (weeks,).
        calendar: shape (weeks, 2).
        kept: part of the discrepancy left a week later.
        step: standard deviation of its steps.
        assumed: variances at the opening.

    Returns:
        Logarithms of the likelihood, shape (curves,); means of the last state, shape
        (curves, 4); its covariance.
    """
    mean = np.zeros((len(residuals), 4))
    mean[:, 1] = residuals.mean(axis=1)
    mean[:, 2:] = assumed.year_end[0], assumed.summer[0]
    covariance = np.diag(
        np.square([assumed.start, assumed.level, assumed.year_end[1], assumed.summer[1]])
    )
    decay = np.array([kept, 1.0, 1.0, 1.0])
    likelihood = np.zeros(len(residuals))
    for week, variance in enumerate(scatter):
        if week:
            mean = mean * decay
            covariance = covariance * np.outer(decay, decay)
            covariance[0, 0] += step**2
        seen = np.array([1.0, 1.0, *calendar[week]])
        shared = covariance @ seen
        spread = seen @ shared + variance
        surprise = residuals[:, week] - mean @ seen
        likelihood -= 0.5 * (np.log(spread) + surprise**2 / spread)
        mean = mean + surprise[:, None] * (shared / spread)
        covariance = covariance - np.outer(shared, shared) / spread
    return likelihood, mean, covariance


def _ahead(
    state: Floats, calendar: Floats, kept: float, step: float, rng: np.random.Generator
) -> Floats:
    """Paths of level, calendar and discrepancy over the weeks to come; (draws, horizon)."""
    wander = state[:, 0]
    path = np.empty((len(state), len(calendar)))
    for week, effects in enumerate(calendar):
        wander = kept * wander + step * rng.standard_normal(len(state))
        path[:, week] = wander + state[:, 1] + state[:, 2:] @ effects
    return path


def _normal(covariance: Floats, count: int, rng: np.random.Generator) -> Floats:
    root = np.linalg.cholesky(covariance + JUST_POSITIVE * np.eye(len(covariance)))
    return rng.standard_normal((count, len(covariance))) @ root.T


def _local_mean(counts: Floats) -> Floats:
    width = 2 * NEIGHBOURS + 1
    return np.convolve(np.pad(counts, NEIGHBOURS, mode="edge"), np.ones(width) / width, "valid")
