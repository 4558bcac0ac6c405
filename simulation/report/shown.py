"""What a written report shows, figure by figure, read back from the file itself.

A check compares what stands in the file with what a new computation would write there, so
that a number changed by hand is seen whatever the receipts say.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import lxml.html
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from pptx import Presentation
from pptx.exc import PythonPptxError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream

from simulation.errors import InputError
from simulation.report.paper import ATTACHMENT
from simulation.report.pptx import RECEIPTS_URI
from simulation.report.workbook import PASSPORT

WORDS = "words"
"""Beside `comparison-1`, `comparison-2`: what is written around a section's figures."""

Shown = dict[str, Any]

_RECEIPT = re.compile(r"\b[0-9a-f]{4} [0-9a-f]{4}\b")
_DRAWS = {b"m", b"l", b"c", b"re"}
"""Operators of a page that place the corners of what is drawn."""


def read_back(path: Path) -> tuple[Mapping[str, Any], Shown]:
    """The passport of a file, and what each of its figures shows, as plain values.

    Raises:
        InputError: the file is of no kind we write, cannot be read, or carries no receipts.
    """
    if path.suffix not in READERS or not path.is_file():
        raise InputError("verify_kind", place=str(path))
    try:
        text, shown = READERS[path.suffix](path)
        passport = json.loads(text)
        passport["inputs"], passport["receipts"]
    except FAULTS as fault:
        raise InputError("verify_no_receipts", place=str(path)) from fault
    return passport, shown


def alike(one: Any, other: Any, within: float = 1e-9) -> bool:
    """Whether two plain values are the same, numbers to nine digits."""
    if isinstance(one, float | int) and isinstance(other, float | int):
        return abs(one - other) <= within * max(1.0, abs(one), abs(other)) or one == other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(alike(one[k], other[k], within) for k in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def _page(path: Path) -> tuple[str, Shown]:
    tree = lxml.html.document_fromstring(path.read_text("utf-8"))
    text = tree.get_element_by_id("passport").text
    script = next(
        s.text for s in tree.iter("script") if (s.text or "").lstrip().startswith(FIGURES)
    )
    drawn = json.loads(script.split(FIGURES, 1)[1].split(";\nconst", 1)[0])
    shown: Shown = {}
    for section in tree.iter("section"):
        key, place = section.get("id"), 0
        for card in section.iter("div"):
            if card.get("class") != "card":
                continue
            place += 1
            name = f"{key}-{place}"
            told = [_plain(cell.text_content()) for cell in card.iter("td", "th")]
            shown[name] = {"told": told, "drawn": drawn.get(name)}
        words = [
            _plain(part.text_content())
            for part in section.iter("h2", "h3", "p", "strong", "span", "small")
            if not any(above.tag == "td" for above in part.iterancestors())
        ]
        shown[f"{key}-{WORDS}"] = words
    return text, shown


FIGURES = "const figures = "


def _deck(path: Path) -> tuple[str, Shown]:
    deck = Presentation(str(path))
    parts = (relation.target_part for relation in deck.part.rels.values())
    text = next(
        found.text
        for part in parts
        if RECEIPTS_URI.encode() in part.blob[:200]
        for found in etree.fromstring(part.blob).iter(f"{{{RECEIPTS_URI}}}{PASSPORT}")
    )
    shown: Shown = {}
    for slide in deck.slides:
        place, words = 0, []
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                place += 1
                told = _chart(shape.chart) if shape.has_chart else _cells(shape.table)
                shown[f"{slide.name}-{place}"] = told
            elif shape.has_text_frame:
                words.append(_plain(shape.text_frame.text))
        shown[f"{slide.name}-{WORDS}"] = words
    return text, shown


def _chart(chart: Any) -> list[Any]:
    """Name and points of each series, and every label written on the plot."""
    found: list[Any] = []
    names = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
    for series in chart._chartSpace.iter(f"{{{names['c']}}}ser"):
        values = [_number(value.text) for value in series.iter(f"{{{names['c']}}}v")]
        found.append(values)
    found.append([text.text for text in chart._chartSpace.iter("{*}t")])
    return found


def _cells(table: Any) -> list[str]:
    return [_plain(cell.text) for cell in table.iter_cells()]


def _workbook(path: Path) -> tuple[str, Shown]:
    book = load_workbook(path)
    text, shown = "", {}
    for sheet in book.worksheets:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        pieces = [str(row[2]) for row in rows if len(row) > 2 and row[0] == PASSPORT]
        if pieces:
            text = "".join(pieces)
        elif re.fullmatch(r"[\w-]+-\d+", sheet.title):
            shown[sheet.title] = rows
        else:
            shown[f"{sheet.title}-{WORDS}"] = [
                [_plain(str(cell or "")) for cell in r] for r in rows
            ]
    return text, shown


def _pdf(path: Path) -> tuple[str, Shown]:
    reader = PdfReader(path)
    text = reader.attachments[ATTACHMENT][0].decode()
    starts = [reader.get_destination_page_number(mark) for mark in reader.outline]  # type: ignore[arg-type]
    named = dict(zip(starts, json.loads(text)["sections"], strict=True))
    shown: Shown = {}
    key = "cover"
    for number, page in enumerate(reader.pages):
        key = named.get(number, key)
        own = shown.setdefault(f"{key}-1", {"told": [], "drawn": []})
        foot = rf"^(.{{0,40}}?) {number + 1}\b"
        own["told"].append(re.sub(foot, r"\1", _plain(page.extract_text()), count=1))
        content = page.get_contents()
        for operands, operator in ContentStream(content, reader).operations if content else ():
            if operator in _DRAWS:
                own["drawn"].append([float(each) for each in operands])
    return text, shown


def _plain(text: str) -> str:
    """A text without its receipt, which tells the version too, the page's number, and spacing."""
    bare = re.sub(r"·\s*\d*\s*$", "", _RECEIPT.sub("", text))
    return re.sub(r"\s+", " ", bare).strip()


def _number(text: str | None) -> Any:
    try:
        return float(text or "")
    except ValueError:
        return text


READERS: Mapping[str, Callable[[Path], tuple[str, Shown]]] = {
    ".html": _page,
    ".pdf": _pdf,
    ".pptx": _deck,
    ".xlsx": _workbook,
}

FAULTS = (
    OSError, LookupError, ValueError, StopIteration, TypeError, AttributeError, zipfile.BadZipFile,
    etree.LxmlError, PythonPptxError, InvalidFileException, PyPdfError,
)  # fmt: skip
"""What reading a file raises that somebody else wrote or damaged."""
