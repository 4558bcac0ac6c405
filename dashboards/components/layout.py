"""The grid of a page: cards on paper, columns that fold into one on narrow screens."""

from __future__ import annotations

from typing import Any

import panel as pn

from dashboards.components.fragments import fragment, panel_title

# Panel's columns end with an empty button, which would take a gap of its own.
_NO_EXTRA = ".scroll-button { display: none; }"

# They also keep to the height of what holds them, and would squeeze a page longer than it.
_TALL = ":host { max-height: none !important; }"

_CARD = """
:host { background: var(--rsne-surface); border: 1px solid var(--rsne-hairline); border-radius: 6px;
  padding: 12px 18px; box-sizing: border-box; gap: 6px; }
"""


def card(title: str, subtitle: str, *parts: Any, **params: Any) -> pn.Column:
    """A titled surface with its parts under one another."""
    head = [fragment(panel_title(title, subtitle))] if title else []
    tall = [] if "max_height" in params else [_TALL]
    return pn.Column(
        *head,
        *parts,
        stylesheets=[_CARD, _NO_EXTRA, *tall],
        sizing_mode="stretch_width",
        margin=0,
        **params,
    )


def grid(columns: str, *parts: Any, narrow: str = "minmax(0, 1fr)", **params: Any) -> pn.Column:
    """Parts side by side in CSS grid columns; below 1024 px in those of `narrow`, else in one."""
    sheet = f"""
    :host {{ display: grid; grid-template-columns: {columns}; gap: 16px; align-items: start; }}
    :host > * {{ width: 100% !important; min-width: 0; height: auto !important; }}
    @media (max-width: 1024px) {{ :host {{ grid-template-columns: {narrow}; }} }}
    """
    return pn.Column(
        *parts,
        stylesheets=[sheet, _NO_EXTRA, _TALL],
        sizing_mode="stretch_width",
        margin=0,
        **params,
    )


def stack(*parts: Any, gap: int = 16, **params: Any) -> pn.Column:
    """Parts under one another with an even gap."""
    # Parts keep their height: a page longer than the window scrolls, it is not squeezed.
    sheet = f"""
    :host {{ display: flex; flex-direction: column; gap: {gap}px; }}
    :host > * {{ flex: none; }}
    """
    return pn.Column(
        *parts,
        stylesheets=[sheet, _NO_EXTRA, _TALL],
        sizing_mode="stretch_width",
        margin=0,
        **params,
    )


def line(*parts: Any, justify: str = "flex-start", **params: Any) -> pn.Row:
    """Parts on one line, wrapped when narrow."""
    sheet = f"""
    :host {{ display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px;
      justify-content: {justify}; }}
    """
    return pn.Row(
        *parts, stylesheets=[sheet, _NO_EXTRA], sizing_mode="stretch_width", margin=0, **params
    )


def page(context: Any, *parts: Any) -> pn.Column:
    """A page: its context line of 42 px, then its content within the margins."""
    head = pn.Column(
        context,
        stylesheets=[
            ":host { min-height: 42px; padding: 5px 28px; overflow: visible;"
            " box-sizing: border-box; justify-content: center;"
            " border-bottom: 1px solid var(--rsne-hairline); }"
        ],
        sizing_mode="stretch_width",
        margin=0,
    )
    body = stack(*parts, styles={"padding": "14px 28px 28px", "box-sizing": "border-box"})
    return pn.Column(head, body, sizing_mode="stretch_width", margin=0)
