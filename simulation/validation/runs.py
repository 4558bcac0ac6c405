"""The runs that patterns are measured on: who did what, under which arm of which trial.

One replicate is one company and one luck. All arms played under it share both, so that arms
can be compared person by person. Weeks count from 0 here, as inside the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulation.model import Mechanisms, Simulation, journal
from simulation.model.clock import TWO_DAYS, WEEK
from simulation.model.state import State
from simulation.organisation import Organisation
from simulation.scenario import Scenario

PUBLISHED: Final = (journal.POST, journal.QUESTION)
WRITTEN: Final = (*PUBLISHED, journal.ANSWER, journal.COMMENT)
INTERACTIONS: Final = (*WRITTEN, journal.REACTION)

MATURITY: Final = (78, 104)
"""Half a year, the second of the second year: weeks 79 to 104 of a scenario."""
WEEKS_A_MONTH: Final = 4.345
"""Weeks of a month in rates; where months are counted, they have four weeks."""

REFERENCE_EMPLOYEES: Final = 2000
"""Arms are written for a company of this size; capacities follow the size asked for."""

Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Acts:
    """What was done in a run: visit days by week and person, and one row for any other act.

    Attributes:
        employees: number of employees; persons numbered from there on are community managers.
        visit_days: days of each week with a visit; shape (weeks, employees).
        event: number of each act in the run, increasing.
        week: of each act, from 0.
        time: of each act, in seconds since the first Monday.
        person: who acted.
        action: what, a code of `simulation.model.journal`.
        community: where, -1 for nowhere.
        parent: event answered or reacted to, -1 for none.
        target: person addressed, -1 for none.
    """

    employees: int
    visit_days: NDArray[np.uint8]
    event: Counts
    week: Counts
    time: Counts
    person: Counts
    action: Counts
    community: Counts
    parent: Counts
    target: Counts

    @classmethod
    def of(cls, simulation: Simulation) -> Acts:
        """The acts of a simulation that kept its events."""
        weeks = simulation.events or []
        names = ("week", "time", "person", "action", "community", "parent", "target")
        columns = {
            name: np.concatenate([week[name] for week in weeks]).astype(np.int64) for name in names
        }
        n = len(simulation.organisation)
        visits = columns["action"] == journal.VISIT
        cell = columns["week"][visits] * n + columns["person"][visits]
        days = np.bincount(cell, minlength=simulation.week * n).astype(np.uint8)
        columns["time"] += columns["week"] * WEEK
        columns["event"] = np.arange(visits.size)
        kept = {name: column[~visits] for name, column in columns.items()}
        return cls(employees=n, visit_days=days.reshape(-1, n), **kept)

    def during(self, first: int, last: int, actions: tuple[int, ...] = INTERACTIONS) -> Flags:
        """Rows of what employees did in the weeks first … last - 1."""
        weeks = (self.week >= first) & (self.week < last)
        return weeks & np.isin(self.action, actions) & (self.person < self.employees)

    def number(self, rows: Flags) -> Counts:
        """How many of these acts each employee did; shape (employees,)."""
        return np.bincount(self.person[rows], minlength=self.employees)

    def received(self, rows: Flags) -> Counts:
        """How many of these acts were addressed to each employee; shape (employees,)."""
        return np.bincount(self.target[rows & (self.target >= 0)], minlength=self.employees)

    def visited(self, first: int, last: int) -> Flags:
        """Employees with a visit in the weeks first … last - 1; shape (employees,)."""
        return self.visit_days[first:last].any(axis=0)

    def active_by_month(self, least: int = 1) -> Flags:
        """Employees with so many interactions in each four weeks; shape (months, employees)."""
        months = self.visit_days.shape[0] // 4
        rows = self.during(0, 4 * months)
        cell = self.week[rows] // 4 * self.employees + self.person[rows]
        counts = np.bincount(cell, minlength=months * self.employees)
        return counts.reshape(months, self.employees) >= least

    def first_answer_delay(self, posts: Flags) -> NDArray[np.float64]:
        """Seconds until somebody answered each of these posts, infinite without answer."""
        rows = np.flatnonzero(posts)
        answers = np.flatnonzero(self.action == journal.ANSWER)
        place = np.searchsorted(self.event[rows], self.parent[answers])
        place = np.minimum(place, max(0, rows.size - 1))
        known = answers[self.event[rows][place] == self.parent[answers]] if rows.size else []
        delay = np.full(rows.size, np.inf)
        of_post = np.searchsorted(self.event[rows], self.parent[known])
        np.minimum.at(delay, of_post, self.time[known] - self.time[rows[of_post]])
        return delay

    def answered_in_time(self, posts: Flags) -> float:
        """Share of these posts that somebody answered within 48 hours."""
        return share_of(self.first_answer_delay(posts) <= TWO_DAYS)


@dataclass(frozen=True)
class Step:
    """What an arm does to a run before each of the weeks first … last - 1."""

    first: int
    act: Callable[[Simulation], None]
    last: int | None = None

    def is_due(self, week: int) -> bool:
        """Whether the step is taken before that week; once, unless `last` says otherwise."""
        return self.first <= week < (self.first + 1 if self.last is None else self.last)


@dataclass(frozen=True, eq=False)
class Arm:
    """One arm of a trial: changes to the default scenario, and what is done along the way.

    Attributes:
        changes: by path, for a company of 2,000.
        steps: interventions a scenario does not know, such as a treatment of single people.
        size: employees, as a multiple of the size asked for.
        shared: played for several patterns, hence kept.
    """

    changes: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    size: float = 1.0
    shared: bool = False

    def scenario(self, employees: int, parameters: Mapping[str, float]) -> Scenario:
        """The scenario of this arm in a company of that size."""
        default = Scenario().resized(REFERENCE_EMPLOYEES)
        changed = default.changed({"horizon_weeks": MATURITY[1], **self.changes})
        overrides = {**parameters, **changed.parameters}
        sized = changed.resized(round(self.size * employees))
        return sized.changed({"parameters": overrides})


DEFAULT = Arm(shared=True)
"""The default scenario over two years."""


@dataclass(frozen=True)
class Off:
    """What is switched off to see what it carries: mechanisms, or numbers made neutral."""

    mechanisms: tuple[str, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Played:
    """A run under an arm: its acts, and the company as it stands at the end."""

    acts: Acts
    state: State
    organisation: Organisation
    simulation: Simulation

    @property
    def n(self) -> int:
        """Number of employees."""
        return self.acts.employees


class Trials:
    """All arms under one replicate.

    Args:
        replicate: number of the draw of company and luck.
        employees: size of the company.
        off: what is switched off, if anything.
        parameters: values of the catalogue's parameters that replace the defaults.
    """

    def __init__(
        self,
        replicate: int,
        employees: int = REFERENCE_EMPLOYEES,
        off: Off | None = None,
        parameters: Mapping[str, float] | None = None,
    ) -> None:
        self.replicate = replicate
        self.employees = employees
        self.off = off or Off()
        self.parameters = dict(parameters or {})
        self._kept: dict[Arm, Played] = {}

    def under(self, replicate: int) -> Trials:
        """The same arms under another replicate."""
        return Trials(replicate, self.employees, self.off, self.parameters)

    def play(self, arm: Arm) -> Played:
        """Run an arm over its horizon."""
        if arm in self._kept:
            return self._kept[arm]
        simulation = Simulation(
            arm.scenario(self.employees, self.parameters),
            self.replicate,
            events=True,
            mechanisms=Mechanisms()._replace(**dict.fromkeys(self.off.mechanisms, False)),
        )
        for name, value in self.off.parameters.items():
            simulation.parameter[name] = value
        for week in range(simulation.scenario.horizon_weeks):
            for step in arm.steps:
                if step.is_due(week):
                    step.act(simulation)
            simulation.work(1)
        acts = Acts.of(simulation)
        simulation.events = None
        played = Played(acts, simulation.state, simulation.organisation, simulation)
        if arm.shared:
            self._kept[arm] = played
        return played


def coin(simulation: Simulation, name: str, share: float = 0.5) -> Flags:
    """Some employees, chosen by chance alone: the same ones in every arm of a replicate."""
    luck = np.random.default_rng([simulation.seed, *name.encode()])
    return luck.random(len(simulation.organisation)) < share


def share_of(flags: NDArray) -> float:
    """Share of the entries that are true; not a number without any."""
    return float(np.mean(flags)) if np.size(flags) else float("nan")


def ratio_of(part: Any, whole: Any) -> float:
    """A ratio; not a number without a whole."""
    return float(part / whole) if whole else float("nan")
