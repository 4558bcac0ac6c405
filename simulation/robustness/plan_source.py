"""Where a plan comes from: a scenario by name or file, or what a sizing wrote."""

from __future__ import annotations

import json
from pathlib import Path

from simulation.errors import InputError
from simulation.scenario import Scenario, load, parse
from simulation.sizing.target import Target


def read_plan(source: str) -> tuple[str, Scenario, Target | None]:
    """A plan, what it goes by, and the target it was made for if it says so.

    Args:
        source: a preset's name, a scenario file, or the result of a sizing (`.json`).

    Raises:
        InputError: it cannot be read, or holds no plan.
    """
    path = Path(source)
    if path.suffix != ".json":
        scenario = load(source)
        aim = scenario.objective
        target = Target(aim.indicator, aim.level, aim.week) if aim else None
        return path.stem if path.suffix else scenario.name, scenario, target
    try:
        tree = json.loads(path.read_text("utf-8"))
        scenario, target = tree["scenario"], tree["target"]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise InputError("plan_file", place=source) from fault
    if not isinstance(scenario, dict) or not isinstance(target, str):
        raise InputError("plan_file", place=source)
    return path.stem, parse(scenario, place=source), Target.parse(target)
