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

TABLE_SIZES = (18, 17, 16, 15, TEXT_SIZE, 13, 12)
"""Of the words of a table, the largest that fits; below the usual one on a small template alone."""

NUMBERS_PER_CM = 3.3
"""Of figures at the usual size of text, wider than text, in bold and in a wide fallback font."""

NARROWED = 0.86
"""Share of a column's width counted on for its words, a wide fallback font counted in."""

CAPITALS = 1.45
"""How much wider a word in capitals is, a wide fallback font counted in."""

SIDE, ABOVE = 0.1, 0.05
"""Margins within a cell, in centimetres."""

TALLEST_ROW = 1.8
AIRY = 10
"""Letters of room that a column of short numbers asks for, so that it does not stick to others."""
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
    """Column widths: first what must not break, then what keeps lines whole, then the rest.

    A number does not break, a sentence or a heading breaks between its words. Where not even
    that fits, each column is narrowed alike.
    """
    columns = range(len(table.headings))
    needed = [_unbroken(table, column, size) for column in columns]
    spare = width - sum(needed)
    if spare <= 0:
        return [own * width / sum(needed) for own in needed]
    wanted = [max(needed[column], _on_one_line(table, column, size)) for column in columns]
    missing = [whole - own for whole, own in zip(wanted, needed, strict=True)]
    if sum(missing) < spare:
        return [own * width / sum(wanted) for own in wanted]
    widths = list(needed)
    for done, column in enumerate(sorted(columns, key=lambda each: missing[each])):
        given = min(missing[column], spare / (len(widths) - done))  # short columns stay whole
        widths[column] += given
        spare -= given
    return widths


def _on_one_line(table: Table, column: int, size: int) -> float:
    """The width in centimetres in which no line of a column breaks; a heading may."""
    longest = max((len(line) for row in table.cells for line in row[column].split("\n")), default=0)
    longest = max(longest, AIRY if longest >= 3 else 4)
    return longest * size / TEXT_SIZE / NUMBERS_PER_CM + 2 * SIDE


def _unbroken(table: Table, column: int, size: int) -> float:
    """The width in centimetres of what a column must not break: its numbers, or its words."""
    lines = [line for row in table.cells for line in row[column].split("\n")]
    if column in table.text_columns:
        lines = [word for line in lines for word in line.split(" ")]
    letters = max(
        len(text) * (CAPITALS if text.isupper() else 1.0)
        for text in (*lines, *table.headings[column].split(" "))
    )
    return letters * size / TEXT_SIZE / NUMBERS_PER_CM + 2 * SIDE


def _row_height(cells: tuple[str, ...], widths: list[float], size: int) -> float:
    lines = max(
        sum(lines_of(line, NARROWED * (width - 2 * SIDE), size) for line in text.split("\n"))
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
