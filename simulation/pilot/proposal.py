"""What the columns of an unknown CSV of events most likely mean, told from names and contents.

Only the start of the file is looked at, and a column of texts is never shown nor proposed: what
is shown of a column is how many values it has, or a time or an action as it was understood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from simulation.errors import InputError
from simulation.pilot.archive import opened
from simulation.pilot.columns import matching
from simulation.pilot.csv_reading import CsvTable, dates, normalised, read_csv
from simulation.pilot.importers.generic_csv import (
    ACTION_ALIASES,
    COLUMN_ALIASES,
    roles_found,
)
from simulation.pilot.member import BLOCK, Member
from simulation.tables import ACTIONS

REQUIRED = ("person", "time")
_EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_MOST_ACTIONS = 40
"""Kinds of value beyond which a column tells no actions."""
_FREE_TEXT_LENGTH = 40
_CUTS = 50


@dataclass(frozen=True)
class Proposal:
    """What was understood of a file.

    Args:
        sheet: the start of the file.
        columns: role -> column.
        by_contents: the roles told from the contents, for no name told them.
        actions: value met -> action of a record, `None` where unknown.
        timezone: zone of the times that name none.
    """

    sheet: CsvTable
    columns: Mapping[str, str]
    by_contents: frozenset[str]
    actions: Mapping[str, str | None]
    timezone: str

    def with_column(self, role: str, column: str | None) -> Proposal:
        """The same with another column, or none, for a role."""
        columns = {key: name for key, name in self.columns.items() if key != role}
        columns = {key: name for key, name in columns.items() if name != column}
        columns |= {role: column} if column else {}
        ordered = {key: columns[key] for key in COLUMN_ALIASES if key in columns}
        return replace(self, columns=ordered, actions=_actions(self.sheet, ordered))

    def with_actions(self, actions: Mapping[str, str | None]) -> Proposal:
        """The same where the values met stand for these actions."""
        return replace(self, actions=dict(actions))

    def mapping(self) -> dict[str, Any]:
        """The content of the mapping file.

        Raises:
            InputError: nothing tells who acted or when, or a time cannot be read.
        """
        for role in REQUIRED:
            if role not in self.columns:
                raise InputError(
                    "pilot_column_missing",
                    place=self.sheet.place,
                    column=role,
                    accepted=", ".join((role, *COLUMN_ALIASES[role])),
                    met=", ".join(self.sheet.headers[:30]),
                )
        dates(self.sheet, self.columns["time"], self.timezone)
        told = {value: action for value, action in self.actions.items() if action}
        return {
            "columns": dict(self.columns),
            **({"actions": told} if told else {}),
            "timezone": self.timezone,
        }

    def understood(self) -> dict[str, dict[str, Any]]:
        """Role -> column, how it was told, rows filled, kinds of value, and a sample to check."""
        return {
            role: {
                "column": column,
                "told_by": "contents" if role in self.by_contents else "name",
                "filled": int(self.sheet.frame[column].notna().sum()),
                "kinds": int(self.sheet.frame[column].nunique()),
                "sample": self._sample(role, column),
            }
            for role, column in self.columns.items()
        }

    def _sample(self, role: str, column: str) -> list[str]:
        """The first values as read, of the roles whose values name nobody."""
        if role == "time":
            read = dates(self.sheet, column, self.timezone)[0].dropna()
            return [time.isoformat() for time in read.head(3)]
        if role == "action":
            return [f"{value} → {action or '?'}" for value, action in self.actions.items()]
        return []


def propose(sources: Sequence[str], timezone: str = "UTC") -> Proposal:
    """What the columns of the first CSV file of the sources mean.

    Raises:
        InputError: there is no CSV file, or its start cannot be read.
    """
    with opened(list(sources)) as archive:
        files = [m for m in archive.members if m.name.lower().endswith((".csv", ".tsv", ".txt"))]
        if not files:
            raise InputError("pilot_file_missing", place=archive.label, file="*.csv")
        sheet = _start_of(files[0])
    by_name = roles_found(sheet.headers)
    columns = dict(by_name)
    for role, fits in _BY_CONTENTS.items():
        free = [name for name in sheet.headers if name not in columns.values()]
        if role not in columns and (fitting := [n for n in free if fits(sheet, n, columns)]):
            columns[role] = fitting[0]
    ordered = {role: columns[role] for role in COLUMN_ALIASES if role in columns}
    by_contents = frozenset(columns) - frozenset(by_name)
    return Proposal(sheet, ordered, by_contents, _actions(sheet, ordered), timezone)


def free_texts(sheet: CsvTable) -> list[str]:
    """The columns that hold sentences: they are never read."""
    return [name for name in sheet.headers if _is_free_text(sheet.frame[name])]


def _start_of(member: Member) -> CsvTable:
    """The rows that lie wholly in the first block of a file."""
    with member.opened() as stream:
        data = stream.read(BLOCK)
    if len(data) < BLOCK:
        return read_csv(data, member.place)
    for _ in range(_CUTS):  # a line end may lie inside a quoted text
        data = data[: data.rfind(b"\n")]
        try:
            return read_csv(data + b"\n", member.place)
        except InputError as fault:
            refusal = fault
    raise refusal


def _actions(sheet: CsvTable, columns: Mapping[str, str]) -> dict[str, str | None]:
    """The commonest values of the column of actions, and what each is taken for."""
    if "action" not in columns:
        return {}
    values = sheet.frame[columns["action"]].value_counts().head(_MOST_ACTIONS).index
    return {str(value): _KNOWN_ACTIONS.get(normalised(str(value))) for value in values}


_KNOWN_ACTIONS = {normalised(action): action for action in ACTIONS} | {
    normalised(value): action for action, values in ACTION_ALIASES.items() for value in values
}


# Contents


def _is_time(sheet: CsvTable, name: str, _: Mapping[str, str]) -> bool:
    cells = sheet.frame[name]
    if cells.isna().all() or matching(cells, r"\d{1,8}").any():  # a count reads as a day too
        return False
    try:
        dates(sheet, name)
    except InputError:
        return False
    return True


def _is_email(sheet: CsvTable, name: str, _: Mapping[str, str]) -> bool:
    cells = sheet.frame[name].dropna()
    return len(cells) > 0 and bool(matching(cells, _EMAIL).mean() > 0.9)


def _is_action(sheet: CsvTable, name: str, _: Mapping[str, str]) -> bool:
    cells = sheet.frame[name].dropna()
    if not 0 < cells.nunique() <= _MOST_ACTIONS:
        return False
    return bool(cells.map(lambda value: normalised(value) in _KNOWN_ACTIONS).mean() > 0.5)


def _is_person(sheet: CsvTable, name: str, _: Mapping[str, str]) -> bool:
    """Filled throughout, and met again and again."""
    cells = sheet.frame[name]
    several = 1 < cells.nunique() < len(cells)
    return several and bool(cells.notna().all()) and not _is_free_text(cells)


def _is_object(sheet: CsvTable, name: str, _: Mapping[str, str]) -> bool:
    """Each value once, of one word."""
    cells = sheet.frame[name].dropna()
    return len(cells) > 1 and cells.is_unique and not cells.str.contains(r"\s", regex=True).any()


def _is_answered(sheet: CsvTable, name: str, columns: Mapping[str, str]) -> bool:
    """Empty here and there, otherwise values of the column of objects."""
    cells = sheet.frame[name]
    if "object" not in columns or not 0 < cells.notna().sum() < len(cells):
        return False
    return bool(cells.dropna().isin(sheet.frame[columns["object"]]).mean() > 0.5)


def _is_free_text(cells: pd.Series) -> bool:
    told = cells.dropna()
    if told.empty:
        return False
    return bool(told.str.contains(r"\s\S+\s", regex=True).mean() > 0.5) or bool(
        told.str.len().mean() > _FREE_TEXT_LENGTH
    )


_BY_CONTENTS: Mapping[str, Callable[[CsvTable, str, Mapping[str, str]], bool]] = {
    "time": _is_time,
    "email": _is_email,
    "action": _is_action,
    "object": _is_object,
    "answered": _is_answered,
    "person": _is_person,
}
"""Role -> whether a column's contents fit it, tried in this order."""
