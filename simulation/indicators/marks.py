"""What marked the weeks of a record: launch, waves, training, messages, holidays (S25, W3).

Three sources, put together: the dates at which people were invited, the plan a simulated
record keeps in its manifest (`marks`), and a small file the team writes. Such a file is a
CSV with the columns `first`, `last` (may be empty), `kind` and `title` (may be empty), or
their French names; it lies beside the record as `NAME.marks.csv`, or is given.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from simulation.errors import InputError
from simulation.indicators.activity import week_of_times
from simulation.quality.days_off import public_holidays, zone_country
from simulation.tables import Record
from simulation.words import LANGUAGES, say

KINDS = (
    "launch", "wave", "training", "sponsor", "recognition", "charter", "holiday", "public",
    "other",
)  # fmt: skip
"""What a mark may be; `holiday` covers weeks in which many are away, `public` is a day off."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "first": ("first", "début", "debut", "date"),
    "last": ("last", "fin"),
    "kind": ("kind", "nature"),
    "title": ("title", "titre"),
}
"""Columns of a marks file, and the headers they may bear."""

PLANNED = '[{"kind": "training", "first": "2027-01-04"}]'
DATES = ("%Y-%m-%d", "%d/%m/%Y")
LONGEST_TITLE = 80
MOST_MARKS = 500


@dataclass(frozen=True)
class Mark:
    """Something that happened on a day or from one day to another, both included.

    `title` is the team's own words; without one a mark is called by its kind, and `number`
    tells waves apart.
    """

    kind: str
    first: date
    last: date
    title: str = ""
    number: int = 0


def marks_of(
    record: Record, file: Path | None = None, min_group: int = 10, lang: str = "fr"
) -> list[Mark]:
    """The marks of a record, in the order of time.

    Public holidays are those of the country of the record's time zone, if it is one's.

    Args:
        record: a checked record.
        file: of the team's own marks, if there is one.
        min_group: fewest people whose invitation is told as a wave.
        lang: language of the names of public holidays.

    Raises:
        InputError: the file, or what the manifest keeps, cannot be used.
    """
    planned = [_planned(entry) for entry in record.manifest.get("marks") or ()]
    told = read_marks(file) if file else []
    marks = [*_waves(record, min_group), *planned, *told, *_holidays(record, lang)]
    return sorted(marks, key=lambda mark: mark.first)


def marks_beside(record: Path) -> Path | None:
    """The team's own marks of a record's folder: `NAME.marks.csv` beside it, if it is there."""
    folder = Path(record).absolute()
    file = folder.with_name(f"{folder.name}.marks.csv")
    return file if file.is_file() else None


def read_marks(file: Path) -> list[Mark]:
    """The marks of a CSV file.

    Raises:
        InputError: the file cannot be read, lacks a column, or holds a date or kind that
            will not do.
    """
    place = Path(file).name
    try:
        lines = Path(file).read_text("utf-8-sig").splitlines()
        delimiter = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
        rows = list(csv.reader(lines, delimiter=delimiter))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise InputError("marks_unreadable", place=place) from fault
    column = _columns(rows[0] if rows else [], place)
    filled = [(line, row) for line, row in enumerate(rows[1:], start=2) if any(map(str.strip, row))]
    if len(filled) > MOST_MARKS:
        raise InputError("marks_many", place=place, count=len(filled), most=MOST_MARKS)
    return [_mark(row, column, line, place) for line, row in filled]


def _columns(header: Sequence[str], place: str) -> dict[str, int]:
    heads = [head.strip().casefold() for head in header]
    found = {
        name: next((heads.index(alias) for alias in aliases if alias in heads), -1)
        for name, aliases in COLUMNS.items()
    }
    if found["first"] < 0 or found["kind"] < 0:
        raise InputError("marks_columns", place=place, columns=", ".join(COLUMNS))
    return found


def _mark(row: Sequence[str], column: Mapping[str, int], line: int, place: str) -> Mark:
    def cell(name: str) -> str:
        return row[column[name]].strip() if 0 <= column[name] < len(row) else ""

    where = {"place": place, "line": line}
    first = _date(cell("first"), where)
    last = _date(cell("last"), where) if cell("last") else first
    if last < first:
        raise InputError("marks_order", value=cell("last"), **where)
    return Mark(_kind(cell("kind"), where), first, last, cell("title")[:LONGEST_TITLE])


def _date(text: str, where: Mapping[str, Any]) -> date:
    for form in DATES:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise InputError("marks_date", value=text, **where)


def _kind(text: str, where: Mapping[str, Any]) -> str:
    names = {
        name.casefold(): kind
        for kind in KINDS
        for name in (kind, *(say(f"replay.mark.{kind}", lang) for lang in LANGUAGES))
    }
    if text.casefold() not in names:
        raise InputError("marks_kind", value=text, expected=_kinds_told, **where)
    return names[text.casefold()]


def _kinds_told(lang: str) -> str:
    return ", ".join(say(f"replay.mark.{kind}", lang) for kind in KINDS)


def _planned(entry: Any) -> Mark:
    """A mark of the plan that a simulated record keeps: kind, first and last day."""
    try:
        first = date.fromisoformat(entry["first"])
        last = date.fromisoformat(entry.get("last") or entry["first"])
        return Mark(KINDS[KINDS.index(entry["kind"])], first, last)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise InputError(
            "manifest_value", place="manifest.json", name="marks", value=entry, expected=PLANNED
        ) from fault


def _holidays(record: Record, lang: str) -> list[Mark]:
    """The public holidays of a record's weeks."""
    weeks = record.weeks()
    last = (weeks[-1] + timedelta(days=6)).date()
    country = zone_country(record.manifest["timezone"])
    return [
        Mark("public", day, day, name[:LONGEST_TITLE])
        for day, name in public_holidays(country, weeks[0].date(), last, lang)
    ]


def _waves(record: Record, min_group: int) -> list[Mark]:
    """The weeks in which at least `min_group` people were invited: launch, then waves.

    People who come one by one later are no wave, and a smaller group is not told.
    """
    mondays = record.weeks()
    week = week_of_times(record.people["invited_at"], record, missing=-1)
    invited = np.bincount(week[(week >= 0) & (week < len(mondays))], minlength=len(mondays))
    many = np.flatnonzero(invited >= max(min_group, invited.max() / 10))
    days = [mondays[int(number)].date() for number in many]
    return [
        Mark("wave" if place else "launch", day, day + timedelta(days=6), number=place + 1)
        for place, day in enumerate(days)
    ]
