"""How well a pilot tells scenarios apart, by its length and its number of groups."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import EndLabel, end_labels, rows, week_axis
from simulation.figures.theme import canvas, tokens
from simulation.figures.units import tell, tell_range
from simulation.words import say
from simulation.words.forms import number, week_label

DASHES = ("dot", "dash", "dashdot", "solid")
"""Of the lines, from the fewest groups to the most."""


def power_curves(
    table: pd.DataFrame,
    *,
    enough: float = 0.8,
    names: Mapping[str, str],
    lang: str = "fr",
    dark: bool = False,
    height: int = 340,
) -> go.Figure:
    """One line a number of groups, with the 95 % interval of each power.

    Args:
        table: groups, weeks, power, low, high, indicator; the hardest pair of scenarios and the
            indicator that tells it best.
        enough: power asked, as a dotted line.
        names: indicator -> what it is called.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    colours = tokens(dark)
    figure = canvas(lang, dark, height)
    weeks = table["weeks"]
    week_axis(figure, int(weeks.min()), int(max(weeks.max(), weeks.min() + 1)), lang, colours)
    shares = [0.0, 0.25, 0.5, 0.75, 1.0]
    figure.update_yaxes(
        range=[0, 1.04],
        tickvals=shares,
        ticktext=[*(number(100 * share, lang) for share in shares[:-1]), tell(1, "share", lang)],
        showgrid=True,
        ticklabelstandoff=6,
    )
    counts = sorted(table["groups"].unique())
    labels = []
    for place, groups in enumerate(counts):
        line = table[table["groups"] == groups].sort_values("weeks")
        darkness = round(place * 3 / max(1, len(counts) - 1)) + 1
        colour = colours.activity[darkness]
        which = "one" if groups == 1 else "several"
        told = say(f"robust.groups.{which}", lang, count=number(groups, lang))
        figure.add_scatter(
            x=line["weeks"],
            y=line["power"],
            name=f"{groups} groups",
            mode="lines+markers",
            line={"color": colour, "width": 2.4, "dash": DASHES[darkness - 1]},
            marker={"color": colour, "size": 8},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": line["high"] - line["power"],
                "arrayminus": line["power"] - line["low"],
                "color": colour,
                "thickness": 1.2,
            },
            hovertext=[
                f"<b>{told}, {week_label(row.weeks, lang)}</b> {tell(row.power, 'share', lang)} "
                f"{tell_range(row.low, row.high, 'share', lang)} · {names[row.indicator]}"
                for row in rows(line)
            ],
            hoverinfo="text",
        )
        end = float(line["power"].iloc[-1])
        labels.append(EndLabel(end, f"<b>{told}</b>", tell(end, "share", lang), colours.ink))
    figure.add_hline(y=enough, line={"color": colours.ink, "width": 1.6, "dash": "dot"})
    figure.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        xshift=6,
        y=enough,
        yanchor="bottom",
        text=say("figure.robust_enough", lang),
        font_color=colours.slate,
    )
    end_labels(figure, float(weeks.max()), 1.04, labels, colours)
    return figure
