"""The search for plans: many with few draws, then the promising ones with more.

All plans are drawn with the same luck, so that they are compared on the same companies.
Halving keeps at each rung the plans that fewest others beat in both cost and level. Rounds of
proposals then look between the plans tried for cheaper ones around the target.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from simulation.experiments import Ensemble, ensembles
from simulation.experiments.draws import Progress, Simulate
from simulation.scenario import Scenario
from simulation.sizing.chances import Chance, smoothed
from simulation.sizing.costs import cost
from simulation.sizing.plans import (
    Decisions,
    first_plans,
    planned,
    staffed,
)
from simulation.sizing.surrogate import proposals
from simulation.sizing.target import Limits, Target


@dataclass(frozen=True)
class Effort:
    """How much a search computes.

    Attributes:
        plans: tried first.
        trials: draws from which the load of each plan is read.
        rungs: draws of a plan after each halving, increasing.
        rounds: of proposals between the plans tried.
        fresh: draws, never used by the search, that check the plan chosen.
    """

    plans: int
    trials: int
    rungs: tuple[int, int, int]
    rounds: int
    fresh: int

    @property
    def draws(self) -> int:
        """About how many draws a search takes."""
        first, second, third = self.rungs
        start = self.plans * (self.trials + first) + self.plans // 2 * (second - first)
        half = (PROPOSALS + 1) // 2
        around = self.rounds * (PROPOSALS * (self.trials + first) + half * (second - first))
        return start + around + FINALISTS * (third - second) + self.fresh


PROPOSALS = 8
"""Plans proposed in a round."""

STEPS = (0.25, 0.5, 0.75)
"""Where plans are proposed on the way from a plan that falls short to a good one."""

FINALISTS = 6
"""Plans that get the most draws before one is chosen."""

EFFORTS = {
    "quick": Effort(plans=16, trials=1, rungs=(3, 6, 12), rounds=2, fresh=100),
    "normal": Effort(plans=24, trials=1, rungs=(4, 8, 16), rounds=3, fresh=120),
    "thorough": Effort(plans=60, trials=2, rungs=(6, 12, 24), rounds=6, fresh=400),
}


@dataclass(frozen=True, eq=False)
class Candidate:
    """A plan and its draws so far, the first ones of the search's numbers.

    Attributes:
        decisions: the plan in a few numbers.
        scenario: the plan as it runs.
        levels: of the target's indicator in the target's week; shape (draws,).
        costs: whole cost in euros, at central unit costs; shape (draws,).
        target: the level to reach.
    """

    decisions: Decisions
    scenario: Scenario
    target: float
    levels: np.ndarray = field(default_factory=lambda: np.empty(0))
    costs: np.ndarray = field(default_factory=lambda: np.empty(0))

    @cached_property
    def chance(self) -> Chance:
        """Probability of reaching the target, from the search's draws."""
        return smoothed(self.levels, self.target)

    @property
    def cost(self) -> float:
        """Mean cost in euros."""
        return float(self.costs.mean())

    @property
    def level(self) -> float:
        """Mean level reached."""
        return float(self.levels.mean())

    def extended(self, drawn: Ensemble, target: Target) -> Candidate:
        """The candidate with further draws."""
        return replace(
            self,
            levels=np.append(self.levels, drawn.at(target.indicator, target.week)),
            costs=np.append(self.costs, cost(drawn)),
        )


@dataclass
class Laboratory:
    """Where plans are drawn: what stays the same over a search, and the progress told."""

    scenario: Scenario
    target: Target
    limits: Limits
    employees: int
    effort: Effort
    simulate: Simulate
    workers: int | None = None
    progress: Progress | None = None
    cancelled: Callable[[], bool] | None = None
    done: int = 0

    def draw(
        self, scenarios: Sequence[Scenario], replicates: int, first: int = 0
    ) -> list[Ensemble]:
        """Draw scenarios with the same luck."""
        before = self.done

        def advance(done: int, total: int) -> None:
            self.done = before + done
            if self.progress:
                self.progress(self.done, max(self.effort.draws, before + total))

        drawn = ensembles(
            {str(place): scenario for place, scenario in enumerate(scenarios)},
            replicates,
            self.workers,
            advance,
            first,
            cancelled=self.cancelled,
            simulate=self.simulate,
        )
        return list(drawn.values())

    def enter(self, plans: Sequence[Decisions], known: Sequence[Candidate] = ()) -> list[Candidate]:
        """Plans as candidates, staffed for the load that trial runs show.

        Decisions that come to the same plan as another, or as a known one, are left out.
        """
        trials = [
            planned(self.scenario, plan, self.limits, self.employees, self.target.week)
            for plan in plans
        ]
        loads = self.draw(trials, self.effort.trials)
        entered: dict[str, Candidate] = {}
        for plan, trial, load in zip(plans, trials, loads, strict=True):
            hours = load.weekly["community_manager_hours_needed"]
            scenario = staffed(trial, hours, plan.coverage, self.limits)
            entered.setdefault(scenario.key(), Candidate(plan, scenario, self.target.level))
        for candidate in known:
            entered.pop(candidate.scenario.key(), None)
        return list(entered.values())

    def raised(self, candidates: Sequence[Candidate], draws: int) -> list[Candidate]:
        """The candidates with as many draws as asked, those that have them left as they are."""
        raised = list(candidates)
        for have in {len(candidate.levels) for candidate in candidates}:
            if have >= draws:
                continue
            places = [p for p, c in enumerate(candidates) if len(c.levels) == have]
            drawn = self.draw([candidates[p].scenario for p in places], draws - have, have)
            for place, ensemble in zip(places, drawn, strict=True):
                raised[place] = candidates[place].extended(ensemble, self.target)
        return raised


