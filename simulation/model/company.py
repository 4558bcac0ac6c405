"""The model as a Mesa model: weeks as steps, employees as agents looked at one by one.

State stays in columns. An agent is a view of its row, made when someone asks; the set of
agents reads whole columns. `simulate` gives the same results faster, many weeks at once.

A few employees may follow a rule of one's own, in plain Python:

    model = EnterpriseNetwork(Scenario().resized(300))

    def withdraw_when_hurt(employee):
        if employee.trust < 0.3:
            employee.script = SILENT

    model.let(model.agents.select(at_most=10), withdraw_when_hurt)
    model.run_for(52)

Written for what Mesa 3.5 and Mesa 4 share: `rng`, `step`, `run_for`, `time`, `to_list`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from random import Random
from typing import Any, Final, Literal, NamedTuple

import mesa
import numpy as np
from mesa.agentset import AbstractAgentSet
from numpy.typing import NDArray

from simulation.model.initialisation import near_ambassadors
from simulation.model.recording import COUNTS, LEVELS
from simulation.model.run import Run, Simulation, run_of
from simulation.model.state import (
    EMPLOYEE,
    EXPERTISE,
    LEADERSHIP,
    TRIAL,
    Column,
    Mechanisms,
)
from simulation.organisation import Organisation
from simulation.scenario import Scenario

FREE, VISITS_AND_POSTS, SILENT = 0, 1, -1
"""Scripts of an employee: none; visits and posts this week; neither visits nor contributes."""

SETTLED: Final = frozenset(
    ("manager", "unit", "level", "job_family", "is_manager", "tie_weight", "near_ambassador")
)
"""Columns that follow from the organisation and from who is an ambassador: read, never written."""

LIVED: Final = frozenset(
    (
        "registered_week",
        "profile_week",
        "points_week",
        "asked_about",
        "minutes",
        "usefulness",
        "leisure_pull",
        "seen",
        "voiced",
        "seen_weight",
        "voiced_weight",
        "speaks",
        "contribution_weeks",
        "restored",
        "visit_days",
        "talk_days",
        "days",
        "memberships",
        "posts",
        "posted",
        "answered",
        "reacted",
        "shared",
    )
)
"""Columns that record what employees did, or that a week's rules refresh: read, never written."""

When = Literal["before", "after"]
"""Before the week's plan, when everyone still has last week's state; or after it was recorded."""

Rule = Callable[["Employee"], object]
"""Called with one employee a week: it reads and writes attributes, `script` among them."""


class _Bound(NamedTuple):
    """A rule, and the rows of those who follow it."""

    rule: Rule
    rows: NDArray[np.int64]
    when: When


class _Attribute:
    """Attribute of an agent that reads and writes its row of a column."""

    def __init__(self, group: str, column: Column) -> None:
        self.group = group
        self.name = column.name
        self.__doc__ = column.meaning

    def column(self, model: EnterpriseNetwork) -> NDArray:
        """The whole column, shape (n,)."""
        return getattr(model.simulation.state, self.group)[self.name]

    def write(self, model: EnterpriseNetwork, rows: Any, value: Any) -> None:
        """Write a value, or one per row, and refresh what others see of it.

        Who was seen or heard is counted again at the start of each week, from last visits
        and acts.
        """
        if self.name in SETTLED:
            raise AttributeError(f"{self.name} follows from the organisation: it is not written")
        if self.name in LIVED:
            raise AttributeError(f"{self.name} follows from what employees do: it is not written")
        self.column(model)[rows] = value
        if self.name == "ambassador":
            employee, team = model.columns, model.simulation.organisation.team
            near = near_ambassadors(employee.ambassador, team, employee.manager)
            model.simulation.state.employee.near_ambassador = near

    def __get__(self, agent: Employee | None, owner: type) -> Any:
        return self if agent is None else self.column(agent.model)[agent.row].item()

    def __set__(self, agent: Employee, value: Any) -> None:
        self.write(agent.model, agent.row, value)


class Employee(mesa.Agent):
    """One employee: a view of one row of `EMPLOYEE` and its kin in `simulation.model.state`.

    Besides, `script`: `FREE`, `VISITS_AND_POSTS` or `SILENT`, until it is written again.
    """

    model: EnterpriseNetwork
    row: int

    @classmethod
    def view(cls, model: EnterpriseNetwork, row: int) -> Employee:
        """The employee of that row; nothing is registered or copied."""
        agent = cls.__new__(cls)
        agent.model = model
        agent.row = int(row)
        agent.unique_id = agent.row
        agent.pos = None
        return agent

    @property
    def boss(self) -> Employee | None:
        """The manager the employee reports to, None at the top."""
        manager = int(self.model.columns.manager[self.row])
        return Employee.view(self.model, manager) if manager >= 0 else None

    @property
    def colleagues(self) -> EmployeeSet:
        """Employees with whom a work tie exists."""
        state = self.model.simulation.state
        ties = slice(state.tie_start[self.row], state.tie_start[self.row + 1])
        return EmployeeSet(self.model, state.link.target[ties], self.model.random)

    def remove(self) -> None:
        """Refused: the company's employees are those of its organisation."""
        raise TypeError("employees are those of the organisation: make one silent instead")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Employee) and other.model is self.model and other.row == self.row

    def __hash__(self) -> int:
        return hash((id(self.model), self.row))


