"""What a sizing hands over: the plan, how sure it is, what it costs, and what was tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import pandas as pd

from simulation.plausibility import warnings
from simulation.scenario import Scenario, parse
from simulation.sizing.chances import Chance
from simulation.sizing.target import Limits, Target
from simulation.words import say


@dataclass(frozen=True)
class Assurance:
    """How sure the plan is, before and after the check on fresh draws.

    Attributes:
        search: probability the search announced, tempted by its own luck.
        fresh: probability on draws the search never used; the one to quote.
        draws: fresh draws.
        reached: how many of them reach the target.
        level: mean level in the target's week over fresh draws.
        level_low: 90 % of fresh draws lie between this level
        level_high: and this one.
    """

    search: Chance
    fresh: Chance
    draws: int
    reached: int
    level: float
    level_low: float
    level_high: float

    @property
    def optimism(self) -> float:
        """What the search announced in excess; negative when it was too cautious."""
        return self.search.mean - self.fresh.mean


@dataclass(frozen=True)
class SizingResult:
    """A sized deployment, or the best one there is when the target is out of reach.

    Attributes:
        scenario: the plan as it runs until the target's week.
        target: what was asked.
        asked: the probability asked.
        budget_limit: the most the plan could cost, in euros, or None.
        limits: the most of each means.
        target_met: whether fresh draws reach the target as surely as asked.
        assurance: how sure it is.
        waves: wave, week, people, share; the first is the pilot.
        training: week, kind ("tool", "manager"), sessions, seats.
        seats: kind -> seats offered and taken on average.
        trainers: who must teach at the same time.
        ambassadors: people.
        load: week, p50, p80, p95 and posts in full-time equivalents; hours_p50, hours_p80,
            hours_p95 of community managers; employee_hours, mean of all employees.
        budget: line, amount, low, high (90 %), total.
        front: plan, cost, cost_low, cost_high, probability, probability_low, probability_high,
            dominated, role ("chosen", "cheaper", "dearer" or ""), draws, and the decisions.
        fan: week, p05 … p95, median, mean of the target's indicator over fresh draws.
        held_back: barrier -> share of the staff it holds back in the target's week.
        reasons: language -> sentences on what the plan rests on.
        decisions: the plan in a few numbers.
        seeds: seed of the scenario, numbers of the draws of the search and of the check.
        draws: runs of the model in all.
        request: the scenario given and the effort, from which the same search can be run again.
    """

    scenario: Scenario
    target: Target
    asked: float
    budget_limit: float | None
    limits: Limits
    target_met: bool
    assurance: Assurance
    waves: pd.DataFrame
    training: pd.DataFrame
    seats: Mapping[str, Mapping[str, float]]
    trainers: int
    ambassadors: int
    load: pd.DataFrame
    budget: pd.DataFrame
    front: pd.DataFrame
    fan: pd.DataFrame
    held_back: Mapping[str, float]
    reasons: Mapping[str, list[str]]
    decisions: Mapping[str, float]
    seeds: Mapping[str, Any]
    draws: int
    version: int = field(default=1)
    request: Mapping[str, Any] = field(default_factory=dict)

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
            else:
                told[entry.name] = value
        return told | {"warnings": warnings([self.scenario])}

    @classmethod
    def from_dict(cls, tree: Mapping[str, Any]) -> SizingResult:
        """The result that `to_dict` told.

        Raises:
            InputError: its scenario or target is refused.
        """
        values = {name: value for name, value in tree.items() if name != "warnings"}
        for name in ("waves", "training", "load", "budget", "front", "fan"):
            values[name] = pd.DataFrame(values[name])
        if values["training"].empty:
            values["training"] = pd.DataFrame(columns=["week", "kind", "sessions", "seats"])
        assurance = {name: v for name, v in values["assurance"].items() if name != "optimism"}
        for name in ("search", "fresh"):
            assurance[name] = Chance(**assurance[name])
        return cls(
            **values
            | {
                "scenario": parse(values["scenario"], place="plan"),
                "target": Target.parse(values["target"]),
                "limits": Limits(**values["limits"]),
                "assurance": Assurance(**assurance),
            }
        )
