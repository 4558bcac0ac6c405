"""What learning more would be worth to a choice, beside what chance alone would seem worth."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import plain, row_label, rows
from simulation.figures.theme import Tokens, canvas, tokens
from simulation.figures.units import tell, tell_range, ticks
from simulation.words import say

ROW_PIXELS = 62
LABEL_MARGIN = 214
WORDS_MARGIN = 250
"""Room at the right for what a study is worth and changes, one under the other."""


def study_worths(
    table: pd.DataFrame,
    *,
    perfect: float,
    unit: str = "points",
    lang: str = "fr",
    dark: bool = False,
) -> go.Figure:
    """One row a study: its worth with the bar of 95 %, on a grey zone up to the floor of chance.

    A filled dot is above the floor, a hollow one is not told from nothing.

    Args:
        table: label, detail, value, low, high, floor, told (what the study changes, in words).
        perfect: worth of knowing the future itself, which no study exceeds.
        unit: "points" or "euros".
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    height = 66 + ROW_PIXELS * max(1, len(table))
    figure = canvas(lang, dark, height, margin={"l": LABEL_MARGIN, "t": 36, "r": WORDS_MARGIN})
    ends = table[["value", "high", "floor"]].to_numpy(float)
    reach = max(float(ends.max(initial=0.0)), 1e-3 * max(perfect, 1e-3))
    least = min(0.0, float(table["low"].min())) if len(table) else 0.0
    values, labels = ticks(reach, unit, lang)
    figure.update_xaxes(
        range=[1.05 * least - 0.02 * reach, 1.02 * values[-1]],
        tickvals=values,
        ticktext=labels,
    )
    figure.update_yaxes(range=[max(1, len(table)) - 0.5, -0.5], showticklabels=False)
    for place, row in enumerate(rows(table)):
        _add_study(figure, place, row, unit, lang, colours)
    figure.add_vline(x=0, line={"color": colours.ink, "width": 1.4})
    figure.add_annotation(
        x=1,
        xref="paper",
        xanchor="left",
        xshift=14,
        y=1,
        yref="paper",
        yanchor="bottom",
        yshift=8,
        text=say("figure.robust_floor", lang),
        font_color=colours.slate,
    )
    _add_perfect(figure, perfect, unit, lang, colours)
    return figure


def _add_study(figure: go.Figure, place: int, row, unit: str, lang: str, colours: Tokens) -> None:
    figure.add_shape(
        type="rect",
        x0=0,
        x1=max(0.0, row.floor),
        y0=place - 0.36,
        y1=place + 0.36,
        fillcolor=colours.sunk,
        line_width=0,
        layer="below",
    )
    figure.add_scatter(
        x=[row.low, row.high],
        y=[place, place],
        name=f"{row.label} interval",
        mode="lines",
        line={"color": colours.slate, "width": 3},
        hoverinfo="skip",
    )
    established = row.value > row.floor
    told = tell(row.value, unit, lang)
    figure.add_scatter(
        x=[row.value],
        y=[place],
        name=row.label,
        mode="markers",
        marker={
            "color": colours.slate if established else colours.surface,
            "size": 12,
            "line": {"color": colours.slate, "width": 2},
        },
        hovertext=[f"{told} {tell_range(row.low, row.high, unit, lang)}"],
        hoverinfo="text",
    )
    figure.add_annotation(
        x=1,
        xref="paper",
        xanchor="left",
        xshift=14,
        y=place,
        align="left",
        text=f"<b>{told}</b><br><span style='color:{colours.slate}'>{plain(row.told)}</span>",
        font_color=colours.ink,
    )
    row_label(figure, place, plain(row.label), plain(row.detail), colours)


def _add_perfect(figure: go.Figure, perfect: float, unit: str, lang: str, colours: Tokens) -> None:
    """The worth of knowing the future: a dotted line, or a word at the end when far beyond."""
    end = figure.layout.xaxis.range[1]
    within = perfect <= end
    if within:
        figure.add_vline(x=perfect, line={"color": colours.ink, "width": 1.6, "dash": "dot"})
    late = perfect > end / 2
    said = say("figure.robust_perfect", lang, value=tell(perfect, unit, lang))
    figure.add_annotation(
        x=min(perfect, end),
        y=1,
        yref="paper",
        yanchor="bottom",
        yshift=8,
        xanchor="right" if late else "left",
        text=said if within else f"{said} →",
        font_color=colours.slate,
    )
