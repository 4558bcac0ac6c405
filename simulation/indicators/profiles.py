"""Profiles of use after Lecko (S27, evidence 2.17): frequency of coming by activity.

Judged each week over the last `window_weeks` (4 by default), on everybody in the
population. Frequent means coming in at least `frequent_weeks` (3) of those weeks; an
interaction is a contribution or a reaction. The first that fits:

| profile    | rule                                                                      |
|------------|---------------------------------------------------------------------------|
| initiate   | animates a community, with at least one interaction there                  |
| assiduous  | frequent, with at least `significant_contributions` (4) contributions     |
| loyal      | frequent: contributes less, or comes to read                              |
| compulsive | not frequent, with at least one interaction                               |
| inactive   | everybody else: not registered, away, or seldom there and silent          |

The published typology names the two axes and not their limits: these are ours. Where the
source records no visits, weeks with an interaction stand for the frequency, and
`frequency_source` says so: silent readers then count as inactive.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.indicators.activity import NOBODY, positions
from simulation.indicators.thresholds import Thresholds
from simulation.indicators.uncertainty import wilson
from simulation.indicators.view import Flags, View, over_weeks, view_of
from simulation.tables import Record

LECKO = ("inactive", "compulsive", "loyal", "assiduous", "initiate")
"""From the least to the most involved."""
TYPOLOGIES = {"lecko": LECKO}
OUTSIDE = "outside"
"""Where people come from who were not in the population, and go to who left it."""

Profiles = NDArray[np.int8]


def profiles(
    record: Record,
    typology: str = "lecko",
    week: pd.Timestamp | None = None,
    thresholds: Thresholds | None = None,
) -> pd.DataFrame:
    """The profile of each person each week, or in one week. Not protected.

    Returns:
        Columns person (id), week (Monday), profile; people outside the population that
        week have no row.

    Raises:
        InputError: unknown typology.
    """
    check_typology(typology)
    view = view_of(record, thresholds or Thresholds())
    codes = lecko_codes(view)
    member, at = np.nonzero(codes != NOBODY)
    table = pd.DataFrame(
        {
            "person": record.people["person"].to_numpy()[view.population.person[member]],
            "week": view.activity.weeks[at],
            "profile": np.asarray(LECKO, dtype=object)[codes[member, at]],
        }
    )
    return table if week is None else table[table["week"] == week].reset_index(drop=True)


def profile_shares(view: View) -> pd.DataFrame:
    """Share of each profile in each group and week. Not protected.

    Returns:
        Columns profile, group, week, value, count, base, people, low, high, within, withheld.
    """
    codes, population = lecko_codes(view), view.population
    groups, weeks = view.shape
    counts = np.array([view.members(codes == code) for code in range(len(LECKO))])
    cells = groups * weeks
    table = pd.DataFrame(
        {
            "profile": np.repeat(LECKO, cells),
            "group": np.tile(np.repeat(np.asarray(population.groups), weeks), len(LECKO)),
            "week": np.tile(view.activity.weeks.to_numpy(), len(LECKO) * groups),
            "count": counts.reshape(-1),
            "base": np.tile(view.people.reshape(-1), len(LECKO)),
            "within": np.tile(np.repeat(np.asarray(population.within), weeks), len(LECKO)),
            "withheld": np.tile(np.repeat(population.withheld, weeks), len(LECKO)),
        }
    )
    value = table["count"] / table["base"].where(table["base"] > 0)
    table = table.assign(value=value, people=table["base"].astype(np.int64))
    return table.assign(**wilson(table["count"], table["base"]))


def profile_flows(view: View, codes: Profiles, week_from: int, week_to: int) -> pd.DataFrame:
    """How many people moved from which profile to which between two weeks. Not protected.

    Everybody in the population in either week is counted once.

    Args:
        view: of a record.
        codes: the profiles of its members, from `lecko_codes`.
        week_from: counted from 0.
        week_to: counted from 0.

    Returns:
        Columns week_from, week_to (Mondays), profile_from, profile_to, people; moves that
        nobody made are left out.
    """
    moves = codes[:, [week_from, week_to]]
    moves = moves[(moves != NOBODY).any(axis=1)]
    names = np.asarray([*LECKO, OUTSIDE], dtype=object)
    table = pd.DataFrame({"profile_from": names[moves[:, 0]], "profile_to": names[moves[:, 1]]})
    ranked = table.astype(pd.CategoricalDtype(list(names), ordered=True))
    moved = ranked.value_counts(sort=False).rename("people").reset_index()
    moved = moved[moved["people"] > 0].sort_values(["profile_from", "profile_to"])
    moved.insert(0, "week_from", view.activity.weeks[week_from])
    moved.insert(1, "week_to", view.activity.weeks[week_to])
    return moved.astype({"profile_from": object, "profile_to": object}).reset_index(drop=True)


def lecko_codes(view: View) -> Profiles:
    """The profile of each member each week, as a place in LECKO; -1 outside the population.

    Shape (members, weeks).
    """
    limits = view.thresholds
    interactions = view.done(view.activity.interacts)
    came = view.done(view.activity.does("visit")) if frequency_source(view) == "visit" else 0
    weeks_there = over_weeks(((came + interactions) > 0).astype(np.int16), limits.window_weeks)
    frequent = weeks_there >= limits.frequent_weeks
    active = over_weeks(interactions, limits.window_weeks) > 0
    contributed = over_weeks(view.contributions, limits.window_weeks)
    significant = contributed >= limits.significant_contributions
    codes = np.select(
        [~view.present, animates(view), frequent & significant, frequent, active],
        [NOBODY, *(LECKO.index(name) for name in ("initiate", "assiduous", "loyal", "compulsive"))],
        default=LECKO.index("inactive"),
    )
    return codes.astype(np.int8)


def frequency_source(view: View) -> str:
    """What tells how often people come: "visit", or "interaction" when visits are unknown."""
    return "visit" if view.record.records("visit") else "interaction"


def animates(view: View) -> Flags:
    """Which members took part, within the window, in a community they animate.

    Shape (members, weeks).
    """
    activity = view.activity
    animator = positions(view.record.communities["animator"], view.record.people["person"])
    there = activity.interacts & (activity.community >= 0)
    there[there] = animator[activity.community[there]] == activity.person[there]
    return over_weeks(view.done(there), view.thresholds.window_weeks) > 0


def check_typology(typology: str) -> None:
    """Refuse a typology that is not there.

    Raises:
        InputError: unknown typology.
    """
    if typology not in TYPOLOGIES:
        raise InputError(
            "indicator_choice", option="--typology", value=typology, expected=", ".join(TYPOLOGIES)
        )
