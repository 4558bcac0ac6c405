import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.sizing import choices, decision_in_words, parse_space
from simulation.sizing.choices import Space, default_space, first_plans
from simulation.words import LANGUAGES

EVERY = parse_space(["all"])
points = st.lists(st.floats(0, 1), min_size=len(EVERY.choices), max_size=len(EVERY.choices)).map(
    np.array
)


@settings(max_examples=60, deadline=None)
@given(points)
def test_decisions_keep_their_place_in_the_cube(point):
    decisions = EVERY.at(point)
    assert EVERY.at(EVERY.point(decisions)) == decisions
    for choice in EVERY.choices:
        value = decisions[choice.name]
        assert value in choice.options if choice.options else choice.least <= value <= choice.most


def test_nothing_said_leaves_the_usual_levers_free():
    assert parse_space([]) == default_space()
    assert {"waves", "tool_seats", "ambassadors_per_100"} <= set(default_space().names)
    assert set(parse_space(["all"]).names) == set(choices())


def test_levers_are_freed_as_people_write_them():
    space = parse_space(["waves", "tool_seats=0:0,4", "charter=none,balanced", "coverage=0.8"])
    free = {choice.name: choice for choice in space.choices}
    assert set(free) == {"waves", "tool_seats", "charter", "coverage"}
    assert (free["tool_seats"].least, free["tool_seats"].most) == (0, 0.4)
    assert free["charter"].options == ("none", "balanced")
    assert free["coverage"].least == free["coverage"].most == 0.8
    assert space.at(np.ones(4))["charter"] == "balanced"


@pytest.mark.parametrize(
    "wrong",
    ["wave", "waves=", "waves=3:1", "waves=0:3", "waves=a:b", "charter=nowhere", "charter=",
     "coverage=0:inf", "communication=0:2", "pilot_choice=units,units"],
)  # fmt: skip
def test_levers_that_cannot_be_freed_are_refused_with_what_to_do(wrong):
    with pytest.raises(InputError) as refusal:
        parse_space([wrong])
    assert all(refusal.value.message(lang).startswith("--choose") for lang in LANGUAGES)


def test_the_first_plans_run_from_lean_to_generous_and_fill_the_space():
    space = default_space()
    plans = first_plans(space, 24, seed=1)
    assert len(plans) == 24
    lean, generous = plans[0], plans[11]
    for choice in space.choices:
        if choice.means:
            assert lean[choice.name] == choice.least
            assert generous[choice.name] == choice.most
    spread = np.array([space.point(plan) for plan in plans[12:]])
    assert (spread.max(axis=0) - spread.min(axis=0) > 0.8).all()
    assert first_plans(space, 24, seed=1) == plans
    assert first_plans(space, 24, seed=2) != plans


def test_features_are_finite_and_tell_names_apart():
    space = Space(tuple(choices()[name] for name in ("waves", "pilot_choice")))
    features = space.features(np.array([[0.0, 0.0], [0.0, 0.5], [0.0, 1.0]]))
    assert len({tuple(row) for row in features}) == 3
    assert np.isfinite(features).all()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_choice_and_value_has_its_words(lang):
    for choice in choices().values():
        assert choice.label[lang]
        for place in (0.0, 0.5, 1.0):
            assert decision_in_words(choice.name, choice.value(place), lang)
