"""A scenario: everything that can be decided or assumed about a roll-out, frozen.

A scenario is an immutable value that checks itself: unknown keys, values out of range
and impossible combinations are refused in the user's words. It is read from and written
to YAML that a non-programmer can open. Weeks count from 1 (S1, W1). Shares are in [0, 1].

Rows of the mission are named in brackets; how each lever acts is in `simulation/model/ODD.md`.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import textwrap
from collections.abc import Mapping
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from simulation.errors import InputError
from simulation.words.refusals import expected_told

Share = Annotated[float, Field(ge=0, le=1)]
Week = Annotated[int, Field(ge=1, le=520)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Company(_Frozen):
    """The company: drawn, or the people of a record that holds an HR extract.

    `young_share`: of people under about 35 (S32); a third is assumed, the order of their
    share among people at work.
    """

    employees: int = Field(2400, ge=100, le=1_000_000)
    record: str | None = None
    sites: int = Field(3, ge=1, le=50)
    unit_size: int = Field(60, ge=10, le=1000)
    span_least: int = Field(4, ge=2, le=30)
    span_most: int = Field(10, ge=2, le=40)
    job_families: int = Field(12, ge=1, le=40)
    remote_share: Share = 0.26
    young_share: Share = 0.33

    @model_validator(mode="after")
    def _span_is_ordered(self) -> Company:
        if self.span_least > self.span_most:
            raise PydanticCustomError("span_order", "span_least must not exceed span_most")
        return self


class Culture(_Frozen):
    """The culture the roll-out starts in (S4, S8), 0 to 1 each; it changes slowly."""

    cooperation: Share = 0.5
    hierarchy: Share = 0.5
    transparency: Share = 0.5
    right_to_error: Share = 0.5
    autonomy: Share = 0.5


class Managers(_Frozen):
    """Managers when the roll-out starts (S7): shares of postures, which sum to 1.

    Besides, the example top management sets, and the share whom training can move.
    """

    controlling: Share = 0.3
    distant: Share = 0.3
    coaching: Share = 0.4
    example: Share = 0.2
    trainable: Share = 0.8

    @model_validator(mode="after")
    def _postures_sum_to_one(self) -> Managers:
        if abs(self.controlling + self.distant + self.coaching - 1) > 1e-6:
            raise PydanticCustomError("posture_sum", "controlling + distant + coaching must be 1")
        return self


class Scheme(_Frozen):
    """A recognition scheme (S16): how strong, from which week, until which week included.

    It is announced in `announced_week`, or when it starts.
    """

    strength: Share = 0.0
    announced_week: Week | None = None
    first_week: Week = 1
    last_week: Week | None = None


class Awards(_Frozen):
    """Awards every four weeks to a share of contributors (S16), announced beforehand or not."""

    share: Share = 0.0
    announced: bool = False
    first_week: Week = 1
    last_week: Week | None = None


class Recognition(_Frozen):
    """The recognition schemes in force; they may be mixed (S6, S16)."""

    peer: Scheme = Scheme(strength=0.5)
    managerial: Scheme = Scheme(strength=0.3)
    appraisal: Scheme = Scheme()
    bonus: Scheme = Scheme()
    points: Scheme = Scheme()
    awards: Awards = Awards()


CHARTERS: dict[str, dict[str, float]] = {
    "none": {"freedom": 0.5, "clarity": 0.2, "monitoring": 0.1},
    "restrictive": {"freedom": 0.2, "clarity": 0.7, "monitoring": 0.7},
    "balanced": {"freedom": 0.6, "clarity": 0.8, "monitoring": 0.1},
    "permissive": {"freedom": 0.85, "clarity": 0.4, "monitoring": 0.0},
}
"""Named charters (S18). Their places on the three scales are assumed."""


class Charter(_Frozen):
    """What the charter of use allows (S18): a preset's name in files, or its three scales."""

    freedom: Share = 0.5
    clarity: Share = 0.6
    monitoring: Share = 0.1
    moderation_days: float = Field(2.0, ge=0, le=60)
    social_debate: bool = False

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        if isinstance(value, str):
            if value not in CHARTERS:
                known = ", ".join(CHARTERS)
                raise PydanticCustomError(
                    "charter_name", "expected one of {known}", {"known": known}
                )
            return CHARTERS[value]
        return value


