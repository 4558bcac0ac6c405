"""What a pilot taught: each parameter before and after it, and what stays at its prior."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10
from typing import Any

import plotly.graph_objects as go

from simulation.figures.layout import plain
from simulation.figures.theme import Tokens, canvas, tokens
from simulation.words import say
from simulation.words.forms import MINUS, percent

ROW_PIXELS = 30
NAMES, TOLD = 206, 82
"""Pixels at left for the names, at right for what was removed."""
MANY_FOLD = 10.0
"""A prior that spans more than this many times is drawn on a scale of ratios."""
BEYOND = 0.12
"""How far past the prior's ends an interval is drawn."""


def learnt_rows(
    parameters: Sequence[Mapping[str, Any]],
    names: Sequence[str],
    *,
    lang: str = "fr",
    dark: bool = False,
) -> go.Figure:
    """Pale bars of the priors, ink bars and dots of what the pilot tells; 90 % intervals.

    Each row has a scale of its own, from the prior's low end to its high one. What the pilot
    does not tell about is dashed, and says so.

    Args:
        parameters: each with median, low, high, prior_low, prior_high, information (share of
            the uncertainty removed) and identified.
        names: what each is called, in the same order.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    height = 34 + ROW_PIXELS * max(1, len(parameters))
    figure = canvas(lang, dark, height, margin={"l": NAMES, "r": TOLD, "t": 24, "b": 8})
    for place, (row, name) in enumerate(zip(parameters, names, strict=True)):
        _add_row(figure, place, row, lang, colours)
        _add_words(figure, place, row, name, lang, colours)
    for x, end in ((0, "low"), (1, "high")):
        figure.add_annotation(
            x=x, y=1, yref="paper", yanchor="bottom", yshift=4,
            text=say(f"figure.learnt.{end}", lang), font_color=colours.slate,
        )  # fmt: skip
    figure.update_xaxes(range=[-BEYOND, 1 + BEYOND], showticklabels=False)
    figure.update_yaxes(range=[len(parameters) - 0.4, -0.6], showticklabels=False)
    return figure


def _add_row(
    figure: go.Figure, place: int, row: Mapping[str, Any], lang: str, colours: Tokens
) -> None:
    told = row["identified"]
    colour = colours.ink if told else colours.warning
    figure.add_shape(
        type="rect", x0=0, x1=1, y0=place - 0.17, y1=place + 0.17, line_width=0,
        fillcolor=colours.hairline, layer="below",
    )  # fmt: skip
    line = {"color": colour, "width": 3 if told else 2, "dash": "solid" if told else "dash"}
    figure.add_scatter(
        x=[_along(row, row["low"]), _along(row, row["high"])],
        y=[place, place],
        mode="lines",
        line=line,
        hoverinfo="skip",
    )
    if told:
        figure.add_scatter(
            x=[_along(row, row["median"])],
            y=[place],
            mode="markers",
            marker={"color": colour, "size": 10},
            hoverinfo="skip",
        )


def _add_words(
    figure: go.Figure, place: int, row: Mapping[str, Any], name: str, lang: str, colours: Tokens
) -> None:
    told = row["identified"]
    removed = f"{MINUS}{percent(row['information'], lang)}"
    figure.add_annotation(
        x=0, xref="paper", xanchor="left", xshift=-NAMES, y=place, align="left",
        text=f"<b>{plain(name)}</b>" if told else plain(name), font={"size": 13},
        font_color=colours.ink,
    )  # fmt: skip
    figure.add_annotation(
        x=1, xref="paper", xanchor="left", xshift=8, y=place,
        text=f"<b>{removed}</b>" if told else say("figure.learnt.untold", lang),
        font={"size": 13}, font_color=colours.ink if told else colours.warning,
    )  # fmt: skip


def _along(row: Mapping[str, Any], value: float) -> float:
    """Where a value lies between the ends of its prior, 0 to 1, a little beyond at most."""
    low, high = row["prior_low"], row["prior_high"]
    if low > 0 and high / low > MANY_FOLD:
        low, high, value = log10(low), log10(high), log10(max(value, 1e-12))
    return min(max((value - low) / (high - low), -BEYOND), 1 + BEYOND)
