"""The levers of a scenario: one native slider each, with the reference's value as a tick."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import param

from dashboards.components.component import Component
from dashboards.theme import asset


class LeverBoard(Component):
    """Sliders in groups; words follow the hand at once, Python hears of each new value."""

    levers = param.List(default=[], doc="What `dashboards.view_models.levers.controls` returns.")
    colour = param.String(default="var(--rsne-slate)", doc="Colour of the levers that differ.")
    words = param.Dict(default={}, doc="Words by use: changed, one_changed, reference.")
    moved = param.Dict(default={}, doc="The last lever moved: path and value.")

    _esm = Path(__file__).parent / "lever_board.js"
    _stylesheets: ClassVar[list[str]] = [asset("lever_board.css")]
