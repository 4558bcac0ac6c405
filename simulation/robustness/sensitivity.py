"""What an outcome hangs on: many parameters screened, the few that matter given their share.

A screening moves every parameter that is not known, one at a time; the few with the most influence
then get Sobol indices, beside luck and all the other parameters together, so that the shares
speak of everything that is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.catalogue import parameters as catalogue
from simulation.errors import InputError
from simulation.experiments import OUTCOMES, Screening, statistics, weakest
from simulation.experiments import levels as reading
from simulation.experiments.draws import Draw, Progress, Simulate, play
from simulation.experiments.screening import Weakness
from simulation.model import simulate
from simulation.robustness.indices import sobol_indices
from simulation.robustness.inputs import LUCK, REST, Input, parameter_inputs, with_values
from simulation.scenario import Scenario
from simulation.sizing.futures import PriorFutures

LAST_WEEKS: Final = 4
"""Weeks at the horizon over which an outcome is averaged, as in the screening."""

NUMBERS_OF_DRAWS: Final = 2**20
"""Draws among which luck chooses one."""


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Shares of the variance of each outcome, and what was screened before.

    Attributes:
        scenario: its name.
        employees: size of the companies.
        weeks: horizon.
        points: of the design of the indices.
        runs: of the model, screening included.
        failures: draws that did not end; the mean stands in for them.
        screened: parameters that the screening moved; 0 where the inputs were given.
        screening: the most influential of them, in order.
        units: outcome -> unit.
        means: outcome -> mean over the design.
        spreads: outcome -> standard deviation over the design.
        indices: outcome, input, kind ("parameter", "lever", "luck" or "rest"), first, total, and
            their 95 % intervals (`first_low` …); the largest total first within an outcome.
    """

    scenario: str
    employees: int
    weeks: int
    points: int
    runs: int
    failures: int
    screened: int
    screening: tuple[Weakness, ...]
    units: Mapping[str, str]
    means: Mapping[str, float]
    spreads: Mapping[str, float]
    indices: pd.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """The result in plain values."""
        told = {name: value for name, value in vars(self).items() if name != "screening"}
        return told | {"screening": [asdict(weakness) for weakness in self.screening]}


def sensitivity(
    scenario: Scenario,
    indicators: Sequence[str] = OUTCOMES,
    parameters: Sequence[str] | None = None,
    levers: Sequence[Input] = (),
    keep: int = 5,
    points: int = 64,
    replicates: int = 4,
    workers: int | None = None,
    progress: Progress | None = None,
    simulate: Simulate = simulate,
) -> Sensitivity:
    """Screen what is not known, then share the variance among the few that matter.

    Args:
        scenario: the roll-out; about 1,000 employees are enough.
        indicators: outcomes, as `simulation.experiments.LEVELS` names them, at the horizon.
        parameters: those to give an index, without a screening.
        levers: that vary too.
        keep: parameters kept from the screening.
        points: of the design, a power of two.
        replicates: points around which the screening moves each parameter.
        workers: draws computed at a time; all cores by default.
        progress: called with the draws done and their total.
        simulate: what runs one scenario under one replicate number.

    Raises:
        InputError: no such indicator or parameter, or a number of points that is no power of two.
    """
    units = {name: reading.level(name).unit for name in indicators}
    if points < 2 or points & (points - 1):
        raise InputError("sensitivity_points", value=points)
    free = [n for n in PriorFutures(scenario.seed).names if n not in scenario.parameters]
    first = (1 + len(free)) * replicates if parameters is None else 0
    expected = len(levers) + 2 + (keep if parameters is None else len(set(parameters)))
    total = first + points * (expected + 2)
    screening = None
    if parameters is None:
        moved = [catalogue()[name] for name in free]
        screening = weakest(
            scenario, indicators, replicates, moved, workers, _stage(progress, 0, total), simulate
        )
    kept = parameter_inputs(_influential(screening, keep) if screening else parameters or ())
    inputs = [*kept, *levers]
    rest = [n for n in free if n not in {known.name for known in inputs}]
    others = parameter_inputs(rest)
    design = _Design(scenario, inputs, others, tuple(indicators), simulate, workers)
    design.progress = _stage(progress, first, total)
    names = [known.name for known in inputs] + ([REST] if others else []) + [LUCK]
    indices = sobol_indices(design, names, list(indicators), points, scenario.seed)
    outcomes = np.concatenate(design.outcomes[:2], axis=1)  # the two samples drawn at random
    return Sensitivity(
        scenario=scenario.name,
        employees=scenario.company.employees,
        weeks=scenario.horizon_weeks,
        points=points,
        runs=first + points * (len(names) + 2),
        failures=design.failures + (screening.failures if screening else 0),
        screened=len(free) if screening else 0,
        screening=screening.ranking[: 2 * keep] if screening else (),
        units=units,
        means=dict(zip(indicators, outcomes.mean(axis=1).tolist(), strict=True)),
        spreads=dict(zip(indicators, outcomes.std(axis=1).tolist(), strict=True)),
        indices=_ordered(indices, {lever.name for lever in levers}),
    )


