"""From a design of simulations to a posterior, by regression (approximate Bayesian computation).

Two regressions (METHOD.md tells why, and what else was measured):

1. over the whole design, each unknown's place in its prior on the summaries and their products:
   what it predicts is the best single number to learn that unknown from (Fearnhead and
   Prangle, 2012);
2. among the runs nearest to the pilot in these numbers, places on numbers, linear; the
   residuals around the pilot's own numbers are the posterior (Beaumont and others, 2002).

Nothing is simulated here: another week, or another pilot of the same plan, costs a second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

NEAREST: Final = 0.2
"""Share of the design's runs that lie near enough to the pilot to learn from."""
LEAST_NEAR: Final = 200
"""Runs a local regression needs at least."""
RIDGE: Final = 0.03
"""Penalty of the first regression, in units of the variance of its terms."""
CLIPPED: Final = 4.0
"""Standard deviations beyond which a summary counts as this far: products would run away."""
LEARNT: Final = 0.05
"""Share of an unknown's variance that must be predictable for its number to count."""
HELD_OUT: Final = 5
"""One run in so many is held out to measure what is predictable."""


@dataclass(frozen=True, eq=False)
class Inference:
    """A design made ready to be asked about any pilot of the same plan and length.

    Attributes:
        places: of the runs in the priors; shape (runs, unknowns).
        summaries: of the runs; shape (runs, summaries).
        numbers: what is learnt from each run's summaries; shape (runs, numbers).
        learn: from summaries, shape (pilots, summaries), to numbers.
    """

    places: Numbers
    summaries: Numbers
    numbers: Numbers
    learn: Callable[[Numbers], Numbers]

    @classmethod
    def of(cls, summaries: Numbers, places: Numbers) -> Inference:
        """Learn what to look at from a design."""
        held_out = np.arange(len(places)) % HELD_OUT == 0
        trial = _regression(summaries[~held_out], places[~held_out])
        missed = places[held_out] - trial(summaries[held_out])
        told = 1.0 - missed.var(axis=0) / places[held_out].var(axis=0)
        kept = told > LEARNT
        if not kept.any():
            kept[np.argmax(told)] = True
        predict = _regression(summaries, places)

        def learn(asked: Numbers) -> Numbers:
            return predict(asked)[:, kept]

        return cls(places, summaries, learn(summaries), learn)

    def posterior(self, summary: Numbers, draws: int, seed: int) -> Numbers:
        """Places of equally weighted draws of a pilot's posterior; shape (draws, unknowns).

        Args:
            summary: of the pilot; shape (summaries,).
            draws: how many.
            seed: of which of the nearest runs stand for them.
        """
        places, weight = self.adjusted(summary)
        start = np.random.default_rng(seed).random()
        chosen = np.searchsorted(np.cumsum(weight), (start + np.arange(draws)) / draws)
        order = np.random.default_rng(seed + 1).permutation(draws)
        return places[np.minimum(chosen, len(places) - 1)][order]

    def adjusted(self, summary: Numbers) -> tuple[Numbers, Numbers]:
        """Places of the nearest runs moved to the pilot's own numbers, and their weights."""
        apart = self.numbers - self.learn(summary[None, :])[0]
        distance = _mahalanobis(apart, self.numbers)
        near = np.argsort(distance)[: max(LEAST_NEAR, round(NEAREST * len(distance)))]
        weight = np.maximum(1.0 - distance[near] / distance[near[-1]], 0.0)
        weight /= weight.sum()
        terms = np.column_stack([np.ones(near.size), apart[near]])
        root = np.sqrt(weight)[:, None]
        line = np.linalg.lstsq(terms * root, self.places[near] * root, rcond=None)[0]
        return line[0] + self.places[near] - terms @ line, weight

    def strangeness(self, summary: Numbers) -> float:
        """Predictive p-value: how often a simulated pilot looks at least as odd as this one.

        Odd in its numbers, as no parameters give them; or odd given its numbers, in how its
        summaries hang together. Twice the smaller share of runs that are as odd.
        """
        number = self.learn(summary[None, :])
        terms, here = _with_squares(self.numbers), _with_squares(number)
        line = np.linalg.lstsq(terms, self.summaries, rcond=None)[0]
        rest = self.summaries - terms @ line
        of_rest = _mahalanobis(rest, rest)
        of_numbers = _mahalanobis(self.numbers - self.numbers.mean(axis=0), self.numbers)
        odd = (
            (of_rest >= _mahalanobis(summary - here @ line, rest)).mean(),
            (of_numbers >= _mahalanobis(number - self.numbers.mean(axis=0), self.numbers)).mean(),
        )
        return float(min(1.0, 2.0 * min(odd)))


def information(places: Numbers) -> Numbers:
    """What a pilot tells of each unknown: 1 - (posterior sd / prior sd)²; shape (unknowns,).

    Places are standard normal before the pilot is seen. Never under 0.
    """
    return np.maximum(0.0, 1.0 - places.var(axis=0))


def _regression(summaries: Numbers, places: Numbers) -> Callable[[Numbers], Numbers]:
    """Ridge regression of places on summaries and their products, all standardised."""
    centre, spread = summaries.mean(axis=0), summaries.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)

    def terms(asked: Numbers) -> Numbers:
        return _with_products(np.clip((asked - centre) / spread, -CLIPPED, CLIPPED))

    known = terms(summaries)
    middle = known.mean(axis=0)
    known = known - middle
    mean = places.mean(axis=0)
    penalty = RIDGE * len(known) * np.eye(known.shape[1])
    line = np.linalg.solve(known.T @ known + penalty, known.T @ (places - mean))
    return lambda asked: mean + (terms(asked) - middle) @ line


def _with_products(columns: Numbers) -> Numbers:
    one, other = np.triu_indices(columns.shape[1])
    return np.hstack([columns, columns[:, one] * columns[:, other]])


def _with_squares(columns: Numbers) -> Numbers:
    return np.hstack([np.ones((len(columns), 1)), columns, columns**2])


def _mahalanobis(apart: Numbers, of: Numbers) -> Numbers:
    """Squared distances of rows in the metric of a cloud."""
    metric = np.linalg.pinv(np.cov(of, rowvar=False).reshape(of.shape[1], -1), hermitian=True)
    return np.einsum("ij,jk,ik->i", apart, metric, apart)
