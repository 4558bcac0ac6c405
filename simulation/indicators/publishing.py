"""What may be shown: every table of the workbench about people, after the gate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.indicators.communities import community_weeks
from simulation.indicators.functioning import community_life
from simulation.indicators.measuring import measure
from simulation.indicators.network import silos
from simulation.indicators.profiles import (
    check_typology,
    frequency_source,
    lecko_codes,
    profile_flows,
    profile_shares,
)
from simulation.indicators.thresholds import Thresholds
from simulation.indicators.view import View, view_of
from simulation.protection import UNKNOWN, check_min_group, merge_small_groups, release
from simulation.tables import Record

OTHER = "other"
"""Moves between profiles made by too few people to be told apart."""
COMMUNITY_MEASURES = ("people", "contributors", "messages", "vitality")


def published(
    record: Record,
    names: Iterable[str] | None = None,
    by: str | None = None,
    weeks: str | None = None,
    thresholds: Thresholds | None = None,
    min_group: int = 10,
    of: str = "invited",
) -> pd.DataFrame:
    """Weekly indicators of a record, small groups suppressed (S25, S26).

    Args:
        record: a checked record, of a pilot or of a simulated run.
        names: indicators wanted, all by default.
        by: None for everybody together, else "unit", "team", "site" or "community".
        weeks: weeks kept, "A:B", counted from 1 and included; an end may be left out.
        thresholds: the definitions' windows and levels.
        min_group: smallest number of people shown, at least 5.
        of: "invited" or "staff".

    Returns:
        The columns of `measure` (indicator, group, week, value, count, base, low, high,
        people, unit_of_measure, available) and `suppressed`. Closed and secret
        communities have no rows.

    Raises:
        InputError: unknown indicator, grouping, population or weeks; `min_group` under 5.
    """
    check_min_group(min_group)
    kept = _weeks_kept(record, weeks)
    table = measure(record, names, by, thresholds, of)
    released = release(table, min_group, overlapping=by == "community")[~table["withheld"]]
    return released[released["week"].isin(kept)].reset_index(drop=True)


def published_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A published table as plain rows for scripts: what is not known or shown is None."""
    rows = table.assign(week=table["week"].dt.strftime("%Y-%m-%d"))
    rows = rows.rename(columns={"unit_of_measure": "unit"}).astype(object)
    records = rows.where(rows.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in records]


def published_profiles(
    record: Record,
    typology: str = "lecko",
    by: str | None = None,
    thresholds: Thresholds | None = None,
    min_group: int = 10,
) -> dict[str, Any]:
    """Shares of the profiles each week and moves between them, small groups suppressed (S27).

    Returns:
        `typology`; `frequency_from`, "visit" or "interaction" where the source records no
        visits; `shares`, with columns profile, group, week, week_number (from 1), value,
        count, base, low, high, people, suppressed; `flows` of everybody from one window to
        the next, see `profile_flows`: moves of too few people are put together as "other".

    Raises:
        InputError: unknown typology or grouping; `min_group` under 5.
    """
    check_min_group(min_group)
    check_typology(typology)
    limits = thresholds or Thresholds()
    shares = profile_shares(view_of(record, limits, by))
    released = release(shares, min_group, overlapping=by == "community", cells=("profile", "week"))[
        ~shares["withheld"]
    ].reset_index(drop=True)
    number = {week: place + 1 for place, week in enumerate(record.weeks())}
    whole = view_of(record, limits)
    return {
        "typology": typology,
        "frequency_from": frequency_source(whole),
        "shares": released.assign(week_number=released["week"].map(number)),
        "flows": _released_flows(whole, min_group),
    }


def published_communities(
    record: Record, thresholds: Thresholds | None = None, min_group: int = 10
) -> dict[str, Any]:
    """Communities week by week; small ones suppressed, closed and secret ones only counted.

    Returns:
        `communities`, with columns community, group (its name), kind, week, people,
        contributors, messages, vitality, suppressed; `closed` and `secret`: how many there
        were each week.

    Raises:
        InputError: `min_group` under 5.
    """
    check_min_group(min_group)
    view = view_of(record, thresholds or Thresholds(), by="community")
    table = community_weeks(view)
    released = release(
        table, min_group, overlapping=True, cells=("week",), measures=COMMUNITY_MEASURES
    )
    shown = released[~table["withheld"]].drop(columns="visibility").reset_index(drop=True)
    return {
        "communities": shown,
        "closed": _existing(view, "closed"),
        "secret": _existing(view, "secret"),
    }


