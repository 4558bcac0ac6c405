"""The report as a workbook: one tidy sheet an exhibit, definitions, sources, receipts.

Numbers are numbers in the unit their heading names; a suppressed group has none. Every text
is written as text, so that no name from outside is ever computed.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from simulation.figures.theme import LIGHT
from simulation.places import written_beside
from simulation.protection import check_released
from simulation.report.content import Report
from simulation.report.exhibits import (
    Budget,
    Calendar,
    Composition,
    Differences,
    Exhibit,
    Fans,
    Front,
    Groups,
    Load,
    Theories,
    Words,
)
from simulation.report.receipts import passport
from simulation.spreadsheet import safe_cell
from simulation.words import catalogue, say

FORMS = {"share": "0.0%", "euros": "#,##0", "posts": "0.0", "count": "#,##0"}
SHARES = ("pilot", "company", "probability", "probability_low", "probability_high", "share_above")
WIDEST = 60
LINE, TALLEST = 15.0, 400.0
"""Height of a line of text, and of the tallest row, in points."""

PIECE = 30_000
"""Signs of the passport in a cell: a spreadsheet takes 32,767."""

PASSPORT = "passport"


def write_xlsx(report: Report, path: Path) -> Path:
    """Write the workbook beside its place, then rename it there."""
    path = Path(path)
    with written_beside(path) as draft:
        workbook_of(report).save(draft)
    return path


def workbook_of(report: Report) -> Workbook:
    """The workbook of a report, not saved."""
    book, lang = Workbook(), report.lang
    book.properties.title, book.properties.creator = report.title, say("report.author", lang)
    book.properties.language = lang
    book.remove(book.worksheets[0])
    contents = _sheet(book, "contents", lang)
    listed: list[tuple[str, str]] = []
    used: dict[str, str] = {}
    for section in report.sections:
        for place, exhibit in enumerate(section.exhibits, start=1):
            name = f"{section.key}-{place}"
            table = tidy(exhibit, lang)
            _fill(book.create_sheet(name), table, lang, exhibit)
            listed.append((name, f"{section.title}. {exhibit.heading}".removesuffix(". ")))
            used |= dict.fromkeys(table.columns, "")
    _key_figures(book, report)
    _definitions(book, report, list(used))
    _sources(book, report)
    _receipts(book, report)
    _contents(contents, report, listed)
    return book


def tidy(exhibit: Exhibit, lang: str) -> pd.DataFrame:
    """An exhibit's numbers: one row an observation, columns by their names in the code."""
    match exhibit:
        case Fans():
            bands = ["week", "median", "p05", "p25", "p75", "p95"]
            return pd.concat(
                [
                    fan[bands].assign(letter=letter, scenario=exhibit.names.get(letter, ""))
                    for letter, fan in exhibit.fans.items()
                ],
                ignore_index=True,
            )[["letter", "scenario", *bands]]
        case Differences():
            told = exhibit.differences.assign(letter=exhibit.differences["scenario"])
            words = [say(f"report.verdict.{verdict}", lang) for verdict in told["verdict"]]
            columns = ["letter", "baseline", "mean", "low", "high", "share_above", "verdict"]
            return told.assign(verdict=words)[columns]
        case Theories():
            table = exhibit.table
            return table.assign(
                letter=table["scenario"],
                theory=[say(f"choice.{name}", lang) for name in table["theory"]],
                conclusion=[say(f"experiments.conclusion.{c}", lang) for c in table["conclusion"]],
            )[["theory", "letter", "baseline", "mean", "low", "high", "conclusion"]]
        case Groups():
            table = check_released(exhibit.table)
            ends = [end for end in ("low", "high") if end in table]
            return pd.DataFrame(table.assign(level=table["value"]))[
                ["group", "level", *ends, "people", "suppressed"]
            ]
        case Composition():
            table = check_released(exhibit.table)
            hidden = table["suppressed"].to_numpy(dtype=bool)
            return pd.DataFrame(table.assign(pilot=table["pilot"].where(~hidden)))[
                ["group", "pilot", "company", "suppressed"]
            ]
        case Front():
            columns = ["plan", "role", "cost", "probability", "probability_low", "probability_high"]
            plans = exhibit.plans.assign(plan=range(1, len(exhibit.plans) + 1))
            roles = [say(f"figure.plan.{role}", lang) if role else "" for role in plans["role"]]
            return plans.assign(role=roles)[[*columns, "dominated"]].sort_values("cost")
        case Calendar():
            waves = exhibit.waves.assign(kind=say("workbook.kind.wave", lang))
            training = exhibit.training
            kinds = [say(f"figure.training.{kind}", lang) for kind in training["kind"]]
            parts = [waves[["kind", "week", "wave", "people"]], training.assign(kind=kinds)]
            return pd.concat([part for part in parts if len(part)], ignore_index=True)
        case Load():
            return exhibit.load[["week", "p50", "p80", "p95", "posts"]]
        case Budget():
            table = exhibit.budget
            return table.assign(line=table["label"])[["line", "amount", "low", "high"]]
        case Words():
            cells = [[text.replace("\n", " · ") for text in row] for row in exhibit.table.cells]
            return pd.DataFrame(cells, columns=list(exhibit.table.headings))


