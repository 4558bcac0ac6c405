"""Which forecaster would have done best, how sure that is, and whether its ranges are honest."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import row_label, rows
from simulation.figures.theme import Tokens, canvas, tokens
from simulation.words import say
from simulation.words.forms import number, percent

ROW_PIXELS = 48
SLICES = 10
"""Slices into which the ranks of what came are cut: a tenth each if forecasts are calibrated."""
NORMAL_90 = 1.645


def backtest_scores(
    scores: pd.DataFrame, *, ours: str = "workbench", lang: str = "fr", dark: bool = False
) -> go.Figure:
    """A dot a forecaster with its interval, the best on top; ours in ink, the others in slate.

    Args:
        scores: columns model, score (smaller is better), low, high.
        ours: the model drawn in ink.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    ordered = rows(scores.sort_values("score"))
    figure = canvas(lang, dark, 64 + ROW_PIXELS * len(ordered), margin={"l": 196, "t": 20})
    top = 1.05 * float(scores["high"].max())
    figure.update_xaxes(range=[0, top], showgrid=True, gridcolor=colours.hairline)
    figure.update_yaxes(range=[len(ordered) - 0.5, -0.5], showticklabels=False)
    for place, row in enumerate(ordered):
        _dot(figure, place, row, row.model == ours, lang, colours)
    return figure


def _dot(figure: go.Figure, place: int, row, ours: bool, lang: str, colours: Tokens) -> None:
    colour = colours.ink if ours else colours.slate
    name = say(f"backtest.model.{row.model}", lang)
    figure.add_scatter(
        x=[row.low, row.high],
        y=[place, place],
        name=f"{row.model} interval",
        mode="lines",
        line={"color": colour, "width": 3},
        hoverinfo="skip",
    )
    told = {key: number(getattr(row, key), lang, 2) for key in ("score", "low", "high")}
    figure.add_scatter(
        x=[row.score],
        y=[place],
        name=f"{row.model} score",
        mode="markers",
        marker={"color": colour, "size": 12, "line": {"color": colours.surface, "width": 1.5}},
        hovertext=[say("figure.backtest.hover", lang, model=name, **told)],
        hoverinfo="text",
    )
    figure.add_annotation(
        x=row.score, y=place, yshift=16, text=f"<b>{told['score']}</b>", font_color=colour
    )
    row_label(figure, place, name, "", colours)


def backtest_ranks(ranks: pd.Series, *, lang: str = "fr", dark: bool = False) -> go.Figure:
    """Where what came fell among what was foretold: level bars if the forecasts are honest.

    A hump in the middle means ranges too wide, heaps at the ends ranges too narrow. The band
    is where nine bars in ten lie by luck alone, were every week independent.

    Args:
        ranks: share of the draws under what came, one number a forecast week.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    figure = canvas(lang, dark, 260)
    share = np.histogram(ranks, bins=SLICES, range=(0.0, 1.0))[0] / len(ranks)
    even = 1.0 / SLICES
    half = NORMAL_90 * np.sqrt(even * (1 - even) / len(ranks))
    figure.add_hrect(
        y0=even - half, y1=even + half, fillcolor=colours.sunk, line_width=0, layer="below"
    )
    figure.add_bar(
        x=(np.arange(SLICES) + 0.5) / SLICES,
        y=share,
        width=0.9 / SLICES,
        name="ranks",
        marker_color=colours.ink,
        hovertext=[percent(value, lang) for value in share],
        hoverinfo="text",
    )
    figure.add_hline(y=even, line={"color": colours.slate, "width": 1.4, "dash": "dot"})
    top = max(0.2, 1.1 * float(share.max()))
    ticks = np.arange(0.0, top, 0.05)
    figure.update_yaxes(
        range=[0, top], tickvals=ticks, ticktext=[percent(value, lang) for value in ticks]
    )
    figure.update_xaxes(range=[0, 1], showticklabels=False)
    for side, key in ((0, "figure.coverage.low"), (1, "figure.coverage.high")):
        figure.add_annotation(
            x=side,
            xanchor="right" if side else "left",
            y=0,
            yref="paper",
            yanchor="top",
            yshift=-4,
            text=say(key, lang),
            font_color=colours.slate,
        )
    return figure
