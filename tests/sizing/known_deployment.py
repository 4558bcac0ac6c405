"""A deployment in closed form: only ambassadors move the level, so the cheapest plan is known."""

from dataclasses import dataclass, field

import numpy as np
from scipy import stats

from simulation.scenario import Scenario
from simulation.sizing import Effort, Futures, Target

STAFF = 1200
WEEKS = 40
EFFORT = Effort(
    futures=32, plans=40, generation=8, trials=1, rungs=(4, 8, 16), fresh=100, beside=20
)
TARGET = Target("weekly_active", 0.2, WEEKS)
KNOWN = Futures()


@dataclass(frozen=True)
class KnownRun:
    seed: int
    weekly: dict[str, np.ndarray]
    seconds: float = 0.01


@dataclass
class KnownDeployment:
    """Weekly active = STAFF x (start + gain x ambassadors per 100 + luck of the replicate).

    It rises to that level by the week `risen` and stays there.
    """

    start: float = 0.1
    gain: float = 0.06
    spread: float = 0.01
    hours: float = 30.0
    risen: int = 30
    played: list[int] = field(default_factory=list)

    def __call__(self, scenario: Scenario, replicate: int) -> KnownRun:
        self.played.append(replicate)
        weeks = scenario.horizon_weeks
        luck = np.random.default_rng(replicate).normal(0, self.spread)
        share = self.start + self.gain * scenario.plan.ambassadors_per_100 + luck
        flat = np.ones(weeks)
        invited = np.zeros(weeks)
        for wave in scenario.plan.waves:
            invited[wave.week - 1 :] += STAFF * wave.share
        plan = scenario.plan
        answering = flat * self.hours * (1 + luck)
        weekly = {
            "staff": flat * STAFF,
            "invited": invited,
            "weekly_active": STAFF * share * (np.arange(1, weeks + 1) >= self.risen),
            "training_seats_used": flat * plan.tool_training.seats_per_week,
            "manager_training_seats_used": flat * plan.manager_training.seats_per_week,
            "behaviour_seats_used": flat * plan.behaviour_training.seats_per_week,
            "animator_seats_used": flat * plan.animator_training.seats_per_week,
            "mentoring_pairs_met": np.append(plan.mentoring_pairs, np.zeros(weeks - 1)),
            "community_manager_hours_needed": answering + 10,
            "community_manager_answers": answering / 0.45,
            "moderations": flat * 0,
            "employee_hours": flat * 100,
            "hours_beyond_allowance": flat * 20,
            "posts": flat * 50,
            "questions": flat * 30,
            "answered_within_48h": flat * 20 * min(1.0, plan.full_time_equivalents(weeks)),
            "held_not_reached": flat * 100,
            "held_not_useful": flat * 500,
            "held_not_safe": flat * 50,
            "held_no_time": flat * 300,
            "held_no_answer": flat * 20,
        }
        return KnownRun(seed=replicate, weekly=weekly)

    def ambassadors_for(self, level: float, probability: float) -> float:
        """Ambassadors per 100 that reach a level with a probability."""
        needed = level + stats.norm.ppf(probability) * self.spread
        return (needed - self.start) / self.gain

    def probability(self, scenario: Scenario, level: float) -> float:
        """Chance that a draw of the scenario reaches a level."""
        mean = self.start + self.gain * scenario.plan.ambassadors_per_100
        return float(stats.norm.sf((level - mean) / self.spread))
