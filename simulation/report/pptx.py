"""The report as a deck: one finding a slide, native charts and tables, notes beneath.

Text boxes, charts and tables are the office suite's own, so that a committee's secretary
can change a word or a number. The receipts travel in the file as a custom XML part.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
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
    INK,
    OUR_FRAME,
    PAPER,
    SLATE,
    TITLE_SIZE,
    Frame,
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
from simulation.report.slide_tables import add_table
from simulation.report.slide_text import (
    Run,
    add_asides,
    bar,
    height_of,
    lines_of,
    rule,
    sentences,
    write,
)
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

GAP = 1.2
LEFT_SHARE = 0.62
BESIDE_BUDGET = 0.5
"""Of the width, beside a budget: its lines are read without a break."""

TITLE_LETTERS_PER_CM = 1.9
"""Of a title at full size, in a wide fallback font too; one longer than two lines is smaller."""

CONTEXT_SIZE, HEADING_SIZE, FIGURE_SIZE = 16, 16, 48
RECEIPT_WIDTH = 7.5
FIGURES_HEIGHT = 7.0
FIGURE_LETTER = 0.0215
"""Width of a large figure's letter, in centimetres per point of its size."""

RECEIPTS_URI = "urn:rsne-workbench:receipts"


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
    deck, frame = deck_in(template) if template else (blank_deck(), OUR_FRAME)
    properties = deck.core_properties
    properties.title, properties.subject = report.title, report.subtitle
    properties.author, properties.language = say("report.author", report.lang), report.lang
    properties.keywords = " ".join(sorted(report.receipts))
    for number, section in enumerate(report.sections, start=1):
        _add_slide(deck, frame, section, number, report)
    _embed_receipts(deck, report)
    return deck


def _add_slide(deck: Deck, frame: Frame, section: Section, number: int, report: Report) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide._element.cSld.set("name", section.key)
    slide.shapes.title.text = section.title
    top = _add_head(slide, frame, section)
    body = Box(frame.left, top, frame.width, frame.foot - 0.5 - top)
    _add_body(slide, section, body, report.lang)
    _add_foot(slide, frame, section, number, report.lang)
    slide.notes_slide.notes_text_frame.text = _notes(section, report)


def _add_head(slide, frame: Frame, section: Section) -> float:
    """The finding and its line of context; the height in centimetres at which they end."""
    holder = slide.shapes.title.text_frame
    holder.word_wrap, holder.vertical_anchor = True, MSO_ANCHOR.TOP
    holder.margin_left = holder.margin_right = holder.margin_top = 0
    lines = len(textwrap.wrap(section.title, int(frame.width * TITLE_LETTERS_PER_CM)))
    if lines > 2:
        holder.paragraphs[0].runs[0].font.size = Pt(TITLE_SIZE - 4)
        lines = 2
    top = frame.top + 1.15 * lines + 0.1
    room = 0.72 * lines_of(section.context, frame.width, CONTEXT_SIZE)
    context = [[Run(section.context, CONTEXT_SIZE, colour=SLATE)]]
    write(slide, Box(frame.left, top, frame.width, room), context)
    return max(frame.top + 2.8, top + room + 0.5)


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
    _add_exhibit(slide, exhibits[0], box._replace(width=width), lang, section.title)
    side = Box(box.left + width + GAP, box.top, box.width - width - GAP, box.height)
    top = side.top
    for exhibit in exhibits[1:]:
        height = side.height * (0.62 if section.asides else 1.0)
        _add_exhibit(slide, exhibit, side._replace(top=top, height=height), lang, section.title)
        top += height + 0.3
    add_asides(slide, section.asides, side._replace(top=top, height=box.top + box.height - top))


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
        bar(slide, Box(left, top, 0.1, foot - 0.6), dashed=place > 0)
        write(slide, Box(left + 0.4, top - 0.1, width - 0.5, foot - 0.4), sentences(aside, 18))


