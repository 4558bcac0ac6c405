"""The visual language: colours, dashes, type, and the empty figure every chart starts from.

Colour belongs to the data. Real data are ink, solid, with dots; simulated data are in a
scenario's colour (slate when there is no scenario) and carry a band. Letter and dash
double the colour of a scenario, so that nothing is told by hue alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import plotly.graph_objects as go
from babel.dates import get_day_names, get_month_names

from simulation.figures.fonts import SANS, SERIF, font_faces_css
from simulation.words.forms import NARROW

__all__ = [
    "DARK",
    "DASHES",
    "LETTERS",
    "LIGHT",
    "SANS",
    "SERIF",
    "Tokens",
    "canvas",
    "config",
    "contrast",
    "font_faces_css",
    "template",
    "tokens",
    "translucent",
]

LETTERS = ("A", "B", "C", "D")
DASHES = {"A": "dot", "B": "solid", "C": "solid", "D": "longdash"}
"""Line dash of each scenario; a line without a scenario is dashed."""

AXIS_SIZE = 12
TEXT_SIZE = 13
LABEL_SIZE = 15


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme, by role."""

    paper: str
    surface: str
    sunk: str
    ink: str
    slate: str
    outline: str
    hairline: str
    neutral: str
    scenarios: dict[str, str]
    warning: str
    warning_ground: str
    error: str
    error_ground: str
    done: str
    focus: str
    activity: tuple[str, str, str, str, str]
    activity_text: tuple[str, str, str, str, str]

    def scenario(self, letter: str) -> str:
        """The colour of a scenario, slate for simulated data without a letter."""
        return self.scenarios.get(letter, self.slate)


LIGHT = Tokens(
    paper="#F7F5F0",
    surface="#FFFFFF",
    sunk="#EFECE5",
    ink="#1A222C",
    slate="#4E5966",
    outline="#868B92",
    hairline="#DDD8CD",
    neutral="#9AA3AD",
    scenarios={"A": "#776F5C", "B": "#2F6DC9", "C": "#C0340A", "D": "#6F2B6C"},
    warning="#855400",
    warning_ground="#FBF0DA",
    error="#A61B2B",
    error_ground="#FBE9EA",
    done="#1F6B43",
    focus="#0B62D6",
    activity=("#E4EEEB", "#BFD9D4", "#86B8B1", "#54A09A", "#0D605D"),
    activity_text=("#1A222C", "#1A222C", "#1A222C", "#1A222C", "#FFFFFF"),
)

DARK = Tokens(
    paper="#13171C",
    surface="#1B2127",
    sunk="#171C21",
    ink="#F0EDE6",
    slate="#B3BBC5",
    outline="#77818C",
    hairline="#323A43",
    neutral="#9AA3AD",
    scenarios={"A": "#D5B98E", "B": "#89B7F6", "C": "#F1651D", "D": "#B67B96"},
    warning="#F0B64A",
    warning_ground="#33291A",
    error="#FF8A8A",
    error_ground="#3A2024",
    done="#6CCB95",
    focus="#8BBEFF",
    activity=("#22302F", "#284645", "#2F6A67", "#48A09A", "#9ADBD3"),
    activity_text=("#F0EDE6", "#F0EDE6", "#F0EDE6", "#13171C", "#13171C"),
)


def tokens(dark: bool = False) -> Tokens:
    """The colours of the light or the dark theme."""
    return DARK if dark else LIGHT


def translucent(colour: str, opacity: float) -> str:
    """A `#RRGGBB` colour with an opacity in [0, 1], as Plotly and style sheets read it."""
    red, green, blue = _channels(colour)
    return f"rgba({red},{green},{blue},{opacity})"


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two `#RRGGBB` colours after WCAG 2.2, from 1 to 21."""
    dark, light = sorted(map(_luminance, (first, second)))
    return (light + 0.05) / (dark + 0.05)


@cache
def template(dark: bool = False) -> go.layout.Template:
    """The Plotly template of a theme: hairlines across, no legend, no frame, no motion."""
    colours = tokens(dark)
    axis = {
        "showgrid": False,
        "gridcolor": colours.hairline,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "color": colours.slate,
        "tickfont": {"size": AXIS_SIZE, "color": colours.slate},
        "title": {"font": {"size": AXIS_SIZE, "color": colours.slate}},
        "fixedrange": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": SANS, "size": TEXT_SIZE, "color": colours.ink},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": colours.surface,
                "bordercolor": colours.outline,
                "font": {"family": SANS, "size": TEXT_SIZE, "color": colours.ink},
            },
            "dragmode": False,
            "xaxis": axis,
            "yaxis": axis,
            "annotationdefaults": {"showarrow": False, "font": {"size": AXIS_SIZE}},
        }
    )


def canvas(lang: str, dark: bool, height: int, **layout: Any) -> go.Figure:
    """An empty figure in the theme and the language's number separators.

    Args:
        lang: "fr" or "en".
        dark: the theme.
        height: in pixels; the width follows its place.
        layout: further entries of the Plotly layout.
    """
    separators = f",{NARROW}" if lang == "fr" else ".,"
    margin = {"l": 44, "r": 16, "t": 20, "b": 28} | layout.pop("margin", {})
    return go.Figure(
        layout={
            "template": template(dark),
            "separators": separators,
            "height": height,
            "margin": margin,
            **layout,
        }
    )


def config(lang: str) -> dict[str, Any]:
    """Plotly's options: no bar, no logo, no button that sends a figure anywhere.

    The French forms of numbers, months and days travel with it, since the usual copies
    of Plotly know English only.
    """
    return {
        "displayModeBar": False,
        "displaylogo": False,
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "modeBarButtonsToRemove": ["sendDataToCloud", "sendChartToCloud"],
        "responsive": True,
        "scrollZoom": False,
        "doubleClick": False,
        "locale": lang,
        "locales": {"fr": {"dictionary": {}, "format": _french_forms()}},
    }


@cache
def _french_forms() -> dict[str, Any]:
    return {
        "days": _names(get_day_names("wide", locale="fr"), first=6),
        "shortDays": _names(get_day_names("abbreviated", locale="fr"), first=6),
        "months": list(get_month_names("wide", locale="fr").values()),
        "shortMonths": list(get_month_names("abbreviated", locale="fr").values()),
        "date": "%d/%m/%Y",
        "decimal": ",",
        "thousands": NARROW,
        "grouping": [3],
    }


def _names(names: Mapping[int, str], first: int) -> list[str]:
    """Names in order from one of them: Plotly's weeks start on Sunday, babel's on Monday."""
    return [names[(first + index) % len(names)] for index in range(len(names))]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    shares = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
