"""The presets are readable files, comparable with one another, and each tells one story."""

from importlib.resources import files

import pytest
import yaml

from simulation.scenario import Scenario, load, presets

STORIES = (
    "no_support",
    "sponsor_and_training",
    "coaching_and_peer_recognition",
    "bonus_on_contribution",
    "controlling_and_restrictive_charter",
)


def test_the_stories_promised_are_there():
    assert set(STORIES) <= set(presets())


@pytest.mark.parametrize("name", presets())
def test_a_preset_is_named_as_its_file_and_told_in_both_languages(name):
    scenario = load(name)
    assert scenario.name == name
    for sentences in (scenario.title, scenario.description):
        assert set(sentences) == {"fr", "en"}
        assert sentences["fr"] and sentences["en"] and sentences["fr"] != sentences["en"]


@pytest.mark.parametrize("name", presets())
def test_a_preset_survives_being_written_and_read(name, tmp_path):
    file = tmp_path / f"{name}.yaml"
    file.write_text(load(name).to_yaml(), "utf-8")
    assert load(file) == load(name)


@pytest.mark.parametrize("name", STORIES)
def test_presets_share_company_culture_waves_horizon_and_luck(name):
    scenario, reference = load(name), load("sponsor_and_training")
    for part in ("company", "culture", "tool", "horizon_weeks", "seed"):
        assert getattr(scenario, part) == getattr(reference, part)
    assert scenario.plan.waves == reference.plan.waves
    assert not scenario.parameters


def test_the_pilot_takes_300_people_from_the_first_week_and_the_waves_everybody():
    plan = load("sponsor_and_training").plan
    assert plan.waves[0].week == 1
    assert plan.waves[0].share * 2400 == 300
    assert plan.waves[1].week == 14
    assert sum(wave.share for wave in plan.waves) == pytest.approx(1)


@pytest.mark.parametrize("name", STORIES[2:])
def test_a_story_changes_nothing_but_what_it_tells(name):
    told = {
        "coaching_and_peer_recognition": {"managers", "recognition", "plan"},
        "bonus_on_contribution": {"recognition"},
        "controlling_and_restrictive_charter": {"managers", "charter"},
    }[name]
    scenario, reference = load(name), load("sponsor_and_training")
    levers = set(Scenario.model_fields) - {"name", "title", "description"}
    changed = {lever for lever in levers if getattr(scenario, lever) != getattr(reference, lever)}
    assert changed == told


def test_the_bonus_runs_from_week_14_to_week_52():
    bonus = load("bonus_on_contribution").recognition.bonus
    assert (bonus.first_week, bonus.last_week) == (14, 52)
    assert bonus.strength > 0


def test_no_support_supports_nobody():
    plan = load("no_support").plan
    assert plan.tool_training.seats_per_week == plan.manager_training.seats_per_week == 0
    assert plan.ambassadors_per_100 == 0
    assert plan.full_time_equivalents(40) == 0
    assert load("no_support").sponsor.strength == 0


@pytest.mark.parametrize("name", presets())
def test_a_preset_is_a_short_file_with_only_what_it_sets(name):
    text = (files("simulation") / "scenarios" / f"{name}.yaml").read_text("utf-8")
    assert len(text.splitlines()) < 70
    assert "parameters" not in yaml.safe_load(text)