Family = Literal["be_known", "discuss", "exchange", "share_knowledge", "run_projects", "follow"]
FAMILIES: tuple[str, ...] = get_args(Family)
"""The six families of functions of a tool (S9)."""


class Tool(_Frozen):
    """The tool (S9): fit to what people need, by family of functions where it differs.

    Besides, its ergonomics, ease of access (mobile, single sign-on), and how far it is
    integrated with other tools.
    """

    fit: Share = 0.65
    coverage: Mapping[Family, Share] = {}
    ergonomics: Share = 0.65
    access: Share = 0.7
    integration: Share = 0.5

    def covers(self, family: Family) -> float:
        """How well the tool covers a family of functions."""
        return self.coverage.get(family, self.fit)

    @property
    def overall_fit(self) -> float:
        """Mean coverage of the six families."""
        return sum(map(self.covers, get_args(Family))) / len(FAMILIES)


class Sponsor(_Frozen):
    """Sponsor's engagement, internal communication, and the values declared (S13, S34).

    Besides, how clear the stated objective is, and the share of work moved into the tool, as
    with "zero mail".
    """

    strength: Share = 0.6
    communication: Share = 0.6
    declared: Share = 0.5
    clarity: Share = 0.5
    work_moved: Share = 0.0


class Objective(_Frozen):
    """What the roll-out is to reach (S22): an indicator, its level, and by when."""

    indicator: str = "weekly_active"
    level: float = Field(0.25, ge=0)
    week: Week = 78


class Wave(_Frozen):
    """People invited from one week on, as a share of the company; the first wave is the pilot."""

    week: Week
    share: Annotated[float, Field(gt=0, le=1)]


class Training(_Frozen):
    """Sessions of one kind (S11): how many a week, seats in each, hours each lasts, from when."""

    sessions_per_week: float = Field(0.0, ge=0, le=2000)
    seats: int = Field(12, ge=1, le=100)
    hours: float = Field(2.0, gt=0, le=40)
    first_week: Week = 1
    last_week: Week | None = None

    @property
    def seats_per_week(self) -> float:
        """People trained a week while it runs."""
        return self.sessions_per_week * self.seats


TRAININGS = ("tool_training", "behaviour_training", "manager_training", "animator_training")
"""Kinds of training, as the plan names them."""


class Staffing(_Frozen):
    """Community managers in post from a week on (S19), in full-time equivalents."""

    week: Week
    full_time_equivalents: float = Field(ge=0, le=5000)


class Governance(_Frozen):
    """Roles that carry the roll-out (S20): 1 in place, 0 missing; what they carry weakens."""

    project_lead: Share = 1.0
    steering_committee: Share = 1.0
    human_resources: Share = 1.0
    information_technology: Share = 1.0
    communication: Share = 1.0


PilotChoice = Literal["units", "volunteers", "representative"]
Kind = Literal["practice", "project", "interest", "directed", "hr", "ideas"]
Visibility = Literal["open", "closed", "secret"]


