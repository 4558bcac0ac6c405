"""Single people, for the project team's own replay and nothing else (S25).

This is the one place where a row about one person leaves the record: under the pseudonym,
only for somebody of a unit that may be shown, and only where the workspace allows it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.errors import InputError
from simulation.indicators.protected import protected_view
from simulation.indicators.thresholds import Thresholds
from simulation.tables import Record


def replayed_people(
    record: Record,
    unit: str,
    show_individuals: bool,
    min_group: int = 10,
    lang: str = "fr",
) -> list[dict[str, Any]]:
    """The people of one opened unit of the replay, week by week.

    Args:
        record: of a pilot, or simulated; simulated people are nobody and always shown.
        unit: its name in the replay.
        show_individuals: the workspace's setting.
        min_group: smallest unit shown.
        lang: language of joined names.

    Returns:
        For each person `name` (pseudonym, or number of a simulated person) and weekly lists
        `came` and `contributed`: true, false, or None where not counted or not to be shown.

    Raises:
        InputError: the workspace shows no single people, or the unit is not one of the replay.
    """
    if not (show_individuals or record.is_simulated):
        raise InputError("individuals_hidden")
    view, unsafe = protected_view(record, Thresholds(), "unit", min_group=min_group, lang=lang)
    groups = view.population.groups
    if unit not in groups:
        known = ", ".join(groups)
        raise InputError("indicator_choice", option="unit", value=unit, expected=known)
    place = groups.index(unit)
    contributed = view.contributions > 0
    came = contributed | (view.done(view.activity.interacts | view.activity.does("visit")) > 0)
    told = view.present & ~unsafe[place]
    names = record.people["pseudonym"].fillna(record.people["person"].astype("string"))
    return [
        {
            "name": str(names.iloc[view.population.person[member]]),
            "came": _weekly(came[member], told[member]),
            "contributed": _weekly(contributed[member], told[member]),
        }
        for member in np.flatnonzero(view.population.group == place)
    ]


def _weekly(flags: np.ndarray, told: np.ndarray) -> list[bool | None]:
    return [bool(flag) if shown else None for flag, shown in zip(flags, told, strict=True)]
