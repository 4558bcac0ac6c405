"""How an indicator evolves under each scenario, and how unsure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import (
    LINE_WIDTH,
    EndLabel,
    Mark,
    end_labels,
    level_axis,
    observed_line,
    rows,
    vertical_marks,
    week_axis,
)
from simulation.figures.theme import DASHES, Tokens, canvas, tokens, translucent
from simulation.figures.units import tell, tell_range
from simulation.words import say
from simulation.words.forms import week_label

ALONE = {"50": 0.22, "90": 0.14}
TOGETHER = {"90": 0.13}
"""Opacity of the bands: a fan alone shows both, several fans the wide one only."""

ENDS = {"50": ("p25", "p75"), "90": ("p05", "p95")}


def fan_chart(
    fans: Mapping[str, pd.DataFrame],
    *,
    names: Mapping[str, str] | None = None,
    unit: str = "share",
    objective: float | None = None,
    events: Sequence[Mark] = (),
    observed: pd.DataFrame | None = None,
    focus: str | None = None,
    lang: str = "fr",
    dark: bool = False,
    height: int = 340,
) -> go.Figure:
    """Medians with their bands, each named where it ends.

    Args:
        fans: letter ("A" to "D", or "" for simulated data without a scenario) -> table
            with columns week (from 1), median, p05, p25, p75, p95; simulated levels.
        names: letter -> what the scenario is called.
        unit: of the levels, see `units.tell`.
        objective: level to reach, as a dotted line.
        events: what happens when.
        observed: real levels, columns week and value, drawn in ink with dots.
        focus: the one scenario that keeps its bands, when the others are references.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    colours = tokens(dark)
    names = names or {}
    figure = canvas(lang, dark, height)
    tables = list(fans.values()) + ([observed] if observed is not None else [])
    last = int(max(table["week"].max() for table in tables))
    first = int(min(table["week"].min() for table in tables))
    banded = [letter for letter in fans if focus in (None, letter)]
    opacities = ALONE if len(banded) == 1 else TOGETHER
    highest = [fans[letter]["p95" if letter in banded else "median"].max() for letter in fans]
    highest += [objective or 0.0] + ([observed["value"].max()] if observed is not None else [])
    week_axis(figure, first, last, lang, colours)
    top = level_axis(figure, max(highest), unit, lang)
    for letter in banded:
        for band, opacity in opacities.items():
            add_band(figure, letter, fans[letter], band, opacity, colours)
    for letter, fan in fans.items():
        add_median(figure, letter, fan, unit, lang, colours)
    if observed is not None:
        _add_observed(figure, observed, unit, lang, colours)
    if objective is not None:
        _add_objective(figure, objective, unit, lang, colours)
    vertical_marks(figure, events, colours)
    labels = [
        _end_label(letter, fan, names.get(letter, ""), unit, lang, colours)
        for letter, fan in fans.items()
    ]
    end_labels(figure, last, top, labels, colours)
    return figure


def add_band(
    figure: go.Figure,
    letter: str,
    fan: pd.DataFrame,
    band: str,
    opacity: float,
    colours: Tokens,
    **panel: int,
) -> None:
    """The "50" or "90" % of draws around a median; `panel` is its row and column, if any."""
    low, high = ENDS[band]
    shared = {"x": fan["week"], "mode": "lines", "line_width": 0, "hoverinfo": "skip", **panel}
    figure.add_scatter(y=fan[low], name=f"{letter} {low}", **shared)
    figure.add_scatter(
        y=fan[high],
        name=f"{letter} {high}",
        fill="tonexty",
        fillcolor=translucent(colours.scenario(letter), opacity),
        **shared,
    )


def add_median(
    figure: go.Figure,
    letter: str,
    fan: pd.DataFrame,
    unit: str,
    lang: str,
    colours: Tokens,
    **panel: int,
) -> None:
    """The middle course, told on hovering; `panel` is its row and column, if any."""
    figure.add_scatter(
        x=fan["week"],
        y=fan["median"],
        name=f"{letter} median",
        mode="lines",
        line={
            "color": colours.scenario(letter),
            "width": LINE_WIDTH,
            "dash": DASHES.get(letter, "dash"),
        },
        hovertext=[
            f"<b>{letter} {tell(row.median, unit, lang)}</b> "
            f"{tell_range(row.p05, row.p95, unit, lang)}, {week_label(row.week, lang)}"
            for row in rows(fan[["week", "median", "p05", "p95"]])
        ],
        hoverinfo="text",
        **panel,
    )


def _add_observed(
    figure: go.Figure, observed: pd.DataFrame, unit: str, lang: str, colours: Tokens
) -> None:
    end = observed.iloc[-1]
    figure.add_annotation(
        x=end["week"],
        y=end["value"],
        xanchor="left",
        yanchor="bottom",
        yshift=4,
        text=f"<b>{tell(end['value'], unit, lang)}</b> {say('figure.observed', lang)}",
        font_color=colours.ink,
    )
    observed_line(figure, observed, unit, lang, colours)


def _add_objective(
    figure: go.Figure, objective: float, unit: str, lang: str, colours: Tokens
) -> None:
    figure.add_hline(y=objective, line={"color": colours.ink, "width": 1.6, "dash": "dot"})
    figure.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        xshift=6,
        y=objective,
        yanchor="bottom",
        text=say("figure.objective", lang, level=tell(objective, unit, lang)),
        font_color=colours.slate,
    )


def _end_label(
    letter: str, fan: pd.DataFrame, name: str, unit: str, lang: str, colours: Tokens
) -> EndLabel:
    end = fan.iloc[-1]
    head = f"<b>{letter} {tell(end['median'], unit, lang)}</b>".replace("<b> ", "<b>")
    interval = tell_range(end["p05"], end["p95"], unit, lang)
    muted = f"<span style='color:{colours.slate};font-size:12px'>{interval}</span>"
    return EndLabel(end["median"], f"{head}  {muted}", name, colours.scenario(letter))
