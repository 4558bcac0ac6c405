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
import math
import re
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from simulation import axes
from simulation.errors import InputError
from simulation.once import once_for_each
from simulation.words.refusals import expected_told
from simulation.yaml_text import from_yaml

Share = Annotated[float, Field(ge=0, le=1)]
Week = Annotated[int, Field(ge=1, le=520)]


SHARES_SUM = 1e-6
"""How far from 1 shares that someone typed may sum."""

PILOT_WEEKS = 4
"""The least a pilot lasts before the second wave: what it taught must be read first (S21)."""

FULL_TIME_HOURS = 35.0
"""Hours of a full-time week (4.6): nobody teaches more."""


def _refused(kind: str, place: str, met: Any, **expected: Any) -> PydanticCustomError:
    """A value that contradicts another: which one, what it is and what was expected."""
    context = {"place": place, "met": met, **expected}
    return PydanticCustomError(kind, "{place} contradicts another value", context)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Named(_Frozen):
    """What a file may call by a name of its axis, or start from one (`like`)."""

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, told: Any) -> Any:
        return axes.spelt_out(cls.__name__.lower(), told)


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


class Culture(_Named):
    """The culture the roll-out starts in (S4, S8), 0 to 1 each; it changes slowly."""

    cooperation: Share = 0.5
    hierarchy: Share = 0.5
    transparency: Share = 0.5
    right_to_error: Share = 0.5
    autonomy: Share = 0.5


class Managers(_Named):
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
        if abs(self.controlling + self.distant + self.coaching - 1) > SHARES_SUM:
            raise PydanticCustomError("posture_sum", "controlling + distant + coaching must be 1")
        return self


class _Dated(_Frozen):
    """What runs from a week to another, included, or to the end."""

    first_week: Week = 1
    last_week: Week | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.last_week is not None and self.last_week < self.first_week:
            raise _refused("ends_before", "last_week", self.last_week, first=self.first_week)
        return self


class Scheme(_Dated):
    """A recognition scheme (S16): how strong, from which week, until which week included.

    It is announced in `announced_week`, or when it starts.
    """

    strength: Share = 0.0
    announced_week: Week | None = None

    @model_validator(mode="after")
    def _announced_before_it_starts(self) -> Self:
        if self.announced_week is not None and self.announced_week > self.first_week:
            raise _refused(
                "announced_late", "announced_week", self.announced_week, first=self.first_week
            )
        return self

    @property
    def known_week(self) -> int:
        """When people hear of it."""
        return self.first_week if self.announced_week is None else self.announced_week


class Awards(_Dated):
    """Awards every four weeks to a share of contributors (S16), announced beforehand or not."""

    share: Share = 0.0
    announced: bool = False


class Recognition(_Named):
    """The recognition schemes in force; they may be mixed (S6, S16)."""

    peer: Scheme = Scheme(strength=0.5)
    managerial: Scheme = Scheme(strength=0.3)
    appraisal: Scheme = Scheme()
    bonus: Scheme = Scheme()
    points: Scheme = Scheme()
    awards: Awards = Awards()


CHARTERS: Mapping[str, Mapping[str, Any]] = {
    name: entry.values for name, entry in axes.entries("charter").items()
}
"""Named charters (S18), as `scenarios/levers/charters.yaml` gives them."""


class Charter(_Named):
    """What the charter of use allows (S18): a preset's name in files, or its three scales."""

    freedom: Share = 0.5
    clarity: Share = 0.6
    monitoring: Share = 0.1
    moderation_days: float = Field(2.0, ge=0, le=60)
    social_debate: bool = False


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


class Training(_Dated):
    """Sessions of one kind (S11): how many a week, seats in each, hours each lasts, from when."""

    sessions_per_week: float = Field(0.0, ge=0, le=2000)
    seats: int = Field(12, ge=1, le=100)
    hours: float = Field(2.0, gt=0, le=40)

    @property
    def seats_per_week(self) -> float:
        """People trained a week while it runs."""
        return self.sessions_per_week * self.seats

    def runs(self, week: int) -> bool:
        """Whether it runs in a week."""
        return self.first_week <= week and (self.last_week is None or week <= self.last_week)


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
    manager_training: Training = Training(sessions_per_week=0.48, seats=10, hours=7, last_week=52)
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
        if sum(wave.share for wave in self.waves) > 1 + SHARES_SUM:
            raise PydanticCustomError("waves_sum", "the shares of the waves sum to more than 1")
        for name in ("waves", "community_managers"):
            weeks = [entry.week for entry in getattr(self, name)]
            if weeks != sorted(set(weeks)):
                raise PydanticCustomError(
                    "weeks_order", "the weeks of {name} must increase", {"name": name}
                )
        if len(self.waves) > 1 and self.waves[1].week < self.waves[0].week + PILOT_WEEKS:
            raise _refused(
                "pilot_short",
                "waves.1.week",
                self.waves[1].week,
                week=self.waves[0].week + PILOT_WEEKS,
                least=PILOT_WEEKS,
            )
        return self

    @model_validator(mode="after")
    def _seeded_shares_sum_to_one(self) -> Plan:
        for name in ("seeded_kinds", "seeded_visibilities"):
            shares = getattr(self, name)
            if shares and abs(sum(shares.values()) - 1) > SHARES_SUM:
                raise _refused("shares_sum", name, dict(shares))
        if self.seeded_communities and not self.seeded_visibilities:
            raise _refused("seeded_none", "seeded_visibilities", {})
        return self

    @model_validator(mode="after")
    def _trainers_can_hold_the_sessions(self) -> Plan:
        hours = self.hours_taught_at_most
        if self.trainers is not None and hours > self.trainers * FULL_TIME_HOURS:
            least = math.ceil(100 * hours / FULL_TIME_HOURS) / 100
            raise _refused(
                "trainers_few", "trainers", self.trainers, least=least, hours=round(hours, 1)
            )
        if self.trainers and not hours:
            raise _refused("trainers_idle", "trainers", self.trainers)
        return self

    @property
    def hours_taught_at_most(self) -> float:
        """Hours of sessions in the fullest week, all kinds of training together."""
        kinds = [getattr(self, name) for name in TRAININGS]
        return max(
            sum(kind.sessions_per_week * kind.hours for kind in kinds if kind.runs(start))
            for start in {kind.first_week for kind in kinds}
        )

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
            raise _refused("pairs_many", "plan.mentoring_pairs", self.plan.mentoring_pairs, le=most)
        return self

    @model_validator(mode="after")
    def _everything_happens_before_the_end(self) -> Scenario:
        for place, week in self._dates():
            if week > self.horizon_weeks:
                raise _refused("after_the_end", place, week, last=self.horizon_weeks)
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


class _Dumper(yaml.SafeDumper):
    """Quotes texts that hold a rare line break of Unicode, which plain YAML would fold."""


def _represented(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if re.search("[\x85\u2028\u2029]", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represented)


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
    return _read(text, str(source), path.stem)


@cache
def _shipped_scenario(name: str) -> Scenario:
    return _read(shipped_text(name), name, name)


def _read(text: str, place: str, name: str) -> Scenario:
    """The scenario that YAML tells of, which bears `name` if it does not say."""
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
