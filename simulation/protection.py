"""The one gate between what is measured and what is shown (S25).

Everything that leaves the workbench passes here. A group of fewer than `min_group` people
is not shown; and if what is hidden could be had by subtracting the shown groups from the
total, the next smallest group is hidden too, until those hidden are at least `min_group`
together. Teams are protected inside their unit as well: all the teams of a hidden unit
are hidden, and those hidden in a shown unit are at least `min_group` together.

What this protects from: reading a small group; subtracting groups from the total, or
teams from their unit, within one table and week; a group withheld for another reason
(closed and secret communities) being had by subtraction.

What it does not protect from yet: crossing two groupings that overlap otherwise, such as a
site made of whole units; following a group from week to week while people join it;
knowing most members of a group; a shown group of which everybody did the same. Counts
are exact: no noise is added.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from simulation.errors import InputError
from simulation.words import say

UNKNOWN = "—"
"""The group of people whose own is not known."""

LEAST_GROUP = 5
"""No setting goes below this many people."""

MEASURES = ("value", "count", "base", "low", "high", "people")
"""Columns that say something about the people of a group."""


def release(
    table: pd.DataFrame,
    min_group: int = 10,
    overlapping: bool = False,
    cells: Sequence[str] = ("indicator", "week"),
    measures: Sequence[str] = MEASURES,
) -> pd.DataFrame:
    """The table with small groups suppressed, fit to be shown.

    Args:
        table: rows with `group`, `people` and the columns of `cells`; optionally `within`
            (the larger group), `withheld` (never shown) and `available`.
        min_group: the smallest number of people shown, at least 5.
        overlapping: whether one person may be in several groups (communities). Numbers of
            people then do not add up, and what is hidden must hold a group large enough.
        cells: columns within which groups add up to a total.
        measures: columns that say something about a group, those that are there.

    Returns:
        The same rows with `suppressed`; measures of suppressed rows are missing. The
        columns `within` and `withheld`, used up, are gone.

    Raises:
        InputError: `min_group` is under 5.
    """
    check_min_group(min_group)
    hidden = _hidden_rows(table, list(cells), min_group, overlapping)
    if "within" in table and table["within"].ne("").any():
        hidden |= _hidden_inside(table, list(cells), min_group)
    shown = table.drop(columns=["within", "withheld"], errors="ignore")
    shown["people"] = shown["people"].astype("Int64")
    for column in measures:
        if column in shown:
            shown[column] = shown[column].mask(hidden)
    return shown.assign(suppressed=hidden & table.get("available", True))


def merge_small_groups(sizes: pd.Series, minimum: int = 10, lang: str = "fr") -> pd.Series:
    """For each group the label under which it is displayed, small ones merged.

    Exactly the groups that `release` would hide are merged into one, so that a picture of
    merged groups says nothing that the table and the total do not say already.

    Args:
        sizes: people per group, indexed by group; empty groups keep their name.
        minimum: the smallest number of people shown, at least 5.
        lang: language of the joined label, "Finance et DSI".

    Returns:
        Display labels, indexed by group.

    Raises:
        InputError: `minimum` is under 5.
    """
    check_min_group(minimum)
    table = pd.DataFrame({"group": sizes.index, "people": sizes.to_numpy(), "all": 0})
    hidden = _hidden_rows(table, ["all"], minimum, overlapping=False) & (table["people"] > 0)
    labels = pd.Series(sizes.index, index=sizes.index, name="display", dtype=object)
    merged = table[hidden].sort_values(["people", "group"], ascending=[False, True])["group"]
    if len(merged) > 1:
        labels[merged] = _joined([str(name) for name in merged], lang)
    return labels


def check_min_group(min_group: int) -> None:
    """Refuse a threshold that would show groups of fewer than 5 people.

    Raises:
        InputError: `min_group` is under 5.
    """
    if min_group < LEAST_GROUP:
        raise InputError("min_group", value=min_group, least=LEAST_GROUP)


def _hidden_rows(
    table: pd.DataFrame, cells: list[str], minimum: int, overlapping: bool
) -> pd.Series:
    """Which rows are small, withheld, or needed to keep those from being subtracted."""
    withheld = table["withheld"] if "withheld" in table else pd.Series(False, index=table.index)
    small = table["people"].between(1, minimum - 1)
    rows = table[[*cells, "group", "people"]].assign(
        shown_alone=~(small | withheld), withheld=withheld
    )
    rows = rows.sort_values([*cells, "shown_alone", "people", "group"], kind="stable")
    people = rows.groupby(cells, sort=False, observed=True)["people"]
    if overlapping:
        smaller = people.cummax().groupby([rows[cell] for cell in cells], sort=False).shift()
    else:
        smaller = people.cumsum() - rows["people"]
    complement = rows["shown_alone"] & smaller.fillna(0).between(1, minimum - 1)
    empty = rows["people"].eq(0) & ~rows["withheld"]
    return ((~rows["shown_alone"] | complement) & ~empty).reindex(table.index)


def _hidden_inside(table: pd.DataFrame, cells: list[str], minimum: int) -> pd.Series:
    """Which rows the larger groups ask to hide: all of a hidden one, enough of a shown one."""
    inside = [*cells, "within"]
    holders = table.groupby(inside, sort=False, observed=True)["people"].sum().reset_index()
    holders["hidden"] = _hidden_rows(
        holders.rename(columns={"within": "group"}), cells, minimum, overlapping=False
    )
    holder_hidden = table[inside].merge(holders, on=inside, how="left")["hidden"]
    rows_hidden = _hidden_rows(table, inside, minimum, overlapping=False)
    return rows_hidden | pd.Series(holder_hidden.to_numpy(dtype=bool), index=table.index)


def _joined(names: list[str], lang: str) -> str:
    """Names joined in words: all of them up to three, else the first and how many more."""
    names = [say("indicator.unknown_group", lang) if name == UNKNOWN else name for name in names]
    if len(names) == 2:
        return say("indicator.joined_two", lang, first=names[0], second=names[1])
    if len(names) == 3:
        return say("indicator.joined_three", lang, first=names[0], second=names[1], third=names[2])
    return say("indicator.joined_many", lang, first=names[0], others=len(names) - 1)
