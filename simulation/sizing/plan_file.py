"""A plan as a file that people edit: its calendar and its means, then what was asked of it.

`rsne size --evaluate` reads it again, and says what the edited plan is worth.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from simulation.errors import InputError
from simulation.places import check_within
from simulation.scenario import Scenario, parse, with_record_found
from simulation.sizing.result import SizingResult
from simulation.sizing.staffing import Service
from simulation.sizing.target import Limits, Target
from simulation.words import say

HEADING = "# rsne plan"
"""First line of a plan's file, in both languages."""

KEYS = ("target", "probability", "budget", "limits", "service", "plan", "scenario")


@dataclass(frozen=True)
class GivenPlan:
    """A plan read from a file, with what was asked of it.

    Attributes:
        scenario: the plan as it is to run.
        target: what it is to reach.
        probability: asked.
        budget: the most it may cost, in euros, or None.
        limits: the most of each means.
        service: what community managers promise.
    """

    scenario: Scenario
    target: Target
    probability: float
    budget: float | None
    limits: Limits
    service: Service


def plan_text(result: SizingResult, lang: str) -> str:
    """The plan of a result as YAML, with how to use it on top.

    Waves, sessions, posts and other means stand under `plan`, to be edited; what was asked stands
    before them, the rest of the scenario after them.
    """
    tree = yaml.safe_load(result.scenario.to_yaml())
    plan = tree.pop("plan")
    told = {
        "target": str(result.target),
        "probability": result.asked,
        "budget": result.budget_limit,
        "limits": result.limits.to_dict(),
        "service": {"share": result.service.share, "days": result.service.days},
        "plan": plan,
        "scenario": tree,
    }
    comments = [f"# {line}" for line in say("sizing.plan_file", lang).splitlines()]
    body = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=100)
    return "\n".join([HEADING, *comments, "", body])


def write_plan(result: SizingResult, path: Path, lang: str) -> Path:
    """Write the plan of a result for people to edit.

    Raises:
        InputError: another file stands there, or nothing can be written.
    """
    check_within(path.parent)
    if path.exists() and not path.read_bytes().startswith(HEADING.encode()):
        raise InputError("would_overwrite", place=str(path.parent), other=path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(plan_text(result, lang), "utf-8")
    return path


def stored_result(path: Path) -> SizingResult:
    """The result of a sizing from its file, with the record it names found in its workspace.

    Raises:
        InputError: its scenario or target is refused.
        OSError, ValueError, KeyError, TypeError, AttributeError: it cannot be read, or is no
            result of this version.
    """
    result = SizingResult.from_dict(json.loads(path.read_text("utf-8")))
    return replace(
        result,
        scenario=with_record_found(result.scenario, path),
        alternatives={
            plan: with_record_found(scenario, path)
            for plan, scenario in result.alternatives.items()
        },
    )


def read_plan(path: Path) -> GivenPlan:
    """A plan from a file that people edited, or from the result of a sizing (`.json`).

    Raises:
        InputError: it cannot be read, is no plan, or holds what cannot be; names the place.
    """
    tree = _tree(path)
    if path.suffix == ".json":
        scenario = tree.get("scenario")
        told = {**tree, "probability": tree.get("asked"), "budget": tree.get("budget_limit")}
    else:
        unknown = set(tree) - set(KEYS)
        if unknown:
            value = ", ".join(sorted(map(str, unknown)))
            raise InputError("plan_key", place=str(path), value=value, known=", ".join(KEYS))
        told, scenario = tree, tree.get("scenario")
        if isinstance(scenario, dict):
            scenario = {**scenario, "plan": tree.get("plan")}
    if not isinstance(scenario, dict) or not isinstance(told.get("target"), str):
        raise InputError("plan_unreadable", place=str(path))
    return GivenPlan(
        scenario=with_record_found(parse(scenario, place=str(path)), path),
        target=Target.parse(told["target"]),
        probability=_number(path, "probability", told.get("probability", 0.8)),
        budget=None if told.get("budget") is None else _number(path, "budget", told["budget"]),
        limits=Limits.parse(
            f"{name}={value}" for name, value in (told.get("limits") or {}).items()
        ),
        service=_service(path, told.get("service")),
    )


def _tree(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8")
        tree = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError) as fault:
        raise InputError("plan_unreadable", place=str(path)) from fault
    if not isinstance(tree, dict):
        raise InputError("plan_unreadable", place=str(path))
    return tree


def _service(path: Path, told: Any) -> Service:
    if not isinstance(told, dict):
        return Service.usual()
    share, days = (_number(path, f"service.{n}", told.get(n)) for n in ("share", "days"))
    return Service.parse(f"{share}@{days}")


def _number(path: Path, name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise InputError("plan_value", place=str(path), name=name, value=value) from None
