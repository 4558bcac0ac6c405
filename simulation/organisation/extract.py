"""An organisation from the HR extract of a record: what is known is kept, the rest drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation import randomness
from simulation.errors import InputError
from simulation.organisation import hierarchy
from simulation.organisation.columns import Organisation
from simulation.organisation.drawing import (
    assembled,
    drawn_families,
    drawn_managers,
    drawn_traits,
    numbered,
    units_of,
)
from simulation.organisation.inferred import observed_ties
from simulation.scenario import Company

if TYPE_CHECKING:
    import pandas as pd


_TRAITS = ("remote_days", "digital_ease", "workload", "tenure_years")
_READ = (
    "person", "unit", "team", "site", "job_family", "manager", "is_manager", "wave",
    "is_community_manager", *_TRAITS,
)  # fmt: skip
PILOT_WAVE = 0


def from_people(
    people: pd.DataFrame, seed: int, events: pd.DataFrame | None = None
) -> Organisation:
    """The organisation of these people: employee k is the k-th person by number.

    Missing values are filled as follows: a unit or site from the nearest manager who has
    one; a manager, where nobody has any, from a tree drawn within each unit; a team from
    the manager; job family and traits drawn. Whoever has no manager reports to the head
    of the largest tree, and loops are cut, so that there is one top. Ties are drawn, save
    those that the events show (`simulation.organisation.inferred`).

    Args:
        people: checked table of a record (`simulation.tables.PEOPLE`), at least one row;
            columns that are not there count as missing.
        seed: what decides the draws.
        events: checked events of the same record; without them all ties are drawn.

    Raises:
        InputError: the table holds nobody.
    """
    if people.empty:
        raise InputError("organisation_without_people")
    people = people.sort_values("person", ignore_index=True).reindex(columns=_READ)
    default = Company()
    manager = _managers(people, default, seed)
    top_down = hierarchy.from_the_top(manager)
    unit, unit_names = _inherited(people["unit"], manager, top_down)
    if not unit_names:
        unit, units = units_of(manager, default.unit_size, seed)
        unit_names = numbered("U", units)
    site, site_names = _inherited(people["site"], manager, top_down)
    if not site_names:
        site, site_names = np.zeros(len(people), np.int32), ("Site 1",)
    job_family, family_names = _families(people["job_family"], unit, len(unit_names), seed)
    drawn = drawn_traits(len(people), default, seed)
    return assembled(
        manager=manager,
        team=_teams(people["team"], manager),
        unit=unit,
        site=site,
        job_family=job_family,
        traits={name: _known_or(people[name], column) for name, column in drawn.items()},
        unit_names=unit_names,
        site_names=site_names,
        job_family_names=family_names,
        seed=seed,
        pilot=(people["wave"] == PILOT_WAVE).fillna(False).to_numpy(np.bool_),
        observed=None if events is None else observed_ties(events, people),
    )


def _managers(people: pd.DataFrame, default: Company, seed: int) -> NDArray[np.int32]:
    """Manager of each person as a place in the table; -1 for one person, the top."""
    if people["manager"].isna().all():
        return _drawn_managers(people, default, seed)
    person = people["person"].to_numpy()
    known = people["manager"].notna().to_numpy()
    manager = np.full(len(people), -1, np.int32)
    manager[known] = np.searchsorted(person, people["manager"][known].to_numpy(np.int64))
    manager = hierarchy.without_loops(manager)
    sizes = hierarchy.tree_sizes(manager, hierarchy.from_the_top(manager))
    heads = np.flatnonzero(manager < 0)
    top = heads[sizes[heads].argmax()]
    manager[heads[heads != top]] = top
    return manager


def _drawn_managers(people: pd.DataFrame, default: Company, seed: int) -> NDArray[np.int32]:
    """A tree drawn within each unit, known managers first, whose heads form a tree above."""
    luck = randomness.uniforms(seed, randomness.STRUCTURE, 1, len(people))
    leads = people["is_manager"].fillna(False).to_numpy(bool)
    unit = people["unit"].factorize(use_na_sentinel=False)[0]
    order = np.lexsort((luck, ~leads, unit))
    manager = np.full(len(people), -1, np.int32)
    heads = []
    for k, members in enumerate(np.split(order, np.flatnonzero(np.diff(unit[order])) + 1)):
        manager[members[1:]] = members[drawn_managers(members.size, default, seed, 2 + k)[1:]]
        heads.append(members[0])
    tops = np.array(heads)
    manager[tops[1:]] = tops[drawn_managers(tops.size, default, seed, 1)[1:]]
    return manager


def _inherited(
    names: pd.Series, manager: NDArray[np.int32], top_down: NDArray[np.int32]
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Places of names in sorted order; who has none takes the manager's, the top the usual one."""
    codes, known = names.astype("object").factorize(sort=True)
    codes = codes.astype(np.int32)
    if not len(known):
        return codes, ()
    usual = np.bincount(codes[codes >= 0]).argmax()
    for person in top_down[codes[top_down] < 0]:
        above = manager[person]
        codes[person] = codes[above] if above >= 0 else usual
    return codes, tuple(known)


def _teams(names: pd.Series, manager: NDArray[np.int32]) -> NDArray[np.int32]:
    """Team of each person: the one named, else the team of those who report to the manager."""
    codes, known = names.astype("object").factorize(sort=True)
    return np.where(codes >= 0, codes, len(known) + manager + 1).astype(np.int32)


def _families(
    names: pd.Series, unit: NDArray[np.int32], units: int, seed: int
) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    codes, known = names.astype("object").factorize(sort=True)
    family_names = tuple(known) or numbered("F", Company().job_families)
    drawn = drawn_families(unit, units, len(family_names), seed)
    return np.where(codes >= 0, codes, drawn).astype(np.int16), family_names


def _known_or(known: pd.Series, drawn: NDArray[np.float32]) -> NDArray[np.float32]:
    given = known.to_numpy(np.float32, na_value=np.nan)
    return np.where(np.isnan(given), drawn, given)
