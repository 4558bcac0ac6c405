"""Indicators of a simulated week, from the model's weekly columns.

The population is the staff: a level of 25 % weekly active means a quarter of the company,
invited or not. Levels that a week does not have (no post, so none answered) are missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.errors import InputError


@dataclass(frozen=True)
class Level:
    """How an indicator is read: a column, over the sum of other columns if it is a share.

    Attributes:
        unit: "share", "count", "hours" or "ratio".
        column: of the model's weekly columns.
        over: columns whose sum divides it; none leaves the column as it is.
        higher_is_better: whether a rise is what one wants.
        weeks: taken together, up to the one told; fewer at the start.
    """

    unit: str
    column: str
    over: tuple[str, ...] = ()
    higher_is_better: bool = True
    weeks: int = 1


def _of_staff(column: str) -> Level:
    return Level("share", column, ("staff",))


def _fewer_is_better(unit: str, column: str, over: tuple[str, ...] = ()) -> Level:
    return Level(unit, column, over, higher_is_better=False)


LEVELS: Mapping[str, Level] = {
    "weekly_active": _of_staff("weekly_active"),
    "regular_contributors": _of_staff("regular_contributors"),
    "contributors": _of_staff("contributors"),
    "registered": _of_staff("registered"),
    "complete_profiles": _of_staff("complete_profiles"),
    "invited": _of_staff("invited"),
    "answered_within_48h": Level("share", "answered_within_48h", ("posts", "questions")),
    "mean_trust": Level("ratio", "mean_trust"),
    "mean_intrinsic_motivation": Level("ratio", "mean_intrinsic_motivation"),
    "coaching_share": Level("share", "coaching_share"),
    "posts": Level("count", "posts"),
    "questions": Level("count", "questions"),
    "answers": Level("count", "answers"),
    "reactions": Level("count", "reactions"),
    "live_communities": Level("count", "live_communities"),
    "employee_hours": _fewer_is_better("hours", "employee_hours"),
    "community_manager_hours_needed": _fewer_is_better("hours", "community_manager_hours_needed"),
    "hours_beyond_allowance": _fewer_is_better("hours", "hours_beyond_allowance"),
    "overloaded": _fewer_is_better("share", "overloaded", ("staff",)),
    "lapsed": _fewer_is_better("share", "lapsed", ("staff",)),
    "mean_value": Level("ratio", "mean_value"),
    "comments": Level("count", "comments"),
    "shares": Level("count", "shares"),
    "relays": Level("count", "relays"),
    "questions_answered": Level("count", "questions_answered"),
    "hours_to_answer": _fewer_is_better("hours", "hours_to_answer", ("questions_answered",)),
    "experts_found": Level("count", "experts_found"),
    "cross_unit_answers": Level("share", "cross_unit_answers", ("answers",)),
    "cross_level_answers": Level("share", "cross_level_answers", ("answers",)),
    "new_ties": Level("count", "new_ties"),
    "ideas": Level("count", "ideas"),
    "ideas_supported": Level("count", "ideas_supported"),
    "ideas_taken_up": Level("count", "ideas_taken_up"),
    "answered_within_48h_in_4_weeks": Level(
        "share", "answered_within_48h", ("posts", "questions"), weeks=4
    ),
    "collaborating": _of_staff("collaborating"),
    "cooperating": _of_staff("cooperating"),
    "inventing": _of_staff("inventing"),
    "goals_met": Level("share", "goals_met", ("communities",)),
    "incidents": _fewer_is_better("count", "incidents"),
    "cooperation": Level("ratio", "cooperation"),
    "dissonance": _fewer_is_better("ratio", "dissonance"),
}
"""Every indicator that scenarios can be compared on."""

FIRST_LEVELS = tuple(LEVELS)[:17]
"""Those told when no other is asked for; the rest stands in the files and in JSON."""

BARRIERS = (
    "held_not_reached",
    "held_not_useful",
    "held_not_safe",
    "held_no_time",
    "held_no_answer",
)
"""Counts of people held back this week, by what held them (model, section 5)."""


def level(name: str) -> Level:
    """How an indicator is read.

    Raises:
        InputError: no such indicator of a simulated run.
    """
    if name not in LEVELS:
        raise InputError("indicator_not_simulated", value=name, known=", ".join(LEVELS))
    return LEVELS[name]


def values(name: str, weekly: Mapping[str, np.ndarray]) -> np.ndarray:
    """An indicator from weekly columns, weeks along their last axis; missing where divided by 0."""
    read = level(name)
    column = _together(weekly[read.column], read.weeks)
    if not read.over:
        return column
    parts = (_together(weekly[part], read.weeks) for part in read.over)
    whole = sum(parts, np.zeros(1))
    return np.divide(column, whole, out=np.full(column.shape, np.nan), where=whole > 0)


def _together(column: np.ndarray, weeks: int) -> np.ndarray:
    """Sums over so many weeks up to each; fewer at the start."""
    single = np.asarray(column, dtype=float)
    if weeks == 1:
        return single
    total = np.cumsum(single, axis=-1)
    before = np.zeros_like(total)
    before[..., weeks:] = total[..., :-weeks]
    return total - before
