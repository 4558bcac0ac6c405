"""What leaves its expected range is told with its evidence, and refused only if impossible."""

import pytest

from simulation.catalogue import parameters
from simulation.experiments import compare, ensemble, summary, write_run
from simulation.plausibility import READINGS, expectations, unlikely, warnings
from simulation.scenario import Scenario, examples, load, presets
from simulation.tables import read

CASES = {
    "ambassadors": {"plan.ambassadors_per_100": 12},
    "members_per_post": {"plan.community_managers": [{"week": 1, "full_time_equivalents": 0.5}]},
    "span": {"company.span_most": 30},
    "remote_share": {"company.remote_share": 0.6},
    "tool_hours": {"plan.tool_training.hours": 14},
    "behaviour_hours": {"plan.behaviour_training": {"sessions_per_week": 1, "hours": 14}},
    "manager_hours": {"plan.manager_training.hours": 1},
    "animator_hours": {"plan.animator_training": {"sessions_per_week": 1, "hours": 21}},
    "seats": {"plan.tool_training.seats": 60},
    "sessions_held": {"plan.trainers": 0.4},
    "mentoring": {"plan.mentoring_pairs": 700},
    "weeks_between_waves": {
        "plan.waves": [{"week": w, "share": 0.3} for w in (1, 8, 10)],
    },
    "seeded_per_1000": {"plan.seeded_communities": 600},
    "leisure_share": {"plan.seeded_kinds": {"interest": 0.8, "practice": 0.2}},
    "open_share": {"plan.seeded_visibilities": {"secret": 1}},
    "time_allowance": {"plan.time_allowance_hours": 10},
    "work_moved": {"sponsor.work_moved": 0.9},
    "objective_active": {"objective": {"level": 0.6}},
}


def test_every_expectation_is_read_and_tried():
    assert list(expectations()) == list(READINGS)
    assert set(CASES) == set(READINGS)


@pytest.mark.parametrize("name", CASES)
def test_an_unlikely_value_is_told_with_its_place_range_and_evidence(name):
    found = unlikely(Scenario().changed(CASES[name]))
    expected = expectations()[name]
    assert [finding.expected for finding in found] == [expected]
    for lang in ("fr", "en"):
        told = found[0].told(lang)
        assert expected.place in told
        assert expected.label[lang] in told
        assert all(row in told for row in found[0].rows)


def test_the_default_and_the_presets_keep_to_what_is_expected():
    assert not unlikely(Scenario())
    assert not any(unlikely(load(name)) for name in presets())


def test_of_the_worked_examples_only_remote_work_goes_beyond_the_evidence():
    places = {finding.place for name in examples() for finding in unlikely(load(name))}
    assert places == {"company.remote_share"}


def test_no_post_at_all_is_a_choice():
    assert not unlikely(Scenario().changed({"plan.community_managers": []}))


def test_a_parameter_outside_its_evidence_is_told():
    low, high = parameters()["habit_gain"].range
    (finding,) = unlikely(Scenario().changed({"parameters": {"habit_gain": 2 * high}}))
    assert finding.place == "parameters.habit_gain"
    assert not unlikely(Scenario().changed({"parameters": {"habit_gain": low}}))


def test_every_output_is_marked(tmp_path):
    base = Scenario().resized(100).changed({"horizon_weeks": 4})
    risky = base.changed({"plan.ambassadors_per_100": 12, "name": "risky"})
    (told,) = warnings([risky])
    assert told["scenario"] == "risky"
    drawn = ensemble(risky, 1)
    assert summary(drawn)["warnings"] == [told]
    assert read(write_run(drawn, tmp_path / "run", events=True)).manifest["warnings"] == [told]
    assert compare([base, risky], 1).to_dict()["warnings"] == [told]
