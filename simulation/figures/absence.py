"""Three absences, three drawings.

Suppressed is hatched, not recorded is a dotted frame with a dash, and zero is the number 0.
"""

from __future__ import annotations

import plotly.graph_objects as go

from simulation.figures.theme import Tokens
from simulation.words import say

NOT_RECORDED = "—"


def hatch(colours: Tokens) -> dict:
    """The 45° hatch of a value withheld to protect a small group, as a bar's marker."""
    return {
        "color": colours.sunk,
        "line": {"width": 0},
        "pattern": {
            "shape": "/",
            "size": 6,
            "solidity": 0.18,
            "fillmode": "replace",
            "fgcolor": colours.outline,
            "bgcolor": colours.sunk,
        },
    }


def dotted_frame(
    figure: go.Figure,
    x0: float,
    x1: float,
    y0: float,
    y1: float,
    lang: str,
    colours: Tokens,
    **where: str,
) -> None:
    """The dotted frame with a dash of something the source does not record."""
    figure.add_shape(
        type="rect",
        x0=x0,
        x1=x1,
        y0=y0,
        y1=y1,
        line={"color": colours.outline, "width": 1.5, "dash": "dot"},
        **where,
    )
    figure.add_annotation(
        x=(x0 + x1) / 2,
        y=(y0 + y1) / 2,
        text=f"<b>{NOT_RECORDED}</b><br>{say('figure.not_recorded', lang)}",
        font_color=colours.slate,
        **where,
    )