class _Design:
    """Outcomes at places of the cube; a side for each input, for the others, and for luck."""

    def __init__(
        self,
        scenario: Scenario,
        inputs: Sequence[Input],
        others: Sequence[Input],
        indicators: Sequence[str],
        simulate: Simulate,
        workers: int | None,
    ) -> None:
        self.scenario, self.inputs, self.others = scenario, inputs, others
        self.indicators, self.simulate, self.workers = indicators, simulate, workers
        self.progress: Progress | None = None
        self.outcomes: list[NDArray[np.float64]] = []
        self.failures = 0

    def __call__(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Outcomes, shape (indicators, points), from places, shape (points, sides)."""
        done = sum(known.shape[1] for known in self.outcomes)
        numbers = np.minimum(places[:, -1] * NUMBERS_OF_DRAWS, NUMBERS_OF_DRAWS - 1).astype(int)
        order = np.argsort(numbers, kind="stable")  # draws of one company side by side
        others = self._others(places)
        tasks = [(self._scenario(places[i], others[i]), int(numbers[i])) for i in order]
        told = self.progress
        drawn = play(
            tasks,
            workers=self.workers,
            progress=(lambda now, _: told(done + now, 0)) if told else None,
            simulate=self.simulate,
        )
        found = np.full((len(self.indicators), len(tasks)), np.nan)
        for place, draw in zip(order, drawn, strict=True):
            if isinstance(draw, Draw):
                found[:, place] = [_at_the_end(name, draw) for name in self.indicators]
        missing = np.isnan(found)
        self.failures += sum(not isinstance(draw, Draw) for draw in drawn)
        means = np.array([statistics.mean(row) for row in found])
        found[missing] = np.broadcast_to(means[:, None], found.shape)[missing]
        self.outcomes.append(found)
        return found

    def _scenario(self, place: NDArray[np.float64], others: NDArray[np.float64]) -> Scenario:
        chosen = [one.value(float(u)) for one, u in zip(self.inputs, place, strict=False)]
        known = [*self.inputs, *self.others]
        return with_values(self.scenario, known, [*chosen, *others.tolist()])

    def _others(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of all other parameters at each place, drawn by one side; (points, others)."""
        if not self.others:
            return np.empty((len(places), 0))
        numbers = (places[:, len(self.inputs)] * NUMBERS_OF_DRAWS).astype(int)
        luck = np.stack(
            [
                np.random.default_rng([self.scenario.seed, n]).random(len(self.others))
                for n in numbers
            ]
        )
        return np.column_stack(
            [one.prior.quantile(luck[:, side]) for side, one in enumerate(self.others)]
        )


def _at_the_end(indicator: str, draw: Draw) -> float:
    return statistics.mean(reading.values(indicator, draw.weekly)[-LAST_WEEKS:])


def _influential(screening: Screening, keep: int) -> list[str]:
    return [weakness.parameter for weakness in screening.ranking[:keep] if weakness.share > 0]


def _stage(progress: Progress | None, before: int, total: int) -> Progress | None:
    """Progress over all stages, from that of one."""
    if progress is None:
        return None
    return lambda done, _: progress(min(before + done, total), total)


def _ordered(indices: pd.DataFrame, levers: set[str]) -> pd.DataFrame:
    kinds = {LUCK: LUCK, REST: REST} | dict.fromkeys(levers, "lever")
    indices.insert(2, "kind", [kinds.get(name, "parameter") for name in indices["input"]])
    order = {name: place for place, name in enumerate(dict.fromkeys(indices["outcome"]))}
    return (
        indices.assign(order=indices["outcome"].map(order))
        .sort_values(["order", "total"], ascending=[True, False], kind="stable")
        .drop(columns="order")
        .reset_index(drop=True)
    )
