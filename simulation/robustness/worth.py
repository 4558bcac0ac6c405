"""What knowing something is worth to a choice: how much better one would choose, and how often.

Without it one takes the plan that is best on average. With it one takes, in each future, the plan
that is best given what is known there. The difference is the expected value of partial perfect
information, or of sample information when what is known is what a study would show (Strong,
Oakley and Brennan, 2014 and 2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.robustness.smoothing import fitted

RESAMPLES: Final = 200
SHUFFLES: Final = 40
TAIL: Final = 0.025
CHANCE: Final = 0.05

Table = NDArray[np.float64]


@dataclass(frozen=True)
class Worth:
    """What knowing something is worth.

    Attributes:
        value: expected gain, in the unit of the values.
        low: lower end of its 95 % interval, by bootstrap over futures.
        high: upper end.
        floor: what 5 in 100 columns that tell nothing would seem worth; a value below it is not
            told from nothing.
        changes: share of the futures in which it changes the choice.
        instead: place of the plan most often chosen instead; -1 if none is.
    """

    value: float
    low: float
    high: float
    floor: float
    changes: float
    instead: int

    @property
    def established(self) -> bool:
        """Whether it is worth more than what tells nothing would seem to be."""
        return self.value > self.floor


def worth_of(values: Table, known: Table, seed: int, before: Table | None = None) -> Worth:
    """What it is worth to know some columns, beyond those known before.

    Args:
        values: of each plan in each future; shape (futures, plans).
        known: what would be known in each future; shape (futures, columns).
        seed: of the bootstrap and the shuffles.
        before: what is known anyway; shape (futures, columns).
    """
    rng = np.random.default_rng(seed)
    every = np.arange(len(values))
    first, then = choices(values, known, before)
    bound = perfect(values)
    value = min(bound, _gain(values, known, before))
    again = np.array(
        [
            _gain(values[rows], known[rows], None if before is None else before[rows])
            for rows in (rng.choice(every, every.size) for _ in range(RESAMPLES))
        ]
    )
    shuffled = [_gain(values, known[rng.permutation(every)], before) for _ in range(SHUFFLES)]
    low, high = np.quantile(again - again.mean(), [TAIL, 1 - TAIL]) + value
    other = then[then != first]
    return Worth(
        value=value,
        low=max(0.0, float(low)),
        high=min(bound, float(high)),
        floor=float(np.quantile(shuffled, 1 - CHANCE)),
        changes=float((then != first).mean()),
        instead=int(np.bincount(other).argmax()) if other.size else -1,
    )


def perfect(values: Table) -> float:
    """What it would be worth to know the future itself, luck included: no study is worth more."""
    return float(values.max(axis=1).mean() - values.mean(axis=0).max())


def best_of_nothing(values: Table, inputs: Table, seed: int, shuffles: int = 20) -> float:
    """What the best of many inputs would seem worth if none told anything: 95 % are below."""
    rng = np.random.default_rng(seed)
    best = [
        gains(values[rng.permutation(len(values))], inputs).max(initial=0.0)
        for _ in range(shuffles)
    ]
    return float(np.quantile(best, 1 - CHANCE))


def gains(values: Table, inputs: Table) -> NDArray[np.float64]:
    """What knowing each input alone is worth; shape (inputs,)."""
    return np.array([_gain(values, column[:, None], None) for column in inputs.T])


def choices(values: Table, known: Table, before: Table | None) -> tuple[NDArray, NDArray]:
    """The plan taken in each future without what would be known, and with it; shape (futures,)."""
    values = _beside_the_best(values)
    first = np.full(len(values), values.mean(axis=0).argmax())
    if before is not None:
        first = fitted(values, before).argmax(axis=1)
        known = np.column_stack([before, known])
    return first, fitted(values, known).argmax(axis=1)


def _gain(values: Table, known: Table, before: Table | None) -> float:
    values = _beside_the_best(values)
    without = values.mean(axis=0).max()
    if before is not None:
        without = fitted(values, before).max(axis=1).mean()
        known = np.column_stack([before, known])
    return max(0.0, float(fitted(values, known).max(axis=1).mean() - without))


def _beside_the_best(values: Table) -> Table:
    """Values less those of the plan best on average: luck that all plans share falls out."""
    return values - values[:, [values.mean(axis=0).argmax()]]