def _fill(sheet: Worksheet, table: pd.DataFrame, lang: str, exhibit: Exhibit) -> None:
    headings = [_heading(str(name), lang) for name in table.columns]
    _write(sheet, headings, table.itertuples(index=False, name=None), lang)
    for column, name in enumerate(table.columns, start=1):
        form = _form(str(name), exhibit)
        for cell in sheet[get_column_letter(column)][1:]:
            if isinstance(cell.value, int | float) and form:
                cell.number_format = form


def _form(column: str, exhibit: Exhibit) -> str:
    """How a column's numbers are shown; they stay what they are."""
    if column in SHARES:
        return FORMS["share"]
    if column in ("cost", "amount"):
        return FORMS["euros"]
    if column in ("people", "week", "wave", "sessions", "seats", "plan"):
        return FORMS["count"]
    if isinstance(exhibit, Budget):
        return FORMS["euros"]
    if isinstance(exhibit, Load):
        return FORMS["posts"]
    return FORMS.get(getattr(exhibit, "unit", ""), "0.000")


def _heading(name: str, lang: str) -> str:
    key = f"workbook.column.{name}"
    return say(key, lang) if key in catalogue() else name


def _key_figures(book: Workbook, report: Report) -> None:
    lang = report.lang
    rows = [
        (section.title, aside.figure, aside.text, aside.detail)
        for section in report.sections
        for aside in section.asides
    ]
    names = ("section", "figure", "meaning", "detail")
    _write(_sheet(book, "key_figures", lang), _words(names, lang), rows, lang)


def _definitions(book: Workbook, report: Report, used: Sequence[str]) -> None:
    """What columns and indicators mean, those of this workbook first."""
    lang, known = report.lang, catalogue()
    rows = [
        (_heading(name, lang), say(f"workbook.told.{name}", lang))
        for name in used
        if f"workbook.told.{name}" in known
    ]
    rows += [
        (say(key.removesuffix(".definition"), lang), say(key, lang))
        for key in sorted(known)
        if key.startswith("indicator.") and key.endswith(".definition")
        and key.removesuffix(".definition") in known
    ]  # fmt: skip
    _write(_sheet(book, "definitions", lang), _words(("name", "definition"), lang), rows, lang)


def _sources(book: Workbook, report: Report) -> None:
    lang = report.lang
    rows = [
        (
            section.title,
            say(f"report.tag.{section.origin}", lang) if section.origin else "",
            section.source,
            section.note,
            section.receipt,
        )
        for section in report.sections
    ]
    names = ("section", "origin", "source", "note", "receipt")
    _write(_sheet(book, "sources", lang), _words(names, lang), rows, lang)


