"""What an importer reads from a platform's export: who did what, when, in one form.

`SourceActivity` lives in memory only. It still names accounts by the platform's own
keys and e-mails; `simulation.pilot.assemble` replaces them by pseudonyms before
anything can be written. Text is never read into it, only its length.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from simulation.pilot.columns import texts
from simulation.pilot.names import Rows
from simulation.quality.finding import Finding

__all__ = ["COLUMNS", "Finding", "SourceActivity", "links", "missing", "rows", "table", "unlinked"]

_TIME = "datetime64[us, UTC]"

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "accounts": {
        "account": "string",
        "email": "string",
        "login": "string",
        "invited_at": _TIME,
        "joined_at": _TIME,
        "left_at": _TIME,
        "is_bot": "boolean",
        "is_guest": "boolean",
        "is_deleted": "boolean",
        "unit": "string",
    },
    "communities": {
        "community": "string",
        "name": "string",
        "kind": "string",
        "visibility": "string",
        "created_at": _TIME,
        "ended_at": _TIME,
        "broadcast": "boolean",
    },
    "memberships": {
        "account": "string",
        "community": "string",
        "joined_at": _TIME,
        "left_at": _TIME,
    },
    "events": {
        "key": "string",
        "time": _TIME,
        "account": "string",
        "action": "string",
        "community": "string",
        "parent": "string",
        "target": "string",
        "size": "Int64",
    },
}
"""Columns and types of the four tables of a `SourceActivity`; any value may be missing
except `account`, `community` in their own tables, and `time`, `account`, `action` of an event.
`key` and `parent` of events may both be whole numbers from 0 (`Int64`) in place of texts; no larger
than there are messages, for what they name is looked up by place."""


@dataclass(frozen=True)
class SourceActivity:
    """The activity of a platform as its export tells it, keys and e-mails still readable.

    Args:
        importer: name of the importer.
        accounts: every account met, listed by the source or seen in its activity only;
            `unit` when the source itself says one.
        communities: `kind` and `visibility` as in `simulation.tables`.
        memberships: who belongs or belonged to a community.
        events: `key` names an event for `parent`, and is missing where nothing answers it;
            `target` is the account addressed; `size` counts characters.
        records: the actions the source records; any other is unavailable, never zero.
        source_counts: the raw counts of the source before anything was set aside. `people`
            (accounts the source lists) and `posters` (accounts that wrote) stand in each.
        dropped: reason -> number of rows set aside.
        findings: what the reader should know.
        timezone: zone of the weeks.
    """

    importer: str
    accounts: pd.DataFrame
    communities: pd.DataFrame
    memberships: pd.DataFrame
    events: pd.DataFrame
    records: frozenset[str]
    source_counts: Mapping[str, int]
    dropped: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    timezone: str = "UTC"


_NONE: Mapping[str, Any] = {
    kind: pd.array([None], kind)  # type: ignore[call-overload]
    for columns in COLUMNS.values()
    for kind in columns.values()
}
"""Type -> one missing cell of it."""


def missing(kind: str, count: int) -> Any:
    """A column of missing cells of one of the types of `COLUMNS`."""
    return _NONE[kind].take(np.zeros(count, "int64"))


def table(name: str, columns: Mapping[str, Any]) -> pd.DataFrame:
    """A table of `COLUMNS` from the columns known; the others are missing throughout."""
    known = pd.DataFrame(dict(columns)).reset_index(drop=True)
    kinds: Mapping[str, Any] = COLUMNS[name]
    cells = {
        column: known[column].astype(kind) if column in known else missing(kind, len(known))
        for column, kind in kinds.items()
    }
    cells |= {link: known[link] for link in ("key", "parent") if _holds_numbers(known, link)}
    return pd.DataFrame(cells, copy=False)


def _holds_numbers(known: pd.DataFrame, column: str) -> bool:
    return column in known and known[column].dtype == "Int64"


def links(numbers: Rows) -> pd.Series:
    """A column of `key` or `parent`: whole numbers, missing where negative."""
    return pd.Series(pd.arrays.IntegerArray(numbers, numbers < 0), copy=False)


def unlinked(count: int) -> Mapping[str, pd.Series]:
    """`key` and `parent` of events that answer nothing and that nothing answers, as numbers."""
    nothing = links(np.full(count, -1))
    return {"key": nothing, "parent": nothing}


def rows(name: str, records: list[dict[str, Any]]) -> pd.DataFrame:
    """A table of `COLUMNS` from one mapping a row; keys left out are missing."""
    columns = {}
    for column, kind in COLUMNS[name].items():
        cells = [row.get(column) for row in records]
        is_told = any(cell is not None for cell in cells)
        columns[column] = _COLUMN_OF[kind](cells) if is_told else missing(kind, len(cells))
    return pd.DataFrame(columns, copy=False)


_COLUMN_OF: Mapping[str, Any] = {
    "string": lambda cells: texts(pa.array(cells, pa.large_string())),
    _TIME: lambda cells: pa.array(cells, pa.timestamp("us", "UTC")).to_pandas().astype(_TIME),
    "boolean": lambda cells: pd.array(cells, "boolean"),
    "Int64": lambda cells: pd.array(cells, "Int64"),
}
"""Type -> a column of it from its cells, missing ones None."""
