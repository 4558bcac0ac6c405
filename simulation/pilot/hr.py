"""Read a company's HR extract: units, sites, hierarchy; never birth date, sex, name or pay.

Column names are recognised in French and in English. Keys, e-mails and names serve to tell
who manages whom and who owns which account; they stay in memory and are never written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.errors import InputError
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
from simulation.pilot.source import Finding

ALIASES: dict[str, tuple[str, ...]] = {
    "employee_id": (
        "emp_id", "empid", "employee number", "employee no", "personnel number", "pernr",
        "person_id", "worker id", "userid", "staff id", "matricule", "matricule salarié",
        "matricule paie", "numéro salarié", "id salarié", "id collaborateur", "identifiant",
        "code salarié", "num agent", "employee", "id",
    ),
    "email": (
        "e-mail", "work email", "mail", "upn", "user principal name", "primary work email",
        "courriel", "adresse mail", "mail professionnel", "email pro", "adresse électronique",
    ),
    "manager_id": (
        "manager employee id", "supervisor id", "supervisorEId", "reports to id", "matricule n+1",
        "matricule manager", "matricule responsable", "manager", "supervisor", "reports_to",
        "reporting to", "line manager", "responsable", "responsable hiérarchique", "supérieur",
        "supérieur hiérarchique", "n+1", "hiérarchique", "manager_email", "manager name",
    ),
    "team": ("team_name", "équipe"),
    "department": (
        "dept", "organization", "organisation", "org unit", "unit", "supervisory organization",
        "cost center", "function", "service", "département", "direction", "unité", "entité",
        "unité organisationnelle", "uo", "pôle", "centre de coût",
    ),
    "business_unit": (
        "division", "bu", "company", "legal entity", "subsidiary", "branche", "société", "filiale",
        "entité juridique", "activité",
    ),
    "site": (
        "location", "office", "work location", "officelocation", "building", "city",
        "établissement", "lieu de travail", "localisation", "implantation", "agence", "ville",
        "bureau",
    ),
    "job_family": (
        "job function", "functiontype", "job category", "jobcode", "profession",
        "famille d'emploi", "famille professionnelle", "filière", "métier", "famille métier",
        "emploi type", "code emploi",
    ),
    "hire_date": (
        "start date", "original hire date", "continuous service date", "seniority date",
        "employment_start_date", "date d'entrée", "date entrée", "date d'embauche",
        "date embauche", "date d'ancienneté", "début contrat", "date arrivée",
    ),
    "tenure_years": (
        "tenure", "years of service", "seniority", "length of service", "ancienneté",
        "ancienneté (années)", "ancienneté groupe",
    ),
    "end_date": (
        "termination date", "leave date", "date de sortie", "date de départ", "fin de contrat",
    ),
    "remote_days": (
        "wfh days", "telework", "days remote", "hybrid", "remote days per month", "télétravail",
        "jours de télétravail", "jours de télétravail par mois", "nb jours tt", "tt",
        "jours distanciel",
    ),
    "onsite_days": ("office days", "jours sur site"),
    "status": (
        "employment status", "active", "is active", "accountenabled", "statut", "actif",
        "situation", "état",
    ),
    "first_name": ("firstname", "given name", "prénom"),
    "last_name": ("lastname", "family name", "surname", "nom", "nom de famille"),
    "full_name": (
        "name", "worker", "display name", "employee name", "nom complet", "nom prénom",
        "prénom nom", "collaborateur", "salarié",
    ),
}  # fmt: skip
"""Role -> names accepted for its column, best first."""

_NO_MANAGER = {"nomgr", "nohr", "nomanager"}
_GONE = {
    "inactive", "inactif", "inactiveemployee", "terminated", "left", "leaver", "retired", "sorti",
    "parti", "f", "false", "faux", "0", "no", "non", "n", "t",
}  # fmt: skip
_WORKING_DAYS_A_WEEK = 5
_WEEKS_A_MONTH = 52 / 12


@dataclass(frozen=True)
class HrExtract:
    """The whole company, as its HR system tells it.

    Args:
        people: one row a person in file order: `key` and `email` (lower case), in memory
            only; `unit`, `team`, `site`, `job_family`; `manager` (row of `people` or
            missing), `level` (0 at the top, from the hierarchy), `is_manager`, `hired_at`,
            `tenure_years`, `remote_days` (a week), `left_at`, `is_gone`.
        findings: what was repaired, assumed or not found.
        dropped: reason -> rows set aside.
        file: its name and SHA-256.
    """

    people: pd.DataFrame
    findings: tuple[Finding, ...]
    dropped: dict[str, int]
    file: dict[str, str]


def read_hr(path: Path) -> HrExtract:
    """Read an HR extract.

    Raises:
        InputError: the file is unreadable, has neither an employee key nor an e-mail column,
            holds a key twice, a person who is their own manager below the top, or a cycle in
            the hierarchy. People are named by their line, never by their name.
    """
    with opened([path]) as archive:
        members = archive.ending(".csv") or list(archive.members)
        if len(members) > 1:
            raise InputError("hr_several_files", place=archive.label)
        table = read_csv(members[0].read(), members[0].place)
        file = archive.files()[0]
    return _Reading(table).extract(file)


class _Reading:
    """One pass over an extract, gathering findings on the way."""

    def __init__(self, table: CsvTable) -> None:
        columns = columns_by_role(table, ALIASES)
        if not {"employee_id", "email"} & set(columns):
            columns_by_role(table, ALIASES, ["employee_id"])  # says which names are accepted
        table = _without_labels(table, columns)
        self.findings: list[Finding] = []
        self.dropped: dict[str, int] = {}
        self.columns = columns
        self.table = table
        key = keys(self._text("employee_id")).fillna(self._text("email").str.lower())
        self.kept = np.flatnonzero(key.notna())
        if without_key := len(key) - len(self.kept):
            self.dropped["hr_rows_without_key"] = without_key
        if not len(self.kept):
            raise InputError("hr_without_people", place=table.place)
        self.key = key.iloc[self.kept].reset_index(drop=True)
        self.email = self._kept_text("email").str.lower()

    def extract(self, file: dict[str, str]) -> HrExtract:
        """Everything read and checked."""
        self._refuse_doubles(self.key, "employee_id")
        self._refuse_doubles(self.email, "email")
        manager, outside = self._managers()
        level = pd.Series(self._depths(manager), dtype="Int16").mask(_below(outside, manager))
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
                "unit": unit,
                "team": self._teams(unit, manager),
                "site": self._kept_text("site"),
                "job_family": self._kept_text("job_family"),
                "manager": pd.Series(manager, dtype="Int64").mask(manager < 0),
                "level": level if has_hierarchy else pd.NA,
                "is_manager": has_team if has_hierarchy else pd.NA,
                "hired_at": self._dates("hire_date"),
                "tenure_years": self._numbers("tenure_years"),
                "remote_days": self._remote_days(),
                "left_at": self._dates("end_date"),
                "is_gone": _compared(self._kept_text("status")).isin(_GONE),
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

    def _refuse_doubles(self, cells: pd.Series, role: str) -> None:
        doubled = cells.dropna()[cells.dropna().duplicated(keep=False)]
        if len(doubled):
            rows = doubled.index[doubled == doubled.iloc[0]]
            raise InputError(
                "hr_doubled",
                place=self.table.place,
                column=self.columns.get(role, role),
                lines=", ".join(map(str, self._lines(rows[:5]))),
                count=doubled.nunique(),
            )

    # Hierarchy

    def _managers(self) -> tuple[np.ndarray, np.ndarray]:
        """Row of each person's manager (-1 when none), and who has one outside the extract."""
        cells = keys(self._kept_text("manager_id"))
        named = cells.notna() & ~_compared(cells).isin(_NO_MANAGER)
        manager = pd.Series(-1, index=cells.index)
        open_cells = cells[named]
        for read_as, identities in self._identities():
            wanted = open_cells.map(read_as)
            found = wanted.map(_unambiguous(identities)).dropna().astype(int)
            manager.loc[found.index] = found
            open_cells = open_cells.drop(found.index)
            if len(found) and read_as is _bare:
                self._find("leading_zeros_repaired", len(found))
        outside = np.zeros(len(manager), bool)
        outside[open_cells.index] = True
        if len(open_cells):
            self._find("hr_managers_missing", open_cells.nunique(), people=len(open_cells))
        return self._without_own_top(manager.to_numpy(), outside), outside

    def _identities(self) -> Iterable[tuple[Callable[[str], str], pd.Series]]:
        """How a manager may be told, in the order tried: key, key without zeros, e-mail, name."""
        yield str, self.key
        yield _bare, self.key.map(_bare)
        yield str.lower, self.email.dropna()
        first_last = self._kept_text("first_name") + " " + self._kept_text("last_name")
        names = self._kept_text("full_name").fillna(first_last).dropna()
        yield _name_words, names.map(_name_words)

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
        depth = np.where(manager < 0, 0, -1)
        while True:
            reached = (depth < 0) & (depth[manager] >= 0)
            if not reached.any():
                break
            depth[reached] = depth[manager[reached]] + 1
        if (depth < 0).any():
            cycle = _cycle(manager, int(np.flatnonzero(depth < 0)[0]))
            lines = list(map(str, self._lines([*cycle[:8], cycle[0]])))
            raise InputError(
                "hr_cycle",
                place=self.table.place,
                column=self.columns["manager_id"],
                lines=" → ".join(lines[:-1] + ["…"] * (len(cycle) > 8) + lines[-1:]),
            )
        return depth

    def _teams(self, unit: pd.Series, manager: np.ndarray) -> pd.Series:
        """The extract's own teams; otherwise those who share a manager, numbered in their unit."""
        team = self._kept_text("team")
        if team.notna().any() or not (manager >= 0).any():
            return team
        heads = pd.Series(np.unique(manager[manager >= 0]))
        place = unit.iloc[heads].reset_index(drop=True).fillna("")
        label = (place + " " + (heads.groupby(place).cumcount() + 1).astype("string")).str.strip()
        return pd.Series(manager).map(dict(zip(heads, label, strict=True))).astype("string")

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


