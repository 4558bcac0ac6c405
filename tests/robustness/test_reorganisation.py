"""A reorganisation keeps the hierarchy a tree, and sums of ties what their ties add up to."""

import numpy as np
import pytest

from simulation.model import Simulation
from simulation.robustness.reorganisation import (
    exchanged_managers,
    reorganise,
    reorganised_managers,
)
from simulation.robustness.shocks import Shock, under
from simulation.scenario import Scenario

WEEKS = 8


def under_way(share: float | None = None) -> Simulation:
    scenario = Scenario().resized(400).changed({"horizon_weeks": 30, "seed": 3})
    simulation = Simulation(scenario.changed({"plan": {"waves": [{"week": 1, "share": 1.0}]}}), 1)
    simulation.work(WEEKS)
    if share is not None:
        reorganise(simulation, share)
    return simulation


@pytest.fixture(scope="module")
def calm() -> Simulation:
    return under_way()


def ends(simulation: Simulation) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of each tie."""
    starts, n = simulation.state.tie_start, simulation.state.employee.size
    return np.repeat(np.arange(n), np.diff(starts)), simulation.state.link["target"]


@pytest.mark.parametrize("share", [0.3, 1.0])
def test_everybody_still_reports_one_level_up_and_most_of_the_reorganised_to_somebody_else(
    calm, share
):
    struck = under_way(share)
    before, after = (one.state.employee["manager"] for one in (calm, struck))
    level = struck.state.employee["level"]
    below = after >= 0
    np.testing.assert_array_equal(level[after[below]], level[below] - 1)
    np.testing.assert_array_equal(before >= 0, below)
    moved = np.append(reorganised_managers(calm, share), False)[before]
    np.testing.assert_array_equal(before[~moved], after[~moved])
    assert (before[moved] != after[moved]).mean() > 0.8


def test_a_greater_reorganisation_holds_a_smaller_one(calm):
    small, large = (reorganised_managers(calm, share) for share in (0.2, 0.6))
    assert small.any() and (large[small]).all()
    assert large.sum() == round(0.6 * calm.state.employee["is_manager"].sum())


def test_a_manager_alone_on_a_level_keeps_the_team():
    manager = np.array([-1, 0, 0, 1, 2], np.int32)
    level = np.array([0, 1, 1, 2, 2], np.int16)
    leads, luck = np.array([True, True, True, False, False]), np.arange(5.0)
    np.testing.assert_array_equal(exchanged_managers(manager, level, leads, luck), [-1, 0, 0, 2, 1])


def test_ties_within_a_team_stand_and_those_beyond_are_cut_at_both_ends(calm):
    struck = under_way(1.0)
    person, colleague = ends(calm)
    before, after = (one.state.employee["manager"] for one in (calm, struck))
    weight, former = struck.state.link["weight"], calm.state.link["weight"]
    team_mates = before[person] == before[colleague]
    np.testing.assert_array_equal(weight[team_mates], former[team_mates])
    still = (after[person] == colleague) | (after[colleague] == person)
    assert not weight[~team_mates & ~still].any()
    n = struck.state.employee.size
    there = dict(zip((person * n + colleague).tolist(), weight, strict=True))
    back = [there[tie] for tie in (colleague * n + person).tolist()]
    np.testing.assert_array_equal(struck.state.link["back"], back)


def test_sums_are_those_of_the_ties_and_stay_so_as_exchanges_bring_ties_back():
    struck = under_way(0.5)
    cut = struck.state.link["weight"].sum()
    struck.work(4)
    person, colleague = ends(struck)
    weight, state = struck.state.link["weight"], struck.state
    n = state.employee.size
    np.testing.assert_array_equal(
        state.employee["tie_weight"], np.bincount(person, weight, minlength=n)
    )
    for sums, active in (("seen_weight", "seen"), ("voiced_weight", "voiced")):
        met = weight * state.employee[active][colleague]
        np.testing.assert_array_equal(state.employee[sums], np.bincount(person, met, minlength=n))
    assert weight.sum() > cut
    assert (weight <= state.distance["full"]).all()


def test_a_reorganised_company_is_less_active_for_a_while():
    scenario = Scenario().resized(400).changed({"horizon_weeks": 30, "seed": 3})
    change = []
    for replicate in range(12):
        calm = Simulation(scenario, replicate)
        calm.work(30)
        struck = under(Shock("reorganisation", 20, None, 1.0))(scenario, replicate)
        change.append((struck.weekly["weekly_active"] - calm.weekly["weekly_active"])[20:].mean())
    assert np.mean(change) + 2 * np.std(change, ddof=1) / np.sqrt(len(change)) < 0
