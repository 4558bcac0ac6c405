"""The report as a deck: one finding a slide, native charts and tables, notes beneath.

Text boxes, charts and tables are the office suite's own, so that a committee's secretary
can change a word or a number. The receipts travel in the file as a custom XML part.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.util import Cm, Pt

from simulation.places import written_beside
from simulation.report.content import Report
from simulation.report.deck_theme import (
    FOOT_SIZE,
    HAIRLINE,
    INK,
    MARGIN,
    PAPER,
    SLATE,
    TEXT_SIZE,
    TITLE_SIZE,
    WIDTH,
    blank_deck,
)
from simulation.report.exhibits import (
    Aside,
    Budget,
    Calendar,
    Composition,
    Differences,
    Exhibit,
    Fans,
    Front,
    Groups,
    Load,
    Section,
    Table,
    Theories,
    Words,
)
from simulation.report.native_charts import (
    Box,
    calendar_chart,
    composition_chart,
    differences_chart,
    fans_chart,
    front_chart,
    groups_chart,
    load_chart,
)
from simulation.report.receipts import passport
from simulation.report.template import deck_in
from simulation.words import say

CHARTS: dict[type, Callable[..., Any]] = {
    Fans: fans_chart,
    Differences: differences_chart,
    Groups: groups_chart,
    Composition: composition_chart,
    Front: front_chart,
    Calendar: calendar_chart,
    Load: load_chart,
}

BODY_TOP, BODY_FOOT, FOOT_TOP = 3.6, 17.2, 17.75
GAP = 1.2
LEFT_SHARE = 0.62
BESIDE_BUDGET = 0.5
"""Of the width, beside a budget: its lines are read without a break."""
LETTERS_PER_LINE = 56
"""Of a title at full size; one longer than two lines is set smaller."""

LETTERS_PER_CM = 3.9
"""Of text at its usual size."""

NUMBERS_PER_CM = 3.6
"""Of figures in a table, which are wider than text, the last row in bold."""

CM_PER_POINT = 2.54 / 72

ASIDE_SIZES = (15, 14, 13, 12)
"""Of the words of asides, the largest that fits."""

RECEIPTS_URI = "urn:rsne-workbench:receipts"


class Run(NamedTuple):
    """A stretch of text in one size, weight and colour."""

    text: str
    size: int = TEXT_SIZE
    bold: bool = False
    colour: MSO_THEME_COLOR = INK


def write_pptx(report: Report, path: Path, template: Path | None = None) -> Path:
    """Write the deck beside its place, then rename it there.

    Raises:
        InputError: the template cannot be used, or nothing can be written there.
    """
    path = Path(path)
    with written_beside(path) as draft:
        deck_of(report, template).save(str(draft))
    return path


def deck_of(report: Report, template: Path | None = None) -> Deck:
    """The deck of a report, not saved; in an organisation's own template where one is given."""
    deck = deck_in(template) if template else blank_deck()
    properties = deck.core_properties
    properties.title, properties.subject = report.title, report.subtitle
    properties.author, properties.language = say("report.author", report.lang), report.lang
    properties.keywords = " ".join(sorted(report.receipts))
    for number, section in enumerate(report.sections, start=1):
        _add_slide(deck, section, number, report)
    _embed_receipts(deck, report)
    return deck


def _add_slide(deck: Deck, section: Section, number: int, report: Report) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide._element.cSld.set("name", section.key)
    slide.shapes.title.text = section.title
    body_top = _add_head(slide, section)
    _add_body(
        slide,
        section,
        Box(MARGIN, body_top, WIDTH - 2 * MARGIN, BODY_FOOT - body_top),
        report.lang,
    )
    _add_foot(slide, section, number, report.lang)
    slide.notes_slide.notes_text_frame.text = _notes(section, report)


def _add_head(slide, section: Section) -> float:
    """The finding and its line of context; the height in centimetres at which they end."""
    frame = slide.shapes.title.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = 0
    lines = len(textwrap.wrap(section.title, LETTERS_PER_LINE))
    if lines > 2:
        frame.paragraphs[0].runs[0].font.size = Pt(TITLE_SIZE - 4)
        lines = 2
    top = 0.8 + 1.15 * lines + 0.1
    width = int((WIDTH - 2 * MARGIN) * LETTERS_PER_CM)
    context = 0.65 * len(textwrap.wrap(section.context, width))
    _write(
        slide, Box(MARGIN, top, WIDTH - 2 * MARGIN, context), [[Run(section.context, colour=SLATE)]]
    )
    return max(BODY_TOP, top + context + 0.5)


