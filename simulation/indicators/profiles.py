"""Profiles of use (S27): who has which one each week, their shares, and moves between them.

The typologies stand in `simulation.indicators.typologies`, side by side on the same people:
everybody in the population has exactly one profile of each, each week.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.indicators.activity import NOBODY
from simulation.indicators.thresholds import Thresholds
from simulation.indicators.typologies import TYPOLOGIES, Profiles, Typology
from simulation.indicators.uncertainty import wilson
from simulation.indicators.view import View, view_of
from simulation.tables import Record

OUTSIDE = "outside"
"""Where people come from who were not in the population, and go to who left it."""


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
    named = find_typology(typology)
    view = view_of(record, thresholds or Thresholds())
    codes = named.codes(view)
    member, at = np.nonzero(codes != NOBODY)
    table = pd.DataFrame(
        {
            "person": record.people["person"].to_numpy()[view.population.person[member]],
            "week": view.activity.weeks[at],
            "profile": np.asarray(named.profiles, dtype=object)[codes[member, at]],
        }
    )
    return table if week is None else table[table["week"] == week].reset_index(drop=True)


def profile_shares(view: View, typology: str = "lecko") -> pd.DataFrame:
    """Share of each profile in each group and week. Not protected.

    Returns:
        Columns profile, group, week, value, count, base, people, low, high, within, withheld.
    """
    named, population = find_typology(typology), view.population
    profiles, codes = named.profiles, named.codes(view)
    groups, weeks = view.shape
    counts = np.array([view.members(codes == code) for code in range(len(profiles))])
    cells = groups * weeks
    table = pd.DataFrame(
        {
            "profile": np.repeat(profiles, cells),
            "group": np.tile(np.repeat(np.asarray(population.groups), weeks), len(profiles)),
            "week": np.tile(view.activity.weeks.to_numpy(), len(profiles) * groups),
            "count": counts.reshape(-1),
            "base": np.tile(view.people.reshape(-1), len(profiles)),
            "within": np.tile(np.repeat(np.asarray(population.within), weeks), len(profiles)),
            "withheld": np.tile(np.repeat(population.withheld, weeks), len(profiles)),
        }
    )
    value = table["count"] / table["base"].where(table["base"] > 0)
    table = table.assign(value=value, people=table["base"].astype(np.int64))
    return table.assign(**wilson(table["count"], table["base"]))


def profile_flows(
    view: View,
    codes: Profiles,
    week_from: int,
    week_to: int,
    profiles: tuple[str, ...] = TYPOLOGIES["lecko"].profiles,
) -> pd.DataFrame:
    """How many people moved from which profile to which between two weeks. Not protected.

    Everybody in the population in either week is counted once.

    Args:
        view: of a record.
        codes: the profiles of its members, from its typology.
        week_from: counted from 0.
        week_to: counted from 0.
        profiles: the names that the codes stand for.

    Returns:
        Columns week_from, week_to (Mondays), profile_from, profile_to, people; moves that
        nobody made are left out.
    """
    moves = codes[:, [week_from, week_to]]
    moves = moves[(moves != NOBODY).any(axis=1)]
    names = np.asarray([*profiles, OUTSIDE], dtype=object)
    table = pd.DataFrame({"profile_from": names[moves[:, 0]], "profile_to": names[moves[:, 1]]})
    ranked = table.astype(pd.CategoricalDtype(list(names), ordered=True))
    moved = ranked.value_counts(sort=False).rename("people").reset_index()
    moved = moved[moved["people"] > 0].sort_values(["profile_from", "profile_to"])
    moved.insert(0, "week_from", view.activity.weeks[week_from])
    moved.insert(1, "week_to", view.activity.weeks[week_to])
    return moved.astype({"profile_from": object, "profile_to": object}).reset_index(drop=True)


def crossed(view: View, one: str, other: str, week: int) -> pd.DataFrame:
    """How many people of each profile of one typology have which of another. Not protected.

    Returns:
        Columns profile, other_profile, people: of the population in that week.
    """
    first, second = find_typology(one), find_typology(other)
    codes = (first.codes(view)[:, week], second.codes(view)[:, week])
    there = (codes[0] != NOBODY) & (codes[1] != NOBODY)
    counts = np.zeros((len(first.profiles), len(second.profiles)), dtype=np.int64)
    np.add.at(counts, (codes[0][there], codes[1][there]), 1)
    return pd.DataFrame(
        {
            "profile": np.repeat(first.profiles, len(second.profiles)),
            "other_profile": np.tile(second.profiles, len(first.profiles)),
            "people": counts.reshape(-1),
        }
    )


def find_typology(typology: str) -> Typology:
    """The typology of that name.

    Raises:
        InputError: unknown typology.
    """
    if typology not in TYPOLOGIES:
        raise InputError(
            "indicator_choice", option="--typology", value=typology, expected=", ".join(TYPOLOGIES)
        )
    return TYPOLOGIES[typology]