def search(
    laboratory: Laboratory, probability: float, budget: float | None = None
) -> list[Candidate]:
    """Plans tried, those near the cheapest that reaches the target known best.

    Args:
        laboratory: where they are drawn.
        probability: of reaching the target, asked for.
        budget: the most a plan may cost, in euros.
    """
    effort = laboratory.effort
    first, second, third = effort.rungs
    tried = laboratory.enter(first_plans(effort.plans, laboratory.scenario.seed))
    tried = _halved(laboratory, laboratory.raised(tried, first), second)
    for turn in range(effort.rounds):
        entered = laboratory.enter(_proposed(laboratory, tried, turn, probability, budget), tried)
        if entered:
            tried += _halved(laboratory, laboratory.raised(entered, first), second)
    finalists = ranked(tried, probability, budget)[:FINALISTS]
    others = [candidate for candidate in tried if candidate not in finalists]
    return others + laboratory.raised(finalists, third)


def best_of(candidates: Sequence[Candidate], probability: float, budget: float | None) -> Candidate:
    """The cheapest candidate that reaches the target as surely as asked, else the surest."""
    return ranked(candidates, probability, budget)[0]


def ranked(
    candidates: Sequence[Candidate], probability: float, budget: float | None
) -> list[Candidate]:
    """Candidates within budget: good enough ones by cost, then the others by level reached.

    Without any candidate within budget, the cheapest stands alone.
    """
    affordable = [c for c in candidates if budget is None or c.cost <= budget]
    if not affordable:
        return [min(candidates, key=lambda candidate: candidate.cost)]
    good = [c for c in affordable if c.chance.mean >= probability]
    rest = [c for c in affordable if c.chance.mean < probability]
    return sorted(good, key=lambda c: c.cost) + sorted(rest, key=lambda c: -c.level)


def dominated(costs: np.ndarray, values: np.ndarray) -> np.ndarray:
    """How many others are at least as good in both cost and value, and better in one."""
    cheaper = costs[None, :] <= costs[:, None]
    better = values[None, :] >= values[:, None]
    strictly = (costs[None, :] < costs[:, None]) | (values[None, :] > values[:, None])
    return (cheaper & better & strictly).sum(axis=1)


def _proposed(
    laboratory: Laboratory,
    tried: Sequence[Candidate],
    turn: int,
    probability: float,
    budget: float | None,
) -> list[Decisions]:
    """Plans to try next: between the cheapest good one and the best cheaper one, and others."""
    best = ranked(tried, probability, budget)[0]
    cheaper = [candidate for candidate in tried if candidate.cost < best.cost]
    between = []
    if cheaper and best.chance.mean >= probability:
        under = max(cheaper, key=lambda candidate: candidate.level)
        between = [under.decisions.towards(best.decisions, share) for share in STEPS]
    spreads = [np.var(candidate.levels, ddof=1) for candidate in tried]
    return between + proposals(
        points=np.array([candidate.decisions.point() for candidate in tried]),
        costs=np.array([candidate.cost for candidate in tried]),
        levels=np.array([candidate.level for candidate in tried]),
        target=laboratory.target.level,
        spread=float(np.sqrt(np.mean(spreads))),
        count=PROPOSALS - len(between),
        seed=laboratory.scenario.seed + turn,
    )


def _halved(laboratory: Laboratory, candidates: Sequence[Candidate], draws: int) -> list[Candidate]:
    """The candidates, the more promising half with more draws."""
    costs = np.array([candidate.cost for candidate in candidates])
    levels = np.array([candidate.level for candidate in candidates])
    distance = np.abs(levels - laboratory.target.level)
    order = np.lexsort((distance, dominated(costs, levels)))
    kept = [candidates[place] for place in order[: (len(candidates) + 1) // 2]]
    left = [candidates[place] for place in order[(len(candidates) + 1) // 2 :]]
    return laboratory.raised(kept, draws) + left
