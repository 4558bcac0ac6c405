"""Who moved from which profile to which between two weeks: an alluvial, widths by people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.figures.theme import Tokens, canvas, tokens, translucent
from simulation.protection import Released, check_released
from simulation.words import say
from simulation.words.forms import number

BAR = 0.045
"""Half a bar's width, the two weeks standing at 0 and 1."""
GAP = 0.025
"""Space between the profiles of a week, as a share of all the people."""


def profile_flows(
    flows: Released,
    *,
    profiles: Sequence[str],
    weeks: tuple[str, str],
    lang: str = "fr",
    dark: bool = False,
    height: int = 360,
) -> go.Figure:
    """Ribbons from the profiles of one week (left) to those of the other (right).

    Both sides keep one order, the most involved on top, so that ribbons upwards are gains.
    Rare moves, put together by the gate, have a hatched ribbon of their own when they can be
    shown at all; hidden ones are missing from the picture.

    Args:
        flows: columns profile_from, profile_to, people, suppressed, published, of two weeks.
        profiles: from the least involved to the most.
        weeks: how the two weeks are called.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    check_released(flows)
    colours = tokens(dark)
    shown = flows[~flows["suppressed"].astype(bool) & flows["people"].notna()]
    order = [*reversed(profiles), "outside", "other"]
    names = {name: say(_word(name), lang) for name in order}
    met = {*shown["profile_from"], *shown["profile_to"]}
    longest = max((len(name) for key, name in names.items() if key in met), default=8)
    side = 24 + int(7.5 * (longest + 5))
    figure = canvas(lang, dark, height, margin={"l": side, "r": side, "t": 34, "b": 8})
    figure.update_xaxes(range=[-BAR - 0.005, 1 + BAR + 0.005], visible=False)
    figure.update_yaxes(visible=False, range=[1.02, -0.02])
    total = float(shown["people"].sum())
    if total == 0:
        return figure
    colour = _shades(profiles, colours)
    sides = [_stacked(shown, column, order, total) for column in ("profile_from", "profile_to")]
    reached = [{name: top for name, (top, _) in stack.items()} for stack in sides]
    ranked = shown.assign(
        one=shown["profile_from"].map(order.index), other=shown["profile_to"].map(order.index)
    ).sort_values(["one", "other"])
    for row in ranked.to_dict("records"):
        ends = []
        depth = float(row["people"]) / total * (1 - GAP * (len(order) - 1))
        for place, key in enumerate(("profile_from", "profile_to")):
            top = reached[place][row[key]]
            reached[place][row[key]] = top + depth
            ends.append(top)
        _ribbon(figure, ends, depth, row, names, colour, lang)
    for place, stack in enumerate(sides):
        for name, (top, bottom) in stack.items():
            _bar(figure, place, name, top, bottom, colour, colours)
            people = shown.loc[shown[("profile_from", "profile_to")[place]] == name, "people"].sum()
            figure.add_annotation(
                x=place + (BAR if place else -BAR),
                y=(top + bottom) / 2,
                xanchor="left" if place else "right",
                xshift=6 if place else -6,
                text=f"{names[name]} <b>{number(float(people), lang)}</b>",
                font={"size": 13, "color": colours.ink},
            )
        figure.add_annotation(
            x=place, y=1, yref="paper", yanchor="bottom", yshift=8, text=weeks[place],
            font={"size": 13, "color": colours.slate},
        )  # fmt: skip
    return figure


def _word(name: str) -> str:
    return f"indicator.flow.{name}" if name in ("outside", "other") else f"indicator.profile.{name}"


def _shades(profiles: Sequence[str], colours: Tokens) -> dict[str, str]:
    """The activity scale spread over the profiles; grey for those outside it."""
    scale = np.linspace(0, len(colours.activity) - 1, len(profiles)).round().astype(int)
    shades = {name: colours.activity[step] for name, step in zip(profiles, scale, strict=True)}
    return shades | {"outside": colours.neutral, "other": colours.outline}


def _stacked(
    shown: pd.DataFrame, column: str, order: Sequence[str], total: float
) -> dict[str, tuple[float, float]]:
    """Top and bottom of each profile of one week, from 0 to 1."""
    people = shown.groupby(column)["people"].sum()
    top, stack = 0.0, {}
    for name in order:
        if name in people.index:
            depth = float(people[name]) / total * (1 - GAP * (len(order) - 1))
            stack[name] = (top, top + depth)
            top += depth + GAP
    return stack


def _ribbon(
    figure: go.Figure,
    ends: Sequence[float],
    depth: float,
    row: dict,
    names: dict[str, str],
    colour: dict[str, str],
    lang: str,
) -> None:
    along = np.linspace(0, 1, 24)
    eased = along**2 * (3 - 2 * along)
    x = BAR + along * (1 - 2 * BAR)
    upper = ends[0] + (ends[1] - ends[0]) * eased
    stays = row["profile_from"] == row["profile_to"]
    figure.add_scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.concatenate([upper, (upper + depth)[::-1]]),
        name=f"{row['profile_from']}>{row['profile_to']}",
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=translucent(colour[row["profile_from"]], 0.45 if stays else 0.8),
        hoveron="fills",
        text=say(
            "figure.flow_hover",
            lang,
            one=names[row["profile_from"]],
            other=names[row["profile_to"]],
            people=number(float(row["people"]), lang),
        ),
        hoverinfo="text",
    )


def _bar(
    figure: go.Figure,
    place: int,
    name: str,
    top: float,
    bottom: float,
    colour: dict[str, str],
    colours: Tokens,
) -> None:
    figure.add_shape(
        type="rect", x0=place - BAR, x1=place + BAR, y0=top, y1=bottom, fillcolor=colour[name],
        line={"color": colours.outline, "width": 1},
    )  # fmt: skip
