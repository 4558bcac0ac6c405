"""The deck's own theme: fonts, and the colours of scenarios as the first four accents.

A client's template that brings its own accents keeps the roles: series ask for an accent
by its number, never for a colour.
"""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.util import Cm

from simulation.figures.theme import LIGHT

WIDTH, HEIGHT, MARGIN = 33.867, 19.05, 1.5
"""Of a slide, in centimetres."""


class Frame(NamedTuple):
    """Where slides may write, in centimetres: from the title's top to the rule of the foot."""

    left: float
    top: float
    width: float
    foot: float


OUR_FRAME = Frame(MARGIN, 0.8, WIDTH - 2 * MARGIN, HEIGHT - 1.3)

TITLE_SIZE, TEXT_SIZE, AXIS_SIZE, FOOT_SIZE = 24, 14, 12, 10
"""In points; nothing is smaller than the foot."""

INK, SLATE, GREEN, GREY = (
    MSO_THEME_COLOR.TEXT_1,
    MSO_THEME_COLOR.TEXT_2,
    MSO_THEME_COLOR.ACCENT_5,
    MSO_THEME_COLOR.ACCENT_6,
)
PAPER = MSO_THEME_COLOR.BACKGROUND_1
GREY_DARKER = -0.36
GREY_IN_XML = "<a:schemeClr val='bg1'><a:lumMod val='64000'/></a:schemeClr>"
"""Grey is paper made darker: an organisation's sixth accent may have any hue."""
HAIRLINE = RGBColor.from_string(LIGHT.hairline[1:])

ACCENTS = {
    "A": MSO_THEME_COLOR.ACCENT_1,
    "B": MSO_THEME_COLOR.ACCENT_2,
    "C": MSO_THEME_COLOR.ACCENT_3,
    "D": MSO_THEME_COLOR.ACCENT_4,
}
DASHES = {"A": MSO_LINE.ROUND_DOT, "B": MSO_LINE.SOLID, "C": MSO_LINE.SOLID, "D": MSO_LINE.DASH}

_PALETTE = {
    "dk1": LIGHT.ink,
    "lt1": LIGHT.surface,
    "dk2": LIGHT.slate,
    "lt2": LIGHT.paper,
    "accent1": LIGHT.scenarios["A"],
    "accent2": LIGHT.scenarios["B"],
    "accent3": LIGHT.scenarios["C"],
    "accent4": LIGHT.scenarios["D"],
    "accent5": LIGHT.activity[4],
    "accent6": LIGHT.neutral,
    "hlink": LIGHT.ink,
    "folHlink": LIGHT.slate,
}

TITLE_ONLY = 5
"""Place of the layout with a title and nothing else in python-pptx's own template."""


def blank_deck() -> Deck:
    """A deck of 16:9 without slides, one layout, its title placed and set in the theme."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Cm(WIDTH), Cm(HEIGHT)
    _set_theme(deck)
    kept = deck.slide_layouts[TITLE_ONLY]
    for layout in list(deck.slide_layouts):
        if layout is not kept:
            deck.slide_layouts.remove(layout)
    for holder in (deck.slide_master, kept):
        _keep_title_only(holder)
    return deck


def _keep_title_only(holder) -> None:
    """Place the title, drop date, footer and number: the foot is written by the slides."""
    for shape in list(holder.placeholders):
        if shape.placeholder_format.idx == 0:
            shape.left, shape.top = Cm(OUR_FRAME.left), Cm(OUR_FRAME.top)
            shape.width, shape.height = Cm(OUR_FRAME.width), Cm(2.5)
        else:
            shape._element.getparent().remove(shape._element)
    style = holder._element.find(".//" + qn("p:titleStyle"))
    if style is not None:
        first = style.find(qn("a:lvl1pPr"))
        first.set("algn", "l")
        run = first.find(qn("a:defRPr"))
        run.set("sz", str(TITLE_SIZE * 100))
        run.set("b", "1")


def _set_theme(deck: Deck) -> None:
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    tree = etree.fromstring(part.blob)
    scheme = tree.find(".//" + qn("a:clrScheme"))
    scheme.set("name", "RSNE")
    for name, colour in _PALETTE.items():
        slot = scheme.find(qn(f"a:{name}"))
        slot.clear()
        etree.SubElement(slot, qn("a:srgbClr")).set("val", colour[1:])
    for kind, face in (("majorFont", "Georgia"), ("minorFont", "Calibri")):
        tree.find(f".//{qn(f'a:{kind}')}/{qn('a:latin')}").set("typeface", face)
    part._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def paint(colour, role: MSO_THEME_COLOR) -> None:
    """Give a fill or a line the colour of a role in the deck's theme."""
    colour.theme_color = PAPER if role == GREY else role
    if role == GREY:
        colour.brightness = GREY_DARKER
