"""An ensemble: one scenario under many replicate numbers, and the fan of its levels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from simulation.experiments import levels
from simulation.experiments.draws import (
    Draw,
    Failure,
    ParameterDraws,
    Progress,
    Simulate,
    Task,
    play,
)
from simulation.experiments.store import Store
from simulation.model import simulate
from simulation.scenario import Scenario

FAN = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
"""Quantiles of a fan; 90 % of the draws lie between p05 and p95."""


@dataclass(frozen=True)
class Ensemble:
    """The draws of one scenario.

    Attributes:
        scenario: what was drawn.
        replicates: numbers of the draws that ended, increasing; shape (draws,).
        seeds: seed of each; shape (draws,).
        weekly: the model's columns, each of shape (draws, weeks), week 1 first.
        seconds: computing time of all draws together.
        failures: draws that did not end, with their reasons.
        units: counts of people by unit in the last week: replicate, unit, and the columns of
            the runs' `by_unit`; empty when the runs have none.
    """

    scenario: Scenario
    replicates: np.ndarray
    seeds: np.ndarray
    weekly: Mapping[str, np.ndarray]
    seconds: float
    failures: tuple[Failure, ...] = ()
    units: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def weeks(self) -> int:
        """Weeks simulated."""
        return self.scenario.horizon_weeks

    def followed_by(self, more: Ensemble) -> Ensemble:
        """These draws and further ones of the same scenario."""
        return Ensemble(
            scenario=self.scenario,
            replicates=np.concatenate([self.replicates, more.replicates]),
            seeds=np.concatenate([self.seeds, more.seeds]),
            weekly={n: np.concatenate([own, more.weekly[n]]) for n, own in self.weekly.items()},
            seconds=self.seconds + more.seconds,
            failures=(*self.failures, *more.failures),
            units=pd.concat([self.units, more.units], ignore_index=True),
        )

    def indicator(self, name: str) -> np.ndarray:
        """Levels of an indicator; shape (draws, weeks).

        Raises:
            InputError: no such indicator of a simulated run.
        """
        return levels.values(name, self.weekly)

    def at(self, name: str, week: int) -> np.ndarray:
        """Levels of an indicator in a week counted from 1; shape (draws,)."""
        return self.indicator(name)[:, week - 1]


def ensemble(
    scenario: Scenario,
    replicates: int,
    workers: int | None = None,
    progress: Progress | None = None,
    first_replicate: int = 0,
    **how: Any,
) -> Ensemble:
    """Draw one scenario; see `ensembles` for `how`."""
    alone = {scenario.name: scenario}
    drawn = ensembles(alone, replicates, workers, progress, first_replicate, **how)
    return drawn[scenario.name]


def ensembles(
    scenarios: Mapping[str, Scenario],
    replicates: int,
    workers: int | None = None,
    progress: Progress | None = None,
    first_replicate: int = 0,
    cancelled: Callable[[], bool] | None = None,
    executor: Executor | None = None,
    store: Store | None = None,
    simulate: Simulate = simulate,
    parameters: ParameterDraws | None = None,
) -> dict[str, Ensemble]:
    """Draw several scenarios with the same luck, their replicates interleaved.

    Interleaving draws each company once, and leaves whole pairs if the work is stopped.

    Args:
        scenarios: by the names they go by.
        replicates: draws of each, at least 1.
        workers: draws computed at a time; all cores by default.
        progress: called with the draws done and their total.
        first_replicate: number of the first draw; fresh draws start beyond the ones used.
        cancelled: asked after each draw; once true, what is done is kept.
        executor: where to run (`concurrent.futures`); threads by default.
        store: where draws are kept as they end, and taken from.
        simulate: what runs one scenario under one number.
        parameters: where those of each draw come from, the same for every scenario; without, all
            are those of the scenario.

    Raises:
        InputError: a scenario cannot be run.
        RuntimeError: every draw of a scenario failed or none was begun; names the first reason.
    """
    for scenario in scenarios.values():
        if scenario.objective:
            levels.level(scenario.objective.indicator)
    numbers = range(first_replicate, first_replicate + replicates)
    tasks: list[Task] = [
        (parameters.applied(scenario, n) if parameters else scenario, n)
        for n in numbers
        for scenario in scenarios.values()
    ]
    outcomes = play(
        tasks,
        workers=workers,
        progress=progress,
        cancelled=cancelled,
        executor=executor,
        store=store,
        simulate=simulate,
    )
    count = len(scenarios)
    return {
        name: gather(scenario, outcomes[place::count])
        for place, (name, scenario) in enumerate(scenarios.items())
    }


def gather(scenario: Scenario, outcomes: Iterable[Draw | Failure | None]) -> Ensemble:
    """One scenario's outcomes as an ensemble.

    Raises:
        RuntimeError: no draw ended; names the first reason.
    """
    outcomes = list(outcomes)
    draws = [outcome for outcome in outcomes if isinstance(outcome, Draw)]
    failures = tuple(outcome for outcome in outcomes if isinstance(outcome, Failure))
    if not draws:
        reason = failures[0].reason if failures else "stopped before the first draw ended"
        raise RuntimeError(f"no draw of {scenario.name} ended: {reason}")
    return Ensemble(
        scenario=scenario,
        replicates=np.array([draw.replicate for draw in draws]),
        seeds=np.array([draw.seed for draw in draws], dtype=np.uint64),
        weekly={name: np.stack([draw.weekly[name] for draw in draws]) for name in draws[0].weekly},
        seconds=sum(draw.seconds for draw in draws),
        failures=failures,
        units=_units(draws),
    )


def _units(draws: Sequence[Draw]) -> pd.DataFrame:
    """Counts by unit of all draws, one under the other; empty when a draw has none."""
    if not all(draw.by_unit for draw in draws):
        return pd.DataFrame()
    counts = {
        name: np.concatenate([draw.by_unit[name] for draw in draws]) for name in draws[0].by_unit
    }
    rows = [draw.by_unit["unit"].size for draw in draws]
    return pd.DataFrame({"replicate": np.repeat([d.replicate for d in draws], rows), **counts})


def fan(drawn: Ensemble, indicator: str) -> pd.DataFrame:
    """Levels of an indicator by week over the draws.

    Returns:
        Columns week (from 1), p05, p25, median, p75, p95, mean; missing where no draw has one.
    """
    table = pd.DataFrame(drawn.indicator(indicator))
    weeks = pd.Series(np.arange(1, drawn.weeks + 1), name="week")
    quantiles = {name: table.quantile(share) for name, share in FAN.items()}
    return pd.DataFrame({"week": weeks, **quantiles, "mean": table.mean()})
