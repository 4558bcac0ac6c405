"""What of an activity decides how a record is made of it, whatever the very names and times.

Two activities of the same shape have as many rows in each table, the same cells missing, doubled
or known to the other tables, and times that lie in the same years and at the same distances.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from simulation.pilot.source import COLUMNS, SourceActivity

_NAMED = {
    "account": ("accounts", "account"),
    "target": ("accounts", "account"),
    "community": ("communities", "community"),
    "key": ("events", "key"),
    "parent": ("events", "key"),
}
"""Column that names rows of a table -> that table and its column of names."""


def shape_of(activity: SourceActivity) -> Hashable:
    """The shape of an activity, as something to compare."""
    return (
        activity.timezone,
        activity.records,
        tuple(finding.code for finding in activity.findings),
        *(
            _of_column(activity, name, column, kind)
            for name, columns in COLUMNS.items()
            for column, kind in columns.items()
        ),
    )


def _of_column(activity: SourceActivity, name: str, column: str, kind: str) -> Hashable:
    cells = getattr(activity, name)[column]
    if cells.isna().all():
        return len(cells)
    if kind == "string":
        return _of_texts(cells.to_list(), _names(activity, column))
    if kind == "boolean":
        return tuple(cells.to_list())
    if kind == "Int64":
        return tuple(None if cell is pd.NA else np.sign(cell) for cell in cells)
    days = cells.to_numpy("datetime64[D]")
    return str(np.nanmin(days))[:4], tuple((days - np.nanmin(days)).tolist())


def _of_texts(cells: list[str], names: dict[str, int]) -> Hashable:
    """Which cells are missing, alike, an address, told in another alphabet, or known elsewhere."""
    first = {cell: at for at, cell in reversed(list(enumerate(cells)))}
    return tuple(
        None
        if cell is pd.NA
        else (first[cell], names.get(cell), "@" in cell, cell.isascii(), not cell.strip())
        for cell in cells
    )


def _names(activity: SourceActivity, column: str) -> dict[str, int]:
    """Name -> row of the table that a column names rows of."""
    if column not in _NAMED:
        return {}
    table, names = _NAMED[column]
    cells = getattr(activity, table)[names].to_list()
    return {name: at for at, name in enumerate(cells) if name is not pd.NA}
