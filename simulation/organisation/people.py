"""What employees are like: job family, remote days, digital ease, workload, tenure.

Generations differ in digital ease and tenure on average (S32). Whether somebody is of the
younger ones only decides these draws: it is no column, so that nobody is labelled by it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.randomness import POPULATION, betas, exponentials, uniforms

# Places in the stream of each person (uniform numbers), and of the two beta numbers.
_FOLLOWS_UNIT, _FAMILY, _UNIT_FAMILY, _IS_REMOTE, _REMOTE_DAYS, _TENURE, _YOUNG = range(7)
_EASE: Final = 1
_WORKLOAD: Final = 2


def draw_job_families(
    seed: int, unit: NDArray[np.int32], units: int, families: int, follows_unit: float
) -> NDArray[np.int16]:
    """Job family of each person: the main one of the unit for most, else any.

    Args:
        seed: what decides the draws.
        unit: dense numbers; shape (n,).
        units: number of units.
        families: number of job families, at least 1.
        follows_unit: share of people in the main job family of their unit, in [0, 1].
    """
    of_unit = _draws(seed, units, _UNIT_FAMILY) * families
    follows = _draws(seed, unit.size, _FOLLOWS_UNIT) < follows_unit
    any_family = _draws(seed, unit.size, _FAMILY) * families
    return np.where(follows, of_unit[unit], any_family).astype(np.int16)


def draw_remote_days(seed: int, employees: int, share: float, most: int) -> NDArray[np.float32]:
    """Remote days a week: none, or for a share of people 1 … most, equally likely [5.8]."""
    remote = _draws(seed, employees, _IS_REMOTE) < share
    days = 1.0 + np.floor(_draws(seed, employees, _REMOTE_DAYS) * most)
    return np.where(remote, days, 0.0).astype(np.float32)


def draw_generations(seed: int, employees: int, young_share: float) -> NDArray[np.bool_]:
    """Whether each person is of the younger generations; shape (employees,)."""
    return _draws(seed, employees, _YOUNG) < young_share


def draw_digital_ease(
    seed: int, young: NDArray[np.bool_], mean: float, young_gain: float, weight: float
) -> NDArray[np.float32]:
    """Digital ease in [0, 1], a beta number; shape (n,).

    Args:
        seed: what decides the draws.
        young: whether each person is of the younger generations; shape (n,).
        mean: mean of the older generations, in (0, 1).
        young_gain: what the mean of the younger ones has more.
        weight: sum of both parameters of the beta law.
    """
    means = np.where(young, mean + young_gain, mean)
    return betas(seed, POPULATION, 0, young.size, means, weight, _EASE).astype(np.float32)


def draw_workload(seed: int, employees: int, mean: float, weight: float) -> NDArray[np.float32]:
    """Workload in [0, 1], a beta number; shape (employees,)."""
    return betas(seed, POPULATION, 0, employees, mean, weight, _WORKLOAD).astype(np.float32)


def draw_tenure_years(
    seed: int, young: NDArray[np.bool_], mean: float, young_mean: float, most: float
) -> NDArray[np.float32]:
    """Years in the company, an exponential number cut at `most`; shape (n,).

    Args:
        seed: what decides the draws.
        young: whether each person is of the younger generations; shape (n,).
        mean: mean of the older generations before the cut, years.
        young_mean: mean of the younger ones, years.
        most: years, at most.
    """
    means = np.where(young, young_mean, mean)
    years = means * exponentials(seed, POPULATION, 0, young.size, _TENURE)
    return np.minimum(most, years).astype(np.float32)


def _draws(seed: int, count: int, purpose: int) -> NDArray[np.float64]:
    return uniforms(seed, POPULATION, 0, count, purpose)
