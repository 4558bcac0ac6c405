"""Size a deployment: what it takes to reach a target with a stated probability (W8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.experiments import Ensemble, fan
from simulation.experiments.draws import Progress, Simulate
from simulation.model import simulate
from simulation.organisation import organisation_of
from simulation.scenario import Scenario
from simulation.sizing import workload
from simulation.sizing.chances import TAIL, Chance, counted
from simulation.sizing.costs import budget as budget_of
from simulation.sizing.findings import reasons
from simulation.sizing.plans import sessions, trainers
from simulation.sizing.result import Assurance, SizingResult
from simulation.sizing.search import (
    EFFORTS,
    Candidate,
    Effort,
    Laboratory,
    dominated,
    ranked,
    search,
)
from simulation.sizing.target import Limits, Target

FRESH_FROM = 100_000
"""Number of the first fresh draw, far beyond those of any search."""

TRIES = 3
"""Plans put to the check on fresh draws before the target is said to be out of reach."""

Checked = tuple[Candidate, Ensemble, Chance]


def size(
    scenario: Scenario,
    target: Target,
    probability: float = 0.8,
    budget: float | None = None,
    limits: Limits | None = None,
    effort: str | Effort = "normal",
    workers: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    simulate: Simulate = simulate,
) -> SizingResult:
    """The cheapest plan found that reaches the target as surely as asked.

    Plans are searched with common random numbers, then checked on fresh draws, since the best
    of many owes part of its place to luck. A plan that does not hold there gives way to the
    next one up. If none holds the result is the best there is, with `target_met` false.

    Args:
        scenario: its levers and pilot are kept, the rest of its plan is sized.
        target: what to reach, by when; runs end in that week.
        probability: asked, in ]0, 1[.
        budget: the most the plan may cost, in euros.
        limits: the most of each means.
        effort: "quick", "normal", "thorough", or an `Effort`.
        workers: draws computed at a time; all cores by default.
        progress: called with the draws done and about how many there will be.
        cancelled: asked after each draw; once true, the sizing stops with an error.
        simulate: what runs one scenario under one number.

    Raises:
        InputError: a probability, budget, effort or week out of range, or a scenario refused.
        RuntimeError: no draw of a plan ended, or the work was stopped.
    """
    work = _effort(effort)
    _check(scenario, target, probability, budget)
    laboratory = Laboratory(
        scenario,
        target,
        limits or Limits(),
        _employees(scenario),
        work,
        simulate,
        workers,
        progress,
        cancelled,
    )
    candidates = search(laboratory, probability, budget)
    checked = _checked(laboratory, candidates, probability, budget)
    chosen, drawn, chance = _kept(checked, probability)
    target_met = chance.mean >= probability and (budget is None or chosen.cost <= budget)
    front = _front(candidates, checked, chosen, target_met)
    levels = drawn.at(target.indicator, target.week)
    low, high = np.quantile(levels, [TAIL, 1 - TAIL])
    assurance = Assurance(
        search=chosen.chance,
        fresh=chance,
        draws=len(levels),
        reached=int((levels >= target.level).sum()),
        level=float(levels.mean()),
        level_low=float(low),
        level_high=float(high),
    )
    load = workload.load(drawn)
    held = workload.held_back(drawn)
    return SizingResult(
        scenario=chosen.scenario,
        target=target,
        asked=probability,
        budget_limit=budget,
        limits=laboratory.limits,
        target_met=target_met,
        assurance=assurance,
        waves=workload.waves(drawn),
        training=sessions(chosen.scenario),
        seats=workload.seats(drawn),
        trainers=trainers(chosen.scenario),
        ambassadors=workload.ambassadors(drawn),
        load=load,
        budget=budget_of(drawn, scenario.seed),
        front=front,
        fan=fan(drawn, target.indicator),
        held_back=held,
        reasons=reasons(assurance, load, front, rejected=len(checked) - 1 if target_met else 0),
        decisions=asdict(chosen.decisions),
        seeds={
            "seed": scenario.seed,
            "search": [0, work.rungs[-1] - 1],
            "fresh": [FRESH_FROM, FRESH_FROM + work.fresh - 1],
        },
        draws=laboratory.done,
        request={"scenario": scenario.model_dump(mode="json"), "effort": asdict(work)},
    )


def _effort(effort: str | Effort) -> Effort:
    if isinstance(effort, Effort):
        return effort
    if effort not in EFFORTS:
        raise InputError("sizing_effort", value=effort, known=", ".join(EFFORTS))
    return EFFORTS[effort]


def _check(scenario: Scenario, target: Target, probability: float, budget: float | None) -> None:
    if not 0 < probability < 1:
        raise InputError("sizing_probability", value=probability)
    if budget is not None and not budget > 0:
        raise InputError("sizing_budget", value=budget)
    pilot = scenario.plan.waves[0].week
    if target.week <= pilot:
        raise InputError("sizing_week", value=target.week, pilot=pilot)


def _employees(scenario: Scenario) -> int:
    """People in the company: drawn as the scenario says, or as many as its record holds."""
    if scenario.company.record is None:
        return scenario.company.employees
    return len(organisation_of(scenario, 0).unit)


def _checked(
    laboratory: Laboratory,
    candidates: Sequence[Candidate],
    probability: float,
    budget: float | None,
) -> list[Checked]:
    """Plans put to fresh draws, in order, until one holds or too many did not."""
    checked: list[Checked] = []
    for candidate in ranked(candidates, probability, budget)[:TRIES]:
        if checked and candidate.chance.mean < probability:
            break
        [drawn] = laboratory.draw([candidate.scenario], laboratory.effort.fresh, FRESH_FROM)
        levels = drawn.at(laboratory.target.indicator, laboratory.target.week)
        chance = counted(levels, laboratory.target.level)
        checked.append((candidate, drawn, chance))
        if chance.mean >= probability:
            break
    return checked


def _kept(checked: Sequence[Checked], probability: float) -> Checked:
    """The plan that held, else the surest of those checked."""
    last = checked[-1]
    if last[2].mean >= probability:
        return last
    return max(checked, key=lambda entry: entry[2].mean)


def _front(
    candidates: Sequence[Candidate],
    checked: Sequence[Checked],
    chosen: Candidate,
    target_met: bool,
) -> pd.DataFrame:
    """Every plan tried, by cost; those checked stand with their fresh probability."""
    fresh = {id(candidate): chance for candidate, _, chance in checked}
    rows = []
    for candidate in sorted(candidates, key=lambda candidate: candidate.cost):
        chance = fresh.get(id(candidate), candidate.chance)
        low, high = np.quantile(candidate.costs, [TAIL, 1 - TAIL])
        rows.append(
            {
                "cost": candidate.cost,
                "cost_low": float(low),
                "cost_high": float(high),
                "probability": chance.mean,
                "probability_low": chance.low,
                "probability_high": chance.high,
                "draws": len(candidate.levels),
                "chosen": candidate is chosen,
            }
            | asdict(candidate.decisions)
        )
    table = pd.DataFrame(rows)
    beaten = dominated(table["cost"].to_numpy(), table["probability"].to_numpy()) > 0
    roles = np.full(len(table), "", dtype=object)
    if target_met:
        place = int(np.flatnonzero(table["chosen"])[0])
        beaten[place] = False
        front = np.flatnonzero(~beaten)
        roles[front[front < place][-1:]] = "cheaper"
        roles[front[front > place][:1]] = "dearer"
        roles[place] = "chosen"
    table = table.assign(plan=range(1, len(table) + 1), dominated=beaten, role=roles)
    return table.drop(columns="chosen")
