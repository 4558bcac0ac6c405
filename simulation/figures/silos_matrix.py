"""Who answers whom across units: given in rows, received in columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.figures.absence import hatch
from simulation.figures.layout import matrix_axes, plain
from simulation.figures.theme import canvas, tokens
from simulation.protection import Released, check_released
from simulation.words import say
from simulation.words.forms import number

CELL_PIXELS = 40
STEPS = (0.1, 0.25, 0.5, 0.75)
"""Shares of the greatest exchange between two units at which the colour darkens."""


def silos_matrix(
    matrix: Released,
    *,
    suppressed: pd.DataFrame | None = None,
    lang: str = "fr",
    dark: bool = False,
) -> go.Figure:
    """A square of counts in the activity scale; zero says 0, withheld cells are hatched.

    Args:
        matrix: counts of answers and reactions, givers as index, receivers as columns.
        suppressed: same shape, true where the count is withheld; by default where missing.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    givers = [plain(name) for name in check_released(matrix).index]
    receivers = [plain(name) for name in matrix.columns]
    withheld = (matrix.isna() if suppressed is None else suppressed).to_numpy(dtype=bool)
    counts = matrix.to_numpy(dtype=float)
    shown = np.where(withheld, np.nan, counts)
    between = shown.copy()
    np.fill_diagonal(between, np.nan)
    greatest = np.nanmax(between, initial=1.0)
    steps = np.searchsorted(STEPS, np.nan_to_num(shown) / greatest, side="right")
    longest = max((len(str(name)) for name in givers), default=8)
    side = CELL_PIXELS * max(1, len(givers))
    figure = canvas(
        lang,
        dark,
        side + 60 + 5 * longest,
        barmode="overlay",
        bargap=0.05,
        margin={"l": 24 + min(200, 8 * longest), "t": 36 + 5 * longest, "b": 8},
    )
    row, column = np.indices(counts.shape)
    for mask, name in ((~withheld, "value"), (withheld, "suppressed")):
        if not mask.any():
            continue
        cells = list(zip(row[mask], column[mask], strict=True))
        marker = hatch(colours)
        if name == "value":
            marker = {
                "color": [colours.activity[steps[cell]] for cell in cells],
                "line": {"width": 0},
            }
        figure.add_bar(
            orientation="h",
            y=row[mask],
            x=[0.96] * len(cells),
            base=column[mask] + 0.02,
            name=name,
            marker=marker,
            customdata=counts[mask] if name == "value" else None,
            text=[number(counts[cell], lang) if name == "value" else "" for cell in cells],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 12, "color": [colours.activity_text[steps[cell]] for cell in cells]},
            hovertext=[
                say(
                    "figure.silos_hover",
                    lang,
                    giver=givers[i],
                    receiver=receivers[j],
                    count=number(counts[i, j], lang),
                )
                if name == "value"
                else say("figure.suppressed", lang)
                for i, j in cells
            ],
            hoverinfo="text",
        )
    matrix_axes(figure, givers, receivers, colours)
    return figure
