"""Difference in differences for measures that reach groups at different dates.

Each cohort, the groups reached in one week, is compared with the groups not reached yet, from
the weeks just before its start; the cohorts' effects are then averaged by people (Callaway and
Sant'Anna 2021). Groups already reached never serve as controls, so that effects that grow with
time do not spoil the comparison. Errors leave out one group at a time, so that weeks and
people of one group count as one draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEVER = 10**6
"""Start of a group that the measure does not reach."""

BASE = 4
"""Weeks just before the start, whose mean is what changes are counted from."""

PLACEBO = 4
"""Weeks before those, in which nothing must be found."""

AFTER = 8
"""Weeks from the start over which the effect is averaged."""

CONFIDENCE, PLACEBO_CONFIDENCE = 0.90, 0.95


@dataclass(frozen=True)
class Panel:
    """An outcome by group and week.

    Args:
        value: levels, shape (groups, weeks); no missing value.
        people: how many people each group holds.
        start: week in which the measure reaches each group, `NEVER` when it does not.
    """

    value: Floats
    people: Floats
    start: Ints


@dataclass(frozen=True)
class Estimate:
    """A mean effect with its interval; `low` and `high` are missing when it cannot be told."""

    value: float
    low: float
    high: float

    @property
    def is_established(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Staggered:
    """The effect over the weeks after the start, the placebo before it, and week by week.

    `by_week`: rows (week from the start, value, low, high); weeks -BASE to -1 sum to zero.
    """

    effect: Estimate
    placebo: Estimate | None
    by_week: tuple[tuple[int, Estimate], ...]
    groups: int
    cohorts: int


def staggered(panel: Panel) -> Staggered | None:
    """The effect of a measure on the groups it reaches; None when no cohort can be compared."""
    whole = _averages(panel)
    if whole is None:
        return None
    groups = len(panel.start)
    kept = [np.arange(groups) != one for one in range(groups)]
    without = [
        _averages(Panel(panel.value[rows], panel.people[rows], panel.start[rows])) for rows in kept
    ]
    if any(one is None for one in without):
        return None
    cohorts = len(usable(panel))
    freedom = max(groups - cohorts - 1, 1)

    def estimate(name: str, confidence: float = CONFIDENCE) -> Estimate | None:
        value = whole.get(name)
        others = np.array([one[name] for one in without if one is not None and name in one])
        if value is None or len(others) < groups:
            return None
        error = np.sqrt((groups - 1) / groups * ((others - others.mean()) ** 2).sum())
        half = stats.t.ppf((1 + confidence) / 2, freedom) * error
        return Estimate(float(value), float(value - half), float(value + half))

    effect = estimate("effect")
    if effect is None:
        return None
    weeks = [(week, estimate(f"week {week}")) for week in range(-BASE - PLACEBO, AFTER)]
    return Staggered(
        effect=effect,
        placebo=estimate("placebo", PLACEBO_CONFIDENCE),
        by_week=tuple((week, one) for week, one in weeks if one is not None),
        groups=groups,
        cohorts=cohorts,
    )


def usable(panel: Panel) -> list[int]:
    """The starts with enough weeks before, and groups not reached for some weeks after."""
    weeks = panel.value.shape[1]
    starts = [int(start) for start in np.unique(panel.start) if BASE <= start < weeks]
    return [start for start in starts if _last_week(panel, start) >= start + BASE - 1]


def _last_week(panel: Panel, start: int) -> int:
    """The last week in which at least two groups are still not reached, up to the horizon."""
    later = np.sort(panel.start[panel.start > start])
    if len(later) < 2:
        return -1
    return int(min(later[-2] - 1, panel.value.shape[1] - 1, start + AFTER - 1))


def _averages(panel: Panel) -> dict[str, float] | None:
    """Effects by week from the start, their mean after it, and the placebo before."""
    sums: dict[int, float] = {}
    weights: dict[int, float] = {}
    for start in usable(panel):
        mine = panel.start == start
        weight = float(panel.people[mine].sum())
        change = panel.value - panel.value[:, start - BASE : start].mean(axis=1, keepdims=True)
        for week in range(max(start - BASE - PLACEBO, 0), _last_week(panel, start) + 1):
            others = panel.start > max(week, start)
            effect = np.average(change[mine, week], weights=panel.people[mine]) - np.average(
                change[others, week], weights=panel.people[others]
            )
            place = week - start
            sums[place] = sums.get(place, 0.0) + weight * float(effect)
            weights[place] = weights.get(place, 0.0) + weight
    if not any(place >= 0 for place in weights):
        return None
    found = {f"week {place}": sums[place] / weights[place] for place in sums}
    for name, first, last in (("effect", 0, AFTER), ("placebo", -BASE - PLACEBO, -BASE)):
        places = [place for place in weights if first <= place < last]
        if places:
            total = sum(weights[place] for place in places)
            found[name] = sum(sums[place] for place in places) / total
    return found
