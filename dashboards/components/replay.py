"""The replay of a record, or of two in step, drawn and turned in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import param

from dashboards.components.component import Component
from dashboards.components.replay_script import replay_script
from dashboards.theme import asset


class ReplayStage(Component):
    """Map, key figures, communities, moves and timeline; all weeks are sent once."""

    scenes = param.List(default=[], doc="What `dashboards.view_models.replay.scenes` returns.")
    people = param.List(default=[], doc="Of each record, the people of the opened unit, or {}.")
    others = param.List(default=[], doc="Records to compare with: [name, label] each.")
    against = param.String(default="", doc="Name of the record compared with.")
    can_export = param.Boolean(default=False, doc="Whether the replay can be had as a file.")
    week = param.Integer(default=1, bounds=(1, None), doc="Week shown, counted from 1.")
    layer = param.String(default="", doc="`units` or `communities`; empty: what suits.")
    unit = param.String(default="", doc="The opened unit, or empty.")
    beside = param.String(default="communities", doc="`communities` or `flows`.")
    speed = param.Number(default=1.0, doc="½, 1 or 2.")

    _esm = replay_script()
    _stylesheets: ClassVar[list[str]] = [asset("replay.css")]

    def __init__(self, page: Callable[[], tuple[str, str]] | None = None, **params: Any) -> None:
        """A stage; `page` makes the name and the text of the file that stands alone."""
        super().__init__(can_export=page is not None, **params)
        self._page = page

    def _handle_msg(self, message: Any) -> None:
        if self._page and message == {"wanted": "file"}:
            name, text = self._page()
            self._send_msg({"name": name, "page": text})
