"""When the network opens to whom, and when people are trained."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import CALENDAR_MARGIN, row_label, rows, week_axis
from simulation.figures.theme import Tokens, canvas, tokens
from simulation.words import say
from simulation.words.forms import number

KINDS = ("tool", "behaviour", "manager", "animator")
"""Kinds of training, one line each where there are sessions."""

MOST_SQUARES = 4
"""Squares that fit above each other; busier weeks merge several sessions in one."""

SIDES = (3.0, 7.0)
"""Least and greatest side of a square, in pixels."""

SHARED_BY_WEEKS = 400
"""Pixels that the squares of all weeks may take side by side: even a narrow figure has half as
many again, so that squares of neighbouring weeks stay apart."""


def wave_calendar(
    waves: pd.DataFrame,
    training: pd.DataFrame,
    *,
    last_week: int,
    lang: str = "fr",
    dark: bool = False,
) -> go.Figure:
    """Waves as bars on one line, sessions of training as squares under them.

    Args:
        waves: columns wave (from 1), week (of opening, from 1), people.
        training: columns week, kind ("tool", "behaviour", "manager" or "animator"), sessions.
        last_week: where the time axis ends.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    kinds = [kind for kind in KINDS if (training["kind"] == kind).any()]
    figure = canvas(
        lang,
        dark,
        84 + 64 * len(kinds),
        barmode="overlay",
        margin={"l": CALENDAR_MARGIN, "r": 20, "t": 8, "b": 28},
    )
    week_axis(figure, 1, last_week, lang, colours)
    figure.update_xaxes(showgrid=True, gridcolor=colours.hairline)
    figure.update_yaxes(visible=False, range=[len(kinds) + 0.6, -0.5], showgrid=False)
    ends = [*waves["week"].iloc[1:], last_week]
    figure.add_bar(
        orientation="h",
        base=waves["week"],
        x=np.maximum(np.asarray(ends) - waves["week"] - 0.5, 1),
        y=[0] * len(waves),
        width=0.5,
        name="waves",
        customdata=waves["people"],
        marker={"color": colours.activity[4], "line": {"width": 0}},
        text=[f"<b>{row.wave} · {number(row.people, lang)}</b>" for row in rows(waves)],
        textposition="inside",
        insidetextanchor="start",
        constraintext="none",
        textangle=0,
        textfont={"size": 12, "color": colours.activity_text[4]},
        hovertext=[
            say(
                "figure.wave_hover",
                lang,
                wave=row.wave,
                week=row.week,
                people=number(row.people, lang),
            )
            for row in rows(waves)
        ],
        hoverinfo="text",
    )
    row_label(figure, 0, say("figure.waves", lang), say("figure.waves_detail", lang), colours)
    for place, kind in enumerate(kinds, start=1):
        of_kind = training[training["kind"] == kind]
        _add_sessions(figure, place, kind, of_kind, last_week, lang, colours)
    return figure


def _add_sessions(
    figure: go.Figure,
    place: int,
    kind: str,
    sessions: pd.DataFrame,
    last_week: int,
    lang: str,
    colours: Tokens,
) -> None:
    """A square stands for one session, or for several when weeks are busy."""
    per_square = max(1, int(np.ceil(sessions["sessions"].max() / MOST_SQUARES)))
    squares = np.ceil(sessions["sessions"] / per_square).astype(int)
    weeks = np.repeat(sessions["week"], squares)
    stacked = np.concatenate([np.arange(count) for count in squares] or [np.empty(0)])
    figure.add_scatter(
        x=weeks,
        y=place + 0.3 - 0.17 * stacked,
        name=f"{kind} sessions",
        mode="markers",
        marker={
            "symbol": "square",
            "size": float(np.clip(SHARED_BY_WEEKS / last_week, *SIDES)),
            "color": colours.slate,
        },
        cliponaxis=False,
        hoverinfo="skip",
    )
    total = number(sessions["sessions"].sum(), lang)
    detail = say("figure.sessions_detail", lang, sessions=total)
    if per_square > 1:
        detail = say("figure.sessions_merged", lang, sessions=total, count=per_square)
    row_label(figure, place, say(f"figure.training.{kind}", lang), detail, colours)