class Plan(_Frozen):
    """Who is invited when, and the accompaniment (S11, S19–S21).

    The pilot is whole units, volunteers, or a sample that represents the company. Trainers
    are full-time equivalents; without a number there are as many as the sessions need.
    Pairs of reverse mentoring join a junior and one of the seniors. Seeded communities are
    of the kinds and visibilities told, as shares; without kinds, as those born by themselves.
    `time_allowance_hours` is what HR recognises as working time on the network, a week (S15).
    """

    waves: tuple[Wave, ...] = (
        Wave(week=1, share=0.06),
        Wave(week=11, share=0.235),
        Wave(week=19, share=0.235),
        Wave(week=27, share=0.235),
        Wave(week=35, share=0.235),
    )
    pilot_choice: PilotChoice = "units"
    tool_training: Training = Training(sessions_per_week=2.4, last_week=52)
    behaviour_training: Training = Training()
    manager_training: Training = Training(
        sessions_per_week=0.48, seats=10, hours=7, last_week=52
    )
    animator_training: Training = Training(hours=7)
    trainers: float | None = Field(None, ge=0, le=5000)
    mentoring_pairs: int = Field(0, ge=0, le=100_000)
    ambassadors_per_100: float = Field(1.0, ge=0, le=20)
    community_managers: tuple[Staffing, ...] = (Staffing(week=1, full_time_equivalents=1.3),)
    seeded_communities: int = Field(60, ge=0, le=50_000)
    seeding_weeks: int = Field(26, ge=1, le=520)
    seeded_kinds: Mapping[Kind, Share] = {}
    seeded_visibilities: Mapping[Visibility, Share] = {"open": 1.0}
    time_allowance_hours: float = Field(0.5, ge=0, le=20)
    governance: Governance = Governance()

    @model_validator(mode="after")
    def _waves_are_possible(self) -> Plan:
        if not self.waves:
            raise PydanticCustomError("waves_none", "waves needs at least one wave, the pilot")
        if sum(wave.share for wave in self.waves) > 1 + 1e-6:
            raise PydanticCustomError("waves_sum", "the shares of the waves sum to more than 1")
        for name in ("waves", "community_managers"):
            weeks = [entry.week for entry in getattr(self, name)]
            if weeks != sorted(set(weeks)):
                raise PydanticCustomError(
                    "weeks_order", "the weeks of {name} must increase", {"name": name}
                )
        return self

    def full_time_equivalents(self, week: int) -> float:
        """Community managers in post in a week, in full-time equivalents."""
        in_post = [s.full_time_equivalents for s in self.community_managers if s.week <= week]
        return in_post[-1] if in_post else 0.0


Theory = Literal["composite", "managers_down", "peers_up", "critical_mass", "threshold", "bass"]
THEORIES: tuple[str, ...] = get_args(Theory)


class Scenario(_Frozen):
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

    def changed(self, changes: Mapping[str, Any], place: str = "--set") -> Scenario:
        """A new scenario with values set by path, as in `{"managers.coaching": 0.6}`.

        `place` is how messages name where the changes come from.

        Raises:
            InputError: unknown path, or a value that the scenario refuses.
        """
        tree = self.model_dump(mode="json")
        for path, value in changes.items():
            *parents, leaf = path.split(".")
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

    def key(self) -> str:
        """A hash of what decides the simulation; names and descriptions do not count."""
        tree = self.model_dump(mode="json", exclude={"name", "title", "description"})
        text = json.dumps(tree, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def to_yaml(self) -> str:
        """The scenario as YAML that `load` reads back to an equal scenario."""
        tree = self.model_dump(mode="json")
        return yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


class _Dumper(yaml.SafeDumper):
    """Quotes texts that hold a rare line break of Unicode, which plain YAML would fold."""


def _represented(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if re.search("[\x85\u2028\u2029]", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represented)


def presets() -> list[str]:
    """Names of the scenarios shipped with the workbench."""
    folder = files("simulation") / "scenarios"
    return sorted(file.name[:-5] for file in folder.iterdir() if file.name.endswith(".yaml"))


def load(source: str | Path) -> Scenario:
    """Read a scenario from a YAML file, or by the name of a preset.

    Raises:
        InputError: no such file or preset, not YAML, or values the scenario refuses.
    """
    path = Path(source)
    if path.suffix not in (".yaml", ".yml"):
        if str(source) not in presets():
            raise InputError("scenario_unknown", value=str(source), presets=", ".join(presets()))
        text = (files("simulation") / "scenarios" / f"{source}.yaml").read_text("utf-8")
    else:
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            raise InputError("scenario_unreadable", place=str(path)) from fault
    try:
        tree = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as fault:  # ValueError: a day that does not exist
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise InputError("scenario_not_yaml", place=str(source), line=line) from fault
    if not isinstance(tree, dict):
        raise InputError("scenario_not_yaml", place=str(source), line=1)
    tree.setdefault("name", path.stem)
    return parse(tree, place=str(source))


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
        path = ".".join(str(part) for part in error["loc"]) or "scenario"
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
            value=textwrap.shorten(str(error.get("input")), 100, placeholder=" …"),
            expected=partial(expected_told, error),
        ) from None


def _fields(path: list[str]) -> list[str]:
    fields: Any = Scenario
    for part in path:
        if part.isdigit() or not hasattr(fields, "model_fields") or part not in fields.model_fields:
            continue
        fields = fields.model_fields[part].annotation
        arguments = getattr(fields, "__args__", ())
        fields = arguments[0] if arguments else fields
    return list(getattr(fields, "model_fields", {}))


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
