"""The scenario a command line names, with the changes it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
import yaml

from simulation.errors import InputError

if TYPE_CHECKING:
    from simulation.scenario import Scenario


def chosen(
    name: str,
    employees: int | None,
    weeks: int | None,
    seed: int | None,
    changes: list[str] | None,
) -> Scenario:
    """The scenario asked for, with the changes of the command line."""
    from simulation.scenario import load

    return changed(load(name), employees, weeks, seed, changes)


def changed(
    scenario: Scenario,
    employees: int | None,
    weeks: int | None,
    seed: int | None,
    changes: list[str] | None,
) -> Scenario:
    """A scenario with the changes of the command line."""
    if employees is not None:
        scenario = scenario.resized(employees)
    if changes:
        scenario = scenario.changed(dict(map(_change, changes)))
    if weeks is not None:
        scenario = scenario.changed({"horizon_weeks": weeks}, place="--weeks")
    if seed is not None:
        scenario = scenario.changed({"seed": seed}, place="--seed")
    if employees is not None and scenario.company.record:
        raise InputError("employees_of_record", value=employees, record=scenario.company.record)
    return scenario


def warn(scenarios: list[Scenario], lang: str, as_json: bool) -> None:
    """Say on stderr what is unlikely in scenarios; JSON says it in its own way."""
    from simulation.plausibility import unlikely_told

    for sentence in unlikely_told(scenarios, lang) if not as_json else ():
        typer.echo(f"▲ {sentence}", err=True)


def _change(text: str) -> tuple[str, Any]:
    path, sign, value = text.partition("=")
    try:
        told = yaml.safe_load(value)
    except (yaml.YAMLError, ValueError):
        sign = ""
    if not sign or not path.strip():
        raise InputError("option_value", option="--set", value=text, expected="path=value")
    return path.strip(), told
