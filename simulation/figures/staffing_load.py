"""The load of community managers week by week, and the posts that carry it."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import CALENDAR_MARGIN, level_axis, row_label, rows, week_axis
from simulation.figures.theme import canvas, tokens, translucent
from simulation.figures.units import tell
from simulation.words import say
from simulation.words.forms import week_label


def staffing_load(
    load: pd.DataFrame,
    *,
    lang: str = "fr",
    dark: bool = False,
    height: int = 220,
) -> go.Figure:
    """The band from P50 to P95, the line of P80, posts as steps.

    Args:
        load: columns week (from 1), p50, p80, p95 and posts, all in full-time equivalents.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    colours = tokens(dark)
    figure = canvas(lang, dark, height, margin={"l": CALENDAR_MARGIN, "r": 20, "t": 28})
    green = colours.activity[4]
    week_axis(figure, int(load["week"].min()), int(load["week"].max()), lang, colours)
    level_axis(figure, float(load[["p95", "posts"]].max().max()), "posts", lang)
    shared = {"x": load["week"], "mode": "lines", "line_width": 0, "hoverinfo": "skip"}
    figure.add_scatter(y=load["p50"], name="p50", **shared)
    figure.add_scatter(
        y=load["p95"], name="p95", fill="tonexty", fillcolor=translucent(green, 0.22), **shared
    )
    figure.add_scatter(
        x=load["week"],
        y=load["p80"],
        name="p80",
        mode="lines",
        line={"color": green, "width": 2.2},
        hovertext=[
            say(
                "figure.load_hover",
                lang,
                week=week_label(row.week, lang),
                p50=tell(row.p50, "posts", lang),
                p80=tell(row.p80, "posts", lang),
                p95=tell(row.p95, "posts", lang),
                posts=tell(row.posts, "posts", lang),
            )
            for row in rows(load)
        ],
        hoverinfo="text",
    )
    figure.add_scatter(
        x=load["week"],
        y=load["posts"],
        name="posts",
        mode="lines",
        line={"color": colours.ink, "width": 2.2, "shape": "hv"},
        hoverinfo="skip",
    )
    peak = load.iloc[int(load["p95"].argmax())]
    detail = say(
        "figure.load_detail",
        lang,
        peak=tell(peak["p95"], "posts", lang),
        week=week_label(int(peak["week"]), lang),
    )
    row_label(figure, 0.6, say("figure.load", lang), detail, colours, yref="paper")
    final = load[load["posts"] == load["posts"].iloc[-1]].iloc[0]
    figure.add_annotation(
        x=final["week"],
        xanchor="left",
        y=final["posts"],
        yanchor="top",
        yshift=-3,
        text=f"<b>{say('figure.posts_planned', lang)}</b>",
        font_color=colours.ink,
    )
    return figure
