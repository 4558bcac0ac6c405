"""Which indicator warns first: the one that leaves its usual range soonest after a shock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulation.experiments import LEVELS, Ensemble
from simulation.robustness.power import expected_range

SEEN_IN: Final = 0.5
"""Share of the draws beyond their usual range from which an indicator warns."""

LASTING: Final = 2
"""Weeks in a row it must be seen, so that no single week raises an alarm."""


SURVEYED: Final = (
    "mean_trust",
    "mean_intrinsic_motivation",
    "mean_value",
    "coaching_share",
    "cooperation",
    "dissonance",
    "employee_hours",
    "hours_beyond_allowance",
    "overloaded",
    "community_manager_hours_needed",
)
"""Indicators of a simulated company that no platform records: people would have to be asked."""


@dataclass(frozen=True)
class EarlyWarning:
    """An indicator that leaves its usual range after a shock.

    Attributes:
        indicator: name.
        week: first of two weeks in a row in which at least half of the draws have left it.
        ahead: weeks from there to the target's.
        survey: whether only a survey would show it; a platform's export shows the others.
    """

    indicator: str
    week: int
    ahead: int
    survey: bool


def warnings_of(
    calm: Ensemble, struck: Ensemble, first: int, last: int
) -> tuple[EarlyWarning, ...]:
    """Indicators that leave their usual range after a shock and before the target's week.

    Args:
        calm: draws without the shock.
        struck: draws under it.
        first: week in which it strikes.
        last: week of the target.
    """
    found = []
    for name, reading in LEVELS.items():
        if not all(column in calm.weekly for column in (reading.column, *reading.over)):
            continue
        usual, seen = calm.indicator(name), struck.indicator(name)
        beyond = np.zeros(last, bool)
        for week in range(first, last + 1):
            low, high = expected_range(usual[:, week - 1])
            levels = seen[:, week - 1]
            beyond[week - 1] = ((levels < low) | (levels > high)).mean() >= SEEN_IN
        lasting = beyond[: last - LASTING + 1].copy()
        for later in range(1, LASTING):
            lasting &= beyond[later : later + len(lasting)]
        if lasting.any():
            week = int(lasting.argmax()) + 1
            found.append(EarlyWarning(name, week, last - week, name in SURVEYED))
    return tuple(sorted(found, key=lambda one: one.week))
