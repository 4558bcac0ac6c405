"""What may be shown: every table of the workbench about people, after the gate."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.indicators.cache import measures_of
from simulation.indicators.communities import community_weeks
from simulation.indicators.functioning import community_life
from simulation.indicators.network import answers_between
from simulation.indicators.profiles import crossed, find_typology, profile_flows, profile_shares
from simulation.indicators.protected import protected_view, unsafe_rows
from simulation.indicators.thresholds import Thresholds
from simulation.indicators.typologies import TYPOLOGIES, Typology, frequency_source
from simulation.indicators.uncertainty import shrunk
from simulation.indicators.view import View, view_of
from simulation.protection import UNKNOWN, Released, check_min_group, check_released, release
from simulation.tables import Record, read_manifest, weeks_of

OTHER = "other"
"""Moves between profiles made by too few people to be told apart."""
COMMUNITY_MEASURES = ("people", "contributors", "messages", "vitality")


def published(
    record: Record | Path,
    names: Iterable[str] | None = None,
    by: str | None = None,
    weeks: str | None = None,
    thresholds: Thresholds | None = None,
    min_group: int = 10,
    lang: str = "fr",
) -> Released:
    """Weekly indicators of a record, small groups merged or suppressed (S25, S26).

    Args:
        record: a checked record, of a pilot or of a simulated run; or the folder of one, which
            is measured once, then found again beside its tables.
        names: indicators wanted, all by default.
        by: None for everybody together, else "unit", "team", "site", "level", "profile" (of
            the week) or "community".
        weeks: weeks kept, "A:B", counted from 1 and included; an end may be left out.
        thresholds: the definitions' windows and levels.
        min_group: smallest number of people shown, at least 5.
        lang: language in which the names of merged groups are joined.

    Returns:
        The columns of `measure` (indicator, group, week, value, count, base, low, high,
        people, unit_of_measure, available), `shrunk` (shares of groups drawn towards their
        common level, see `uncertainty.shrunk`), `suppressed` and `simulated`. Closed and
        secret communities have no rows.

    Raises:
        InputError: the folder is no record; unknown indicator, grouping or weeks;
            `min_group` under 5.
    """
    check_min_group(min_group)
    manifest = record.manifest if isinstance(record, Record) else read_manifest(Path(record))
    kept = weeks_kept(weeks_of(manifest), weeks)
    table = measures_of(record, names, by, thresholds, min_group, lang)
    simulated = manifest["origin"] == "simulated"
    released = release(table, min_group, by == "community", simulated=simulated)
    told = released[~table["withheld"] & released["week"].isin(kept)].reset_index(drop=True)
    return told.assign(shrunk=shrunk(told), simulated=simulated)


def published_rows(table: Released) -> list[dict[str, Any]]:
    """A published table as plain rows for scripts: what is not known or shown is None."""
    rows = check_released(table).assign(week=table["week"].dt.strftime("%Y-%m-%d"))
    rows = rows.rename(columns={"unit_of_measure": "unit"}).astype(object)
    records = rows.where(rows.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in records]


def published_profiles(
    record: Record,
    typology: str = "lecko",
    by: str | None = None,
    thresholds: Thresholds | None = None,
    min_group: int = 10,
    lang: str = "fr",
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
    named = find_typology(typology)
    limits = thresholds or Thresholds()
    view, unsafe = protected_view(record, limits, by, min_group=min_group, lang=lang)
    shares = profile_shares(view, typology)
    released = release(
        shares.assign(unsafe=unsafe_rows(unsafe, len(shares))),
        min_group,
        overlapping=by == "community",
        cells=("profile", "week"),
        simulated=record.is_simulated,
    )[~shares["withheld"]].reset_index(drop=True)
    number = {week: place + 1 for place, week in enumerate(record.weeks())}
    whole = view_of(record, limits)
    return {
        "typology": typology,
        "frequency_from": frequency_source(whole),
        "shares": released.assign(week_number=released["week"].map(number)),
        "flows": _released_flows(whole, named, min_group),
    }


def published_typologies(
    record: Record,
    week: int | None = None,
    thresholds: Thresholds | None = None,
    min_group: int = 10,
) -> dict[str, Any]:
    """Every typology side by side on the same people, in one week (S27, evidence 2.17).

    Args:
        record: a checked record.
        week: counted from 1; the last by default.
        thresholds: the definitions' windows and levels.
        min_group: smallest number of people shown, at least 5.

    Returns:
        `week` (from 1), `people`; `frequency_from` as for profiles; `shares`: columns
        typology, profile, value, count, base, low, high, people, suppressed; `crossed`: how
        many of each Lecko profile have which profile of another typology, columns typology,
        profile, other_profile, people, suppressed, pairs of too few people together as "other".

    Raises:
        InputError: `week` outside the record; `min_group` under 5.
    """
    check_min_group(min_group)
    view = view_of(record, thresholds or Thresholds())
    at = weeks_kept(record.weeks(), None if week is None else f"{week}:{week}")[-1]
    place = int(record.weeks().get_indexer(pd.DatetimeIndex([at]))[0])
    shares = pd.concat(
        [profile_shares(view, name).assign(typology=name) for name in TYPOLOGIES],
        ignore_index=True,
    )
    shares = release(
        shares[shares["week"] == at].reset_index(drop=True),
        min_group,
        cells=("typology", "profile", "week"),
        simulated=record.is_simulated,
    )
    pairs = [
        crossed(view, "lecko", name, place).assign(typology=name)
        for name in TYPOLOGIES
        if name != "lecko"
    ]
    return {
        "week": place + 1,
        "people": _enough(int(view.people[0, place]), min_group, record.is_simulated),
        "frequency_from": frequency_source(view),
        "shares": shares.drop(columns=["group", "week"]),
        "crossed": _rare_together(
            pd.concat(pairs, ignore_index=True),
            ["typology"],
            ["profile", "other_profile"],
            min_group,
            record.is_simulated,
        ),
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
        table,
        min_group,
        overlapping=True,
        cells=("week",),
        measures=COMMUNITY_MEASURES,
        simulated=record.is_simulated,
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
) -> Released:
    """Answers from unit to unit over some weeks: given in rows, received in columns.

    Units of too few people are merged; answers of a week in which a unit may not be shown do
    not count, and a unit that may never be is left out, as are people of unknown unit.

    Raises:
        InputError: `weeks` is no range within the record; `min_group` under 5.
    """
    check_min_group(min_group)
    kept = record.weeks().isin(weeks_kept(record.weeks(), weeks))
    view, unsafe = protected_view(record, Thresholds(), "unit", min_group=min_group, lang=lang)
    shown = ~unsafe & kept & (view.people > 0)
    table = answers_between(view)
    told = table[shown[table["giver"], table["week"]] & shown[table["receiver"], table["week"]]]
    units = [n for n, name in enumerate(view.population.groups) if name != UNKNOWN]
    units = [n for n in units if shown[n].any()]
    counts = told.groupby(["giver", "receiver"])["answers"].sum()
    pairs = pd.MultiIndex.from_product([units, units], names=["giver", "receiver"])
    table = counts.reindex(pairs, fill_value=0).reset_index()
    most = view.people.max(axis=1)
    released = release(
        table.assign(
            group=table.index,
            all=0,
            people=np.minimum(most[table["giver"]], most[table["receiver"]]),
        ),
        min_group,
        overlapping=True,
        cells=("all",),
        measures=("answers", "people"),
        simulated=record.is_simulated,
    )
    matrix = released.pivot_table("answers", "giver", "receiver", "sum", dropna=False)
    names = dict(enumerate(view.population.groups))
    return matrix.rename(index=names, columns=names).rename_axis(index=None, columns=None)


def _released_flows(view: View, typology: Typology, min_group: int) -> Released:
    """Moves from one window to the next, the rare ones together."""
    step, last = view.thresholds.window_weeks, view.shape[1] - 1
    starts = range(last % step, last - step + 1, step)
    columns = ["week_from", "week_to", "profile_from", "profile_to", "people", "suppressed"]
    codes, names = typology.codes(view), typology.profiles
    tables = [profile_flows(view, codes, start, start + step, names) for start in starts]
    if not tables:
        return release(pd.DataFrame(columns=columns), min_group)[columns]
    moves = pd.concat(tables, ignore_index=True)
    cells, ends = ["week_from", "week_to"], ["profile_from", "profile_to"]
    told = _rare_together(moves, cells, ends, min_group, view.record.is_simulated)
    return told[columns].sort_values("week_from", kind="stable").reset_index(drop=True)


def _rare_together(
    counts: pd.DataFrame, cells: list[str], names: list[str], min_group: int, simulated: bool
) -> Released:
    """Counts of people released, those of too few people put together under `OTHER`.

    Args:
        counts: columns of `cells` and `names`, and people; nobody has no row.
        cells: columns within which counts add up to a total.
        names: columns that tell the counts of a cell apart.
        min_group: smallest number of people shown.
        simulated: whether the people exist in a model only.
    """
    counts = counts[counts["people"] > 0].reset_index(drop=True)
    counts["group"] = counts[names[0]].astype(str) + ">" + counts[names[1]].astype(str)
    hidden = release(counts, min_group, cells=cells, simulated=simulated)["suppressed"]
    rare = counts[hidden].groupby(cells, as_index=False)["people"].sum()
    rare = rare.assign(**dict.fromkeys([*names, "group"], OTHER))
    together = pd.concat([counts[~hidden], rare], ignore_index=True)
    return release(together, min_group, cells=cells, simulated=simulated).drop(columns="group")


def _enough(people: int, min_group: int, simulated: bool) -> int | None:
    return people if simulated or people >= min_group else None


def _existing(view: View, visibility: str) -> list[int]:
    """How many communities of that visibility there are each week."""
    first, last = community_life(view)
    such = (view.record.communities["visibility"] == visibility).to_numpy()
    week = np.arange(view.shape[1])
    there = (first[such, None] <= week) & (week <= last[such, None])
    return [int(count) for count in there.sum(axis=0)]


def weeks_kept(every: pd.DatetimeIndex, weeks: str | None) -> pd.DatetimeIndex:
    """The Mondays of a range "A:B" counted from 1, all of them without a range.

    Raises:
        InputError: no such range within the record.
    """
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
