"""The layer of units: areas in fixed places, and the answers between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dashboards.view_models.replay import shades
from dashboards.view_models.replay.layout import Places, area
from simulation.protection import UNKNOWN
from simulation.words import say
from simulation.words.forms import number

Tree = Mapping[str, Any]
Tie = list[int]

MOST_TIES = 15
LEAST_TOLD = 10


def drawn_units(replay: Tree) -> list[Tree]:
    """The units that may be shown in some week; the others are counted."""
    return [unit for unit in replay["units"] if unit["size"]]


def ties_between(replay: Tree) -> list[list[Tie]]:
    """The ties between the units drawn, the strongest first, week by week.

    Each is [giver, receiver, answers, new], units by their place in `drawn_units`.
    """
    visible = [place for place, unit in enumerate(replay["units"]) if unit["size"]]
    drawn = {place: new for new, place in enumerate(visible)}
    return [
        sorted(
            (
                [drawn[giver], drawn[receiver], answers, new]
                for giver, receiver, answers, new in week
                if giver != receiver and giver in drawn and receiver in drawn
            ),
            key=lambda tie: -tie[2],
        )
        for week in replay["ties"]
    ]


def exchanged(units: int, ties: Sequence[Sequence[Tie]]) -> np.ndarray:
    """Answers between units over the whole record, shape (units, units)."""
    total = np.zeros((units, units))
    for week in ties:
        for giver, receiver, answers, _ in week:
            total[giver, receiver] += answers
    return total


def shares_of(replay: Tree, measure: str) -> list[float | None]:
    """The share of every unit in every week, for the limits between shades."""
    return [
        shades.share(count, people)
        for unit in drawn_units(replay)
        for count, people in zip(unit[measure], unit["people"], strict=True)
    ]


def unit_layer(
    replay: Tree, places: Places, levels: Sequence[float], measure: str, lang: str
) -> dict[str, Any]:
    """The areas of the units, week by week, and the ties drawn between them."""
    units, ties = drawn_units(replay), ties_between(replay)
    most = max((tie[2] for week in ties for tie in week), default=1)
    return {
        "areas": [
            _area(unit, places, levels, measure, replay["min_group"], lang) for unit in units
        ],
        "ties": [_ties(week, most, units, lang) for week in ties],
        "breaks": shades.break_labels(levels, lang),
        "share": say(f"dashboard.replay.share.{measure}", lang),
        "note": _reasons(replay, units, lang),
        "label": say("dashboard.replay.word.map", lang),
    }


def unit_name(unit: Tree, lang: str) -> str:
    """A unit as it is called; people of no known unit are everybody."""
    name = unit["name"]
    return say("dashboard.replay.unknown_unit", lang) if name == UNKNOWN else str(name)


def _area(
    unit: Tree,
    places: Places,
    levels: Sequence[float],
    measure: str,
    least: int,
    lang: str,
) -> dict[str, Any]:
    weeks = list(zip(unit[measure], unit["people"], strict=True))
    return {
        **area(places, unit["name"], unit_name(unit, lang), unit["size"]),
        "key": unit["name"],
        "merged": unit["merged"],
        "reason": say("indicator.merged", lang, least=least) if unit["merged"] else "",
        "levels": [shades.shade(count, people, levels) for count, people in weeks],
        "facts": [_facts(count, people, lang) for count, people in weeks],
    }


def _facts(count: int | None, people: int | None, lang: str) -> str:
    if people == 0:
        return say("dashboard.replay.not_invited", lang)
    if count is None or people is None:
        return say("figure.suppressed", lang)
    return say("dashboard.replay.of", lang, count=number(count, lang), base=number(people, lang))


def _ties(week: Sequence[Tie], most: int, units: Sequence[Tree], lang: str) -> dict[str, Any]:
    rest = len(week) - MOST_TIES
    return {
        "drawn": [
            [
                giver,
                receiver,
                round(2 + 15 * (answers / most) ** 0.5, 1),
                bool(new),
                _tie(units[giver], units[receiver], answers, lang),
                _answers(answers, lang),
            ]
            for giver, receiver, answers, new in week[:MOST_TIES]
        ],
        "rest": _rest(rest, lang),
    }


def _rest(count: int, lang: str) -> str:
    if count <= 0:
        return ""
    if count == 1:
        return say("replay.one_more_tie", lang)
    return say("dashboard.replay.more_ties", lang, count=number(count, lang))


def _tie(giver: Tree, receiver: Tree, answers: int, lang: str) -> str:
    names = f"{unit_name(giver, lang)} → {unit_name(receiver, lang)}"
    return " · ".join(filter(None, [names, _answers(answers, lang)]))


def _answers(answers: int, lang: str) -> str:
    if answers < LEAST_TOLD:
        return ""
    return say("dashboard.replay.answers", lang, count=number(answers, lang))


def _reasons(replay: Tree, units: Sequence[Tree], lang: str) -> str:
    merged = [unit_name(unit, lang) for unit in units if unit["merged"]]
    reasons = []
    if merged:
        why = say("indicator.merged", lang, least=replay["min_group"])
        reasons.append(f"{', '.join(merged)} {why}.")
    hidden = len(replay["units"]) - len(units)
    if hidden:
        reasons.append(say("dashboard.replay.hidden_units", lang, count=number(hidden, lang)))
    return " ".join(reasons)
