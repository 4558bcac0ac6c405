"""Answers to the audit, read as counts: how many chose what, by level and item.

Two forms, told apart by their columns: one row per respondent (`level`, then one column per
item), or one row per choice with its `count`. Rows of respondents are counted as they are read
and kept nowhere.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from simulation.audit.questionnaire import Item, questionnaire
from simulation.errors import InputError
from simulation.words import LANGUAGES, say

LEVEL = "level"
COUNTS = (LEVEL, "item", "choice", "count")
"""Columns of the form of counts; any other is a reminder for who fills it in."""

MOST_COUNTED = 1_000_000
SEPARATORS = {"fr": ";", "en": ","}
"""What a spreadsheet of each language expects between cells."""


@dataclass(frozen=True)
class Answers:
    """How many chose what.

    Attributes:
        respondents: level -> people who answered.
        counts: level and item -> answers per choice, in the order of the choices.
    """

    respondents: Mapping[str, int]
    counts: Mapping[tuple[str, str], np.ndarray]


@dataclass(frozen=True)
class _Cell:
    """Where a value stands, and what it is."""

    place: str
    line: int
    column: str
    value: str

    def refused(self, expected: str) -> InputError:
        """The cell refused; `expected` is an entry of the word catalogue."""
        return self.refused_but(partial(say, expected))

    def refused_but(self, expected: object) -> InputError:
        return InputError(
            "audit_value",
            place=self.place,
            line=self.line,
            column=self.column,
            value=self.value,
            expected=expected,
        )


def read_answers(path: Path) -> Answers:
    """Read either form.

    Raises:
        InputError: not text, no column of a form, or a value that a form does not allow; names
            the file, the line and the column.
    """
    header, rows = _rows(Path(path))
    if set(COUNTS) <= set(header):
        return _counted(Path(path), header, rows)
    return _of_respondents(Path(path), header, rows)


def write_form(path: Path, lang: str, counts: bool = False) -> Path:
    """Write an empty form: one row per respondent to come, or with one row per choice.

    Raises:
        InputError: the file is there already, or cannot be written.
    """
    asked = questionnaire()
    if counts:
        rows = [[*COUNTS, "question", "answer"]] + [
            [level, item.name, choice, "", item.text[lang], label[lang]]
            for level in asked.levels
            for item in asked.items.values()
            if level in item.asked_of
            for choice, label in item.choices.items()
        ]
    else:
        questions = [f"{item.name} {item.text[lang]}" for item in asked.items.values()]
        rows = [[LEVEL, *questions]]
    try:
        with Path(path).open("x", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=SEPARATORS[lang]).writerows(rows)
    except FileExistsError:
        raise InputError("audit_form_there", place=str(path)) from None
    except OSError as fault:
        raise InputError("audit_form_unwritable", place=str(path)) from fault
    return Path(path)


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and the lines that hold something with their numbers."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError("audit_unreadable", place=str(path)) from fault
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in line]) for line in reader]
    except csv.Error as fault:
        raise InputError("audit_unreadable", place=str(path)) from fault
    if not lines:
        raise InputError("audit_columns", place=str(path), met="—", column=LEVEL)
    header = [(cell.split() or [""])[0].casefold() for cell in lines[0][1]]
    return header, [(number, cells) for number, cells in lines[1:] if any(cells)]


def _of_respondents(
    path: Path, header: Sequence[str], rows: Iterable[tuple[int, list[str]]]
) -> Answers:
    items = questionnaire().items
    known = [LEVEL, *items]
    for place, column in enumerate(header):
        if column not in known or column in header[:place]:
            raise InputError("audit_columns", place=str(path), met=column, column=", ".join(known))
    if LEVEL not in header or len(header) < 2:
        raise InputError("audit_columns", place=str(path), met=", ".join(header), column=LEVEL)
    respondents: dict[str, int] = {}
    counts: dict[tuple[str, str], np.ndarray] = {}
    for line, cells in rows:
        row = dict(_cells(path, header, line, cells))
        level = _level(row.pop(LEVEL))
        respondents[level] = respondents.get(level, 0) + 1
        for name, cell in row.items():
            if cell.value:
                _count(counts, level, items[name], cell, cell, 1)
    return Answers(respondents, counts)


def _counted(path: Path, header: Sequence[str], rows: Iterable[tuple[int, list[str]]]) -> Answers:
    items = questionnaire().items
    counts: dict[tuple[str, str], np.ndarray] = {}
    met: set[tuple[str, str, str]] = set()
    for line, cells in rows:
        row = dict(_cells(path, header, line, cells))
        if not row["count"].value:
            continue
        level, name = _level(row[LEVEL]), row["item"].value.casefold()
        if name not in items:
            raise row["item"].refused_but(", ".join(items))
        key = (level, name, row["choice"].value.casefold())
        if key in met:
            raise row["choice"].refused("audit.expected.once")
        met.add(key)
        _count(counts, level, items[name], row["choice"], row["item"], _whole(row["count"]))
    respondents = {
        level: max((int(c.sum()) for (where, _), c in counts.items() if where == level), default=0)
        for level in questionnaire().levels
    }
    return Answers({level: n for level, n in respondents.items() if n}, counts)


def _cells(
    path: Path, header: Sequence[str], line: int, cells: Sequence[str]
) -> Iterator[tuple[str, _Cell]]:
    if len(cells) > len(header) and any(cells[len(header) :]):
        extra = _Cell(str(path), line, str(len(header) + 1), cells[len(header)])
        raise extra.refused("audit.expected.no_more")
    padded = [*cells, *("" for _ in header[len(cells) :])]
    for column, value in zip(header, padded, strict=False):
        yield column, _Cell(str(path), line, column, value)


def _level(cell: _Cell) -> str:
    """The level that a cell names, by its key or by its label in either language."""
    named = {
        name.casefold(): level
        for level, label in questionnaire().levels.items()
        for name in (level, *(label[lang] for lang in LANGUAGES))
    }
    if cell.value.casefold() not in named:
        raise cell.refused_but(", ".join(questionnaire().levels))
    return named[cell.value.casefold()]


def _count(
    counts: dict[tuple[str, str], np.ndarray],
    level: str,
    item: Item,
    choice: _Cell,
    asked: _Cell,
    people: int,
) -> None:
    """Add people who made a choice."""
    if level not in item.asked_of and people:
        raise asked.refused("audit.expected.not_asked")
    named = {
        name.casefold(): place
        for place, (key, label) in enumerate(item.choices.items())
        for name in (key, *(label[lang] for lang in LANGUAGES))
    }
    if choice.value.casefold() not in named:
        raise choice.refused_but(", ".join(item.choices))
    told = counts.setdefault((level, item.name), np.zeros(len(item.choices), dtype=int))
    told[named[choice.value.casefold()]] += people


def _whole(cell: _Cell) -> int:
    if not cell.value.isdecimal() or int(cell.value) > MOST_COUNTED:
        raise cell.refused("audit.expected.count")
    return int(cell.value)
