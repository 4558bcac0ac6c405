"""Shares over two periods: a ring before, a dot after, each with its interval."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import row_label
from simulation.figures.theme import canvas, tokens
from simulation.figures.units import tell
from simulation.protection import Released, check_released
from simulation.words import say
from simulation.words.forms import percent

ROW_PIXELS = 48
QUARTERS = [0.0, 0.25, 0.5, 0.75, 1.0]


def before_after(table: Released, *, lang: str = "fr", dark: bool = False) -> go.Figure:
    """One row a measure: its share before and after, 90 % intervals as thin lines.

    Args:
        table: columns period ("before", "after"), measure, value, low, high, suppressed.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    wide = check_released(table).set_index(["measure", "period"])
    names = list(dict.fromkeys(table["measure"]))
    figure = canvas(
        lang, dark, 40 + ROW_PIXELS * max(1, len(names)), margin={"l": 190, "r": 24, "t": 8}
    )
    for place, name in enumerate(names):
        told = []
        for period, shift, colour in (("before", -0.1, colours.slate), ("after", 0.1, colours.ink)):
            row = wide.loc[(name, period)]
            if pd.isna(row["value"]):
                key = "figure.suppressed" if row["suppressed"] else "figure.not_recorded"
                told.append(say(key, lang))
                continue
            told.append(tell(float(row["value"]), "share", lang))
            figure.add_scatter(
                x=[row["low"], row["high"]], y=[place + shift] * 2, mode="lines",
                line={"color": colour, "width": 2}, hoverinfo="skip",
            )  # fmt: skip
            figure.add_scatter(
                x=[row["value"]],
                y=[place + shift],
                mode="markers",
                marker={
                    "color": colour if period == "after" else colours.surface,
                    "size": 10,
                    "line": {"color": colour, "width": 2},
                },
                hoverinfo="skip",
            )
        row_label(figure, place, say(f"study.measure.{name}", lang), " → ".join(told), colours)
    figure.update_xaxes(
        range=[-0.02, 1.02],
        tickvals=QUARTERS,
        ticktext=[percent(value, lang) for value in QUARTERS],
        showgrid=True,
    )
    figure.update_yaxes(range=[len(names) - 0.4, -0.6], showticklabels=False)
    return figure
