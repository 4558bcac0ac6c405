"""Why people do not contribute: how many each barrier holds back, by week and by unit.

Every week each employee either contributes or is held back by one barrier, the one that weighs
most on the person: not reached, not useful, not safe, no time, no answer (model, section 5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from simulation.experiments.ensemble import Ensemble
from simulation.experiments.levels import BARRIERS

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


def barriers_at_horizon(drawn: Ensemble) -> pd.DataFrame:
    """Shares of people by state in the last week, of the staff and of each unit.

    Returns:
        Columns unit (missing for the staff as a whole), state, people and share, means over
        the draws; units only where the draws kept them.
    """
    last = barriers_by_week(drawn)
    last = last[last["week"] == drawn.weeks].rename(columns={"value": "share"})
    tables = [last.assign(unit=None)]
    if drawn.by_unit:
        tables.append(drawn.by_unit_at_horizon())
    columns = ["unit", "state", "people", "share"]
    return pd.concat([table[columns] for table in tables], ignore_index=True)
