"""What begins in which week, on a strip of weeks: taken by the hand or by the arrow keys."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import param

from dashboards.components.component import Component
from dashboards.theme import asset


class CalendarStrip(Component):
    """Each row is a bar from its week to that of the next; its head moves between the two."""

    rows = param.List(default=[], item_type=list, doc="One `[week, amount]` per bar, in order.")
    last = param.Integer(default=52, doc="Last week shown.")
    label = param.String(default="", doc="What begins.")
    unit = param.String(default="", doc="Written after an amount, its space included.")
    lang = param.String(default="en", doc="How numbers are written.")
    week_sign = param.String(default="W", doc="Stands before the number of a week.")

    _esm = Path(__file__).parent / "calendar_strip.js"
    _stylesheets: ClassVar[list[str]] = [asset("calendar_strip.css")]