def _without_labels(table: CsvTable, columns: dict[str, str]) -> CsvTable:
    """Take a second header row away: labels under the system's own column keys."""
    names = {normalised(name) for role, others in ALIASES.items() for name in (role, *others)}
    column = columns.get("employee_id") or columns["email"]
    if table.frame.empty:
        return table
    first = table.frame[column].iloc[0]
    return table.without_rows(1) if pd.notna(first) and normalised(first) in names else table


def _compared(cells: pd.Series) -> pd.Series:
    """Cells without case, accents, spaces and signs."""
    return cells.map(normalised, na_action="ignore").astype("string")


def _bare(key: str) -> str:
    """A key without its leading zeros."""
    return key.lstrip("0") or "0"


def _name_words(name: str) -> str:
    """A name as compared: its words without case, accents and order."""
    words = re.split(r"[\s,]+", name.strip())
    return " ".join(sorted(normalised(word) for word in words if word))


def _unambiguous(identities: pd.Series) -> dict[str, int]:
    """Identity -> row, for those that one person alone bears."""
    alone = identities[~identities.duplicated(keep=False)]
    return dict(zip(alone, alone.index, strict=True))


def _below(marked: np.ndarray, manager: np.ndarray) -> np.ndarray:
    """The people marked and everybody under them."""
    reached = marked
    while True:
        further = reached | ((manager >= 0) & reached[manager])
        if (further == reached).all():
            return reached
        reached = further


def _cycle(manager: np.ndarray, start: int) -> list[int]:
    """The rows of the cycle that climbing from `start` ends in."""
    seen: list[int] = []
    row = start
    while row not in seen:
        seen.append(row)
        row = int(manager[row])
    return seen[seen.index(row) :]
