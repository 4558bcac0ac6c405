"""Scenarios in files: those shipped, and those of users."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml

from simulation.errors import InputError
from simulation.scenario.found import with_record_found
from simulation.scenario.scenario import Scenario, parse
from simulation.yaml_text import from_yaml


def presets() -> list[str]:
    """Names of the scenarios shipped to compare one lever at a time, on the same company."""
    return _names(_shipped())


def examples() -> list[str]:
    """Names of the worked examples: whole roll-outs, each in a company of its own."""
    return _names(_shipped() / "examples")


def _shipped() -> Traversable:
    return files("simulation") / "scenarios"


def _names(folder: Traversable) -> list[str]:
    return sorted(file.name[:-5] for file in folder.iterdir() if file.name.endswith(".yaml"))


def load(source: str | Path) -> Scenario:
    """Read a scenario from a YAML file, or by the name of a preset or of an example.

    The record that a file of a workspace names is found there: see `with_record_found`.

    Raises:
        InputError: no such file, preset or example, not YAML, or values the scenario refuses.
    """
    path = Path(source)
    if path.suffix not in (".yaml", ".yml"):
        return _shipped_scenario(str(source))
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError("scenario_unreadable", place=str(path)) from fault
    return with_record_found(_read(text, str(source), path.stem), path)


@cache
def _shipped_scenario(name: str) -> Scenario:
    return _read(shipped_text(name), name, name)


@lru_cache(maxsize=256)
def _read(text: str, place: str, name: str) -> Scenario:
    """The scenario that YAML tells of, which bears `name` if it does not say; the latest kept."""
    try:
        tree = from_yaml(text)
    except (yaml.YAMLError, ValueError) as fault:  # ValueError: a day that does not exist
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise InputError("scenario_not_yaml", place=place, line=line) from fault
    if not isinstance(tree, dict):
        raise InputError("scenario_not_yaml", place=place, line=1)
    tree.setdefault("name", name)
    return parse(tree, place=place)


def shipped_text(name: str) -> str:
    """The file of a preset or an example as it lies there, comments included.

    Raises:
        InputError: there is none of that name.
    """
    if name in presets():
        return (_shipped() / f"{name}.yaml").read_text("utf-8")
    if name in examples():
        return (_shipped() / "examples" / f"{name}.yaml").read_text("utf-8")
    known = ", ".join([*presets(), *examples()])
    raise InputError("scenario_unknown", value=name, presets=known)
