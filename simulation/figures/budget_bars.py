"""What the plan costs, line by line."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import rows
from simulation.figures.theme import canvas, tokens
from simulation.words.forms import interval, number, thousand_euros

ROW_PIXELS = 30


def budget_bars(budget: pd.DataFrame, *, lang: str = "fr", dark: bool = False) -> go.Figure:
    """One bar per line with its amount and interval in thousands of euros, the total last.

    Args:
        budget: columns label, amount, low, high (euros), total (true for the last row).
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    ordered = budget.reset_index(drop=True)
    longest = max((len(label) for label in ordered["label"]), default=8)
    figure = canvas(
        lang,
        dark,
        16 + ROW_PIXELS * max(1, len(ordered)),
        bargap=0.5,
        margin={"l": 16 + min(240, 8 * longest), "r": 168, "t": 4, "b": 8},
    )
    lines = ordered[~ordered["total"]]
    figure.add_bar(
        orientation="h",
        x=lines["amount"],
        y=lines.index,
        name="amount",
        marker_color=colours.slate,
        hoverinfo="skip",
    )
    figure.update_xaxes(visible=False, range=[0, 1.02 * max(lines["amount"].max(), 1.0)])
    figure.update_yaxes(
        range=[len(ordered) - 0.5, -0.5],
        tickvals=list(ordered.index),
        ticktext=[f"<b>{row.label}</b>" if row.total else row.label for row in rows(ordered)],
        tickfont={"size": 13, "color": colours.ink},
        ticklabelstandoff=8,
    )
    for place, row in enumerate(rows(ordered)):
        ends = interval(number(row.low / 1000, lang), number(row.high / 1000, lang), lang)
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="right",
            xshift=76,
            y=place,
            text=f"<b>{thousand_euros(row.amount, lang)}</b>",
            font={"size": 13, "color": colours.ink},
        )
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="right",
            xshift=164,
            y=place,
            text=ends,
            font={"size": 12, "color": colours.slate},
        )
    return figure
