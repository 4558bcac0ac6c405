"""What certainty costs: each plan by its cost and its probability of reaching the target."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import rows, spread
from simulation.figures.theme import Tokens, canvas, tokens, translucent
from simulation.figures.units import ticks
from simulation.words import say
from simulation.words.forms import percent, thousand_euros

TOP = 1.12
"""Of the axis of probabilities: names above the front need some room over 100 %."""


def pareto(
    plans: pd.DataFrame,
    *,
    required: float | None = None,
    lang: str = "fr",
    dark: bool = False,
    height: int = 340,
) -> go.Figure:
    """The front joined with its band, the chosen plan filled, its neighbours named.

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
    dominated = plans[plans["dominated"]]
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
    chosen = front["role"] == "chosen"
    named = front["role"] != ""
    figure.add_scatter(
        x=front["cost"],
        y=front["probability"],
        name="front",
        mode="lines+markers",
        line={"color": colours.ink, "width": 2},
        marker={
            "color": [colours.ink if each else colours.surface for each in chosen],
            "size": [14 if c else 11 if n else 8 for c, n in zip(chosen, named, strict=True)],
            "line": {"color": colours.ink, "width": 1.8},
            "opacity": 1,
        },
        hovertext=_hovers(front, lang),
        hoverinfo="text",
        customdata=front.get("plan", None),
    )


def _name_plans(figure: go.Figure, plans: pd.DataFrame, lang: str, colours: Tokens) -> None:
    """The dearer plan is named above the front, the others under it, apart."""
    margin = figure.layout.margin
    pixels = (figure.layout.height - margin.t - margin.b) / TOP
    above = plans["role"] == "dearer"
    under = plans[~above]
    wanted = [probability * pixels - 30 for probability in under["probability"]]
    places = spread(wanted, [34] * len(under), low=18, high=TOP * pixels)
    shifts = [
        place - row.probability * pixels for row, place in zip(rows(under), places, strict=True)
    ]
    for row, shift in zip(rows(under), shifts, strict=True):
        name, level = _plan_words(row, lang)
        figure.add_annotation(
            x=row.cost,
            y=row.probability,
            xanchor="left",
            xshift=14,
            yshift=shift,
            align="left",
            text=f"<b>{name}</b><br><span style='color:{colours.slate}'>{level}</span>",
            font_color=colours.ink,
        )
    for row in rows(plans[above]):
        name, level = _plan_words(row, lang)
        figure.add_annotation(
            x=row.cost,
            y=row.probability,
            yanchor="bottom",
            yshift=9,
            text=f"<b>{name}</b> <span style='color:{colours.slate}'>{level}</span>",
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
