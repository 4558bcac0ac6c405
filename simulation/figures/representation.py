"""How much of the pilot a group was, beside how much of the company it is."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from simulation.figures.layout import plain, row_label, rows
from simulation.figures.theme import canvas, tokens
from simulation.protection import Released, check_released
from simulation.words import say
from simulation.words.forms import number, percent

ROW_PIXELS = 44
WIDEST = 6.0
"""A ratio or a bound beyond is an arrow at the edge; its number stands beside."""

NEAR = 0.12
"""Share of the axis within which a number would be struck through by the line of one."""


def representation(
    groups: Released, names: Sequence[str], *, lang: str = "fr", dark: bool = False
) -> go.Figure:
    """For each group the ratio of its share of the pilot to its share of the company, 90 %.

    Filled in ink where it is beyond chance, hollow where it is not; one is a line.

    Args:
        groups: columns pilot, company, ratio, low, high, verdict.
        names: what each group is called, in the same order.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    shown = rows(check_released(groups))
    reach = max(2.0, min(WIDEST, max((row.high for row in shown), default=2.0)))
    figure = canvas(
        lang, dark, 56 + ROW_PIXELS * max(1, len(shown)), margin={"l": 210, "r": 16, "t": 28}
    )
    figure.add_vline(x=1, line={"color": colours.ink, "width": 1.4})
    for place, (row, name) in enumerate(zip(shown, names, strict=True)):
        beyond = row.verdict != "chance"
        colour = colours.ink if beyond else colours.slate
        figure.add_scatter(
            x=[min(row.low, reach), min(row.high, reach)],
            y=[place, place],
            mode="lines",
            line={"color": colour, "width": 2},
            hoverinfo="skip",
        )
        if row.high > reach:
            figure.add_scatter(
                x=[reach],
                y=[place],
                mode="markers",
                marker={"symbol": "triangle-right", "size": 10, "color": colour},
                cliponaxis=False,
                hoverinfo="skip",
            )
        figure.add_scatter(
            x=[min(row.ratio, reach)],
            y=[place],
            mode="markers+text" if row.ratio <= reach else "text",
            marker={
                "color": colour if beyond else colours.surface,
                "size": 10,
                "line": {"color": colour, "width": 2},
            },
            text=[say("figure.representation.times", lang, ratio=number(row.ratio, lang, 2))],
            textposition=_free_side(row.ratio, reach),
            textfont={"size": 12, "color": colour},
            cliponaxis=False,
            hoverinfo="skip",
        )
        shares = {"pilot": percent(row.pilot, lang), "company": percent(row.company, lang)}
        detail = say("figure.representation.shares", lang, **shares)
        row_label(figure, place, plain(name), detail, colours)
    values = [value / 2 for value in range(int(2 * reach) + 1)]
    figure.update_xaxes(
        range=[0, 1.04 * reach],
        tickvals=values,
        ticktext=[
            say("figure.representation.times", lang, ratio=number(v, lang, int(v % 1 > 0)))
            for v in values
        ],
    )
    figure.update_yaxes(range=[len(shown) - 0.5, -0.6], showticklabels=False)
    figure.add_annotation(
        x=1, y=1, yref="paper", yanchor="bottom", yshift=4, showarrow=False,
        text=say("figure.representation.same", lang), font_color=colours.slate,
    )  # fmt: skip
    return figure


def _free_side(ratio: float, reach: float) -> str:
    """Where a number stands over its mark: off the line of one, which would strike it through."""
    if abs(ratio - 1) > NEAR * reach:
        return "top center"
    return "top left" if ratio < 1 else "top right"
