"""A forecast, or a backtest, as an HTML page."""

from __future__ import annotations

from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.figures import backtest_ranks, backtest_scores, forecast_fan
from simulation.figures.theme import config
from simulation.forecasting.backtest import OURS, by_set_drawn_anew
from simulation.forecasting.forecast import Forecast
from simulation.report.page import page
from simulation.words import say
from simulation.workspace import write_text


def write_forecast(made: Forecast, path: Path, simulated: bool, lang: str) -> Path:
    """Write one fan a target, beside what was seen."""
    table = made.table()
    sections = {}
    for target, seen in made.seen.items():
        weeks = np.arange(1, made.origin + 1)
        observed = pd.DataFrame({"week": weeks, "value": seen.counts})
        fan = table[table["indicator"] == target]
        sections[say(f"forecast.target.{target}", lang)] = forecast_fan(
            fan, observed, made.origin, lang=lang
        )
    context = say("forecast.page.context", lang, title=made.title, weeks=made.origin)
    return _written(say("forecast.page", lang), context, sections, path, simulated, lang)


def write_backtest(table: pd.DataFrame, title: str, path: Path, simulated: bool, lang: str) -> Path:
    """Write the scores by model, and where what came fell in the workbench's forecasts."""
    ranks = table[table["model"] == OURS]["rank"]
    sections = {
        say("backtest.page.scores", lang): backtest_scores(by_set_drawn_anew(table), lang=lang),
        say("backtest.page.ranks", lang): backtest_ranks(ranks, lang=lang),
    }
    heading = say("backtest.page", lang, title=title)
    return _written(heading, say("backtest.read", lang), sections, path, simulated, lang)


def _written(
    title: str,
    context: str,
    sections: dict[str, go.Figure],
    path: Path,
    simulated: bool,
    lang: str,
) -> Path:
    parts = []
    for place, (heading, figure) in enumerate(sections.items()):
        drawn = figure.to_html(full_html=False, include_plotlyjs=place == 0, config=config(lang))
        parts.append(f"<section><h2>{escape(heading)}</h2>{drawn}</section>")
    origin = "simulated" if simulated else "real"
    note = say("report.protection", lang)
    return write_text(path, page(title, context, origin, "\n".join(parts), lang, note))
