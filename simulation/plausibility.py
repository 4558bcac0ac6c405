"""What in a scenario leaves the range expected: told, marked in every output, not refused.

`plausibility.yaml` holds the range expected of each quantity and the evidence behind it; here
stands how each is read from a scenario. Parameters outside the range of their catalogue entry
are told in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from simulation import catalogue
from simulation.evidence import cited
from simulation.scenario import TRAININGS, Scenario, Training
from simulation.words import LANGUAGES, french_typography, say
from simulation.words.forms import number, percent
from simulation.yaml_text import from_yaml


@dataclass(frozen=True)
class Expectation:
    """The range expected of one quantity, and why."""

    place: str
    label: Mapping[str, str]
    form: str
    source: str
    low: float | None = None
    high: float | None = None

    def holds(self, value: float) -> bool:
        """Whether a value lies within the range."""
        slack = 1e-9 * max(1.0, abs(value))
        return (self.low is None or value >= self.low - slack) and (
            self.high is None or value <= self.high + slack
        )


@dataclass(frozen=True)
class Finding:
    """A value that leaves its expected range: where, how far, and on what evidence."""

    value: float
    expected: Expectation

    @property
    def place(self) -> str:
        """Path in the scenario."""
        return self.expected.place

    def told(self, lang: str) -> str:
        """One sentence: what, its value, what was expected and from which rows."""
        low, high = self.expected.low, self.expected.high
        form = "between" if low is not None and high is not None else "most" if high else "least"
        return say(
            f"plausibility.{form}",
            lang,
            label=self.expected.label[lang],
            place=self.place,
            value=_told(self.value, self.expected.form, lang),
            low="" if low is None else _told(low, self.expected.form, lang),
            high="" if high is None else _told(high, self.expected.form, lang),
            rows=", ".join(self.rows),
        )

    @property
    def rows(self) -> list[str]:
        """Rows of the register of evidence behind the range."""
        return [row.row for row in cited(self.expected.source)]

    def to_dict(self) -> dict[str, Any]:
        """The finding in plain values, its sentence in both languages."""
        return {
            "place": self.place,
            "value": self.value,
            "low": self.expected.low,
            "high": self.expected.high,
            "evidence": self.rows,
            "sentence": {lang: self.told(lang) for lang in LANGUAGES},
        }


def unlikely(scenario: Scenario) -> list[Finding]:
    """What in a scenario leaves its expected range, in the order of the file of expectations.

    Sizes relative to the staff are not judged where the company is read from a record.
    """
    met = ((expected, READINGS[name](scenario)) for name, expected in expectations().items())
    told = [
        Finding(value, expected)
        for expected, value in met
        if value is not None and not expected.holds(value)
    ]
    return told + [
        Finding(value, _of_parameter(name))
        for name, value in scenario.parameters.items()
        if name in catalogue.parameters() and not _of_parameter(name).holds(value)
    ]


def warnings(scenarios: Iterable[Scenario]) -> list[dict[str, Any]]:
    """What is unlikely in scenarios, in plain values, each with its scenario's name."""
    return [
        {"scenario": scenario.name} | finding.to_dict()
        for scenario in scenarios
        for finding in unlikely(scenario)
    ]


def unlikely_told(scenarios: Sequence[Scenario], lang: str) -> list[str]:
    """What is unlikely in scenarios, in sentences; their titles where there are several."""
    return [
        f"{scenario.title[lang]} – {finding.told(lang)}"
        if len(scenarios) > 1
        else finding.told(lang)
        for scenario in scenarios
        for finding in unlikely(scenario)
    ]


@cache
def expectations() -> Mapping[str, Expectation]:
    """The ranges expected, by name, in the order of the file."""
    text = (files("simulation") / "plausibility.yaml").read_text("utf-8")
    return {
        name: Expectation(
            **entry | {"label": {**entry["label"], "fr": french_typography(entry["label"]["fr"])}}
        )
        for name, entry in from_yaml(text).items()
    }


