"""Whether newcomers come back, by how soon their first post was answered (3.1 to 3.3, P5).

A newcomer is a person whose first post or question lies within the record. Whether it was
answered, and how soon, is judged on its first week; coming back, a further contribution, is
counted from the end of that week on. Judging both over the same days would let those who
stay longer be answered more often. Newcomers whom the record does not follow to the end are
censored. People registered before the record began are left out: their first post may lie
before it.

The difference between classes is an association: people who ask well are answered sooner,
and might have stayed anyway.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.indicators.activity import week_of_times
from simulation.indicators.answering import HOUR, waits
from simulation.indicators.uncertainty import NINETY_PERCENT
from simulation.indicators.view import View

LANDMARK_HOURS = 7 * 24
DELAYS = ("within_24h", "within_48h", "within_week", "not_within_week")
LIMITS_HOURS = (24, 48, LANDMARK_HOURS)
RETURN_WEEKS = 4
"""Weeks after the first one in which to come back; a short pilot can still tell."""


def newcomers(view: View) -> pd.DataFrame:
    """One row per newcomer followed beyond his first week. Not protected.

    Args:
        view: of a record, everybody together.

    Returns:
        Columns delay (one of DELAYS), weeks (from the end of the first week to the next
        contribution, or to the end of the record) and returned; without names.
    """
    activity, known = view.activity, waits(view)
    counted = view.member[known.opened] >= 0
    table = pd.DataFrame(
        {
            "person": activity.person[known.opened],
            "first": activity.time[known.opened],
            "hours": np.where(known.answered, known.wait / HOUR, np.inf),
        }
    )[counted]
    table = table.sort_values("first", kind="stable").drop_duplicates("person")
    registered = week_of_times(view.record.people["registered_at"], view.record, missing=0)
    table = table[registered[table["person"]] >= 0]
    end = activity.time.max(initial=0)
    table = table[table["first"] + LANDMARK_HOURS * HOUR < end]
    landmark = table["first"].to_numpy() + LANDMARK_HOURS * HOUR
    start = np.full(activity.people, np.iinfo(np.int64).max)
    start[table["person"]] = landmark
    later = activity.contributes & (activity.time >= start[activity.person])
    back = np.full(activity.people, np.iinfo(np.int64).max)
    np.minimum.at(back, activity.person[later], activity.time[later])
    returned = back[table["person"]] <= end
    until = np.where(returned, back[table["person"]], end)
    delay = np.searchsorted(LIMITS_HOURS, table["hours"], side="left")
    return pd.DataFrame(
        {
            "delay": np.asarray(DELAYS, dtype=object)[delay],
            "weeks": (until - landmark) / (LANDMARK_HOURS * HOUR),
            "returned": returned,
        }
    )


def odds_ratio(table: pd.DataFrame) -> dict[str, float] | None:
    """Odds of coming back within four weeks, answered within 48 hours against not; 90 % interval.

    On newcomers followed that long or back before. Half a person is added to each cell
    (Haldane), so that an empty one gives a wide interval and no infinity. None when either
    side has nobody.
    """
    back = table["returned"] & (table["weeks"] <= RETURN_WEEKS)
    known = back | (table["weeks"] >= RETURN_WEEKS)
    soon = table["delay"].isin(DELAYS[:2])
    cells = [
        float((known & (soon == answered) & (back == came)).sum())
        for answered in (True, False)
        for came in (True, False)
    ]
    if cells[0] + cells[1] == 0 or cells[2] + cells[3] == 0:
        return None
    a, b, c, d = (cell + 0.5 for cell in cells)
    middle, spread = np.log(a * d / (b * c)), np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    low, value, high = (
        float(np.exp(middle + z * spread)) for z in (-NINETY_PERCENT, 0, NINETY_PERCENT)
    )
    return {"value": value, "low": low, "high": high}
