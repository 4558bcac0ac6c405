"""Drawing an organisation: a tree, units, sites, traits of people, then their work ties."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from simulation import randomness
from simulation.catalogue import value
from simulation.organisation import hierarchy, people, ties
from simulation.organisation.columns import Organisation
from simulation.organisation.inferred import ObservedTies
from simulation.scenario import Company


def draw(company: Company, seed: int) -> Organisation:
    """An organisation of that size and shape; the same seed always draws the same one.

    A tree [5.1, 5.2] numbered branch by branch, units cut from it, neighbouring units on the
    same site, traits of people, then ties [5.3, F5]. Linear in employees, in time and in memory.

    Args:
        company: size, sites, unit size, spans, job families, remote and young shares.
        seed: what decides every draw, in [0, 2⁶³).
    """
    manager = hierarchy.numbered_by_branch(drawn_managers(company.employees, company, seed, 0))
    unit, units = units_of(manager, company.unit_size, seed)
    return assembled(
        manager=manager,
        team=manager + np.int32(1),
        unit=unit,
        site=(unit.astype(np.int64) * company.sites // units).astype(np.int32),
        job_family=drawn_families(unit, units, company.job_families, seed),
        traits=drawn_traits(company.employees, company, seed),
        unit_names=numbered("U", units),
        site_names=tuple(f"Site {site + 1}" for site in range(company.sites)),
        job_family_names=numbered("F", company.job_families),
        seed=seed,
    )


def assembled(
    *,
    manager: NDArray[np.int32],
    team: NDArray[np.int32],
    unit: NDArray[np.int32],
    site: NDArray[np.int32],
    job_family: NDArray[np.int16],
    traits: Mapping[str, NDArray[np.float32]],
    unit_names: tuple[str, ...],
    site_names: tuple[str, ...],
    job_family_names: tuple[str, ...],
    seed: int,
    pilot: NDArray[np.bool_] | None = None,
    observed: ObservedTies | None = None,
) -> Organisation:
    """The organisation these columns describe: levels worked out, ties drawn.

    Ties observed among its people, where there are any, take the place of drawn ones.
    """
    level = hierarchy.levels(manager)
    sociable = ties.sociability(
        seed,
        manager,
        value("sociability_spread"),
        value("sociability_most"),
        value("sociability_of_managers"),
    )
    source, target = ties.pairs_at_work(seed, manager, team, unit, job_family, sociable, _efforts())
    start, colleague = ties.rows(source, target, manager.size)
    layer = ties.layers(start, colleague, manager, team, unit)
    weight, back = ties.weights(
        seed,
        start,
        colleague,
        layer,
        level,
        sociable,
        _strength_by_layer(),
        value("ties_both_ways"),
        value("ties_upward"),
    )
    if observed is not None:
        start, colleague, weight, back = observed.completed(start, colleague, weight, layer)
        layer = ties.layers(start, colleague, manager, team, unit)
    is_manager = np.zeros(manager.size, np.bool_)
    is_manager[manager[manager >= 0]] = True
    return Organisation(
        unit=unit,
        team=team,
        site=site,
        level=level,
        job_family=job_family,
        manager=manager,
        remote_days=traits["remote_days"],
        digital_ease=traits["digital_ease"],
        workload=traits["workload"],
        tenure_years=traits["tenure_years"],
        is_manager=is_manager,
        pilot=np.zeros(manager.size, np.bool_) if pilot is None else pilot,
        unit_names=unit_names,
        site_names=site_names,
        job_family_names=job_family_names,
        tie_start=start,
        tie_target=colleague,
        tie_weight=weight,
        tie_return=back,
        tie_layer=layer,
    )


def drawn_managers(size: int, company: Company, seed: int, tree: int) -> NDArray[np.int32]:
    """A tree of that size with the spans of a company; see `hierarchy.draw_managers`."""
    return hierarchy.draw_managers(
        seed, tree, size, company.span_least, company.span_most, value("span_skew")
    )


def units_of(
    manager: NDArray[np.int32], unit_size: int, seed: int
) -> tuple[NDArray[np.int32], int]:
    """Unit of each person, cut from the tree around that mean size, and how many there are."""
    luck = randomness.normals(seed, randomness.STRUCTURE, 0, manager.size, counter=1)
    least = unit_size * value("unit_size_asked") * np.exp(value("unit_size_spread") * luck)
    whole = np.clip(np.rint(least), 2, manager.size).astype(np.int32)
    return hierarchy.cut_units(manager, hierarchy.from_the_top(manager), whole)


def drawn_families(
    unit: NDArray[np.int32], units: int, families: int, seed: int
) -> NDArray[np.int16]:
    """Job family of each person, most often the main one of the unit; shape (n,)."""
    return people.draw_job_families(seed, unit, units, families, value("family_follows_unit"))


def drawn_traits(employees: int, company: Company, seed: int) -> dict[str, NDArray[np.float32]]:
    """Remote days [5.8], digital ease, workload and tenure of each person; shape (n,) each."""
    young = people.draw_generations(seed, employees, company.young_share)
    return {
        "remote_days": people.draw_remote_days(
            seed, employees, company.remote_share, int(value("remote_days_most"))
        ),
        "digital_ease": people.draw_digital_ease(
            seed,
            young,
            value("digital_ease_mean"),
            value("digital_ease_young_gain"),
            value("digital_ease_weight"),
        ),
        "workload": people.draw_workload(
            seed, employees, value("workload_mean"), value("workload_weight")
        ),
        "tenure_years": people.draw_tenure_years(
            seed,
            young,
            value("tenure_mean_years"),
            value("tenure_young_years"),
            value("tenure_most_years"),
        ),
    }


def numbered(letter: str, count: int) -> tuple[str, ...]:
    """Neutral names that sort in their order, as in U01, U02."""
    digits = max(2, len(str(count)))
    return tuple(f"{letter}{number:0{digits}d}" for number in range(1, count + 1))


def _efforts() -> ties.Efforts:
    return ties.Efforts(
        in_team=value("team_ties"),
        in_unit=value("unit_ties"),
        across=value("cross_ties"),
        within_family=value("cross_within_family"),
        among_friends=value("friend_ties"),
    )


def _strength_by_layer() -> NDArray[np.float32]:
    strength = np.zeros(ties.CROSS + 1, np.float32)
    strength[[ties.HIERARCHY, ties.TEAM]] = value("team_tie")
    strength[ties.UNIT] = value("unit_tie")
    strength[ties.CROSS] = value("cross_tie")
    return strength
