"""Everybody contributes or is held back by one barrier, every week and in every unit."""

import json

import numpy as np
import pytest

from simulation.experiments import (
    STATES,
    barriers_by_unit,
    barriers_by_week,
    barriers_of_units,
    ensemble,
    summary,
)
from simulation.figures.barrier_layers import STATES as LAYERS
from simulation.model import simulate
from simulation.scenario import Scenario
from simulation.words import LANGUAGES, say

SMALL = Scenario().resized(300).changed({"horizon_weeks": 26})


@pytest.fixture(scope="module")
def run():
    return simulate(SMALL)


@pytest.fixture(scope="module")
def drawn():
    return ensemble(SMALL, 3, workers=2)


def test_barriers_and_contributors_make_up_the_staff_of_every_unit_every_week(run):
    table = barriers_by_unit(run.by_unit, run.organisation.unit_names)
    people = table.groupby(["week", "unit"], sort=False)["people"].sum()
    expected = run.by_unit["people"].ravel()
    np.testing.assert_array_equal(people.to_numpy(), expected)
    assert set(table["state"]) == set(STATES)


def test_units_add_up_to_the_company(run):
    table = barriers_by_unit(run.by_unit, run.organisation.unit_names)
    for state, group in table.groupby("state"):
        by_week = group.groupby("week")["people"].sum()
        np.testing.assert_array_equal(by_week, run.weekly[state])


def test_shares_of_the_staff_add_up_to_one_and_fewer_are_left_unreached(drawn):
    shares = barriers_by_week(drawn).pivot_table("value", "week", "state")
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert shares["held_not_reached"].iloc[-1] < shares["held_not_reached"].iloc[0]


def test_shares_of_a_unit_add_up_to_one_and_small_units_are_suppressed(drawn):
    table = barriers_of_units(drawn)
    shown = table[~table["suppressed"]]
    np.testing.assert_allclose(shown.groupby("unit")["value"].sum(), 1.0)
    assert barriers_of_units(drawn, min_group=200)["value"].isna().all()


def test_the_summary_tells_the_barriers_of_the_last_week(drawn):
    told = json.loads(json.dumps(summary(drawn), allow_nan=False))["barriers"]
    assert told["week"] == 26
    assert sum(row["value"] for row in told["staff"]) == pytest.approx(1.0)
    assert {"unit", "state", "value", "people", "suppressed"} <= set(told["units"][0])


def test_the_figure_layers_the_same_states_and_all_have_words():
    assert set(LAYERS) == set(STATES)
    assert all(say(f"experiments.state.{state}", lang) for state in STATES for lang in LANGUAGES)
