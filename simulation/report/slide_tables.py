"""Tables on a slide: native, without fills, in the largest type that fits."""

from __future__ import annotations

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Cm, Pt

from simulation.report.chart_parts import Box
from simulation.report.deck_theme import HAIRLINE, INK, SLATE, TEXT_SIZE
from simulation.report.exhibits import Table
from simulation.report.slide_text import CM_PER_POINT, lines_of

TABLE_SIZES = (18, 17, 16, 15, TEXT_SIZE)
"""Of the words of a table, the largest that fits."""

NUMBERS_PER_CM = 3.6
"""Of figures at the usual size of text, which are wider than text, the last row in bold."""

CAPITALS = 1.45
"""How much wider a word in capitals is, a wide fallback font counted in."""

SIDE, ABOVE = 0.1, 0.05
"""Margins within a cell, in centimetres."""

TALLEST_ROW = 1.8
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""Office suites' own name of a table without fills or lines."""


def add_table(slide, table: Table, box: Box) -> None:
    """A native table: a hairline under each row, numbers at right."""
    size, widths, heights = fitted_table(table, box)
    shape = slide.shapes.add_table(
        len(heights), len(widths), Cm(box.left), Cm(box.top), Cm(box.width), Cm(sum(heights))
    )
    grid = shape.table
    shape._element.find(".//" + qn("a:tableStyleId")).text = NO_STYLE
    grid.horz_banding = False
    for column, width in enumerate(widths):
        grid.columns[column].width = Cm(width)
    for row, cells in enumerate((table.headings, *table.cells)):
        grid.rows[row].height = Cm(heights[row])
        for column, text in enumerate(cells):
            last = table.total and row == len(table.cells)
            _fill(grid.cell(row, column), text, size, row, last, column in table.text_columns)


def fitted_table(table: Table, box: Box) -> tuple[int, list[float], list[float]]:
    """The largest type in which a table fits, widths of its columns, heights of its rows.

    What the rows leave free is shared out, up to the height of a row easily followed.
    """
    for size in TABLE_SIZES:
        widths = column_widths(table, box.width, size)
        needed = [_row_height(cells, widths, size) for cells in (table.headings, *table.cells)]
        if sum(needed) <= box.height:
            break
    spare = max(0.0, box.height - sum(needed)) / len(needed)
    heights = [needed[0], *(max(own, min(TALLEST_ROW, own + spare)) for own in needed[1:])]
    return size, widths, heights


def column_widths(table: Table, width: float, size: int = TEXT_SIZE) -> list[float]:
    """Column widths in proportion to their longest line, none too narrow to read.

    Columns of numbers get what their longest number needs first: a number does not break, a
    heading breaks between its words.
    """
    longest = [
        max(
            len(line)
            for cells in (table.headings, *table.cells)
            for line in cells[column].split("\n")
        )
        for column in range(len(table.headings))
    ]
    shares = [min(max(length + 2, 4 if length < 3 else 10), 44) for length in longest]
    widths = [width * share / sum(shares) for share in shares]
    words = [column for column in range(len(widths)) if column in table.text_columns]
    if not words:
        return widths
    needed = [_unbroken(table, column, size) for column in range(len(widths))]
    for column in set(range(len(widths))) - set(words):
        widths[column] = max(widths[column], needed[column])
    left = width - sum(widths[c] for c in range(len(widths)) if c not in words)
    taken = sum(widths[column] for column in words)
    for column in words:
        widths[column] *= left / taken
    missing = {column: max(0.0, needed[column] - widths[column]) for column in words}
    spare = {column: max(0.0, widths[column] - needed[column]) for column in words}
    if sum(missing.values()) <= sum(spare.values()):  # no word is cut while others have room
        for column in words:
            given = sum(missing.values()) * spare[column] / (sum(spare.values()) or 1.0)
            widths[column] += missing[column] - given
    return widths


def _unbroken(table: Table, column: int, size: int) -> float:
    """The width in centimetres of what a column must not break: its numbers, or its words."""
    lines = [line for row in table.cells for line in row[column].split("\n")]
    if column in table.text_columns:
        lines = [word for line in lines for word in line.split()]
    letters = max(
        len(text) * (CAPITALS if text.isupper() else 1.0)
        for text in (*lines, *table.headings[column].split(" "))
    )
    return letters * size / TEXT_SIZE / NUMBERS_PER_CM + 2 * SIDE


def _row_height(cells: tuple[str, ...], widths: list[float], size: int) -> float:
    lines = max(
        sum(lines_of(line, width - 2 * SIDE, size) for line in text.split("\n"))
        for text, width in zip(cells, widths, strict=True)
    )
    return lines * 1.2 * size * CM_PER_POINT + 2 * ABOVE + 0.15


def _fill(cell, text: str, size: int, row: int, total: bool, words: bool) -> None:
    """Write a cell: headings and second lines in slate, first of several lines in bold."""
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = Cm(SIDE)
    cell.margin_top = cell.margin_bottom = Cm(ABOVE)
    frame, lines = cell.text_frame, text.split("\n")
    for index, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        if not words:
            paragraph.alignment = PP_ALIGN.RIGHT
        run = paragraph.add_run()
        run.text, run.font.size = line, Pt(size)
        run.font.bold = total or (row > 0 and len(lines) > 1 and index == 0)
        run.font.color.theme_color = SLATE if row == 0 or index > 0 else INK
    cell._tc.get_or_add_tcPr().append(
        parse_xml(
            f"<a:lnB {nsdecls('a')} w='9525'><a:solidFill><a:srgbClr val='{HAIRLINE}'/>"
            "</a:solidFill></a:lnB>"
        )
    )
