"""Plotly in the page's own hands: a figure is drawn exactly as it was made.

Panel's own Plotly pane restyles figures in the browser at first drawing and at theme
changes only, so that they jump; this component hands the figure to Plotly untouched.
Plotly's script comes from this machine, through the server: no network.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import param
import plotly.graph_objects as go

from dashboards.components.component import Component
from dashboards.plotly_script import script
from dashboards.remembered import Remembered
from dashboards.theme import asset
from simulation.figures.theme import config

PLOTLY_ROUTE = "/plotly"


class Drawn(NamedTuple):
    """A figure as Plotly JSON, and its height in pixels."""

    spec: str
    height: int


DRAWN: Remembered[Drawn] = Remembered(most=300)
"""The figures last drawn, by what draws them and what they show."""


class ChartPane(Component):
    """One Plotly figure, drawn as it was made."""

    spec = param.String(default="", doc="The figure as Plotly JSON; empty draws nothing.")
    options = param.Dict(default={}, doc="Plotly's options.")
    label = param.String(default="", doc="What the figure shows, for those who do not see it.")
    pale = param.Boolean(default=False, doc="Whether a newer figure is being computed.")
    picked = param.String(default="", doc="`customdata` of the mark last clicked on.")
    script = param.String(default=f"{PLOTLY_ROUTE}/{script().name}", doc="Address of the script.")

    _esm = Path(__file__).parent / "chart.js"
    _stylesheets: ClassVar[list[str]] = [asset("chart.css")]

    def __init__(
        self, figure: go.Figure | Drawn | None = None, lang: str = "fr", **params: Any
    ) -> None:
        super().__init__(**{"sizing_mode": "stretch_width", "options": config(lang), **params})
        if figure is not None:
            self.draw(figure)

    def draw(self, figure: go.Figure | Drawn) -> None:
        """Draw a figure in the place of the one before."""
        drawn = figure if isinstance(figure, Drawn) else _drawn(figure)
        self.param.update(spec=drawn.spec, pale=False, min_height=drawn.height)


def drawn_of(make: Callable[..., go.Figure], *shown: Any, **how: Any) -> Drawn:
    """What `make` draws of these; drawn once for all sessions that show the same."""
    key = (make.__module__, make.__qualname__, blake2b(_content((shown, how))).digest())
    drawn = DRAWN.get(key, lambda: _drawn(make(*shown, **how)))
    assert drawn is not None, "a figure is always drawn"
    return drawn


def _content(shown: Any) -> bytes:
    """Bytes that are the same for equal things; by default they tell equal and same apart."""
    stream = BytesIO()
    pickler = pickle.Pickler(stream, pickle.HIGHEST_PROTOCOL)
    pickler.fast = True
    pickler.dump(shown)
    return stream.getvalue()


def _drawn(figure: go.Figure) -> Drawn:
    return Drawn(figure.to_json(), int(figure.layout.height or 320))
