import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.scenario import Scenario
from simulation.sizing import Limits
from simulation.sizing.plans import (
    Decisions,
    first_plans,
    planned,
    sessions,
    staffed,
    trainers,
)
from simulation.sizing.rules import design

SCENARIO = Scenario()
points = st.lists(st.floats(0, 1), min_size=7, max_size=7).map(np.array)


def plan_at(point, week=78, limits=None, employees=2400):
    decisions = Decisions.at(point)
    return planned(SCENARIO, decisions, limits or Limits(), employees, week), decisions


@settings(max_examples=60, deadline=None)
@given(points, st.integers(12, 156))
def test_every_point_of_the_cube_is_a_plan_the_scenario_accepts(point, week):
    scenario, _ = plan_at(point, week)
    assert Scenario.model_validate(scenario.model_dump()) == scenario
    assert sum(wave.share for wave in scenario.plan.waves) == pytest.approx(1)
    assert scenario.plan.waves[0] == SCENARIO.plan.waves[0]


@settings(max_examples=60, deadline=None)
@given(points)
def test_decisions_keep_their_place_in_the_cube(point):
    decisions = Decisions.at(point)
    assert Decisions.at(decisions.point()) == decisions
    for name, (least, most) in design().items():
        assert least <= getattr(decisions, name) <= most


def test_the_first_plans_run_from_lean_to_generous_and_fill_the_space():
    plans = first_plans(24, seed=1)
    assert len(plans) == 24
    lean, generous = plans[0], plans[7]
    assert lean.tool_seats == lean.ambassadors_per_100 == lean.manager_seats == 0
    assert generous.ambassadors_per_100 == design()["ambassadors_per_100"][1]
    spread = np.array([plan.point() for plan in plans[8:]])
    assert (spread.max(axis=0) - spread.min(axis=0) > 0.8).all()
    assert first_plans(24, seed=1) == plans
    assert first_plans(24, seed=2) != plans


@settings(max_examples=40, deadline=None)
@given(points)
def test_sessions_hold_the_seats_decided(point):
    scenario, decisions = plan_at(point)
    table = sessions(scenario)
    for kind, wanted in (("tool", 2400 * decisions.tool_seats), ("manager", None)):
        seats = table.loc[table["kind"] == kind, "seats"].sum()
        wanted = 24 * decisions.manager_seats if wanted is None else wanted
        size = 12 if kind == "tool" else 10
        assert wanted - 1e-6 <= seats < wanted + 2 * size


@pytest.mark.parametrize("most", [0.5, 1, 2])
def test_sessions_stay_within_what_trainers_can_teach(most):
    scenario, _ = plan_at(np.ones(7), limits=Limits(trainers=most), employees=24_000)
    free, _ = plan_at(np.ones(7), employees=24_000)
    assert trainers(free) > 2
    assert trainers(scenario) <= most + 1  # a whole session may end in a week it began before
    assert sessions(scenario)["sessions"].sum() < sessions(free)["sessions"].sum()


def test_no_seat_needs_no_trainer():
    scenario, _ = plan_at(np.zeros(7))
    assert sessions(scenario).empty
    assert trainers(scenario) == 0


def test_the_last_wave_leaves_time_to_settle_where_it_can():
    scenario, _ = plan_at(np.array([1.0, 1.0, 0, 0, 0, 0, 0]), week=40)
    assert scenario.plan.waves[-1].week <= 40 - 8


def test_a_pilot_of_everybody_needs_no_further_wave():
    everybody = SCENARIO.changed({"plan.waves": [{"week": 1, "share": 1.0}]})
    scenario = planned(everybody, Decisions.at(np.ones(7)), Limits(), 2400, 52)
    assert len(scenario.plan.waves) == 1


def test_posts_cover_the_p80_of_each_phase_rounded_up_to_half_a_post():
    scenario, _ = plan_at(np.full(7, 0.5))
    opening, last = scenario.plan.waves[1].week, scenario.plan.waves[-1].week
    hours = np.full((3, 78), 20.0)
    hours[:, opening - 1 : last + 7] = 60.0
    hours[:, last + 7 :] = 36.0
    posts = staffed(scenario, hours, 1.0, Limits()).plan
    assert posts.full_time_equivalents(1) == 1.0
    assert posts.full_time_equivalents(opening) == 2.0
    assert posts.full_time_equivalents(78) == 1.5
    capped = staffed(scenario, hours, 1.0, Limits(community_managers=1)).plan
    assert max(step.full_time_equivalents for step in capped.community_managers) == 1.0


@given(st.floats(0.1, 1), st.floats(0.1, 1))
def test_more_coverage_never_means_fewer_posts(one, other):
    scenario, _ = plan_at(np.full(7, 0.5))
    hours = np.random.default_rng(5).gamma(9, 9, size=(4, 78))
    low, high = sorted((one, other))
    few, many = (staffed(scenario, hours, share, Limits()).plan for share in (low, high))
    assert all(
        few.full_time_equivalents(week) <= many.full_time_equivalents(week) for week in range(1, 79)
    )
