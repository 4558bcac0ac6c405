"""Read a company's HR extract: units, sites, hierarchy; never birth date, sex, name or pay.

Column names are recognised in French and in English. Keys, e-mails and names serve to tell
who manages whom and who owns which account; they stay in memory and are never written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.pilot import hierarchy
from simulation.pilot.archive import opened
from simulation.pilot.csv_reading import (
    CsvTable,
    columns_by_role,
    dates,
    keys,
    normalised,
    numbers,
    read_csv,
)
from simulation.pilot.hr_columns import ALIASES, GONE, NO_MANAGER, YES
from simulation.pilot.hr_situations import Situations, situations
from simulation.pilot.source import Finding

_WORKING_DAYS_A_WEEK = 5
_WEEKS_A_MONTH = 52 / 12
_MOST_WAVES = 999


@dataclass(frozen=True)
class HrExtract:
    """The whole company, as its HR system tells it.

    Args:
        people: one row a person in file order: `key`, `email` and `login` (lower case), in
            memory only; `unit`, `team`, `site`, `job_family`; `manager` (row of `people` or
            missing), `level` (0 at the top, from the hierarchy), `is_manager`, `hired_at`,
            `tenure_years`, `remote_days` (a week), `left_at`, `is_gone`; `wave` (0 is the
            first) and `invited_at` when the company wrote its plan there.
        findings: what was repaired, assumed or not found.
        dropped: reason -> rows set aside.
        file: its name and SHA-256.
    """

    people: pd.DataFrame
    findings: tuple[Finding, ...]
    dropped: dict[str, int]
    file: dict[str, str]


def read_hr(
    path: Path, at: pd.Timestamp | None = None, columns: Mapping[str, str] | None = None
) -> HrExtract:
    """Read an HR extract.

    Args:
        path: a CSV file, or a zip that holds one.
        at: the day whose situation counts, when the extract dates people's moves: the pilot's
            first. Without one, the latest situation.
        columns: role -> column of the file, where names alone would not tell.

    Raises:
        InputError: the file is unreadable, has neither an employee key nor an e-mail column,
            holds a key twice without dating it, a person who is their own manager below the
            top, or a cycle in the hierarchy. People are named by their line, never by name.
    """
    with opened([path]) as archive:
        members = archive.ending(".csv") or list(archive.members)
        if len(members) > 1:
            raise InputError("hr_several_files", place=archive.label)
        table = read_csv(members[0].read(), members[0].place)
        file = archive.files()[0]
    return _Reading(table, at, columns or {}).extract(file)


class _Reading:
    """One pass over an extract, gathering findings on the way."""

    def __init__(
        self, table: CsvTable, at: pd.Timestamp | None, columns: Mapping[str, str]
    ) -> None:
        self.columns = _columns(table, columns)
        self.table = table = _without_labels(table, self.columns)
        self.findings: list[Finding] = []
        self.dropped: dict[str, int] = {}
        self.kept = np.arange(len(table.frame))
        key = self._text("employee_id")
        for other in ("email", "login"):
            key = key.fillna(self._text(other).str.lower())
        key = keys(key)
        if without_key := int(key.isna().sum()):
            self.dropped["hr_rows_without_key"] = without_key
        if key.isna().all():
            raise InputError("hr_without_people", place=table.place)
        self.kept = self._rows_in_force(key, at)
        self.key = key.iloc[self.kept].reset_index(drop=True)
        self.email, self.login = self._addresses()

    def extract(self, file: dict[str, str]) -> HrExtract:
        """Everything read and checked."""
        manager, outside = self._managers()
        depth = self._depths(manager)
        level = pd.Series(depth, dtype="Int16").mask(hierarchy.below(outside, manager))
        has_team = np.isin(np.arange(len(manager)), manager)
        tops = int((has_team & (manager < 0) & ~outside).sum())
        if tops > 1:
            self._find("hr_several_tops", tops)
        has_hierarchy = "manager_id" in self.columns
        unit = self._kept_text("department")
        for fallback in ("business_unit", "team"):
            unit = unit if unit.notna().any() else self._kept_text(fallback)
        people = pd.DataFrame(
            {
                "key": self.key,
                "email": self.email,
                "login": self.login,
                "unit": unit,
                "team": self._teams(unit, manager),
                "site": self._kept_text("site"),
                "job_family": self._kept_text("job_family"),
                "manager": pd.Series(manager, dtype="Int64").mask(manager < 0),
                "level": level if has_hierarchy else pd.NA,
                "is_manager": pd.array(has_team, dtype="boolean")
                if has_hierarchy
                else self._declared_managers(),
                "hired_at": self._dates("hire_date"),
                "tenure_years": self._numbers("tenure_years"),
                "remote_days": self._remote_days(),
                "left_at": self._dates("end_date"),
                "is_gone": _compared(self._kept_text("status")).isin(GONE),
                "wave": self._waves(),
                "invited_at": self._dates("invited_at"),
            }
        )
        if not has_hierarchy:
            self._find("hr_without_hierarchy", len(people))
        return HrExtract(people, tuple(self.findings), self.dropped, file)

    # Cells

    def _text(self, role: str) -> pd.Series:
        if role in self.columns:
            return self.table.frame[self.columns[role]]
        return pd.Series(pd.NA, index=self.table.frame.index, dtype="string")

    def _kept_text(self, role: str) -> pd.Series:
        return self._text(role).iloc[self.kept].reset_index(drop=True)

    def _numbers(self, role: str) -> pd.Series | None:
        if role not in self.columns:
            return None
        values = numbers(self.table, self.columns[role])
        return values.iloc[self.kept].reset_index(drop=True)

    def _dates(self, role: str) -> pd.Series:
        if role not in self.columns:
            return pd.Series(pd.NaT, index=range(len(self.kept)), dtype="datetime64[us, UTC]")
        times, ambiguous = dates(self.table, self.columns[role])
        if ambiguous:
            self._find("day_read_first", int(times.notna().sum()), column=self.columns[role])
        return times.iloc[self.kept].reset_index(drop=True)

    def _lines(self, rows: Iterable[int]) -> list[int]:
        return [self.table.line(int(self.kept[row])) for row in rows]

    def _find(self, code: str, count: int, **values: object) -> None:
        self.findings.append(Finding(code, count, "warning", values))

    # One row a person

    def _rows_in_force(self, key: pd.Series, at: pd.Timestamp | None) -> np.ndarray:
        """The row of each person that counts; what the others were is told."""
        rows = pd.DataFrame(
            {
                "key": key,
                "since": self._dates("effective_at"),
                "work_time": self._numbers("fte"),
                "unit": self._text("department"),
                "site": self._text("site"),
                "manager": self._text("manager_id"),
            }
        )[key.notna()]
        found: Situations = situations(rows, at)
        if len(found.undecided):
            self._refuse_doubled(found.undecided, "employee_id", found.undecided_keys)
        self.findings.extend(found.findings)
        return found.rows

    def _refuse_doubled(self, rows: np.ndarray, role: str, count: int) -> None:
        raise InputError(
            "hr_doubled",
            place=self.table.place,
            column=self.columns.get(role, self.columns.get("email", role)),
            lines=", ".join(str(self.table.line(int(row))) for row in rows[:5]),
            count=count,
        )

    def _addresses(self) -> tuple[pd.Series, pd.Series]:
        """E-mails and logins in lower case; those that several people share point to nobody."""
        login = self._kept_text("login").str.lower()
        email = self._kept_text("email").str.lower()
        if "email" not in self.columns:
            email = login.where(login.str.contains("@", regex=False).fillna(False))
        shared = email.notna() & email.duplicated(keep=False)
        if shared.any():
            self._find("hr_emails_shared", email[shared].nunique(), people=int(shared.sum()))
        return email.mask(shared), login.mask(login.duplicated(keep=False))

    # Hierarchy

    def _managers(self) -> tuple[np.ndarray, np.ndarray]:
        """Row of each person's manager (-1 when none), and who has one outside the extract."""
        cells = keys(self._kept_text("manager_id"))
        named = cells.notna() & ~_compared(cells).isin(NO_MANAGER)
        manager = pd.Series(-1, index=cells.index)
        open_cells = cells[named]
        for read_as, identities in self._identities():
            wanted = open_cells.map(read_as)
            found = wanted.map(hierarchy.unambiguous(identities)).dropna().astype(int)
            manager.loc[found.index] = found
            open_cells = open_cells.drop(found.index)
            if len(found) and read_as is hierarchy.bare:
                self._find("leading_zeros_repaired", len(found))
        outside = np.zeros(len(manager), bool)
        outside[open_cells.index] = True
        if len(open_cells):
            self._find("hr_managers_missing", open_cells.nunique(), people=len(open_cells))
        return self._without_own_top(manager.to_numpy(), outside), outside

    def _identities(self) -> Iterable[tuple[Callable[[str], str], pd.Series]]:
        """How a manager may be told, in the order tried: key, without zeros, e-mail, name."""
        yield str, self.key
        yield hierarchy.bare, self.key.map(hierarchy.bare)
        yield str.lower, self.email.dropna()
        yield str.lower, self.login.dropna()
        first_last = self._kept_text("first_name") + " " + self._kept_text("last_name")
        names = self._kept_text("full_name").fillna(first_last).dropna()
        yield hierarchy.name_words, names.map(hierarchy.name_words)

    def _without_own_top(self, manager: np.ndarray, outside: np.ndarray) -> np.ndarray:
        """Accept one top who is their own manager, when nobody else is at the top."""
        own = np.flatnonzero(manager == np.arange(len(manager)))
        if not len(own):
            return manager
        others_at_top = (manager < 0) & ~outside
        if len(own) > 1 or others_at_top.any():
            raise InputError(
                "hr_own_manager",
                place=self.table.place,
                column=self.columns["manager_id"],
                lines=", ".join(map(str, self._lines(own[:5]))),
            )
        self._find("hr_top_own_manager", 1)
        return np.where(manager == np.arange(len(manager)), -1, manager)

    def _depths(self, manager: np.ndarray) -> np.ndarray:
        """Steps from the top.

        Raises:
            InputError: a cycle; the message follows it line by line.
        """
        depth = hierarchy.depths(manager)
        if (depth < 0).any():
            cycle = hierarchy.cycle(manager, int(np.flatnonzero(depth < 0)[0]))
            lines = list(map(str, self._lines([*cycle[:8], cycle[0]])))
            raise InputError(
                "hr_cycle",
                place=self.table.place,
                column=self.columns["manager_id"],
                lines=" → ".join(lines[:-1] + ["…"] * (len(cycle) > 8) + lines[-1:]),
            )
        return depth

    def _teams(self, unit: pd.Series, manager: np.ndarray) -> pd.Series:
        """The extract's own teams; otherwise those who share a manager."""
        team = self._kept_text("team")
        if team.notna().any() or not (manager >= 0).any():
            return team
        return hierarchy.teams(unit, manager)

    def _declared_managers(self) -> pd.Series | None:
        if "is_manager" not in self.columns:
            return None
        cells = _compared(self._kept_text("is_manager"))
        return cells.isin({normalised(value) for value in YES}).mask(cells.isna()).astype("boolean")

    # The plan

    def _waves(self) -> pd.Series:
        """The wave of each person, the first being 0; "pilot" and the lowest number are it."""
        cells = _compared(self._kept_text("wave"))
        number = pd.to_numeric(cells.str.extract(r"(\d+)")[0], errors="coerce").astype("Float64")
        number = number.mask(number > _MOST_WAVES)
        pilot = cells.str.startswith("pilot").fillna(False) & number.isna()
        if unread := int((cells.notna() & number.isna() & ~pilot).sum()):
            self._find("hr_waves_unread", unread)
        if number.notna().any():
            number = number - number.min() + int(pilot.any())
        return number.mask(pilot, 0).astype("Int16")

    # Remote work

    def _remote_days(self) -> pd.Series | None:
        """Days a week; months, percentages and days on site are turned into them."""
        role = "remote_days" if "remote_days" in self.columns else "onsite_days"
        if role not in self.columns:
            return None
        cells = self._kept_text(role)
        bare = cells.str.replace(r"[\s%]", "", regex=True).str.replace(",", ".", regex=False)
        values = pd.to_numeric(bare, errors="coerce").astype("Float64")
        if unread := int((cells.notna() & values.isna()).sum()):
            self._find("remote_days_unread", unread)
        header = normalised(self.columns[role])
        highest = values.max() if values.notna().any() else 0
        if cells.str.contains("%", regex=False).any() or highest > 31:
            values = values / 100 * _WORKING_DAYS_A_WEEK
            self._find("remote_days_from_share", int(values.notna().sum()))
        elif "mois" in header or "month" in header or highest > 7:
            values = values / _WEEKS_A_MONTH
            self._find("remote_days_from_month", int(values.notna().sum()))
        if role == "onsite_days":
            values = (_WORKING_DAYS_A_WEEK - values).clip(lower=0)
        return values.where(values.between(0, 7))


