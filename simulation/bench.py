"""How fast the model runs, as ratios measured in one go: full, core, and the plain twin.

The twin (`tests/twin/plain_mesa.py`) writes the core week with one Python object per
employee; it stands in a checkout of the project, not in an installed package.
"""

from __future__ import annotations

import importlib
import resource
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from simulation.model import CORE, Mechanisms, Simulation
from simulation.randomness import replicate_seed
from simulation.scenario import Scenario

WARM_UP_WEEKS = 4
"""Everyone is invited in week 1, so that the network is in full swing after these weeks."""
TWIN_WEEKS = 2
REPETITIONS = 3


def bench(sizes: tuple[int, ...] = (1_000, 10_000, 100_000)) -> dict[str, Any]:
    """Employee-weeks per second of processor time, of compiled code already warm.

    Args:
        sizes: employees of the companies simulated; the twin is measured at the largest.

    Returns:
        `sizes`, and under `full` and `core` the employee-weeks per second at each size;
        `peak_memory_mb` after the largest compiled run; `twin` (employee-weeks per second)
        and `ratio` (core over twin, same company, same weeks), None without a checkout.
    """
    _speed(_scenario(200), Mechanisms(), weeks=2)
    _speed(_scenario(200), CORE, weeks=2)
    result: dict[str, Any] = {"sizes": list(sizes), "full": [], "core": []}
    for size in sizes:
        scenario = _scenario(size)
        weeks = max(TWIN_WEEKS, min(40, 4_000_000 // size))
        result["full"].append(_speed(scenario, Mechanisms(), weeks))
        result["core"].append(_speed(scenario, CORE, weeks))
    result["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    twin = _twin_speed(_scenario(max(sizes)))
    result["twin"] = twin
    core = _speed(_scenario(max(sizes)), CORE, TWIN_WEEKS) if twin else None
    result["ratio"] = core / twin if core and twin else None
    return result


def _scenario(size: int) -> Scenario:
    waves = [{"week": 1, "share": 1.0}]
    return Scenario().resized(size).changed({"plan.waves": waves, "horizon_weeks": 60})


def _speed(scenario: Scenario, mechanisms: Mechanisms, weeks: int) -> float:
    speeds = []
    for _ in range(REPETITIONS):
        simulation = Simulation(scenario, mechanisms=mechanisms)
        simulation.work(WARM_UP_WEEKS)
        seconds = _processor_seconds(partial(simulation.work, weeks))
        speeds.append(scenario.company.employees * weeks / seconds)
    return sorted(speeds)[REPETITIONS // 2]


def _twin_speed(scenario: Scenario) -> float | None:
    try:
        twin = importlib.import_module("tests.twin.plain_mesa")
    except ModuleNotFoundError:
        return None
    organisation = Simulation(scenario, mechanisms=CORE).organisation
    network = twin.PlainNetwork(scenario, organisation, replicate_seed(scenario.seed, 0))
    network.run_for(WARM_UP_WEEKS)
    seconds = _processor_seconds(partial(network.run_for, TWIN_WEEKS))
    return scenario.company.employees * TWIN_WEEKS / seconds


def _processor_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
