"""What is forecast: weekly counts of a whole record, as the published indicators tell them.

Three targets, each of everybody together: *posters*, the people who contributed in the week;
*contributions* of the week; *joiners*, the people seen so far, whatever they did.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.indicators import published
from simulation.indicators.activity import NEVER, activity_of
from simulation.protection import release
from simulation.tables import CONTRIBUTIONS, Record

TARGETS: Final = ("joiners", "posters", "contributions")
CUMULATIVE: Final = frozenset({"joiners", "registered", "participants"})
"""Targets that only rise: what is forecast is how many more."""
OPENING: Final = 3
"""People seen so far in the week from which a series counts: fewer are trials."""
FOLLOWING: Final = 4
SIGNS_OF_LIFE: Final = 2
"""Somebody is new in the opening week, and in so many of the `FOLLOWING`: else it was a trial."""
LAST_WHOLE_DAY: Final = 4
"""Friday: a last week that ends before it is cut, and left out."""
SMALLEST: Final = 10
"""People a record must be about, by default, for anything of it to be shown or foretold."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """Weekly values of one target, from the opening of the network on.

    Attributes:
        target: one of `TARGETS`.
        weeks: Mondays, shape (weeks,).
        counts: shape (weeks,); those of a cumulative target never fall.
    """

    target: str
    weeks: pd.DatetimeIndex
    counts: Floats

    @property
    def cumulative(self) -> bool:
        """Whether the values are a running total."""
        return self.target in CUMULATIVE

    @property
    def flow(self) -> Floats:
        """What the week brought: of a running total its steps, else the value itself."""
        return np.diff(self.counts, prepend=0.0) if self.cumulative else self.counts

    def until(self, week: int) -> Series:
        """The first weeks only, as they were known then."""
        return replace(self, weeks=self.weeks[:week], counts=self.counts[:week])

    def __len__(self) -> int:
        return len(self.counts)


def series_of(
    record: Record, names: Iterable[str] = (), min_group: int = SMALLEST
) -> dict[str, Series]:
    """The targets of a record, all from the same opening week; all that it has by default.

    Args:
        record: of a pilot or of a platform.
        names: of `TARGETS`.
        min_group: people that anything told must be about, at least 5.

    Raises:
        InputError: no such target, or too few people to show anything.
    """
    wanted = tuple(names) or TARGETS
    for name in wanted:
        if name not in TARGETS:
            raise InputError("forecast_target_unknown", value=name, known=", ".join(TARGETS))
    joiners = _seen_so_far(record, min_group)
    if joiners.size == 0 or joiners[-1] < min_group:
        raise InputError("forecast_too_few_people", least=min_group)
    first = _opening(joiners)
    last = len(joiners) - _is_cut(record)
    values = {"joiners": joiners}
    if set(wanted) - {"joiners"}:
        values |= _activity(record, min_group)
    return {
        name: Series(name, record.weeks()[first:last], values[name][first:last]) for name in wanted
    }


def _seen_so_far(record: Record, min_group: int) -> Floats:
    activity = activity_of(record)
    first = activity.first_weeks(np.ones(activity.week.shape, bool))
    known = first[first < NEVER]
    so_far = np.cumsum(np.bincount(known, minlength=len(activity.weeks)))
    table = pd.DataFrame({"week": activity.weeks, "value": so_far.astype(float)})
    table = table.assign(indicator="joiners", group="all", people=record.size)
    released = release(table, min_group, measures=("value",), simulated=record.is_simulated)
    return released["value"].fillna(0.0).to_numpy(float)


def _opening(joiners: Floats) -> int:
    new = np.diff(joiners, prepend=0.0) > 0
    for week in np.flatnonzero(joiners >= OPENING):
        if new[week] and new[week + 1 : week + 1 + FOLLOWING].sum() >= SIGNS_OF_LIFE:
            return int(week)
    raise InputError("forecast_no_opening", people=OPENING)


def _activity(record: Record, min_group: int) -> dict[str, Floats]:
    recorded = [action for action in CONTRIBUTIONS if record.records(action)]
    if not recorded:
        raise InputError("forecast_nothing_written")
    brought = [f"{action}s" for action in recorded]
    table = published(record, ["contributors", *brought], min_group=min_group)
    told = table.pivot_table(index="week", columns="indicator", values="value", dropna=False)
    people = table[table["indicator"] == "contributors"]["people"].to_numpy(float)
    return {
        "posters": np.round(told["contributors"].to_numpy(float) * people),
        "contributions": told[brought].to_numpy(float).sum(axis=1),
    }


def _is_cut(record: Record) -> bool:
    """Whether the data stop within the last working days of the last week."""
    last = record.manifest.get("last")
    if not last:
        return False
    return pd.Timestamp(last).tz_localize(None) < record.weeks()[-1] + pd.Timedelta(
        days=LAST_WHOLE_DAY
    )
