"""One roll-out to simulate, whole: what contradicts is refused, what changes is checked anew."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Literal, get_args

import yaml
from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from simulation import axes
from simulation.errors import InputError
from simulation.once import once_for_each
from simulation.scenario.company import Company, Culture, Managers
from simulation.scenario.parts import Frozen, Week, refused
from simulation.scenario.plan import TRAININGS, Plan
from simulation.scenario.recognition import Awards, Recognition, Scheme
from simulation.scenario.support import Charter, Sponsor, Tool
from simulation.words.refusals import expected_told


class Objective(Frozen):
    """What the roll-out is to reach (S22): an indicator, its level, and by when."""

    indicator: str = "weekly_active"
    level: float = Field(0.25, ge=0)
    week: Week = 78


Theory = Literal["composite", "managers_down", "peers_up", "critical_mass", "threshold", "bass"]
THEORIES: tuple[str, ...] = get_args(Theory)


class Scenario(Frozen):
    """One roll-out to simulate: company, culture, levers, plan, horizon and seed.

    `parameters` overrides values of the parameter catalogue, by name; those the catalogue
    does not know or whose range they leave are refused when the scenario is run.
    """

    name: str = Field("default", pattern=r"^[a-z0-9][a-z0-9_-]*$")
    title: Mapping[str, str] = {"fr": "Scénario par défaut", "en": "Default scenario"}
    description: Mapping[str, str] = {"fr": "", "en": ""}
    company: Company = Company()
    culture: Culture = Culture()
    managers: Managers = Managers()
    recognition: Recognition = Recognition()
    charter: Charter = Charter()
    tool: Tool = Tool()
    sponsor: Sponsor = Sponsor()
    plan: Plan = Plan()
    objective: Objective | None = None
    theory: Theory = "composite"
    parameters: Mapping[str, float] = {}
    horizon_weeks: int = Field(104, ge=1, le=520)
    seed: int = Field(41, ge=0, le=2**63 - 1)

    @model_validator(mode="before")
    @classmethod
    def _waves_not_told_stop_at_the_horizon(cls, told: Any) -> Any:
        plan = told.get("plan", {}) if isinstance(told, Mapping) else None
        weeks = told.get("horizon_weeks") if isinstance(told, Mapping) else None
        if not isinstance(plan, Mapping) or "waves" in plan or not isinstance(weeks, int):
            return told
        waves = [wave for wave in Plan.model_fields["waves"].default if wave.week <= weeks]
        return {**told, "plan": {**plan, "waves": waves or Plan.model_fields["waves"].default}}

    @model_validator(mode="after")
    def _there_are_people_to_mentor(self) -> Scenario:
        most = self.company.employees // 2
        if self.plan.mentoring_pairs > most and not self.company.record:
            raise refused("pairs_many", "plan.mentoring_pairs", self.plan.mentoring_pairs, le=most)
        return self

    @model_validator(mode="after")
    def _everything_happens_before_the_end(self) -> Scenario:
        for place, week in self._dates():
            if week > self.horizon_weeks:
                raise refused("after_the_end", place, week, last=self.horizon_weeks)
        return self

    def _dates(self) -> Iterator[tuple[str, int]]:
        """Place and week of all that is planned to begin or to be reached."""
        for name in ("waves", "community_managers"):
            for number, entry in enumerate(getattr(self.plan, name)):
                yield f"plan.{name}.{number}.week", entry.week
        for name in TRAININGS:
            training = getattr(self.plan, name)
            if training.sessions_per_week:
                yield f"plan.{name}.first_week", training.first_week
        for name, scheme in self.recognition:
            if isinstance(scheme, Awards) and scheme.share:
                yield f"recognition.{name}.first_week", scheme.first_week
            elif isinstance(scheme, Scheme) and scheme.strength:
                yield f"recognition.{name}.first_week", scheme.known_week
        if self.objective:
            yield "objective.week", self.objective.week

    def changed(self, changes: Mapping[str, Any], place: str = "--set") -> Scenario:
        """A new scenario with values set by path, as in `{"managers.coaching": 0.6}`.

        A shorter horizon leaves out what was planned after it. `place` is how messages name
        where the changes come from.

        Raises:
            InputError: unknown path, or a value that the scenario refuses.
        """
        tree = self.model_dump(mode="json")
        weeks = changes.get("horizon_weeks")
        if isinstance(weeks, int) and weeks < self.horizon_weeks:
            _leave_out_what_follows(tree, weeks)
        for path, value in changes.items():
            *parents, leaf = path.split(".")
            if path in axes.AXES:
                value = _spelt_out(path, value, place)
            branch = tree
            for parent in parents:
                branch = _child(branch, parent, path)
            if isinstance(branch, dict):
                branch[leaf] = value
            else:
                _child(branch, leaf, path)
                branch[int(leaf)] = value
        return parse(tree, place)

    def resized(self, employees: int) -> Scenario:
        """The same roll-out in a company of another size: capacities of the plan follow.

        Sessions, posts and seeded communities are scaled with the number of employees.
        """
        factor = employees / self.company.employees
        tree = self.model_dump(mode="json")
        tree["company"]["employees"] = employees
        plan = tree["plan"]
        for training in TRAININGS:
            plan[training]["sessions_per_week"] *= factor
        if plan["trainers"] is not None:
            plan["trainers"] *= factor
        plan["mentoring_pairs"] = round(plan["mentoring_pairs"] * factor)
        for staffing in plan["community_managers"]:
            staffing["full_time_equivalents"] *= factor
        plan["seeded_communities"] = round(plan["seeded_communities"] * factor)
        return parse(tree, place="--employees")

    @once_for_each
    def key(self) -> str:
        """A hash of what decides the simulation; names and descriptions do not count."""
        tree = self.model_dump(mode="json", exclude={"name", "title", "description"})
        text = json.dumps(tree, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def to_yaml(self) -> str:
        """The scenario as YAML that `load` reads back to an equal scenario."""
        tree = self.model_dump(mode="json")
        return yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def parse(tree: Mapping[str, Any], place: str) -> Scenario:
    """A scenario from plain values.

    Raises:
        InputError: names the first key or value refused, what was expected, and a remedy.
    """
    try:
        return Scenario.model_validate(tree)
    except ValidationError as fault:
        # A misspelt key tells more than the absence of the key it stands for.
        error = min(fault.errors(), key=lambda error: error["type"] != "extra_forbidden")
        context = error.get("ctx", {})
        steps = [*map(str, error["loc"]), *([context["place"]] if "place" in context else [])]
        path = ".".join(steps) or "scenario"
        if error["type"] == "extra_forbidden":
            *parents, leaf = [str(part) for part in error["loc"]]
            known = _fields(parents)
            close = difflib.get_close_matches(leaf, known, n=1)
            raise InputError(
                "scenario_unknown_key", place=place, path=path, known=", ".join(close or known)
            ) from None
        raise InputError(
            "scenario_value",
            place=place,
            path=path,
            value=textwrap.shorten(
                str(context.get("met", error.get("input"))), 100, placeholder=" …"
            ),
            expected=partial(expected_told, error),
        ) from None


class _Dumper(yaml.SafeDumper):
    """Quotes texts that hold a rare line break of Unicode, which plain YAML would fold."""


def _represented(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if re.search("[\x85\u2028\u2029]", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represented)


def _fields(path: list[str]) -> list[str]:
    fields: Any = Scenario
    for part in path:
        if part.isdigit() or not hasattr(fields, "model_fields") or part not in fields.model_fields:
            continue
        fields = fields.model_fields[part].annotation
        arguments = getattr(fields, "__args__", ())
        fields = arguments[0] if arguments else fields
    return list(getattr(fields, "model_fields", {}))


def _spelt_out(axis: str, told: Any, place: str) -> Any:
    """The values an axis is set to, so that later changes can refine them."""
    try:
        return axes.spelt_out(axis, told)
    except PydanticCustomError as fault:
        raise InputError(
            "scenario_value",
            place=place,
            path=axis,
            value=str(told),
            expected=partial(expected_told, {"type": fault.type, "ctx": fault.context, "msg": ""}),
        ) from None


def _leave_out_what_follows(tree: dict[str, Any], weeks: int) -> None:
    """Take out of a scenario's plain values all that begins after a week."""
    plan = tree["plan"]
    pilot, *later = plan["waves"]
    plan["waves"] = [pilot, *(wave for wave in later if wave["week"] <= weeks)]
    plan["community_managers"] = [
        entry for entry in plan["community_managers"] if entry["week"] <= weeks
    ]
    for name in TRAININGS:
        if plan[name]["first_week"] > weeks:
            plan[name]["sessions_per_week"] = 0.0
    if not any(plan[name]["sessions_per_week"] for name in TRAININGS):
        plan["trainers"] = None
    for scheme in tree["recognition"].values():
        if (scheme.get("announced_week") or scheme["first_week"]) > weeks:
            scheme["share" if "share" in scheme else "strength"] = 0.0
    if tree["objective"] and tree["objective"]["week"] > weeks:
        tree["objective"] = None


def _child(branch: Any, key: str, path: str) -> Any:
    if isinstance(branch, list) and key.isdigit() and int(key) < len(branch):
        return branch[int(key)]
    if isinstance(branch, dict) and key in branch:
        return branch[key]
    if isinstance(branch, dict):
        known = list(branch)
    else:
        known = [f"0–{len(branch) - 1}"] if isinstance(branch, list) else ["—"]
    raise InputError("scenario_unknown_key", place="--set", path=path, known=", ".join(known))
