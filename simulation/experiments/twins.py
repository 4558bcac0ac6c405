"""The same employees under two scenarios: who contributes under one and not under the other.

Draws of two scenarios under the same number are the same company with the same luck, so each
employee has a twin (W5). A difference of two points may be forty people gained and none lost, or
a hundred gained and sixty lost: for those who decide, these are not the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.experiments import statistics
from simulation.experiments.draws import Draw, Failure, Progress, play
from simulation.experiments.levels import BARRIERS
from simulation.model import Run, simulate
from simulation.protection import Released, release
from simulation.scenario import Scenario

FATES: Final = ("gained", "lost", "both", "neither")
"""Contributes under the other scenario only, under the reference only, under both, under none."""


@dataclass(frozen=True)
class Twins:
    """What becomes of the same people under a reference and another scenario.

    Attributes:
        replicates: draws that ended under both.
        staff: fate (of `FATES`), people (mean over the draws), low, high (90 % of the draws).
        units: unit, people, `FATES` (mean people), barrier (what holds back most of those who
            do not contribute under the other scenario), held (share of them it holds),
            suppressed.
        failures: draws that did not end.
    """

    replicates: int
    staff: pd.DataFrame
    units: Released
    failures: tuple[Failure, ...] = ()


def twins(
    reference: Scenario,
    other: Scenario,
    replicates: int,
    min_group: int = 10,
    workers: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    simulate: Callable[[Scenario, int], Run] = simulate,
) -> Twins:
    """Follow each employee of the same company under two scenarios.

    Someone contributes who posted, answered or passed on over the last four weeks.

    Args:
        reference: what the other is held against.
        other: the scenario whose gains and losses are told.
        replicates: companies drawn, at least 1.
        min_group: units of fewer people are suppressed, and more if need be.
        workers: pairs computed at a time; all cores by default.
        progress: told after each pair.
        cancelled: asked after each pair; once true, what is done is told.
        simulate: what runs a scenario under a number.

    Raises:
        InputError: the scenarios are not of the same company, or have different luck.
        RuntimeError: no pair ended; names the first reason.
    """
    if reference.company != other.company or reference.seed != other.seed:
        raise InputError("twins_company", reference=reference.name, other=other.name)

    def pair(scenario: Scenario, replicate: int) -> SimpleNamespace:
        return _pair(simulate(reference, replicate), simulate(scenario, replicate))

    tasks = [(other, replicate) for replicate in range(replicates)]
    found = play(tasks, workers=workers, progress=progress, cancelled=cancelled, simulate=pair)
    drawn = [outcome for outcome in found if isinstance(outcome, Draw)]
    failures = tuple(outcome for outcome in found if isinstance(outcome, Failure))
    if not drawn:
        raise RuntimeError(failures[0].reason if failures else "no pair of draws was begun")
    people = pd.concat(
        [pd.DataFrame(dict(draw.by_unit)).assign(replicate=draw.replicate) for draw in drawn]
    )
    return Twins(len(drawn), _staff(people), _units(people, min_group), failures)


def _pair(before: Run, after: Run) -> SimpleNamespace:
    """Counts of people by fate and unit, as `play` keeps them."""
    first, second = (
        run.simulation.state.employee.contribution_weeks > 0 for run in (before, after)
    )
    fates = (~first & second, first & ~second, first & second, ~first & ~second)
    unit, units = after.organisation.unit, len(after.organisation.unit_names)
    counts: dict[str, Any] = {
        name: np.bincount(unit[fate], minlength=units)[None]
        for name, fate in zip(FATES, fates, strict=True)
    }
    counts |= {name: after.by_unit[name][-1:] for name in ("people", *BARRIERS)}
    return SimpleNamespace(
        seed=after.seed,
        seconds=before.seconds + after.seconds,
        weekly={},
        by_unit=counts,
        organisation=after.organisation,
    )


def _staff(people: pd.DataFrame) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for fate in FATES:
        drawn = people.groupby("replicate")[fate].sum().to_numpy(float)
        low, high = statistics.interval_of_draws(drawn)
        rows.append({"fate": fate, "people": statistics.mean(drawn), "low": low, "high": high})
    return pd.DataFrame(rows)


def _units(people: pd.DataFrame, min_group: int) -> Released:
    mean = people.groupby("unit", sort=False)[["people", *FATES, *BARRIERS]].mean()
    mean = mean[mean["people"] > 0]
    held = mean[list(BARRIERS)]
    table = mean[["people", *FATES]].assign(
        barrier=held.idxmax(axis=1),
        held=held.max(axis=1) / held.sum(axis=1).replace(0, np.nan),
        people=mean["people"].round().astype(int),
        all=0,
    )
    table = table.rename_axis("group").reset_index()
    shown = release(
        table, min_group, cells=("all",), measures=("people", *FATES, "barrier", "held")
    )
    return shown.drop(columns="all").rename(columns={"group": "unit"})
