"""Regret of each plan under each theory: the darker, the more it is regretted."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import matrix_axes, plain
from simulation.figures.theme import canvas, tokens
from simulation.figures.units import tell
from simulation.words import say

CELL_PIXELS = 46
STEPS = (0.1, 0.3, 0.5, 0.75)
"""Shares of the greatest regret at which the colour darkens."""


def regret_table(
    table: pd.DataFrame,
    *,
    names: Mapping[str, str],
    unit: str = "share",
    lang: str = "fr",
    dark: bool = False,
) -> go.Figure:
    """Plans in rows, theories in columns, the mean regret written in each cell.

    Args:
        table: plan, theory, mean, p90.
        names: theory -> what it is called.
        unit: of the regrets.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    told_in = "points" if unit == "share" else unit
    means = table.pivot_table(index="plan", columns="theory", values="mean", sort=False)
    tails = table.pivot_table(index="plan", columns="theory", values="p90", sort=False)
    plans, theories = [plain(name) for name in means.index], list(means.columns)
    greatest = max(float(np.nanmax(means.to_numpy(), initial=0.0)), 1e-12)
    steps = np.searchsorted(STEPS, means.to_numpy() / greatest, side="right")
    longest = max((len(names[str(theory)]) for theory in theories), default=8)
    figure = canvas(
        lang,
        dark,
        CELL_PIXELS * max(1, len(plans)) + 60 + 5 * longest,
        barmode="overlay",
        bargap=0.06,
        margin={"l": 24 + min(220, 8 * max(map(len, plans))), "t": 40 + 5 * longest, "b": 8},
    )
    cells = list(np.ndindex(means.shape))
    figure.add_bar(
        orientation="h",
        y=[row for row, _ in cells],
        x=[0.96] * len(cells),
        base=[column + 0.02 for _, column in cells],
        name="regret",
        marker={"color": [colours.activity[steps[cell]] for cell in cells], "line": {"width": 0}},
        customdata=[float(means.to_numpy()[cell]) for cell in cells],
        text=[tell(float(means.to_numpy()[cell]), told_in, lang) for cell in cells],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"size": 12, "color": [colours.activity_text[steps[cell]] for cell in cells]},
        hovertext=[
            f"{say('robust.head.p90', lang)} {tell(float(tails.to_numpy()[cell]), told_in, lang)}"
            for cell in cells
        ],
        hoverinfo="text",
    )
    columns = [plain(names[str(theory)]) for theory in theories]
    matrix_axes(figure, plans, columns, colours)
    return figure
