"""The people of an opened unit, as the team's own replay shows them (S25)."""

from __future__ import annotations

from typing import Any

from simulation.errors import InputError
from simulation.indicators import replayed_people
from simulation.tables import Record

SHOWN_OF_PSEUDONYM = 6
"""Signs of a pseudonym that are shown: enough to follow a person within a unit."""


def people_told(
    record: Record, unit: str, show_individuals: bool, min_group: int = 10, lang: str = "fr"
) -> dict[str, Any]:
    """The people of a unit, ready to be drawn; nothing where they may not be shown.

    Args:
        record: the one replayed.
        unit: the opened one; empty when none is.
        show_individuals: the workspace's setting; simulated people are always shown.
        min_group: smallest unit shown.
        lang: language of joined names.
    """
    try:
        people = replayed_people(record, unit, show_individuals, min_group, lang)
    except InputError:
        return {}
    sign = "#" if record.is_simulated else ""
    names = [f"{sign}{name[:SHOWN_OF_PSEUDONYM]}" for name in people["names"]]
    return {**people, "unit": unit, "names": names}
