"""A published replay told in the reader's language, ready to be drawn week by week.

Everything that reaches the browser comes from `simulation.indicators.published_replay`, which
passed the gate; what is None there stays hidden here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from dashboards.view_models.map_layout import SIZE, bumps, places, radii
from simulation.indicators.populations import UNKNOWN
from simulation.indicators.typologies import LECKO
from simulation.words import say
from simulation.words.forms import number, percent, short_date, week_label

MOST_TIES = 15
MOST_COMMUNITIES = 9
LEAST_TOLD = 10
CHARACTER_WIDTH = 6.6
WEEK_LABELS = 16

Tree = Mapping[str, Any]


def scene(replay: Tree, lang: str) -> dict[str, Any]:
    """What `ReplayStage` draws.

    Args:
        replay: of `published_replay`.
        lang: "fr" or "en".
    """
    weeks = len(replay["weeks"])
    measure = came_or_contributed(replay)
    visible = [place for place, unit in enumerate(replay["units"]) if unit["size"]]
    drawn = {place: new for new, place in enumerate(visible)}
    units = [replay["units"][place] for place in visible]
    ties = [_between(week, drawn) for week in replay["ties"]]
    levels = breaks([_share(unit, measure, week) for unit in units for week in range(weeks)])
    return {
        "size": list(SIZE),
        "weeks": [_week(replay, ties, units, week, lang) for week in range(weeks)],
        "units": _units(replay, units, ties, levels, measure, lang),
        "ties": _ties(ties, units, lang),
        "breaks": _break_labels(levels, lang),
        "figures": [_figure(replay, name, lang) for name in figures(replay)],
        "communities": _communities(replay, lang),
        "unnamed": _unnamed(replay, lang),
        "profiles": _profiles(replay, lang),
        "reasons": _reasons(replay, units, lang),
        "label_every": -(-weeks // WEEK_LABELS),
        "words": _words(measure, lang),
    }


def came_or_contributed(replay: Tree) -> str:
    """What shades the map: who came, or who contributed where visits are not recorded."""
    return "came" if replay["headlines"]["weekly_active"]["available"] else "contributed"


def figures(replay: Tree) -> tuple[str, ...]:
    """The four indicators that stand beside the map."""
    first = "weekly_active" if came_or_contributed(replay) == "came" else "contributors"
    return (first, "regular_contributors", "answered_within_48h", "cross_unit_share")


def breaks(shares: Sequence[float | None]) -> list[float]:
    """Four round limits between five shades, near the quintiles of the shares shown."""
    known = [share for share in shares if share is not None]
    if not known:
        return [0.2, 0.4, 0.6, 0.8]
    quantiles = np.quantile(known, [0.2, 0.4, 0.6, 0.8])
    step = 0.05 if quantiles[-1] > 0.2 else 0.02 if quantiles[-1] > 0.08 else 0.01
    limits: list[float] = []
    for quantile in quantiles:
        least = limits[-1] + step if limits else step
        limits.append(round(max(least, round(quantile / step) * step), 2))
    return limits


def week_finding(replay: Tree, week: int, lang: str) -> str:
    """What happened in a week, counted from 0: how many, against the week before."""
    measure = came_or_contributed(replay)
    counts = replay["headlines"][figures(replay)[0]]["count"]
    now, before = counts[week], counts[week - 1] if week else None
    label = week_label(week + 1, lang)
    if now is None:
        return say("dashboard.replay.hidden", lang, week=label)
    sentence = say(f"dashboard.replay.{measure}", lang, week=label, count=number(now, lang))
    if before is None:
        return sentence
    change = number(abs(now - before), lang)
    direction = "more" if now > before else "fewer" if now < before else "same"
    return sentence + say(f"dashboard.replay.{direction}", lang, change=change)


def _week(
    replay: Tree, ties: Sequence[list[list[int]]], units: Sequence[Tree], week: int, lang: str
) -> dict[str, Any]:
    title = week_finding(replay, week, lang)
    if ties[week] and ties[week][0][2] >= LEAST_TOLD:
        giver, receiver, *_ = ties[week][0]
        names = {"giver": _name(units[giver], lang), "receiver": _name(units[receiver], lang)}
        title += say("dashboard.replay.strongest", lang, **names)
    monday = date.fromisoformat(replay["weeks"][week])
    sunday = monday + timedelta(days=6)
    dates = f"{short_date(monday, lang)} – {short_date(sunday, lang)}"
    return {
        "label": week_label(week + 1, lang),
        "dates": dates,
        "title": title,
        "subtitle": _base(replay, week, dates, lang),
    }


def _base(replay: Tree, week: int, dates: str, lang: str) -> str:
    base = replay["headlines"]["contributors"]["base"][week]
    if base is None:
        return dates
    return say("dashboard.replay.base", lang, dates=dates, people=number(base, lang))


def _units(
    replay: Tree,
    units: Sequence[Tree],
    ties: Sequence[list[list[int]]],
    levels: Sequence[float],
    measure: str,
    lang: str,
) -> list[dict[str, Any]]:
    exchanged = np.zeros((len(units), len(units)))
    for week in ties:
        for giver, receiver, answers, _ in week:
            exchanged[giver, receiver] += answers
    sizes = [unit["size"] for unit in units]
    place, radius = places(sizes, exchanged), radii(sizes)
    merged = say("indicator.merged", lang, least=replay["min_group"])
    told = []
    for index, unit in enumerate(units):
        name = _name(unit, lang)
        weeks = range(len(unit["people"]))
        told.append(
            {
                "name": name,
                "short": _short(name, float(radius[index])),
                "x": round(float(place[index, 0]), 1),
                "y": round(float(place[index, 1]), 1),
                "r": round(float(radius[index]), 1),
                "bumps": bumps(unit["name"]),
                "merged": unit["merged"],
                "reason": merged if unit["merged"] else "",
                "levels": [_level(unit, measure, week, levels) for week in weeks],
                "facts": [_facts(unit, measure, week, lang) for week in weeks],
            }
        )
    return told


def _share(unit: Tree, measure: str, week: int) -> float | None:
    count, people = unit[measure][week], unit["people"][week]
    return count / people if count is not None and people else None


def _level(unit: Tree, measure: str, week: int, levels: Sequence[float]) -> int | None:
    """The shade of a unit's week: 0 to 4, -1 when nobody is invited yet, None when hidden."""
    if unit["people"][week] == 0:
        return -1
    share = _share(unit, measure, week)
    return None if share is None else int(np.digitize(share, levels))


