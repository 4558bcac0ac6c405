"""The files among Microsoft 365's usage reports of Yammer / Viva Engage, by their headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from simulation.pilot.archive import Member
from simulation.pilot.columns import matching
from simulation.pilot.csv_reading import CsvTable, normalised, read_csv, roles_of, times

ACTION_OF = {"Posted Count": "post", "Read Count": "visit", "Liked Count": "reaction"}
"""Columns of counts -> the action they count."""
OF_USERS = ("activity", "devices", "licences")
"""Kinds of report with a row for each user."""
USER, LICENSED = "User Principal Name", "Yammer License Assign Date"
REFRESHED = "Report Refresh Date"
HAS_LICENCE = "Has Yammer License"
CODE = r"[0-9A-Fa-f]{32}"
"""How a concealed name looks."""
CONCEALED = "concealed "

_HEADERS: Mapping[str, tuple[str, ...]] = {
    "activity": (REFRESHED, USER, "Last Activity Date", *ACTION_OF),
    "devices": (REFRESHED, USER, "Used Web"),
    "licences": (REFRESHED, USER, HAS_LICENCE),
    "groups": (REFRESHED, "Group Display Name", "Member Count"),
    "counts": (REFRESHED, "Liked", "Posted", "Read", "Report Date"),
}
"""Kind of report -> columns that tell it."""
_OPTIONAL = (
    "User State", "State Change Date", "Report Period", LICENSED, "Is Deleted", "Group Type",
)  # fmt: skip
_TIME = "datetime64[us, UTC]"


@dataclass(frozen=True)
class Report:
    """One file: its kind and its columns under the names of `_HEADERS`."""

    kind: str
    sheet: CsvTable
    name: str

    def times(self, column: str) -> pd.Series:
        """A column of days; missing throughout where the file has no such column."""
        if column not in self.sheet.frame.columns:
            return pd.Series(pd.NaT, index=self.sheet.frame.index, dtype=_TIME)
        return times(self.sheet, column)[0]

    def texts(self, column: str) -> pd.Series:
        """A column in lower case; missing throughout where the file has no such column."""
        if column not in self.sheet.frame.columns:
            return pd.Series(pd.NA, index=self.sheet.frame.index, dtype="string")
        return self.sheet.frame[column].str.lower()

    @cached_property
    def refreshed(self) -> pd.Series:
        """When each row was made."""
        return self.times(REFRESHED)

    @property
    def is_empty(self) -> bool:
        """Whether it has a header and no row."""
        return self.sheet.frame.empty

    @property
    def age(self) -> int:
        """When the file was made, in microseconds since 1970; 0 where it does not say."""
        latest = self.refreshed.max()
        return 0 if pd.isna(latest) else latest.value // 1000

    @property
    def people(self) -> pd.Series:
        """Who each row is about; a concealed code cannot be taken for a number of employee."""
        names = self.texts(USER)
        concealed = matching(names, CODE)
        return names.mask(concealed, CONCEALED + names) if concealed.any() else names


def report_of(member: Member) -> Report | None:
    """The report a file holds, with the columns that serve and no other.

    Raises:
        InputError: the file is no table, or a column of it cannot be told from another.
    """
    found: dict[str, str] = {}

    def wanted(headers: tuple[str, ...]) -> set[str]:
        if kind := _kind(headers):
            header = _HEADERS[kind]
            aliases: dict[str, tuple[str, ...]] = dict.fromkeys((*header, *_OPTIONAL), ())
            found.update(roles_of(headers, member.place, aliases, header))
        return set(found.values())

    sheet = read_csv(member, wanted=wanted)
    kind = _kind(sheet.headers)
    if kind is None:
        return None
    named = {column: role for role, column in found.items()}
    return Report(kind, replace(sheet, frame=sheet.frame.rename(columns=named)), member.name)


def _kind(headers: tuple[str, ...]) -> str | None:
    """The kind of report that a file with these headers is."""
    present = {normalised(column) for column in headers}
    kinds = (kind for kind, header in _HEADERS.items() if set(map(normalised, header)) <= present)
    return next(kinds, None)
