"""Prior distributions: what is known of a number before any pilot was seen.

A prior lies within the range of its parameter and is read through its quantiles, so that one
uniform number makes one value: designs of experiments and samplers of posteriors draw in the
unit cube and need know nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

Form = Literal["fixed", "uniform", "pert", "normal", "lognormal"]
FORMS: tuple[str, ...] = get_args(Form)

MODE_WEIGHT: Final = 4.0
"""How much the mode weighs against each end in a PERT distribution (Malcolm and others, 1959)."""
DECADE: Final = 10.0
"""A positive range whose ends differ by this factor is thought of in multiples."""
TAIL: Final = 1.959964
"""Standard deviations from the median to the ends of a 95 % interval."""


@dataclass(frozen=True)
class Prior:
    """A distribution over the range of a parameter.

    Forms, and what `centre` and `spread` are in each:

    - *fixed*: the centre, always. For what defines a scale or a measure.
    - *uniform*: every value of the range as likely as another.
    - *pert*: a beta distribution stretched over the range, its mode at the centre.
    - *normal*: mean and standard deviation, cut to the range.
    - *lognormal*: median and standard deviation of the logarithm, cut to the range.
    """

    form: Form
    low: float
    high: float
    centre: float
    spread: float = 0.0

    def quantile(self, u: ArrayLike) -> NDArray[np.float64]:
        """The value below which a share `u` of the prior lies; any shape, `u` in [0, 1]."""
        share = np.asarray(u, dtype=float)
        if self.form == "fixed":
            values = np.full(share.shape, self.centre)
        elif self.form == "uniform":
            values = self.low + share * (self.high - self.low)
        elif self.form == "pert":
            values = _pert(share, self.low, self.high, self.centre)
        elif self.form == "normal":
            values = _normal(share, self.low, self.high, self.centre, self.spread)
        else:
            low, high, centre = np.log([self.low, self.high, self.centre])
            values = np.exp(_normal(share, low, high, centre, self.spread))
        return np.clip(values, self.low, self.high)  # rounding may pass an end by a hair

    def sample(self, uniforms: ArrayLike) -> NDArray[np.float64]:
        """Values drawn with uniform numbers, as those of `simulation.randomness.uniforms`."""
        return self.quantile(uniforms)

    @property
    def varies(self) -> bool:
        """Whether there is anything not known."""
        return self.form != "fixed" and self.low < self.high


def prior_by_rule(low: float, high: float, default: float) -> Prior:
    """The prior of a number of which only range and default are known.

    A positive range of a decade or more becomes log-normal around the default, with 95 % of
    an uncut distribution as wide as the range; any other range a PERT distribution with its
    mode at the default.
    """
    if low > 0.0 and high >= DECADE * low:
        return Prior("lognormal", low, high, default, math.log(high / low) / (2.0 * TAIL))
    return Prior("pert", low, high, default)


def prior_told(told: str | Mapping[str, Any], low: float, high: float, default: float) -> Prior:
    """The prior an entry of the catalogue tells: a form, or a form with centre and spread.

    Raises:
        ValueError: no such form, a centre out of the range, or a spread missing or unneeded.
    """
    entry = {"form": told} if isinstance(told, str) else dict(told)
    form: Any = entry.pop("form")
    centre, spread = float(entry.pop("centre", default)), float(entry.pop("spread", 0.0))
    if form not in FORMS or entry:
        raise ValueError(f"a prior has a form ({', '.join(FORMS)}), a centre and a spread")
    if not low <= centre <= high or (spread > 0.0) != (form in ("normal", "lognormal")):
        raise ValueError("the centre of a prior lies in the range; normal forms need a spread")
    return Prior(form, low, high, centre, spread)


def _pert(u: NDArray, low: float, high: float, mode: float) -> NDArray[np.float64]:
    from scipy.special import betaincinv  # late: help and lists of commands need no SciPy

    place = (mode - low) / (high - low)
    rise, fall = 1.0 + MODE_WEIGHT * place, 1.0 + MODE_WEIGHT * (1.0 - place)
    return low + (high - low) * betaincinv(rise, fall, u)


def _normal(
    u: NDArray, low: float, high: float, mean: float, deviation: float
) -> NDArray[np.float64]:
    """Quantiles of a normal distribution cut to [low, high]."""
    from scipy.special import ndtr, ndtri

    first, last = ndtr((low - mean) / deviation), ndtr((high - mean) / deviation)
    return mean + deviation * ndtri(first + u * (last - first))
