"""A pilot beside its simulation, then the weeks foretold, and what was foretold before."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import EndLabel, end_labels, level_axis, rows, week_axis
from simulation.figures.theme import Tokens, canvas, tokens, translucent
from simulation.figures.units import tell, tell_range
from simulation.protection import Released, check_released
from simulation.words import say
from simulation.words.forms import week_label

OPACITY = {"50": 0.24, "90": 0.14}
ENDS = {"90": ("p05", "p95"), "50": ("p25", "p75")}
HEADROOM = 1.7
"""How far above what was seen, and above three forecasts in four, the view reaches at most."""


def pilot_ahead(
    observed: Released,
    fitted: pd.DataFrame,
    ahead: pd.DataFrame | None = None,
    past: Mapping[int, pd.DataFrame] | None = None,
    *,
    simulated: bool = False,
    lang: str = "fr",
    dark: bool = False,
    height: int = 380,
) -> go.Figure:
    """The pilot in ink, the calibrated model around it, and the fan of the weeks to come.

    Args:
        observed: of one series; columns week (from 1) and value.
        fitted: columns week, p05, p25, median, p75, p95 of the weeks calibrated on.
        ahead: the same of the weeks foretold; none where nothing was foretold yet.
        past: last week seen -> columns week and median of an earlier forecast.
        simulated: whether the pilot is itself a simulated one.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    colours, seen = tokens(dark), check_released(observed)
    figure = canvas(lang, dark, height)
    parts = [fitted] if ahead is None else [fitted, ahead]
    last = int(max(table["week"].max() for table in [seen, *parts]))
    week_axis(figure, 1, last, lang, colours)
    top = level_axis(figure, _top(seen, parts), "count", lang)
    if ahead is not None:
        _add_ground(figure, int(fitted["week"].max()), last, lang, colours)
    for part in parts:
        _add_fan(figure, part, lang, colours)
    for origin, table in (past or {}).items():
        _add_past(figure, origin, table, lang, colours)
    _add_observed(figure, seen, simulated, lang, colours)
    end = parts[-1].iloc[-1]
    head = f"<b>{tell(end['median'], 'count', lang)}</b>"
    detail = tell_range(end["p05"], end["p95"], "count", lang)
    end_labels(figure, last, top, [EndLabel(end["median"], head, detail, colours.slate)], colours)
    return figure


def _top(seen: pd.DataFrame, parts: list[pd.DataFrame]) -> float:
    """The highest level in view: all that was seen and half of what is simulated, with room."""
    close = max(seen["value"].max(), *(part["p75"].max() for part in parts), 1.0)
    return float(min(HEADROOM * close, max(close, *(part["p95"].max() for part in parts))))


def _add_ground(figure: go.Figure, first: int, last: int, lang: str, colours: Tokens) -> None:
    figure.add_shape(
        type="rect", x0=first, x1=last, yref="paper", y0=0, y1=1, line_width=0,
        fillcolor=colours.sunk, opacity=0.6, layer="below",
    )  # fmt: skip
    for key, anchor, shift in (("observed", "right", -6), ("foretold", "left", 6)):
        figure.add_annotation(
            x=first, y=1, yref="paper", yanchor="bottom", xanchor=anchor, xshift=shift,
            text=say(f"figure.ahead.{key}", lang), font_color=colours.slate,
        )  # fmt: skip


def _add_fan(figure: go.Figure, part: pd.DataFrame, lang: str, colours: Tokens) -> None:
    shared = {"x": part["week"], "mode": "lines", "line_width": 0, "hoverinfo": "skip"}
    for band, (low, high) in ENDS.items():
        fill = translucent(colours.slate, OPACITY[band])
        figure.add_scatter(y=part[low], name=low, **shared)
        figure.add_scatter(y=part[high], name=high, fill="tonexty", fillcolor=fill, **shared)
    figure.add_scatter(
        x=part["week"],
        y=part["median"],
        name="median",
        mode="lines",
        line={"color": colours.slate, "width": 2.4, "dash": "dash"},
        hovertext=[
            f"<b>{tell(row.median, 'count', lang)}</b> "
            f"{tell_range(row.p05, row.p95, 'count', lang)}, {week_label(row.week, lang)}"
            for row in rows(part[["week", "median", "p05", "p95"]])
        ],
        hoverinfo="text",
    )


def _add_past(
    figure: go.Figure, origin: int, table: pd.DataFrame, lang: str, colours: Tokens
) -> None:
    told = say("figure.ahead.past", lang, week=week_label(origin, lang))
    figure.add_scatter(
        x=table["week"],
        y=table["median"],
        name=told,
        mode="lines",
        line={"color": colours.ink, "width": 1.4, "dash": "dot"},
        hovertext=[
            f"<b>{tell(row.median, 'count', lang)}</b> {told}, {week_label(row.week, lang)}"
            for row in rows(table[["week", "median"]])
        ],
        hoverinfo="text",
    )
    end = table.iloc[-1]
    figure.add_annotation(
        x=end["week"], y=end["median"], xanchor="right", yanchor="bottom", yshift=4,
        text=told, font_color=colours.slate,
    )  # fmt: skip


def _add_observed(
    figure: go.Figure, seen: pd.DataFrame, simulated: bool, lang: str, colours: Tokens
) -> None:
    figure.add_scatter(
        x=seen["week"],
        y=seen["value"],
        name="observed",
        mode="markers" if simulated else "lines+markers",
        line={"color": colours.ink, "width": 2.4},
        marker={"color": colours.slate if simulated else colours.ink, "size": 7},
        hovertext=[
            f"<b>{tell(row.value, 'count', lang)}</b> {say('figure.observed', lang)}, "
            f"{week_label(row.week, lang)}"
            for row in rows(seen[["week", "value"]])
        ],
        hoverinfo="text",
        cliponaxis=False,
    )
    start = seen.iloc[0]
    rises = len(seen) > 1 and seen["value"].iloc[1] > start["value"]
    kind = "simulated_pilot" if simulated else "pilot"
    figure.add_annotation(
        x=start["week"], y=start["value"], xanchor="left", xshift=6,
        yanchor="top" if rises else "bottom", yshift=-4 if rises else 4,
        text=f"<b>{say(f'figure.ahead.{kind}', lang)}</b>",
        font_color=colours.slate if simulated else colours.ink,
    )  # fmt: skip
