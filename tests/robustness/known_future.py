"""A model in closed form over futures: what fails, and under which conditions, is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from simulation.scenario import Scenario
from simulation.sizing import Target
from simulation.sizing.futures import Futures

STAFF = 1000
WEEKS = 20
TARGET = Target("weekly_active", 0.5, WEEKS)
NAMES = ("habit_loss", "value_speed", "mute_weeks", "visit_habit")


@dataclass(frozen=True)
class KnownRun:
    seed: int
    weekly: dict[str, np.ndarray]
    seconds: float = 0.01


class UnitFutures(Futures):
    """A few parameters, each spread evenly over [0, 1]."""

    kind = "prior"

    def __init__(self, names: tuple[str, ...] = NAMES) -> None:
        self._names = names

    @property
    def names(self) -> tuple[str, ...]:
        return self._names

    def parameters(self, draw: int) -> dict[str, float]:
        luck = np.random.default_rng([11, draw]).random(len(self._names))
        return dict(zip(self._names, luck.tolist(), strict=True))


@dataclass
class KnownFuture:
    """Weekly active = start + gain x ambassadors + sum of weights x parameters + luck.

    Columns named in `follow` rise with the same share from the first week on, the others are flat.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    start: float = 0.5
    gain: float = 0.0
    luck: float = 0.0
    by_theory: Mapping[str, float] = field(default_factory=dict)
    played: list[tuple[str, int]] = field(default_factory=list)
    fails_at: frozenset[int] = frozenset()

    def __call__(self, scenario: Scenario, replicate: int) -> KnownRun:
        self.played.append((scenario.name, replicate))
        if replicate in self.fails_at:
            raise ArithmeticError("no such company")
        level = self.level(scenario) + np.random.default_rng(replicate).normal(0, self.luck)
        flat = np.ones(scenario.horizon_weeks)
        invited = np.zeros(scenario.horizon_weeks)
        for wave in scenario.plan.waves:
            invited[wave.week - 1 :] += STAFF * wave.share
        weekly = {
            "staff": flat * STAFF,
            "invited": invited,
            "weekly_active": flat * STAFF * level,
            "contributors": flat * STAFF * level / 2,
            "registered": invited,
            "posts": flat * STAFF * level,
            "questions": flat * 0,
            "answers": flat * STAFF * level,
            "comments": flat * 0,
            "reactions": flat * STAFF * level,
            "answered_within_48h": flat * STAFF * level / 2,
            "training_seats_used": flat * 0,
            "manager_training_seats_used": flat * 0,
            "behaviour_seats_used": flat * 0,
            "animator_seats_used": flat * 0,
            "mentoring_pairs_met": flat * 0,
            "community_manager_answers": flat * 0,
            "moderations": flat * 0,
            "community_manager_hours_needed": flat * 10,
            "employee_hours": flat * 100,
        }
        return KnownRun(replicate, weekly)

    def level(self, scenario: Scenario) -> float:
        """The level without luck."""
        known = sum(
            weight * scenario.parameters.get(name, 0.5) for name, weight in self.weights.items()
        )
        ambassadors = self.gain * scenario.plan.ambassadors_per_100
        return self.start + ambassadors + known + self.by_theory.get(scenario.theory, 0.0)


def plan(name: str = "plan", ambassadors: float = 1.0) -> Scenario:
    """A plan that lasts until the target's week."""
    changes = {"name": name, "horizon_weeks": WEEKS, "plan.ambassadors_per_100": ambassadors}
    return Scenario().changed(changes)
