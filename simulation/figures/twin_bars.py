"""Who is gained and who is lost under another scenario, unit by unit."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.absence import hatch
from simulation.figures.layout import plain, row_label, rows
from simulation.figures.theme import canvas, tokens
from simulation.protection import Released, check_released
from simulation.words import say
from simulation.words.forms import number, percent

ROW_PIXELS = 46
MOST_ROWS = 15
"""Units drawn: those that gain most; the table under the figure has them all."""


def twin_bars(units: Released, letter: str, *, lang: str = "fr", dark: bool = False) -> go.Figure:
    """For each unit, people gained to the right and lost to the left; what holds the others.

    Gained people are filled in the scenario's colour, lost ones only outlined: the side and the
    fill tell them apart, not the hue.

    Args:
        units: columns unit, people, gained, lost, barrier, held, suppressed; see `twins`.
        letter: of the scenario whose gains are told.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    ordered = check_released(units).sort_values("gained", ascending=False, na_position="last")
    shown = rows(ordered.head(MOST_ROWS))
    figure = canvas(
        lang,
        dark,
        56 + ROW_PIXELS * max(1, len(shown)),
        barmode="overlay",
        bargap=0.45,
        margin={"l": 210, "r": 30, "t": 28},
    )
    most = max([1.0, *ordered["gained"].dropna(), *ordered["lost"].dropna()])
    for place, row in enumerate(shown):
        if row.suppressed:
            figure.add_bar(
                orientation="h", x=[0.3 * most], y=[place], marker=hatch(colours),
                text=[say("figure.suppressed", lang)], textposition="outside", hoverinfo="skip",
            )  # fmt: skip
            row_label(figure, place, plain(row.unit), "", colours)
            continue
        for value, fate in ((row.gained, "gained"), (-row.lost, "lost")):
            told = f"{'+' if fate == 'gained' else '−'}{number(abs(value), lang)}"
            figure.add_bar(
                orientation="h",
                x=[value],
                y=[place],
                name=fate,
                marker={
                    "color": colours.scenario(letter) if fate == "gained" else colours.surface,
                    "line": {"color": colours.scenario(letter), "width": 1.6},
                },
                text=[f"<b>{told}</b>"],
                textposition="outside",
                textfont={"size": 13, "color": colours.ink},
                cliponaxis=False,
                hoverinfo="skip",
            )
        row_label(figure, place, plain(row.unit), _held(row, lang), colours)
    figure.add_vline(x=0, line={"color": colours.ink, "width": 1.4})
    figure.update_xaxes(range=[-1.35 * most, 1.35 * most], visible=False)
    figure.update_yaxes(range=[len(shown) - 0.4, -0.7], showticklabels=False)
    for side, key in ((0.02, "lost"), (0.98, "gained")):
        figure.add_annotation(
            x=side, xref="paper", y=1, yref="paper", yanchor="bottom", yshift=4,
            xanchor="left" if side < 0.5 else "right",
            text=say(f"figure.twins.{key}", lang, letter=letter), font_color=colours.slate,
        )  # fmt: skip
    return figure


def _held(row, lang: str) -> str:
    if pd.isna(row.held):
        return ""
    barrier = say(f"experiments.state.{row.barrier}", lang)
    return say("figure.twins.held", lang, share=percent(row.held, lang), barrier=barrier)
