"""A deck in an organisation's own template: its masters, fonts and colours, our slides.

Charts ask the theme for accents by number, so that they take the template's colours. The
layout with a title and little else carries every slide; the template's own slides go. Slides
are as wide as ours and as high as the template's shape asks, from 4:3 to 16:9.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.util import Cm, Length

from simulation.errors import InputError
from simulation.report.deck_theme import HEIGHT, OUR_FRAME, TITLE_SIZE, WIDTH, Frame

SHAPES = (4 / 3 - 0.02, WIDTH / HEIGHT + 0.02)
"""Width over height of the slides that ours can be laid out on."""

FOOT = ("DATE", "FOOTER", "SLIDE_NUMBER")
PARTS_OF_OUR_DECKS = ("/customXml/",)


def deck_in(template: Path) -> tuple[Deck, Frame]:
    """An empty deck in a template, 33.87 cm wide, its plainest titled layout first.

    Returns:
        The deck, and where slides may write: under the template's own title, as wide as it,
        above the places of its date and number.

    Raises:
        InputError: it is no deck, has no layout with a title, or another shape than from
            4:3 to 16:9.
    """
    try:
        deck = Presentation(str(template))
    except (OSError, KeyError, ValueError, PythonPptxError, zipfile.BadZipFile) as fault:
        raise InputError("report_template", place=str(template)) from fault
    titled = [layout for layout in deck.slide_layouts if _title_of(layout) is not None]
    if not titled:
        raise InputError("report_template", place=str(template))
    _set_size(deck, template)
    _drop_slides(deck)
    plainest = min(titled, key=_other_holders)
    layouts = deck.slide_master._element.sldLayoutIdLst
    place = list(deck.slide_layouts).index(plainest)
    layouts.insert(0, list(layouts)[place])
    frame = _frame(plainest, Length(deck.slide_height or 0).cm)
    _place_title(plainest, frame)
    return deck, frame


def _title_of(layout: Any) -> Any:
    return next((s for s in layout.placeholders if s.placeholder_format.idx == 0), None)


def _kind(shape: Any) -> str:
    return str(shape.placeholder_format.type).split(" ")[0]


def _other_holders(layout: Any) -> int:
    """Places for contents, which our slides would leave empty."""
    kinds = [_kind(shape) for shape in layout.placeholders]
    return sum(kind not in (*FOOT, "TITLE", "CENTER_TITLE") for kind in kinds) + kinds.count(
        "CENTER_TITLE"
    )


def _set_size(deck: Deck, template: Path) -> None:
    """Scale the slides to our width, with what stands on masters and layouts."""
    width, height = Length(deck.slide_width or 0).cm, Length(deck.slide_height or 0).cm
    if not height or not SHAPES[0] <= width / height <= SHAPES[1]:
        raise InputError(
            "report_template_shape", place=str(template), width=f"{width:.1f}",
            height=f"{height:.1f}",
        )  # fmt: skip
    scale = WIDTH / width
    if abs(scale - 1) > 0.001:
        for holder in (deck.slide_master, *deck.slide_layouts):
            for place in holder._element.cSld.iter(qn("a:off"), qn("a:ext")):
                _multiply(place, ("x", "y", "cx", "cy"), scale)
            for letters in holder._element.cSld.iter(qn("a:rPr"), qn("a:defRPr")):
                _multiply(letters, ("sz",), scale)
    deck.slide_width, deck.slide_height = Cm(WIDTH), Cm(height * scale)


def _multiply(element: Any, names: tuple[str, ...], scale: float) -> None:
    for name in names:
        if element.get(name):
            element.set(name, str(round(int(element.get(name)) * scale)))


def _frame(layout: Any, height: float) -> Frame:
    """Where slides may write; our own margins where the title stands at an odd place."""
    frame = OUR_FRAME._replace(foot=height - (HEIGHT - OUR_FRAME.foot))
    title = _title_of(layout)
    left, top, width = (Length(side or 0).cm for side in (title.left, title.top, title.width))
    if width >= 0.6 * WIDTH and 0 <= left <= WIDTH - width and 0 <= top <= 0.15 * height:
        frame = frame._replace(left=left, top=top, width=width)
    feet = [Length(shape.top or 0).cm for shape in layout.placeholders if _kind(shape) in FOOT]
    return frame._replace(foot=min([frame.foot, *(foot for foot in feet if foot > 0.8 * height)]))


def _drop_slides(deck: Deck) -> None:
    slides = deck.slides._sldIdLst
    for entry in list(slides):
        deck.part.drop_rel(entry.rId)
        slides.remove(entry)
    for name, relation in list(deck.part.rels.items()):
        if not relation.is_external and str(relation.target_part.partname).startswith(
            PARTS_OF_OUR_DECKS
        ):
            deck.part.drop_rel(name)


def _place_title(layout: Any, frame: Frame) -> None:
    """The title where our slides have theirs, in the template's face, in our size."""
    for shape in list(layout.placeholders):
        if shape.placeholder_format.idx != 0 and _kind(shape) not in FOOT:
            shape._element.getparent().remove(shape._element)
    title = _title_of(layout)
    title.left, title.top = Cm(frame.left), Cm(frame.top)
    title.width, title.height = Cm(frame.width), Cm(2.5)
    body = title._element.find(qn("p:txBody"))
    for old in body.findall(qn("a:lstStyle")):
        body.remove(old)
    style = (
        f"<a:lstStyle {nsdecls('a')}><a:lvl1pPr algn='l'><a:defRPr sz='{TITLE_SIZE * 100}' b='1'/>"
        "</a:lvl1pPr></a:lstStyle>"
    )
    body.insert(1, parse_xml(style))