def _add_body(slide, section: Section, box: Box, lang: str) -> None:
    """Exhibits stacked, or the first at left and the rest at right; asides fill what is left."""
    exhibits = section.exhibits
    if not exhibits:
        _add_figures(slide, section.asides, box)
        return
    if section.stacked:
        _add_stack(slide, section, box, lang)
        return
    if len(exhibits) == 1 and not section.asides:
        _add_exhibit(slide, exhibits[0], box, lang, section.title)
        return
    budget = any(isinstance(exhibit, Budget) for exhibit in exhibits[1:])
    width = box.width * (BESIDE_BUDGET if budget else LEFT_SHARE)
    _add_exhibit(slide, exhibits[0], Box(box.left, box.top, width, box.height), lang, section.title)
    side = Box(box.left + width + GAP, box.top, box.width - width - GAP, box.height)
    top = side.top
    for exhibit in exhibits[1:]:
        height = side.height * (0.62 if section.asides else 1.0)
        _add_exhibit(slide, exhibit, side._replace(top=top, height=height), lang, section.title)
        top += height + 0.3
    _add_asides(slide, section.asides, Box(side.left, top, side.width, BODY_FOOT - top))


def _add_stack(slide, section: Section, box: Box, lang: str) -> None:
    """Exhibits above each other over the full width, asides as two columns at the foot."""
    foot = 3.0 if section.asides else 0.0
    height = (box.height - foot) / len(section.exhibits)
    for place, exhibit in enumerate(section.exhibits):
        own = Box(box.left, box.top + place * height, box.width, height - 0.2)
        _add_exhibit(slide, exhibit, own, lang, section.title)
    width = (box.width - GAP) / max(1, len(section.asides))
    for place, aside in enumerate(section.asides):
        left = box.left + place * (width + GAP)
        top = box.top + box.height - foot + 0.3
        _bar(slide, Box(left, top, 0.1, foot - 0.6), dashed=place > 0)
        _write(slide, Box(left + 0.4, top - 0.1, width - 0.5, foot - 0.4), _sentences(aside, 16))


def _add_exhibit(slide, exhibit: Exhibit, box: Box, lang: str, finding: str) -> None:
    if exhibit.heading:
        lines = len(textwrap.wrap(exhibit.heading, int(box.width * LETTERS_PER_CM)))
        room = 0.65 * lines + 0.25
        _write(slide, box._replace(height=room), [[Run(exhibit.heading, bold=True)]])
        box = box._replace(top=box.top + room, height=box.height - room)
    if isinstance(exhibit, Budget | Theories | Words):
        _add_table(slide, exhibit.numbers(lang), box)
        return
    CHARTS[type(exhibit)](slide, exhibit, box, lang)
    frame = next(shape for shape in reversed(list(slide.shapes)) if shape.has_chart)
    description = frame._element.find(".//" + qn("p:cNvPr"))
    description.set("descr", f"{finding}. {exhibit.heading}")


def _add_figures(slide, asides: Sequence[Aside], box: Box) -> None:
    """Large figures side by side, sentences over the full width beneath them."""
    figures = [aside for aside in asides if aside.figure]
    width = (box.width - GAP * (len(figures) - 1)) / max(1, len(figures))
    for place, aside in enumerate(figures):
        own = Box(box.left + place * (width + GAP), box.top + 0.6, width, 7.0)
        _rule(slide, own.left, own.top, own.width)
        paragraphs = [
            [Run(aside.figure, 44, True)],
            [Run(aside.text, 18, True)],
            [Run(aside.detail, 16, colour=SLATE)],
        ]
        _write(slide, own._replace(top=own.top + 0.4), paragraphs)
    top = box.top + 8.6
    for aside in (aside for aside in asides if not aside.figure):
        _bar(slide, Box(box.left, top, 0.1, 1.6), dashed=False)
        _write(slide, Box(box.left + 0.5, top, box.width - 0.5, 1.6), [[Run(aside.text, 16)]])
        top += 2.0


def _add_asides(slide, asides: Sequence[Aside], box: Box) -> None:
    """Figures and sentences in a column, a rule over each."""
    size, heights = _fitted(asides, box)
    top = box.top
    for aside, height in zip(asides, heights, strict=True):
        _rule(slide, box.left, top, box.width)
        _write(slide, box._replace(top=top + 0.2, height=height - 0.2), _sentences(aside, size))
        top += height


