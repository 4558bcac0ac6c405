"""The groups of a record as they may be shown: small ones merged, some hidden in some weeks.

All groupings of a record are held against each other from the start, whatever is asked for,
so that what is shown never depends on what was shown before. They come in an order: the
units are shown first; teams, sites, levels and profiles of use give way to all before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.indicators.activity import NEVER, NOBODY, positions
from simulation.indicators.earlier import earlier_imports
from simulation.indicators.measuring import view_by
from simulation.indicators.populations import By, Population, population_of
from simulation.indicators.thresholds import Thresholds
from simulation.indicators.view import Flags, View, view_of
from simulation.protection import (
    UNKNOWN,
    Grouping,
    hidden_by_all,
    hidden_by_crossing,
    merged_labels,
    nearness_by_superiors,
    release,
)
from simulation.protection.merging import nearness_by_number
from simulation.tables import Record

GROUPINGS = tuple(name for name in ("unit", "team", "site", "level") if name in get_args(By))
"""What cuts people into groups by what they are, in the order in which they are protected."""

PROFILE_LIMITS = ("window_weeks", "frequent_weeks", "significant_contributions")
"""Thresholds that decide who has which Lecko profile."""


@dataclass(frozen=True)
class Shown:
    """A population with its small groups merged, and in which weeks each may be shown.

    `label` gives the name under which each group of the record is shown; `shown` has the
    shape (groups, weeks).
    """

    population: Population
    label: dict[str, str]
    shown: Flags


def protected_view(
    record: Record,
    thresholds: Thresholds,
    by: str | None = None,
    min_group: int = 10,
    lang: str = "fr",
) -> tuple[View, Flags]:
    """A record seen by group as it may be shown, and in which weeks each group is unsafe.

    Simulated people are exempt: their groups stay as they are. Communities are not merged,
    since they are no part of the organisation; the gate hides the small ones.

    Args:
        record: a checked record.
        thresholds: the definitions' windows and levels.
        by: None for everybody, or a grouping.
        min_group: smallest number of people shown.
        lang: language of joined names.

    Returns:
        The view, and flags of shape (groups, weeks).

    Raises:
        InputError: unknown grouping; groups by profile of real people under thresholds other
            than the usual ones, which could be subtracted from the usual groups.
    """
    view = view_by(record, thresholds, by)
    if record.is_simulated or by is None or by == "community":
        return view, np.zeros(view.shape, dtype=bool)
    if by == "profile":
        _check_usual_profiles(thresholds)
        return view, ~_shown_profiles(view, min_group, lang)
    found = shown_groups(view, by, min_group, lang)
    return replace(view, population=found.population), ~found.shown


def _check_usual_profiles(thresholds: Thresholds) -> None:
    usual = Thresholds()
    for name in PROFILE_LIMITS:
        value, only = getattr(thresholds, name), getattr(usual, name)
        if value != only:
            raise InputError("profile_thresholds", name=name, value=value, usual=only)


def unsafe_rows(unsafe: Flags, rows: int) -> NDArray[np.bool_]:
    """The flags of each row of a table that tells the groups and weeks several times over."""
    return np.tile(unsafe.reshape(-1), rows // max(unsafe.size, 1))


def shown_groups(view: View, by: str, min_group: int, lang: str) -> Shown:
    """One grouping of a record as it may be shown beside those before it."""
    known = _KNOWN.setdefault(view.record, {})
    key = (by, min_group, lang)
    if key not in known:
        before = GROUPINGS[: GROUPINGS.index(by)]
        others = [shown_groups(view, name, min_group, lang) for name in before]
        units = others[0].label if by == "team" else None
        population = population_of(view.record, view.activity, by)
        merged = _merged(replace(view, population=population), by, min_group, lang, units)
        known[key] = _held_against(
            others, replace(view, population=merged.population), merged, min_group
        )
    return known[key]


def shown_group(record: Record, by: str, min_group: int = 10, lang: str = "fr") -> pd.Series:
    """The group under which each person of a record is shown, in every table of it.

    A table that merged small groups in its own way could be subtracted from the others.

    Args:
        record: a checked record; simulated people keep the groups they have.
        by: "unit", "team", "site" or "level".
        min_group: smallest number of people shown.
        lang: language of joined names.

    Returns:
        Label of each row of `record.people`; missing for people of no known group, unless
        they are too few to be left out of sight and were merged with a neighbour.
    """
    group = record.people[by].astype("string").astype(object).fillna(UNKNOWN)
    if not record.is_simulated:
        view = view_of(record, Thresholds())
        group = group.replace(shown_groups(view, by, min_group, lang).label)
    return group.where(group != UNKNOWN)


def shown_throughout(
    view: View, by: str, min_group: int = 10, lang: str = "fr"
) -> tuple[View, dict[str, str]]:
    """A view with the groups that tables show, and under which of them each of its own stands.

    Groups that may not be shown in some week stand under an empty name, together.

    Args:
        view: of any population of a record, by unit, team, site or level.
        by: the grouping.
        min_group: smallest number of people shown.
        lang: language of joined names.
    """
    names = view.population.groups
    if view.record.is_simulated:
        return view, dict(zip(names, names, strict=True))
    found = shown_groups(view, by, min_group, lang)
    counted = replace(view, population=found.population).people > 0
    always = dict(zip(found.population.groups, (found.shown | ~counted).all(axis=1), strict=True))
    label = {name: found.label.get(name, name) for name in names}
    label = {name: own if always.get(own, True) else "" for name, own in label.items()}
    population = _regrouped(view.population, [label[name] for name in names])
    return replace(view, population=population), label


_KNOWN: WeakKeyDictionary[Record, dict[tuple, Shown]] = WeakKeyDictionary()
"""The groups of each record in use: every table of it shows the same ones."""


def _merged(view: View, by: str, min_group: int, lang: str, units: dict[str, str] | None) -> Shown:
    """The groups with those that are never large enough merged with their nearest neighbour."""
    people, population = view.record.people, view.population
    names = list(population.groups)
    manager = positions(people["manager"], people["person"])
    near = nearness_by_superiors(_of_person(population, view)[0], manager, len(names))
    parents = [units[unit] for unit in population.within] if units else None
    labels = merged_labels(
        names,
        view.people.max(axis=1, initial=0).tolist(),
        min_group,
        lang,
        parents=parents,
        nearness=nearness_by_number(names) if by == "level" else near,
    )
    merged = _regrouped(population, labels, parents)
    none = np.zeros((len(merged.groups), view.shape[1]), dtype=bool)
    return Shown(merged, dict(zip(names, labels, strict=True)), none)


def _regrouped(
    population: Population, labels: Sequence[str], parents: Sequence[str] | None = None
) -> Population:
    """The population with its groups under other labels, those of one label together."""
    groups, place = np.unique(np.asarray(labels, dtype=object), return_inverse=True)
    within = dict(zip(labels, parents or population.within, strict=True))
    group = place[population.group].astype(np.int32)
    order = np.lexsort((population.person, group))
    return Population(
        groups=tuple(groups),
        within=tuple(within[name] for name in groups),
        withheld=np.zeros(len(groups), dtype=bool),
        person=population.person[order],
        group=group[order],
        first=population.first[order],
        last=population.last[order],
    )


def _held_against(others: list[Shown], view: View, merged: Shown, min_group: int) -> Shown:
    """The same, with the weeks in which each group may be shown beside the other groupings."""
    shown = _large_enough(view, min_group)
    group, first, last = _of_person(merged.population, view)
    beside = [Grouping(_of_person(other.population, view)[0], other.shown) for other in others]
    shown &= ~hidden_by_all(Grouping(group, shown), beside, first, last, min_group)
    for import_ in earlier_imports(view, group, first, last, min_group):
        own = Grouping(import_.own, shown)
        theirs = Grouping(import_.theirs, import_.shown)
        shown &= ~hidden_by_crossing(own, theirs, import_.first, import_.last, min_group)
    return replace(merged, shown=shown)


def _shown_profiles(view: View, min_group: int, lang: str) -> Flags:
    """In which weeks each profile of use may be shown beside the groups of the record.

    People change profile from week to week: each stay in one counts on its own.
    """
    assert view.group_by_week is not None
    profile = view.group_by_week
    starts = np.diff(profile, axis=1, prepend=NOBODY - 1) != 0
    member, first = np.nonzero(starts)
    follows = np.append(member[1:] == member[:-1], False)
    last = np.where(follows, np.append(first[1:], 0), view.shape[1]) - 1
    of_stay, person = profile[member, first], view.population.person[member]
    shown = _large_enough(view, min_group)
    whole = replace(view, group_by_week=None)
    beside = []
    for name in GROUPINGS:
        other = shown_groups(whole, name, min_group, lang)
        theirs = np.where(of_stay >= 0, _of_person(other.population, view)[0][person], NOBODY)
        beside.append(Grouping(theirs, other.shown))
    return shown & ~hidden_by_all(Grouping(of_stay, shown), beside, first, last, min_group)


def _large_enough(view: View, min_group: int) -> Flags:
    """Which groups the gate shows in which week."""
    groups, weeks = view.shape
    sizes = pd.DataFrame(
        {
            "group": np.repeat(np.arange(groups), weeks),
            "week": np.tile(np.arange(weeks), groups),
            "people": view.people.reshape(-1).astype(np.int64),
            "within": np.repeat(np.asarray(view.population.within, dtype=object), weeks),
        }
    )
    hidden = release(sizes, min_group, cells=("week",))["suppressed"].to_numpy(dtype=bool)
    return ~hidden.reshape(groups, weeks)


def _of_person(
    population: Population, view: View
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Group, first and last week of each person; in no group, never, where not counted."""
    everybody = view.activity.people
    group = np.full(everybody, NOBODY, dtype=np.int64)
    first, last = np.full(everybody, NEVER, dtype=np.int64), np.full(everybody, -1, dtype=np.int64)
    for values, of_member in (
        (group, population.group),
        (first, population.first),
        (last, population.last),
    ):
        values[population.person] = of_member
    return group, first, last


