import dataclasses
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from functools import partial

import numpy as np
import pytest

from simulation.model import CORE, Mechanisms, Simulation, simulate
from simulation.organisation import organisation_of
from simulation.scenario import Scenario


@pytest.fixture(scope="module")
def small() -> Scenario:
    return (
        Scenario().resized(400).changed({"horizon_weeks": 40, "recognition.points.strength": 0.5})
    )


def assert_same(one, other):
    for name in one:
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)


def columns(simulation):
    """State of the employees, one array per attribute."""
    state = simulation.state
    tables = (state.employee, state.leadership, state.expertise)
    return {name: table[name] for table in tables for name in table.dtype.names}


def test_stepping_week_by_week_equals_many_weeks_at_once(small):
    at_once = Simulation(small)
    at_once.work(40)
    stepping = Simulation(small)
    for weeks in (1, 2, 7, 1, 29):
        stepping.work(weeks)
    assert_same(columns(at_once), columns(stepping))
    np.testing.assert_array_equal(at_once.weekly, stepping.weekly)


def test_a_copy_of_a_run_goes_its_own_way(small):
    simulation = Simulation(small)
    simulation.work(10)
    branch = deepcopy(simulation)
    branch.state.employee.trust = 0.0
    branch.work(30)
    other = deepcopy(simulation)
    simulation.work(30)
    other.work(30)
    whole = Simulation(small)
    whole.work(40)
    for run in (simulation, other):
        assert_same(columns(whole), columns(run))
        np.testing.assert_array_equal(whole.weekly, run.weekly)
    assert branch.weekly["mean_trust"][10] < 0.5 * whole.weekly["mean_trust"][10]


def test_keeping_events_changes_nothing(small):
    assert_same(simulate(small).weekly, simulate(small, events=True).weekly)


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_any_number_of_threads_gives_the_same_runs_bit_for_bit(small, threads):
    with ThreadPoolExecutor(threads) as pool:
        threaded = list(pool.map(partial(simulate, small), range(8)))
    for replicate, run in enumerate(threaded):
        alone = simulate(small, replicate)
        assert alone.simulation.weekly.tobytes() == run.simulation.weekly.tobytes()
        assert_same(columns(alone.simulation), columns(run.simulation))


def relabelled(organisation, order):
    """The same company, its people numbered otherwise: new number k is old number order[k]."""
    new = np.argsort(order)
    source = np.repeat(np.arange(len(organisation)), np.diff(organisation.tie_start))
    ties = np.lexsort((new[organisation.tie_target], new[source]))
    counts = np.diff(organisation.tie_start)[order]
    of_people = [
        "unit",
        "team",
        "site",
        "level",
        "job_family",
        "remote_days",
        "digital_ease",
        "workload",
        "tenure_years",
        "is_manager",
        "pilot",
    ]
    manager = organisation.manager[order]
    return dataclasses.replace(
        organisation,
        **{name: getattr(organisation, name)[order] for name in of_people},
        manager=np.where(manager >= 0, new[manager], -1).astype(np.int32),
        tie_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        tie_target=new[organisation.tie_target][ties].astype(np.int32),
        tie_weight=organisation.tie_weight[ties],
        tie_return=organisation.tie_return[ties],
        tie_layer=organisation.tie_layer[ties],
    )


@pytest.fixture(scope="module")
def two_numberings(small):
    organisation = organisation_of(small)
    order = np.random.default_rng(5).permutation(len(organisation))
    return organisation, relabelled(organisation, order), order


def test_what_follows_from_the_organisation_follows_its_people(small, two_numberings):
    organisation, other, order = two_numberings
    one = Simulation(small, organisation=organisation).state.employee
    two = Simulation(small, organisation=other).state.employee
    for name in ("invited_week", "remote", "ease", "workload", "level", "unit"):
        np.testing.assert_array_equal(two[name], one[name][order], err_msg=name)


def test_the_numbering_of_people_decides_nothing_but_their_luck(small, two_numberings):
    """Numbers are the keys of luck: outcomes agree in distribution, not draw by draw."""
    organisation, other, _ = two_numberings
    with ThreadPoolExecutor(2) as pool:
        runs = [
            list(
                pool.map(lambda k, o=company: simulate(small, k, organisation=o).weekly, range(40))
            )
            for company in (organisation, other)
        ]
    for name in ("registered", "weekly_active", "contributors", "mean_trust", "communities"):
        one, two = (np.array([weekly[name][-10:].mean() for weekly in group]) for group in runs)
        error = np.sqrt((one.var(ddof=1) + two.var(ddof=1)) / one.size)
        assert abs(one.mean() - two.mean()) < 3.5 * error, name


