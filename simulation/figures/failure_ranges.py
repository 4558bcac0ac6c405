"""Conditions under which a plan fails, as ranges within all that was tried."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import plain, row_label, rows
from simulation.figures.theme import canvas, tokens
from simulation.words import say

ROW_PIXELS = 58
LABEL_MARGIN = 250


def failure_ranges(table: pd.DataFrame, *, lang: str = "fr", dark: bool = False) -> go.Figure:
    """One row a limit: a thin line over what futures span, a thick bar where the plan fails.

    Rows of one condition stand together under its density and coverage; all of them hold at once.

    Args:
        table: condition (from 1), told (its density and coverage), label (of the input), least,
            most (over all futures), low, high (of the condition), low_told, high_told.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    count = len(table) + table["condition"].nunique()
    height = 30 + ROW_PIXELS * max(1, count)
    figure = canvas(lang, dark, height, margin={"l": LABEL_MARGIN, "r": 24, "t": 8, "b": 12})
    figure.update_xaxes(range=[-0.04, 1.04], visible=False)
    figure.update_yaxes(range=[count - 0.4, -0.6], showticklabels=False)
    place = 0
    for number, group in table.groupby("condition", sort=False):
        row_label(figure, place, f"{number}. {plain(group['told'].iloc[0])}", "", colours)
        place += 1
        for row in rows(group):
            span = row.most - row.least or 1.0
            low, high = ((end - row.least) / span for end in (row.low, row.high))
            figure.add_scatter(
                x=[0, 1],
                y=[place, place],
                name=f"{row.label} tried",
                mode="lines",
                line={"color": colours.outline, "width": 1.6},
                hoverinfo="skip",
            )
            figure.add_scatter(
                x=[low, high],
                y=[place, place],
                name=f"{row.label} failing",
                mode="lines+text",
                text=[row.low_told if low > 0 else "", row.high_told if high < 1 else ""],
                textposition=["middle left", "middle right"],
                textfont={"size": 12, "color": colours.ink},
                line={"color": colours.error, "width": 9},
                hovertext=say("figure.robust_range", lang, low=row.low_told, high=row.high_told),
                hoverinfo="text",
            )
            row_label(figure, place, "", plain(row.label), colours)
            place += 1
    return figure
