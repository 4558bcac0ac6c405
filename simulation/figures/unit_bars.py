"""Levels of groups side by side, with the whole as a mark."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.figures.absence import hatch
from simulation.figures.layout import plain, rows
from simulation.figures.theme import canvas, tokens
from simulation.figures.units import tell
from simulation.protection import Released, check_released
from simulation.words import say
from simulation.words.forms import number

ROW_PIXELS = 44


def unit_bars(
    table: Released,
    *,
    unit: str = "share",
    overall: float | None = None,
    emphasis: str | None = None,
    lang: str = "fr",
    dark: bool = False,
) -> go.Figure:
    """One bar per group, the highest on top; suppressed groups are hatched, without number.

    Args:
        table: columns group, value, people, suppressed; published ordered of one week.
        unit: of the values.
        overall: level of all groups together, as a dotted line.
        emphasis: the group the finding is about, in ink.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    ordered = check_released(table).sort_values("value", na_position="first").reset_index(drop=True)
    hidden = ordered["suppressed"].to_numpy(dtype=bool)
    widest = max((len(str(name)) for name in ordered["group"]), default=8)
    figure = canvas(
        lang,
        dark,
        44 + ROW_PIXELS * max(1, len(ordered)),
        bargap=0.42,
        margin={"l": 24 + min(220, 8 * max(widest, 12)), "r": 56, "t": 8, "b": 28},
    )
    top = float(np.nanmax([ordered["value"].max(), overall or 0.0, 1e-9]))
    figure.update_xaxes(range=[0, 1.06 * top], visible=False)
    figure.update_yaxes(
        tickvals=list(range(len(ordered))),
        ticktext=[_label(row, row.group == emphasis, lang, colours.slate) for row in rows(ordered)],
        range=[-0.6, len(ordered) - 0.4],
        tickfont={"size": 13, "color": colours.ink},
        ticklabelstandoff=8,
    )
    shown = ordered[~hidden]
    figure.add_bar(
        orientation="h",
        x=shown["value"],
        y=shown.index,
        name="value",
        marker_color=[
            colours.ink if group == emphasis else colours.neutral for group in shown["group"]
        ],
        text=[f"<b>{tell(value, unit, lang)}</b>" for value in shown["value"]],
        textposition="outside",
        textfont={"size": 14, "color": colours.ink},
        cliponaxis=False,
        hoverinfo="skip",
    )
    if hidden.any():
        figure.add_bar(
            orientation="h",
            x=[0.3 * top] * int(hidden.sum()),
            y=ordered.index[hidden],
            name="suppressed",
            marker=hatch(colours),
            text=[say("figure.suppressed", lang)] * int(hidden.sum()),
            textposition="outside",
            textfont={"size": 12, "color": colours.slate},
            hoverinfo="skip",
        )
    if overall is not None:
        figure.add_vline(x=overall, line={"color": colours.slate, "width": 1.4, "dash": "dot"})
        figure.add_annotation(
            x=overall,
            y=0,
            yref="paper",
            yanchor="top",
            yshift=-4,
            xanchor="left",
            xshift=4,
            text=say("figure.overall", lang, level=tell(overall, unit, lang)),
            font_color=colours.slate,
        )
    return figure


def _label(row, emphasised: bool, lang: str, slate: str) -> str:
    name = f"<b>{plain(row.group)}</b>" if emphasised else plain(row.group)
    if row.suppressed or pd.isna(row.people):
        return name
    people = say("figure.people", lang, count=number(row.people, lang))
    return f"{name}<br><span style='color:{slate};font-size:12px'>{people}</span>"
