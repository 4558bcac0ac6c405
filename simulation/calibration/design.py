"""Simulations of a pilot over the priors: the design a calibration learns from.

A run of the design is one set of values and one luck. Every target of every week is kept,
so that a pilot that has become longer is compared with the same simulations again.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.calibration.acts import Acts
from simulation.calibration.pilot import Pilot
from simulation.calibration.targets import SERIES, measured
from simulation.experiments.draws import available_cores
from simulation.model import Simulation

Progress = Callable[[int, int], None]

CHUNK: Final = 50
"""Runs handed to a process at a time."""
ALONE: Final = 400
"""Fewer runs than this are done here: starting processes would take longer."""


class StoppedError(Exception):
    """The work was stopped before there was anything to tell."""


@dataclass(frozen=True, eq=False)
class Design:
    """Simulated pilots.

    Attributes:
        key: of whom and what was simulated.
        places: of each run in the priors, as standard normal numbers; shape (runs, unknowns).
        targets: names of what was measured.
        measured: shape (runs, targets, weeks).
    """

    key: str
    places: NDArray[np.float64]
    targets: tuple[str, ...]
    measured: NDArray[np.float64]

    @property
    def weeks(self) -> int:
        """How many weeks each run has."""
        return self.measured.shape[2]

    def write(self, file: Path) -> None:
        """Keep the design, in half the room."""
        np.savez(
            file,
            key=np.array(self.key),
            places=self.places.astype(np.float32),
            targets=np.array(self.targets),
            measured=self.measured.astype(np.float32),
        )

    @classmethod
    def kept(cls, file: Path) -> Design | None:
        """A design that was kept; none where there is none that can be read."""
        try:
            with np.load(file, allow_pickle=False) as found:
                return cls(
                    key=str(found["key"]),
                    places=found["places"].astype(float),
                    targets=tuple(found["targets"].tolist()),
                    measured=found["measured"].astype(float),
                )
        except (OSError, ValueError, KeyError, EOFError):
            return None


def spread(unknowns: int, runs: int, seed: int) -> NDArray[np.float64]:
    """Places spread evenly over standard normal distributions; shape (runs, unknowns)."""
    from scipy.special import ndtri
    from scipy.stats import qmc

    sobol = qmc.Sobol(unknowns, rng=np.random.default_rng(seed))
    points = sobol.random_base2((runs - 1).bit_length())[:runs]
    return ndtri(np.clip(points, 1e-6, 1 - 1e-6))


def simulate(
    pilot: Pilot,
    values: pd.DataFrame,
    weeks: int,
    first_replicate: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> NDArray[np.float64]:
    """Simulate a pilot under each row of values, each run with a luck of its own.

    Args:
        pilot: whose people and plan.
        values: one row a run, one column an unknown.
        weeks: horizon of each run.
        first_replicate: luck of the first run; the others follow.
        workers: processes; all cores by default, 1 runs here.
        progress: called with the runs done and their total.
        cancelled: asked after each handful of runs.

    Returns:
        Targets in the order of `pilot.measuring.available`; shape (runs, targets, weeks).

    Raises:
        StoppedError: it was cancelled.
    """
    starts = range(0, len(values), CHUNK)
    chunks = [values.iloc[start : start + CHUNK] for start in starts]
    work = partial(_chunk, pilot, weeks)
    cores = 1 if len(values) < ALONE else min(workers or available_cores(), len(chunks))
    found: list[NDArray[np.float64]] = [np.empty(0)] * len(chunks)

    def keep(place: int, done: int, result: NDArray[np.float64]) -> None:
        found[place] = result
        if progress:
            progress(min(done * CHUNK, len(values)), len(values))
        if cancelled and cancelled():
            raise StoppedError

    if cores == 1:
        for place, (chunk, start) in enumerate(zip(chunks, starts, strict=True)):
            keep(place, place + 1, work(chunk, first_replicate + start))
        return np.concatenate(found)
    context = multiprocessing.get_context("spawn")
    pool: Executor = ProcessPoolExecutor(cores, mp_context=context)
    try:
        futures = {
            pool.submit(work, chunk, first_replicate + start): place
            for place, (chunk, start) in enumerate(zip(chunks, starts, strict=True))
        }
        for done, future in enumerate(as_completed(futures), start=1):
            keep(futures[future], done, future.result())
    finally:
        pool.shutdown(cancel_futures=True)
    return np.concatenate(found)


def series(
    pilot: Pilot,
    values: pd.DataFrame,
    weeks: int,
    first_replicate: int,
    workers: int | None = None,
) -> dict[str, NDArray[np.float64]]:
    """The weekly series of simulated pilots, by name; counts of shape (runs, weeks)."""
    found = simulate(pilot, values, weeks, first_replicate, workers)
    return {
        name: found[:, place]
        for place, name in enumerate(pilot.measuring.available)
        if name in SERIES
    }


def run(pilot: Pilot, values: dict[str, float], weeks: int, replicate: int) -> Simulation:
    """One simulation of a pilot that kept its events."""
    scenario = pilot.under(values, weeks)
    simulation = Simulation(scenario, replicate, pilot.organisation, events=True)
    simulation.state.employee.invited_week[:] = pilot.invited_under(scenario)
    simulation.work(weeks)
    return simulation


def _chunk(pilot: Pilot, weeks: int, values: pd.DataFrame, first: int) -> NDArray[np.float64]:
    rows = []
    for replicate, row in enumerate(values.to_dict("records"), start=first):
        told = {str(name): float(value) for name, value in row.items()}
        acts = Acts.of_simulation(run(pilot, told, weeks, replicate))
        found = measured(acts, pilot.measuring)
        rows.append([found[name] for name in pilot.measuring.available])
    return np.array(rows)
