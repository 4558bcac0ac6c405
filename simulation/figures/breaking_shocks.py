"""The lightest shocks that break a plan, when they strike, and what warns of them first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import plain, row_label, rows, week_axis
from simulation.figures.theme import Tokens, canvas, tokens
from simulation.words import say
from simulation.words.forms import number, week_label

ROW_PIXELS = 62
LABEL_MARGIN = 214
FOOT, WHOLE = 0.38, 0.4
"""Where a shock stands under the middle of its row, and how high a whole one is, in rows."""

WITHSTOOD = 0.5
"""Height of a row on which no shock is drawn, in rows."""


def breaking_shocks(
    table: pd.DataFrame,
    *,
    last_week: int,
    calm: float,
    lang: str = "fr",
    dark: bool = False,
) -> go.Figure:
    """One row a shock over the plan's weeks: as high as it is hard, framed as if it were whole.

    The area filled is what the shock weighs. A triangle marks the week in which an indicator warns
    first: filled when a platform's export shows it, hollow when people would have to be asked.
    Chances of reaching the target stand at the end.

    Args:
        table: label, detail, week, end (last week of the shock), size, chance, warns (name of the
            indicator, or ""), warned (its week, or missing), survey; first those that break the
            plan, then those it withstands, whose week, end and size are missing.
        last_week: of the target.
        calm: chance without any shock.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    steps = np.where(table["week"].isna(), WITHSTOOD, 1.0)
    places = np.cumsum(steps) - steps / 2
    height = int(74 + ROW_PIXELS * max(1.0, steps.sum()))
    figure = canvas(lang, dark, height, margin={"l": LABEL_MARGIN, "t": 46, "r": 104})
    week_axis(figure, 1, last_week, lang, colours)
    figure.update_yaxes(range=[max(1.0, steps.sum()), 0], showticklabels=False)
    figure.add_annotation(
        x=1,
        xref="paper",
        xanchor="left",
        xshift=10,
        y=1,
        yref="paper",
        yanchor="bottom",
        yshift=4,
        align="left",
        text=say("figure.robust_calm", lang, chances=number(100 * calm, lang)),
        font_color=colours.slate,
    )
    for place, row in zip(places, rows(table), strict=True):
        breaks = not pd.isna(row.week)
        if breaks:
            _add_shock(figure, place, row, colours)
            _add_warning(figure, place, row, lang, colours)
        else:
            _write(figure, 1, place, plain(row.detail), colours.slate, last_week)
        row_label(figure, place, plain(row.label), plain(row.detail) if breaks else "", colours)
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=10,
            y=place,
            text=f"<b>{number(100 * row.chance, lang)}</b>",
            font={"color": colours.error if breaks else colours.ink, "size": 15},
        )
    return figure


def _add_shock(figure: go.Figure, place: float, row, colours: Tokens) -> None:
    figure.add_shape(
        type="rect",
        x0=row.week,
        x1=row.end,
        y0=place + FOOT,
        y1=place + FOOT - WHOLE,
        line={"color": colours.outline, "width": 1},
        layer="below",
    )
    figure.add_bar(
        orientation="h",
        base=[row.week],
        x=[row.end - row.week],
        y=[place + FOOT - WHOLE * row.size / 2],
        width=[WHOLE * row.size],
        name=f"{row.label} shock",
        marker={"color": colours.error, "line": {"width": 0}},
        hovertext=row.detail,
        hoverinfo="text",
    )


def _add_warning(figure: go.Figure, place: float, row, lang: str, colours: Tokens) -> None:
    last_week, above = figure.layout.xaxis.range[1], place - 0.26
    if pd.isna(row.warned):
        said = say("figure.robust_no_warning", lang)
        _write(figure, row.week, above, said, colours.slate, last_week)
        return
    figure.add_scatter(
        x=[row.warned],
        y=[above],
        name=f"{row.label} warning",
        mode="markers",
        marker={
            "symbol": "triangle-up",
            "size": 11,
            "color": colours.surface if row.survey else colours.warning,
            "line": {"color": colours.warning, "width": 1.6},
        },
        hoverinfo="skip",
    )
    key = "figure.robust_asked" if row.survey else "figure.robust_warns"
    said = say(key, lang, week=week_label(int(row.warned), lang), indicator=row.warns)
    _write(figure, row.warned, above, plain(said), colours.ink, last_week, away=11)


def _write(
    figure: go.Figure, week: float, y: float, text: str, colour: str, last: int, away: int = 0
) -> None:
    """Write beside a week: after it, or before it where the weeks that are left are few."""
    late = week > 0.6 * last
    figure.add_annotation(
        x=week if away or not late else last,
        y=y,
        xanchor="right" if late else "left",
        xshift=-away if late else away,
        text=text,
        font_color=colour,
    )
