"""What cuts the whole company into groups, and whom the pilot took, as both may be shown.

Every table that sets the pilot beside the company takes its groups from here: two that
merged or hid groups in their own way could be subtracted from one another.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.indicators.protected import shown_group
from simulation.protection import UNKNOWN, merged_labels, shown_together
from simulation.protection.merging import nearness_by_order
from simulation.tables import Record
from simulation.words import say

PILOT_WAVE = 0
BANDS: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "tenure": {"0": (-1, 2), "1": (2, 5), "2": (5, 10), "3": (10, 1e9)},
    "remote": {"0": (-1, 0.25), "1": (0.25, 1.5), "2": (1.5, 2.5), "3": (2.5, 8)},
}
"""Band -> years, or days a week, above the first and up to the second."""

COLUMNS = {"level": "level", "tenure": "tenure_years", "remote": "remote_days"}
"""Characteristics whose groups follow one another, and the column that orders them."""

CHARACTERISTICS = ("unit", "site", "level", "is_manager", "job_family", "tenure", "remote")
"""In the order in which they are protected; ease with tools never serves to sort people."""


def employees(record: Record) -> pd.DataFrame:
    """The people of a record without community managers hired to animate."""
    return record.people[~record.people["is_community_manager"].fillna(False)]


def of_pilot(people: pd.DataFrame) -> NDArray[np.bool_]:
    """Who belongs to the pilot: its wave where waves are told, else who was invited."""
    if people["wave"].notna().any():
        return (people["wave"] == PILOT_WAVE).fillna(False).to_numpy(bool)
    return people["invited_at"].notna().to_numpy(bool)


def standing(record: Record, min_group: int = 10, lang: str = "fr") -> dict[str, pd.Series]:
    """The group of each employee on each characteristic, as it may be shown.

    Units, sites and levels start from those that the weekly tables show. Groups of few
    people are merged: few in the pilot, outside it, or in the company. Those that could still be
    had by subtracting are put together as "other groups". Simulated people keep theirs.

    Args:
        record: a checked record.
        min_group: smallest number of people shown, at least 5.
        lang: language of joined names.

    Returns:
        Labels by characteristic, indexed as `employees`; missing where not known.

    Raises:
        InputError: `min_group` is under 5.
    """
    people = employees(record)
    inside = of_pilot(people)
    known = _values(record, people, min_group, lang)
    if record.is_simulated:
        return known
    merged = {
        name: _merged(values.fillna(UNKNOWN), _order(people, name), inside, min_group, lang)
        for name, values in known.items()
    }
    coded = {name: pd.factorize(values, sort=True) for name, values in merged.items()}
    shown = shown_together([codes for codes, _ in coded.values()], inside, min_group)
    found = {}
    for (name, (_, labels)), flags in zip(coded.items(), shown, strict=True):
        others = say("indicator.other_groups", lang)
        group = merged[name].where(~merged[name].isin(labels[~flags]), others)
        found[name] = group.where(group != UNKNOWN)
    return found


def _values(
    record: Record, people: pd.DataFrame, min_group: int, lang: str
) -> dict[str, pd.Series]:
    """What each person is on each characteristic, in words; missing when unknown."""
    told = {
        by: shown_group(record, by, min_group, lang)[people.index]
        for by in ("unit", "site", "level")
    }
    told["is_manager"] = _worded(
        people["is_manager"].map({True: "yes", False: "no"}), "is_manager", lang
    )
    told["job_family"] = people["job_family"].astype("string").astype(object)
    for name, bands in BANDS.items():
        told[name] = _worded(_banded(people[COLUMNS[name]], bands), name, lang)
    return {name: told[name] for name in CHARACTERISTICS}


def _worded(codes: pd.Series, name: str, lang: str) -> pd.Series:
    return codes.map(
        lambda code: say(f"effects.group.{name}.{code}", lang), na_action="ignore"
    ).astype(object)


def _banded(values: pd.Series, bands: Mapping[str, tuple[float, float]]) -> pd.Series:
    band = pd.Series(None, index=values.index, dtype=object)
    for name, (above, upto) in bands.items():
        band = band.mask(((values > above) & (values <= upto)).fillna(False).astype(bool), name)
    return band


def _order(people: pd.DataFrame, name: str) -> pd.Series | None:
    """By what the groups of a characteristic follow one another; None where by nothing."""
    return people[COLUMNS[name]].astype(float) if name in COLUMNS else None


def _merged(
    group: pd.Series,
    order: pd.Series | None,
    inside: NDArray[np.bool_],
    min_group: int,
    lang: str,
) -> pd.Series:
    """Groups with those of few people merged: in the pilot, outside it and in the company."""
    for part in (inside, ~inside, np.ones(len(inside), bool)):
        sizes = group[part].value_counts().reindex(np.unique(group.astype(str)), fill_value=0)
        near = (
            None
            if order is None
            else nearness_by_order(order.groupby(group).min()[sizes.index].tolist())
        )
        names = [str(name) for name in sizes.index]
        labels = merged_labels(names, sizes.tolist(), min_group, lang, nearness=near)
        group = group.map(dict(zip(names, labels, strict=True)))
    return group