def test_another_replicate_or_seed_is_another_run(small):
    posts = simulate(small).weekly["posts"]
    assert not np.array_equal(posts, simulate(small, 1).weekly["posts"])
    assert not np.array_equal(posts, simulate(small.changed({"seed": 42})).weekly["posts"])


def test_people_have_the_same_luck_and_character_in_every_scenario(small):
    other = small.changed({"culture.cooperation": 0.9, "sponsor.strength": 0.1, "tool.fit": 0.9})
    assert_same(columns(Simulation(small)), columns(Simulation(other)))


def test_a_lever_that_does_nothing_changes_nothing(small):
    nothing = {"recognition.bonus": {"strength": 0.0, "first_week": 5, "last_week": 20}}
    assert_same(simulate(small).weekly, simulate(small.changed(nothing)).weekly)


def test_a_lever_changes_nothing_before_it_starts(small):
    bonus = {"recognition.bonus": {"strength": 0.9, "first_week": 20, "last_week": None}}
    with_bonus = simulate(small.changed(bonus)).weekly
    without = simulate(small).weekly
    for name in without:
        np.testing.assert_array_equal(with_bonus[name][:19], without[name][:19])
    assert not np.array_equal(with_bonus["posts"], without["posts"])


@pytest.mark.parametrize("mechanisms", [Mechanisms(), CORE], ids=["full", "core"])
def test_state_stays_within_its_bounds(small, mechanisms):
    simulation = Simulation(small, mechanisms=mechanisms)
    for _ in range(8):
        simulation.work(5)
        employee = simulation.state.employee
        for name in ("value", "trust", "intrinsic", "habit", "skill", "ease"):
            column = getattr(employee, name)
            assert ((column >= 0) & (column <= 1)).all(), name
        posture = simulation.state.leadership.posture
        assert ((posture >= 0) & (posture <= 1)).all()
        for name in ("debt", "credit", "notifications", "contributions"):
            assert (getattr(employee, name) >= 0).all(), name
        assert (simulation.state.employee.posts >= 0).all()
        unregistered = employee.registered_week < 0
        assert (employee.last_visit[unregistered] < 0).all()
        assert (employee.last_act[unregistered] < 0).all()
        assert (employee.memberships[unregistered] == 0).all()


def test_kept_counts_equal_counts_made_anew(small):
    simulation = Simulation(small)
    simulation.work(30)
    state = simulation.state
    employee, link = state.employee, state.link
    source = np.repeat(np.arange(employee.size), np.diff(state.tie_start))
    for flag, kept in (("seen", "seen_weight"), ("voiced", "voiced_weight")):
        weights = link.weight * employee[flag][link.target]
        expected = np.bincount(source, weights, minlength=employee.size)
        np.testing.assert_array_equal(state.employee[kept], expected)
    inside = np.arange(state.membership.shape[1]) < employee.memberships[:, None]
    size = np.bincount(state.membership.community[inside], minlength=state.community.size)
    np.testing.assert_array_equal(state.community["size"], size)


def test_weekly_counts_fit_together(small):
    weekly = simulate(small).weekly
    assert (weekly["registered"] <= weekly["invited"]).all()
    assert (weekly["weekly_active"] <= weekly["registered"]).all()
    assert (weekly["contributors"] <= weekly["weekly_active"]).all()
    assert (weekly["answered_within_48h"] <= weekly["posts"] + weekly["questions"]).all()
    assert (weekly["newcomers"].cumsum() == weekly["registered"]).all()
    worked = weekly["community_manager_hours_worked"]
    assert (worked <= 35 * small.plan.full_time_equivalents(1) + 1e-9).all()
    held = sum(column for name, column in weekly.items() if name.startswith("held_"))
    assert (held == weekly["staff"] - weekly["contributors"]).all()


def test_units_add_up_to_the_company(small):
    run = simulate(small)
    for name in ("weekly_active", "contributors"):
        np.testing.assert_array_equal(run.by_unit[name].sum(axis=1), run.weekly[name])
    assert (run.by_unit["people"].sum(axis=1) == 400).all()
