"""A small line without axes, beside a figure in a list."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.theme import DASHES, canvas, tokens


def sparkline(
    values: pd.Series,
    *,
    letter: str = "",
    simulated: bool = False,
    upto: int | None = None,
    lang: str = "fr",
    dark: bool = False,
    height: int = 44,
) -> go.Figure:
    """The course of a value and its last point; gaps stay gaps.

    Args:
        values: weekly values, in order.
        letter: a scenario's letter; without it, real data are ink, simulated ones slate.
        simulated: whether the values come from a model.
        upto: how many weeks have come (for the player); the others are paled.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    colours = tokens(dark)
    figure = canvas(lang, dark, height, margin={"l": 4, "r": 6, "t": 6, "b": 4})
    colour = colours.scenario(letter) if letter or simulated else colours.ink
    dash = DASHES.get(letter, "dash" if simulated else "solid")
    come = len(values) if upto is None else upto
    weeks = list(range(1, len(values) + 1))
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, rangemode="tozero", showgrid=False)
    if come < len(values):
        figure.add_scatter(
            x=weeks,
            y=values,
            name="to come",
            mode="lines",
            hoverinfo="skip",
            line={"color": colours.neutral, "width": 1.4},
        )
    figure.add_scatter(
        x=weeks[:come],
        y=values.iloc[:come],
        name="value",
        mode="lines",
        hoverinfo="skip",
        line={"color": colour, "width": 2, "dash": dash},
    )
    figure.add_scatter(
        x=weeks[max(0, come - 1) : come],
        y=values.iloc[max(0, come - 1) : come],
        name="last",
        mode="markers",
        hoverinfo="skip",
        marker={"color": colour, "size": 8},
    )
    return figure
