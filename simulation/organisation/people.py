"""What employees are like: job family, remote days, digital ease, workload, tenure.

Generations differ in digital ease and tenure on average (S32). Whether somebody is of the
younger ones only decides these draws: it is no column, so that nobody is labelled by it.
"""

from __future__ import annotations

import math

import numpy as np

from simulation.compiling import compiled
from simulation.randomness import POPULATION, draw, draw_beta, stream

# Places in the stream of each person (uniform numbers), and of the two beta numbers.
_FOLLOWS_UNIT, _FAMILY, _UNIT_FAMILY, _IS_REMOTE, _REMOTE_DAYS, _TENURE, _YOUNG = range(7)
_EASE, _WORKLOAD = 1, 2


@compiled
def draw_job_families(seed, unit, units, families, follows_unit):
    """Job family of each person: the main one of the unit for most, else any.

    Args:
        seed: what decides the draws.
        unit: dense numbers; int32, shape (n,).
        units: number of units.
        families: number of job families, at least 1.
        follows_unit: share of people in the main job family of their unit, in [0, 1].

    Returns:
        int16, shape (n,).
    """
    luck = stream(seed, POPULATION, 0)
    of_unit = np.empty(units, np.int16)
    for k in range(units):
        of_unit[k] = int(draw(luck, k, _UNIT_FAMILY) * families)
    family = np.empty(unit.size, np.int16)
    for person in range(unit.size):
        if draw(luck, person, _FOLLOWS_UNIT) < follows_unit:
            family[person] = of_unit[unit[person]]
        else:
            family[person] = int(draw(luck, person, _FAMILY) * families)
    return family


@compiled
def draw_remote_days(seed, employees, share, most):
    """Remote days a week: none, or for a share of people 1 … most, equally likely [5.8]."""
    luck = stream(seed, POPULATION, 0)
    days = np.zeros(employees, np.float32)
    for person in range(employees):
        if draw(luck, person, _IS_REMOTE) < share:
            days[person] = 1 + int(draw(luck, person, _REMOTE_DAYS) * most)
    return days


@compiled
def draw_generations(seed, employees, young_share):
    """Whether each person is of the younger generations; bool, shape (employees,)."""
    luck = stream(seed, POPULATION, 0)
    young = np.empty(employees, np.bool_)
    for person in range(employees):
        young[person] = draw(luck, person, _YOUNG) < young_share
    return young


@compiled
def draw_digital_ease(seed, young, mean, young_gain, weight):
    """Digital ease in [0, 1], a beta number; float32, shape (n,).

    Args:
        seed: what decides the draws.
        young: whether each person is of the younger generations; shape (n,).
        mean: mean of the older generations, in (0, 1).
        young_gain: what the mean of the younger ones has more.
        weight: sum of both parameters of the beta law.
    """
    luck = stream(seed, POPULATION, 0)
    ease = np.empty(young.size, np.float32)
    for person in range(young.size):
        centre = mean + young_gain if young[person] else mean
        ease[person] = draw_beta(luck, person, centre, weight, _EASE)
    return ease


@compiled
def draw_workload(seed, employees, mean, weight):
    """Workload in [0, 1], a beta number; float32, shape (employees,)."""
    luck = stream(seed, POPULATION, 0)
    workload = np.empty(employees, np.float32)
    for person in range(employees):
        workload[person] = draw_beta(luck, person, mean, weight, _WORKLOAD)
    return workload


@compiled
def draw_tenure_years(seed, young, mean, young_mean, most):
    """Years in the company, an exponential number cut at `most`; float32, shape (n,).

    Args:
        seed: what decides the draws.
        young: whether each person is of the younger generations; shape (n,).
        mean: mean of the older generations before the cut, years.
        young_mean: mean of the younger ones, years.
        most: years, at most.
    """
    luck = stream(seed, POPULATION, 0)
    years = np.empty(young.size, np.float32)
    for person in range(young.size):
        centre = young_mean if young[person] else mean
        years[person] = min(most, -centre * math.log1p(-draw(luck, person, _TENURE)))
    return years