def handed_down(former: Record, min_group: int = 10) -> pd.DataFrame:
    """What a record hands down to the import that takes its place: see `EARLIER_COLUMNS`.

    Args:
        former: the record, of a pilot, with what it was handed down itself.
        min_group: the smallest number of people it showed.
    """
    view = view_of(former, Thresholds())
    weeks, pseudonym = view.activity.weeks, former.people["pseudonym"]
    known = former.earlier if former.earlier is not None else pd.DataFrame({"number": []})
    tables = [] if known.empty else [known]
    for name in GROUPINGS:
        population = shown_groups(view, name, min_group, "fr").population
        counted = (population.first <= population.last) & (population.last >= 0)
        counted &= population.first < len(weeks)
        tables.append(
            pd.DataFrame(
                {
                    "pseudonym": pseudonym.iloc[population.person].to_numpy(),
                    "number": int(known["number"].max()) + 1 if len(known) else 1,
                    "grouping": name,
                    "group": np.asarray(population.groups, dtype=object)[population.group],
                    "first": _monday_of(population.first, weeks),
                    "last": _monday_of(population.last, weeks),
                    "from": weeks[0],
                    "until": weeks[-1],
                }
            )
        )
        tables[-1] = tables[-1][counted]
    return pd.concat(tables, ignore_index=True).dropna(subset="pseudonym")


def _monday_of(week: NDArray[np.integer], weeks: pd.DatetimeIndex) -> pd.Series:
    """The Monday of each week counted from 0; missing outside the record."""
    inside = (week >= 0) & (week < len(weeks))
    return pd.Series(weeks[week.clip(0, len(weeks) - 1)]).where(inside)