def _receipts(book: Workbook, report: Report) -> None:
    lang = report.lang
    rows = [
        (short, name, fact if isinstance(fact, str) else json.dumps(fact, ensure_ascii=False))
        for short, receipt in sorted(report.receipts.items())
        for name, fact in receipt.facts.items()
    ]
    text = passport(report)
    pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
    rows += [(PASSPORT, str(place), piece) for place, piece in enumerate(pieces)]
    sheet = _sheet(book, "receipts", lang)
    _write(sheet, _words(("receipt", "fact", "value"), lang), rows, lang, wrap=False)


def _contents(sheet: Worksheet, report: Report, listed: Sequence[tuple[str, str]]) -> None:
    lang = report.lang
    sheet.append([safe_cell(report.title)])
    sheet.append([safe_cell(report.subtitle)])
    sheet.append([safe_cell(report.protection)])
    sheet.append([])
    sheet.append(_words(("sheet", "finding"), lang))
    for cell in sheet[5]:
        _head(cell)
    names = [say(f"workbook.{key}", lang) for key in ("key_figures", "definitions", "sources")]
    for name, finding in [*listed, *((name, "") for name in names)]:
        sheet.append([name, safe_cell(finding)])
        link = sheet.cell(sheet.max_row, 1)
        link.hyperlink = f"#'{name}'!A1"
        link.font = Font(name="Calibri", underline="single")
    sheet["A1"].font = Font(name="Georgia", size=16, bold=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 110
    sheet.sheet_view.showGridLines = False
    _print_on_width(sheet)


def _sheet(book: Workbook, key: str, lang: str) -> Worksheet:
    return book.create_sheet(say(f"workbook.{key}", lang))


def _words(names: Iterable[str], lang: str) -> list[str]:
    return [say(f"workbook.{name}", lang) for name in names]


def _write(
    sheet: Worksheet,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    lang: str,
    wrap: bool = True,
) -> None:
    """Headings and rows, the headings kept in sight, columns as wide as their longest text."""
    sheet.append([safe_cell(heading) for heading in headings])
    for row in rows:
        sheet.append([_cell(value, lang) for value in row])
    for cell in sheet[1]:
        _head(cell)
    lines = [1] * sheet.max_row
    for place, column in enumerate(sheet.columns, start=1):
        longest = max(len(str(cell.value)) if cell.value is not None else 0 for cell in column)
        width = min(WIDEST, max(10, longest + 3))
        sheet.column_dimensions[get_column_letter(place)].width = width
        if any(isinstance(cell.value, int | float) for cell in column[1:]):
            column[0].alignment = Alignment(wrap_text=True, vertical="top", horizontal="right")
        for cell in column[1:]:
            if isinstance(cell.value, str):
                cell.data_type = "s"
                cell.alignment = Alignment(
                    wrap_text=wrap, vertical="top", horizontal="left", indent=1
                )
                told = len(textwrap.wrap(cell.value, int(width) - 3)) if wrap else 1
                lines[cell.row - 1] = max(lines[cell.row - 1], told)
            else:
                cell.alignment = Alignment(vertical="top")
    for place, count in enumerate(lines, start=1):
        # Office suites do not all fit rows to wrapped text when a file is opened.
        sheet.row_dimensions[place].height = min(LINE * count + 2, TALLEST)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    _print_on_width(sheet)
    sheet.auto_filter.ref = sheet.dimensions


def _print_on_width(sheet: Worksheet) -> None:
    """On paper a sheet is as wide as a page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _head(cell: Any) -> None:
    cell.font = Font(name="Calibri", bold=True, color=LIGHT.ink[1:])
    cell.fill = PatternFill("solid", fgColor=LIGHT.sunk[1:])
    cell.border = Border(bottom=Side("thin", color=LIGHT.outline[1:]))
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _cell(value: Any, lang: str) -> Any:
    """A value as a spreadsheet holds it: numbers as numbers, what is missing as nothing."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool):
        return say("workbook.yes" if value else "workbook.no", lang)
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    return safe_cell(value)
