"""How fast the model runs and starts; ratios are of one run.

The plain twin (`tests/twin/plain_mesa.py`) writes the core week with one Python object per
employee; it stands in a checkout of the project, not in an installed package.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from simulation.model import CORE, Mechanisms, Simulation
from simulation.randomness import replicate_seed
from simulation.scenario import Scenario

WARM_UP_WEEKS: Final = 4
"""Everyone is invited in week 1, so that the network is in full swing after these weeks."""
MEASURED_WEEKS: Final = 40
TWIN_WEEKS: Final = 2
HORIZON: Final = 104
REPETITIONS: Final = 3
REFERENCE, LARGE, LARGEST = 10_000, 100_000, 1_000_000


def long_run(employees: int) -> None:
    """Draw a company and work two years; prints seconds and memory for the process that asked."""
    start = time.perf_counter()
    simulation = Simulation(Scenario().resized(employees).changed({"horizon_weeks": HORIZON}))
    weeks = _processor_seconds(partial(simulation.work, HORIZON))
    told = {
        "seconds": time.perf_counter() - start,
        "weeks": weeks,
        "memory_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9,
    }
    print(json.dumps(told))


def light(sizes: tuple[int, ...]) -> Iterator[tuple[str, float | None]]:
    """Speeds of companies of these sizes, and ratios; compiled code is already warm."""
    _speed(_in_full_swing(200), weeks=2)
    _speed(_in_full_swing(200), weeks=2, events=True)
    for size in sizes:
        yield f"speed_{size}", _speed(_in_full_swing(size))
    yield "over_twin", _over_twin(max(sizes))
    yield "events", _events_on_against_off()
    yield "start_seconds", _start_seconds()


def heavy() -> Iterator[tuple[str, float]]:
    """What takes minutes, each measured in a process of its own."""
    million, reference = _long_run_elsewhere(LARGEST), _long_run_elsewhere(REFERENCE)
    yield "million_seconds", million["seconds"]
    yield "million_memory_gb", million["memory_gb"]
    ratio = million["weeks"] / reference["weeks"] * REFERENCE / LARGEST
    yield "million_over_10000", ratio
    yield "compilation_seconds", _compilation_seconds()


def _in_full_swing(size: int) -> Scenario:
    waves = [{"week": 1, "share": 1.0}]
    return Scenario().resized(size).changed({"plan.waves": waves, "horizon_weeks": 60})


def _speed(
    scenario: Scenario,
    mechanisms: Mechanisms | None = None,
    weeks: int = MEASURED_WEEKS,
    events: bool = False,
    repetitions: int = REPETITIONS,
) -> float:
    """Employee-weeks per second of processor time: the median of a few repetitions."""
    speeds = []
    for _ in range(repetitions):
        simulation = Simulation(scenario, mechanisms=mechanisms, events=events)
        simulation.work(WARM_UP_WEEKS)
        seconds = _processor_seconds(partial(simulation.work, weeks))
        speeds.append(scenario.company.employees * weeks / seconds)
    return statistics.median(speeds)


def _over_twin(size: int) -> float | None:
    """The whole model over the core week in plain Mesa: same company, same weeks."""
    try:
        twin = importlib.import_module("tests.twin.plain_mesa")
    except ModuleNotFoundError:
        return None
    scenario = _in_full_swing(size)
    organisation = Simulation(scenario, mechanisms=CORE).organisation
    network = twin.PlainNetwork(scenario, organisation, replicate_seed(scenario.seed, 0))
    network.run_for(WARM_UP_WEEKS)
    seconds = _processor_seconds(partial(network.run_for, TWIN_WEEKS))
    return _speed(scenario, weeks=TWIN_WEEKS) / (size * TWIN_WEEKS / seconds)


def _events_on_against_off() -> float:
    """Time with events kept over time without: the median of pairs measured side by side."""
    scenario = _in_full_swing(REFERENCE)
    pairs = [
        (_speed(scenario, repetitions=1), _speed(scenario, events=True, repetitions=1))
        for _ in range(REPETITIONS)
    ]
    return statistics.median(without / kept for without, kept in pairs)


def _start_seconds() -> float:
    """Wall time from the start of a worker process to the end of its first, tiny run."""
    return statistics.median(_process_seconds(_TINY_RUN) for _ in range(REPETITIONS))


def _compilation_seconds() -> float:
    """Wall time of compiling all rules, nothing being kept from before."""
    with tempfile.TemporaryDirectory() as empty:
        return _process_seconds("import simulation.warm_up as w; w.warm_up()", cache=empty)


_TINY_RUN: Final = """
from simulation.model import simulate
from simulation.scenario import Scenario
simulate(Scenario().resized(100).changed({"horizon_weeks": 2}))
"""


def _long_run_elsewhere(employees: int) -> dict[str, float]:
    code = f"from simulation.bench.model import long_run; long_run({employees})"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout
    return json.loads(told)


def _process_seconds(code: str, cache: str | None = None) -> float:
    environment = os.environ | ({"XDG_CACHE_HOME": cache} if cache else {})
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    return time.perf_counter() - start


def _processor_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
