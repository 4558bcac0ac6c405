"""How long something lasts, or how soon something comes: Kaplan-Meier steps with their band."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.figures.theme import DASHES, canvas, tokens, translucent
from simulation.figures.units import ticks
from simulation.protection import Released, check_released
from simulation.words import say
from simulation.words.forms import number, percent

MOST_CURVES = 3
RISK_ROW = 18
LABEL_CHARACTERS = 7.2


def survival_curve(
    curves: Released,
    *,
    names: dict[str, str] | None = None,
    unit: str = "weeks",
    simulated: bool = False,
    lang: str = "fr",
    dark: bool = False,
    height: int = 300,
) -> go.Figure:
    """Steps with their 90 % band, each named at its end; below, how many are still followed.

    Lines differ by dash and by label, never by hue alone.

    Args:
        curves: columns group, duration, value, low, high, at_risk; at most three groups.
        names: label of each group; none for a single curve.
        unit: "weeks" or "hours", of the durations.
        simulated: draws in slate, dashed, instead of ink.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels, without the rows of those still followed.
    """
    check_released(curves)
    colours = tokens(dark)
    groups = list(dict.fromkeys(curves["group"]))[:MOST_CURVES]
    labels = names or {}
    widest = max((len(labels.get(group, "")) for group in groups), default=0)
    figure = canvas(
        lang,
        dark,
        height + RISK_ROW * (len(groups) + 1),
        margin={
            "l": 48,
            "r": 20 + int(LABEL_CHARACTERS * widest),
            "b": 44 + RISK_ROW * (len(groups) + 1),
        },
    )
    longest = float(curves["duration"].max()) if len(curves) else 1.0
    values, shares = ticks(1.0, "share", lang)
    figure.update_yaxes(range=[0, 1.02], tickvals=values, ticktext=shares, showgrid=True)
    at, marks = _duration_ticks(longest)
    figure.update_xaxes(
        range=[0, longest * 1.01],
        tickvals=at,
        ticktext=[number(mark, lang) for mark in marks],
        title_text=say(f"figure.survival.{unit}", lang),
        title_standoff=4,
    )
    colour = colours.slate if simulated else colours.ink
    styles = (
        ("dash" if simulated else "solid", colour),
        (DASHES["A"], colours.slate),
        ("longdash", colours.neutral),
    )
    for place, group in enumerate(groups):
        own = curves[curves["group"] == group]
        dash, line = styles[place]
        _band(figure, own, str(group), line)
        _steps(figure, own, str(group), line, dash, unit, lang)
        if labels.get(group):
            figure.add_annotation(
                x=float(own["duration"].iloc[-1]),
                y=float(own["value"].iloc[-1]),
                text=labels[group],
                xanchor="left",
                xshift=6,
                font={"size": 13, "color": line},
            )
        _still_followed(figure, own, at, place, labels.get(group, ""), line, lang)
    figure.add_annotation(
        x=0, xref="paper", xanchor="left", xshift=-40, y=0, yref="paper", yanchor="top",
        yshift=-40, text=say("figure.survival.at_risk", lang), font_color=colour,
    )  # fmt: skip
    return figure


def _band(figure: go.Figure, own: pd.DataFrame, name: str, colour: str) -> None:
    known = own[own["low"].notna() & own["high"].notna()]
    for column, fill in (("high", None), ("low", "tonexty")):
        figure.add_scatter(
            x=known["duration"],
            y=known[column],
            name=f"{name} {column}",
            mode="lines",
            line={"width": 0, "shape": "hv"},
            fill=fill,
            fillcolor=translucent(colour, 0.14),
            hoverinfo="skip",
        )


def _steps(
    figure: go.Figure, own: pd.DataFrame, name: str, colour: str, dash: str, unit: str, lang: str
) -> None:
    figure.add_scatter(
        x=own["duration"],
        y=own["value"],
        name=name,
        mode="lines",
        line={"width": 2.4, "shape": "hv", "color": colour, "dash": dash},
        hovertext=[
            say(
                f"figure.survival.hover.{unit}",
                lang,
                share=percent(value, lang),
                duration=number(duration, lang),
            )
            for value, duration in zip(own["value"], own["duration"], strict=True)
        ],
        hoverinfo="text",
    )


def _still_followed(
    figure: go.Figure,
    own: pd.DataFrame,
    at: list[float],
    place: int,
    label: str,
    colour: str,
    lang: str,
) -> None:
    """One row of counts beneath the axis: how many were still followed at each tick."""
    for duration in at:
        later = own.loc[own["duration"] >= duration, "at_risk"]
        figure.add_annotation(
            x=duration,
            y=0,
            yref="paper",
            yanchor="top",
            yshift=-40 - RISK_ROW * (place + 1),
            text=number(float(later.iloc[0]) if len(later) else 0, lang),
            font_color=colour,
        )
    figure.add_annotation(
        x=1,
        xref="paper",
        xanchor="left",
        xshift=6,
        y=0,
        yref="paper",
        yanchor="top",
        yshift=-40 - RISK_ROW * (place + 1),
        text=label,
        font_color=colour,
    )


def _duration_ticks(longest: float) -> tuple[list[float], list[float]]:
    """At most seven round durations from zero."""
    steps = np.array([1, 2, 4, 8, 12, 13, 24, 26, 52, 104])
    step = float(next((s for s in steps if longest / s <= 7), longest / 6))
    at = [float(value) for value in np.arange(0, longest + 1e-9, step)]
    return at, at
