"""The scene of a replay, or of two side by side, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from dashboards.view_models.replay import communities as commons
from dashboards.view_models.replay import shades, timeline
from dashboards.view_models.replay import units as by_unit
from dashboards.view_models.replay.figures import came_or_contributed, figures, figures_told
from dashboards.view_models.replay.layout import SIZE, Places, settled
from simulation.words import say
from simulation.words.forms import number, short_date, week_label

Tree = Mapping[str, Any]
WEEK_LABELS = 16


def scene(replay: Tree, lang: str, title: str = "") -> dict[str, Any]:
    """What `ReplayStage` draws of one record.

    Args:
        replay: of `published_replay`.
        lang: "fr" or "en".
        title: what the record is called.
    """
    return scenes([(title, replay)], lang)[0]


def scenes(records: Sequence[tuple[str, Tree]], lang: str) -> list[dict[str, Any]]:
    """What `ReplayStage` draws of one record, or of two in step.

    Two records share the limits between shades and the height of the timeline; units of the
    same name lie in the same places.

    Args:
        records: title of each record and its `published_replay`.
        lang: "fr" or "en".
    """
    replays = [replay for _, replay in records]
    measures = {came_or_contributed(replay) for replay in replays}
    measure = "came" if measures == {"came"} else "contributed"
    levels = shades.breaks([share for r in replays for share in by_unit.shares_of(r, measure)])
    top = max(timeline.tallest(timeline.profile_shares(replay)) for replay in replays)
    places = _unit_places(replays)
    return [
        _scene(title, replay, unit_places, levels, top, measure, lang)
        for (title, replay), unit_places in zip(records, places, strict=True)
    ]


def _scene(
    title: str,
    replay: Tree,
    places: Places,
    levels: Sequence[float],
    top: float,
    measure: str,
    lang: str,
) -> dict[str, Any]:
    weeks, told = len(replay["weeks"]), commons.drawn_communities(replay)
    common_places = settled(
        [entry["name"] for entry in told], commons.sizes(replay), commons.nearness(replay)
    )
    marks, ties = timeline.marks_told(replay, lang), by_unit.ties_between(replay)
    return {
        "lang": lang,
        "record": title,
        "origin": "simulated" if replay["simulated"] else "real",
        "tag": say(f"dashboard.tag.{'simulated' if replay['simulated'] else 'real'}", lang),
        "size": list(SIZE),
        "weeks": [_week(replay, week, ties[week], marks, lang) for week in range(weeks)],
        "layers": {
            "units": by_unit.unit_layer(replay, places, levels, measure, lang),
            "communities": commons.community_layer(replay, common_places, lang),
        },
        "layer": "units" if len(by_unit.drawn_units(replay)) > 1 or not told else "communities",
        "figures": figures_told(replay, lang),
        "communities": commons.community_rows(replay, lang),
        "unnamed": commons.unnamed(replay, len(replay["communities"]), lang),
        "profiles": timeline.profiles_told(replay, top, lang),
        "flows": timeline.flows_told(replay, lang),
        "flow_names": timeline.profile_names(lang),
        "marks": marks,
        "label_every": -(-weeks // WEEK_LABELS),
        "words": _words(measure, lang),
    }


def _unit_places(replays: Sequence[Tree]) -> list[Places]:
    """Places for the units of each record; shared when two records have units in common."""
    drawn = [by_unit.drawn_units(replay) for replay in replays]
    keys = [[unit["name"] for unit in units] for units in drawn]
    together = [
        by_unit.exchanged(len(units), by_unit.ties_between(replay))
        for units, replay in zip(drawn, replays, strict=True)
    ]
    if not set(keys[0]).intersection(*keys[1:]):
        return [
            settled(names, [unit["size"] for unit in units], exchanged)
            for names, units, exchanged in zip(keys, drawn, together, strict=True)
        ]
    every = list(dict.fromkeys(name for names in keys for name in names))
    size = dict.fromkeys(every, 0)
    exchanges = np.zeros((len(every), len(every)))
    for names, units, exchanged in zip(keys, drawn, together, strict=True):
        at = [every.index(name) for name in names]
        exchanges[np.ix_(at, at)] += exchanged / max(exchanged.max(initial=0), 1.0)
        for unit in units:
            size[unit["name"]] = max(size[unit["name"]], unit["size"])
    return [settled(every, [size[name] for name in every], exchanges)] * len(replays)


def week_finding(replay: Tree, week: int, lang: str) -> str:
    """What happened in a week, counted from 0: how many, against the week before."""
    measure = came_or_contributed(replay)
    counts = replay["headlines"][figures(replay)[0]]["count"]
    now, before = counts[week], counts[week - 1] if week else None
    label = week_label(week + 1, lang)
    if now is None:
        return say("dashboard.replay.hidden", lang, week=label)
    key = f"dashboard.replay.{measure}" + (".one" if now == 1 else "")
    sentence = say(key, lang, week=label, count=number(now, lang))
    if before is None:
        return sentence
    change = number(abs(now - before), lang)
    direction = "more" if now > before else "fewer" if now < before else "same"
    return sentence + say(f"dashboard.replay.{direction}", lang, change=change)


def _week(
    replay: Tree,
    week: int,
    ties: Sequence[Sequence[int]],
    marks: Sequence[Mapping[str, Any]],
    lang: str,
) -> dict[str, Any]:
    title, units = week_finding(replay, week, lang), by_unit.drawn_units(replay)
    if ties and ties[0][2] >= by_unit.LEAST_TOLD:
        giver, receiver, *_ = ties[0]
        names = {
            "giver": by_unit.unit_name(units[giver], lang),
            "receiver": by_unit.unit_name(units[receiver], lang),
        }
        title += say("dashboard.replay.strongest", lang, **names)
    monday = date.fromisoformat(replay["weeks"][week])
    sunday = monday + timedelta(days=6)
    dates = f"{short_date(monday, lang)} – {short_date(sunday, lang)}"
    now = [mark["name"] for mark in marks if mark["first"] <= week <= mark["last"]]
    return {
        "label": week_label(week + 1, lang),
        "dates": dates,
        "title": title,
        "subtitle": " · ".join([_base(replay, week, dates, lang), *dict.fromkeys(now)]),
    }


def _base(replay: Tree, week: int, dates: str, lang: str) -> str:
    base = replay["headlines"]["contributors"]["base"][week]
    if base is None:
        return dates
    return say("dashboard.replay.base", lang, dates=dates, people=number(base, lang))


def _words(measure: str, lang: str) -> dict[str, Any]:
    uses = (
        "answers_from", "to_receiver", "new_tie", "community", "kind", "members", "messages",
        "vitality", "back", "forward", "play", "pause", "speed", "week",
    )  # fmt: skip
    more = (
        "layer", "units", "communities", "flows", "beside", "keys", "compare", "no_other",
        "export", "preparing", "numbers", "close", "unit", "state", "week_facts", "person",
        "absent", "away", "came", "contributed", "away_unknown", "people_note", "no_people",
        "no_flows", "vitality_rule", "contributed_note", "marks", "over", "loading",
    )  # fmt: skip
    states = ("alive", "fading", "dormant", "extinct")
    return (
        {use: say(f"dashboard.replay.word.{use}", lang) for use in uses}
        | {use: say(f"replay.word.{use}", lang) for use in more}
        | {
            "colon": "\u00a0: " if lang == "fr" else ": ",
            "measure": measure,
            "vitalities": {state: say(f"indicator.vitality.{state}", lang) for state in states},
        }
    )