def _fitted(asides: Sequence[Aside], box: Box) -> tuple[int, list[float]]:
    """The largest type in which asides stand above each other, and the height of each.

    What the words leave free is shared out, up to the usual height of an aside.
    """
    for size in ASIDE_SIZES:
        needed = [_height(_sentences(aside, size), box.width) + 0.4 for aside in asides]
        if sum(needed) <= box.height:
            break
    spare = max(0.0, box.height - sum(needed, 0.0)) / max(1, len(asides))
    return size, [max(height, min(4.0, height + spare)) for height in needed]


def _height(paragraphs: Sequence[Sequence[Run]], width: float) -> float:
    """The height in centimetres that paragraphs take when their lines break at a width."""
    height = 0.0
    for runs in paragraphs:
        size = max(run.size for run in runs)
        letters = int(width * LETTERS_PER_CM * TEXT_SIZE / size)
        lines = len(textwrap.wrap("".join(run.text for run in runs), max(1, letters)))
        height += max(1, lines) * 1.2 * size * CM_PER_POINT + 4 * CM_PER_POINT
    return height


def _sentences(aside: Aside, size: int) -> list[list[Run]]:
    """A short number stands large over its sentence; words begin the sentence, in bold."""
    paragraphs = [[Run(aside.text, size)]]
    if len(aside.figure) <= 12 and any(sign.isdigit() for sign in aside.figure):
        paragraphs.insert(0, [Run(aside.figure, 26, True)])
    elif aside.figure:
        paragraphs = [[Run(f"{aside.figure} ", size, True), Run(aside.text, size)]]
    if aside.detail:
        paragraphs.append([Run(aside.detail, min(size, TEXT_SIZE), colour=SLATE)])
    return paragraphs


def _add_table(slide, table: Table, box: Box) -> None:
    """A native table without fills: a hairline under each row, numbers at right."""
    height = min(1.6, box.height / (len(table.cells) + 1))
    shape = slide.shapes.add_table(
        len(table.cells) + 1,
        len(table.headings),
        Cm(box.left),
        Cm(box.top),
        Cm(box.width),
        Cm(height * (len(table.cells) + 1)),
    )
    grid = shape.table
    style = shape._element.find(".//" + qn("a:tableStyleId"))
    style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    grid.horz_banding = False
    for column, width in enumerate(_widths(table, box.width)):
        grid.columns[column].width = Cm(width)
    for row, cells in enumerate((table.headings, *table.cells)):
        grid.rows[row].height = Cm(0.9 if row == 0 else height)
        for column, text in enumerate(cells):
            last = table.total and row == len(table.cells)
            cell = grid.cell(row, column)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_left = cell.margin_right = Cm(0.1)
            cell.margin_top = cell.margin_bottom = Cm(0.05)
            lines = text.split("\n")
            for index, line in enumerate(lines):
                frame = cell.text_frame
                paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
                if column not in table.text_columns:
                    paragraph.alignment = PP_ALIGN.RIGHT
                run = paragraph.add_run()
                run.text, run.font.size = line, Pt(TEXT_SIZE)
                run.font.bold = last or (row > 0 and len(lines) > 1 and index == 0)
                muted = row == 0 or index > 0
                run.font.color.theme_color = SLATE if muted else INK
            _underline(cell)


def _widths(table: Table, width: float) -> list[float]:
    """Column widths in proportion to their longest line, none too narrow to read.

    Columns of numbers get what their longest number needs first: a number does not break.
    """
    longest = [
        max(
            len(line)
            for cells in (table.headings, *table.cells)
            for line in cells[column].split("\n")
        )
        for column in range(len(table.headings))
    ]
    shares = [min(max(length + 2, 10), 44) for length in longest]
    widths = [width * share / sum(shares) for share in shares]
    words = [column for column in range(len(widths)) if column in table.text_columns]
    if not words:
        return widths
    for column in set(range(len(widths))) - set(words):
        widths[column] = max(widths[column], longest[column] / NUMBERS_PER_CM + 0.2)
    left = width - sum(widths[c] for c in range(len(widths)) if c not in words)
    taken = sum(widths[column] for column in words)
    for column in words:
        widths[column] *= left / taken
    return widths


def _underline(cell) -> None:
    properties = cell._tc.get_or_add_tcPr()
    properties.append(
        parse_xml(
            f"<a:lnB {nsdecls('a')} w='9525'><a:solidFill><a:srgbClr val='{HAIRLINE}'/>"
            "</a:solidFill></a:lnB>"
        )
    )


