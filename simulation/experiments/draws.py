"""Draws of simulated companies, several at a time.

A *draw* is one run of a scenario under one replicate number. The number decides the
company and everybody's luck, so draws of two scenarios under the same number can be
paired (W5). Draws are spread over an executor of `concurrent.futures`: threads by default,
since the model's kernels release the interpreter; a pool of processes or a cluster's client
with the same interface may be handed in instead (W10).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from simulation.cores import available_cores
from simulation.errors import InputError
from simulation.model import simulate
from simulation.scenario import Scenario

if TYPE_CHECKING:
    from simulation.experiments.store import Store

Progress = Callable[[int, int], None]
"""Called with the draws done and their total."""

Simulate = Callable[[Scenario, int], Any]
"""Runs a scenario under a replicate number; gives `seed`, `seconds` and `weekly` columns.

Counts by unit (`by_unit`, with the names in `organisation`) are kept where there are any.
"""

Task = tuple[Scenario, int]


class ParameterDraws(Protocol):
    """Where the parameters of each draw come from: `simulation.sizing.Futures` are such."""

    kind: str

    def applied(self, scenario: Scenario, draw: int) -> Scenario:
        """The scenario under the parameters of a draw."""


@dataclass(frozen=True)
class Draw:
    """What is kept of one run: its weekly columns, each of shape (weeks,).

    Of its counts by unit, only those of the last week are kept, each of shape (units,).
    """

    replicate: int
    seed: int
    weekly: Mapping[str, np.ndarray]
    seconds: float
    by_unit: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """A draw that did not end, and why."""

    scenario: str
    replicate: int
    reason: str

    @classmethod
    def of(cls, scenario: Scenario, replicate: int, fault: Exception) -> Failure:
        """A draw ended by a fault."""
        return cls(scenario.name, replicate, f"{type(fault).__name__}: {fault}")


def play(
    tasks: Sequence[Task],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    executor: Executor | None = None,
    store: Store | None = None,
    simulate: Simulate = simulate,
) -> list[Draw | Failure | None]:
    """Run tasks in their order, several at a time.

    Args:
        tasks: scenarios with replicate numbers; put those of one replicate side by side, so
            that its company is drawn once.
        workers: draws computed at a time; all cores by default.
        progress: told after each draw.
        cancelled: asked at first and after each draw; once true, the draws not begun are left out.
        executor: where to run; a pool of threads of its own by default.
        store: where each draw is kept as it ends, and those kept before are taken from.
        simulate: what runs one task.

    Returns:
        One entry per task, in order: the draw, why it failed, or None if it was left out.

    Raises:
        InputError: a scenario cannot be run, or the store's disk is full; all draws stop, since
            all would fail. What has ended is in the store.
    """
    keys = store.plan(tasks).keys if store else ("",) * len(tasks)
    found: list[Draw | Failure | None] = [store.draw(key) if store else None for key in keys]
    if cancelled and cancelled():
        return found
    pool = executor or ThreadPoolExecutor(workers or available_cores())
    places = {
        pool.submit(_draw, simulate, *task): place
        for place, task in enumerate(tasks)
        if found[place] is None
    }
    done = len(tasks) - len(places)
    try:
        for future in as_completed(places):
            place = places[future]
            outcome = _outcome(future, tasks[place])
            found[place] = outcome
            if store:
                store.keep(keys[place], tasks[place], outcome)
            done += 1
            if progress:
                progress(done, len(tasks))
            if cancelled and cancelled():
                break
        for future in places:
            future.cancel()
        for future, place in places.items():  # those that ran when the work was stopped
            if found[place] is None and not future.cancelled():
                found[place] = _outcome(future, tasks[place])
        return found
    finally:
        for future in places:
            future.cancel()
        if executor is None:
            pool.shutdown(cancel_futures=True)


def _outcome(future: Future[Draw | Failure], task: Task) -> Draw | Failure:
    """What came of a task; a worker that died is a failure of its own.

    Raises:
        InputError: the scenario cannot be run.
    """
    try:
        return future.result()
    except InputError:
        raise
    except Exception as fault:
        return Failure.of(*task, fault)


def _draw(simulate: Simulate, scenario: Scenario, replicate: int) -> Draw | Failure:
    try:
        run = simulate(scenario, replicate)
    except InputError:
        raise
    except Exception as fault:  # one draw's fault must not lose the others
        return Failure.of(scenario, replicate, fault)
    weekly = {name: np.asarray(column, dtype=float) for name, column in run.weekly.items()}
    return Draw(replicate, int(run.seed), weekly, float(run.seconds), _units_at_end(run))


def _units_at_end(run: Any) -> dict[str, np.ndarray]:
    """Counts of the last week by unit, with the units' names; none when the run has none."""
    if not hasattr(run, "by_unit"):
        return {}
    names = {"unit": np.asarray(run.organisation.unit_names, dtype=object)}
    return names | {name: np.array(column[-1]) for name, column in run.by_unit.items()}
