"""One weekly series of a pilot against what the model gives before and after calibration."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import level_axis, observed_line, rows, week_axis
from simulation.figures.theme import Tokens, canvas, tokens, translucent
from simulation.figures.units import tell, tell_range
from simulation.protection import Released, check_released
from simulation.words import say
from simulation.words.forms import week_label

OPACITY = {"prior": 0.10, "posterior": 0.28}
HEADROOM = 1.6
"""How far above what was observed and calibrated the prior's band may reach into view."""


def predictive_check(
    bands: pd.DataFrame,
    observed: Released,
    *,
    lang: str = "fr",
    dark: bool = False,
    height: int = 260,
) -> go.Figure:
    """Bands of 90 % before and after the pilot, and the pilot itself in ink.

    Args:
        bands: of one series; columns side ("prior", "posterior"), week, median, p05, p95.
        observed: of the same series; columns week and value.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    colours, seen = tokens(dark), check_released(observed)
    figure = canvas(lang, dark, height, margin={"r": 150})
    after = bands[bands["side"] == "posterior"]
    close = max(seen["value"].max(), after["p95"].max() if len(after) else bands["p95"].max())
    top = min(HEADROOM * close, max(close, bands["p95"].max()))
    week_axis(figure, int(bands["week"].min()), int(bands["week"].max()), lang, colours)
    level_axis(figure, float(top), "count", lang)
    for side in ("prior", "posterior"):
        band = bands[bands["side"] == side]
        if len(band):
            _add_band(figure, band, side, lang, colours)
    _add_observed(figure, seen, lang, colours)
    return figure


def _add_band(figure: go.Figure, band: pd.DataFrame, side: str, lang: str, colours: Tokens) -> None:
    shared = {"x": band["week"], "mode": "lines", "line_width": 0, "hoverinfo": "skip"}
    figure.add_scatter(y=band["p05"], name=f"{side} p05", **shared)
    fill = translucent(colours.slate, OPACITY[side])
    figure.add_scatter(y=band["p95"], name=f"{side} p95", fill="tonexty", fillcolor=fill, **shared)
    name = say(f"calibration.figure.{side}", lang)
    figure.add_scatter(
        x=band["week"],
        y=band["median"],
        name=f"{side} median",
        mode="lines",
        line={"color": colours.slate, "width": 1.4, "dash": "dot" if side == "prior" else "dash"},
        hovertext=[
            f"<b>{tell(row.median, 'count', lang)}</b> "
            f"{tell_range(row.p05, row.p95, 'count', lang)} {name}, {week_label(row.week, lang)}"
            for row in rows(band[["week", "median", "p05", "p95"]])
        ],
        hoverinfo="text",
    )


def _add_observed(figure: go.Figure, seen: pd.DataFrame, lang: str, colours: Tokens) -> None:
    end = seen.iloc[-1]
    figure.add_annotation(
        x=end["week"],
        y=end["value"],
        xanchor="left",
        xshift=8,
        text=f"<b>{tell(end['value'], 'count', lang)}</b> {say('figure.observed', lang)}",
        font_color=colours.ink,
    )
    observed_line(figure, seen, "count", lang, colours)
