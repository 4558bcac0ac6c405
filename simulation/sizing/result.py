"""What a sizing hands over: the plan, how sure it is, what it costs, and what was tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import pandas as pd

from simulation.plausibility import warnings
from simulation.scenario import Scenario, parse
from simulation.sizing.chances import Chance
from simulation.sizing.staffing import Service
from simulation.sizing.target import Limits, Target
from simulation.words import say

VERSION = 2
"""Of what `to_dict` tells; plans of the first version are not read."""


@dataclass(frozen=True)
class Assurance:
    """How sure the plan is, before and after the check on fresh draws.

    Attributes:
        search: probability the search announced, tempted by its own luck; None where a plan was
            not searched but given.
        fresh: probability on draws the search never used; the one to quote.
        checked: whether it was; a search that was interrupted has only its own draws.
        draws: fresh draws.
        reached: how many of them reach the target.
        level: median level in the target's week over fresh draws, as the fan draws it.
        level_low: 90 % of fresh draws lie between this level
        level_high: and this one.
        week: week from which the target is held, median of the draws; the one after the
            target's where it is missed.
        week_low: in 90 % of fresh draws it is held from between this week
        week_high: and this one.
        overload: minutes a week that people spend beyond what HR allows, per employee.
    """

    search: Chance | None
    fresh: Chance
    checked: bool
    draws: int
    reached: int
    level: float
    level_low: float
    level_high: float
    week: float
    week_low: float
    week_high: float
    overload: float

    @property
    def optimism(self) -> float | None:
        """What the search announced in excess; negative when it was too cautious."""
        return self.search.mean - self.fresh.mean if self.search and self.checked else None


@dataclass(frozen=True)
class SizingResult:
    """A sized deployment, or the best one there is when the target is out of reach.

    Attributes:
        scenario: the plan as it runs until the target's week.
        target: what was asked.
        asked: the probability asked.
        budget_limit: the most the plan could cost, in euros, or None.
        limits: the most of each means.
        service: what community managers promise.
        target_met: whether fresh draws reach the target as surely as asked.
        interrupted: whether the search was stopped before its end.
        assurance: how sure it is.
        waves: wave, week, people, share; the first is the pilot.
        training: week, kind ("tool", "behaviour", "manager", "animator"), sessions, seats.
        sites: week, kind, site ("" for small ones together), sessions, seats.
        teaching: week, hours, trainers, capacity of those who teach.
        seats: kind -> seats offered, taken and wasted on average.
        trainers: who must teach at the same time.
        ambassadors: people.
        load: week; p50, p80, p95 of the full-time equivalents that keep the service, and posts;
            in_time and in_time_less (shares taken up in time with these posts, and with half a
            post less); hours_p50, hours_p80, hours_p95 of work; employee_hours, the time that
            all employees spend on the network, mean of the draws.
        with_less: what half a post less changes; empty where it was not tried.
        without: what the plan is without each of its means.
        budget: line, nature, amount, low, high (90 %), total.
        months: month, line, amount, low, high; the lines of each month, then "total".
        benefits: over the run in their own units, with the rates they hang on.
        front: plan, cost, cost_low, cost_high, probability, probability_low, probability_high,
            week, overload, draws, checked, dominated, role ("chosen", "cheaper", "dearer" or
            ""), and the decisions.
        alternatives: plan of the front -> its scenario, for those that no other one beats.
        fan: week, p05 … p95, median, mean of the target's indicator over fresh draws.
        held_back: barrier -> share of the staff it holds back in the target's week.
        reasons: language -> sentences on what the plan rests on.
        decisions: value of each free choice.
        space: choice -> ends, or names, between which it was free.
        futures: kind ("known", "prior", "posterior"), number of parameters that vary, and the key
            of their values.
        seeds: seed of the scenario, numbers of the draws of the search and of the check.
        draws: runs of the model in all.
        failures: draws that did not end, with their reasons.
        request: what the same result can be had from again: the scenario given, the effort and
            whether there was a search.
    """

    scenario: Scenario
    target: Target
    asked: float
    budget_limit: float | None
    limits: Limits
    service: Service
    target_met: bool
    interrupted: bool
    assurance: Assurance
    waves: pd.DataFrame
    training: pd.DataFrame
    sites: pd.DataFrame
    teaching: pd.DataFrame
    seats: Mapping[str, Mapping[str, float]]
    trainers: int
    ambassadors: int
    load: pd.DataFrame
    with_less: Mapping[str, float]
    without: pd.DataFrame
    budget: pd.DataFrame
    months: pd.DataFrame
    benefits: Mapping[str, Any]
    front: pd.DataFrame
    alternatives: Mapping[str, Scenario]
    fan: pd.DataFrame
    held_back: Mapping[str, float]
    reasons: Mapping[str, list[str]]
    decisions: Mapping[str, float | str]
    space: Mapping[str, list[Any]]
    futures: Mapping[str, Any]
    seeds: Mapping[str, Any]
    draws: int
    failures: list[Mapping[str, Any]]
    request: Mapping[str, Any]
    version: int = field(default=VERSION)

    @property
    def cost(self) -> float:
        """Whole cost in euros, at central unit costs."""
        return float(self.budget.loc[self.budget["total"], "amount"].iloc[0])

    @property
    def cost_interval(self) -> tuple[float, float]:
        """Ends between which the whole cost lies 9 times in 10."""
        total = self.budget[self.budget["total"]].iloc[0]
        return float(total["low"]), float(total["high"])

    @property
    def posts(self) -> float:
        """The most community managers in post at the same time, full-time equivalents."""
        return float(self.load["posts"].max())

    @property
    def sessions(self) -> int:
        """Sessions of training in all."""
        return int(self.training["sessions"].sum())

    @property
    def people_cost(self) -> float:
        """Euros that are people's own time at loaded cost, part of the whole cost."""
        return float(self.budget.loc[self.budget["nature"] == "people", "amount"].sum())

    def budget_table(self, lang: str) -> pd.DataFrame:
        """The budget with the `label` of each line in the reader's language."""
        labels = [say(f"sizing.line.{line}", lang) for line in self.budget["line"]]
        return self.budget.assign(label=labels)

    def to_dict(self) -> dict[str, Any]:
        """The result in plain values that `from_dict` reads back."""
        told: dict[str, Any] = {}
        for entry in fields(self):
            value = getattr(self, entry.name)
            if isinstance(value, pd.DataFrame):
                known = value.astype(object).where(value.notna(), None)
                told[entry.name] = known.to_dict("records")
            elif isinstance(value, Scenario):
                told[entry.name] = value.model_dump(mode="json")
            elif isinstance(value, Target):
                told[entry.name] = str(value)
            elif isinstance(value, Assurance):
                told[entry.name] = asdict(value) | {"optimism": value.optimism}
            elif isinstance(value, Limits):
                told[entry.name] = value.to_dict()
            elif isinstance(value, Service):
                told[entry.name] = asdict(value)
            elif entry.name == "alternatives":
                told[entry.name] = {n: s.model_dump(mode="json") for n, s in value.items()}
            else:
                told[entry.name] = value
        return told | {"warnings": warnings([self.scenario])}

    @classmethod
    def from_dict(cls, tree: Mapping[str, Any]) -> SizingResult:
        """The result that `to_dict` told.

        Raises:
            InputError: its scenario or target is refused.
            ValueError: it is of another version.
        """
        if tree.get("version") != VERSION:
            raise ValueError("a plan of another version")
        values = {name: value for name, value in tree.items() if name != "warnings"}
        for name, columns in _TABLES.items():
            values[name] = pd.DataFrame(values[name], columns=columns)
        assurance = {name: v for name, v in values["assurance"].items() if name != "optimism"}
        for name in ("search", "fresh"):
            assurance[name] = Chance(**assurance[name]) if assurance[name] else None
        return cls(
            **values
            | {
                "scenario": parse(values["scenario"], place="plan"),
                "target": Target.parse(values["target"]),
                "limits": Limits(**values["limits"]),
                "service": Service(**values["service"]),
                "assurance": Assurance(**assurance),
                "alternatives": {
                    plan: parse(told, place="plan") for plan, told in values["alternatives"].items()
                },
            }
        )


_TABLES: Mapping[str, list[str] | None] = {
    "waves": None,
    "training": ["week", "kind", "sessions", "seats"],
    "sites": ["week", "kind", "site", "sessions", "seats"],
    "teaching": None,
    "load": None,
    "without": ["choice", "value", "probability", "probability_low", "probability_high", "saved"],
    "budget": None,
    "months": None,
    "front": None,
    "fan": None,
}
"""Tables of a result; columns of those that may be empty."""