def _add_exhibit(slide, exhibit: Exhibit, box: Box, lang: str, finding: str) -> None:
    if exhibit.heading:
        room = 0.72 * lines_of(exhibit.heading, box.width, HEADING_SIZE) + 0.25
        heading = [[Run(exhibit.heading, HEADING_SIZE, bold=True)]]
        write(slide, box._replace(height=room), heading)
        box = box._replace(top=box.top + room, height=box.height - room)
    if isinstance(exhibit, Budget | Theories | Words):
        short = exhibit.on_slide(lang) if isinstance(exhibit, Theories) else exhibit.numbers(lang)
        add_table(slide, short, box)
        return
    CHARTS[type(exhibit)](slide, exhibit, box, lang)
    frame = next(shape for shape in reversed(list(slide.shapes)) if shape.has_chart)
    description = frame._element.find(".//" + qn("p:cNvPr"))
    description.set("descr", f"{finding}. {exhibit.heading}")


def _add_figures(slide, asides: Sequence[Aside], box: Box) -> None:
    """Large figures side by side, sentences over the full width beneath them."""
    figures = [aside for aside in asides if aside.figure]
    width = (box.width - GAP * (len(figures) - 1)) / max(1, len(figures))
    longest = max((len(aside.figure) for aside in figures), default=1)
    size = min(FIGURE_SIZE, int(width / longest / FIGURE_LETTER))
    for place, aside in enumerate(figures):
        own = Box(box.left + place * (width + GAP), box.top + 0.6, width, FIGURES_HEIGHT)
        rule(slide, own.left, own.top, own.width)
        paragraphs = [
            [Run(aside.figure, size, True)],
            [Run(aside.text, 20, True)],
            [Run(aside.detail, 18, colour=SLATE)],
        ]
        write(slide, own._replace(top=own.top + 0.4), paragraphs)
    told = [[[Run(aside.text, 18)]] for aside in asides if not aside.figure]
    heights = [height_of(words, box.width - 0.5) for words in told]
    free = box.height - FIGURES_HEIGHT - 1 - sum(heights)
    gap = max(0.2, min(0.6, free / (len(told) + 1)))
    top = box.top + FIGURES_HEIGHT + 1 + min(gap, max(0.0, free))
    for words, height in zip(told, heights, strict=True):
        bar(slide, Box(box.left, top, 0.1, height), dashed=False)
        write(slide, Box(box.left + 0.5, top, box.width - 0.5, height), words)
        top += height + gap


def _add_foot(slide, frame: Frame, section: Section, number: int, lang: str) -> None:
    rule(slide, frame.left, frame.foot, frame.width)
    left = frame.left
    if section.origin:
        _tag(slide, frame, section.origin, lang)
        left += _tag_width(section.origin, lang) + 0.25
    source = [[Run(section.source, FOOT_SIZE, colour=SLATE)]]
    right = frame.left + frame.width - RECEIPT_WIDTH
    write(slide, Box(left, frame.foot + 0.12, right - left, 0.6), source)
    text = say("report.receipt", lang, receipt=section.receipt)
    receipt = [[Run(f"{text}  ·  ", FOOT_SIZE, colour=SLATE)]]
    box = write(slide, Box(right, frame.foot + 0.12, RECEIPT_WIDTH, 0.6), receipt)
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


def _tag(slide, frame: Frame, origin: str, lang: str) -> None:
    """RÉEL filled, SIMULÉ with a dashed outline."""
    shape = slide.shapes.add_shape(
        MSO_SHAPE.ROUNDED_RECTANGLE,
        Cm(frame.left),
        Cm(frame.foot + 0.17),
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
    holder = shape.text_frame
    holder.margin_left = holder.margin_right = holder.margin_top = holder.margin_bottom = 0
    holder.word_wrap = False
    paragraph = holder.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER
    run = paragraph.add_run()
    run.text = say(f"report.tag.{origin}", lang)
    run.font.size, run.font.bold = Pt(FOOT_SIZE), True
    run.font.color.theme_color = PAPER if real else SLATE


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
