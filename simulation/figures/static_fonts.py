"""One file for each weight of the two typefaces, for what cannot read a variable font.

Office paper formats and the drawing of still pictures take fixed weights only. They are cut
once from the variable files, with the signs of European text, and kept in the user's cache.
"""

from __future__ import annotations

import atexit
import math
import os
import shutil
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from simulation.figures.fonts import font_path

MADE = 2
"""Raised whenever the cutting changes, so that files kept by an earlier one are left."""

KEPT_SIGNS = (*range(0x20, 0x180), *range(0x2000, 0x2070), *range(0x20A0, 0x20C0))
KEPT_SHAPES = (
    0x2190,
    0x2191,
    0x2192,
    0x2193,
    0x2212,
    0x2260,
    0x2264,
    0x2265,
    *range(0x25A0, 0x2600),
)


class Cut(NamedTuple):
    """A fixed weight: the name it goes by, and where it is cut."""

    name: str
    family: str
    axes: tuple[tuple[str, float], ...]


REGULAR = Cut("RSNESans", "Source Sans 3", (("wght", 400),))
BOLD = Cut("RSNESansBold", "Source Sans 3", (("wght", 650),))
SERIF_BOLD = Cut("RSNESerifBold", "Source Serif 4", (("opsz", 24), ("wght", 600)))


@cache
def static_font(cut: Cut) -> Path:
    """The file of a fixed weight; it is made when it is first asked for."""
    origin = f"{version('fontpkg-source-sans-3')}-{version('fontpkg-source-serif-4')}"
    file = _folder() / f"{cut.name}-{origin}-{MADE}.ttf"
    if not file.is_file():
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        _cut(cut).save(draft)
        draft.replace(file)
    return file


@cache
def _folder() -> Path:
    """The user's own cache, else a folder that lasts as long as the process."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "rsne" / "fonts"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return _temporary()
    return folder if os.access(folder, os.W_OK) else _temporary()


def _temporary() -> Path:
    """A folder removed when the process ends."""
    folder = tempfile.mkdtemp(prefix="rsne-fonts-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _cut(cut: Cut) -> TTFont:
    font = TTFont(font_path(cut.family))
    subsetter = Subsetter(Options(layout_features=[], notdef_outline=True))
    subsetter.populate(unicodes=[*KEPT_SIGNS, *KEPT_SHAPES])
    subsetter.subset(font)
    fixed = instantiateVariableFont(font, dict(cut.axes))
    for number in (1, 4, 6, 16):
        fixed["name"].setName(cut.name, number, 3, 1, 0x409)
    fixed["OS/2"].usWeightClass = 400  # a family of its own, whose only weight this is
    _draw_half_circle(fixed)
    return fixed


def _draw_half_circle(font: TTFont) -> None:
    """Draw the mark of what is borrowed, a ring filled at left, where the typeface lacks it."""
    names = font.getBestCmap()
    ring = names.get(ord("○"))
    if ring is None or ord("◐") in names:
        return
    glyphs, pen = font.getGlyphSet(), TTGlyphPen(None)
    glyphs[ring].draw(pen)
    box = font["glyf"][ring]
    middle, centre = (box.xMin + box.xMax) / 2, (box.yMin + box.yMax) / 2
    radius = (box.yMax - box.yMin) / 2
    corner = radius * math.tan(math.pi / 8)
    slant = radius * math.sqrt(0.5)
    pen.moveTo((round(middle), round(centre - radius)))
    pen.qCurveTo(
        (round(middle - corner), round(centre - radius)),
        (round(middle - slant), round(centre - slant)),
    )
    pen.qCurveTo(
        (round(middle - radius), round(centre - corner)), (round(middle - radius), round(centre))
    )
    pen.qCurveTo(
        (round(middle - radius), round(centre + corner)),
        (round(middle - slant), round(centre + slant)),
    )
    pen.qCurveTo(
        (round(middle - corner), round(centre + radius)), (round(middle), round(centre + radius))
    )
    pen.closePath()
    name = "uni25D0"
    font["glyf"][name] = pen.glyph()
    font["hmtx"][name] = font["hmtx"][ring]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord("◐")] = name
