"""What is at stake in a decision: the target, or euros where reaching it has a worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.errors import InputError
from simulation.experiments import LEVELS, Ensemble
from simulation.sizing.costs import cost
from simulation.sizing.target import Target


@dataclass(frozen=True)
class Stake:
    """The unit a decision is weighed in.

    Attributes:
        target: what plans are to reach.
        worth: euros that reaching it is worth, or None: then plans are weighed by their
            probability of reaching it, costs aside.
    """

    target: Target
    worth: float | None = None

    def __post_init__(self) -> None:
        if self.worth is not None and not 0 < self.worth < float("inf"):
            raise InputError("stake_worth", value=self.worth)

    @property
    def unit(self) -> str:
        """Of `value`: "probability" or "euros"."""
        return "probability" if self.worth is None else "euros"

    def value(self, drawn: Ensemble) -> np.ndarray:
        """What each draw of a plan gives: 1 if the target is reached else 0, or euros; (draws,)."""
        reached = (drawn.at(self.target.indicator, self.target.week) >= self.target.level) * 1.0
        return reached if self.worth is None else self.worth * reached - cost(drawn)

    @property
    def level_unit(self) -> str:
        """Of `outcome`: the unit of the target's indicator, or "euros"."""
        return LEVELS[self.target.indicator].unit if self.worth is None else "euros"

    def outcome(self, drawn: Ensemble) -> np.ndarray:
        """The level in the target's week, or euros where there is a worth; shape (draws,)."""
        if self.worth is None:
            return drawn.at(self.target.indicator, self.target.week)
        return self.value(drawn)
