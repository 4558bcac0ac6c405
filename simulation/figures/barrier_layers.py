"""Who contributes week by week, and what holds back the others."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import EndLabel, end_labels, level_axis, week_axis
from simulation.figures.theme import Tokens, canvas, tokens
from simulation.figures.units import tell
from simulation.words import say
from simulation.words.forms import week_label

STATES = (
    "contributors",
    "held_no_answer",
    "held_no_time",
    "held_not_safe",
    "held_not_useful",
    "held_not_reached",
)
"""From the foot upwards: the nearer to contributing, the lower and the darker."""


def barrier_layers(
    table: pd.DataFrame,
    *,
    lang: str = "fr",
    dark: bool = False,
    height: int = 300,
) -> go.Figure:
    """Layers of the staff, one for each state, that add up to everybody in every week.

    Shades of one scale, in the order of the layers, named where they end: nothing is told by
    hue.

    Args:
        table: columns week (from 1), state (one of `STATES`), value (share of the staff).
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    colours = tokens(dark)
    figure = canvas(lang, dark, height)
    shares = table.pivot_table("value", "week", "state")[list(STATES)]
    weeks = [int(week) for week in shares.index]
    week_axis(figure, weeks[0], weeks[-1], lang, colours)
    top = level_axis(figure, 1.0, "share", lang)
    tops = shares.cumsum(axis=1)
    labels = []
    for state, colour in zip(STATES, shades(colours), strict=True):
        name = say(f"experiments.state.{state}", lang)
        figure.add_scatter(
            x=weeks,
            y=shares[state],
            name=state,
            stackgroup="staff",
            mode="lines",
            fillcolor=colour,
            line={"color": colours.surface, "width": 1.5},
            hovertext=[
                f"{week_label(week, lang)} · {name} · {tell(value, 'share', lang)}"
                for week, value in zip(weeks, shares[state], strict=True)
            ],
            hoverinfo="text",
        )
        last = float(shares[state].iloc[-1])
        middle = float(tops[state].iloc[-1]) - last / 2
        labels.append(EndLabel(middle, tell(last, "share", lang), name, colours.ink))
    end_labels(figure, weeks[-1], top, labels, colours)
    return figure


def shades(colours: Tokens) -> tuple[str, ...]:
    """One shade per state, from the strongest; those not reached are the ground."""
    return (*reversed(colours.activity), colours.hairline)
