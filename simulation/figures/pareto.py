"""What certainty costs: each plan by its cost and its probability of reaching the target."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import rows, spread
from simulation.figures.theme import Tokens, canvas, tokens, translucent
from simulation.figures.units import ticks
from simulation.words import say
from simulation.words.forms import percent, thousand_euros

TOP = 1.04
"""Of the axis of probabilities: marks at 100 % need some room."""

DROP = 0.3
"""How far under its plan a name stands, as a probability: under the cloud of dominated plans."""

NAME_PIXELS = 36
"""Height of a name and its price."""


def pareto(
    plans: pd.DataFrame,
    *,
    required: float | None = None,
    lang: str = "fr",
    dark: bool = False,
    height: int = 340,
) -> go.Figure:
    """The front joined with its band, the chosen plan filled; it and its neighbours are named.

    Args:
        plans: one row per plan: cost (euros), probability, probability_low,
            probability_high, role ("chosen", "cheaper", "dearer" or ""), dominated; with `plan`,
            a number, marks of the front tell which plan they are.
        required: the probability asked for, as a dotted line.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    colours = tokens(dark)
    figure = canvas(lang, dark, height, margin={"t": 24, "r": 28, "b": 48})
    dominated = plans[plans["dominated"] & (plans["role"] == "")]
    front = plans[~plans["dominated"]].sort_values("cost")
    least, most = plans["cost"].min(), plans["cost"].max()
    room = 0.06 * max(most - least, 0.2 * most)
    values, labels = ticks(most, "euros", lang, least=least)
    figure.update_xaxes(
        range=[least - room, most + 4 * room],
        tickvals=values,
        ticktext=labels,
        title_text=say("figure.cost", lang),
        showline=True,
        linecolor=colours.outline,
    )
    levels, level_labels = ticks(1.0, "share", lang)
    figure.update_yaxes(range=[0, TOP], tickvals=levels, ticktext=level_labels, showgrid=True)
    if len(dominated):
        figure.add_scatter(
            x=dominated["cost"],
            y=dominated["probability"],
            name="dominated",
            mode="markers",
            marker={"color": translucent(colours.neutral, 0.5), "size": 6},
            hovertext=_hovers(dominated, lang),
            hoverinfo="text",
        )
    _add_front(figure, front, lang, colours)
    beaten = plans[plans["dominated"] & (plans["role"] != "")]
    if len(beaten):
        _add_marks(figure, beaten, "named", "markers", lang, colours)
    if required is not None:
        figure.add_hline(y=required, line={"color": colours.ink, "width": 1.6, "dash": "dot"})
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            xshift=4,
            y=required,
            yanchor="bottom",
            text=say("figure.required", lang, level=percent(required, lang)),
            font_color=colours.slate,
        )
    _name_plans(figure, plans[plans["role"] != ""], lang, colours)
    return figure


def _add_front(figure: go.Figure, front: pd.DataFrame, lang: str, colours: Tokens) -> None:
    shared = {"x": front["cost"], "mode": "lines", "line_width": 0, "hoverinfo": "skip"}
    figure.add_scatter(y=front["probability_low"], name="front low", **shared)
    figure.add_scatter(
        y=front["probability_high"],
        name="front high",
        fill="tonexty",
        fillcolor=translucent(colours.slate, 0.14),
        **shared,
    )
    _add_marks(figure, front, "front", "lines+markers", lang, colours)


def _add_marks(
    figure: go.Figure, plans: pd.DataFrame, name: str, mode: str, lang: str, colours: Tokens
) -> None:
    """Plans as marks: the chosen one filled and large, its neighbours larger than the others."""
    chosen, named = plans["role"] == "chosen", plans["role"] != ""
    figure.add_scatter(
        x=plans["cost"],
        y=plans["probability"],
        name=name,
        mode=mode,
        line={"color": colours.ink, "width": 2},
        marker={
            "color": [colours.ink if each else colours.surface for each in chosen],
            "size": [14 if c else 11 if n else 8 for c, n in zip(chosen, named, strict=True)],
            "line": {"color": colours.ink, "width": 1.8},
            "opacity": 1,
        },
        hovertext=_hovers(plans, lang),
        hoverinfo="text",
        customdata=plans.get("plan", None),
    )


def _name_plans(figure: go.Figure, plans: pd.DataFrame, lang: str, colours: Tokens) -> None:
    """Names under the front, apart, each on a thin line from its plan.

    They stand in the order of costs, so that no line crosses another.
    """
    margin = figure.layout.margin
    pixels = (figure.layout.height - margin.t - margin.b) / TOP
    named = plans.sort_values("cost")
    wanted = ((named["probability"] - DROP) * pixels).cummax().to_list()
    places = spread(wanted, [NAME_PIXELS] * len(named), low=NAME_PIXELS / 2, high=TOP * pixels)
    for row, place in zip(rows(named), places, strict=True):
        name, level = _plan_words(row, lang)
        figure.add_shape(
            type="line",
            x0=row.cost,
            x1=row.cost,
            y0=row.probability,
            y1=place / pixels,
            line={"color": colours.slate, "width": 1},
            layer="below",
        )
        figure.add_annotation(
            x=row.cost,
            y=place / pixels,
            xanchor="left",
            xshift=5,
            align="left",
            text=f"<b>{name}</b><br><span style='color:{colours.slate}'>{level}</span>",
            font_color=colours.ink,
        )


def _plan_words(row, lang: str) -> tuple[str, str]:
    level = f"{thousand_euros(row.cost, lang)}, {percent(row.probability, lang)}"
    return say(f"figure.plan.{row.role}", lang), level


def _hovers(plans: pd.DataFrame, lang: str) -> list[str]:
    return [
        say(
            "figure.plan_hover",
            lang,
            cost=thousand_euros(row.cost, lang),
            probability=percent(row.probability, lang),
            low=percent(row.probability_low, lang),
            high=percent(row.probability_high, lang),
        )
        for row in rows(plans)
    ]
