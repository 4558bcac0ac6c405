"""Drawing an organisation: a tree, units, sites, traits of people, then their work ties."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from simulation.catalogue import value
from simulation.organisation import hierarchy, people, ties
from simulation.organisation.columns import Organisation
from simulation.scenario import Company


def draw(company: Company, seed: int) -> Organisation:
    """An organisation of that size and shape; the same seed always draws the same one.

    A tree breadth first [5.1, 5.2], units cut from it, neighbouring units on the same site,
    traits of people, then ties [5.3]. Linear in employees, in time and in memory.

    Args:
        company: size, sites, unit size, spans, job families and remote share.
        seed: what decides every draw, in [0, 2⁶³).
    """
    manager = hierarchy.draw_managers(
        seed, 0, company.employees, company.span_least, company.span_most
    )
    unit, units = units_of(manager, company.unit_size)
    return assembled(
        manager=manager,
        team=manager + np.int32(1),
        unit=unit,
        site=(unit.astype(np.int64) * company.sites // units).astype(np.int32),
        job_family=drawn_families(unit, units, company.job_families, seed),
        traits=drawn_traits(company.employees, company.remote_share, seed),
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
) -> Organisation:
    """The organisation these columns describe, with levels worked out and work ties drawn."""
    start, target, weight, layer = ties.work_ties(
        seed,
        manager,
        team,
        unit,
        job_family,
        _strength_by_layer(),
        int(value("team_ties_most")),
        int(value("unit_ties")),
        int(value("cross_ties")),
        value("cross_within_family"),
    )
    is_manager = np.zeros(manager.size, np.bool_)
    is_manager[manager[manager >= 0]] = True
    return Organisation(
        unit=unit,
        team=team,
        site=site,
        level=hierarchy.levels(manager),
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
        tie_target=target,
        tie_weight=weight,
        tie_layer=layer,
    )


def units_of(manager: NDArray[np.int32], unit_size: int) -> tuple[NDArray[np.int32], int]:
    """Unit of each person, cut from the tree around that size, and how many units there are."""
    least = max(2, round(value("unit_size_least") * unit_size))
    return hierarchy.cut_units(manager, hierarchy.from_the_top(manager), least)


def drawn_families(
    unit: NDArray[np.int32], units: int, families: int, seed: int
) -> NDArray[np.int16]:
    """Job family of each person, most often the main one of the unit; shape (n,)."""
    return people.draw_job_families(seed, unit, units, families, value("family_follows_unit"))


def drawn_traits(employees: int, remote_share: float, seed: int) -> dict[str, NDArray[np.float32]]:
    """Remote days [5.8], digital ease, workload and tenure of each person; shape (n,) each."""
    return {
        "remote_days": people.draw_remote_days(
            seed, employees, remote_share, int(value("remote_days_most"))
        ),
        "digital_ease": people.draw_digital_ease(
            seed, employees, value("digital_ease_mean"), value("digital_ease_weight")
        ),
        "workload": people.draw_workload(
            seed, employees, value("workload_mean"), value("workload_weight")
        ),
        "tenure_years": people.draw_tenure_years(
            seed, employees, value("tenure_mean_years"), value("tenure_most_years")
        ),
    }


def numbered(letter: str, count: int) -> tuple[str, ...]:
    """Neutral names that sort in their order, as in U01, U02."""
    digits = max(2, len(str(count)))
    return tuple(f"{letter}{number:0{digits}d}" for number in range(1, count + 1))


def _strength_by_layer() -> NDArray[np.float32]:
    strength = np.zeros(ties.CROSS + 1, np.float32)
    strength[[ties.HIERARCHY, ties.TEAM]] = value("team_tie")
    strength[ties.UNIT] = value("unit_tie")
    strength[ties.CROSS] = value("cross_tie")
    return strength
