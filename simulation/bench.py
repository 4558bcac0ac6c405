"""How fast the model runs and starts, beside what is asked of it; ratios are of one run.

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
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Final

from simulation.model import CORE, Mechanisms, Simulation
from simulation.randomness import replicate_seed
from simulation.scenario import Scenario

WARM_UP_WEEKS: Final = 4
"""Everyone is invited in week 1, so that the network is in full swing after these weeks."""
MEASURED_WEEKS: Final = 40
TWIN_WEEKS: Final = 2
HORIZON: Final = 104
REPETITIONS: Final = 3
REPLICATES: Final = 1_000
CORES: Final = 2
REFERENCE, LARGE, LARGEST = 10_000, 100_000, 1_000_000


@dataclass(frozen=True)
class Goal:
    """What is asked of one measure: what must be reached, and what is aimed at."""

    must: float
    aim: float

    def verdict(self, measured: float) -> str:
        """The better of "aim" and "must" that is reached, else "missed"."""
        more = self.aim > self.must
        for name, bound in (("aim", self.aim), ("must", self.must)):
            if (measured >= bound) if more else (measured <= bound):
                return name
        return "missed"


GOALS: Final = {
    "speed_100000": Goal(6e6, 20e6),
    "over_twin": Goal(40, 150),
    "events": Goal(2.0, 1.3),
    "start_seconds": Goal(2, 1),
    "replicates_seconds": Goal(15, 4),
    "million_seconds": Goal(90, 20),
    "million_memory_gb": Goal(2.5, 1.0),
    "million_over_10000": Goal(2.0, 1.3),
    "compilation_seconds": Goal(40, 15),
}
"""By measure; those without a goal are told for information."""


@dataclass(frozen=True)
class Measure:
    """One row of the bench; `measured` is None where there is nothing to measure it with."""

    name: str
    measured: float | None
    must: float | None = None
    aim: float | None = None
    verdict: str | None = None


def bench(sizes: tuple[int, ...] = (1_000, REFERENCE, LARGE), full: bool = False) -> dict[str, Any]:
    """Measure the whole model, all mechanisms on, with compiled code already warm.

    Args:
        sizes: employees of the companies whose weeks are timed.
        full: also what takes minutes: many replicates, a million employees, compiling anew.

    Returns:
        `measures`: rows of name, measured, must, aim and verdict.
    """
    _speed(_in_full_swing(200), weeks=2)
    _speed(_in_full_swing(200), weeks=2, events=True)
    measures = [
        *((f"speed_{size}", _speed(_in_full_swing(size))) for size in sizes),
        ("over_twin", _over_twin(max(sizes))),
        ("events", _events_on_against_off()),
        ("start_seconds", _start_seconds()),
        *(_heavy() if full else ()),
    ]
    return {"measures": [asdict(_judged(name, measured)) for name, measured in measures]}


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


def _judged(name: str, measured: float | None) -> Measure:
    goal = GOALS.get(name)
    if goal is None or measured is None:
        return Measure(name, measured)
    return Measure(name, measured, goal.must, goal.aim, goal.verdict(measured))


def _heavy() -> Iterator[tuple[str, float]]:
    """What takes minutes, each measured in a process of its own or on all replicates."""
    yield "replicates_seconds", _replicates_seconds()
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


def _replicates_seconds() -> float:
    """Wall time of two years of many small companies, on two cores."""
    from simulation.experiments.draws import play  # late: memory is measured without pandas

    scenario = Scenario().resized(1_000).changed({"horizon_weeks": HORIZON})
    start = time.perf_counter()
    play([(scenario, replicate) for replicate in range(REPLICATES)], workers=CORES)
    return time.perf_counter() - start


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
    code = f"from simulation.bench import long_run; long_run({employees})"
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
