"""The grid of a page: cards on paper, columns that fold into one on narrow screens."""

from __future__ import annotations

from typing import Any

from dashboards.components.fragments import fragment, panel_title
from dashboards.components.parts import Box
from dashboards.components.sheet import Sheet


def card(title: str, subtitle: str, *parts: Any, style: str = "") -> Box:
    """A titled surface with its parts under one another."""
    head = [fragment(panel_title(title, subtitle))] if title else []
    return Box(*head, *parts, classes="card", style=style)


def grid(columns: str, *parts: Any, narrow: str = "minmax(0, 1fr)", style: str = "") -> Box:
    """Parts side by side in CSS grid columns; below 1024 px in those of `narrow`, else in one."""
    return Box(*parts, classes="grid", style=f"--columns:{columns};--narrow:{narrow};{style}")


def stack(*parts: Any, gap: int = 16, style: str = "") -> Box:
    """Parts under one another with an even gap."""
    return Box(*parts, classes="stack", style=f"gap:{gap}px;{style}")


def line(*parts: Any, justify: str = "flex-start", style: str = "") -> Box:
    """Parts on one line, wrapped when narrow."""
    return Box(*parts, classes="line", style=f"justify-content:{justify};{style}")


def space() -> Box:
    """What takes the room left on a line."""
    return Box(classes="space")


def page(context: Any, *parts: Any) -> Sheet:
    """A page: its context line of 42 px, then its content within the margins."""
    return Sheet(Box(context, classes="head"), Box(*parts, classes="stack body", style="gap:16px"))