def _add_foot(slide, section: Section, number: int, lang: str) -> None:
    _rule(slide, MARGIN, FOOT_TOP, WIDTH - 2 * MARGIN)
    left = MARGIN
    if section.origin:
        _tag(slide, section.origin, lang)
        left += _tag_width(section.origin, lang) + 0.25
    _write(
        slide,
        Box(left, FOOT_TOP + 0.12, 22.0, 0.6),
        [[Run(section.source, FOOT_SIZE, colour=SLATE)]],
    )
    text = say("report.receipt", lang, receipt=section.receipt)
    box = _write(
        slide,
        Box(WIDTH - MARGIN - 7.5, FOOT_TOP + 0.12, 7.5, 0.6),
        [[Run(f"{text}  ·  ", FOOT_SIZE, colour=SLATE)]],
    )
    paragraph = box.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT
    paragraph._p.append(
        parse_xml(
            f"<a:fld {nsdecls('a')} id='{{7D3A2B10-52C1-4D0E-9B61-0A6B52C4F1A7}}' type='slidenum'>"
            f"<a:rPr lang='{lang}' sz='{FOOT_SIZE * 100}'/><a:t>{number}</a:t></a:fld>"
        )
    )


def _tag_width(origin: str, lang: str) -> float:
    return 0.5 + 0.24 * len(say(f"report.tag.{origin}", lang))


def _tag(slide, origin: str, lang: str) -> None:
    """RÉEL filled, SIMULÉ with a dashed outline."""
    shape = slide.shapes.add_shape(
        MSO_SHAPE.ROUNDED_RECTANGLE,
        Cm(MARGIN),
        Cm(FOOT_TOP + 0.17),
        Cm(_tag_width(origin, lang)),
        Cm(0.52),
    )
    shape.shadow.inherit = False
    real = origin == "real"
    if real:
        shape.fill.solid()
        shape.fill.fore_color.theme_color = INK
        shape.line.fill.background()
    else:
        shape.fill.background()
        shape.line.color.theme_color = SLATE
        shape.line.width = Pt(1)
        shape.line.dash_style = MSO_LINE.DASH
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = False
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER
    run = paragraph.add_run()
    run.text = say(f"report.tag.{origin}", lang)
    run.font.size, run.font.bold = Pt(FOOT_SIZE), True
    run.font.color.theme_color = PAPER if real else SLATE


def _write(slide, box: Box, paragraphs: Sequence[Sequence[Run]]) -> Any:
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


def _line(slide, *ends: float) -> Any:
    """A plain line; the theme's shadow is left out."""
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *(Cm(length) for length in ends))
    style = line._element.find(qn("p:style"))
    line._element.remove(style)
    return line.line


def _rule(slide, left: float, top: float, width: float) -> None:
    line = _line(slide, left, top, left + width, top)
    line.color.rgb, line.width = HAIRLINE, Pt(1)


def _bar(slide, box: Box, dashed: bool) -> None:
    line = _line(slide, box.left, box.top, box.left, box.top + box.height)
    line.color.theme_color, line.width = SLATE if dashed else INK, Pt(3.5)
    if dashed:
        line.dash_style = MSO_LINE.DASH


def _notes(section: Section, report: Report) -> str:
    """What the speaker needs: the method, its limits, the numbers, what they came from."""
    parts = [section.note]
    for exhibit in section.exhibits:
        table = exhibit.numbers(report.lang)
        lines = [" | ".join(cells).replace("\n", ", ") for cells in (table.headings, *table.cells)]
        parts.append("\n".join([exhibit.heading, *lines]))
    parts.append(say("report.receipt", report.lang, receipt=section.receipt))
    parts.append(report.receipts[section.receipt].text())
    return "\n\n".join(part for part in parts if part)


def _embed_receipts(deck: Deck, report: Report) -> None:
    """The facts behind every receipt, as a custom XML part that a later check can read."""
    entries = "".join(
        f'<receipt id="{short}">{escape(receipt.text())}</receipt>'
        for short, receipt in sorted(report.receipts.items())
    )
    entries += f"<passport>{escape(passport(report))}</passport>"
    text = f'<receipts xmlns="{RECEIPTS_URI}">{entries}</receipts>'
    place = PackURI("/customXml/item1.xml")
    part = Part(place, "application/xml", deck.part.package, text.encode())
    deck.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
