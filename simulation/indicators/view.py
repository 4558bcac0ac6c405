"""Counting by group and week: what every indicator is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulation.indicators.activity import Activity, Ints, activity_of
from simulation.indicators.populations import Population, population_of
from simulation.indicators.thresholds import Thresholds
from simulation.tables import Record

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.int32]


@dataclass(frozen=True)
class Measured:
    """Levels of an indicator, arrays of shape (groups, weeks).

    `count` over `base` is the level of a share; both are missing otherwise. `people` is how
    many persons the level describes: the group's population unless the indicator says so.
    `error` is the standard error of a level between 0 and 1 that is no share.
    """

    value: Floats
    people: Floats
    count: Floats
    base: Floats
    error: Floats | None = None


@dataclass(frozen=True)
class View:
    """A record seen through one population and one set of thresholds.

    `group_by_week`, where members change groups (profiles of use), holds the group of each
    member each week, -1 where not counted; shape (members, weeks).
    """

    record: Record
    activity: Activity
    population: Population
    thresholds: Thresholds
    group_by_week: NDArray[np.integer] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Groups and weeks."""
        return len(self.population.groups), len(self.activity.weeks)

    @cached_property
    def member(self) -> Ints:
        """The member who does each event; -1 when its author is not counted that week."""
        return self.member_of(self.activity.person)

    @cached_property
    def target(self) -> Ints:
        """The member each event addresses; -1 when that person is not counted that week."""
        return self.member_of(self.activity.target)

    def exchanges(self, *actions: str) -> tuple[Ints, Ints, Ints]:
        """Giver, receiver and week of these acts between two different people counted."""
        if actions not in self._exchanges:
            between = self.activity.does(*actions) & self._between_two
            self._exchanges[actions] = (
                self.member[between],
                self.target[between],
                self.activity.week[between],
            )
        return self._exchanges[actions]

    @cached_property
    def _exchanges(self) -> dict[tuple[str, ...], tuple[Ints, Ints, Ints]]:
        return {}

    @cached_property
    def _between_two(self) -> Flags:
        return (self.member >= 0) & (self.target >= 0) & (self.member != self.target)

    def member_of(self, person: Ints) -> Ints:
        """The member that a person is in each event's community and week."""
        return self.population.member(person, self.activity.community, self.activity.week)

    @cached_property
    def present(self) -> Flags:
        """Which members are counted in which week; shape (members, weeks)."""
        return self.population.present(self.shape[1])

    @cached_property
    def people(self) -> Floats:
        """How many people each group counts each week; shape (groups, weeks)."""
        return self.members(self.present)

    @cached_property
    def contributions(self) -> Counts:
        """How many contributions each member brought each week; shape (members, weeks)."""
        return self.done(self.activity.contributes)

    @cached_property
    def interactions(self) -> Counts:
        """How many contributions and reactions each member brought each week."""
        return self.done(self.activity.interacts)

    @cached_property
    def came(self) -> Flags:
        """Which members were seen each week, by a visit or an interaction."""
        return self.visited | (self.interactions > 0)

    @cached_property
    def visited(self) -> Flags:
        """Which members visited each week; shape (members, weeks)."""
        return self.done(self.activity.does("visit")) > 0

    def events(self, which: Flags) -> Floats:
        """How many of these events each group's members did each week."""
        counted = which & (self.member >= 0)
        return self.sum(self.member[counted], self.activity.week[counted])

    def done(self, which: Flags) -> Counts:
        """How many of these events each member did each week; shape (members, weeks)."""
        return self._by_member(self.member, which)

    def received(self, which: Flags) -> Counts:
        """How many of these events each member had from somebody else each week."""
        return self._by_member(self.target, which & (self.activity.person != self.activity.target))

    def _by_member(self, member: Ints, which: Flags) -> Counts:
        counted = which & (member >= 0)
        members, weeks = len(self.population.person), self.shape[1]
        cell = member[counted].astype(np.int64) * weeks + self.activity.week[counted]
        return np.bincount(cell, minlength=members * weeks).reshape(members, weeks).astype(np.int32)

    def members(self, which: Flags) -> Floats:
        """How many members of each group are flagged each week."""
        return self.sum(*np.nonzero(which))

    def members_since(self, first: Ints) -> Floats:
        """How many members counted that week have reached their own `first` week."""
        week = np.arange(self.shape[1], dtype=np.int32)
        return self.members(self.present & (first[:, None] <= week))

    def group_of(self, member: NDArray[np.integer], week: NDArray[np.integer] | int) -> Ints:
        """The group each member belongs to in a week; -1 where in none."""
        if self.group_by_week is None:
            return self.population.group[member]
        return self.group_by_week[member, week].astype(np.int32)

    def sum(self, member: NDArray[np.integer], week: NDArray[np.integer]) -> Floats:
        """How many (member, week) entries each group has each week."""
        group = self.group_of(member, week)
        groups, weeks = self.shape
        if self.group_by_week is not None:
            inside = group >= 0
            group, week = group[inside], week[inside]
        cell = group.astype(np.int64) * weeks + week
        return np.bincount(cell, minlength=groups * weeks).reshape(groups, weeks).astype(float)

    def share(self, count: Floats, base: Floats) -> Measured:
        """A share: what part of `base` is counted; missing where `base` is zero."""
        return Measured(_ratio(count, base), self.people, count, base)

    def count(self, count: Floats) -> Measured:
        """A plain count."""
        return self.level(count)

    def level(
        self, value: Floats, people: Floats | None = None, error: Floats | None = None
    ) -> Measured:
        """A level without numerator, which describes `people` persons."""
        none = np.full(self.shape, np.nan)
        return Measured(value, self.people if people is None else people, none, none, error)

    def ratio(self, count: Floats, base: Floats) -> Measured:
        """A ratio of two counts, which may exceed one."""
        return self.level(_ratio(count, base))


def view_of(
    record: Record, thresholds: Thresholds, by: str | None = None, of: str = "invited"
) -> View:
    """A record seen by group; see `population_of` for the choices and their errors."""
    activity = activity_of(record)
    return View(record, activity, population_of(record, activity, by, of), thresholds)


def over_weeks(by_week: NDArray, window: int) -> NDArray:
    """Sum of each week and those before it within a window; weeks along the last axis.

    The first weeks sum what there is.
    """
    summed = np.cumsum(by_week, axis=-1, dtype=by_week.dtype)
    summed[..., window:] -= summed[..., :-window].copy()
    return summed


def lasting_from(
    series: NDArray[np.integer], week: NDArray[np.integer], weeks: int
) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """From when to when each sign of life counts, if each lasts some weeks; the end excluded.

    Signs are sorted by series, then week; where two of one series overlap, the later one
    starts when the former ends, so that no week counts twice.
    """
    end = week + weeks
    start = week.copy()
    same = series[1:] == series[:-1]
    start[1:][same] = np.maximum(week[1:], end[:-1])[same]
    return start, end


def first_week_done(view: View, which: Flags) -> Ints:
    """The first week in which each member did one of these events; NEVER where none."""
    return view.activity.first_weeks(which)[view.population.person]


def _ratio(count: Floats, base: Floats) -> Floats:
    return np.divide(count, base, out=np.full(count.shape, np.nan), where=base > 0)
