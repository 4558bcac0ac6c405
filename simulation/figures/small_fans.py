"""One small panel a scenario, the reference in grey behind each, all on the same axes."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.fan_chart import ALONE, add_band, add_median
from simulation.figures.layout import NAME_WIDTH, level_axis, plain
from simulation.figures.theme import AXIS_SIZE, Tokens, canvas, tokens
from simulation.figures.units import tell, tell_range
from simulation.words import say
from simulation.words.forms import week_label

PANELS_A_ROW = 3
HEAD_PIXELS = 68
"""Over each panel, for letter, value, interval and name."""


def small_fans(
    fans: Mapping[str, pd.DataFrame],
    baseline: str,
    *,
    names: Mapping[str, str] | None = None,
    unit: str = "share",
    lang: str = "fr",
    dark: bool = False,
    height: int = 380,
) -> go.Figure:
    """Where several scenarios overlap, each is compared with the reference on its own.

    Args:
        fans: letter -> table with columns week (from 1), median, p05, p25, p75, p95;
            simulated levels.
        baseline: letter of the reference, grey in every panel; it has no panel of its own.
        names: letter -> what the scenario is called.
        unit: of the levels, see `units.tell`.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    colours, names = tokens(dark), names or {}
    shown = [letter for letter in fans if letter != baseline]
    across = min(PANELS_A_ROW, len(shown))
    down = -(-len(shown) // across)
    figure = canvas(lang, dark, height, margin={"t": HEAD_PIXELS, "r": 10})
    figure.set_subplots(
        rows=down, cols=across, shared_xaxes="all", shared_yaxes="all",
        horizontal_spacing=0.05, vertical_spacing=HEAD_PIXELS / height + 0.06 if down > 1 else 0.0,
    )  # fmt: skip
    weeks = [int(end) for end in fans[baseline]["week"].agg(["min", "max"])]
    level_axis(figure, max(float(fan["p95"].max()) for fan in fans.values()), unit, lang)
    ticks = [weeks[0], round(sum(weeks) / 2), weeks[1]]
    figure.update_xaxes(
        range=weeks, tickvals=ticks, ticktext=[week_label(week, lang) for week in ticks],
        showline=True, linecolor=colours.outline, linewidth=1.2,
    )  # fmt: skip
    for place, letter in enumerate(shown):
        panel = {"row": place // across + 1, "col": place % across + 1}
        _add_reference(figure, fans[baseline], baseline, unit, lang, colours, panel)
        for band, opacity in ALONE.items():
            add_band(figure, letter, fans[letter], band, opacity, colours, **panel)
        add_median(figure, letter, fans[letter], unit, lang, colours, **panel)
        _head(figure, place, letter, fans[letter], names.get(letter, ""), unit, lang, colours)
    return figure


def _add_reference(
    figure: go.Figure,
    fan: pd.DataFrame,
    letter: str,
    unit: str,
    lang: str,
    colours: Tokens,
    panel: Mapping[str, int],
) -> None:
    end = fan.iloc[-1]
    figure.add_scatter(
        x=fan["week"],
        y=fan["median"],
        name=f"{letter} reference",
        mode="lines",
        line={"color": colours.neutral, "width": 2},
        hoverinfo="text",
        hovertext=say(
            "figure.reference", lang, letter=letter, level=tell(end["median"], unit, lang)
        ),
        **panel,
    )


def _head(
    figure: go.Figure,
    place: int,
    letter: str,
    fan: pd.DataFrame,
    name: str,
    unit: str,
    lang: str,
    colours: Tokens,
) -> None:
    """Letter, last value with its interval, and name, over the panel."""
    end = fan.iloc[-1]
    level = tell(end["median"], unit, lang)
    interval = tell_range(end["p05"], end["p95"], unit, lang)
    lines = textwrap.wrap(plain(name), NAME_WIDTH, break_on_hyphens=False)[:3]
    axis = str(place + 1) if place else ""
    figure.add_annotation(
        x=0,
        xref=f"x{axis} domain",
        xanchor="left",
        y=1,
        yref=f"y{axis} domain",
        yanchor="bottom",
        yshift=4,
        align="left",
        text="<br>".join(
            [
                f"<span style='color:{colours.scenario(letter)};font-size:14px'>"
                f"<b>{letter} {level}</b></span>  {interval}",
                *lines,
            ]
        ),
        font={"size": AXIS_SIZE, "color": colours.slate},
    )
