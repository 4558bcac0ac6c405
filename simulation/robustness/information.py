"""What would change the choice between plans: more weeks of pilot, another group, a survey (W9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from simulation.errors import InputError
from simulation.experiments.draws import Progress
from simulation.robustness.inputs import parameter_inputs
from simulation.robustness.played import Played, played, until
from simulation.robustness.regret import check_plans
from simulation.robustness.stakes import Stake
from simulation.robustness.studies_to_come import (
    RELIABILITY,
    directions,
    pilot_alone,
    pilot_weeks,
    shown,
    surveyed,
)
from simulation.robustness.worth import Worth, best_of_nothing, gains, perfect, worth_of
from simulation.scenario import Scenario
from simulation.sizing.costs import cost
from simulation.sizing.futures import Futures

MORE_WEEKS: Final = 4
PARAMETERS_TOLD: Final = 5
PARAMETERS_SURVEYED: Final = 3
FEWEST: Final = 50
"""Futures without which a regression on them says nothing."""

_PILOT, _GROUP = ":pilot", ":group"
"""What no plan can be called."""


@dataclass(frozen=True)
class Study:
    """One thing that could be learnt, and what it is worth.

    Attributes:
        kind: "parameter" (known for sure), "survey", "pilot" (as planned), "weeks" (more weeks
            of it) or "group" (another group in it).
        inputs: parameters learnt of.
        size: weeks of the pilot, weeks more, or people more; 0 for parameters.
        worth: in the unit at stake; that of more weeks or of a group is beyond the pilot as
            planned, that of others beyond choosing now.
    """

    kind: str
    inputs: tuple[str, ...]
    size: int
    worth: Worth


@dataclass(frozen=True, eq=False)
class Information:
    """What could be learnt before choosing between plans.

    Attributes:
        plans: those that may be chosen.
        too_dear: those left out, above the budget.
        stake: what is at stake; its `unit` is that of every worth.
        futures: kind.
        draws: futures.
        means: plan -> mean value.
        costs: plan -> mean cost, in euros.
        choice: the plan best on average, taken now.
        perfect: what knowing the future itself would be worth, luck included.
        reliability: assumed of the survey.
        studies: what could be learnt.
        failures: draws that did not end.
    """

    plans: tuple[str, ...]
    too_dear: tuple[str, ...]
    stake: Stake
    futures: str
    draws: int
    means: Mapping[str, float]
    costs: Mapping[str, float]
    choice: str
    perfect: float
    reliability: float
    studies: tuple[Study, ...]
    failures: int


def information(
    plans: Mapping[str, Scenario],
    stake: Stake,
    futures: Futures,
    draws: int = 300,
    budget: float | None = None,
    survey: Sequence[str] | None = None,
    reliability: float = RELIABILITY,
    more_weeks: int = MORE_WEEKS,
    progress: Progress | None = None,
    **how: Any,
) -> Information:
    """What learning more would be worth to the choice between plans.

    The pilot is that of the first plan. What a study costs, and what waiting for it costs,
    are not taken off.

    Args:
        plans: at least two, by the names they go by.
        stake: what is at stake.
        futures: where they are tried.
        draws: futures.
        budget: the most a plan may cost, in euros.
        survey: parameters a survey would ask about; the three worth most by default.
        reliability: share of the variance of its answers that is true.
        more_weeks: of pilot.
        progress: called with the draws done and their total.
        how: as for `played`.

    Raises:
        InputError: fewer than two plans within the budget, too few draws, nothing to learn of,
            or a scenario that cannot be run.
    """
    check_plans(plans)
    if draws < FEWEST:
        raise InputError("information_draws", value=draws, least=FEWEST)
    if not 0 < reliability <= 1:
        raise InputError("information_reliability", value=reliability)
    if not futures.names:
        raise InputError("discover_known")
    asked = [known.name for known in parameter_inputs(survey or ())]
    lasting = until(plans, stake.target)
    first = next(iter(lasting.values()))
    weeks, people = pilot_weeks(first), first.company.unit_size
    pilots = {
        _PILOT: pilot_alone(first, weeks + more_weeks),
        _GROUP: pilot_alone(first, weeks, people),
    }
    seen = played({**lasting, **pilots}, futures, draws, progress=progress, **how)
    costs = {name: float(cost(seen.plans[name]).mean()) for name in plans}
    within = [name for name in plans if budget is None or costs[name] <= budget]
    if len(within) < 2:
        cheapest = f"{sorted(costs.values())[1]:.0f}"
        raise InputError("information_budget", value=f"{budget:.0f}", least=cheapest)
    values = np.column_stack([stake.value(seen.plans[name]) for name in within])
    means = values.mean(axis=0)
    return Information(
        plans=tuple(within),
        too_dear=tuple(name for name in plans if name not in within),
        stake=stake,
        futures=futures.kind,
        draws=len(values),
        means=dict(zip(within, means.tolist(), strict=True)),
        costs=costs,
        choice=within[int(means.argmax())],
        perfect=perfect(values),
        reliability=reliability,
        studies=(
            *_of_parameters(values, seen, asked, reliability, first.seed),
            *_of_pilots(values, seen, weeks, more_weeks, people, first.seed),
        ),
        failures=seen.failures,
    )


def _of_parameters(
    values: np.ndarray, seen: Played, asked: Sequence[str], reliability: float, seed: int
) -> list[Study]:
    """The parameters worth most, each known for sure; then a survey about some."""
    names = list(seen.inputs.columns)
    table = seen.inputs.to_numpy(float)
    order = np.argsort(-gains(values, table), kind="stable")
    floor = best_of_nothing(values, table, seed)
    told = []
    for place in order[:PARAMETERS_TOLD]:
        worth = worth_of(values, table[:, [place]], seed)
        told.append(Study("parameter", (str(names[place]),), 0, _above(worth, floor)))
    wished = asked or [names[place] for place in order[:PARAMETERS_SURVEYED]]
    surveyable = [name for name in wished if name in names]
    if surveyable:
        answers = surveyed(seen.inputs[surveyable].to_numpy(float), seed, reliability)
        worth = worth_of(values, answers, seed)
        told.append(Study("survey", tuple(map(str, surveyable)), 0, worth))
    return told


def _of_pilots(
    values: np.ndarray, seen: Played, weeks: int, more_weeks: int, people: int, seed: int
) -> list[Study]:
    """The pilot as planned, then what more weeks and another group show beyond it."""
    planned = directions(shown(seen.plans[_PILOT], weeks))
    longer = directions(shown(seen.plans[_PILOT], weeks + more_weeks))
    larger = directions(shown(seen.plans[_GROUP], weeks))
    return [
        Study("pilot", (), weeks, worth_of(values, planned, seed)),
        Study("weeks", (), more_weeks, worth_of(values, longer, seed, before=planned)),
        Study("group", (), people, worth_of(values, larger, seed, before=planned)),
    ]


def _above(worth: Worth, floor: float) -> Worth:
    """The worth of the best of many, held against the best of many that tell nothing."""
    return Worth(
        worth.value, worth.low, worth.high, max(worth.floor, floor), worth.changes, worth.instead
    )