def _columns(table: CsvTable, told: Mapping[str, str]) -> dict[str, str]:
    """Role -> column: those the user told, then those whose names say it."""
    for role, column in told.items():
        if role not in ALIASES:
            raise InputError(
                "mapping_role", place="hr_columns", name=role, known=", ".join(ALIASES)
            )
        if column not in table.frame.columns:
            raise InputError(
                "hr_column_absent",
                place=table.place,
                role=role,
                column=column,
                met=", ".join(str(name)[:40] for name in table.frame.columns[:30]),
            )
    columns = columns_by_role(table, ALIASES)
    columns = {role: name for role, name in columns.items() if name not in told.values()}
    columns |= told
    if not {"employee_id", "email", "login"} & set(columns):
        columns_by_role(table, ALIASES, ["employee_id"])  # says which names are accepted
    return columns


def _without_labels(table: CsvTable, columns: dict[str, str]) -> CsvTable:
    """Take a second header row away: labels under the system's own column keys."""
    names = {normalised(name) for role, others in ALIASES.items() for name in (role, *others)}
    column = next(columns[role] for role in ("employee_id", "email", "login") if role in columns)
    if table.frame.empty:
        return table
    first = table.frame[column].iloc[0]
    return table.without_rows(1) if pd.notna(first) and normalised(first) in names else table


def _compared(cells: pd.Series) -> pd.Series:
    """Cells without case, accents, spaces and signs."""
    return cells.map(normalised, na_action="ignore").astype("string")
