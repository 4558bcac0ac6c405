"""Recognition schemes, and when they run (S6, S16)."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from simulation.scenario.parts import Dated, Named, Share, Week, refused


class Scheme(Dated):
    """A recognition scheme (S16): how strong, from which week, until which week included.

    It is announced in `announced_week`, or when it starts.
    """

    strength: Share = 0.0
    announced_week: Week | None = None

    @model_validator(mode="after")
    def _announced_before_it_starts(self) -> Self:
        if self.announced_week is not None and self.announced_week > self.first_week:
            raise refused(
                "announced_late", "announced_week", self.announced_week, first=self.first_week
            )
        return self

    @property
    def known_week(self) -> int:
        """When people hear of it."""
        return self.first_week if self.announced_week is None else self.announced_week


class Awards(Dated):
    """Awards every four weeks to a share of contributors (S16), announced beforehand or not."""

    share: Share = 0.0
    announced: bool = False


class Recognition(Named):
    """The recognition schemes in force; they may be mixed (S6, S16)."""

    peer: Scheme = Scheme(strength=0.5)
    managerial: Scheme = Scheme(strength=0.3)
    appraisal: Scheme = Scheme()
    bonus: Scheme = Scheme()
    points: Scheme = Scheme()
    awards: Awards = Awards()
