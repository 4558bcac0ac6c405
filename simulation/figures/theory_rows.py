"""Does a difference hold under every theory of influence?"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import row_label, rows
from simulation.figures.theme import Tokens, canvas, tokens
from simulation.figures.units import signed_ticks, tell_difference
from simulation.words import say
from simulation.words.forms import interval

ROW_PIXELS = 54
TOO_SMALL = 0.01
"""Half-width of the grey zone: a difference under one point is too small to matter."""

SETTLED = ("gains", "loses")


def theory_rows(
    table: pd.DataFrame,
    *,
    unit: str = "share",
    too_small: float = TOO_SMALL,
    lang: str = "fr",
    dark: bool = False,
) -> go.Figure:
    """One row per theory: each scenario's mean difference with the bar of 90 % of draws.

    A filled dot is established, a hollow one is not; letters double the colours.

    Args:
        table: of one indicator: theory, scenario and baseline (letters), mean, low, high,
            conclusion ("gains", "loses", "too_small" or "not_established").
        unit: of the levels compared.
        too_small: half-width of the zone of differences too small to matter.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    theories = list(dict.fromkeys(table["theory"]))
    height = 56 + ROW_PIXELS * max(1, len(theories))
    figure = canvas(lang, dark, height, margin={"l": 190, "t": 28})
    reach = 1.08 * abs(table[["low", "high"]]).to_numpy().max(initial=2 * too_small)
    values, labels = signed_ticks(-reach, reach, unit, lang)
    figure.update_xaxes(range=[-reach, reach], tickvals=values, ticktext=labels)
    figure.update_yaxes(range=[len(theories) - 0.5, -0.8], showticklabels=False)
    figure.add_vrect(
        x0=-too_small, x1=too_small, fillcolor=colours.sunk, line_width=0, layer="below"
    )
    figure.add_vline(x=0, line={"color": colours.ink, "width": 1.4})
    letters = list(dict.fromkeys(table["scenario"]))
    for place, theory in enumerate(theories):
        for row in rows(table[table["theory"] == theory]):
            shift = (letters.index(row.scenario) + 0.5) / len(letters) - 0.5
            _add_difference(figure, place + 0.7 * shift, row, unit, lang, colours)
        row_label(figure, place, say(f"choice.{theory}", lang), "", colours)
    return figure


def _add_difference(
    figure: go.Figure, y: float, row, unit: str, lang: str, colours: Tokens
) -> None:
    colour = colours.scenario(row.scenario)
    name = f"{row.scenario} {row.theory}"
    figure.add_scatter(
        x=[row.low, row.high],
        y=[y, y],
        name=f"{name} interval",
        mode="lines+text",
        text=["", row.scenario],
        textposition="middle right",
        textfont={"color": colour, "size": 12},
        line={"color": colour, "width": 3},
        hoverinfo="skip",
    )
    mean, low, high = (tell_difference(end, unit, lang) for end in (row.mean, row.low, row.high))
    said = say(f"experiments.conclusion.{row.conclusion}", lang)
    figure.add_scatter(
        x=[row.mean],
        y=[y],
        name=name,
        mode="markers",
        marker={
            "color": colour if row.conclusion in SETTLED else colours.surface,
            "size": 11,
            "line": {"color": colour, "width": 2},
        },
        hovertext=[f"{mean} {interval(low, high, lang)} · {said}"],
        hoverinfo="text",
    )
