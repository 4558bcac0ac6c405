"""The four indicators that stand beside the map, and how their levels are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation.words import say
from simulation.words.forms import number, percent

Tree = Mapping[str, Any]

COUNTED = ("weekly_active", "contributors", "regular_contributors")
"""Headlines told as people first, their share second."""


def came_or_contributed(replay: Tree) -> str:
    """What shades the map: who came, or who contributed where visits are not recorded."""
    return "came" if replay["headlines"]["weekly_active"]["available"] else "contributed"


def figures(replay: Tree) -> tuple[str, ...]:
    """The four indicators that stand beside the map."""
    first = "weekly_active" if came_or_contributed(replay) == "came" else "contributors"
    return (first, "regular_contributors", "answered_within_48h", "cross_unit_share")


def figures_told(replay: Tree, lang: str) -> list[dict[str, Any]]:
    """Caption, value, detail and course of each of the four, week by week."""
    return [_figure(replay, name, lang) for name in figures(replay)]


def _figure(replay: Tree, name: str, lang: str) -> dict[str, Any]:
    headline = replay["headlines"][name]
    weeks = range(len(headline["value"]))
    return {
        "name": name,
        "caption": say(f"indicator.{name}", lang),
        "values": [figure_value(headline, name, week, lang) for week in weeks],
        "details": [figure_detail(headline, name, week, lang) for week in weeks],
        "series": headline["value"],
    }


def figure_value(headline: Tree, name: str, week: int, lang: str) -> str:
    """A headline's large number in a week counted from 0."""
    if not headline["available"]:
        return "—"
    count, value = headline["count"][week], headline["value"][week]
    if name in COUNTED and count is not None:
        return number(count, lang)
    return percent(value, lang) if value is not None else "—"


def figure_detail(headline: Tree, name: str, week: int, lang: str) -> str:
    """What stands under a headline's number: its share and change, or out of how many."""
    if not headline["available"]:
        return say("figure.not_recorded", lang)
    count, base, value = (headline[key][week] for key in ("count", "base", "value"))
    if value is None:
        nothing = base == 0
        return say("dashboard.replay.nothing_yet" if nothing else "figure.suppressed", lang)
    if name not in COUNTED:
        return say("dashboard.replay.of", lang, count=number(count, lang), base=number(base, lang))
    before = headline["count"][week - 1] if week else None
    if before is None:
        return percent(value, lang)
    change = number(count - before, lang, signed=True)
    return say("dashboard.replay.change", lang, share=percent(value, lang), change=change)
