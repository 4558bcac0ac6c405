"""Read which groups a measure reached, and when: a CSV of groups and dates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.effects.staggered import NEVER
from simulation.errors import InputError
from simulation.pilot.archive import opened
from simulation.pilot.csv_reading import columns_by_role, dates, read_csv, require_values

NOWHERE = -1
"""Place of a group that is not compared."""

ALIASES = {
    "group": (
        "unit", "team", "site", "community", "department", "unité", "équipe", "communauté",
        "service", "groupe",
    ),
    "date": ("start", "day", "début", "jour", "date de début"),
}  # fmt: skip


def read_starts(
    path: Path, groups: list[str], shown: Mapping[str, str], weeks: pd.DatetimeIndex
) -> np.ndarray:
    """Week, counted from 0, in which each group was reached first; `NEVER` for the others.

    Args:
        path: the CSV.
        groups: names of the groups compared.
        shown: for each group of the record the name under which it is compared; one that
            may not be shown has another, and its row is left out.
        weeks: Mondays of the record.

    Raises:
        InputError: the file is unreadable, lacks a column or a value, or names a group that
            the record does not have.
    """
    with opened([path]) as archive:
        table = read_csv(archive.members[0].read(), archive.members[0].place)
    columns = columns_by_role(table, ALIASES, ALIASES)
    for column in columns.values():
        require_values(table, column)
    named = table.frame[columns["group"]]
    places = {name: place for place, name in enumerate(groups)}
    known = {name.casefold(): places.get(own, NOWHERE) for name, own in shown.items()}
    known |= {name.casefold(): place for name, place in places.items()}
    place = named.str.casefold().map(known)
    if place.isna().any():
        row = int(place.isna().to_numpy().argmax())
        raise InputError(
            "effects_group_unknown",
            place=table.place,
            line=table.line(row),
            value=str(named.iloc[row])[:40],
            known=", ".join(groups[:8]),
        )
    day = dates(table, columns["date"])[0].dt.tz_localize(None)
    week = np.floor((day - weeks[0]).dt.total_seconds() / (7 * 86_400)).astype(int)
    start = np.full(len(groups), NEVER)
    for group, first in week.groupby(place.astype(int)).min().items():
        if group != NOWHERE:
            start[int(str(group))] = first
    return start
