"""What is expected of a figure, and the verdict that its interval alone decides.

*Holds*, *fails*, or *undecided* when more replicates could still decide either way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from simulation.validation.estimates import Estimate

Verdict = Literal["holds", "undecided", "fails"]


@dataclass(frozen=True)
class Band:
    """A level between two ends: holds if the estimate is inside, fails if its interval misses."""

    low: float
    high: float

    def verdict(self, estimate: Estimate) -> Verdict:
        """The verdict on an estimate."""
        if not estimate.known:
            return "undecided"
        if self.low <= estimate.value <= self.high:
            return "holds"
        reaches = estimate.low <= self.high and estimate.high >= self.low
        return "undecided" if reaches else "fails"


@dataclass(frozen=True)
class Inside:
    """As good as no effect: holds only if the whole interval is inside, fails if none of it is."""

    low: float
    high: float

    def verdict(self, estimate: Estimate) -> Verdict:
        """The verdict on an estimate."""
        if not estimate.known:
            return "undecided"
        if self.low <= estimate.low and estimate.high <= self.high:
            return "holds"
        reaches = estimate.low <= self.high and estimate.high >= self.low
        return "undecided" if reaches else "fails"


@dataclass(frozen=True)
class Above:
    """A sign or an order: holds if the whole interval is above, fails if it is all below."""

    null: float

    def verdict(self, estimate: Estimate) -> Verdict:
        """The verdict on an estimate."""
        if not estimate.known or estimate.low <= self.null <= estimate.high:
            return "undecided"
        return "holds" if estimate.low > self.null else "fails"


@dataclass(frozen=True)
class Below:
    """A sign or an order: holds if the whole interval is below, fails if it is all above."""

    null: float

    def verdict(self, estimate: Estimate) -> Verdict:
        """The verdict on an estimate."""
        if not estimate.known or estimate.low <= self.null <= estimate.high:
            return "undecided"
        return "holds" if estimate.high < self.null else "fails"


Expected = Band | Inside | Above | Below


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """Verdict on a pattern: it holds if all its checks hold and fails if one fails."""
    found = set(verdicts)
    if "fails" in found:
        return "fails"
    return "undecided" if "undecided" in found else "holds"
