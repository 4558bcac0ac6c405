"""What was seen, what is foretold after it, and, where it has come, what came."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.fan_chart import fan_chart
from simulation.figures.layout import Mark
from simulation.words import say


def forecast_fan(
    foretold: pd.DataFrame,
    observed: pd.DataFrame,
    origin: int,
    *,
    unit: str = "count",
    lang: str = "fr",
    dark: bool = False,
    height: int = 340,
) -> go.Figure:
    """A fan from the origin on, beside the weeks observed before it and, if any, after.

    Args:
        foretold: columns week, p05, p25, median, p75, p95.
        observed: columns week and value.
        origin: last week that the forecast had seen.
        unit: of the levels, see `units.tell`.
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels.
    """
    return fan_chart(
        {"": foretold},
        unit=unit,
        events=[Mark(origin, say("figure.forecast.origin", lang))],
        observed=observed,
        lang=lang,
        dark=dark,
        height=height,
    )
