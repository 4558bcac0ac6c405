"""Where a plan comes from: a scenario by name or file, or what a sizing wrote."""

from __future__ import annotations

from pathlib import Path

from simulation import sizing
from simulation.scenario import Scenario, load
from simulation.sizing import Target


def read_plan(source: str) -> tuple[str, Scenario, Target | None]:
    """A plan, what it goes by, and the target it was made for if it says so.

    Args:
        source: a preset's name, a scenario file, or what a sizing wrote (`.json`, or the
            calendar beside it, `.calendar.yaml`).

    Raises:
        InputError: it cannot be read, or holds no plan.
    """
    path = Path(source)
    if path.suffix == ".json" or path.name.endswith(".calendar.yaml"):
        given = sizing.read_plan(path)
        return path.name.partition(".")[0], given.scenario, given.target
    scenario = load(source)
    aim = scenario.objective
    target = Target(aim.indicator, aim.level, aim.week) if aim else None
    return path.stem if path.suffix else scenario.name, scenario, target