for _group, _columns in (
    ("employee", EMPLOYEE),
    ("leadership", LEADERSHIP),
    ("expertise", EXPERTISE),
):
    for _column in _columns:
        setattr(Employee, _column.name, _Attribute(_group, _column))
for _column in TRIAL:
    if _column.name == "script":
        setattr(Employee, _column.name, _Attribute("trial", _column))


class EmployeeSet(AbstractAgentSet[Employee]):
    """A set of employees: their rows, in order. Attributes are read from whole columns.

    Args:
        model: the company.
        rows: rows of the employees, shape (k,).
        random: Python's random generator, for `shuffle`.
    """

    def __init__(self, model: EnterpriseNetwork, rows: NDArray, random: Random) -> None:
        self.model = model
        self.rows = np.asarray(rows, dtype=np.int64)
        self.random = random

    def __len__(self) -> int:
        return self.rows.size

    def __iter__(self) -> Iterator[Employee]:
        return (Employee.view(self.model, row) for row in self.rows)

    def __contains__(self, agent: object) -> bool:
        return (
            isinstance(agent, Employee)
            and agent.model is self.model
            and bool((self.rows == agent.row).any())
        )

    def __getitem__(self, place: int) -> Employee:
        return Employee.view(self.model, self.rows[place])

    def select(
        self,
        filter_func: Callable[[Employee], bool] | None = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type[Employee] | None = None,
    ) -> EmployeeSet:
        """Employees that satisfy a condition, at most so many (a share if a float up to 1)."""
        rows = self.rows
        if agent_type is not None and not issubclass(Employee, agent_type):
            rows = rows[:0]
        if filter_func is not None:
            kept = [filter_func(Employee.view(self.model, row)) for row in rows]
            rows = rows[np.array(kept, dtype=bool)]
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        rows = rows[: min(rows.size, int(min(at_most, rows.size)))]
        return self._of(rows, inplace)

    def get(
        self, attr_names: Any, handle_missing: str = "error", default_value: Any = None
    ) -> list[Any]:
        """Values of one attribute, or of several by employee, as Mesa's sets give them."""
        if isinstance(attr_names, str):
            return self._values(attr_names, handle_missing, default_value)
        columns = [self._values(name, handle_missing, default_value) for name in attr_names]
        return [list(row) for row in zip(*columns, strict=True)]

    def to_list(self) -> list[Employee]:
        """The employees as a list of views."""
        return list(self)

    def agg(self, attribute: str, func: Callable | Iterable[Callable]) -> Any:
        """One function, or several, of the whole column of an attribute."""
        column = self._column(attribute)
        if callable(func):
            return func(column)
        return [each(column) for each in func]

    def set(self, attr_name: str, value: Any) -> EmployeeSet:
        """Write one value for all."""
        attribute = getattr(Employee, attr_name, None)
        if not isinstance(attribute, _Attribute):
            raise AttributeError(f"an employee has no attribute {attr_name} to write")
        attribute.write(self.model, self.rows, value)
        return self

    def groupby(self, by: Callable | str, result_type: str = "agentset") -> Any:
        """Employees grouped by an attribute or by what a function says of each."""
        keys = self.get(by) if isinstance(by, str) else [by(agent) for agent in self]
        groups: dict[Any, list[int]] = {}
        for key, row in zip(keys, self.rows, strict=True):
            groups.setdefault(key, []).append(row)
        sets = {key: self._of(np.array(rows), False) for key, rows in groups.items()}
        if result_type == "list":
            return mesa.agentset.GroupBy({key: group.to_list() for key, group in sets.items()})
        return mesa.agentset.GroupBy(sets)

    def shuffle(self, inplace: bool = False) -> EmployeeSet:
        """The same employees in a random order."""
        rows = self.rows.tolist()
        self.random.shuffle(rows)
        return self._of(np.array(rows, dtype=np.int64), inplace)

    def sort(
        self, key: Callable[[Employee], Any] | str, ascending: bool = False, inplace: bool = False
    ) -> EmployeeSet:
        """The same employees sorted by an attribute or a function."""
        values = self.get(key) if isinstance(key, str) else [key(agent) for agent in self]
        order = np.argsort(np.array(values), kind="stable")
        return self._of(self.rows[order if ascending else order[::-1]], inplace)

    def do(self, method: str | Callable, *args: Any, **kwargs: Any) -> EmployeeSet:
        """Call a method of each employee, or a function on each."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable, *args: Any, **kwargs: Any) -> EmployeeSet:
        """The same as `do`, in a random order."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable, *args: Any, **kwargs: Any) -> list[Any]:
        """What a method of each employee, or a function on each, returns."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def add(self, agent: Employee) -> None:
        """Refused: the company's employees are those of its organisation."""
        raise TypeError("a set of employees is a view: select from it instead of changing it")

    def discard(self, agent: Employee) -> None:
        """Refused, as `add`."""
        self.add(agent)

    def remove(self, agent: Employee) -> None:
        """Refused, as `add`."""
        self.add(agent)

    def __copy__(self) -> EmployeeSet:
        return self._of(self.rows, False)

    def _update(self, agents: Iterable[Employee]) -> EmployeeSet:
        return self._of(np.array([agent.row for agent in agents], dtype=np.int64), True)

    def _of(self, rows: NDArray, inplace: bool) -> EmployeeSet:
        if inplace:
            self.rows = rows
            return self
        return EmployeeSet(self.model, rows, self.random)

    def _values(self, name: str, handle_missing: str, default_value: Any) -> list[Any]:
        if handle_missing == "default" and not hasattr(Employee, name):
            return [getattr(agent, name, default_value) for agent in self]
        return self._column(name).tolist()

    def _column(self, name: str) -> NDArray:
        attribute = getattr(Employee, name, None)
        if not isinstance(attribute, _Attribute):
            return np.array([getattr(agent, name) for agent in self])
        column = attribute.column(self.model)[self.rows]
        return column.astype(float) if column.dtype.kind == "f" else column


