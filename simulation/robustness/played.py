"""Plans played in the same futures: one table of what was not known, and what came of each plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.experiments import Ensemble
from simulation.experiments.draws import Draw, Progress, Simulate, Task, play
from simulation.experiments.ensemble import gather
from simulation.experiments.store import Store
from simulation.model import simulate
from simulation.robustness.inputs import Input, LeverFutures
from simulation.scenario import Scenario
from simulation.sizing.futures import FRESH_FROM, Futures, PriorFutures, read_posterior
from simulation.sizing.target import Target

FUTURES = ("prior", "known")
"""Where a plan is tried: in what may be true, or with the parameters taken as known."""


@dataclass(frozen=True, eq=False)
class Played:
    """Plans in the same futures; draws in which a plan did not end are left out for all.

    Attributes:
        draws: numbers of the futures; shape (draws,).
        plans: name -> its draws, in the order of `draws`.
        inputs: one row a draw, one column for each parameter or lever that differs.
        failures: draws left out.
    """

    draws: np.ndarray
    plans: Mapping[str, Ensemble]
    inputs: pd.DataFrame
    failures: int

    def levels(self, target: Target) -> pd.DataFrame:
        """Level of the target's indicator in its week; a row a draw, a column a plan."""
        return pd.DataFrame(
            {name: drawn.at(target.indicator, target.week) for name, drawn in self.plans.items()}
        )


def futures_of(kind: str, seed: int, levers: tuple[Input, ...] = ()) -> Futures:
    """The futures of a kind, with the levers that are not known either.

    Args:
        kind: of `FUTURES`, or the folder of a calibration.
        seed: of what is drawn.
        levers: drawn besides.

    Raises:
        InputError: no such kind, or a folder without a posterior.
    """
    if kind in FUTURES:
        futures = PriorFutures(seed) if kind == "prior" else Futures()
    elif Path(kind).is_dir():
        futures = read_posterior(Path(kind), seed)
    else:
        expected = ", ".join(FUTURES)
        raise InputError("option_value", option="--futures", value=kind, expected=expected)
    return LeverFutures(futures, levers, seed) if levers else futures


def played(
    plans: Mapping[str, Scenario],
    futures: Futures,
    draws: int,
    fresh: bool = False,
    first: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    executor: Executor | None = None,
    store: Store | None = None,
    simulate: Simulate = simulate,
) -> Played:
    """Play plans in futures, those of one future side by side.

    Args:
        plans: by the names they go by.
        futures: where they are tried.
        draws: futures.
        fresh: futures that no search has seen.
        first: futures before the first of them, for who has played these.
        workers: draws computed at a time.
        progress: called with the draws done and their total.
        cancelled: asked after each draw; the futures that are whole are kept.
        executor: where to run; threads by default.
        store: where draws are kept.
        simulate: what runs one scenario under one number.

    Raises:
        InputError: a scenario cannot be run.
        RuntimeError: no future ended for every plan; names the first reason.
    """
    numbers = np.arange(first, first + draws) + (FRESH_FROM if fresh else 0)
    tasks: list[Task] = [
        (futures.applied(plan, int(number)), int(number))
        for number in numbers
        for plan in plans.values()
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
    rows = [outcomes[at : at + len(plans)] for at in range(0, len(outcomes), len(plans))]
    whole = np.array([all(isinstance(one, Draw) for one in row) for row in rows], bool)
    kept = numbers[whole]
    ended = [row for row, ends in zip(rows, whole, strict=True) if ends] or rows
    drawn = {
        name: gather(plan, [row[place] for row in ended])
        for place, (name, plan) in enumerate(plans.items())
    }
    inputs = futures.drawn(next(iter(plans.values())), kept)
    differ = inputs.columns[inputs.max() > inputs.min()]
    return Played(kept, drawn, inputs[differ], int((~whole).sum()))


def until(plans: Mapping[str, Scenario], target: Target) -> dict[str, Scenario]:
    """The plans, run until the target's week.

    Raises:
        InputError: the target comes before the end of a plan's pilot begins.
    """
    for plan in plans.values():
        pilot = plan.plan.waves[0].week
        if target.week <= pilot:
            raise InputError("sizing_week", value=target.week, pilot=pilot)
    return {
        name: plan.changed({"horizon_weeks": target.week}, place="--target")
        for name, plan in plans.items()
    }


def staged(progress: Progress | None, before: float, total: int) -> Progress | None:
    """Progress over several stages, from that of one."""
    if progress is None:
        return None
    return lambda done, _: progress(min(int(before) + done, total), total)
