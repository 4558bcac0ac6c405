"""Simulations of a pilot over the priors: the design a calibration learns from.

A point of the design is one set of parameters and one luck. Every target of every week is
kept, so that a pilot that has become longer is compared with the same simulations again.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.calibration.acts import Acts
from simulation.calibration.pilot import Pilot
from simulation.calibration.targets import measured
from simulation.calibration.unknowns import Unknown
from simulation.experiments.draws import available_cores
from simulation.model import Simulation

Progress = Callable[[int, int], None]

CHUNK: Final = 50
"""Runs handed to a process at a time."""


@dataclass(frozen=True, eq=False)
class Design:
    """Simulated pilots.

    Attributes:
        places: of each run in the priors, as standard normal numbers; shape (runs, unknowns).
        targets: names of what was measured.
        values: shape (runs, targets, weeks).
    """

    places: NDArray[np.float64]
    targets: tuple[str, ...]
    values: NDArray[np.float64]

    @property
    def weeks(self) -> int:
        """How many weeks each run has."""
        return self.values.shape[2]

    def as_arrays(self) -> dict[str, NDArray]:
        """The design as arrays to keep, in half the room."""
        return {
            "places": self.places.astype(np.float32),
            "targets": np.array(self.targets),
            "values": self.values.astype(np.float32),
        }


def places(unknowns: int, runs: int, seed: int) -> NDArray[np.float64]:
    """Points spread evenly over standard normal distributions; shape (runs, unknowns)."""
    from scipy.special import ndtri
    from scipy.stats import qmc

    sobol = qmc.Sobol(unknowns, rng=np.random.default_rng(seed))
    return ndtri(np.clip(sobol.random_base2((runs - 1).bit_length())[:runs], 1e-6, 1 - 1e-6))


def simulate(
    pilot: Pilot,
    unknowns: Sequence[Unknown],
    at: NDArray[np.float64],
    weeks: int,
    first_replicate: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Design:
    """Simulate a pilot at these places of the priors, each run with a luck of its own.

    Args:
        pilot: whose people and plan.
        unknowns: what varies.
        at: standard normal places; shape (runs, unknowns).
        weeks: horizon of each run.
        first_replicate: luck of the first run; the others follow.
        workers: processes; all cores by default, 1 runs here.
        progress: told after each chunk.
    """
    chunks = [at[k : k + CHUNK] for k in range(0, len(at), CHUNK)]
    numbers = range(first_replicate, first_replicate + len(at), CHUNK)
    work = partial(_chunk, pilot, tuple(unknowns), weeks)
    cores = min(workers or available_cores(), len(chunks))
    found: list[NDArray] = [np.empty(0)] * len(chunks)
    if cores == 1:
        for k, (chunk, number) in enumerate(zip(chunks, numbers, strict=True)):
            found[k] = work(chunk, number)
            _tell(progress, k + 1, len(chunks), len(at))
    else:
        pool: Executor = ProcessPoolExecutor(
            cores, mp_context=multiprocessing.get_context("spawn")
        )
        try:
            futures = {
                pool.submit(work, chunk, number): k
                for k, (chunk, number) in enumerate(zip(chunks, numbers, strict=True))
            }
            for done, future in enumerate(as_completed(futures), start=1):
                found[futures[future]] = future.result()
                _tell(progress, done, len(chunks), len(at))
        finally:
            pool.shutdown(cancel_futures=True)
    values = np.concatenate(found)
    return Design(at, pilot.measuring.available, values)


def run(pilot: Pilot, unknowns: Sequence[Unknown], place: NDArray, weeks: int, replicate: int):
    """One simulation of a pilot that kept its events, at one place of the priors."""
    values = {u.name: u.value(z) for u, z in zip(unknowns, place, strict=True)}
    simulation = Simulation(
        pilot.under(values, weeks), replicate, pilot.organisation, events=True
    )
    simulation.state.employee.invited_week[:] = pilot.invited
    simulation.work(weeks)
    return simulation


def _chunk(
    pilot: Pilot, unknowns: Sequence[Unknown], weeks: int, at: NDArray, first: int
) -> NDArray[np.float64]:
    rows = []
    for number, place in enumerate(at, start=first):
        acts = Acts.of_simulation(run(pilot, unknowns, place, weeks, number))
        found = measured(acts, pilot.measuring)
        rows.append([found[name] for name in pilot.measuring.available])
    return np.array(rows)


def _tell(progress: Progress | None, done: int, chunks: int, runs: int) -> None:
    if progress:
        progress(runs * done // chunks, runs)
