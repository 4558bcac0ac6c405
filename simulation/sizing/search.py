"""The search for plans: cost, probability, time to the target and overload, all at once.

Optuna's NSGA-II carries it: it is kept up, knows mixed choices, and asks for a whole generation
at a time, which is then drawn with common luck. Besides its own, each generation tries plans that
a surrogate holds cheapest around the probability asked for. Promising plans get more draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import optuna
from scipy.stats import norm

from simulation.scenario import Scenario
from simulation.sizing.chances import Chance, Yardstick
from simulation.sizing.choices import Choice, Decisions, Space, first_plans
from simulation.sizing.laboratory import Laboratory
from simulation.sizing.plans import phases, planned, staffed
from simulation.sizing.rules import rule
from simulation.sizing.staffing import ample, by_phase
from simulation.sizing.surrogate import proposals
from simulation.sizing.target import Limits


@dataclass(frozen=True)
class Effort:
    """How much a search computes.

    Attributes:
        futures: draws of the yardstick, in which plans drawn less often are foretold.
        plans: tried in all.
        generation: plans tried at a time.
        trials: draws from which the load of each plan is read.
        rungs: draws of a plan as it proves promising, increasing.
        fresh: draws, never used by the search, that check the plan chosen.
        beside: those of them that its neighbours are played in, and that its means are taken
            away in.
    """

    futures: int
    plans: int
    generation: int
    trials: int
    rungs: tuple[int, int, int]
    fresh: int
    beside: int

    @property
    def draws(self) -> int:
        """About how many draws a sizing takes."""
        first, second, third = self.rungs
        tried = self.plans * (self.trials + first) + self.plans // 2 * (second - first)
        after = 2 * self.fresh + ASIDES * self.beside
        return 3 * self.futures // 2 + tried + FINALISTS * (third - second) + after


ASIDES = 9
"""Plans played beside the one chosen, about: neighbours, half a post less, each means away."""

LITTLE = 0.25
"""Part of the most tried under which a plan has so little of a means that it may do without."""

STEPS = (0.3, 0.6)
"""Where plans are proposed on the way from a plan that falls short to a good one."""

FINALISTS = 6
"""Plans that get the most draws before one is chosen."""

EFFORTS = {
    "quick": Effort(futures=32, plans=24, generation=8, trials=2, rungs=(3, 6, 10), fresh=50,
                    beside=8),
    "normal": Effort(futures=96, plans=72, generation=12, trials=2, rungs=(4, 8, 24), fresh=120,
                     beside=40),
    "thorough": Effort(futures=256, plans=240, generation=24, trials=3, rungs=(8, 16, 64),
                       fresh=400, beside=120),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Candidate:
    """A plan and what its draws so far gave, the first ones of the search's numbers.

    Attributes:
        decisions: value of each free choice.
        scenario: the plan as it runs.
        yardstick: by which its chances are told.
        gave: outcome -> values; shape (draws,) each.
    """

    decisions: Decisions
    scenario: Scenario
    yardstick: Yardstick
    gave: dict[str, np.ndarray]

    @property
    def draws(self) -> int:
        """Draws so far."""
        return len(self.gave["level"])

    @cached_property
    def chance(self) -> Chance:
        """Probability of reaching the target, from the search's draws."""
        return self.yardstick.chance(self.gave["level"])

    @cached_property
    def margin(self) -> float:
        """How far it lies above the target, in spreads over futures."""
        return self.yardstick.margin(self.gave["level"])

    @cached_property
    def cost(self) -> float:
        """Mean cost in euros."""
        return float(np.nanmean(self.gave["cost"]))

    @cached_property
    def level(self) -> float:
        """Mean level reached."""
        return float(np.nanmean(self.gave["level"]))

    @cached_property
    def week(self) -> float:
        """Median week from which the target is held; the one after its own if it is missed."""
        return float(np.nanmedian(self.gave["week"]))

    @cached_property
    def overload(self) -> float:
        """Minutes a week beyond what HR allows, per employee."""
        return float(np.nanmean(self.gave["overload"]))


