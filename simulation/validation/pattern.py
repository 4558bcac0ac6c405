"""A pattern of the evidence, and the checks a model must pass to reproduce it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulation.evidence import evidence
from simulation.validation import estimates
from simulation.validation.estimates import Estimate
from simulation.validation.runs import Trials
from simulation.validation.verdict import Expected
from simulation.words import say

Use = Literal["calibrated", "kept_out", "plausibility"]
"""Moved parameters; kept out of any tuning; too weakly founded to be more than plausible."""

Unit = Literal["share", "points", "number", "ratio", "change"]
"""How a figure is told; a `change` is a ratio told as its difference from 1, in per cent."""

Figures = Mapping[str, float | NDArray]
"""What one replicate gives, by the name of the check that reads it."""


@dataclass(frozen=True)
class Check:
    """One figure of a pattern, and what is expected of it.

    Attributes:
        name: of the figure; also of its words.
        expected: band or sign.
        unit: how it is told.
        pooled: how replicates make one estimate (see `estimates`).
    """

    name: str
    expected: Expected
    unit: Unit = "number"
    pooled: Callable[[NDArray], Estimate] = estimates.mean

    def estimate(self, draws: Sequence[Figures]) -> Estimate:
        """What the figures of all replicates say together."""
        return self.pooled(np.stack([np.asarray(figures[self.name]) for figures in draws]))


@dataclass(frozen=True)
class Pattern:
    """A pattern: where it comes from, how one replicate is measured, what is checked.

    Attributes:
        key: P1 to P18, its row in the register of evidence.
        sources: rows of evidence behind it.
        use: whether parameters were moved to meet it.
        measure: figures of one replicate, by name of check.
        checks: what is expected of them; a pattern holds if all of them hold.
        mended: a mechanism was changed after the pattern had been seen to fail, so that it
            is no longer a clean test.
    """

    key: str
    sources: str
    use: Use
    measure: Callable[[Trials], Figures]
    checks: tuple[Check, ...]
    mended: bool = False

    def title(self, lang: str) -> str:
        """Its short name, in the reader's language."""
        return say(f"validation.{self.key}", lang)

    def expectation(self, lang: str) -> str:
        """What the evidence leads one to expect, in one sentence."""
        return evidence()[self.key].finding[lang]
