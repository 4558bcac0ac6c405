"""Effects as pictures: week by week from a measure, and a course against what was expected."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from simulation.figures.layout import level_axis
from simulation.figures.theme import canvas, tokens
from simulation.words import say


def effect_by_week(
    weeks: Sequence[int],
    values: Sequence[float],
    lows: Sequence[float],
    highs: Sequence[float],
    *,
    unit: str = "share",
    lang: str = "fr",
    dark: bool = False,
    height: int = 300,
) -> go.Figure:
    """Differences by week from the measure, with their 90 % intervals; zero is a line.

    Args:
        weeks: weeks from the start, 0 the first after it.
        values: differences.
        lows: lower ends of their intervals.
        highs: upper ends.
        unit: of the outcome.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    colours = tokens(dark)
    figure = canvas(lang, dark, height, margin={"b": 44, "l": 56})
    figure.add_hline(y=0, line={"color": colours.outline, "width": 1.4})
    figure.add_vline(x=-0.5, line={"color": colours.slate, "width": 1.4, "dash": "dot"})
    figure.add_annotation(
        x=-0.5, y=1, yref="paper", xanchor="left", xshift=6, showarrow=False,
        text=say("figure.effects.start", lang), font_color=colours.slate,
    )  # fmt: skip
    figure.add_scatter(
        x=list(weeks),
        y=list(values),
        mode="markers",
        marker={"color": colours.ink, "size": 7},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [high - value for high, value in zip(highs, values, strict=True)],
            "arrayminus": [value - low for low, value in zip(lows, values, strict=True)],
            "color": colours.ink,
            "thickness": 1.6,
            "width": 0,
        },
        hoverinfo="skip",
        showlegend=False,
    )
    figure.update_xaxes(title_text=say("figure.effects.weeks_from", lang), showgrid=False)
    figure.update_yaxes(tickformat="+.0%" if unit == "share" else "+.2f")
    return figure


def interrupted_course(
    observed: Sequence[float],
    expected: Sequence[float],
    weeks: Sequence[str],
    event: int,
    *,
    unit: str = "share",
    lang: str = "fr",
    dark: bool = False,
    height: int = 300,
) -> go.Figure:
    """The observed course in ink, and beside it the one expected without the event.

    Args:
        observed: one level a week.
        expected: the same length; drawn from the event on.
        weeks: Mondays, ISO.
        event: place of the first week after the event.
        unit: of the levels.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    colours = tokens(dark)
    figure = canvas(lang, dark, height, margin={"r": 96, "l": 56})
    level_axis(figure, max([*observed, *expected[event:], 1e-9]), unit, lang)
    figure.add_vline(x=weeks[event], line={"color": colours.slate, "width": 1.4, "dash": "dot"})
    for name, values, places, colour, dash in (
        ("expected", expected, range(event, len(weeks)), colours.slate, "dash"),
        ("observed", observed, range(len(weeks)), colours.ink, "solid"),
    ):
        shown = list(places)
        figure.add_scatter(
            x=[weeks[place] for place in shown],
            y=[values[place] for place in shown],
            mode="lines",
            line={"color": colour, "width": 2.2, "dash": dash},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_annotation(
            x=weeks[-1], y=values[-1], xanchor="left", xshift=6, showarrow=False,
            text=say(f"figure.effects.{name}", lang), font_color=colour,
        )  # fmt: skip
    figure.update_xaxes(type="date", showgrid=False, range=[weeks[0], weeks[-1]])
    return figure
