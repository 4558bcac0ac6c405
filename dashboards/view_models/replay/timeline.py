"""What runs along the weeks: profiles, what marked the weeks, moves between profiles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from simulation.indicators.typologies import LECKO
from simulation.words import say
from simulation.words.forms import number, percent, short_date, week_label

Tree = Mapping[str, Any]
ORDER = (*LECKO, "outside")
"""Profiles in the order in which moves are stacked, the newcomers and leavers last."""


def profile_shares(replay: Tree) -> list[list[float | None]]:
    """Share of each active profile each week, the least involved first."""
    base, counts = replay["headlines"]["contributors"]["base"], replay["profiles"]
    return [
        [
            None if counts[name][week] is None or not people else counts[name][week] / people
            for name in LECKO[1:]
        ]
        for week, people in enumerate(base)
    ]


def tallest(shares: list[list[float | None]]) -> float:
    """The tallest week of a timeline."""
    return max((sum(filter(None, week)) for week in shares), default=0.0) or 1.0


def profiles_told(replay: Tree, top: float, lang: str) -> dict[str, Any]:
    """The stacks of the timeline, and what they are."""
    return {
        "names": [say(f"indicator.profile.{name}", lang) for name in LECKO[1:]],
        "told": say("dashboard.replay.profiles", lang, top=percent(top, lang)),
        "shares": profile_shares(replay),
        "top": top,
    }


def marks_told(replay: Tree, lang: str) -> list[dict[str, Any]]:
    """What marked the weeks: kind, name, first and last week (from 0), and dates in words."""
    start = date.fromisoformat(replay["weeks"][0])
    told = []
    for kind, first, last, title, order in replay["marks"]:
        name = title or say(f"replay.mark.{kind}", lang)
        if not title and kind == "wave":
            name = say("replay.mark.numbered", lang, kind=name, number=number(order, lang))
        days = [start + timedelta(weeks=first), start + timedelta(weeks=last, days=6)]
        dates = " – ".join(short_date(day, lang) for day in days)
        told.append(
            {"kind": kind, "name": name, "first": first, "last": last, "hint": f"{name}, {dates}"}
        )
    return told


def flows_told(replay: Tree, lang: str) -> list[dict[str, Any]]:
    """Moves between profiles from one window to the next, in the order of time.

    Each has its weeks (from 0) and labels, `moves` as [from, to, people, hint] with profiles
    by their place in `ORDER`, and a sentence on the moves too rare to be told apart.
    """
    told: dict[tuple[int, int], dict[str, Any]] = {}
    for before, week, source, target, people in replay["flows"]:
        window = told.setdefault((before, week), _window(before, week, lang))
        if source in ORDER and people is not None:
            ends = (ORDER.index(source), ORDER.index(target))
            window["moves"].append([*ends, people, _hint(source, target, people, lang)])
        elif people is not None:
            window["rare"] = say("replay.rare_moves", lang, count=number(people, lang))
    return [told[key] for key in sorted(told)]


def profile_names(lang: str) -> list[str]:
    """Names of the ends of moves, in `ORDER`."""
    return [
        *(say(f"indicator.profile.{name}", lang) for name in LECKO),
        say("replay.outside", lang),
    ]


def _window(before: int, week: int, lang: str) -> dict[str, Any]:
    labels = [week_label(number_ + 1, lang) for number_ in (before, week)]
    return {"weeks": [before, week], "labels": labels, "moves": [], "rare": ""}


def _hint(source: str, target: str, people: int, lang: str) -> str:
    names = profile_names(lang)
    ends = f"{names[ORDER.index(source)]} → {names[ORDER.index(target)]}"
    return f"{ends} · {say('replay.people', lang, count=number(people, lang))}"
