"""The report on paper: a PDF made without a browser, its figures as vectors.

Text and tables are laid out by ReportLab, each figure is drawn from the figure that the page
shows and merged where it stands. What the report was computed from travels as an attachment.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import NameObject, TextStringObject
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as Grid

from simulation.figures.static_fonts import BOLD, REGULAR, SERIF_BOLD, static_font
from simulation.figures.still import still
from simulation.figures.theme import LIGHT
from simulation.places import written_beside
from simulation.report.content import Report
from simulation.report.exhibits import Aside, Section, Table
from simulation.report.html import figure_of
from simulation.report.receipts import passport
from simulation.words import say

PAGE = landscape(A4)
MARGIN = 16 * mm
WIDTH = PAGE[0] - 2 * MARGIN
TEXT, SMALL, LARGE, TITLE = 11.5, 9.5, 28, 21
FIGURE_HEIGHT = 120 * mm
"""Of a figure alone; two that would not be read on one page take one each."""

ABOVE_NUMBERS = 74 * mm
"""Of a figure whose numbers stand beneath it on the same page."""

BESIDE = 0.4
"""Of the width, for a figure's numbers beside it; those that need more stand beneath."""

MOST_ROWS = 16
"""Of a figure's numbers: a longer table is left to the page and the workbook."""

LETTER = 0.5
"""Width of a letter of text, as a share of its size."""

LEAST_PIXELS = 640.0
"""Width under which the words of a figure would not fit."""

ATTACHMENT = "passport.json"


def write_pdf(report: Report, path: Path) -> Path:
    """Write the PDF beside its place, then rename it there."""
    path = Path(path)
    with written_beside(path) as draft:
        draft.write_bytes(pdf_of(report))
    return path


def pdf_of(report: Report) -> bytes:
    """The PDF of a report; the same report gives the same pages."""
    _register_fonts()
    file, placed = io.BytesIO(), list[Placed]()
    document = _Document(file, report)
    document.build(_story(report, placed))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(file.getvalue())))
    for figure in placed:
        own = PdfReader(io.BytesIO(figure.pdf)).pages[0]
        moved = Transformation().scale(figure.scale).translate(figure.x, figure.y)
        writer.pages[figure.page - 1].merge_transformed_page(own, moved)
    writer.add_metadata(
        {
            "/Title": report.title,
            "/Author": say("report.author", report.lang),
            "/Subject": report.subtitle,
            "/Keywords": " ".join(sorted(report.receipts)),
        }
    )
    writer.root_object.update({NameObject("/Lang"): TextStringObject(report.lang)})
    writer.add_attachment(ATTACHMENT, passport(report).encode())
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


class Placed(NamedTuple):
    """A figure drawn, and where its lower left corner stands."""

    page: int
    x: float
    y: float
    scale: float
    pdf: bytes


class _FigureRoom(Flowable):
    """Room for a figure, which is merged there once the pages are laid out."""

    def __init__(self, figure: Any, wide: float, most: float, placed: list[Placed]) -> None:
        super().__init__()
        self.figure, self.placed = figure, placed
        self.tall = float(figure.layout.height)
        self.scale = min(wide / LEAST_PIXELS, most / self.tall, 1.0)
        self.pixels = wide / self.scale

    def wrap(self, *_: float) -> tuple[float, float]:
        """Its size in points."""
        return self.pixels * self.scale, self.tall * self.scale

    def draw(self) -> None:
        """Note the page and the place."""
        x, y = self.canv.absolutePosition(0, 0)
        pdf = still(self.figure, "pdf", self.pixels)
        self.placed.append(Placed(self.canv.getPageNumber(), x, y, self.scale, pdf))


class _Mark(Flowable):
    """An entry of the outline, named by the section's key."""

    def __init__(self, key: str, title: str) -> None:
        super().__init__()
        self.key, self.title = key, title

    def wrap(self, *_: float) -> tuple[float, float]:
        """It takes no room."""
        return 0.0, 0.0

    def draw(self) -> None:
        """Set the mark."""
        self.canv.bookmarkPage(self.key)
        self.canv.addOutlineEntry(self.title, self.key, level=0)


