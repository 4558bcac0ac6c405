"""A small table of numbers to edit by hand, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import param

from dashboards.components.component import Component
from dashboards.theme import asset


class NumberTable(Component):
    """Each cell is a field of the browser's own; rows are added at the end, or taken out."""

    heads = param.List(default=[], item_type=str, doc="Name of each column.")
    steps = param.List(default=[], doc="Step of each column's arrows; decides its decimals too.")
    rows = param.List(default=[], item_type=list, doc="One list of numbers per row.")
    label = param.String(default="", doc="What the table is for.")
    words = param.Dict(default={}, doc="Names of the buttons `add` and `remove`.")

    _esm = Path(__file__).parent / "number_table.js"
    _stylesheets: ClassVar[list[str]] = [asset("number_table.css")]