@dataclass(frozen=True)
class Request:
    """What is asked of a search.

    Attributes:
        scenario: whose levers and pilot are kept.
        limits: the most of each means.
        employees: people in the company.
        probability: of reaching the target.
        budget: the most a plan may cost, in euros, or None.
        space: the choices that are free.
        effort: how much is computed.
    """

    scenario: Scenario
    limits: Limits
    employees: int
    probability: float
    budget: float | None
    space: Space
    effort: Effort

    def allows(self, candidate: Candidate) -> bool:
        """Whether a plan keeps within budget, and within the overload there may be."""
        most = self.limits.overload
        affordable = self.budget is None or candidate.cost <= self.budget
        return affordable and (most is None or candidate.overload <= most)

    def ranked(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Those allowed: good enough ones by cost, then the others by how far they get.

        Without any that is allowed, the cheapest stands alone.
        """
        allowed = [c for c in candidates if self.allows(c)]
        if not allowed:
            return [min(candidates, key=lambda candidate: candidate.cost)]
        good = [c for c in allowed if c.chance.mean >= self.probability]
        rest = [c for c in allowed if c.chance.mean < self.probability]
        return sorted(good, key=lambda c: c.cost) + sorted(rest, key=lambda c: -c.margin)


Tell = Callable[[list[Candidate]], None]
"""Told of the plans tried so far, after each generation."""


def search(laboratory: Laboratory, request: Request, tell: Tell) -> list[Candidate]:
    """Plans tried, those near the cheapest that reaches the target known best.

    Args:
        laboratory: where they are drawn.
        request: what is asked.
        tell: called as plans become known; what it was last told is what an interruption leaves.

    Raises:
        StoppedError: the work was stopped.
    """
    first, second, third = request.effort.rungs
    loads, yardstick = _yardstick(laboratory, request)
    tried: list[Candidate] = []
    for decisions, answer in _generations(request, tried):
        plans = _plans(laboratory, request, decisions, loads)
        entered = _entered(decisions, plans, yardstick, tried)
        entered = _halved(laboratory, request, raised(laboratory, entered, first), second)
        known = {candidate.scenario.key(): candidate for candidate in (*tried, *entered)}
        answer([known[plan.key()] for plan in plans])
        tried += entered
        tell(tried)
    finalists = request.ranked(tried)[:FINALISTS]
    others = [candidate for candidate in tried if candidate not in finalists]
    found = others + raised(laboratory, finalists, third)
    tell(found)
    return found


def raised(laboratory: Laboratory, candidates: Sequence[Candidate], draws: int) -> list[Candidate]:
    """The candidates with as many draws as asked, those that have them left as they are."""
    short = [candidate.scenario for candidate in candidates if candidate.draws < draws]
    gave = iter(laboratory.outcomes(short, draws))
    return [
        replace(candidate, gave=next(gave)) if candidate.draws < draws else candidate
        for candidate in candidates
    ]


def dominated(costs: np.ndarray, values: np.ndarray) -> np.ndarray:
    """How many others are at least as good in both cost and value, and better in one."""
    cheaper = costs[None, :] <= costs[:, None]
    better = values[None, :] >= values[:, None]
    strictly = (costs[None, :] < costs[:, None]) | (values[None, :] > values[:, None])
    return (cheaper & better & strictly).sum(axis=1)


def _yardstick(laboratory: Laboratory, request: Request) -> tuple[Loads, Yardstick]:
    """The middle plan played in many futures: the load in each, and the levels."""
    space, count = request.space, request.effort.futures
    decisions = space.at(np.full(len(space.choices), 0.5))
    plan = planned(
        request.scenario, decisions, request.limits, request.employees, laboratory.target.week
    )
    [needed] = laboratory.needs([ample(plan, request.employees)], range(count // 2))
    loads = Loads.read(plan, needed, request.effort.trials)
    middle = loads.staffed(plan, needed[loads.trials], decisions, request.limits)
    [gave] = laboratory.outcomes([middle], count)
    return loads, Yardstick(gave["level"], laboratory.target.level)


@dataclass(frozen=True, eq=False)
class Loads:
    """The load of the middle plan in many futures, from which those of others are told.

    Attributes:
        usual: full-time equivalents in each phase that most futures do not exceed; shape
            (phases,).
        at_trial: mean in the futures that others are tried in; shape (phases,).
        trials: numbers of these: those whose load is nearest to the usual one.
    """

    usual: np.ndarray
    at_trial: np.ndarray
    trials: list[int]

    @classmethod
    def read(cls, plan: Scenario, needed: np.ndarray, trials: int) -> Loads:
        """The loads of a plan.

        Args:
            plan: the middle one.
            needed: full-time equivalents it needs; shape (draws, weeks).
            trials: futures that others are tried in.
        """
        by_draw = by_phase(plan, needed)
        usual = np.nanquantile(by_draw, rule("load_quantile"), axis=0)
        distance = np.abs(np.log(np.maximum(by_draw, 1e-3) / np.maximum(usual, 1e-3))).sum(axis=1)
        nearest = np.argsort(distance)[:trials]
        return cls(usual, by_draw[nearest].mean(axis=0), [int(draw) for draw in nearest])

    def staffed(
        self, plan: Scenario, needed: np.ndarray, decisions: Decisions, limits: Limits
    ) -> Scenario:
        """The plan with posts for the load that most futures do not exceed.

        A few draws tell how its load compares with the middle plan's in the same futures; the
        middle plan's is known in many.

        Args:
            plan: not staffed yet.
            needed: full-time equivalents it needs in the trials; shape (trials, weeks).
            decisions: may say which share of the load is covered; all of it by default.
            limits: the most posts at a time.
        """
        own = np.nan_to_num(by_phase(plan, needed)).mean(axis=0)
        like = np.minimum(np.arange(own.size), self.usual.size - 1)  # the last phase may recur
        load = own * self.usual[like] / np.maximum(self.at_trial[like], 1e-9)
        starts = [first for first, _ in phases(plan)]
        told = dict(zip(starts, load.tolist(), strict=True))
        return staffed(plan, told, float(decisions.get("coverage", 1.0)), limits)


def _plans(
    laboratory: Laboratory, request: Request, decisions: Sequence[Decisions], loads: Loads
) -> list[Scenario]:
    """Decisions as plans, staffed for the load that trial runs show."""
    plans = [
        planned(request.scenario, each, request.limits, request.employees, laboratory.target.week)
        for each in decisions
    ]
    trials = [ample(plan, request.employees) for plan in plans]
    needs = laboratory.needs(trials, loads.trials)
    return [
        loads.staffed(plan, needed, each, request.limits)
        for plan, needed, each in zip(plans, needs, decisions, strict=True)
    ]


def _entered(
    decisions: Sequence[Decisions],
    plans: Sequence[Scenario],
    yardstick: Yardstick,
    known: Sequence[Candidate],
) -> list[Candidate]:
    """Plans as candidates; those that come to one already known are left out."""
    entered: dict[str, Candidate] = {}
    for each, plan in zip(decisions, plans, strict=True):
        nothing = {"level": np.empty(0)}
        entered.setdefault(plan.key(), Candidate(each, plan, yardstick, nothing))
    for candidate in known:
        entered.pop(candidate.scenario.key(), None)
    return list(entered.values())


def _generations(
    request: Request, tried: Sequence[Candidate]
) -> Iterator[tuple[list[Decisions], Callable[[Sequence[Candidate]], None]]]:
    """Plans to try, a generation at a time, with what takes their results."""
    effort, space = request.effort, request.space
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(
        directions=["minimize", "maximize", "minimize", "minimize"],
        sampler=optuna.samplers.NSGAIISampler(
            population_size=effort.generation, seed=request.scenario.seed % 2**32
        ),
    )
    sides = {choice.name: _distribution(choice) for choice in space.choices}
    turns = -(-effort.plans // effort.generation)
    for turn in range(turns):
        if turn == 0:
            wanted = first_plans(space, effort.generation, request.scenario.seed)
        elif turn == turns - 1:
            wanted = _pruned(request, tried)[: effort.generation]
        else:
            wanted = _proposed(request, tried, turn)
        for decisions in wanted:
            study.enqueue_trial(dict(decisions))
        trials = [study.ask(sides) for _ in range(effort.generation)]
        decided = [_rounded(space, trial.params) for trial in trials]

        def answer(found: Sequence[Candidate], trials: Sequence[Any] = trials) -> None:
            for trial, candidate in zip(trials, found, strict=True):
                study.tell(
                    trial,
                    [candidate.cost, candidate.margin, candidate.week, candidate.overload],
                )

        yield decided, answer


def _proposed(request: Request, tried: Sequence[Candidate], turn: int) -> list[Decisions]:
    """Between the cheapest good plan and the best cheaper one, then what the surrogate holds good.

    They fill half of a generation.
    """
    space = request.space
    best = _aim(request, tried)
    cheaper = [candidate for candidate in tried if candidate.cost < best.cost]
    between = []
    if cheaper and best.chance.mean >= request.probability:
        under = max(cheaper, key=lambda candidate: candidate.margin)
        start, end = space.point(under.decisions), space.point(best.decisions)
        between = [space.at(start + share * (end - start)) for share in STEPS]
    return between + proposals(
        space,
        points=np.array([space.point(candidate.decisions) for candidate in tried]),
        costs=np.array([candidate.cost for candidate in tried]),
        margins=np.array([candidate.margin for candidate in tried]),
        asked=float(norm.ppf(request.probability)),
        count=max(1, request.effort.generation // 2 - len(between)),
        seed=request.scenario.seed + turn,
    )


def _aim(request: Request, tried: Sequence[Candidate]) -> Candidate:
    """The cheapest plan that seems good enough, be it beyond the budget yet; else the best."""
    good = [candidate for candidate in tried if candidate.chance.mean >= request.probability]
    return min(good, key=lambda c: c.cost) if good else request.ranked(tried)[0]


def _pruned(request: Request, tried: Sequence[Candidate]) -> list[Decisions]:
    """The best plan without what it has little of, then without each of its means in turn."""
    space = request.space
    best = space.point(_aim(request, tried).decisions)
    little = np.where(space.means & (best < LITTLE), 0.0, best)
    sides = np.flatnonzero(space.means)
    without = [np.where(np.arange(best.size) == side, 0.0, little) for side in sides]
    return [space.at(point) for point in (little, *without)]


def _halved(
    laboratory: Laboratory, request: Request, candidates: Sequence[Candidate], draws: int
) -> list[Candidate]:
    """The candidates, the more promising half with more draws."""
    if not candidates:
        return []
    costs = np.array([candidate.cost for candidate in candidates])
    margins = np.array([candidate.margin for candidate in candidates])
    distance = np.abs(margins - norm.ppf(request.probability))
    order = np.lexsort((distance, dominated(costs, margins)))
    half = (len(candidates) + 1) // 2
    kept = [candidates[place] for place in order[:half]]
    return raised(laboratory, kept, draws) + [candidates[place] for place in order[half:]]


def _distribution(choice: Choice) -> optuna.distributions.BaseDistribution:
    if choice.options:
        return optuna.distributions.CategoricalDistribution(choice.options)
    if choice.whole:
        return optuna.distributions.IntDistribution(int(choice.least), int(choice.most))
    return optuna.distributions.FloatDistribution(choice.least, choice.most)


def _rounded(space: Space, params: dict[str, Any]) -> Decisions:
    """Decisions as finely as they are decided."""
    return space.at(space.point({choice.name: params[choice.name] for choice in space.choices}))
