"""What an executive sponsor is told of a plan: a sentence, three figures, a decision, a warning."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from simulation.errors import InputError
from simulation.report.plan_story import checkpoints, dated
from simulation.sizing import SizingResult, chances_in_words, posts_in_words, sizing_finding
from simulation.tables import read_manifest, weeks_of
from simulation.words import say
from simulation.words.forms import number, percent, thousand_euros, week_label

PICTURES = ("course", "calendar", "staffing")
"""What the arrows go through."""


class Figure(NamedTuple):
    """A large figure: its value, what it is, and how sure it is."""

    value: str
    label: str
    detail: str


def first_day(plan: SizingResult) -> date | None:
    """The Monday from which the plan counts its weeks: its pilot's first, where that is there."""
    record = plan.scenario.company.record
    try:
        return weeks_of(read_manifest(Path(record)))[0].date() if record else None
    except InputError:
        return None


def title(plan: SizingResult, lang: str) -> str:
    """The sentence on top."""
    return sizing_finding(plan, lang)[0]


def figures(plan: SizingResult, lang: str) -> list[Figure]:
    """Chances, cost and people, each with how sure it is."""
    low, high = plan.cost_interval
    words = {
        "target": plan.target.told(lang),
        "draws": number(plan.assurance.draws, lang),
        "low": number(low / 1000, lang),
        "high": thousand_euros(high, lang),
        "least": number(plan.assurance.fresh.low * 100, lang),
        "most": number(plan.assurance.fresh.high * 100, lang),
        "week": week_label(plan.target.week, lang),
        "sessions": number(plan.sessions, lang),
        "ambassadors": number(plan.ambassadors, lang),
    }
    values = {
        "chances": chances_in_words(plan.assurance.fresh.mean, lang),
        "cost": thousand_euros(plan.cost, lang),
        "posts": posts_in_words(plan.posts, lang),
    }
    return [
        Figure(
            value[:1].upper() + value[1:],
            say(f"dashboard.sponsor.{name}", lang, **words),
            say(f"dashboard.sponsor.{name}_detail", lang, **words),
        )
        for name, value in values.items()
    ]


def decision(plan: SizingResult, lang: str) -> str:
    """What is asked of the sponsor."""
    met = "met" if plan.target_met else "unmet"
    waves = plan.waves.sort_values("week")
    opening = waves.iloc[min(1, len(waves) - 1)]
    return say(
        f"dashboard.sponsor.decision.{met}",
        lang,
        week=dated(int(opening["week"]), lang, first_day(plan)),
        posts=posts_in_words(plan.posts, lang),
    )


def warning(plan: SizingResult, lang: str) -> str:
    """What would change our mind: a level that the plan hardly ever falls under, and when to look.

    The first checkpoint that slides tell, too.
    """
    first = checkpoints(plan).iloc[0]
    return say(
        "dashboard.sponsor.warning",
        lang,
        level=plan.target.level_told(float(first["p05"]), lang),
        indicator=say(f"indicator.{plan.target.indicator}", lang),
        week=dated(int(first["week"]), lang, first_day(plan)),
        share=percent(0.95, lang),
    )
