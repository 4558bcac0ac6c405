"""What charts share: the axis of weeks, the axis of levels, labels that do not overlap."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from scipy.optimize import isotonic_regression

from simulation.figures.theme import AXIS_SIZE, Tokens
from simulation.figures.units import tell, ticks
from simulation.words import say
from simulation.words.forms import week_label


class Mark(NamedTuple):
    """Something that happens in a week, drawn as a vertical line with its name.

    It takes a scenario's colour when a letter is given.
    """

    week: int
    text: str
    letter: str = ""


class EndLabel(NamedTuple):
    """What is written where a line ends: at which level, in which colour."""

    level: float
    head: str
    detail: str
    colour: str


NAME_WIDTH = 24
"""Characters of an end label before it takes another line."""

LINE_PIXELS = 15

LINE_WIDTH = 2.4
"""Of the line a figure is about, in pixels."""

CALENDAR_MARGIN = 156
"""Left margin of all figures that share the plan's time axis, so that weeks stand in line."""

ROW_LABEL_CHARACTER = 7
"""Pixels of a character of a row's label, on average and with some to spare."""


def plain(name: object) -> str:
    """A name from outside as figures take it: its signs are shown, never read as tags."""
    return escape(str(name), quote=False)


def rows(table: pd.DataFrame) -> list[Any]:
    """The rows of a table, each with its columns as attributes."""
    return list(table.itertuples(index=False))


def week_ticks(first: int, last: int) -> list[int]:
    """Weeks worth a tick: the first, the last, and quarters of a year between.

    Short periods step by 1, 2 or 4 weeks instead of 13, long ones by 26 or 52.
    """
    span = last - first
    step = next(
        s
        for s, limit in ((1, 7), (2, 14), (4, 30), (13, 91), (26, 182), (52, 10_000))
        if span <= limit
    )
    inner = [week for week in range(step, last, step) if first + step / 2 < week < last - step / 2]
    return sorted({first, *inner, last})


def week_axis(figure: go.Figure, first: int, last: int, lang: str, colours: Tokens) -> None:
    """Weeks across, counted from 1, labelled S1 or W1, on a line at the foot."""
    weeks = week_ticks(first, last)
    figure.update_xaxes(
        range=[first, last],
        tickvals=weeks,
        ticktext=[week_label(week, lang) for week in weeks],
        showline=True,
        linecolor=colours.outline,
        linewidth=1.2,
    )


def level_axis(figure: go.Figure, top: float, unit: str, lang: str) -> float:
    """Levels upwards from zero, hairlines across, the unit on the top tick only.

    Returns:
        The value at the top of the axis.
    """
    values, labels = ticks(top, unit, lang)
    figure.update_yaxes(
        range=[0, 1.01 * values[-1]],
        tickvals=values,
        ticktext=labels,
        showgrid=True,
        ticklabelstandoff=6,
    )
    return 1.01 * values[-1]


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> np.ndarray:
    """Places of labels that stand as near as possible to where they are wanted, apart.

    Least squares under the order and the gaps: an isotonic regression of what is left
    when the gaps are taken away.

    Args:
        wanted: middles, in pixels.
        heights: of the labels, in pixels.
        low: least place of a middle.
        high: greatest place of a middle; it gives way when there is not enough room.

    Returns:
        Middles, in the order given; neighbours are at least half their heights apart.
    """
    if not len(wanted):
        return np.empty(0)
    order = np.argsort(wanted, kind="stable")
    tall = np.asarray(heights, dtype=float)[order]
    offsets = np.concatenate([[0.0], np.cumsum((tall[:-1] + tall[1:]) / 2)])
    free = isotonic_regression(np.asarray(wanted, dtype=float)[order] - offsets).x
    places = np.empty(len(order))
    places[order] = np.clip(free, low, max(low, high - offsets[-1])) + offsets
    return places


