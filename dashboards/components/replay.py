"""The replay of a record, week by week, drawn and turned in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import param
from panel.custom import JSComponent

from dashboards.theme import asset


class ReplayStage(JSComponent):
    """Map of units, key figures, communities and timeline; all weeks are sent once."""

    scene = param.Dict(default={}, doc="What `dashboards.view_models.replay.scene` returns.")
    week = param.Integer(default=1, bounds=(1, None), doc="Week shown, counted from 1.")

    _esm = Path(__file__).parent / "replay.js"
    _stylesheets: ClassVar[list[str]] = [asset("replay.css")]
