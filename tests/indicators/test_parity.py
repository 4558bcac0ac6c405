"""The model's weekly counters and the indicators of its events are the same numbers."""

import numpy as np
import pytest

from simulation.indicators.measuring import measure
from simulation.model import simulate
from simulation.scenario import load

COUNTED = (
    "invited",
    "registered",
    "complete_profiles",
    "weekly_active",
    "contributors",
    "regular_contributors",
    "posts",
    "questions",
    "answers",
    "reactions",
    "comments",
    "shares",
    "cross_unit_answers",
    "cross_level_answers",
    "answered_within_48h",
    "communities",
    "live_communities",
)
CASES = [
    ("controlling_and_restrictive_charter", 41),
    ("sponsor_and_training", 7),
    ("coaching_and_peer_recognition", 12),
    ("bonus_on_contribution", 4),
]
WEEKS = 40


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case[0])
def run(request):
    preset, seed = request.param
    scenario = load(preset).resized(1200).changed({"horizon_weeks": WEEKS, "seed": seed})
    return simulate(scenario, events=True)


@pytest.fixture(scope="module")
def record(run):
    return run.record


def counts(table, weeks=WEEKS):
    """Numerators of shares, values of counts; shape (groups, weeks)."""
    told = table["count"].where(table["base"].notna(), table["value"])
    return told.to_numpy().reshape(-1, weeks)


@pytest.mark.parametrize("name", COUNTED)
def test_the_counter_of_the_model_is_the_indicator_of_its_events(run, record, name):
    told = counts(measure(record, [name]))[0]
    np.testing.assert_array_equal(told, run.weekly[name])
    assert run.weekly[name].any(), "a run where nothing happens shows nothing"


def test_answers_are_told_of_the_posts_and_questions_of_the_model(run, record):
    base = measure(record, ["answered_within_48h"])["base"]
    np.testing.assert_array_equal(base, run.weekly["posts"] + run.weekly["questions"])


@pytest.mark.parametrize("name", ["weekly_active", "contributors"])
def test_counters_by_unit_agree_too(run, record, name):
    table = measure(record, [name], by="unit", of="staff")
    names = table["group"].unique().tolist()
    place = [run.organisation.unit_names.index(unit) for unit in names]
    np.testing.assert_array_equal(counts(table).T, run.by_unit[name][:, place])
    people = table["people"].to_numpy().reshape(-1, WEEKS).T
    np.testing.assert_array_equal(people, run.by_unit["people"][:, place])
    assert sorted(names) == sorted(run.organisation.unit_names)


def test_the_staff_of_the_model_is_the_population_of_the_record(run, record):
    assert counts(measure(record, ["invited"], of="staff"))[0].tolist() == (
        run.weekly["staff"].tolist()
    )
