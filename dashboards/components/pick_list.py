"""A list of things to pick one from, each with its letter or tag, name and state."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import param

from dashboards.components.component import Component
from dashboards.theme import asset


class PickList(Component):
    """A radio group drawn as rows."""

    items = param.List(
        default=[], doc="Each a dict: key, name, note, and letter with colour where there is one."
    )
    value = param.String(default="", doc="Key of the one picked.")
    label = param.String(default="", doc="What the list is for.")

    _esm = Path(__file__).parent / "pick_list.js"
    _stylesheets: ClassVar[list[str]] = [asset("pick_list.css")]
