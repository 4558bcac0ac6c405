"""What an outcome hangs on: shares of its variance, the largest on top."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import plain, row_label, rows
from simulation.figures.theme import canvas, tokens, translucent
from simulation.figures.units import tell, tell_range, ticks
from simulation.words import say

ROW_PIXELS = 52
LABEL_MARGIN = 230


def variance_shares(
    table: pd.DataFrame, *, names: Mapping[str, str], lang: str = "fr", dark: bool = False
) -> go.Figure:
    """A tornado: of each input a light bar for its total index, a dark one for its own share.

    A line over each bar is its 95 % interval. Luck is hollow: nobody can learn it.

    Args:
        table: of one outcome: input, kind, first, first_low, first_high, total, total_low,
            total_high; the largest total first.
        names: input -> label.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    shown = table.dropna(subset=["total"]).reset_index(drop=True)
    figure = canvas(
        lang, dark, 48 + ROW_PIXELS * max(1, len(shown)), margin={"l": LABEL_MARGIN, "b": 30}
    )
    top = min(1.2, max(0.1, float(shown["total_high"].max() if len(shown) else 1.0)))
    values, labels = ticks(top, "share", lang)
    figure.update_xaxes(range=[-0.01, 1.02 * values[-1]], tickvals=values, ticktext=labels)
    figure.update_yaxes(range=[max(1, len(shown)) - 0.5, -0.6], showticklabels=False)
    for place, row in enumerate(rows(shown)):
        luck = row.kind == "luck"
        for name, half, opacity in (("total", 0.3, 0.28), ("first", 0.16, 1.0)):
            value = max(0.0, getattr(row, name))
            low, high = getattr(row, f"{name}_low"), getattr(row, f"{name}_high")
            colour = colours.slate if opacity == 1.0 else translucent(colours.slate, opacity)
            told = say(f"figure.robust_{name}", lang, value=tell(value, "share", lang))
            figure.add_bar(
                orientation="h",
                x=[value],
                y=[place],
                width=2 * half,
                name=f"{row.input} {name}",
                marker={
                    "color": colours.surface if luck else colour,
                    "line": {"color": colours.slate, "width": 1.4 if luck else 0},
                },
                hovertext=f"{told} {tell_range(low, high, 'share', lang)}",
                hoverinfo="text",
            )
            figure.add_scatter(
                x=[max(0.0, low), min(high, values[-1])],
                y=[place + half] * 2,
                mode="lines",
                name=f"{row.input} {name} interval",
                line={"color": colours.ink, "width": 1.6},
                hoverinfo="skip",
            )
        detail = say("figure.robust_total", lang, value=tell(max(0.0, row.total), "share", lang))
        row_label(figure, place, plain(names[row.input]), detail, colours)
    figure.update_layout(barmode="overlay")
    return figure
