"""The adoption submodel alone, on people whose dates of adoption and ties are known.

The form is that of `simulation.model.joining`: an outward push and a pull of those who have
adopted already add up to a hazard, people differ in how receptive they are, and the chance of
a period follows by the complementary log-log:

    hazard(i, t) = receptive_i · (push + close · share of i's contacts + near · share of i's
    community),   receptive_i gamma distributed around 1

Those who are left are the less receptive, so a push that fades in a survey may be one that has
already reached whoever it could. Priors of both pulls shrink with the pressure from outside, as
found where a campaign ran (Van den Bulte, Lilien 2001): see `pull_before`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from simulation.forecasting.sampling import posterior_draws

Floats = NDArray[np.float64]

NEVER: Final = 1_000
"""Period of adoption of those who had not adopted when watching stopped."""
DRAWS: Final = 500
PUSH: Final = 1.5
"""Standard deviation of the logarithm of the push around the hazard seen."""
PULL: Final = (0.05, 1.5)
"""Median of either pull a period where nothing pushes, and deviation of its logarithm."""
DOMINANCE: Final = 0.03
"""Hazard a period by which pressure from outside makes pulls e times less likely."""
UNEVEN: Final = (0.1, 1.0)
"""Variance of receptiveness between people: median, and deviation of its logarithm."""
SMALLEST: Final = 1e-9


@dataclass(frozen=True)
class Periods:
    """People at risk, one row a person and period, sorted by person, then period.

    Attributes:
        person: row of the person.
        period: from 1.
        adopts: 1 where the person adopts in the period.
        contacts: share of the person's contacts who adopted before.
        community: share of the community who adopted before.
        everybody: share of all who adopted before.
    """

    person: NDArray[np.int64]
    period: NDArray[np.int64]
    adopts: Floats
    contacts: Floats
    community: Floats
    everybody: Floats

    def where(self, flags: NDArray[np.bool_]) -> Periods:
        """Some of the rows."""
        return Periods(*(column[flags] for column in vars(self).values()))


Hazard = Callable[[Floats, Periods], Floats]


def periods_of(
    adopted: Floats, community: NDArray, source: NDArray, target: NDArray, last: int
) -> Periods:
    """Rows at risk of people watched until `last`.

    Args:
        adopted: period of adoption, missing if none was seen; shape (people,).
        community: of each person.
        source: row of who names whom; a pair named twice counts once.
        target: row of who is named.
        last: last period watched.
    """
    people = len(adopted)
    when = np.where(np.isnan(adopted), NEVER, adopted)
    names = np.zeros((people, people))
    names[source, target] = 1.0
    named = names.sum(axis=1)
    places, inverse = np.unique(community, return_inverse=True)
    member = (inverse[:, None] == np.arange(len(places))).astype(float)
    rows = []
    for period in range(1, last + 1):
        before = (when < period).astype(float)
        contacts = np.divide(names @ before, named, out=np.zeros(people), where=named > 0)
        nearby = ((before @ member) / member.sum(axis=0))[inverse]
        at_risk = np.flatnonzero(when >= period)
        rows.append(
            np.column_stack(
                [
                    at_risk,
                    np.full(len(at_risk), period),
                    when[at_risk] == period,
                    contacts[at_risk],
                    nearby[at_risk],
                    np.full(len(at_risk), before.mean()),
                ]
            )
        )
    table = np.concatenate(rows)
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    person, period = table[:, :2].astype(np.int64).T
    return Periods(person, period, *table[:, 2:].T)


BASELINES: Final[Mapping[str, tuple[Hazard, tuple[float, ...]]]] = {
    "constant": (lambda x, at: np.full(at.adopts.shape, expit(x[0])), (-2.0,)),
    "bass": (lambda x, at: np.exp(x[0]) + np.exp(x[1]) * at.everybody, (-3.0, -2.0)),
    "bass_by_community": (
        lambda x, at: np.exp(x[0]) + np.exp(x[1]) * at.community,
        (-3.0, -2.0),
    ),
    "exposure": (lambda x, at: expit(x[0] + x[1] * at.contacts), (-2.0, 0.0)),
    "exposure_time": (
        lambda x, at: expit(x[0] + x[1] * at.contacts + x[2] * np.log(at.period)),
        (-2.0, 0.0, 0.0),
    ),
    "exposure_community": (
        lambda x, at: expit(x[0] + x[1] * at.contacts + x[2] * at.community),
        (-2.0, 0.0, 0.0),
    ),
}
"""Textbook hazards and where their search starts; fitted by maximum likelihood."""


def log_chance(adopts: Floats, hazard: Floats) -> Floats:
    """Logarithm of the chance given to what happened, row by row."""
    chance = np.clip(hazard, SMALLEST, 1.0 - SMALLEST)
    return np.where(adopts > 0, np.log(chance), np.log1p(-chance))


def fitted_baseline(name: str, seen: Periods, later: Periods) -> Floats:
    """Hazards that a baseline fitted to the periods seen gives to later ones."""
    hazard, start = BASELINES[name]
    found = minimize(
        lambda x: -log_chance(seen.adopts, hazard(x, seen)).sum(),
        start,
        method="Nelder-Mead",
        options={"maxiter": 8_000, "xatol": 1e-6, "fatol": 1e-8},
    )
    return hazard(found.x, later)


def pull_before(seen: Periods) -> float:
    """Median of a pull's prior: the less, the more the hazard seen speaks of a campaign."""
    return PULL[0] * float(np.exp(-seen.adopts.mean() / DOMINANCE))


