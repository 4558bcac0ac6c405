"""The catalogue of costs and of rules of workload, read from `costs.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from simulation.yaml_text import from_yaml


@dataclass(frozen=True)
class UnitCost:
    """A unit cost with its evidence; 9 times in 10 it lies between low and high."""

    name: str
    label: Mapping[str, str]
    unit: str
    low: float
    central: float
    high: float
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class Rule:
    """A rule of workload or calendar with its evidence."""

    name: str
    label: Mapping[str, str]
    unit: str
    value: float
    status: str
    source: str
    note: str


@cache
def unit_costs() -> dict[str, UnitCost]:
    """Unit costs by name."""
    return {name: UnitCost(name=name, **entry) for name, entry in _read()["cost"].items()}


@cache
def rules() -> dict[str, Rule]:
    """Rules by name."""
    return {name: Rule(name=name, **entry) for name, entry in _read()["sizing"].items()}


def rule(name: str) -> float:
    """Value of a rule."""
    return rules()[name].value


@cache
def _read() -> Any:
    return from_yaml(files("simulation.sizing").joinpath("costs.yaml").read_text("utf-8"))
