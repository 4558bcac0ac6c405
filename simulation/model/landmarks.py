"""What a plan does on dates of its own, as a record's manifest keeps it.

Waves need no entry: they are read from the dates at which people were invited.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from simulation.scenario import TRAININGS, Scenario

Landmark = dict[str, str]


def landmarks(scenario: Scenario, weeks: int, monday: Callable[[int], date]) -> list[Landmark]:
    """Training from its first to its last week, and when recognition schemes become known.

    Args:
        scenario: whose plan it is.
        weeks: worked so far; what comes later is left out.
        monday: the Monday of a week counted from 0.

    Returns:
        Entries with `kind`, `first` and `last` (days, ISO), in the order of time.
    """
    told: set[tuple[int, int, str]] = set()
    for name in TRAININGS:
        training = getattr(scenario.plan, name)
        if training.sessions_per_week:
            told.add((training.first_week, training.last_week or weeks, "training"))
    for name in ("peer", "managerial", "appraisal", "bonus", "points"):
        scheme = getattr(scenario.recognition, name)
        if scheme.strength and scheme.known_week > 1:
            told.add((scheme.known_week, scheme.known_week, "recognition"))
    return [
        {
            "kind": kind,
            "first": monday(first - 1).isoformat(),
            "last": (monday(min(last, weeks)) - timedelta(days=1)).isoformat(),
        }
        for first, last, kind in sorted(told)
        if first <= weeks
    ]
