"""Size a deployment: what it takes to reach a target with a stated probability (W8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from simulation.errors import InputError
from simulation.experiments.draws import Progress, Simulate
from simulation.model import simulate
from simulation.organisation import organisation_of
from simulation.scenario import Scenario
from simulation.sizing.chances import Yardstick, counted
from simulation.sizing.check import (
    Checked,
    checked_plans,
    dearer_plan,
    front,
    load_in,
    with_less,
    without_means,
)
from simulation.sizing.choices import Space, default_space
from simulation.sizing.futures import FRESH_FROM, Futures, PriorFutures
from simulation.sizing.laboratory import Journal, Laboratory, StoppedError, request_key
from simulation.sizing.result import SizingResult
from simulation.sizing.search import EFFORTS, Candidate, Effort, Request, search
from simulation.sizing.staffing import Load, Service
from simulation.sizing.target import Limits, Target
from simulation.sizing.writing_up import Findings, written_up

Found = Callable[[Candidate], None]
"""Told of the best plan so far, each time there is a better one."""


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
    space: Space | None = None,
    futures: Futures | None = None,
    service: Service | None = None,
    found: Found | None = None,
    journal: Path | None = None,
) -> SizingResult:
    """The cheapest plan found that reaches the target as surely as asked.

    Plans are searched in the same futures, then checked in fresh ones, since the best of many
    owes part of its place to luck. A plan that does not hold there gives way to the next one up.
    If none holds the result is the best there is, with `target_met` false.

    Args:
        scenario: its levers and pilot are kept but for what `space` frees.
        target: what to reach, by when; runs end in that week.
        probability: asked, in ]0, 1[.
        budget: the most the plan may cost, in euros.
        limits: the most of each means.
        effort: "quick", "normal", "thorough", or an `Effort`.
        workers: draws computed at a time; all cores by default.
        progress: called with the draws done and about how many there will be.
        cancelled: asked after each draw; once true, the best plan so far is handed over, marked
            as interrupted.
        simulate: what runs one scenario under one number.
        space: the levers that may vary; the usual ones by default.
        futures: values of the parameters in each draw; drawn from their priors by default.
        service: what community managers promise; nine in ten within a working day by default.
        found: told of the best plan so far.
        journal: file by which an interrupted search is taken up again; removed at the end.

    Raises:
        InputError: a probability, budget, effort or week out of range, or a scenario refused.
        KeyboardInterrupt: stopped before any plan was known.
        RuntimeError: no draw of a plan ended.
    """
    work = _effort(effort)
    _check(scenario, target, probability, budget)
    free = space or default_space()
    _check_space(scenario, free)
    futures = futures or PriorFutures(scenario.seed)
    service = service or Service.usual()
    limits = limits or Limits()
    kept = Journal(
        journal,
        request_key(
            scenario=scenario.key(),
            target=str(target),
            probability=probability,
            budget=budget,
            limits=limits.to_dict(),
            space=free.to_dict(),
            futures=futures.key,
            service=asdict(service),
            effort=asdict(work),
        ),
    )
    request = Request(scenario, limits, _employees(scenario), probability, budget, free, work)
    laboratory = Laboratory(
        target, futures, service, work.draws, simulate, kept, workers, progress, cancelled
    )
    tried: list[Candidate] = []

    def tell(candidates: list[Candidate]) -> None:
        before = request.ranked(tried)[0] if tried else None
        tried[:] = candidates
        best = request.ranked(tried)[0]
        if found and best is not before:
            found(best)

    try:
        candidates = search(laboratory, request, tell)
        checked = checked_plans(laboratory, request, candidates)
    except StoppedError:
        if not tried:
            raise KeyboardInterrupt from None
        return _interrupted(laboratory, request, tried)
    result = _compared(laboratory, request, candidates, checked)
    if not result.interrupted:
        kept.close()
    return result


def evaluate(
    scenario: Scenario,
    target: Target,
    probability: float = 0.8,
    budget: float | None = None,
    limits: Limits | None = None,
    draws: int = 120,
    workers: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    simulate: Simulate = simulate,
    futures: Futures | None = None,
    service: Service | None = None,
) -> SizingResult:
    """A plan given, as it stands, in the fresh futures in which sized plans are checked.

    Args:
        scenario: the plan, written by hand or taken from a sizing.
        target: what to reach, by when.
        probability: asked.
        budget: the most it may cost, in euros.
        limits: carried over; nothing is searched.
        draws: fresh draws.
        workers: draws computed at a time.
        progress: called with the draws done and how many there will be.
        cancelled: asked after each draw.
        simulate: what runs one scenario under one number.
        futures: values of the parameters in each draw.
        service: what community managers promise.

    Raises:
        InputError: a probability, budget or week out of range, or a scenario refused.
        KeyboardInterrupt: it was stopped.
    """
    _check(scenario, target, probability, budget)
    seen = scenario.changed({"horizon_weeks": target.week}, place="--target")
    effort = Effort(1, 1, 1, 1, (1, 1, 1), draws, draws)
    request = Request(
        seen, limits or Limits(), _employees(seen), probability, budget, Space(()), effort
    )
    laboratory = Laboratory(
        target,
        futures or PriorFutures(scenario.seed),
        service or Service.usual(),
        3 * draws,
        simulate,
        workers=workers,
        progress=progress,
        cancelled=cancelled,
    )
    try:
        drawn = laboratory.drawn(seen, draws, FRESH_FROM)
        levels = drawn.at(target.indicator, target.week)
        chance = counted(levels, target.level)
        candidate = Candidate({}, seen, Yardstick(levels, target.level), laboratory.read(drawn))
        kept = Checked(candidate, drawn, levels, chance)
        load = load_in(laboratory, seen, request.employees, draws, FRESH_FROM)
        less = with_less(laboratory, kept, draws)
    except StoppedError:
        raise KeyboardInterrupt from None
    met = chance.mean >= probability and (budget is None or candidate.cost <= budget)
    table = front([candidate], {seen.key(): chance}, candidate, met)
    return written_up(
        laboratory, request, Findings(kept, load, table, {}, met, with_less=less, searched=False)
    )


def _compared(
    laboratory: Laboratory,
    request: Request,
    candidates: Sequence[Candidate],
    checked: Sequence[Checked],
) -> SizingResult:
    """The plan kept, with its load, its neighbours, and itself without each of its means."""
    kept, effort = checked[0], request.effort
    fresh = {each.scenario.key(): each.chance for each in checked}
    own = {each.scenario.key(): each.candidate for each in checked}
    every = [own.get(candidate.scenario.key(), candidate) for candidate in candidates]
    met = kept.chance.mean >= request.probability and request.allows(kept.candidate)
    less: dict[str, Any] = {}
    without: pd.DataFrame | None = None
    interrupted = False
    try:
        load = load_in(
            laboratory, kept.scenario, request.employees, max(effort.beside, effort.futures),
            FRESH_FROM,
        )  # fmt: skip
        less = with_less(laboratory, kept, effort.beside)
        dearer = dearer_plan(laboratory, request, every, kept) if met else None
        if dearer:
            fresh[dearer[0].scenario.key()] = dearer[1]
        without = without_means(laboratory, request, kept)
    except StoppedError:
        interrupted = True
        load = _uncancelled(laboratory, request, kept.scenario, FRESH_FROM)
    table = front(every, fresh, kept.candidate, met)
    rejected = sum(
        each.chance.mean < request.probability and each.candidate.cost < kept.candidate.cost
        and each.candidate.chance.mean >= request.probability
        for each in checked[1:]
    )  # fmt: skip
    return written_up(
        laboratory,
        request,
        Findings(
            kept,
            load,
            table,
            _alternatives(table, every),
            met,
            less,
            without,
            rejected,
            interrupted,
        ),
    )


def _interrupted(
    laboratory: Laboratory, request: Request, tried: Sequence[Candidate]
) -> SizingResult:
    """The best plan so far, drawn once more in the futures of the search."""
    best = request.ranked(tried)[0]
    laboratory.cancelled = None
    drawn = laboratory.drawn(best.scenario, best.draws)
    target = laboratory.target
    kept = Checked(best, drawn, drawn.at(target.indicator, target.week), best.chance)
    load = _uncancelled(laboratory, request, best.scenario, 0)
    table = front(tried, {}, best, request.allows(best) and best.chance.mean >= request.probability)
    return written_up(
        laboratory,
        request,
        Findings(
            kept, load, table, _alternatives(table, tried), False, interrupted=True, checked=False
        ),
    )


def _uncancelled(laboratory: Laboratory, request: Request, scenario: Scenario, first: int) -> Load:
    """The load from a few draws, although the work was stopped."""
    laboratory.cancelled = None
    count = min(request.effort.rungs[1], request.effort.futures)
    return load_in(laboratory, scenario, request.employees, count, first)


def _alternatives(table: pd.DataFrame, candidates: Sequence[Candidate]) -> dict[str, Scenario]:
    """Plans of the front that no other one beats, by their number in it."""
    ordered = sorted(candidates, key=lambda candidate: candidate.cost)
    kept = table.loc[~table["dominated"], "plan"]
    return {str(plan): ordered[int(plan) - 1].scenario for plan in kept}


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


def _check_space(scenario: Scenario, space: Space) -> None:
    """A pilot that has taken place is no longer to be chosen."""
    if scenario.company.record is None:
        return
    for name in ("pilot_share", "pilot_choice"):
        if name in space.names:
            raise InputError("choice_pilot", value=name, record=scenario.company.record)


def _employees(scenario: Scenario) -> int:
    """People in the company: drawn as the scenario says, or as many as its record holds."""
    if scenario.company.record is None:
        return scenario.company.employees
    return len(organisation_of(scenario, 0).unit)
