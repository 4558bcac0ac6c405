"""Why people do not contribute: how many each barrier holds back, by week and by unit.

Every week each employee either contributes or is held back by one barrier, the one that weighs
most on the person: not reached, not useful, not safe, no time, no answer (model, section 5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulation.experiments.ensemble import Ensemble
from simulation.experiments.levels import BARRIERS
from simulation.protection import release

STATES = ("contributors", *BARRIERS)
"""Everybody is in one of these every week: those who contribute, then those held back."""


def barriers_by_unit(by_unit: Mapping[str, np.ndarray], units: Sequence[str]) -> pd.DataFrame:
    """Who is held back by what in one run.

    Args:
        by_unit: the run's counts of people, each of shape (weeks, units).
        units: their names.

    Returns:
        One row per week (from 1), unit and state: week, unit, state (one of `STATES`), people,
        share (of the unit's people; missing in a unit without any).
    """
    weeks, count = by_unit["people"].shape
    whole = np.asarray(by_unit["people"], dtype=float)
    keys = {
        "week": np.repeat(np.arange(1, weeks + 1), count),
        "unit": np.tile(np.asarray(units, dtype=object), weeks),
    }
    tables = []
    for state in STATES:
        people = np.asarray(by_unit[state])
        share = np.divide(people, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
        columns = {"state": state, "people": people.ravel(), "share": share.ravel()}
        tables.append(pd.DataFrame(keys | columns))
    return pd.concat(tables, ignore_index=True)


def barriers_by_week(drawn: Ensemble) -> pd.DataFrame:
    """Shares of the staff by state in each week, mean over the draws.

    Returns:
        Columns week (from 1), state (one of `STATES`), people, value (share of the staff).
    """
    staff = drawn.weekly["staff"].mean(axis=0)
    weeks = np.arange(1, drawn.weeks + 1)
    tables = []
    for state in STATES:
        people = drawn.weekly[state].mean(axis=0)
        columns = {"week": weeks, "state": state, "people": people, "value": people / staff}
        tables.append(pd.DataFrame(columns))
    return pd.concat(tables, ignore_index=True)


def barriers_of_units(drawn: Ensemble, min_group: int = 10) -> pd.DataFrame:
    """Shares of each unit's people by state in the last week, over all draws.

    Args:
        drawn: draws that kept their counts by unit.
        min_group: units of fewer people are suppressed, and more if need be.

    Returns:
        Columns unit, state (one of `STATES`), people (of the unit), value (share of them),
        suppressed; no row when the draws kept no counts by unit.
    """
    columns = ["unit", "state", "people", "value", "suppressed"]
    if drawn.units.empty:
        return pd.DataFrame(columns=columns)
    mean = drawn.units.groupby("unit", sort=False)[["people", *STATES]].mean()
    mean = mean[mean["people"] > 0]
    tables = [
        pd.DataFrame(
            {
                "group": mean.index,
                "state": state,
                "people": mean["people"].round().astype(int).to_numpy(),
                "value": (mean[state] / mean["people"]).to_numpy(),
            }
        )
        for state in STATES
    ]
    shown = release(pd.concat(tables, ignore_index=True), min_group, cells=("state",))
    return shown.rename(columns={"group": "unit"})[columns]


def barriers_told(drawn: Ensemble) -> dict[str, Any]:
    """Who is held back by what in the last week, of the staff and by unit, in plain values."""
    if not {"staff", *STATES} <= set(drawn.weekly):
        return {"week": drawn.weeks, "staff": [], "units": []}
    week = barriers_by_week(drawn)
    staff = week[week["week"] == drawn.weeks][["state", "people", "value"]]
    units = barriers_of_units(drawn).astype(object)
    return {
        "week": drawn.weeks,
        "staff": staff.to_dict("records"),
        "units": units.where(units.notna(), None).to_dict("records"),
    }
