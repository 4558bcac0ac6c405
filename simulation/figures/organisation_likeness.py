"""Whether drawn companies look like real organisations, measure by measure."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from simulation.figures.layout import row_label, rows
from simulation.figures.theme import Tokens, canvas, tokens, translucent
from simulation.figures.units import tell
from simulation.words import say
from simulation.words.forms import interval

ROW_PIXELS = 46
LEFT_MARGIN = 214
RIGHT_MARGIN = 176


def organisation_likeness(
    table: pd.DataFrame, *, lang: str = "fr", dark: bool = False
) -> go.Figure:
    """A row for each measure: real organisations as joined dots, drawn companies as a band.

    Each row has its own scale, from zero (or the least value, if negative) to a little
    more than the greatest value; levels are told at the right.

    Args:
        table: columns measure, unit, drawn, label, value, as from
            `simulation.organisation.likeness.likeness`.
        lang: "fr" or "en".
        dark: the theme.
    """
    colours = tokens(dark)
    measures = list(dict.fromkeys(table["measure"]))
    figure = canvas(
        lang,
        dark,
        52 + ROW_PIXELS * len(measures),
        margin={"l": LEFT_MARGIN, "r": RIGHT_MARGIN, "t": 40, "b": 12},
    )
    figure.update_xaxes(visible=False, range=[-0.02, 1.02])
    figure.update_yaxes(visible=False, range=[len(measures) - 0.5, -0.5])
    for place, measure in enumerate(measures):
        own = table[table["measure"] == measure]
        _row(figure, place, measure, own, lang, colours)
    _key(figure, lang, colours)
    return figure


def _row(
    figure: go.Figure, place: int, measure: str, own: pd.DataFrame, lang: str, colours: Tokens
) -> None:
    real, drawn = own[~own["drawn"]], own[own["drawn"]]
    least = min(0.0, float(own["value"].min()))
    scale = 1.05 * float(own["value"].max()) - least
    ends = (own.loc[~own["drawn"], "value"].agg(["min", "max"]) - least) / scale
    for (first, last), colour in (((0, 1), colours.hairline), (ends, colours.ink)):
        figure.add_shape(
            type="line",
            layer="below",
            x0=first,
            x1=last,
            y0=place,
            y1=place,
            line={"color": colour, "width": 1},
        )
    low, high = float(drawn["value"].min()), float(drawn["value"].max())
    figure.add_bar(
        orientation="h",
        name=f"{measure} drawn",
        base=[(low - least) / scale],
        x=[(high - low) / scale],
        y=[place],
        width=0.62,
        marker={
            "color": translucent(colours.slate, 0.3),
            "line": {"color": colours.slate, "width": 2},
        },
        customdata=[[low, high]],
        hoverinfo="skip",
    )
    figure.add_scatter(
        name=f"{measure} real",
        mode="markers",
        x=(real["value"] - least) / scale,
        y=[place] * len(real),
        marker={
            "color": colours.ink,
            "size": 9,
            "line": {"color": colours.surface, "width": 1},
        },
        customdata=real["value"],
        hoverinfo="text",
        hovertext=[
            say(
                "figure.likeness_hover",
                lang,
                level=tell(row.value, row.unit, lang),
                name=row.label,
            )
            for row in rows(real)
        ],
    )
    unit = str(own["unit"].iloc[0])
    row_label(
        figure,
        place,
        say(f"figure.likeness.{measure}", lang),
        say(f"figure.likeness_detail.{measure}", lang),
        colours,
    )
    figure.add_annotation(
        x=1,
        xref="paper",
        xanchor="left",
        xshift=12,
        y=place,
        align="left",
        text=(
            f"{say('figure.likeness_real', lang)} {_ends(real, unit, lang)}<br>"
            f"<span style='color:{colours.slate}'>"
            f"{say('figure.likeness_drawn', lang)} {_ends(drawn, unit, lang)}</span>"
        ),
        font_color=colours.ink,
    )


def _ends(own: pd.DataFrame, unit: str, lang: str) -> str:
    """The least and greatest value, or the one there is at that precision."""
    low, high = (tell(end, unit, lang) for end in (own["value"].min(), own["value"].max()))
    return low if low == high else interval(low, high, lang)


def _key(figure: go.Figure, lang: str, colours: Tokens) -> None:
    figure.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        xshift=8 - LEFT_MARGIN,
        y=1,
        yref="paper",
        yanchor="bottom",
        yshift=10,
        text=(
            f"<span style='color:{colours.ink}'>●</span> {say('figure.likeness_key_real', lang)}"
            f"   <span style='color:{colours.slate}'>▮</span> "
            f"{say('figure.likeness_key_drawn', lang)}"
        ),
        font_color=colours.slate,
    )