def fitted_adoption(whole: Periods, until: int, seed: int = 0) -> tuple[Floats, Floats]:
    """The submodel fitted to the periods up to one, by Bayes.

    Args:
        whole: all periods; those after `until` serve as history of those after them alone.
        until: last period seen.
        seed: of the draws.

    Returns:
        Expected hazards of the later rows of `whole`, in its order, and draws of push, close,
        near and unevenness, shape (draws, 4).
    """
    seen = whole.where(whole.period <= until)
    pull = np.log(pull_before(seen))
    mean = np.array([np.log(max(seen.adopts.mean(), SMALLEST)), pull, pull, np.log(UNEVEN[0])])
    deviation = np.array([PUSH, PULL[1], PULL[1], UNEVEN[1]])

    def likelihood(logs: Floats) -> Floats:
        return log_likelihood(np.exp(logs), seen)

    rng = np.random.default_rng(seed)
    draws = np.exp(posterior_draws(mean, deviation, likelihood, DRAWS, rng))
    return hazards(draws, whole).mean(axis=0)[whole.period > until], draws


def log_likelihood(values: Floats, at: Periods) -> Floats:
    """Logarithm of the chance of all rows together, shape (draws,); `values` as in `hazards`.

    What a person lived through before the last row is one survival: no row needs its own.
    """
    last = np.flatnonzero(np.diff(at.person, append=-1))
    reason, before = _reasons(at)
    until, since = _left(values, before[last]), _left(values, (before + reason)[last])
    return (until + log_chance(at.adopts[last], -np.expm1(since - until))).sum(axis=1)


def hazards(values: Floats, at: Periods) -> Floats:
    """Chance to adopt in each row for those still there.

    Args:
        values: push, close, near, unevenness; shape (draws, 4).
        at: rows, from each person's first period on.

    Returns:
        Shape (draws, rows).
    """
    reason, before = _reasons(at)
    return -np.expm1(_left(values, before + reason) - _left(values, before))


def _left(values: Floats, reasons: Floats) -> Floats:
    """Logarithm of the chance not to have adopted after these sums of reasons, (rows, 3)."""
    uneven = values[:, 3:]
    return -np.log1p(uneven * (values[:, :3] @ reasons.T)) / uneven


def _reasons(at: Periods) -> tuple[Floats, Floats]:
    """What push, close and near multiply in each row, and its sums over the person's rows before.

    Both of shape (rows, 3).
    """
    reason = np.column_stack([np.ones(len(at.person)), at.contacts, at.community])
    before = np.cumsum(reason, axis=0) - reason
    starts = np.flatnonzero(np.diff(at.person, prepend=-1))
    own = np.searchsorted(starts, np.arange(len(at.person)), side="right") - 1
    return reason, before - before[starts[own]]


def paired(ours: Floats, theirs: Floats, at: Periods) -> tuple[float, float]:
    """Mean difference of two log scores a row, and its standard error over people."""
    difference = ours - theirs
    _, person = np.unique(at.person, return_inverse=True)
    sums = np.bincount(person, difference - difference.mean())
    return float(difference.mean()), float(np.sqrt((sums**2).sum()) / len(difference))
