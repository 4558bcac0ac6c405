"""Simulations of a pilot over the priors: the design a calibration learns from.

A run of the design is one set of values and one luck. Every target of every week is kept,
so that a pilot that has become longer is compared with the same simulations again.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.calibration.acts import Acts
from simulation.calibration.pilot import Pilot
from simulation.calibration.targets import SERIES, measured
from simulation.cores import available_cores
from simulation.errors import InputError
from simulation.experiments.draws import Failure
from simulation.model import Simulation

Progress = Callable[[int, int], None]
Outcome = NDArray[np.float64] | Failure

CHUNK: Final = 50
"""Runs handed to a process at a time."""
ALONE: Final = 400
"""Fewer runs than this are done here: starting processes would take longer."""
ENOUGH: Final = 0.9
"""Share of the runs that must end: those that do not may be those of certain values, so that with
more of them missing the pilot would be held against a part of the priors only."""


@dataclass(frozen=True, eq=False)
class Runs:
    """What came of simulated pilots.

    Attributes:
        ended: which of the rows asked, increasing; shape (runs,).
        measured: of those; shape (runs, targets, weeks).
        failures: the others, with their reasons.
    """

    ended: NDArray[np.int64]
    measured: NDArray[np.float64]
    failures: tuple[Failure, ...]


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
        failures: runs that did not end, with their reasons; they have no row.
    """

    key: str
    places: NDArray[np.float64]
    targets: tuple[str, ...]
    measured: NDArray[np.float64]
    failures: tuple[Failure, ...] = ()

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
            failures=np.array([astuple(failure) for failure in self.failures], dtype=str),
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
                    failures=tuple(
                        Failure(scenario, int(replicate), reason)
                        for scenario, replicate, reason in found["failures"].tolist()
                    ),
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
) -> Runs:
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
        The runs that ended, targets in the order of `pilot.measuring.available`.

    Raises:
        InputError: the pilot cannot be run, or too few of the runs ended; names a reason.
        StoppedError: it was cancelled.
    """
    starts = range(0, len(values), CHUNK)
    chunks = [(values.iloc[at : at + CHUNK], first_replicate + at) for at in starts]
    work = partial(_chunk, pilot, weeks)
    cores = 1 if len(values) < ALONE else min(workers or available_cores(), len(chunks))
    found: list[list[Outcome]] = [[]] * len(chunks)

    def keep(place: int, done: int, outcomes: list[Outcome]) -> None:
        found[place] = outcomes
        if progress:
            progress(min(done * CHUNK, len(values)), len(values))
        if cancelled and cancelled():
            raise StoppedError

    if cores == 1:
        for place, chunk in enumerate(chunks):
            keep(place, place + 1, work(*chunk))
        return _enough([outcome for outcomes in found for outcome in outcomes])
    context = multiprocessing.get_context("spawn")
    pool: Executor = ProcessPoolExecutor(cores, mp_context=context)
    try:
        futures = {pool.submit(work, *chunk): place for place, chunk in enumerate(chunks)}
        for done, future in enumerate(as_completed(futures), start=1):
            place = futures[future]
            keep(place, done, _outcomes(future, pilot, *chunks[place]))
    finally:
        pool.shutdown(cancel_futures=True)
    return _enough([outcome for outcomes in found for outcome in outcomes])


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
        name: found.measured[:, place]
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


def _chunk(pilot: Pilot, weeks: int, values: pd.DataFrame, first: int) -> list[Outcome]:
    return [
        _run(pilot, weeks, {str(name): float(value) for name, value in row.items()}, replicate)
        for replicate, row in enumerate(values.to_dict("records"), start=first)
    ]


def _run(pilot: Pilot, weeks: int, values: dict[str, float], replicate: int) -> Outcome:
    """Targets of one run, shape (targets, weeks), or why it did not end."""
    try:
        acts = Acts.of_simulation(run(pilot, values, weeks, replicate))
    except InputError:
        raise
    except Exception as fault:  # one run's fault must not lose the others
        return Failure.of(pilot.scenario, replicate, fault)
    found = measured(acts, pilot.measuring)
    return np.array([found[name] for name in pilot.measuring.available])


def _outcomes(
    future: Future[list[Outcome]], pilot: Pilot, values: pd.DataFrame, first: int
) -> list[Outcome]:
    """What came of a chunk; where its process died each of its runs is a failure."""
    try:
        return future.result()
    except InputError:
        raise
    except Exception as fault:
        return [Failure.of(pilot.scenario, first + at, fault) for at in range(len(values))]


def _enough(outcomes: list[Outcome]) -> Runs:
    """The runs that ended, if they are enough."""
    failures = tuple(one for one in outcomes if isinstance(one, Failure))
    ended = [place for place, one in enumerate(outcomes) if not isinstance(one, Failure)]
    if len(ended) < ENOUGH * len(outcomes):
        raise InputError(
            "calibration_failed",
            failed=len(failures),
            runs=len(outcomes),
            reason=failures[0].reason,
        )
    rows = [one for one in outcomes if not isinstance(one, Failure)]
    return Runs(np.array(ended, dtype=np.int64), np.array(rows), failures)
