"""What the whole application remembers, and what its address says."""

from __future__ import annotations

import param

from simulation.experiments.comparison import INDICATORS
from simulation.figures.theme import LETTERS
from simulation.words import LANGUAGES

PAGES = (
    "home", "audit", "pilot", "scenarios", "compare", "forecast", "size", "sponsor", "reports",
)  # fmt: skip
"""The pages, in the order of the loop; these words stand in the address."""

ADDRESS = (
    "page", "lang", "record", "view", "scenarios", "reference", "outcome",
    "week", "layer", "unit", "beside", "speed", "against", "presented",
    "calibration", "part", "indicator", "ahead", "drawn",
)  # fmt: skip
"""What the address holds, by word; never a person."""


class Shell(param.Parameterized):
    """Where the reader is: page, language, theme, record, scenarios and week."""

    page: param.Selector[str] = param.Selector(
        default="home", objects=list(PAGES), doc="The page shown."
    )
    lang: param.Selector[str] = param.Selector(
        default="fr", objects=list(LANGUAGES), doc="Language of every text."
    )
    dark = param.Boolean(default=False, doc="Whether the dark theme is on.")
    record = param.String(default="", doc="Folder name of the record shown.")
    view: param.Selector[str] = param.Selector(
        default="overview",
        objects=["overview", "studies", "who", "quality", "replay"],
        doc="Part of the pilot page shown.",
    )
    scenarios = param.String(
        default="", doc="Scenarios shown: names in the order of their letters."
    )
    reference: param.Selector[str] = param.Selector(
        default="",
        objects=["", *LETTERS],
        doc="Letter of the scenario that others are compared with; empty: the page's choice.",
    )
    outcome: param.Selector[str] = param.Selector(
        default=INDICATORS[0], objects=list(INDICATORS), doc="Indicator that scenarios differ by."
    )
    week = param.Integer(default=1, bounds=(1, None), doc="Week shown, counted from 1.")
    layer: param.Selector[str] = param.Selector(
        default="",
        objects=["", "units", "communities"],
        doc="What the replay's map shows; empty: what suits the record.",
    )
    unit = param.String(default="", doc="The unit opened in the replay, never a person.")
    beside: param.Selector[str] = param.Selector(
        default="communities",
        objects=["communities", "flows"],
        doc="What stands beside the replay's map.",
    )
    speed: param.Selector[float] = param.Selector(
        default=1.0, objects=[0.5, 1.0, 2.0], doc="How fast the replay plays."
    )
    presented = param.Boolean(default=False, doc="Whether the sponsor's screen fills the window.")
    calibration = param.String(default="", doc="Folder name of the calibration shown.")
    drawn = param.String(
        default="",
        doc="Where parameters are drawn from: see `calibrations.futures_of`.",
    )
    part: param.Selector[str] = param.Selector(
        default="course", objects=["course", "checks", "past"], doc="Part of the forecast page."
    )
    indicator = param.String(default="", doc="Weekly series that the forecast page shows.")
    ahead: param.Selector[int] = param.Selector(
        default=12, objects=[4, 8, 12, 26, 52], doc="Weeks that the forecast page foretells."
    )
    against = param.String(default="", doc="Folder name of the record replayed beside.")
