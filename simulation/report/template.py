"""A deck in an organisation's own template: its masters, fonts and colours, our slides.

Charts ask the theme for accents by number, so that they take the template's colours. The
layout with a title and little else carries every slide; the template's own slides go.
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
from simulation.report.deck_theme import HEIGHT, MARGIN, TITLE_SIZE, WIDTH

SAME_SHAPE = 0.02
"""How far the ratio of width and height may be from ours."""

FOOT = ("DATE", "FOOTER", "SLIDE_NUMBER")
PARTS_OF_OUR_DECKS = ("/customXml/",)


def deck_in(template: Path) -> Deck:
    """An empty deck in a template: 33.87 × 19.05 cm, its plainest titled layout first.

    A template of the same shape in another size is scaled.

    Raises:
        InputError: it is no deck, has no layout with a title, or another shape than 16:9.
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
    _place_title(plainest)
    return deck


def _title_of(layout: Any) -> Any:
    return next((s for s in layout.placeholders if s.placeholder_format.idx == 0), None)


def _other_holders(layout: Any) -> int:
    """Places for contents, which our slides would leave empty."""
    kinds = [str(shape.placeholder_format.type).split(" ")[0] for shape in layout.placeholders]
    return sum(kind not in (*FOOT, "TITLE", "CENTER_TITLE") for kind in kinds) + kinds.count(
        "CENTER_TITLE"
    )


def _set_size(deck: Deck, template: Path) -> None:
    width, height = Length(deck.slide_width or 0).cm, Length(deck.slide_height or 0).cm
    if not height or abs(width / height - WIDTH / HEIGHT) > SAME_SHAPE:
        raise InputError(
            "report_template_shape", place=str(template), width=f"{width:.1f}",
            height=f"{height:.1f}",
        )  # fmt: skip
    scale = WIDTH / width
    if abs(scale - 1) > 0.001:
        for holder in (deck.slide_master, *deck.slide_layouts):
            for place in holder._element.iter(qn("a:off"), qn("a:ext")):
                for name in ("x", "y", "cx", "cy"):
                    if place.get(name):
                        place.set(name, str(round(int(place.get(name)) * scale)))
    deck.slide_width, deck.slide_height = Cm(WIDTH), Cm(HEIGHT)


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


def _place_title(layout: Any) -> None:
    """The title where our slides have theirs, in the template's face, in our size."""
    for shape in list(layout.placeholders):
        holder = shape.placeholder_format
        if holder.idx != 0 and str(holder.type).split(" ")[0] not in FOOT:
            shape._element.getparent().remove(shape._element)
    title = _title_of(layout)
    title.left, title.top = Cm(MARGIN), Cm(0.8)
    title.width, title.height = Cm(WIDTH - 2 * MARGIN), Cm(2.5)
    body = title._element.find(qn("p:txBody"))
    for old in body.findall(qn("a:lstStyle")):
        body.remove(old)
    style = (
        f"<a:lstStyle {nsdecls('a')}><a:lvl1pPr algn='l'><a:defRPr sz='{TITLE_SIZE * 100}' b='1'/>"
        "</a:lvl1pPr></a:lstStyle>"
    )
    body.insert(1, parse_xml(style))