def _of_parameter(name: str) -> Expectation:
    parameter = catalogue.parameters()[name]
    low, high = parameter.range
    return Expectation(
        f"parameters.{name}", parameter.label, "decimal", parameter.source, low, high
    )


def _members_per_post(scenario: Scenario) -> float | None:
    """People invited per post in the fullest week; no post at all is a choice, not an oversight."""
    if scenario.company.record:
        return None
    plan = scenario.plan
    invited, ratios = 0.0, []
    for wave in plan.waves:
        invited += wave.share * scenario.company.employees
        posts = plan.full_time_equivalents(wave.week)
        ratios += [invited / posts] if posts else []
    return max(ratios, default=None)


def _length(name: str) -> Callable[[Scenario], float | None]:
    """Hours of one kind of training, where there are sessions of it."""

    def read(scenario: Scenario) -> float | None:
        training: Training = getattr(scenario.plan, name)
        return training.hours if training.sessions_per_week else None

    return read


def _seats(scenario: Scenario) -> float | None:
    held = [getattr(scenario.plan, name) for name in TRAININGS]
    return max((training.seats for training in held if training.sessions_per_week), default=None)


def _sessions_held(scenario: Scenario) -> float | None:
    """Share of the planned sessions that the trainers told can hold in the fullest week."""
    trainers, hours = scenario.plan.trainers, scenario.plan.hours_taught_at_most
    each = scenario.parameters.get("trainer_hours", catalogue.value("trainer_hours"))
    return min(1.0, trainers * each / hours) if trainers and hours else None


def _pairs_per_manager(scenario: Scenario) -> float | None:
    if scenario.company.record:
        return None
    return scenario.plan.mentoring_pairs * _span(scenario) / scenario.company.employees


def _span(scenario: Scenario) -> float:
    return (scenario.company.span_least + scenario.company.span_most) / 2


def _weeks_between(scenario: Scenario) -> float | None:
    weeks = [wave.week for wave in scenario.plan.waves]
    return min((after - before for before, after in pairwise(weeks)), default=None)


def _objective(scenario: Scenario) -> float | None:
    aimed = scenario.objective
    return aimed.level if aimed and aimed.indicator == "weekly_active" else None


def _seeded_per_1000(scenario: Scenario) -> float | None:
    if scenario.company.record:
        return None
    return 1000 * scenario.plan.seeded_communities / scenario.company.employees


def _share_seeded(kind: str, shares: Mapping[Any, float], scenario: Scenario) -> float | None:
    return shares.get(kind, 0.0) if shares and scenario.plan.seeded_communities else None


READINGS: Mapping[str, Callable[[Scenario], float | None]] = {
    "ambassadors": lambda s: s.plan.ambassadors_per_100,
    "members_per_post": _members_per_post,
    "span": _span,
    "remote_share": lambda s: s.company.remote_share,
    "tool_hours": _length("tool_training"),
    "behaviour_hours": _length("behaviour_training"),
    "manager_hours": _length("manager_training"),
    "animator_hours": _length("animator_training"),
    "seats": _seats,
    "sessions_held": _sessions_held,
    "mentoring": _pairs_per_manager,
    "weeks_between_waves": _weeks_between,
    "seeded_per_1000": _seeded_per_1000,
    "leisure_share": lambda s: _share_seeded("interest", s.plan.seeded_kinds, s),
    "open_share": lambda s: _share_seeded("open", s.plan.seeded_visibilities, s),
    "time_allowance": lambda s: s.plan.time_allowance_hours,
    "work_moved": lambda s: s.sponsor.work_moved,
    "objective_active": _objective,
}
"""Name of an expectation -> the quantity it bounds, or None where the scenario has none."""


def _told(value: float, form: str, lang: str) -> str:
    if form == "share":
        return percent(value, lang)
    decimals = next((d for d in (0, 1, 2) if abs(value - round(value, d)) < 5e-4), 3)
    told = number(value, lang, 0 if form == "count" else decimals)
    return f"{told}\u00a0h" if form == "hours" else told