class _Document(BaseDocTemplate):
    def __init__(self, file: io.BytesIO, report: Report) -> None:
        super().__init__(file, pagesize=PAGE, invariant=1, lang=report.lang)
        frame = Frame(
            MARGIN, 18 * mm, WIDTH, PAGE[1] - 34 * mm,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        self.addPageTemplates([PageTemplate("page", [frame], onPage=self._foot)])
        self.lang_of_words = report.lang

    def _foot(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        """The report's name and the page's number at the foot."""
        canvas.setFont(REGULAR.name, SMALL)
        canvas.setFillColor(HexColor(LIGHT.slate))
        canvas.drawString(MARGIN, 9 * mm, say("report.wordmark", self.lang_of_words))
        canvas.drawRightString(PAGE[0] - MARGIN, 9 * mm, str(canvas.getPageNumber()))


def _story(report: Report, placed: list[Placed]) -> list[Flowable]:
    flow: list[Flowable] = [
        NextPageTemplate("page"),
        Spacer(0, max(12, 60 - 5 * len(report.sections)) * mm),
        Paragraph(escape(report.title), _style("cover", 30, SERIF_BOLD.name)),
        Paragraph(escape(report.subtitle), _style("under", 12, colour=LIGHT.slate)),
        Spacer(0, 14 * mm),
        *(
            Paragraph(f'<link href="#{each.key}">{escape(each.title)}</link>', _style("list", TEXT))
            for each in report.sections
        ),
        Spacer(0, 12 * mm),
        Paragraph(escape(report.protection), _style("note", SMALL, colour=LIGHT.slate)),
    ]
    for section in report.sections:
        flow += [PageBreak(), *_section(section, report.lang, placed)]
    return flow


def _section(section: Section, lang: str, placed: list[Placed]) -> list[Flowable]:
    flow: list[Flowable] = [
        _Mark(section.key, section.title),
        Paragraph(escape(section.title), _style("title", TITLE, SERIF_BOLD.name)),
        Paragraph(escape(section.context), _style("context", TEXT, colour=LIGHT.slate)),
        Spacer(0, 4 * mm),
    ]
    for exhibit in section.exhibits:
        figure, numbers = figure_of(exhibit, lang), exhibit.numbers(lang)
        heading = [Paragraph(escape(exhibit.heading), _style("h3", 11, BOLD.name))]
        heading = heading if exhibit.heading else []
        if figure is None:
            flow += [*heading, _table(numbers, WIDTH), Spacer(0, 3 * mm)]
            continue
        told = len(numbers.cells) <= MOST_ROWS
        if told and _natural_width(numbers) <= WIDTH * BESIDE:
            flow.append(KeepTogether([*heading, _pair(figure, numbers, placed), Spacer(0, 3 * mm)]))
            continue
        under = [_table(numbers, WIDTH), Spacer(0, 3 * mm)] if told else []
        room = _FigureRoom(figure, WIDTH, ABOVE_NUMBERS if told else FIGURE_HEIGHT, placed)
        flow.append(KeepTogether([*heading, room, Spacer(0, 3 * mm), *under]))
    below: list[Flowable] = []
    if section.asides:
        below = [_asides(section.asides, not section.exhibits), Spacer(0, 3 * mm)]
    below += [
        Paragraph(escape(section.note), _style("note", SMALL, colour=LIGHT.slate)),
        Paragraph(_origin(section, lang), _style("source", SMALL, colour=LIGHT.slate)),
    ]
    return [*flow, KeepTogether(below)]  # a note alone on a page would be read of nothing


def _pair(figure: Any, numbers: Table, placed: list[Placed]) -> Grid:
    """A figure at left, its numbers at right."""
    left, right = WIDTH * (1 - BESIDE), WIDTH * BESIDE
    room = _FigureRoom(figure, left - 6 * mm, FIGURE_HEIGHT, placed)
    grid = Grid([[room, _table(numbers, right)]], colWidths=[left, right])
    grid.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_tight()]))
    return grid


