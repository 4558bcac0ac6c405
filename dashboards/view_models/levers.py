"""The levers a page offers: in users' words, in groups, each with the evidence behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from simulation.catalogue import STATUSES, parameters
from simulation.evidence import short_references
from simulation.experiments import lever_label, lever_value
from simulation.scenario import CHARTERS, Scenario
from simulation.words import say

CHARTER = "charter"
SCALES = ("freedom", "clarity", "monitoring")
POSTS = "plan.community_managers"
COACHING, CONTROLLING, DISTANT = (f"managers.{p}" for p in ("coaching", "controlling", "distant"))


@dataclass(frozen=True)
class Lever:
    """One control: where it acts, how far it goes, and what the model knows of its effect.

    Attributes:
        path: place in the scenario.
        group: heading it stands under.
        most: largest value; the least is 0.
        step: of the control.
        mechanism: parameters of the catalogue through which it acts first.
    """

    path: str
    group: str
    most: float
    step: float
    mechanism: tuple[str, ...]


def _share(path: str, group: str, *mechanism: str) -> Lever:
    return Lever(path, group, 1.0, 0.05, mechanism)


LEVERS = (
    _share(COACHING, "managers", "climate_posture", "voice_manager"),
    _share(CONTROLLING, "managers", "climate_posture", "censorship"),
    _share("managers.example", "managers", "talk_manager", "voice_top"),
    _share("recognition.peer.strength", "recognition", "voice_intrinsic", "award_norm"),
    _share("recognition.managerial.strength", "recognition", "thanks_gain"),
    _share("recognition.appraisal.strength", "recognition", "appraisal_strength", "crowding_out"),
    _share("recognition.bonus.strength", "recognition", "bonus_strength", "crowding_out"),
    _share("culture.right_to_error", "culture", "climate_right_to_error"),
    _share("culture.cooperation", "culture", "reciprocity_floor"),
    _share("culture.transparency", "culture", "climate_transparency"),
    _share("sponsor.strength", "sponsor", "sponsor_pull"),
    _share("sponsor.communication", "sponsor", "communication_pull"),
    _share("sponsor.work_moved", "sponsor", "visit_work_moved"),
    Lever(CHARTER, "charter", len(CHARTERS) - 1, 1, ("climate_charter", "climate_monitoring")),
    Lever("plan.manager_training.sessions_per_week", "plan", 2.0, 0.1, ("training_posture",)),
    Lever("plan.tool_training.sessions_per_week", "plan", 6.0, 0.2, ("training_skill",)),
    Lever("plan.behaviour_training.sessions_per_week", "plan", 4.0, 0.2, ("behaviour_trust",)),
    Lever("plan.ambassadors_per_100", "plan", 5.0, 0.25, ("ambassador_pull",)),
    Lever(POSTS, "plan", 6.0, 0.1, ("cm_answer_hours", "animation_pull")),
)


def evidence(lever: Lever) -> str:
    """The status of the weakest parameter through which a lever acts first."""
    return max((parameters()[name].status for name in lever.mechanism), key=STATUSES.index)


def value(scenario: Scenario, path: str) -> float:
    """What a control shows: a number, the place of a named charter, or the most posts."""
    if path == POSTS:
        return max((s.full_time_equivalents for s in scenario.plan.community_managers), default=0)
    if path == CHARTER:
        return list(CHARTERS).index(charter_name(scenario))
    branch: Any = scenario
    for part in path.split("."):
        branch = getattr(branch, part)
    return float(branch)


def charter_name(scenario: Scenario) -> str:
    """The named charter nearest to a scenario's three scales."""
    here = scenario.charter

    def distance(name: str) -> float:
        return sum((getattr(here, scale) - CHARTERS[name][scale]) ** 2 for scale in SCALES)

    return min(CHARTERS, key=distance)


def moved(scenario: Scenario, path: str, wanted: float) -> Scenario:
    """The scenario with one lever moved; postures keep summing to one, posts keep their calendar.

    Raises:
        InputError: the scenario refuses the value.
    """
    if path in (COACHING, CONTROLLING):
        other = CONTROLLING if path == COACHING else COACHING
        kept = min(value(scenario, other), 1 - wanted)
        return scenario.changed({path: wanted, other: kept, DISTANT: max(0.0, 1 - wanted - kept)})
    if path == CHARTER:
        return scenario.changed({CHARTER: list(CHARTERS)[round(wanted)]})
    if path == POSTS:
        return scenario.changed({POSTS: _rescaled(scenario, wanted)})
    return scenario.changed({path: wanted})


@cache
def told(path: str, wanted: float, lang: str) -> str:
    """A lever's value in words."""
    if path == CHARTER:
        return say(f"dashboard.charter.{list(CHARTERS)[round(wanted)]}", lang)
    if path == POSTS:
        return lever_value("plan.ambassadors_per_100", wanted, lang)
    return lever_value(path, wanted, lang)


def controls(scenario: Scenario, reference: Scenario, lang: str) -> list[dict[str, Any]]:
    """The levers of a scenario as a board draws them, every position told in words."""
    return [_control(lever, scenario, reference, lang) for lever in LEVERS]


def changed(scenario: Scenario, reference: Scenario) -> Mapping[str, int]:
    """Group -> how many of its levers differ from the reference's."""
    groups: dict[str, int] = {}
    for lever in LEVERS:
        differs = abs(value(scenario, lever.path) - value(reference, lever.path)) > 1e-9
        groups[lever.group] = groups.get(lever.group, 0) + differs
    return groups


def _control(lever: Lever, scenario: Scenario, reference: Scenario, lang: str) -> dict[str, Any]:
    status = evidence(lever)
    here = value(scenario, lever.path)
    steps = round(max(lever.most, here) / lever.step)
    label = (
        say(f"dashboard.lever.{lever.path}", lang)
        if lever.path in (CHARTER, POSTS)
        else lever_label(lever.path, lang)
    )
    return {
        "path": lever.path,
        "group": lever.group,
        "heading": say(f"dashboard.levers.{lever.group}", lang),
        "label": label,
        "most": steps * lever.step,
        "step": lever.step,
        "value": here,
        "reference": value(reference, lever.path),
        "told": [told(lever.path, round(step * lever.step, 6), lang) for step in range(steps + 1)],
        "exactly": told(lever.path, here, lang),
        "status": status,
        "evidence": say(f"dashboard.status.{status}", lang),
        "hint": _hint(lever, lang),
    }


def _hint(lever: Lever, lang: str) -> str:
    return "\n".join(
        say(
            "dashboard.lever_hint",
            lang,
            parameter=parameters()[name].label[lang],
            status=say(f"dashboard.status.{parameters()[name].status}", lang),
            source="; ".join(short_references(parameters()[name].source))
            or say("dashboard.no_source", lang),
        )
        for name in lever.mechanism
    )


def _rescaled(scenario: Scenario, wanted: float) -> list[dict[str, float]]:
    """The same calendar of posts, its highest step at the value wanted."""
    steps = scenario.plan.community_managers
    highest = value(scenario, POSTS)
    if not highest:
        return [{"week": 1, "full_time_equivalents": wanted}]
    return [
        {"week": s.week, "full_time_equivalents": s.full_time_equivalents * wanted / highest}
        for s in steps
    ]
