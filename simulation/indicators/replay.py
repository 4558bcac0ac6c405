"""All that the week player needs, in one tree of plain lists, sent once (W3).

Units are those of the published tables: the picture says nothing that these and the total
do not say already.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from simulation.indicators.measuring import measure_view
from simulation.indicators.network import answers_between
from simulation.indicators.protected import protected_view
from simulation.indicators.publishing import (
    published,
    published_communities,
    published_profiles,
)
from simulation.indicators.registry import find
from simulation.indicators.thresholds import Thresholds
from simulation.indicators.typologies import LECKO
from simulation.indicators.view import Flags, View
from simulation.protection import UNKNOWN
from simulation.tables import Record

UNIT_COUNTS = {
    "came": "weekly_active",
    "contributed": "contributors",
    "regular": "regular_contributors",
}
MOST_COMMUNITIES = 60
"""Communities told one by one, the busiest; the others are counted."""
MOST_TIES = 40
"""Ties told each week, the strongest; the others are counted."""
HEADLINES = (
    "weekly_active",
    "contributors",
    "regular_contributors",
    "answered_within_48h",
    "cross_unit_share",
)


def published_replay(
    record: Record,
    thresholds: Thresholds | None = None,
    min_group: int = 10,
    lang: str = "fr",
) -> dict[str, Any]:
    """A record week by week, ready for a browser; None where nothing may be shown or is known.

    Returns:
        - `weeks`: Mondays (ISO); `simulated`; `min_group`;
        - `units`: for each unit its `name`, whether it is `merged`, `size` (its largest
          population), and weekly lists `people`, `came`, `contributed`, `regular`;
        - `ties`: for each week a list of [giver, receiver, answers, new], units by their
          place in `units`, inside a unit too, strongest first; `new` is 1 in the pair's
          first week; `ties_left_out`: how many weaker ones there are each week;
        - `communities`: `name`, `kind`, and weekly lists `members`, `messages`, `vitality`,
          the busiest first; `communities_left_out`: how many others are open;
        - `closed`, `secret`: how many communities of that kind there are each week;
        - `profiles`: people per profile each week; `frequency_from` as for profiles;
        - `headlines`: for each indicator weekly lists `value`, `count`, `base`, and whether
          it is `available`.

    Raises:
        InputError: `min_group` under 5.
    """
    limits = thresholds or Thresholds()
    overall = published(record, HEADLINES, thresholds=limits, min_group=min_group)
    profiles = published_profiles(record, thresholds=limits, min_group=min_group)
    communities = published_communities(record, limits, min_group)
    merged, unsafe = protected_view(record, limits, "unit", min_group=min_group, lang=lang)
    shown = ~unsafe
    ties = _ties(merged, shown)
    told = _communities(communities["communities"], record.weeks())
    return {
        "weeks": [week.date().isoformat() for week in record.weeks()],
        "simulated": record.is_simulated,
        "min_group": min_group,
        "units": _units(record, merged, shown),
        "ties": [week[:MOST_TIES] for week in ties],
        "ties_left_out": [max(0, len(week) - MOST_TIES) for week in ties],
        "communities": told[:MOST_COMMUNITIES],
        "communities_left_out": max(0, len(told) - MOST_COMMUNITIES),
        "closed": communities["closed"],
        "secret": communities["secret"],
        "profiles": _profiles(profiles["shares"]),
        "frequency_from": profiles["frequency_from"],
        "headlines": {name: _headline(overall[overall["indicator"] == name]) for name in HEADLINES},
    }


def _units(record: Record, merged: View, shown: Flags) -> list[dict[str, Any]]:
    indicators = [find(name) for name in UNIT_COUNTS.values()]
    table = measure_view(merged, indicators, by="unit")
    counts: dict[str, np.ndarray] = {
        key: table.loc[table["indicator"] == name, "count"].to_numpy().reshape(merged.shape)
        for key, name in UNIT_COUNTS.items()
    }
    counts["people"] = merged.people
    known = set(record.people["unit"].dropna()) | {UNKNOWN}
    return [
        {
            "name": name,
            "merged": name not in known,
            "size": int(merged.people[place].max(initial=0)) if shown[place].any() else None,
            **{
                key: _plain(np.where(shown[place], values[place], np.nan))
                for key, values in counts.items()
            },
        }
        for place, name in enumerate(merged.population.groups)
    ]


def _ties(merged: View, shown: Flags) -> list[list[list[int]]]:
    table = answers_between(merged)
    giver, receiver, week = (table[name].to_numpy() for name in ("giver", "receiver", "week"))
    table = table[shown[giver, week] & shown[receiver, week]]
    table = table.assign(new=~table.duplicated(["giver", "receiver"]))
    table = table.sort_values(
        ["week", "answers", "giver", "receiver"], ascending=[True, False, True, True]
    )
    weeks: list[list[list[int]]] = [[] for _ in range(merged.shape[1])]
    for week_number, *tie in table[["week", "giver", "receiver", "answers", "new"]].to_numpy(int):
        weeks[week_number].append([int(part) for part in tie])
    return weeks


def _communities(table: pd.DataFrame, weeks: pd.DatetimeIndex) -> list[dict[str, Any]]:
    messages = table.groupby("community")["messages"].sum()
    busiest = messages.sort_values(ascending=False, kind="stable").index
    by_community = dict(list(table.groupby("community")))
    told = []
    for community in busiest:
        rows = by_community[community]
        by_week = rows.set_index("week").reindex(weeks)
        told.append(
            {
                "name": rows["group"].iloc[0],
                "kind": rows["kind"].iloc[0],
                "members": _plain(by_week["people"]),
                "messages": _plain(by_week["messages"]),
                "vitality": _plain(by_week["vitality"]),
            }
        )
    return told


def _profiles(shares: pd.DataFrame) -> dict[str, list[int | None]]:
    return {name: _plain(shares.loc[shares["profile"] == name, "count"]) for name in LECKO}


def _headline(rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "available": bool(rows["available"].all()),
        "value": _plain(rows["value"], whole=False),
        "count": _plain(rows["count"]),
        "base": _plain(rows["base"]),
    }


def _plain(values: Iterable[Any], whole: bool = True) -> list[Any]:
    """Python's own numbers and texts; None for what is missing."""
    told: list[Any] = []
    for value in values:
        if pd.isna(value):
            told.append(None)
        elif isinstance(value, str):
            told.append(value)
        else:
            told.append(int(value) if whole else round(float(value), 4))
    return told
