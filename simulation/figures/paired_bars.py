"""Two compositions side by side: who the pilot was, and who the company is."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.absence import hatch
from simulation.figures.layout import plain
from simulation.figures.theme import canvas, tokens
from simulation.figures.units import tell
from simulation.protection import Released, check_released
from simulation.words import say

ROW_PIXELS = 52


def paired_bars(
    table: Released,
    *,
    unit: str = "share",
    lang: str = "fr",
    dark: bool = False,
) -> go.Figure:
    """For each group a bar in ink (pilot) over a bar in grey (company).

    Args:
        table: columns group, pilot, company, suppressed (of the pilot's value).
        unit: of the values.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    rows = check_released(table).iloc[::-1].reset_index(drop=True)
    longest = max((len(str(name)) for name in rows["group"]), default=8)
    figure = canvas(
        lang,
        dark,
        48 + ROW_PIXELS * max(1, len(rows)),
        barmode="overlay",
        margin={"l": 24 + min(220, 8 * longest), "r": 56, "t": 28, "b": 8},
    )
    hidden = rows["suppressed"].to_numpy(dtype=bool)
    top = float(rows[["pilot", "company"]].max().max())
    series = (
        ("company", rows["company"], rows.index - 0.2, colours.neutral),
        ("pilot", rows["pilot"].where(~rows["suppressed"]), rows.index + 0.2, colours.ink),
    )
    for name, values, places, colour in series:
        figure.add_bar(
            orientation="h",
            x=values,
            y=places,
            width=0.34,
            name=name,
            marker_color=colour,
            text=[
                "" if pd.isna(value) else f"<b>{tell(value, unit, lang)}</b>" for value in values
            ],
            textposition="outside",
            textfont={"size": 13, "color": colours.ink},
            cliponaxis=False,
            hoverinfo="skip",
        )
    if hidden.any():
        count = int(hidden.sum())
        figure.add_bar(
            orientation="h",
            x=[top / 3] * count,
            y=rows.index[hidden] + 0.2,
            width=0.34,
            name="suppressed",
            marker=hatch(colours),
            hoverinfo="text",
            hovertext=[say("figure.suppressed", lang)] * count,
        )
    figure.update_xaxes(visible=False, range=[0, 1.1 * top])
    figure.update_yaxes(
        tickvals=list(rows.index),
        ticktext=[plain(group) for group in rows["group"]],
        range=[-0.6, len(rows) - 0.4],
        tickfont={"size": 13, "color": colours.ink},
        ticklabelstandoff=8,
    )
    key = "  ".join(
        f"<span style='color:{colour}'>■</span> {say(f'figure.{name}', lang)}"
        for name, _, _, colour in reversed(series)
    )
    figure.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        y=1,
        yref="paper",
        yanchor="bottom",
        yshift=4,
        text=key,
        font_color=colours.slate,
    )
    return figure