def published_silos(
    record: Record,
    weeks: str | None = None,
    min_group: int = 10,
    lang: str = "fr",
) -> pd.DataFrame:
    """Answers from unit to unit over some weeks: given in rows, received in columns.

    Units of too few people are merged under a joined label; one merged group that is still
    too small is left out.

    Raises:
        InputError: `weeks` is no range within the record; `min_group` under 5.
    """
    merged = merge_units(record, min_group, lang)
    view = view_of(merged, Thresholds(), by="unit")
    kept = record.weeks().get_indexer(_weeks_kept(record, weeks))
    matrix = silos(view, int(kept[0]), int(kept[-1]))
    sizes = pd.Series(view.people.max(axis=1), index=view.population.groups)
    large = [name for name in matrix.index if sizes[name] >= min_group]
    return matrix.loc[large, large]


def merge_units(record: Record, min_group: int, lang: str) -> Record:
    """The record with the units of too few people merged under a joined label.

    Sizes are the largest population of each unit over the record.
    """
    view = view_of(record, Thresholds(), by="unit")
    sizes = pd.Series(view.people.max(axis=1), index=list(view.population.groups))
    labels = merge_small_groups(sizes, min_group, lang)
    unit = record.people["unit"].astype(object).fillna(UNKNOWN)
    display = unit.map(labels).fillna(unit)
    return Record(
        people=record.people.assign(unit=display.astype("string")),
        communities=record.communities,
        memberships=record.memberships,
        ties=record.ties,
        events=record.events,
        manifest=record.manifest,
    )


def _released_flows(view: View, min_group: int) -> pd.DataFrame:
    """Moves from one window to the next, the rare ones together."""
    step, last = view.thresholds.window_weeks, view.shape[1] - 1
    starts = range(last % step, last - step + 1, step)
    columns = ["week_from", "week_to", "profile_from", "profile_to", "people", "suppressed"]
    codes = lecko_codes(view)
    tables = [profile_flows(view, codes, start, start + step) for start in starts]
    if not tables:
        return pd.DataFrame(columns=columns)
    moves = pd.concat(tables, ignore_index=True)
    moves["group"] = moves["profile_from"] + ">" + moves["profile_to"]
    hidden = release(moves, min_group, cells=("week_from", "week_to"))["suppressed"]
    rare = moves[hidden].groupby(["week_from", "week_to"], as_index=False)["people"].sum()
    rare = rare.assign(profile_from=OTHER, profile_to=OTHER, group=OTHER)
    together = pd.concat([moves[~hidden], rare], ignore_index=True)
    return (
        release(together, min_group, cells=("week_from", "week_to"))[columns]
        .sort_values("week_from", kind="stable")
        .reset_index(drop=True)
    )


def _existing(view: View, visibility: str) -> list[int]:
    """How many communities of that visibility there are each week."""
    first, last = community_life(view)
    such = (view.record.communities["visibility"] == visibility).to_numpy()
    week = np.arange(view.shape[1])
    there = (first[such, None] <= week) & (week <= last[such, None])
    return [int(count) for count in there.sum(axis=0)]


def _weeks_kept(record: Record, weeks: str | None) -> pd.DatetimeIndex:
    """The Mondays of a range "A:B" counted from 1, all of them without a range."""
    every = record.weeks()
    if weeks is None:
        return every
    first, colon, last = (part.strip() for part in weeks.partition(":"))
    ends = [first or "1", last or str(len(every))]
    if not colon or not all(end.isdecimal() for end in ends):
        raise InputError("week_range", value=weeks, last=len(every))
    start, stop = (int(end) for end in ends)
    if not 1 <= start <= stop <= len(every):
        raise InputError("week_range", value=weeks, last=len(every))
    return every[start - 1 : stop]
