"""The layer of communities, and the table of them: members, messages, vitality.

Closed and secret communities are counted, never named: they have no area and no row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dashboards.view_models.replay import shades
from dashboards.view_models.replay.layout import Places, area
from simulation.words import say
from simulation.words.forms import number

Tree = Mapping[str, Any]

MOST_AREAS = 30
SIGNS = {"alive": "●", "fading": "◐", "dormant": "○", "extinct": "×"}
"""Vitality told without colour."""


def drawn_communities(replay: Tree) -> list[Tree]:
    """The busiest communities that ever had members who may be counted."""
    told = [entry for entry in replay["communities"] if _largest(entry)]
    return told[:MOST_AREAS]


def nearness(replay: Tree) -> np.ndarray:
    """How far the communities drawn share their members, 0 to 1, symmetrical."""
    drawn = drawn_communities(replay)
    place = {id(entry): index for index, entry in enumerate(drawn)}
    near = np.zeros((len(drawn), len(drawn)))
    for one, other, tenths in replay["near"]:
        ends = [place.get(id(replay["communities"][end])) for end in (one, other)]
        if None not in ends:
            near[ends[0], ends[1]] = tenths / 10
    return near


def sizes(replay: Tree) -> list[int]:
    """The most members each community drawn ever had."""
    return [_largest(entry) for entry in drawn_communities(replay)]


def community_layer(replay: Tree, places: Places, lang: str) -> dict[str, Any]:
    """The areas of the communities, week by week, with their vitality."""
    drawn = drawn_communities(replay)
    weeks = [list(zip(c["contributors"], c["members"], strict=True)) for c in drawn]
    levels = shades.breaks([shades.share(*week) for weekly in weeks for week in weekly])
    areas = [
        {
            **area(places, entry["name"], entry["name"], _largest(entry)),
            "key": entry["name"],
            "merged": False,
            "reason": say(f"indicator.kind.{entry['kind']}", lang),
            "levels": [
                shades.NOT_YET
                if state is None and people is None
                else shades.shade(count, people, levels)
                for (count, people), state in zip(weekly, entry["vitality"], strict=True)
            ],
            "facts": [_facts(state, lang) for state in entry["vitality"]],
            "signs": [SIGNS.get(state, "") for state in entry["vitality"]],
            "states": [state or "unborn" for state in entry["vitality"]],
        }
        for entry, weekly in zip(drawn, weeks, strict=True)
    ]
    return {
        "areas": areas,
        "ties": [],
        "breaks": shades.break_labels(levels, lang),
        "share": say("replay.share.community", lang),
        "note": unnamed(replay, len(drawn), lang),
        "label": say("replay.word.community_map", lang),
    }


def community_rows(replay: Tree, lang: str) -> list[dict[str, Any]]:
    """The rows of the table, the busiest communities first."""
    return [
        {
            "name": entry["name"],
            "kind": say(f"indicator.kind.{entry['kind']}", lang),
            "members": _members(entry["members"], lang),
            "messages": entry["messages"],
            "vitality": [state or "unborn" for state in entry["vitality"]],
        }
        for entry in replay["communities"]
    ]


def _members(counts: list[int | None], lang: str) -> list[str]:
    """Members week by week: suppressed where too few, nothing before they were ever counted."""
    never = all(count is None for count in counts)
    first = 0 if never else next(w for w, count in enumerate(counts) if count is not None)
    hidden = say("figure.suppressed", lang)
    return [
        ("" if week < first else hidden) if count is None else number(count, lang)
        for week, count in enumerate(counts)
    ]


def unnamed(replay: Tree, told: int, lang: str) -> str:
    """How many communities are not told one by one: less busy, closed or secret."""
    others = len(replay["communities"]) + replay["communities_left_out"] - told
    closed, secret = (max(filter(None, replay[kind]), default=0) for kind in ("closed", "secret"))
    counts = {"others": others, "closed": closed, "secret": secret}
    sentence = "dashboard.replay.unnamed" if others else "replay.unnamed"
    return say(sentence, lang, **{name: number(count, lang) for name, count in counts.items()})


def _largest(entry: Tree) -> int:
    return max((count for count in entry["members"] if count is not None), default=0)


def _facts(state: str | None, lang: str) -> str:
    if state is None:
        return say("replay.unborn", lang)
    return f"{SIGNS[state]} {say(f'indicator.vitality.{state}', lang)}"
