"""Cultures, postures, recognition and charters by name: every combination is a scenario."""

from itertools import product

import numpy as np
import pytest

from simulation import axes
from simulation.errors import InputError
from simulation.experiments import compare
from simulation.scenario import CHARTERS, Scenario, examples, load

COMBINATIONS = list(product(*(axes.entries(axis) for axis in axes.AXES)))
NAMES = {
    "culture": {"clan", "adhocracy", "market", "hierarchy", "taylorian"},
    "managers": {"controlling", "distant", "mixed", "coaching"},
    "recognition": {
        "none", "peer", "managerial", "appraisal", "bonus", "points", "awards", "mixed",
    },
    "charter": {"none", "restrictive", "balanced", "permissive"},
}  # fmt: skip
ENTRIES = [(axis, name) for axis in axes.AXES for name in axes.entries(axis)]


def combined(names):
    return Scenario().changed(dict(zip(axes.AXES, names, strict=True)))


@pytest.mark.parametrize("axis", axes.AXES)
def test_each_axis_holds_the_entries_promised(axis):
    assert set(axes.entries(axis)) == NAMES[axis]


@pytest.mark.parametrize(("axis", "name"), ENTRIES)
def test_an_entry_is_told_in_both_languages_and_sets_its_axis_alone(axis, name):
    entry = axes.entries(axis)[name]
    for sentences in (entry.title, entry.description):
        assert set(sentences) == {"fr", "en"}
        assert sentences["fr"] and sentences["en"]
    named = Scenario().changed({axis: name})
    assert named == Scenario().changed({axis: dict(entry.values)})
    assert all(
        getattr(named, part) == getattr(Scenario(), part)
        for part in Scenario.model_fields
        if part != axis
    )


@pytest.mark.parametrize("axis", ["culture", "managers", "charter"])
def test_an_entry_of_numbers_says_every_value(axis):
    for entry in axes.entries(axis).values():
        assert set(entry.values) == set(getattr(Scenario(), axis).model_dump())


def test_every_combination_loads():
    assert len({combined(names).key() for names in COMBINATIONS}) == len(COMBINATIONS) == 640


def test_combinations_drawn_run_and_are_comparable():
    luck = np.random.default_rng(3)
    drawn = [COMBINATIONS[place] for place in luck.choice(len(COMBINATIONS), 6, replace=False)]
    small = {
        "·".join(names): combined(names).resized(100).changed({"horizon_weeks": 4})
        for names in drawn
    }
    comparison = compare(small, 2)
    assert len(comparison.differences["scenario"].unique()) == len(small) - 1


def test_a_file_names_an_entry_or_starts_from_one(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(
        "culture: {like: clan, transparency: 0.9}\nmanagers: coaching\n"
        "recognition: {like: points, bonus: {strength: 0.2, last_week: 30}}\ncharter: permissive\n"
    )
    scenario = load(file)
    assert scenario.culture.transparency == 0.9
    assert scenario.culture.cooperation == axes.entries("culture")["clan"].values["cooperation"]
    assert scenario.recognition.points.strength > 0 < scenario.recognition.bonus.strength
    assert scenario.charter == Scenario().changed({"charter": "permissive"}).charter


def test_a_named_entry_can_be_refined_by_a_later_change():
    refined = Scenario().changed({"culture": "clan", "culture.transparency": 0.9})
    assert refined == Scenario().changed({"culture": {"like": "clan", "transparency": 0.9}})


@pytest.mark.parametrize("axis", axes.AXES)
@pytest.mark.parametrize("told", ["nowhere", {"like": "nowhere"}])
def test_an_unknown_entry_is_told_with_those_there_are(axis, told):
    with pytest.raises(InputError) as fault:
        Scenario().changed({axis: told})
    assert all(name in fault.value.message("en") for name in (axis, "nowhere", *NAMES[axis]))


def test_charters_stay_usable_by_name():
    assert set(CHARTERS) == NAMES["charter"]


@pytest.mark.parametrize("name", examples())
def test_a_worked_example_says_everything_a_roll_out_decides(name):
    scenario = load(name)
    plan = scenario.plan
    assert scenario.name == name
    for lang in ("fr", "en"):
        assert scenario.title[lang]
        assert 2 <= scenario.description[lang].count(".") <= 4
    assert scenario.objective and scenario.objective.week <= scenario.horizon_weeks
    assert plan.trainers and plan.behaviour_training.sessions_per_week
    assert plan.seeded_kinds and plan.seeded_visibilities
    assert scenario.tool.coverage
    assert sum(wave.share for wave in plan.waves) == pytest.approx(1)


def test_worked_examples_run_and_differ_in_the_direction_one_expects():
    small = [load(name).resized(300).changed({"horizon_weeks": 40}) for name in examples()]
    levels = compare(small, 2, indicators=("mean_trust",)).levels.set_index("scenario")["mean"]
    assert levels["remote_first_software"] == levels.max()
    assert levels["taylorian_manufacturer"] == levels.min()
