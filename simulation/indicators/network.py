"""Who answers whom: reciprocity (S5), exchanges across units, sites and levels (S24)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.indicators.activity import NOBODY, distinct, places
from simulation.indicators.view import Flags, Floats, Measured, View, lasting_from, over_weeks
from simulation.protection import UNKNOWN

FAR_LEVELS = 2
"""Levels of hierarchy between two people from which an exchange spans the hierarchy."""

Codes = NDArray[np.int64]
Across = Callable[[Codes, Codes], Flags]


def reciprocity(view: View) -> Measured:
    """Share of the ordered pairs "i answered j" that j returned, over `inequality_weeks`.

    A pair belongs to the group of the one who gave. In a community, answers given there.
    """
    giver, receiver, week = view.exchanges("answer")
    width, weeks = max(len(view.population.person), 1), view.shape[1]
    seen = distinct((giver.astype(np.int64) * width + receiver) * weeks + week)
    key, week = np.divmod(seen, weeks)
    start, end = lasting_from(key, week, view.thresholds.inequality_weeks)
    pairs = distinct(key)
    pair, alive_in = _each_week(np.searchsorted(pairs, key), start, end, weeks)
    given = view.sum((pairs // width)[pair], alive_in)
    back = places((pairs % width) * width + pairs // width, pairs)
    mutual = np.flatnonzero(back >= 0)
    number = np.full(len(pairs), NOBODY)
    number[mutual] = np.arange(len(mutual))
    both_ways = number[pair] >= 0
    pair, alive_in = pair[both_ways], alive_in[both_ways]
    alive = np.zeros((len(mutual), weeks), dtype=bool)
    alive[number[pair], alive_in] = True
    met = alive[number[back[pair]], alive_in]
    return view.share(view.sum((pairs // width)[pair[met]], alive_in[met]), given)


def cross_unit_share(view: View) -> Measured | None:
    """Share of answers and reactions that go to a person of another unit, `exchange_weeks`.

    Only exchanges between two people whose units are known; not measurable without units.
    """
    return _share_across(view, "unit", np.not_equal)


def cross_site_share(view: View) -> Measured | None:
    """Share of answers and reactions that go to a person of another site, `exchange_weeks`."""
    return _share_across(view, "site", np.not_equal)


def cross_level_share(view: View) -> Measured | None:
    """Share of answers and reactions between people two levels or more apart, `exchange_weeks`."""
    return _share_across(view, "level", _far)


def cross_unit_answers(view: View) -> Measured | None:
    """Answers of the week given to a person of another unit."""
    return _answers_across(view, "unit", np.not_equal)


def cross_level_answers(view: View) -> Measured | None:
    """Answers of the week between two people who are two levels or more apart."""
    return _answers_across(view, "level", _far)


def first_exchanges(view: View) -> Measured:
    """Pairs of people who exchange for the first time in the record; counted for the giver."""
    giver, receiver, week = view.exchanges("answer", "reaction")
    width = max(len(view.population.person), 1)
    low, high = np.minimum(giver, receiver), np.maximum(giver, receiver)
    order = np.argsort(week, kind="stable")
    pair = (low.astype(np.int64) * width + high)[order]
    _, first = np.unique(pair, return_index=True)
    return view.count(view.sum(giver[order][first], week[order][first]))


def partners(view: View) -> Measured:
    """Distinct people that each person exchanged with, either way, over `exchange_weeks`.

    Mean over those who exchanged with somebody.
    """
    giver, receiver, week = view.exchanges("answer", "reaction")
    width, weeks = max(len(view.population.person), 1), view.shape[1]
    low, high = np.minimum(giver, receiver), np.maximum(giver, receiver)
    seen = distinct((low.astype(np.int64) * width + high) * weeks + week)
    pair, week = np.divmod(seen, weeks)
    start, end = lasting_from(pair, week, view.thresholds.exchange_weeks)
    pair, known_in = _each_week(pair, start, end, weeks)
    met = np.zeros((width, weeks), dtype=bool)
    partners_of = np.zeros(view.shape)
    for person in (pair // width, pair % width):
        met[person, known_in] = True
        partners_of += view.sum(person, known_in)
    return view.ratio(partners_of, view.members(met))


def helped_across(view: View) -> Measured | None:
    """Share of the population answered by someone of another unit, over `inequality_weeks`.

    What the network brings that the unit would not (S24): somebody who knew, found elsewhere.
    """
    codes = attribute_codes(view, "unit")
    if codes is None:
        return None
    giver, receiver, week = view.exchanges("answer")
    across = (codes[giver] >= 0) & (codes[receiver] >= 0) & (codes[giver] != codes[receiver])
    helped = np.zeros((len(view.population.person), view.shape[1]), dtype=np.int16)
    helped[receiver[across], week[across]] = 1
    lately = over_weeks(helped, view.thresholds.inequality_weeks) > 0
    return view.share(view.members(lately & view.present), view.people)


def answers_between(view: View) -> pd.DataFrame:
    """Answers given from group to group, each week: giver, receiver, week (from 0), answers."""
    giver, receiver, week = view.exchanges("answer")
    table = pd.DataFrame(
        {"giver": view.group_of(giver, week), "receiver": view.group_of(receiver, week)}
    ).assign(week=week)
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


def attribute_codes(view: View, column: str) -> Codes | None:
    """A number for each member's unit, site or level, -1 where not known; None if none is.

    Levels keep their own numbers, so that their distance means something.
    """
    values = view.record.people[column]
    if values.isna().all():
        return None
    if column == "level":
        codes = values.to_numpy(np.int64, na_value=NOBODY)
    else:
        codes = pd.factorize(values)[0].astype(np.int64)
    return codes[view.population.person]


def _far(one: Codes, other: Codes) -> Flags:
    return np.abs(one - other) >= FAR_LEVELS


def _share_across(view: View, column: str, across: Across) -> Measured | None:
    codes = attribute_codes(view, column)
    if codes is None:
        return None
    counts = _across(view, codes, across, view.exchanges("answer", "reaction"))
    window = view.thresholds.exchange_weeks
    return view.share(*(over_weeks(count, window) for count in counts))


def _answers_across(view: View, column: str, across: Across) -> Measured | None:
    codes = attribute_codes(view, column)
    if codes is None:
        return None
    return view.count(_across(view, codes, across, view.exchanges("answer"))[0])


def _across(
    view: View, codes: Codes, across: Across, exchanged: tuple[NDArray, NDArray, NDArray]
) -> tuple[Floats, Floats]:
    """Exchanges between two people of known place that cross, and all of them, by giver."""
    giver, receiver, week = exchanged
    known = (codes[giver] >= 0) & (codes[receiver] >= 0)
    giver, receiver, week = giver[known], receiver[known], week[known]
    crossing = across(codes[giver], codes[receiver])
    return view.sum(giver[crossing], week[crossing]), view.sum(giver, week)


def _each_week(
    series: NDArray[np.integer], start: NDArray[np.integer], end: NDArray[np.integer], weeks: int
) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """One entry for each week from start to end, those beyond the record left out."""
    start, end = start.clip(max=weeks), end.clip(max=weeks)
    length = end - start
    first = np.repeat(start - (np.cumsum(length) - length), length)
    return np.repeat(series, length), first + np.arange(len(first))
