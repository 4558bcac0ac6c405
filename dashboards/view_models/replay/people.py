"""The people of an opened unit, as the team's own replay shows them (S25)."""

from __future__ import annotations

from typing import Any

from simulation.indicators.individuals import Individuals


def people_told(individuals: Individuals | None, unit: str) -> dict[str, Any]:
    """The people of a unit, ready to be drawn; nothing where individuals are switched off.

    Args:
        individuals: of the record; None where the settings do not allow them.
        unit: the opened one; empty when none is.
    """
    told = individuals.of_unit(unit) if individuals and unit else None
    return {"unit": unit, **told} if told else {}
