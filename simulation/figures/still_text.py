"""Words on still pictures: the few marks that figures use, measured and drawn run by run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import unescape

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import text_to_path

from simulation.figures.static_fonts import BOLD, REGULAR, static_font

LINE = 1.25
"""Height of a line, of its size."""

_MARK = re.compile(r"<(/?)(b|br|span|i|sub|sup)\b([^>]*)>")
_COLOUR = re.compile(r"color:\s*([^;'\"]+)")
_SIZE = re.compile(r"font-size:\s*([\d.]+)px")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one weight, size (pixels) and colour."""

    text: str
    size: float
    colour: str
    bold: bool = False


@cache
def font(bold: bool, size: float) -> FontProperties:
    """The text face; signs that it lacks come from the face that the library carries."""
    cut = BOLD if bold else REGULAR
    fontManager.addfont(static_font(cut))
    return FontProperties(family=[cut.name, "DejaVu Sans"], size=size)


def lines_of(text: str, size: float, colour: str) -> list[list[Run]]:
    """The lines of a text marked up with `<b>`, `<br>` and `<span style>`."""
    lines: list[list[Run]] = [[]]
    bold, styles, end = 0, [(size, colour)], 0
    for mark in [*_MARK.finditer(text), None]:
        words = unescape(text[end : mark.start() if mark else len(text)])
        if words:
            lines[-1].append(Run(words, *styles[-1], bold > 0))
        if mark is None:
            break
        end = mark.end()
        closing, name, style = mark.groups()
        if name == "br":
            lines.append([])
        elif name == "b":
            bold += -1 if closing else 1
        elif name == "span" and closing:
            styles = styles[:-1] or styles
        elif name == "span":
            own, hue = _SIZE.search(style), _COLOUR.search(style)
            former = styles[-1]
            styles.append((float(own[1]) if own else former[0], hue[1] if hue else former[1]))
    return lines


def width_of(line: Iterable[Run]) -> float:
    """Width of a line in pixels."""
    return sum(_width(run.text, run.bold, run.size) for run in line)


@cache
def _width(text: str, bold: bool, size: float) -> float:
    """From here to where the next run starts, closing spaces included."""
    face = font(bold, size)
    ends = (
        text_to_path.get_text_width_height_descent(words, face, ismath=False)[0]
        for words in (f"{text}|", "|")
    )
    return float(next(ends) - next(ends))


def height_of(lines: list[list[Run]]) -> float:
    """Height of a block of lines in pixels."""
    return sum(_tall(line) for line in lines)


def write(
    axes: Axes,
    x: float,
    y: float,
    lines: list[list[Run]],
    across: str = "center",
    upright: str = "middle",
    align: str = "center",
) -> None:
    """Write a block at a place in pixels, y downwards.

    Args:
        axes: a drawing in pixels.
        x: of its `across` end: "left", "center" or "right".
        y: of its `upright` end: "top", "middle" or "bottom".
        lines: from `lines_of`.
        across: which end of the block stands at x.
        upright: which end of the block stands at y.
        align: of the lines within the block.
    """
    wide = max((width_of(line) for line in lines), default=0.0)
    left = x - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[across]
    top = y - height_of(lines) * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[upright]
    for line in lines:
        tall = _tall(line)
        room = wide - width_of(line)
        start = left + room * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        base = top + 0.76 * tall
        for run in line:
            axes.text(
                start, base, run.text, color=run.colour, fontproperties=font(run.bold, run.size),
                ha="left", va="baseline", parse_math=False, clip_on=False,
            )  # fmt: skip
            start += _width(run.text, run.bold, run.size)
        top += tall


def _tall(line: list[Run]) -> float:
    return LINE * max((run.size for run in line), default=12.0)
