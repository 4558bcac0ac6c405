"""One indicator of a record, week by week."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from babel.dates import format_date

from simulation.figures.absence import dotted_frame, hatch
from simulation.figures.layout import level_axis, rows, week_axis
from simulation.figures.theme import Tokens, canvas, tokens
from simulation.figures.units import tell
from simulation.protection import Released, check_released
from simulation.words import say
from simulation.words.forms import number, short_date, week_label

MOST_NUMBERED_WEEKS = 104
"""Longer records are told by date."""


def indicator_line(
    table: Released,
    *,
    unit: str = "share",
    simulated: bool = False,
    threshold: float | None = None,
    threshold_name: str = "",
    lang: str = "fr",
    dark: bool = False,
    height: int = 260,
) -> go.Figure:
    """Weekly values: real in ink with dots, simulated in slate and dashed.

    Args:
        table: published ordered of one indicator and one group: week (Monday), value,
            people, available, suppressed. Weeks that are suppressed are hatched; when
            the source records nothing of it, a dotted frame says so.
        unit: of the values.
        simulated: whether the record is simulated.
        threshold: a level to compare with, as a dotted line.
        threshold_name: what the threshold is called.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    colours = tokens(dark)
    figure = canvas(lang, dark, height, margin={"r": 56})
    ordered = check_released(table).sort_values("week").reset_index(drop=True)
    numbers = np.arange(1, len(ordered) + 1)
    week_axis(figure, 1, max(2, len(ordered)), lang, colours)
    if len(ordered) > MOST_NUMBERED_WEEKS:
        _tell_dates(figure, ordered["week"], lang)
    ordered["value"] = ordered["value"].where(~ordered["suppressed"] & ordered["available"])
    shown = ordered["value"]
    top = level_axis(figure, float(np.nanmax([shown.max(), threshold or 0.0, 1e-9])), unit, lang)
    if not ordered["available"].any():
        dotted_frame(figure, 0, 1, 0, 1, lang, colours, xref="paper", yref="paper")
        figure.update_yaxes(showticklabels=False, showgrid=False)
        return figure
    _add_hatches(figure, numbers, ordered, top, lang, colours)
    colour = colours.slate if simulated else colours.ink
    figure.add_scatter(
        x=numbers,
        y=shown,
        name="value",
        mode="lines" if simulated or len(ordered) > MOST_NUMBERED_WEEKS else "lines+markers",
        line={"color": colour, "width": 2.2, "dash": "dash" if simulated else "solid"},
        marker={"color": colour, "size": 6},
        cliponaxis=False,
        hovertext=[
            _hover(row, int(n), unit, lang) for n, row in zip(numbers, rows(ordered), strict=True)
        ],
        hoverinfo="text",
    )
    _tell_last(figure, numbers, shown, unit, lang, colour)
    if threshold is not None:
        figure.add_hline(y=threshold, line={"color": colours.slate, "width": 1.4, "dash": "dot"})
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            xshift=6,
            y=threshold,
            yanchor="bottom",
            text=threshold_name,
            font_color=colours.slate,
        )
    return figure


def _add_hatches(
    figure: go.Figure,
    numbers: np.ndarray,
    ordered: pd.DataFrame,
    top: float,
    lang: str,
    colours: Tokens,
) -> None:
    hidden = numbers[ordered["suppressed"].to_numpy(dtype=bool)]
    if len(hidden):
        figure.add_bar(
            x=hidden,
            y=[top] * len(hidden),
            width=1,
            name="suppressed",
            marker=hatch(colours),
            hovertext=[say("figure.suppressed", lang)] * len(hidden),
            hoverinfo="text",
        )


def _tell_last(
    figure: go.Figure, numbers: np.ndarray, shown: pd.Series, unit: str, lang: str, colour: str
) -> None:
    known = shown.dropna()
    if len(known):
        figure.add_annotation(
            x=numbers[known.index[-1]],
            y=known.iloc[-1],
            xanchor="left",
            xshift=8,
            text=f"<b>{tell(known.iloc[-1], unit, lang)}</b>",
            font={"size": 14, "color": colour},
        )


def _hover(row, number_of_week: int, unit: str, lang: str) -> str:
    if pd.isna(row.value):
        return ""
    people = say("figure.people", lang, count=number(row.people, lang))
    return (
        f"<b>{tell(row.value, unit, lang)}</b>, {people}<br>"
        f"{week_label(number_of_week, lang)}, {short_date(row.week.date(), lang)}"
    )


def _tell_dates(figure: go.Figure, weeks: pd.Series, lang: str) -> None:
    """Ticks at five dates instead of numbered weeks."""
    places = np.unique(np.linspace(0, len(weeks) - 1, 5).astype(int))
    figure.update_xaxes(
        tickvals=places + 1,
        ticktext=[format_date(weeks[place], "MMM y", locale=lang) for place in places],
    )