def _facts(unit: Tree, measure: str, week: int, lang: str) -> str:
    count, people = unit[measure][week], unit["people"][week]
    if people == 0:
        return say("dashboard.replay.not_invited", lang)
    if count is None or people is None:
        return say("figure.suppressed", lang)
    return say("dashboard.replay.of", lang, count=number(count, lang), base=number(people, lang))


def _between(week: Sequence[Sequence[int]], drawn: Mapping[int, int]) -> list[list[int]]:
    """The ties between the units shown, the strongest first."""
    ties = [
        [drawn[giver], drawn[receiver], answers, new]
        for giver, receiver, answers, new in week
        if giver != receiver and giver in drawn and receiver in drawn
    ]
    return sorted(ties, key=lambda tie: -tie[2])


def _ties(
    ties: Sequence[list[list[int]]], units: Sequence[Tree], lang: str
) -> list[dict[str, Any]]:
    most = max((tie[2] for week in ties for tie in week), default=1)
    told = []
    for week in ties:
        rest = len(week) - MOST_TIES
        told.append(
            {
                "drawn": [
                    [
                        giver,
                        receiver,
                        round(2 + 15 * (answers / most) ** 0.5, 1),
                        bool(new),
                        _tie(units[giver], units[receiver], answers, lang),
                        say("dashboard.replay.answers", lang, count=number(answers, lang))
                        if answers >= LEAST_TOLD
                        else "",
                    ]
                    for giver, receiver, answers, new in week[:MOST_TIES]
                ],
                "rest": say("dashboard.replay.more_ties", lang, count=number(rest, lang))
                if rest > 0
                else "",
            }
        )
    return told


def _tie(giver: Tree, receiver: Tree, answers: int, lang: str) -> str:
    names = f"{_name(giver, lang)} → {_name(receiver, lang)}"
    if answers < LEAST_TOLD:
        return names
    return f"{names} · {say('dashboard.replay.answers', lang, count=number(answers, lang))}"


