"""The levers of a scenario in users' words: label, value with its unit, what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from simulation.experiments.levels import LEVELS
from simulation.scenario import Scenario
from simulation.words import say
from simulation.words.forms import number, percent, week_label

LEVERS: Mapping[str, str] = {
    "company.employees": "count",
    "company.record": "folder",
    "company.sites": "count",
    "company.unit_size": "count",
    "company.span_least": "count",
    "company.span_most": "count",
    "company.job_families": "count",
    "company.remote_share": "share",
    "company.young_share": "share",
    "culture.cooperation": "share",
    "culture.hierarchy": "share",
    "culture.transparency": "share",
    "culture.right_to_error": "share",
    "culture.autonomy": "share",
    "managers.controlling": "share",
    "managers.distant": "share",
    "managers.coaching": "share",
    "managers.example": "share",
    "managers.trainable": "share",
    "recognition.peer.strength": "share",
    "recognition.peer.announced_week": "week",
    "recognition.peer.first_week": "week",
    "recognition.peer.last_week": "week",
    "recognition.managerial.strength": "share",
    "recognition.managerial.announced_week": "week",
    "recognition.managerial.first_week": "week",
    "recognition.managerial.last_week": "week",
    "recognition.appraisal.strength": "share",
    "recognition.appraisal.announced_week": "week",
    "recognition.appraisal.first_week": "week",
    "recognition.appraisal.last_week": "week",
    "recognition.bonus.strength": "share",
    "recognition.bonus.announced_week": "week",
    "recognition.bonus.first_week": "week",
    "recognition.bonus.last_week": "week",
    "recognition.points.strength": "share",
    "recognition.points.announced_week": "week",
    "recognition.points.first_week": "week",
    "recognition.points.last_week": "week",
    "recognition.awards.share": "share",
    "recognition.awards.announced": "yes_no",
    "recognition.awards.first_week": "week",
    "recognition.awards.last_week": "week",
    "charter.freedom": "share",
    "charter.clarity": "share",
    "charter.monitoring": "share",
    "charter.moderation_days": "days",
    "charter.social_debate": "yes_no",
    "tool.fit": "share",
    "tool.coverage": "shares",
    "tool.ergonomics": "share",
    "tool.access": "share",
    "tool.integration": "share",
    "sponsor.strength": "share",
    "sponsor.communication": "share",
    "sponsor.declared": "share",
    "sponsor.clarity": "share",
    "sponsor.work_moved": "share",
    "plan.waves": "waves",
    "plan.pilot_choice": "choice",
    "plan.tool_training.sessions_per_week": "decimal",
    "plan.tool_training.seats": "count",
    "plan.tool_training.hours": "hours",
    "plan.tool_training.first_week": "week",
    "plan.tool_training.last_week": "week",
    "plan.behaviour_training.sessions_per_week": "decimal",
    "plan.behaviour_training.seats": "count",
    "plan.behaviour_training.hours": "hours",
    "plan.behaviour_training.first_week": "week",
    "plan.behaviour_training.last_week": "week",
    "plan.manager_training.sessions_per_week": "decimal",
    "plan.manager_training.seats": "count",
    "plan.manager_training.hours": "hours",
    "plan.manager_training.first_week": "week",
    "plan.manager_training.last_week": "week",
    "plan.animator_training.sessions_per_week": "decimal",
    "plan.animator_training.seats": "count",
    "plan.animator_training.hours": "hours",
    "plan.animator_training.first_week": "week",
    "plan.animator_training.last_week": "week",
    "plan.trainers": "decimal",
    "plan.mentoring_pairs": "count",
    "plan.ambassadors_per_100": "decimal",
    "plan.community_managers": "posts",
    "plan.seeded_communities": "count",
    "plan.seeding_weeks": "count",
    "plan.seeded_kinds": "shares",
    "plan.seeded_visibilities": "shares",
    "plan.time_allowance_hours": "hours",
    "plan.governance.project_lead": "share",
    "plan.governance.steering_committee": "share",
    "plan.governance.human_resources": "share",
    "plan.governance.information_technology": "share",
    "plan.governance.communication": "share",
    "objective": "objective",
    "theory": "choice",
    "horizon_weeks": "count",
}
"""Path of each lever -> how its value is told. Labels are `lever.<path>` in the word catalogue."""


def lever_label(path: str, lang: str) -> str:
    """What a lever is called; a parameter of the catalogue goes by its name."""
    parent, _, name = path.partition(".")
    if parent == "parameters":
        return say("experiments.parameter", lang, name=name)
    return say(f"lever.{path}", lang)


def lever_value(path: str, value: Any, lang: str) -> str:
    """A lever's value with its unit: `60 %`, `S52`, `2,5 postes`, or "none"."""
    if value is None or value in ([], {}):
        return say("experiments.none", lang)
    return _TELL[LEVERS.get(path, "decimal")](value, lang)


