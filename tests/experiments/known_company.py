"""A company in closed form: what is compared has an answer known beforehand."""

from dataclasses import dataclass, field

import numpy as np

from simulation.scenario import Scenario

STAFF = 1000
WEEKS = 6


@dataclass(frozen=True)
class KnownRun:
    seed: int
    weekly: dict[str, np.ndarray]
    seconds: float = 0.01


@dataclass
class KnownCompany:
    """Weekly active = STAFF x (coaching share / 2 + luck of the replicate + own noise)."""

    luck: float = 0.05
    own_noise: float = 0.002
    fails_at: frozenset[int] = frozenset()
    played: list[tuple[str, int]] = field(default_factory=list)

    def __call__(self, scenario: Scenario, replicate: int) -> KnownRun:
        self.played.append((scenario.name, replicate))
        if replicate in self.fails_at:
            raise ArithmeticError("no such company")
        shared = np.random.default_rng(replicate).normal(0, self.luck)
        own_seed = [replicate, round(scenario.managers.coaching * 1000)]
        own = np.random.default_rng(own_seed).normal(0, self.own_noise)
        share = scenario.managers.coaching / 2 + shared + own
        column = np.full(scenario.horizon_weeks, share * STAFF)
        flat = np.ones(scenario.horizon_weeks)
        weekly = {
            "staff": flat * STAFF,
            "weekly_active": column,
            "regular_contributors": column / 2,
            "answered_within_48h": flat * 0,
            "posts": flat * 0,
            "questions": flat * 0,
            "mean_trust": flat * 0.5,
        }
        return KnownRun(seed=replicate + 100, weekly=weekly)


def with_coaching(share: float, name: str = "default") -> Scenario:
    """A scenario whose level of weekly active is known: half its share of coaching managers."""
    changes = {"managers.coaching": share, "managers.controlling": 0.0}
    changes |= {"managers.distant": 1 - share, "horizon_weeks": WEEKS, "name": name}
    return Scenario().changed(changes)
