"""From what was found to the result that is handed over: every table of the plan, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import numpy as np
import pandas as pd

from simulation.experiments import fan
from simulation.experiments.benefits import benefits_told
from simulation.organisation import organisation_of
from simulation.scenario import Scenario
from simulation.sizing import workload
from simulation.sizing.chances import TAIL
from simulation.sizing.check import Checked
from simulation.sizing.costs import budget, monthly_budget
from simulation.sizing.findings import reasons
from simulation.sizing.futures import FRESH_FROM
from simulation.sizing.laboratory import Laboratory
from simulation.sizing.result import Assurance, SizingResult
from simulation.sizing.search import Request
from simulation.sizing.sessions import sessions, sessions_by_site, trainer_calendar, trainers
from simulation.sizing.staffing import Load, staffing


@dataclass(frozen=True, eq=False)
class Findings:
    """What was found of the plan that is kept.

    Attributes:
        kept: the plan with the draws it is told from.
        load: of its community managers where nothing waits.
        front: plans tried.
        alternatives: those of the front that can be taken instead.
        target_met: whether it reaches the target as surely as asked.
        with_less: what half a post less changes.
        without: the plan without each of its means, where that was tried.
        rejected: cheaper plans that the search held good and fresh draws did not.
        interrupted: whether the work was stopped before its end.
        checked: whether the draws are fresh.
        searched: whether the plan comes from a search.
    """

    kept: Checked
    load: Load
    front: pd.DataFrame
    alternatives: Mapping[str, Scenario]
    target_met: bool
    with_less: Mapping[str, float] = field(default_factory=dict)
    without: pd.DataFrame | None = None
    rejected: int = 0
    interrupted: bool = False
    checked: bool = True
    searched: bool = True


def written_up(laboratory: Laboratory, request: Request, found: Findings) -> SizingResult:
    """The result, its reasons included."""
    kept, target = found.kept, laboratory.target
    scenario, drawn = kept.scenario, kept.drawn
    training = sessions(scenario)
    seed = request.scenario.seed
    draws = len(kept.levels)
    assurance = _assurance(laboratory, found)
    load = staffing(scenario, found.load, laboratory.service)
    load = load.assign(employee_hours=drawn.weekly["employee_hours"].mean(axis=0)[: len(load)])
    without = pd.DataFrame() if found.without is None else found.without
    unknown = laboratory.futures
    futures = {"kind": unknown.kind, "parameters": len(unknown.names), "key": unknown.key}
    seats = workload.seats(drawn)
    return SizingResult(
        scenario=scenario,
        target=target,
        asked=request.probability,
        budget_limit=request.budget,
        limits=request.limits,
        service=laboratory.service,
        target_met=found.target_met,
        interrupted=found.interrupted,
        assurance=assurance,
        waves=workload.waves(drawn),
        training=training,
        sites=sessions_by_site(training, organisation_of(scenario, 0)),
        teaching=trainer_calendar(scenario),
        seats=seats,
        trainers=trainers(scenario),
        ambassadors=workload.ambassadors(drawn),
        load=load,
        with_less=found.with_less,
        without=without,
        budget=budget(drawn, seed),
        months=monthly_budget(drawn, seed),
        benefits=benefits_told(drawn),
        front=found.front,
        alternatives=found.alternatives,
        fan=fan(drawn, target.indicator),
        held_back=workload.held_back(drawn),
        reasons=reasons(
            assurance, target, load, found.front, found.rejected, without, found.with_less, seats,
            futures, laboratory.service, request.space,
        ),
        decisions=kept.candidate.decisions,
        space=request.space.to_dict(),
        futures=futures,
        seeds={
            "seed": seed,
            "search": [0, request.effort.futures - 1] if found.searched else None,
            "fresh": [FRESH_FROM, FRESH_FROM + draws - 1] if found.checked else None,
        },
        draws=laboratory.done,
        failures=[asdict(failure) for failure in laboratory.failures],
        request={
            "scenario": request.scenario.model_dump(mode="json"),
            "effort": {**asdict(request.effort), "rungs": list(request.effort.rungs)},
            "searched": found.searched,
        },
    )  # fmt: skip


def _assurance(laboratory: Laboratory, found: Findings) -> Assurance:
    kept, target = found.kept, laboratory.target
    known = kept.levels[~np.isnan(kept.levels)]
    low, high = np.quantile(known, [TAIL, 1 - TAIL])
    gave = laboratory.read(kept.drawn)
    week_low, week, week_high = np.quantile(gave["week"], [TAIL, 0.5, 1 - TAIL])
    return Assurance(
        search=kept.candidate.chance if found.searched else None,
        fresh=kept.chance,
        checked=found.checked,
        draws=len(known),
        reached=int((known >= target.level).sum()),
        level=float(np.median(known)),
        level_low=float(low),
        level_high=float(high),
        week=float(week),
        week_low=float(week_low),
        week_high=float(week_high),
        overload=float(gave["overload"].mean()),
    )