def _natural_width(table: Table) -> float:
    """The width in points in which no cell breaks, nor any word of a heading."""
    longest = [
        max(
            *(len(word) for word in heading.split(" ")),
            *(len(line) for row in table.cells for line in row[column].split("\n")),
        )
        for column, heading in enumerate(table.headings)
    ]
    return sum(length * SMALL * LETTER + 8 for length in longest)


def _origin(section: Section, lang: str) -> str:
    tag = say(f"report.tag.{section.origin}", lang) if section.origin else ""
    told = say("report.receipt", lang, receipt=section.receipt)
    return f"<b>{escape(tag)}</b> {escape(section.source)} · {escape(told)}"


def _asides(asides: tuple[Aside, ...], alone: bool) -> Flowable:
    """Figures side by side in large type, sentences beneath each other."""
    figures = [aside for aside in asides if aside.is_number or (alone and aside.figure)]
    others = [aside for aside in asides if aside not in figures]
    rows: list[Flowable] = []
    if figures:
        cells = [
            [
                Paragraph(escape(aside.figure), _style("large", LARGE, SERIF_BOLD.name)),
                Paragraph(f"<b>{escape(aside.text)}</b>", _style("text", TEXT)),
                Paragraph(escape(aside.detail), _style("detail", SMALL, colour=LIGHT.slate)),
            ]
            for aside in figures
        ]
        grid = Grid([cells], colWidths=[WIDTH / len(cells)] * len(cells))
        grid.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_tight(6)]))
        rows.append(grid)
    for aside in others:
        text = f"<b>{escape(aside.figure)}</b> {escape(aside.text)} {escape(aside.detail)}".strip()
        rows.append(Paragraph(text, _style("sentence", TEXT)))
    return KeepTogether(rows)


def _table(table: Table, width: float) -> Grid:
    """Headings in slate, a hairline under each row, numbers at right."""

    def cell(text: str, column: int, head: bool, total: bool) -> Paragraph:
        right = column not in table.text_columns
        first, *others = escape(text).split("\n")
        told = f"<b>{first}</b>" if total or others else first
        words = "<br/>".join([told, *others])
        style = _style(
            "right" if right else "left", SMALL, colour=LIGHT.slate if head else LIGHT.ink,
            right=right,
        )  # fmt: skip
        return Paragraph(words, style)

    last = len(table.cells) - 1
    rows = [[cell(text, n, True, False) for n, text in enumerate(table.headings)]] + [
        [cell(text, n, False, table.total and place == last) for n, text in enumerate(cells)]
        for place, cells in enumerate(table.cells)
    ]
    grid = Grid(rows, colWidths=_widths(table, width), repeatRows=1, hAlign="LEFT")
    line = ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(LIGHT.hairline))
    grid.setStyle(TableStyle([line, ("VALIGN", (0, 0), (-1, -1), "TOP"), *_tight(2)]))
    return grid


def _widths(table: Table, width: float) -> list[float]:
    """In proportion to the longest line of each column, none too narrow."""
    longest = [
        max(len(line) for row in (table.headings, *table.cells) for line in row[n].split("\n"))
        for n in range(len(table.headings))
    ]
    shares = [min(max(length, 6), 48) + 2 for length in longest]
    return [width * share / sum(shares) for share in shares]


def _tight(padding: float = 0) -> list[tuple[Any, ...]]:
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    return [(side, (0, 0), (-1, -1), padding if side != "LEFTPADDING" else 0) for side in sides]


@cache
def _style(
    name: str, size: float, face: str = REGULAR.name, colour: str = LIGHT.ink, right: bool = False
) -> ParagraphStyle:
    return ParagraphStyle(
        name, fontName=face, fontSize=size, leading=1.28 * size, textColor=HexColor(colour),
        spaceAfter=0.25 * size, alignment=TA_RIGHT if right else TA_LEFT,
    )  # fmt: skip


@cache
def _register_fonts() -> None:
    for cut in (REGULAR, BOLD, SERIF_BOLD):
        registerFont(TTFont(cut.name, static_font(cut)))
    registerFontFamily(
        REGULAR.name, normal=REGULAR.name, bold=BOLD.name, italic=REGULAR.name, boldItalic=BOLD.name
    )
