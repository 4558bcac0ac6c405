"""All that the week player needs, in one tree of plain lists, sent once (W3).

Units are those of the published tables: the picture says nothing that these and the total
do not say already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulation.indicators.marks import marks_of
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
from simulation.indicators.view import Flags, View, view_of
from simulation.protection import UNKNOWN
from simulation.tables import Record

UNIT_COUNTS = {
    "came": "weekly_active",
    "contributed": "contributors",
    "regular": "regular_contributors",
}
MOST_COMMUNITIES = 60
"""Communities told one by one, the busiest; the others are counted."""
COMMUNITY_COURSES = {
    "members": "people",
    "contributors": "contributors",
    "messages": "messages",
    "vitality": "vitality",
}
"""What is told of a community each week, and the column it is told by."""
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
    marks: Path | None = None,
) -> dict[str, Any]:
    """A record week by week, ready for a browser; None where nothing may be shown or is known.

    Args:
        record: a checked record.
        thresholds: the definitions' windows and levels.
        min_group: smallest number of people shown, at least 5.
        lang: language of joined names.
        marks: file of the team's own marks, see `simulation.indicators.marks`.

    Returns:
        - `weeks`: Mondays (ISO); `simulated`; `min_group`;
        - `units`: for each unit its `name`, whether it is `merged`, `size` (its largest
          population), and weekly lists `people`, `came`, `contributed`, `regular`;
        - `ties`: for each week a list of [giver, receiver, answers, new], units by their
          place in `units`, inside a unit too, strongest first; `new` is 1 in the pair's
          first week; `ties_left_out`: how many weaker ones there are each week;
        - `communities`: `name`, `kind`, and weekly lists `members`, `contributors`,
          `messages`, `vitality`, the busiest first; `communities_left_out`: how many others
          are open; `near`: for each pair of them that shares at least `min_group` members
          [one, other, tenths of the smaller one's members that are in both];
        - `closed`, `secret`: how many communities of that kind there are each week;
        - `profiles`: people per profile each week; `frequency_from` as for profiles;
          `flows`: moves between profiles as [week before, week, from, to, people], weeks
          counted from 0, people None where too few;
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
    told, codes = _communities(communities["communities"], record.weeks())
    return {
        "weeks": [week.date().isoformat() for week in record.weeks()],
        "simulated": record.is_simulated,
        "min_group": min_group,
        "units": _units(record, merged, shown),
        "ties": [week[:MOST_TIES] for week in ties],
        "ties_left_out": [max(0, len(week) - MOST_TIES) for week in ties],
        "communities": told,
        "communities_left_out": communities["communities"]["community"].nunique() - len(told),
        "near": _near(record, limits, codes, min_group),
        "closed": communities["closed"],
        "secret": communities["secret"],
        "profiles": _profiles(profiles["shares"]),
        "frequency_from": profiles["frequency_from"],
        "flows": _flows(profiles["flows"], record.weeks()),
        "headlines": {name: _headline(overall[overall["indicator"] == name]) for name in HEADLINES},
        "marks": _marks(record, marks, min_group, lang),
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


def _communities(
    table: pd.DataFrame, weeks: pd.DatetimeIndex
) -> tuple[list[dict[str, Any]], list[int]]:
    """The communities told, the busiest first, and the number each has in the record."""
    messages = table.groupby("community")["messages"].sum()
    busiest = messages.sort_values(ascending=False, kind="stable").index[:MOST_COMMUNITIES]
    first = table.drop_duplicates("community").set_index("community").loc[busiest]
    place = busiest.get_indexer(pd.Index(table["community"]))
    week = weeks.get_indexer(pd.DatetimeIndex(table["week"]))
    courses = {name: np.full((len(busiest), len(weeks)), None) for name in COMMUNITY_COURSES}
    for name, column in COMMUNITY_COURSES.items():
        courses[name][place[place >= 0], week[place >= 0]] = table[column].to_numpy()[place >= 0]
    told = [
        {
            "name": first["group"].iloc[number],
            "kind": first["kind"].iloc[number],
            **{name: _plain(course[number]) for name, course in courses.items()},
        }
        for number in range(len(busiest))
    ]
    return told, [int(code) for code in busiest]


def _near(
    record: Record, thresholds: Thresholds, codes: Sequence[int], min_group: int
) -> list[list[int]]:
    """How far communities share their members, in tenths; pairs that share few are left out."""
    population = view_of(record, thresholds, by="community").population
    place = pd.Series(np.arange(len(codes)), index=pd.Index(codes, dtype=np.int64))
    number = record.communities["community"].to_numpy(np.int64)[population.group]
    column = place.reindex(number).to_numpy()
    told = ~np.isnan(column)
    belongs = np.zeros((len(record.people), len(codes)), dtype=np.float32)
    belongs[population.person[told], column[told].astype(int)] = 1
    shared = belongs.T @ belongs
    size = np.diag(shared)
    pairs = zip(*np.nonzero(np.triu(shared >= min_group, 1)), strict=True)
    return [
        [int(one), int(other), _tenths(shared[one, other], min(size[one], size[other]), min_group)]
        for one, other in pairs
    ]


def _tenths(shared: float, smaller: float, min_group: int) -> int:
    """Tenths of the smaller community that are in both; all of it when few are not."""
    return 10 if smaller - shared < min_group else round(10 * float(shared / smaller))


def _flows(flows: pd.DataFrame, weeks: pd.DatetimeIndex) -> list[list[Any]]:
    mondays = [pd.DatetimeIndex(flows[end]) for end in ("week_from", "week_to")]
    before, after = (weeks.get_indexer(each) for each in mondays)
    people = _plain(flows["people"].mask(flows["suppressed"].astype(bool)))
    ends = flows["profile_from"], flows["profile_to"]
    return [list(row) for row in zip(before.tolist(), after.tolist(), *ends, people, strict=True)]


def _marks(record: Record, file: Path | None, min_group: int, lang: str) -> list[list[Any]]:
    """The marks within the record, by week; those that lie outside are left out."""
    start, last = record.weeks()[0].date(), len(record.weeks()) - 1
    told = []
    for mark in marks_of(record, file, min_group, lang):
        first, until = ((day - start).days // 7 for day in (mark.first, mark.last))
        if until >= 0 and first <= last:
            told.append([mark.kind, max(first, 0), min(until, last), mark.title, mark.number])
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
