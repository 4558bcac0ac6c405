"""One whole number to type, under its label."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import param
from panel.custom import JSComponent

from dashboards.theme import asset


class NumberField(JSComponent):
    """The browser's own number field: reached and stepped by keys, named for screen readers."""

    value = param.Integer(default=0, bounds=(0, None), doc="The number.")
    step = param.Integer(default=1, bounds=(1, None), doc="What an arrow key adds.")
    label = param.String(default="", doc="What it is.")

    _esm = Path(__file__).parent / "number_field.js"
    _stylesheets: ClassVar[list[str]] = [asset("number_field.css")]
