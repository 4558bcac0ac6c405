"""Is one scenario better than another, and is it established?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import row_label, rows
from simulation.figures.theme import Tokens, canvas, tokens, translucent
from simulation.figures.units import signed_ticks, tell_difference
from simulation.words import say
from simulation.words.forms import number

ROW_PIXELS = 64
TOO_SMALL = 0.01
"""Half-width of the grey zone: a difference under one point is too small to matter."""

LEAST_SIDE = 0.3
"""The shorter side of zero, at least, as a part of the longer."""

GOLDEN = (5**0.5 - 1) / 2


def paired_differences(
    differences: pd.DataFrame,
    draws: pd.DataFrame,
    *,
    unit: str = "share",
    too_small: float = TOO_SMALL,
    lang: str = "fr",
    dark: bool = False,
) -> go.Figure:
    """One dot per draw, the bar of 90 % of draws, the mean, zero in ink, verdict in words.

    Args:
        differences: one row per pair: scenario and baseline (letters), mean, low and high
            (90 % of draws), share_above (of zero), verdict ("established",
            "not_established" or "contrary").
        draws: columns scenario, replicate, difference (scenario minus baseline).
        unit: of the levels compared.
        too_small: half-width of the zone of differences too small to matter.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    ordered = rows(differences)
    figure = canvas(lang, dark, 56 + ROW_PIXELS * max(1, len(ordered)), margin={"l": 188, "t": 28})
    low, high = _reach(differences, draws, too_small)
    values, labels = signed_ticks(low, high, unit, lang)
    figure.update_xaxes(range=[low, high], tickvals=values, ticktext=labels)
    figure.update_yaxes(range=[len(ordered) - 0.5, -0.5], showticklabels=False)
    figure.add_vrect(
        x0=-too_small, x1=too_small, fillcolor=colours.sunk, line_width=0, layer="below"
    )
    figure.add_vline(x=0, line={"color": colours.ink, "width": 1.4})
    for place, row in enumerate(ordered):
        own = draws[draws["scenario"] == row.scenario]
        _add_row(figure, place, row, own, unit, lang, colours)
    if ordered:
        _add_directions(figure, ordered[0].baseline, lang, colours)
    return figure


def verdict(row, draws: int, lang: str) -> str:
    """What the draws allow to say of one difference, with how many of them agree."""
    agree = row.share_above if row.mean >= 0 else 1 - row.share_above
    values = {"agree": number(agree * draws, lang), "draws": number(draws, lang)}
    return say(f"figure.verdict.{verdict_word(row)}", lang, **values)


def verdict_word(row) -> str:
    """The verdict of a row; a difference surely within the grey zone is called too small."""
    small = row.verdict == "not_established" and getattr(row, "too_small", False)
    return "too_small" if small else row.verdict


def jitter(count: int) -> np.ndarray:
    """Vertical shifts in [-0.5, 0.5] that spread evenly and never change."""
    return (np.arange(1, count + 1) * GOLDEN) % 1 - 0.5


def _reach(differences: pd.DataFrame, draws: pd.DataFrame, too_small: float) -> tuple[float, float]:
    """Ends of the axis: all that is shown, and on each side of zero room for its name."""
    shown = np.concatenate([differences[["low", "high"]].to_numpy().ravel(), draws["difference"]])
    longest = np.abs(shown).max(initial=too_small * 2)
    low = min(shown.min(initial=0.0), -LEAST_SIDE * longest)
    high = max(shown.max(initial=0.0), LEAST_SIDE * longest)
    return 1.08 * float(low), 1.08 * float(high)


def _add_row(
    figure: go.Figure, place: int, row, draws: pd.DataFrame, unit: str, lang: str, colours: Tokens
) -> None:
    colour = colours.scenario(row.scenario)
    figure.add_scatter(
        x=draws["difference"],
        y=place + 0.22 * jitter(len(draws)),
        name=f"{row.scenario} draws",
        mode="markers",
        marker={"color": translucent(colour, 0.45), "size": 4},
        hoverinfo="skip",
    )
    told = tell_difference(row.mean, unit, lang)
    figure.add_scatter(
        x=[row.low, row.high],
        y=[place, place],
        name=f"{row.scenario} interval",
        mode="lines",
        line={"color": colour, "width": 3},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[row.mean],
        y=[place],
        name=f"{row.scenario} mean",
        mode="markers",
        marker={"color": colour, "size": 12, "line": {"color": colours.surface, "width": 1.5}},
        hovertext=[
            say(
                "figure.difference_hover",
                lang,
                mean=told,
                low=tell_difference(row.low, unit, lang),
                high=tell_difference(row.high, unit, lang),
            )
        ],
        hoverinfo="text",
    )
    figure.add_annotation(
        x=row.mean,
        y=place,
        yshift=18,
        text=f"<b>{told}</b>",
        font={"color": colour, "size": 13},
        bgcolor=colours.surface,  # the line of zero does not run through the number
        borderpad=0,
    )
    pair = say("figure.minus", lang, scenario=row.scenario, baseline=row.baseline)
    row_label(figure, place, pair, verdict(row, len(draws), lang), colours)


def _add_directions(figure: go.Figure, baseline: str, lang: str, colours: Tokens) -> None:
    for side, key in ((0, "figure.less_than"), (1, "figure.more_than")):
        figure.add_annotation(
            x=side,
            xref="paper",
            xanchor="right" if side else "left",
            y=1,
            yref="paper",
            yanchor="bottom",
            yshift=6,
            text=say(key, lang, baseline=baseline),
            font_color=colours.slate,
        )
