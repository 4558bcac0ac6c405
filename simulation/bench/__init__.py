"""How fast the workbench is, beside what is asked of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final


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
    "overhead_milliseconds": Goal(5, 1),
    "cluster_overhead_milliseconds": Goal(20, 5),
    "listing_seconds": Goal(1, 0.5),
    "million_seconds": Goal(90, 20),
    "million_memory_gb": Goal(2.5, 1.0),
    "million_over_10000": Goal(2.0, 1.3),
    "compilation_seconds": Goal(40, 15),
    "replicates_seconds": Goal(15, 4),
    "efficiency": Goal(0.85, 0.95),
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


def bench(sizes: tuple[int, ...] = (1_000, 10_000, 100_000), full: bool = False) -> dict[str, Any]:
    """Measure the whole model, all mechanisms on, with compiled code already warm.

    Args:
        sizes: employees of the companies whose weeks are timed.
        full: also what takes minutes: many replicates, a million employees, compiling anew.

    Returns:
        `measures`: rows of name, measured, must, aim and verdict.
    """
    from simulation.bench import model, runner  # late: memory is measured without pandas

    measures = [*model.light(sizes), *runner.light()]
    if full:
        measures += [*model.heavy(), *runner.heavy()]
    return {"measures": [asdict(_judged(name, measured)) for name, measured in measures]}


def _judged(name: str, measured: float | None) -> Measure:
    goal = GOALS.get(name)
    if goal is None or measured is None:
        return Measure(name, measured)
    return Measure(name, measured, goal.must, goal.aim, goal.verdict(measured))
