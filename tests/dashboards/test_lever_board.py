"""Levers: every control moves a valid scenario, tells itself in words and names its evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.view_models import levers
from simulation.catalogue import STATUSES, parameters
from simulation.scenario import CHARTERS, load

SCENARIO = load("coaching_and_peer_recognition")
PATHS = [lever.path for lever in levers.LEVERS]
share = st.integers(0, 20).map(lambda step: step / 20)


@pytest.mark.parametrize("lever", levers.LEVERS, ids=PATHS)
def test_a_lever_moved_shows_the_value_it_was_moved_to(lever):
    for wanted in (0.0, lever.most):
        moved = levers.moved(SCENARIO, lever.path, wanted)
        assert levers.value(moved, lever.path) == pytest.approx(wanted)


@given(share, share)
def test_postures_always_sum_to_one(coaching, controlling):
    moved = levers.moved(SCENARIO, levers.COACHING, coaching)
    moved = levers.moved(moved, levers.CONTROLLING, controlling)
    managers = moved.managers
    assert managers.controlling == pytest.approx(controlling)
    assert managers.controlling + managers.distant + managers.coaching == pytest.approx(1)


def test_moving_a_lever_leaves_the_others_alone():
    moved = levers.moved(SCENARIO, "culture.right_to_error", 0.9)
    others = [path for path in PATHS if path != "culture.right_to_error"]
    assert [levers.value(moved, p) for p in others] == [levers.value(SCENARIO, p) for p in others]


def test_posts_keep_their_calendar():
    stepped = SCENARIO.changed(
        {
            "plan.community_managers": [
                {"week": 1, "full_time_equivalents": 1.0},
                {"week": 20, "full_time_equivalents": 2.0},
            ]
        }
    )
    steps = levers.moved(stepped, levers.POSTS, 3.0).plan.community_managers
    assert [(s.week, s.full_time_equivalents) for s in steps] == [(1, 1.5), (20, 3.0)]


@pytest.mark.parametrize("name", CHARTERS)
def test_a_named_charter_is_recognised(name):
    assert levers.charter_name(SCENARIO.changed({"charter": name})) == name


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_position_of_every_control_is_told_in_words(lang):
    for control in levers.controls(SCENARIO, load("no_support"), lang):
        steps = round(control["most"] / control["step"])
        assert len(control["told"]) == steps + 1
        assert all(control["told"]) and control["label"] and control["heading"]


@pytest.mark.parametrize("lever", levers.LEVERS, ids=PATHS)
def test_the_evidence_of_a_lever_is_that_of_its_weakest_parameter(lever):
    statuses = [parameters()[name].status for name in lever.mechanism]
    assert STATUSES.index(levers.evidence(lever)) == max(map(STATUSES.index, statuses))


def test_nothing_differs_from_itself():
    assert not any(levers.changed(SCENARIO, SCENARIO).values())
