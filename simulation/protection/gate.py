"""Small groups suppressed in a table, and enough of the others that none can be subtracted.

Within the cells of one table (an indicator in a week): a group under the minimum is hidden;
if those hidden are fewer than the minimum together, the next smallest is hidden too. Teams
are protected inside their unit as well: all the teams of a hidden unit are hidden, and
those hidden in a shown unit are at least the minimum together.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from simulation.errors import InputError

UNKNOWN = "—"
"""The group of people whose own is not known."""

LEAST_GROUP = 5
"""No setting goes below this many people."""

MEASURES = ("value", "count", "base", "low", "high", "people")
"""Columns that say something about the people of a group."""


class Released(pd.DataFrame):
    """A table that passed the gate. Only `release` makes one; what is cut from it remains one.

    Whatever draws, prints or writes figures about people takes this type and no other table.
    """

    @property
    def _constructor(self) -> type[Released]:
        return Released


def check_released(table: pd.DataFrame) -> Released:
    """The same table, if it passed the gate.

    Raises:
        TypeError: it did not: a fault of the program, never of the user.
    """
    if not isinstance(table, Released):
        raise TypeError("this table has not passed the gate: see simulation.protection.release")
    return table


def release(
    table: pd.DataFrame,
    min_group: int = 10,
    overlapping: bool = False,
    cells: Sequence[str] = ("indicator", "week"),
    measures: Sequence[str] = MEASURES,
    simulated: bool = False,
) -> Released:
    """The table with small groups suppressed, fit to be shown.

    Args:
        table: rows with `group`, `people` and the columns of `cells`; optionally `within`
            (the larger group), `withheld` (never shown), `unsafe` (could be had by
            subtraction from another grouping) and `available`.
        min_group: the smallest number of people shown, at least 5.
        overlapping: whether one person may be in several groups (communities). Numbers of
            people then do not add up, and what is hidden must hold a group large enough.
        cells: columns within which groups add up to a total.
        measures: columns that say something about a group, those that are there.
        simulated: whether the people exist in a model only; then nothing is hidden.

    Returns:
        The same rows with `suppressed`; measures of suppressed rows are missing. The
        columns `within`, `withheld` and `unsafe`, used up, are gone.

    Raises:
        InputError: `min_group` is under 5.
    """
    check_min_group(min_group)
    if simulated or table.empty:
        hidden = pd.Series(False, index=table.index)
    else:
        hidden = _hidden(table, list(cells), min_group, overlapping)
    shown = Released(table.drop(columns=["within", "withheld", "unsafe"], errors="ignore"))
    shown["people"] = shown["people"].astype("Int64")
    for column in measures:
        if column in shown:
            shown[column] = shown[column].mask(hidden)
    return Released(shown.assign(suppressed=hidden & table.get("available", True)))


def check_min_group(min_group: int) -> None:
    """Refuse a threshold that would show groups of fewer than 5 people.

    Raises:
        InputError: `min_group` is under 5.
    """
    if min_group < LEAST_GROUP:
        raise InputError("min_group", value=min_group, least=LEAST_GROUP)


def _hidden(table: pd.DataFrame, cells: list[str], min_group: int, overlapping: bool) -> pd.Series:
    hidden = _hidden_rows(table, cells, min_group, overlapping)
    if "within" in table and table["within"].ne("").any():
        hidden |= _hidden_inside(table, cells, min_group)
    return hidden


def _hidden_rows(
    table: pd.DataFrame, cells: list[str], minimum: int, overlapping: bool
) -> pd.Series:
    """Which rows are small, withheld, or needed to keep those from being subtracted."""
    never = pd.Series(False, index=table.index)
    withheld = table.get("withheld", never)
    small = table["people"].between(1, minimum - 1) | table.get("unsafe", never)
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