def _figure(replay: Tree, name: str, lang: str) -> dict[str, Any]:
    headline = replay["headlines"][name]
    weeks = range(len(headline["value"]))
    return {
        "caption": say(f"indicator.{name}", lang),
        "values": [figure_value(headline, name, week, lang) for week in weeks],
        "details": [figure_detail(headline, name, week, lang) for week in weeks],
        "series": headline["value"],
    }


COUNTED = ("weekly_active", "contributors", "regular_contributors")
"""Headlines told as people first, their share second."""


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


def _communities(replay: Tree, lang: str) -> list[dict[str, Any]]:
    def activity(community: Tree) -> int:
        return sum(count or 0 for count in community["messages"])

    busiest = sorted(replay["communities"], key=activity, reverse=True)[:MOST_COMMUNITIES]
    return [
        {
            "name": community["name"],
            "kind": say(f"indicator.kind.{community['kind']}", lang),
            "members": [
                "" if count is None else number(count, lang) for count in community["members"]
            ],
            "messages": community["messages"],
            "vitality": [state or "unborn" for state in community["vitality"]],
        }
        for community in busiest
    ]


def _unnamed(replay: Tree, lang: str) -> str:
    others = max(0, len(replay["communities"]) - MOST_COMMUNITIES)
    closed, secret = replay["closed"][-1], replay["secret"][-1]
    counts = {"others": others, "closed": closed or 0, "secret": secret or 0}
    return say(
        "dashboard.replay.unnamed", lang, **{name: number(n, lang) for name, n in counts.items()}
    )


def _profiles(replay: Tree, lang: str) -> dict[str, Any]:
    active, counts = LECKO[1:], replay["profiles"]
    base = replay["headlines"]["contributors"]["base"]
    shares = [
        [
            None if counts[name][week] is None or not people else counts[name][week] / people
            for name in active
        ]
        for week, people in enumerate(base)
    ]
    top = max((sum(filter(None, week)) for week in shares), default=0.0) or 1.0
    return {
        "names": [say(f"indicator.profile.{name}", lang) for name in active],
        "told": say("dashboard.replay.profiles", lang, top=percent(top, lang)),
        "shares": shares,
        "top": top,
    }


def _reasons(replay: Tree, units: Sequence[Tree], lang: str) -> str:
    merged = [_name(unit, lang) for unit in units if unit["merged"]]
    reasons = []
    if merged:
        why = say("indicator.merged", lang, least=replay["min_group"])
        reasons.append(f"{', '.join(merged)} {why}.")
    hidden = len(replay["units"]) - len(units)
    if hidden:
        reasons.append(say("dashboard.replay.hidden_units", lang, count=number(hidden, lang)))
    return " ".join(reasons)


def _break_labels(levels: Sequence[float], lang: str) -> list[str]:
    ends = [number(level * 100, lang) for level in levels]
    between = [f"{low}–{high}" for low, high in pairwise(ends)]
    return [f"< {ends[0]}", *between, f"> {percent(levels[-1], lang)}"]


def _name(unit: Tree, lang: str) -> str:
    name = unit["name"]
    return say("dashboard.replay.unknown_unit", lang) if name == UNKNOWN else name


def _short(name: str, radius: float) -> str:
    """A name cut to the width of its disc, at least to a few letters."""
    fits = max(8, int(2 * radius / CHARACTER_WIDTH))
    return name if len(name) <= fits else name[: fits - 1].rstrip() + "…"


def _words(measure: str, lang: str) -> dict[str, Any]:
    uses = (
        "map", "answers_from", "to_receiver", "new_tie", "community", "kind", "members",
        "messages", "vitality", "back", "forward", "play", "pause", "speed", "keys", "week",
    )  # fmt: skip
    states = ("alive", "fading", "dormant", "extinct")
    return {use: say(f"dashboard.replay.word.{use}", lang) for use in uses} | {
        "share": say(f"dashboard.replay.share.{measure}", lang),
        "colon": "\u00a0: " if lang == "fr" else ": ",
        "vitalities": {state: say(f"indicator.vitality.{state}", lang) for state in states},
    }