class EnterpriseNetwork(mesa.Model):
    """A company adopting its network; one step is one working week.

    Works with Mesa's `batch_run`, `DataCollector` and agent sets. The data collector
    reports every weekly aggregate of the model by name.

    Args:
        scenario: the roll-out; its horizon ends the run.
        replicate: index of the draw of company and luck.
        organisation: the company; drawn or read as the scenario says when not given.
        mechanisms: which mechanisms act.
        agent_reporters: what the data collector also reports of each employee, by name.
        rng: an integer replaces the scenario's seed; None keeps it.
    """

    def __init__(
        self,
        scenario: Scenario | None = None,
        replicate: int = 0,
        organisation: Organisation | None = None,
        mechanisms: Mechanisms | None = None,
        agent_reporters: Mapping[str, Any] | None = None,
        rng: int | None = None,
    ) -> None:
        roll_out = scenario or Scenario()
        if rng is not None:
            roll_out = roll_out.changed({"seed": int(rng)})
        super().__init__(rng=roll_out.seed)
        self.simulation = Simulation(
            roll_out, replicate, organisation, events=False, mechanisms=mechanisms
        )
        self.rules: list[_Bound] = []
        self.datacollector = mesa.DataCollector(
            model_reporters={name: partial(_latest, name=name) for name in COUNTS + LEVELS},
            agent_reporters=dict(agent_reporters or {}),
        )

    @property
    def columns(self) -> Any:
        """The table of employees: each column an array; `agents` know all attributes."""
        return self.simulation.state.employee

    @property
    def agents(self) -> EmployeeSet:
        """All employees, without making any agent before it is looked at."""
        return EmployeeSet(self, np.arange(len(self.simulation.organisation)), self.random)

    @property
    def agent_types(self) -> list[type]:
        """The only type of agent: `Employee`."""
        return [Employee]

    @property
    def agents_by_type(self) -> dict[type, EmployeeSet]:
        """All employees, under their type."""
        return {Employee: self.agents}

    @property
    def run_so_far(self) -> Run:
        """Aggregates of the weeks worked so far; later weeks are zero."""
        return run_of(self.simulation)

    def let(self, agents: Iterable[Employee], rule: Rule, when: When = "before") -> None:
        """Have some employees follow a rule of one's own each week, in the order given.

        Everybody else keeps their luck, since draws hang on who and when; they change only
        by what they see of those who follow the rule.

        Args:
            agents: who follows it.
            rule: called with each of them in turn. What it writes stands until the week's
                rules change it; a `script` holds for the next week worked, then ends.
            when: before the week's plan, or after the week was recorded.
        """
        rows = np.array([agent.row for agent in agents], dtype=np.int64)
        self.rules.append(_Bound(rule, rows, when))

    def step(self) -> None:
        """Plan, managers, register, visit, contribute, respond, recognise, learn, record.

        Rules of one's own come before or after; past the horizon nothing happens.
        """
        if self.simulation.week >= self.simulation.scenario.horizon_weeks:
            return
        self._follow("before")
        self.simulation.work(1)
        for bound in self.rules:
            self.simulation.state.trial.script[bound.rows] = FREE
        self._follow("after")
        self.datacollector.collect(self)
        self.running = self.simulation.week < self.simulation.scenario.horizon_weeks

    def _follow(self, when: When) -> None:
        for bound in self.rules:
            if bound.when == when:
                EmployeeSet(self, bound.rows, self.random).do(bound.rule)


def _latest(model: EnterpriseNetwork, name: str) -> float:
    return model.simulation.weekly[name][max(0, model.simulation.week - 1)].item()
