"""Patterns P2, P3, P4 and P8: what a network looks like in its second year.

Bands are those of the evidence, widened by sampling error only. P2, P4 and P8 served to
calibrate the parameters; P3 was kept out. Maturity is weeks 79 to 104.
"""

import numpy as np
import pytest
from pattern_reading import Acts, assert_within

from simulation.tables import CONTRIBUTIONS

WEEKS_A_MONTH = 4.345


def mature(acts: Acts) -> np.ndarray:
    return acts.between(79, 104)


def test_p2_three_quarters_to_nine_tenths_of_staff_look_in_within_half_a_year(default_runs):
    access = [acts.people(mature(acts) & (acts.action == "visit")).mean() for acts in default_runs]
    assert_within(access, 0.75, 0.90)


def test_p2_a_fifth_to_a_half_interact(default_runs):
    interactive = [acts.people(mature(acts) & acts.interacts()).mean() for acts in default_runs]
    assert_within(interactive, 0.20, 0.47)


def test_p2_about_half_read_only(default_runs):
    read_only = [
        (
            acts.people(mature(acts) & (acts.action == "visit"))
            & ~acts.people(mature(acts) & acts.interacts())
        ).mean()
        for acts in default_runs
    ]
    assert_within(read_only, 0.45, 0.65)


def posts_by_registered_person(acts: Acts) -> np.ndarray:
    """Contributions of weeks 53 to 104 of those who registered, in increasing order."""
    wrote = acts.between(53, 104) & np.isin(acts.action, CONTRIBUTIONS)
    registered = acts.people(acts.action == "register")
    return np.sort(np.bincount(acts.person[wrote], minlength=acts.employees)[registered])


def test_p3_the_top_twentieth_writes_about_half(default_runs):
    shares = []
    for acts in default_runs:
        posts = posts_by_registered_person(acts)
        shares.append(posts[-round(0.05 * posts.size) :].sum() / posts.sum())
    assert_within(shares, 0.45, 0.70)


def test_p3_writing_is_very_unequal(default_runs):
    coefficients = []
    for acts in default_runs:
        posts = posts_by_registered_person(acts)
        rank = np.arange(1, posts.size + 1)
        coefficients.append((2 * rank - posts.size - 1) @ posts / (posts.size * posts.sum()))
    assert_within(coefficients, 0.75, 0.95)


def test_p4_about_one_interaction_per_employee_and_month(default_runs):
    """Row 2.19. The model lies at the upper edge of the band."""
    volume = [
        (mature(acts) & acts.interacts()).sum() / acts.employees / (26 / WEEKS_A_MONTH)
        for acts in default_runs
    ]
    assert_within(volume, 0.75, 1.4)


def interactions_by_month(acts: Acts) -> np.ndarray:
    """Interactions of each employee in each four weeks; shape (months, employees)."""
    counts = np.zeros((26, acts.employees), int)
    rows = acts.interacts()
    np.add.at(counts, (acts.week[rows] // 4, acts.person[rows]), 1)
    return counts


def test_p8_a_sixth_to_a_half_of_the_engaged_leave_that_state_each_month(default_runs):
    """Engaged: at least two interactions in four weeks; months of weeks 53 to 104."""
    exits = []
    for acts in default_runs:
        engaged = interactions_by_month(acts)[13:] >= 2
        stay = (engaged[:-1] & engaged[1:]).sum(1) / engaged[:-1].sum(1)
        exits.append(1 - stay.mean())
    assert_within(exits, 0.15, 0.50)


@pytest.mark.xfail(strict=True, reason="P8 growth fails: +43 % in the second year, not +10 to +30")
def test_p8_the_active_total_grows_by_a_tenth_to_a_third_a_year(default_runs):
    growth = []
    for acts in default_runs:
        active = (interactions_by_month(acts) > 0).sum(1)
        growth.append(active[23:26].mean() / active[10:13].mean() - 1)
    assert_within(growth, 0.10, 0.30)
