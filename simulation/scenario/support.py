"""What a roll-out leans on: charter of use, tool, sponsor (S9, S13, S18, S34)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from pydantic import Field

from simulation import axes
from simulation.scenario.parts import Frozen, Named, Share

CHARTERS: Mapping[str, Mapping[str, Any]] = {
    name: entry.values for name, entry in axes.entries("charter").items()
}
"""Named charters (S18), as `scenarios/levers/charters.yaml` gives them."""


class Charter(Named):
    """What the charter of use allows (S18): a preset's name in files, or its three scales."""

    freedom: Share = 0.5
    clarity: Share = 0.6
    monitoring: Share = 0.1
    moderation_days: float = Field(2.0, ge=0, le=60)
    social_debate: bool = False


Family = Literal["be_known", "discuss", "exchange", "share_knowledge", "run_projects", "follow"]
FAMILIES: tuple[str, ...] = get_args(Family)
"""The six families of functions of a tool (S9)."""


class Tool(Frozen):
    """The tool (S9): fit to what people need, by family of functions where it differs.

    Besides, its ergonomics, ease of access (mobile, single sign-on), and how far it is
    integrated with other tools.
    """

    fit: Share = 0.65
    coverage: Mapping[Family, Share] = {}
    ergonomics: Share = 0.65
    access: Share = 0.7
    integration: Share = 0.5

    def covers(self, family: Family) -> float:
        """How well the tool covers a family of functions."""
        return self.coverage.get(family, self.fit)

    @property
    def overall_fit(self) -> float:
        """Mean coverage of the six families."""
        return sum(map(self.covers, get_args(Family))) / len(FAMILIES)


class Sponsor(Frozen):
    """Sponsor's engagement, internal communication, and the values declared (S13, S34).

    Besides, how clear the stated objective is, and the share of work moved into the tool, as
    with "zero mail".
    """

    strength: Share = 0.6
    communication: Share = 0.6
    declared: Share = 0.5
    clarity: Share = 0.5
    work_moved: Share = 0.0
