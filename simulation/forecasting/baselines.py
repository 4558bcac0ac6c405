"""Textbook forecasters to beat: Bass, logistic, Gompertz, no change; each with its uncertainty.

A growth curve is fitted by Bayes with weak priors and negative binomial counts around it. Of
posters it gives the level, which saturates; of everything else the steps of a total that grows.
Each is the form that did better on the tuning sets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from simulation.forecasting.predictive import DRAWS, Predictive, counts_around
from simulation.forecasting.sampling import posterior_draws
from simulation.forecasting.targets import Series

Floats = NDArray[np.float64]
Forecaster = Callable[[Series, int, np.random.Generator], Predictive]
"""From what was seen up to the origin, the horizon and luck, to a forecast."""

ROOM: Final = (np.log(1.0), 1.0)
"""Of a total, what is still to come against what has: as much, within e times."""
CEILING: Final = (np.log(1.2), 0.8)
"""Of a level, the ceiling against the mean of the weeks seen."""
DISPERSION: Final = (np.log(3.0), 1.2)
"""Of counts around the curve: the size of a negative binomial."""
LEVELS: Final = frozenset({"posters", "contributors", "weekly_active"})
"""Targets of which a growth curve gives the level itself."""
RECENT: Final = 8
"""Weeks whose newcomers go on, where nothing changes."""
JUST_POSITIVE: Final = 1e-6
LARGEST: Final = 30.0
"""Largest exponent worth telling from the next."""


@dataclass(frozen=True)
class Curve:
    """A growth curve from 0 to 1: its formula and the priors of its two parameters.

    `share(t, a, b)` takes weeks, shape (weeks,), and parameters, shape (draws, 1).
    """

    share: Callable[[Floats, Floats, Floats], Floats]
    mean: tuple[float, float]
    deviation: tuple[float, float]


def bass(t: Floats, a: Floats, b: Floats) -> Floats:
    """Bass's curve; `a` and `b` are the logarithms of p and q a week."""
    p, q = np.exp(a), np.exp(b)
    decay = np.exp(-np.minimum((p + q) * t, LARGEST))
    return (1.0 - decay) / (1.0 + q / p * decay)


def logistic(t: Floats, a: Floats, b: Floats) -> Floats:
    """Logistic curve; `a` is the logarithm of its rate a week, `b` its middle in rates."""
    return 1.0 / (1.0 + np.exp(np.clip(b - np.exp(a) * t, -LARGEST, LARGEST)))


def gompertz(t: Floats, a: Floats, b: Floats) -> Floats:
    """Gompertz's curve; `a` is the logarithm of its rate a week, `b` of its displacement."""
    return np.exp(-np.exp(np.clip(b - np.exp(a) * t, -LARGEST, LARGEST)))


CURVES: Final[Mapping[str, Curve]] = {
    "bass": Curve(bass, (np.log(0.03), np.log(0.2)), (1.5, 1.2)),
    "logistic": Curve(logistic, (np.log(0.15), 1.5), (1.0, 1.5)),
    "gompertz": Curve(gompertz, (np.log(0.1), 0.7), (1.0, 1.0)),
}
"""Weak priors a week: networks that opened have p 0.03 to 0.7, q 0.05 to 0.5 (invited launches
are exponential, spontaneous ones S-shaped); half of the joiners within 2 to 30 weeks."""


def growth(curve: Curve) -> Forecaster:
    """The forecaster that fits a growth curve."""

    def forecast(seen: Series, horizon: int, rng: np.random.Generator) -> Predictive:
        weeks = np.arange(1.0, len(seen) + horizon + 1)
        past, grows = len(seen), seen.target not in LEVELS
        total = max(float(seen.flow.sum()), 1.0)
        level = max(float(seen.flow.mean()), 1.0)

        def means(parameters: Floats) -> Floats:
            above = np.exp(parameters[:, :1])
            share = curve.share(weeks, parameters[:, 1:2], parameters[:, 2:3])
            if grows:
                steps = np.diff(share, axis=1, prepend=0.0)
                return np.maximum(total * (1.0 + above) * steps, JUST_POSITIVE)
            return np.maximum(level * above * share, JUST_POSITIVE)

        def likelihood(parameters: Floats) -> Floats:
            mean, size = means(parameters)[:, :past], np.exp(parameters[:, 3:])
            return negative_binomial(seen.flow, mean, size).sum(axis=1)

        room = ROOM if grows else CEILING
        centre = np.array([room[0], *curve.mean, DISPERSION[0]])
        deviation = np.array([room[1], *curve.deviation, DISPERSION[1]])
        draws = posterior_draws(centre, deviation, likelihood, DRAWS, rng)
        flow = counts_around(means(draws)[:, past:], np.exp(draws[:, 3:]), rng)
        if seen.cumulative:
            return Predictive(seen.counts[-1] + np.cumsum(flow, axis=1))
        return Predictive(flow)

    return forecast


def negative_binomial(counts: Floats, mean: Floats, size: Floats) -> Floats:
    """Logarithm of the chance of counts, of variance mean + mean²/size; broadcast together."""
    return (
        gammaln(counts + size)
        - gammaln(size)
        - gammaln(counts + 1.0)
        + size * np.log(size / (size + mean))
        + counts * np.log(mean / (size + mean))
    )


def no_change(seen: Series, horizon: int, rng: np.random.Generator) -> Predictive:
    """What is goes on: the last level, or the newcomers of the last weeks.

    A level is the last one, give or take what as many weeks have changed before, up or down
    alike, on the scale of square roots, on which counts scatter evenly. A running total gains
    each week what it gained in one of the last `RECENT`.
    """
    if seen.cumulative:
        steps = rng.choice(seen.flow[-RECENT:], (DRAWS, horizon))
        return Predictive(seen.counts[-1] + np.cumsum(steps, axis=1))
    roots = np.sqrt(seen.counts)
    changes = np.column_stack([_changes(roots, span, rng) for span in range(1, horizon + 1)])
    return Predictive(np.round(np.maximum(roots[-1] + changes, 0.0) ** 2))


def _changes(roots: Floats, span: int, rng: np.random.Generator) -> Floats:
    """Changes over so many weeks, drawn from those seen, their signs left to luck."""
    span = min(span, len(roots) // 2)
    return rng.choice(roots[span:] - roots[:-span], DRAWS) * rng.choice([-1.0, 1.0], DRAWS)


BASELINES: Final[Mapping[str, Forecaster]] = {
    **{name: growth(curve) for name, curve in CURVES.items()},
    "naive": no_change,
}