def differences_in_words(scenario: Scenario, reference: Scenario, lang: str) -> list[str]:
    """What distinguishes a scenario from its reference, one sentence per lever changed.

    Dates of a recognition scheme that is off in both scenarios are left out: nobody sees them.
    """
    ours, theirs = values(scenario), values(reference)
    changed = [path for path in ours | theirs if ours.get(path) != theirs.get(path)]
    return [
        say(
            "experiments.changed",
            lang,
            lever=lever_label(path, lang),
            value=lever_value(path, ours.get(path), lang),
            reference=lever_value(path, theirs.get(path), lang),
        )
        for path in changed
        if not _is_idle(path, ours, theirs)
    ]


def values(scenario: Scenario) -> dict[str, Any]:
    """Path -> value of every lever, and of every parameter the scenario overrides."""
    tree = scenario.model_dump(mode="json")
    found = {path: _at(tree, path) for path in LEVERS}
    return found | {f"parameters.{name}": value for name, value in tree["parameters"].items()}


def _at(tree: Any, path: str) -> Any:
    for part in path.split("."):
        tree = tree[part]
    return tree


def _is_idle(path: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    if not path.startswith("recognition."):
        return False
    scheme, _, _ = path.rpartition(".")
    strength = f"{scheme}.share" if scheme.endswith("awards") else f"{scheme}.strength"
    return path != strength and not ours[strength] and not theirs[strength]


def _waves(waves: list[Mapping[str, Any]], lang: str) -> str:
    return ", ".join(
        f"{percent(wave['share'], lang)} {week_label(wave['week'], lang)}" for wave in waves
    )


def _posts(steps: list[Mapping[str, Any]], lang: str) -> str:
    return ", ".join(
        say(
            "experiments.posts_from",
            lang,
            posts=_decimal(step["full_time_equivalents"], lang),
            week=week_label(step["week"], lang),
        )
        for step in steps
    )


def _shares(shares: Mapping[str, float], lang: str) -> str:
    return ", ".join(
        f"{say(f'choice.{name}', lang)} {percent(share, lang)}" for name, share in shares.items()
    )


def _objective(objective: Mapping[str, Any], lang: str) -> str:
    name, level = objective["indicator"], objective["level"]
    share = name in LEVELS and LEVELS[name].unit == "share"
    return say(
        "experiments.objective",
        lang,
        indicator=say(f"indicator.{name}", lang) if name in LEVELS else name,
        level=percent(level, lang) if share else _decimal(level, lang),
        week=week_label(objective["week"], lang),
    )


def _decimal(value: float, lang: str) -> str:
    """Two decimals at most, none for nothing."""
    decimals = next((d for d in (0, 1) if abs(value - round(value, d)) < 5e-4), 2)
    return number(value, lang, decimals)


_TELL: Mapping[str, Callable[[Any, str], str]] = {
    "share": percent,
    "count": number,
    "decimal": _decimal,
    "hours": lambda value, lang: say("experiments.hours", lang, value=_decimal(value, lang)),
    "days": lambda value, lang: say("experiments.days", lang, value=_decimal(value, lang)),
    "week": week_label,
    "yes_no": lambda value, lang: say("experiments.yes" if value else "experiments.no", lang),
    "folder": lambda value, lang: Path(value).name,  # where it lies is no lever
    "choice": lambda value, lang: say(f"choice.{value}", lang),
    "shares": _shares,
    "objective": _objective,
    "waves": _waves,
    "posts": _posts,
}
