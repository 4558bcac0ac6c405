"""Who is counted, in which group, from which week to which.

A *member* is a person in a group: one per person for units, teams, sites or everybody,
one per membership for communities. Employees only: community managers who are hired to
animate are left out of populations and counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.indicators.activity import (
    NEVER,
    NOBODY,
    Activity,
    Ints,
    last_week_until,
    places,
    positions,
    week_of_times,
)
from simulation.protection import UNKNOWN
from simulation.tables import Record

By = Literal["unit", "team", "site", "level", "profile", "community"]
Of = Literal["invited", "staff"]
EVERYBODY = "all"
ALWAYS = -NEVER
STILL = NEVER - 1
"""First week of who was there from the start, last week of who has not left."""


@dataclass(frozen=True)
class Population:
    """Members of groups, sorted by group, then person; `first` and `last` week included.

    `within` is, for each group, the larger group that holds it (the unit of a team), or
    empty; `withheld` marks groups never shown on their own (closed and secret communities).
    """

    groups: tuple[str, ...]
    within: tuple[str, ...]
    withheld: NDArray[np.bool_]
    person: Ints
    group: Ints
    first: Ints
    last: Ints
    of_communities: bool = False

    def present(self, weeks: int) -> NDArray[np.bool_]:
        """Which members belong in which week; shape (members, weeks)."""
        week = np.arange(weeks, dtype=np.int32)
        return (self.first[:, None] <= week) & (week <= self.last[:, None])

    def member(self, person: Ints, community: Ints, week: Ints) -> Ints:
        """The member that each (person, community) is in that week; -1 where there is none."""
        if self.of_communities:
            width = int(max(person.max(initial=0), self.person.max(initial=0))) + 1
            keys = self.group.astype(np.int64) * width + self.person
            there = (person >= 0) & (community >= 0)
            found = places(np.where(there, community.astype(np.int64) * width + person, -1), keys)
        else:
            found = places(person.astype(np.int64), self.person.astype(np.int64))
        if len(self.person) == 0:
            return found
        inside = (found >= 0) & (self.first[found] <= week) & (week <= self.last[found])
        return np.where(inside, found, np.int32(NOBODY))


def population_of(
    record: Record, activity: Activity, by: str | None = None, of: str = "invited"
) -> Population:
    """The population of a record, cut into groups.

    Args:
        record: a checked record.
        activity: its events as columns.
        by: None for everybody together, else one of `By`. Profiles of use change from week
            to week: their population is everybody, cut by the view.
        of: "invited" counts people from the week of their invitation (all of them when no
            invitation is known), "staff" everybody from the start; until they leave.

    Raises:
        InputError: unknown `by` or `of`.
    """
    _check_choice("--by", by, (None, *get_args(By)))
    _check_choice("of", of, get_args(Of))
    first, last = _presence(record, activity, of)
    if by == "community":
        return _in_communities(record, activity, first, last)
    person = np.flatnonzero(first <= last).astype(np.int32)
    labels = _labels(record.people.iloc[person], by)
    names, group = np.unique(np.asarray(labels["group"], dtype=object), return_inverse=True)
    order = np.argsort(group, kind="stable")
    holders = labels.drop_duplicates("group").set_index("group")["within"]
    return Population(
        groups=tuple(names),
        within=tuple(holders.reindex(names)),
        withheld=np.zeros(len(names), dtype=bool),
        person=person[order],
        group=group[order].astype(np.int32),
        first=first[person][order],
        last=last[person][order],
    )


def _presence(record: Record, activity: Activity, of: str) -> tuple[Ints, Ints]:
    """First and last week in which each person is counted; shape (people,) each.

    Whoever is seen doing something has been invited by then, whatever the file says.
    """
    people = record.people
    first = np.full(len(people), ALWAYS, dtype=np.int32)
    if of == "invited" and people["invited_at"].notna().any():
        invited = week_of_times(people["invited_at"], record, missing=NEVER)
        seen = activity.first_weeks(np.ones(len(activity.week), dtype=bool))
        first = np.minimum(invited, seen)
    hired = people["is_community_manager"].fillna(False).to_numpy(dtype=bool)
    last = last_week_until(people["left_at"], record, missing=STILL)
    return np.where(hired, NEVER, first).astype(np.int32), last


def _labels(people: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """For each person the `group` and the larger group it lies `within`.

    A team's name found in several units names as many teams, told apart by their unit.
    """
    if by in (None, "profile"):
        return pd.DataFrame({"group": EVERYBODY, "within": ""}, index=people.index)
    group = people[by].astype("string").astype(object).fillna(UNKNOWN)
    if by != "team":
        return pd.DataFrame({"group": group, "within": ""})
    unit = people["unit"].astype(object).fillna(UNKNOWN)
    units = unit.groupby(group).transform("nunique")
    return pd.DataFrame({"group": group.where(units == 1, unit + " / " + group), "within": unit})


def _in_communities(record: Record, activity: Activity, first: Ints, last: Ints) -> Population:
    """One member per membership, known from the file or from what was done there."""
    stays = pd.concat([_declared_stays(record), _seen_stays(activity)], ignore_index=True)
    pairs = stays.groupby(["group", "person"], sort=True).agg(
        first=("first", "min"), declared=("last", "max"), seen=("seen", "max")
    )
    group = pairs.index.get_level_values("group").to_numpy(np.int32)
    person = pairs.index.get_level_values("person").to_numpy(np.int32)
    until = pairs[["declared", "seen"]].max(axis=1).where(pairs["declared"].notna(), STILL)
    return Population(
        groups=_community_labels(record.communities),
        within=("",) * len(record.communities),
        withheld=record.communities["visibility"].isin(["closed", "secret"]).to_numpy(dtype=bool),
        person=person,
        group=group,
        first=np.maximum(pairs["first"].to_numpy(np.int32), first[person]),
        last=np.minimum(until.to_numpy(dtype=np.int32), last[person]),
        of_communities=True,
    )


def _declared_stays(record: Record) -> pd.DataFrame:
    memberships = record.memberships
    return pd.DataFrame(
        {
            "group": positions(memberships["community"], record.communities["community"]),
            "person": positions(memberships["person"], record.people["person"]),
            "first": week_of_times(memberships["joined_at"], record, missing=ALWAYS),
            "last": last_week_until(memberships["left_at"], record, missing=STILL).astype(float),
            "seen": np.nan,
        }
    )


def _seen_stays(activity: Activity) -> pd.DataFrame:
    there = activity.interacts & (activity.community >= 0)
    return pd.DataFrame(
        {
            "group": activity.community[there],
            "person": activity.person[there],
            "first": activity.week[there],
            "last": np.nan,
            "seen": activity.week[there].astype(float),
        }
    )


def _community_labels(communities: pd.DataFrame) -> tuple[str, ...]:
    """Names of open communities, told apart where two bear the same; numbers for the others."""
    number = "#" + communities["community"].astype(str)
    shown = communities["name"].where(communities["visibility"].isin(["open", "unknown"]))
    name = shown.astype(object).fillna(number.astype(object))
    return tuple(name.where(~name.duplicated(keep=False) | shown.isna(), name + " " + number))


def _check_choice(option: str, value: Any, expected: tuple[Any, ...]) -> None:
    if value not in expected:
        names = ", ".join(str(choice) for choice in expected if choice)
        raise InputError("indicator_choice", option=option, value=value, expected=names)
