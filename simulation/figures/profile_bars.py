"""How the profiles of users shift from week to week."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.theme import canvas, tokens, translucent
from simulation.figures.units import ticks
from simulation.protection import Released, check_released
from simulation.words import say
from simulation.words.forms import number, percent, week_label

ACTIVE_LECKO = ("compulsive", "loyal", "assiduous", "initiate")
"""Stacked from the foot upwards in reverse; the inactive are the white above."""


def profile_bars(
    shares: Released,
    *,
    profiles: Sequence[str] = ACTIVE_LECKO,
    week: int | None = None,
    lang: str = "fr",
    dark: bool = False,
    height: int = 240,
) -> go.Figure:
    """Stacked bars of the share of people in each active profile, one bar a week.

    Args:
        shares: columns week (from 1), profile, value (share of people), people; a value
            that is missing was suppressed.
        profiles: from the least active to the most; at most four.
        week: the week reached by the player; those after it are paled and it is framed.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    colours = tokens(dark)
    names = {profile: say(f"figure.profile.{profile}", lang) for profile in profiles}
    figure = canvas(lang, dark, height, barmode="stack", bargap=0.14, margin={"l": 44, "r": 104})
    table = (
        check_released(shares)
        .pivot_table("value", "week", "profile", dropna=False)
        .reindex(columns=list(profiles))
    )
    weeks = [int(each) for each in table.index]
    values, labels = ticks(float(table.sum(axis=1).max()), "share", lang)
    figure.update_yaxes(range=[0, values[-1]], tickvals=values, ticktext=labels, showgrid=True)
    figure.update_xaxes(
        tickvals=weeks[:: -(-len(weeks) // 16)],
        ticktext=[week_label(each, lang) for each in weeks[:: -(-len(weeks) // 16)]],
    )
    for profile, colour in reversed(list(zip(profiles, colours.activity[1:], strict=True))):
        figure.add_bar(
            x=weeks,
            y=table[profile],
            name=profile,
            marker_color=[
                colour if week is None or each <= week else translucent(colour, 0.35)
                for each in weeks
            ],
            hovertext=[
                say(
                    "figure.profile_hover",
                    lang,
                    profile=names[profile],
                    week=number(each, lang),
                    share=percent(value, lang),
                )
                if pd.notna(value)
                else ""
                for each, value in zip(weeks, table[profile], strict=True)
            ],
            hoverinfo="text",
        )
    for place, (profile, colour) in enumerate(zip(profiles, colours.activity[1:], strict=True)):
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=10,
            y=1,
            yref="paper",
            yanchor="top",
            yshift=-20 * place,
            align="left",
            text=f"<span style='color:{colour}'>■</span> {names[profile]}",
            font_color=colours.slate,
        )
    if week is not None:
        figure.add_vrect(
            x0=week - 0.5,
            x1=week + 0.5,
            line={"color": colours.ink, "width": 2},
            fillcolor="rgba(0,0,0,0)",
        )
    return figure
