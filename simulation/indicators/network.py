"""Who answers whom: reciprocity (S5) and exchanges across units."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.indicators.activity import NOBODY
from simulation.indicators.view import Flags, Floats, Measured, View, over_weeks
from simulation.protection import UNKNOWN


def reciprocity(view: View) -> Measured:
    """Share of the ordered pairs "i answered j" that j returned, over `inequality_weeks`.

    A pair belongs to the group of the one who gave. In a community, answers given there.
    """
    giver, receiver, week = _exchanges(view, view.activity.does("answer"))
    width = len(view.population.person)
    keys, pair = np.unique(giver.astype(np.int64) * width + receiver, return_inverse=True)
    reverse = _places(keys, (keys % max(width, 1)) * width + keys // max(width, 1))
    group = view.population.group[keys // max(width, 1)]
    order = np.argsort(week, kind="stable")
    pair, limits = pair[order], np.searchsorted(week[order], np.arange(view.shape[1] + 1))
    last_week = np.full(len(keys) + 1, -(1 << 20))
    returned, given = np.zeros(view.shape), np.zeros(view.shape)
    for now in range(view.shape[1]):
        last_week[pair[limits[now] : limits[now + 1]]] = now
        recent = last_week > now - view.thresholds.inequality_weeks
        alive, back = recent[:-1], recent[reverse]
        given[:, now] = np.bincount(group[alive], minlength=view.shape[0])
        returned[:, now] = np.bincount(group[alive & back], minlength=view.shape[0])
    return view.share(returned, given)


def cross_unit_share(view: View) -> Measured | None:
    """Share of answers and reactions that go to a person of another unit, `exchange_weeks`.

    Only exchanges between two people whose units are known; not measurable without units.
    """
    unit = view.record.people["unit"]
    if unit.isna().all():
        return None
    code = pd.factorize(unit)[0][view.population.person]
    giver, receiver, week = _exchanges(view, view.activity.does("answer", "reaction"))
    known = (code[giver] >= 0) & (code[receiver] >= 0)
    across = known & (code[giver] != code[receiver])
    window = view.thresholds.exchange_weeks
    counts = [
        over_weeks(_by_giver(view, giver[which], week[which]), window) for which in (across, known)
    ]
    return view.share(*counts)


def answers_between(view: View) -> pd.DataFrame:
    """Answers given from group to group, each week: giver, receiver, week (from 0), answers."""
    giver, receiver, week = _exchanges(view, view.activity.does("answer"))
    group = view.population.group
    table = pd.DataFrame({"giver": group[giver], "receiver": group[receiver], "week": week})
    counts = table.groupby(["week", "giver", "receiver"], sort=True).size()
    return counts.rename("answers").reset_index()


def silos(view: View, first_week: int = 0, last_week: int | None = None) -> pd.DataFrame:
    """Answers over some weeks, from the givers' group (rows) to the receivers' (columns).

    Weeks count from 0 and are included; people whose group is not known are left out.
    """
    names = view.population.groups
    table = answers_between(view)
    last = view.shape[1] - 1 if last_week is None else last_week
    table = table[table["week"].between(first_week, last)]
    matrix = np.zeros((len(names), len(names)), dtype=np.int64)
    np.add.at(matrix, (table["giver"].to_numpy(), table["receiver"].to_numpy()), table["answers"])
    known = [name for name in names if name != UNKNOWN]
    return pd.DataFrame(matrix, index=names, columns=names).loc[known, known]


def _exchanges(
    view: View, which: Flags
) -> tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.integer]]:
    """Giver, receiver and week of these events, between two different people counted."""
    between = which & (view.member > NOBODY) & (view.target > NOBODY) & (view.member != view.target)
    return view.member[between], view.target[between], view.activity.week[between]


def _by_giver(view: View, giver: NDArray[np.integer], week: NDArray[np.integer]) -> Floats:
    counts: Floats = np.zeros(view.shape)
    np.add.at(counts, (view.population.group[giver], week), 1.0)
    return counts


def _places(keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each wanted key stands among sorted keys; one past the end where it does not."""
    place = np.searchsorted(keys, wanted)
    inside = place < len(keys)
    found = np.zeros(len(wanted), dtype=bool)
    found[inside] = keys[place[inside]] == wanted[inside]
    return np.where(found, place, len(keys))
