"""Compile the rules of the model and keep the compiled code, so that the first run is quick.

Most of the time goes to translating one rule after the other, so two processes share them out:
each takes the next rule, or the drawing of companies, and leaves the compiled code on disk. The
longest come first, so that both end together. Then the week that calls them all is put together.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import cache
from inspect import signature
from multiprocessing import get_context
from typing import Any, Final

import numpy as np

from simulation.compiling import numba
from simulation.model import Simulation, simulate, week
from simulation.model.state import Now
from simulation.organisation import Organisation, draw
from simulation.scenario import Company, Scenario

PROCESSES: Final = 2
COMPANIES: Final = "companies"


def warm_up() -> None:
    """Fill the cache of compiled code; quick when nothing has changed."""
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        list(pool.map(_compile, [COMPANIES, *_longest_first()]))
    simulate(Scenario().resized(200).changed({"horizon_weeks": 2}))


def _rules() -> dict[str, Any]:
    """The rules that a week calls, by name."""
    called = {name: getattr(week, name, None) for name in week.work_week.py_func.__code__.co_names}
    return {name: rule for name, rule in called.items() if hasattr(rule, "py_func")}


def _longest_first() -> list[str]:
    rules = _rules()
    return sorted(rules, key=lambda name: -_length(rules[name]))


def _length(rule: Any) -> int:
    """Bytes of a rule's code and of all that it calls, once each: long rules take long."""
    called, waiting = {rule}, [rule]
    while waiting:
        function = waiting.pop().py_func
        names = map(function.__globals__.get, function.__code__.co_names)
        new = {found for found in names if hasattr(found, "py_func")} - called
        called |= new
        waiting += new
    return sum(len(each.py_func.__code__.co_code) for each in called)


def _compile(name: str) -> None:
    """Compile one rule for the types its arguments have in a run, or all that draws companies."""
    if name == COMPANIES:
        draw(Company(employees=200), 1)
        return
    rule, types = _rules()[name], _types_of_arguments()
    arguments = signature(rule.py_func).parameters
    rule.compile(tuple(types.get(argument, numba.int64) for argument in arguments))  # or a place


@cache
def _types_of_arguments() -> dict[str, Any]:
    run = Simulation(Scenario().changed({"horizon_weeks": 2}), organisation=_a_pair())
    now = Now(
        0, run.levers[0], run.parameter, run.mechanisms, run.weekly[0], run.seed, run.theory, False
    )
    values = {"state": run.state, "now": now, "units": run.units}
    return {name: numba.typeof(value) for name, value in values.items()}


def _a_pair() -> Organisation:
    """The least company: a manager and a report."""
    nobody = np.zeros(2, np.bool_)
    numbers, small, shares = np.zeros(2, np.int32), np.zeros(2, np.int16), np.zeros(2, np.float32)
    tie = np.ones(2, np.float32)
    return Organisation(
        unit=numbers,
        team=numbers,
        site=numbers,
        level=np.array([0, 1], np.int16),
        job_family=small,
        manager=np.array([-1, 0], np.int32),
        remote_days=shares,
        digital_ease=shares,
        workload=shares,
        tenure_years=shares,
        is_manager=np.array([True, False]),
        pilot=nobody,
        unit_names=("U01",),
        site_names=("Site 1",),
        job_family_names=("F01",),
        tie_start=np.array([0, 1, 2]),
        tie_target=np.array([1, 0], np.int32),
        tie_weight=tie,
        tie_return=tie,
        tie_layer=np.zeros(2, np.int8),
    )


if __name__ == "__main__":
    warm_up()
