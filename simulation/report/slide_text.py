"""Text, rules and bars on a slide, and how much room words take there."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, NamedTuple

from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.oxml.ns import qn
from pptx.util import Cm, Pt

from simulation.report.chart_parts import Box
from simulation.report.deck_theme import HAIRLINE, INK, SLATE, TEXT_SIZE
from simulation.report.exhibits import Aside

LETTERS_PER_CM = 3.9
"""Of text at its usual size."""

CM_PER_POINT = 2.54 / 72

ASIDE_SIZES = (18, 17, 16, 15, 14, 13, 12)
"""Of the words of asides, the largest that fits."""


class Run(NamedTuple):
    """A stretch of text in one size, weight and colour."""

    text: str
    size: int = TEXT_SIZE
    bold: bool = False
    colour: MSO_THEME_COLOR = INK


def write(slide, box: Box, paragraphs: Sequence[Sequence[Run]]) -> Any:
    """Write paragraphs, each of one run or several, in a box; the shape."""
    shape = slide.shapes.add_textbox(*(Cm(length) for length in box))
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for index, runs in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(4)
        for each in runs:
            run = paragraph.add_run()
            run.text, run.font.size, run.font.bold = each.text, Pt(each.size), each.bold
            run.font.color.theme_color = each.colour
    return shape


def lines_of(text: str, width: float, size: float = TEXT_SIZE) -> int:
    """Lines that a text takes in a width in centimetres; one at least."""
    letters = max(1, int(width * LETTERS_PER_CM * TEXT_SIZE / size))
    return max(1, len(textwrap.wrap(text, letters)))


def height_of(paragraphs: Sequence[Sequence[Run]], width: float) -> float:
    """The height in centimetres that paragraphs take when their lines break at a width."""
    height = 0.0
    for runs in paragraphs:
        size = max(run.size for run in runs)
        lines = lines_of("".join(run.text for run in runs), width, size)
        height += lines * 1.2 * size * CM_PER_POINT + 4 * CM_PER_POINT
    return height


def sentences(aside: Aside, size: int) -> list[list[Run]]:
    """A short number stands large over its sentence; words begin the sentence, in bold."""
    paragraphs = [[Run(aside.text, size)]]
    if aside.is_number:
        paragraphs.insert(0, [Run(aside.figure, 28, True)])
    elif aside.figure:
        paragraphs = [[Run(f"{aside.figure} ", size, True), Run(aside.text, size)]]
    if aside.detail:
        detail = size if size < TEXT_SIZE else max(TEXT_SIZE, size - 2)
        paragraphs.append([Run(aside.detail, detail, colour=SLATE)])
    return paragraphs


def fitted(asides: Sequence[Aside], box: Box) -> tuple[int, list[float]]:
    """The largest type in which asides stand above each other, and the height of each.

    What the words leave free is shared out, up to the usual height of an aside.
    """
    for size in ASIDE_SIZES:
        needed = [height_of(sentences(aside, size), box.width) + 0.4 for aside in asides]
        if sum(needed) <= box.height:
            break
    spare = max(0.0, box.height - sum(needed, 0.0)) / max(1, len(asides))
    return size, [max(height, min(4.0, height + spare)) for height in needed]


def add_asides(slide, asides: Sequence[Aside], box: Box) -> None:
    """Figures and sentences in a column, a rule over each."""
    size, heights = fitted(asides, box)
    top = box.top
    for aside, height in zip(asides, heights, strict=True):
        rule(slide, box.left, top, box.width)
        write(slide, box._replace(top=top + 0.2, height=height - 0.2), sentences(aside, size))
        top += height


def rule(slide, left: float, top: float, width: float) -> None:
    """A hairline across."""
    line = _line(slide, left, top, left + width, top)
    line.color.rgb, line.width = HAIRLINE, Pt(1)


def bar(slide, box: Box, dashed: bool) -> None:
    """A thick line down the left side of a box."""
    line = _line(slide, box.left, box.top, box.left, box.top + box.height)
    line.color.theme_color, line.width = SLATE if dashed else INK, Pt(3.5)
    if dashed:
        line.dash_style = MSO_LINE.DASH


def _line(slide, *ends: float) -> Any:
    """A plain line; the theme's shadow is left out."""
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *(Cm(length) for length in ends))
    style = line._element.find(qn("p:style"))
    line._element.remove(style)
    return line.line
