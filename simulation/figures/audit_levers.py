"""What an audit says of each lever, and where levels of the company see it differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import plotly.graph_objects as go

from simulation.figures.layout import row_label
from simulation.figures.theme import Tokens, canvas, tokens
from simulation.figures.units import tell, tell_range, ticks
from simulation.words import say

ROW_PIXELS: Final = 34
SYMBOLS: Final = ("square-open", "triangle-up-open", "diamond-open")
"""One shape per group of respondents, so that colour is not needed to tell them apart."""


def audit_levers(
    levers: Sequence[Mapping[str, Any]], *, lang: str = "fr", dark: bool = False
) -> go.Figure:
    """One row per lever: its setting as a dot, nine times in ten as a bar, each group's view.

    Args:
        levers: rows of `Audit.to_dict()["levers"]`: lever, value, interval, by_level.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    figure = canvas(lang, dark, 64 + ROW_PIXELS * max(1, len(levers)), margin={"l": 230, "t": 40})
    values, labels = ticks(1.0, "share", lang)
    figure.update_xaxes(range=[-0.02, 1.02], tickvals=values, ticktext=labels, showgrid=True)
    figure.update_yaxes(range=[len(levers) - 0.5, -0.5], showticklabels=False)
    for place, row in enumerate(levers):
        _add_setting(figure, place, row, lang, colours)
        row_label(figure, place, say(f"lever.{row['lever']}", lang), "", colours)
    for order, group in enumerate(_groups(levers)):
        _add_group(figure, group, SYMBOLS[order % len(SYMBOLS)], levers, lang, colours)
    figure.update_layout(
        showlegend=True, legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"}
    )
    return figure


def level_names(levels: Sequence[str], lang: str) -> str:
    """`managers + employees`: the levels of one group of respondents."""
    return " + ".join(say(f"audit.level.{level}", lang) for level in levels)


def _groups(levers: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(tuple(view["levels"]) for row in levers for view in row["by_level"]))


def _add_setting(
    figure: go.Figure, place: int, row: Mapping[str, Any], lang: str, colours: Tokens
) -> None:
    low, high = row["interval"]
    figure.add_scatter(
        x=[low, high],
        y=[place, place],
        mode="lines",
        line={"color": colours.hairline, "width": 9},
        hoverinfo="skip",
        showlegend=False,
    )
    said = f"{tell(row['value'], 'share', lang)} {tell_range(low, high, 'share', lang)}"
    figure.add_scatter(
        x=[row["value"]],
        y=[place],
        name=say("audit.setting", lang),
        mode="markers",
        marker={"color": colours.ink, "size": 11},
        hovertext=[said],
        hoverinfo="text",
        showlegend=place == 0,
    )


def _add_group(
    figure: go.Figure,
    group: tuple[str, ...],
    symbol: str,
    levers: Sequence[Mapping[str, Any]],
    lang: str,
    colours: Tokens,
) -> None:
    views = [
        (place, view["value"])
        for place, row in enumerate(levers)
        for view in row["by_level"]
        if tuple(view["levels"]) == group
    ]
    name = level_names(group, lang)
    figure.add_scatter(
        x=[value for _, value in views],
        y=[place for place, _ in views],
        name=name,
        mode="markers",
        marker={"symbol": symbol, "color": colours.slate, "size": 9, "line": {"width": 1.6}},
        hovertext=[f"{name}: {tell(value, 'share', lang)}" for _, value in views],
        hoverinfo="text",
    )
