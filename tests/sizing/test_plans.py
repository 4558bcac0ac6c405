import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.organisation import organisation_of
from simulation.scenario import Scenario
from simulation.sizing import Limits, parse_space
from simulation.sizing.choices import default_space
from simulation.sizing.plans import fewer_posts, phases, planned, staffed
from simulation.sizing.sessions import (
    capacity,
    sessions,
    sessions_by_site,
    trainer_calendar,
    trainers,
)

SCENARIO = Scenario()
SPACE, EVERY = default_space(), parse_space(["all"])
SIDES = len(SPACE.choices)
MIDDLE = np.full(SIDES, 0.5)


def cube(space):
    size = len(space.choices)
    return st.lists(st.floats(0, 1), min_size=size, max_size=size).map(np.array)


def plan_at(point, week=104, limits=None, employees=2400, space=SPACE):
    decisions = space.at(point)
    return planned(SCENARIO, decisions, limits or Limits(), employees, week), decisions


@settings(max_examples=60, deadline=None)
@given(cube(EVERY), st.integers(30, 156))
def test_every_point_of_the_cube_is_a_plan_the_scenario_accepts(point, week):
    scenario, _ = plan_at(point, week, space=EVERY)
    assert Scenario.model_validate(scenario.model_dump()) == scenario
    assert sum(wave.share for wave in scenario.plan.waves) == pytest.approx(1)


def test_what_is_not_decided_stays_as_the_scenario_has_it():
    decisions = {"ambassadors_per_100": 3.0}
    scenario = planned(SCENARIO, decisions, Limits(), 2400, SCENARIO.horizon_weeks)
    assert scenario == SCENARIO.changed({"plan.ambassadors_per_100": 3.0})
    assert plan_at(MIDDLE)[0].plan.waves[0] == SCENARIO.plan.waves[0]


@settings(max_examples=40, deadline=None)
@given(cube(SPACE))
def test_sessions_hold_the_seats_decided(point):
    scenario, decisions = plan_at(point)
    table = sessions(scenario)
    for kind, wanted, size in (
        ("tool", 2400 * decisions["tool_seats"], 12),
        ("manager", 24 * decisions["manager_seats"], 10),
    ):
        seats = table.loc[table["kind"] == kind, "seats"].sum()
        assert wanted - 1e-6 <= seats < wanted + 2 * size


@settings(max_examples=40, deadline=None)
@given(cube(EVERY), st.floats(0.5, 4))
def test_sessions_never_exceed_what_trainers_can_teach(point, most):
    scenario, _ = plan_at(point, limits=Limits(trainers=most), employees=24_000, space=EVERY)
    calendar = trainer_calendar(scenario)
    assert (calendar["hours"] <= calendar["capacity"] + 1e-9).all()
    assert trainers(scenario) <= np.ceil(most)
    assert calendar["hours"].max() <= capacity(scenario) + 1e-9


def test_trainers_too_few_hold_fewer_sessions():
    scenario, _ = plan_at(np.ones(SIDES), limits=Limits(trainers=1), employees=24_000)
    free, _ = plan_at(np.ones(SIDES), employees=24_000)
    assert trainers(free) > 2
    assert sessions(scenario)["sessions"].sum() < sessions(free)["sessions"].sum()


def test_sites_share_all_sessions_in_proportion_to_their_people():
    scenario, _ = plan_at(np.ones(SIDES))
    table = sessions(scenario)
    organisation = organisation_of(SCENARIO, 0)
    sites = sessions_by_site(table, organisation)
    whole = table.set_index(["week", "kind"])[["sessions", "seats"]]
    again = sites.groupby(["week", "kind"])[["sessions", "seats"]].sum()
    assert again.sort_index().equals(whole.sort_index())
    held = sites[sites["kind"] == "tool"].groupby("site")["sessions"].sum()
    people = np.bincount(organisation.site)
    for place, site in enumerate(organisation.site_names):
        share = people[place] / people.sum()
        assert held[site] == pytest.approx(share * held.sum(), abs=1)


def test_no_seat_needs_no_trainer():
    scenario, _ = plan_at(np.zeros(SIDES))
    assert sessions(scenario).empty
    assert trainers(scenario) == 0
    assert sessions_by_site(sessions(scenario), organisation_of(SCENARIO, 0)).empty


def test_the_last_wave_leaves_time_to_settle_where_it_can():
    scenario, _ = plan_at(np.array([1.0, 1.0, 0, 0, 0, 0]), week=40)
    assert scenario.plan.waves[-1].week <= 40 - 8


def test_waves_may_grow_and_keep_their_sum():
    space = parse_space(["waves=4", "wave_growth=0.6"])
    scenario, _ = plan_at(np.zeros(2), space=space)
    shares = [wave.share for wave in scenario.plan.waves[1:]]
    assert shares == sorted(shares)
    assert shares[-1] / shares[0] == pytest.approx(4)
    assert sum(shares) == pytest.approx(1 - scenario.plan.waves[0].share)


def test_a_pilot_of_everybody_needs_no_further_wave():
    everybody = SCENARIO.changed({"plan.waves": [{"week": 1, "share": 1.0}]})
    scenario = planned(everybody, SPACE.at(np.ones(SIDES)), Limits(), 2400, 52)
    assert len(scenario.plan.waves) == 1


def test_posts_cover_the_load_of_each_phase_rounded_up_to_half_a_post():
    scenario, _ = plan_at(MIDDLE)
    starts = [first for first, _ in phases(scenario)]
    assert starts[1] == scenario.plan.waves[1].week
    assert starts[3] - starts[2] == 26
    load = dict.fromkeys(starts, 1.1) | {1: 0.6, starts[1]: 1.7}
    posts = staffed(scenario, load, 1.0, Limits()).plan
    assert [posts.full_time_equivalents(week) for week in starts[:3]] == [1.0, 2.0, 1.5]
    capped = staffed(scenario, load, 1.0, Limits(community_managers=1)).plan
    assert max(step.full_time_equivalents for step in capped.community_managers) == 1.0
    less = fewer_posts(staffed(scenario, load, 1.0, Limits()), 1.2).plan
    assert less.full_time_equivalents(1) == 0
    assert less.full_time_equivalents(starts[1]) == pytest.approx(0.8)


@given(st.floats(0.1, 1), st.floats(0.1, 1))
def test_more_coverage_never_means_fewer_posts(one, other):
    scenario, _ = plan_at(MIDDLE)
    load = {first: 0.7 * place for place, (first, _) in enumerate(phases(scenario), start=1)}
    low, high = sorted((one, other))
    few, many = (staffed(scenario, load, share, Limits()).plan for share in (low, high))
    assert all(
        few.full_time_equivalents(week) <= many.full_time_equivalents(week) for week in range(1, 79)
    )
