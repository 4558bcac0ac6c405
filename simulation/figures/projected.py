"""The same figure for a projector: larger type, wider margins, thicker lines."""

from __future__ import annotations

import re

import plotly.graph_objects as go

_PIXELS = re.compile(r"font-size:(\d+)px")
SCALE = 1.42
"""Twelve pixels, the smallest type of a page, become seventeen: read from the back of a room."""


def projected(figure: go.Figure, height: int, scale: float = SCALE) -> go.Figure:
    """A copy of a figure with everything that is read enlarged.

    Args:
        figure: as its function made it.
        height: of the copy, in pixels.
        scale: by how much type, margins and lines grow.
    """
    large = go.Figure(figure)
    usual = large.layout.template.layout.font.size or 12
    large.update_layout(
        height=height,
        font_size=round(scale * (large.layout.font.size or usual)),
        margin={
            side: round(scale * value)
            for side, value in large.layout.margin.to_plotly_json().items()
            if side in "lrtb"
        },
    )
    for axes in (large.for_each_xaxis, large.for_each_yaxis):
        axes(lambda axis: axis.tickfont.update(size=round(scale * (axis.tickfont.size or usual))))
    for note in large.layout.annotations:
        note.font.size = round(scale * (note.font.size or usual))
        note.text = _PIXELS.sub(lambda found: _scaled(found, scale), note.text or "")
        for shift in ("xshift", "yshift"):
            if note[shift]:
                note[shift] = round(scale * note[shift])
    for trace in large.data:
        line = getattr(trace, "line", None)
        if line is not None and line.width:
            line.width = scale * line.width
        if getattr(trace, "textfont", None) is not None:
            trace.textfont.size = round(scale * (trace.textfont.size or usual))
    return large


def _scaled(found: re.Match[str], scale: float) -> str:
    return f"font-size:{round(scale * int(found[1]))}px"
