"""How fast draws are run, sent and kept, and how well two cores are used.

What the runner itself costs is measured with a run that is ready made, so that nothing else is.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from functools import cache
from pathlib import Path
from typing import Any, Final

from simulation.experiments.draws import Task, play
from simulation.experiments.store import Store
from simulation.model import simulate
from simulation.scenario import Scenario

REPLICATES: Final = 1_000
HORIZON: Final = 104
CORES: Final = 2
READY_MADE: Final = 300
DRAWN: Final = 100
LISTED: Final = 100_000
"""Draws in the store whose list is timed."""
ASKED_TOGETHER: Final = 1_000
"""Draws of one design of that store."""


def light() -> Iterator[tuple[str, float]]:
    """What the runner costs, in a process and on a cluster, and how long a store is listed."""
    yield "overhead_milliseconds", _overhead(None)
    yield "cluster_overhead_milliseconds", _overhead_on_a_cluster()
    yield "listing_seconds", _listing_seconds()


def heavy() -> Iterator[tuple[str, float]]:
    """Two years of many small companies on two cores, and what the second core brings."""
    seconds = _seconds(_tasks(REPLICATES), workers=CORES)
    yield "replicates_seconds", seconds
    alone, together = (_seconds(_tasks(DRAWN), workers=workers) for workers in (1, CORES))
    yield "efficiency", alone / (CORES * together)


def _tasks(number: int) -> list[Task]:
    scenario = Scenario().resized(1_000).changed({"horizon_weeks": HORIZON})
    return [(scenario, replicate) for replicate in range(number)]


def _seconds(tasks: list[Task], **how: Any) -> float:
    start = time.perf_counter()
    play(tasks, **how)
    return time.perf_counter() - start


@cache
def _made(employees: int) -> Any:
    return simulate(Scenario().resized(employees).changed({"horizon_weeks": HORIZON}))


def ready_made(scenario: Scenario, replicate: int) -> Any:
    """A run that a process makes once and hands over ever after, whatever is asked."""
    return _made(scenario.company.employees)


def _overhead(executor: Executor | None) -> float:
    """Milliseconds per draw that are not the draw's: handing out, gathering, keeping."""
    how: dict[str, Any] = {"workers": 1, "executor": executor, "simulate": ready_made}
    _seconds(_tasks(1), **how)
    with tempfile.TemporaryDirectory() as folder:
        seconds = _seconds(_tasks(READY_MADE), store=Store(Path(folder)), **how)
    return 1000 * seconds / READY_MADE


def _overhead_on_a_cluster() -> float:
    """The same on a Dask cluster of one worker process of this machine."""
    from distributed import Client, LocalCluster  # late: a third of a second

    one = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(host="127.0.0.1", **one) as cluster, Client(cluster) as client:
        return _overhead(client.get_executor(pure=False))


def _listing_seconds() -> float:
    """Wall time of listing a store by what was asked, and of one scenario's part of it."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        for number in range(LISTED // ASKED_TOGETHER):
            scenario = Scenario(name=f"scenario-{number}", seed=number)
            design = store.plan([(scenario, replicate) for replicate in range(ASKED_TOGETHER)])
            for key in design.keys:
                place = store.place(key)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.touch()
        start = time.perf_counter()
        listed = store.progress()
        store.progress(scenario="scenario-7")
        assert sum(each.done for each in listed) == LISTED
        return time.perf_counter() - start