def end_labels(
    figure: go.Figure, x: float, top: float, labels: Sequence[EndLabel], colours: Tokens
) -> None:
    """Write letter, value, interval and name at the right end of each line, apart.

    The right margin grows to hold the longest line. `x` is the last week, `top` the value
    at the top of the level axis, which starts at zero.
    """
    texts = [_label_lines(label) for label in labels]
    margin = figure.layout.margin
    plot_height = figure.layout.height - margin.t - margin.b
    pixels = plot_height / top
    heights = [LINE_PIXELS * len(lines) + 6 for lines in texts]
    wanted = [label.level * pixels for label in labels]
    places = spread(wanted, heights, low=8, high=plot_height)
    for label, lines, place in zip(labels, texts, places, strict=True):
        details = "".join(f"<br>{line}" for line in lines[1:])
        figure.add_annotation(
            x=x,
            y=label.level,
            yshift=place - label.level * pixels,
            xshift=8,
            xanchor="left",
            yanchor="middle",
            align="left",
            text=f"<span style='color:{label.colour};font-size:14px'>{label.head}</span>{details}",
            font={"size": AXIS_SIZE, "color": colours.slate},
        )
    widest = max((_width(line) for lines in texts for line in lines), default=0)
    figure.update_layout(margin_r=int(24 + widest))


def row_label(
    figure: go.Figure, y: float, name: str, detail: str, colours: Tokens, **place: str
) -> None:
    """A row's name in bold with its detail beneath, in the left margin."""
    width = max(1, int(figure.layout.margin.l / ROW_LABEL_CHARACTER))
    lines = textwrap.wrap(detail, width, break_on_hyphens=False)
    figure.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        xshift=8 - figure.layout.margin.l,
        y=y,
        align="left",
        text="<br>".join(
            [f"<b>{name}</b>", *(f"<span style='color:{colours.slate}'>{x}</span>" for x in lines)]
        ),
        font_color=colours.ink,
        **place,
    )


def observed_line(
    figure: go.Figure, observed: pd.DataFrame, unit: str, lang: str, colours: Tokens
) -> None:
    """What was observed, week by week: ink, solid, with dots.

    Args:
        figure: it is added to.
        observed: columns week, value.
        unit: of the values.
        lang: "fr" or "en".
        colours: of the theme.
    """
    figure.add_scatter(
        x=observed["week"],
        y=observed["value"],
        name="observed",
        mode="lines+markers",
        line={"color": colours.ink, "width": LINE_WIDTH},
        marker={"color": colours.ink, "size": 7},
        hovertext=[
            f"<b>{tell(row.value, unit, lang)}</b> {say('figure.observed', lang)}, "
            f"{week_label(row.week, lang)}"
            for row in rows(observed[["week", "value"]])
        ],
        hoverinfo="text",
        cliponaxis=False,
    )


def matrix_axes(
    figure: go.Figure, down: Sequence[str], across: Sequence[str], colours: Tokens
) -> None:
    """Names of rows at the left, the first on top, and of columns above, at a slant."""
    figure.update_yaxes(
        range=[len(down) - 0.5, -0.5],
        tickvals=list(range(len(down))),
        ticktext=down,
        showgrid=False,
        tickfont_color=colours.ink,
    )
    figure.update_xaxes(
        range=[0, len(across)],
        side="top",
        tickangle=-35,
        tickvals=[place + 0.5 for place in range(len(across))],
        ticktext=across,
        tickfont_color=colours.ink,
    )


def vertical_marks(figure: go.Figure, marks: Sequence[Mark], colours: Tokens) -> None:
    """A vertical line with its name for each event; near neighbours are named lower."""
    previous, depth = -100, 0
    first, last = figure.layout.xaxis.range
    for mark in sorted(marks):
        colour = colours.scenario(mark.letter)
        dash = "dot" if mark.letter else "solid"
        figure.add_shape(
            type="line",
            x0=mark.week,
            x1=mark.week,
            yref="paper",
            y0=0,
            y1=1,
            line={"color": colour if mark.letter else colours.outline, "width": 1.2, "dash": dash},
        )
        depth = depth + 1 if mark.week - previous < (last - first) / 4 else 0
        late = mark.week > first + 0.75 * (last - first)
        figure.add_annotation(
            x=mark.week,
            y=1,
            yref="paper",
            yanchor="top",
            yshift=-LINE_PIXELS * depth,
            xanchor="right" if late else "left",
            xshift=-4 if late else 4,
            text=mark.text,
            font={"color": colour},
        )
        previous = mark.week


def _label_lines(label: EndLabel) -> list[str]:
    details = textwrap.wrap(label.detail, NAME_WIDTH, break_on_hyphens=False)
    return [label.head, *details]


def _width(line: str) -> float:
    """A generous width in pixels of a line of 12 px text, markup left out."""
    bare, inside = 0, False
    for letter in line:
        inside = letter == "<" or (inside and letter != ">")
        bare += not inside and letter != ">"
    return 7.0 * bare
