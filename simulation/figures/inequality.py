"""How evenly contributions are shared among those who contribute."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.theme import canvas, tokens
from simulation.figures.units import ticks
from simulation.words import say
from simulation.words.forms import number


def inequality(
    curve: pd.DataFrame,
    *,
    gini: float | None = None,
    simulated: bool = False,
    lang: str = "fr",
    dark: bool = False,
    height: int = 300,
) -> go.Figure:
    """The Lorenz curve beside the line of equal shares.

    Args:
        curve: columns people and contributions, both cumulative shares in [0, 1], the
            least active first.
        gini: the index of inequality, written under the diagonal.
        simulated: whether the record is simulated.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    colours = tokens(dark)
    figure = canvas(lang, dark, height, margin={"b": 44, "t": 12})
    values, labels = ticks(1.0, "share", lang)
    figure.update_xaxes(
        range=[0, 1],
        tickvals=values,
        ticktext=labels,
        showline=True,
        linecolor=colours.outline,
        title_text=say("figure.people_share", lang),
    )
    figure.update_yaxes(range=[0, 1], tickvals=values, ticktext=labels, showgrid=True)
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        name="equal",
        mode="lines",
        hoverinfo="skip",
        line={"color": colours.outline, "width": 1.4, "dash": "dot"},
    )
    figure.add_scatter(
        x=curve["people"],
        y=curve["contributions"],
        name="contributions",
        mode="lines",
        hoverinfo="skip",
        line={
            "color": colours.slate if simulated else colours.ink,
            "width": 2.4,
            "dash": "dash" if simulated else "solid",
        },
    )
    figure.add_annotation(
        x=0.4,
        y=0.46,
        text=say("figure.equal_shares", lang),
        xanchor="right",
        font_color=colours.slate,
    )
    if gini is not None:
        figure.add_annotation(
            x=0.62,
            y=0.12,
            xanchor="left",
            font={"size": 14},
            text=f"<b>{say('figure.gini', lang, level=number(gini, lang, 2))}</b>",
        )
    return figure
