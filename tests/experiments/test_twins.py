"""The same employees under two scenarios: nobody is lost from the count, and nothing is made up."""

import numpy as np
import pytest

from simulation.errors import InputError
from simulation.experiments import FATES, twins
from simulation.model import simulate
from simulation.scenario import Scenario

SMALL = Scenario().resized(300).changed({"horizon_weeks": 30})
UNSUPPORTED = SMALL.changed({"sponsor.strength": 0.0, "sponsor.communication": 0.0})


@pytest.fixture(scope="module")
def found():
    return twins(UNSUPPORTED, SMALL, 4, min_group=5, workers=2)


def test_everybody_has_one_fate(found):
    assert list(found.staff["fate"]) == list(FATES)
    assert found.staff["people"].sum() == pytest.approx(300)
    shown = found.units[~found.units["suppressed"]]
    np.testing.assert_allclose(shown[list(FATES)].sum(axis=1), shown["people"], atol=1.0)


def test_the_same_scenario_gains_and_loses_nobody():
    same = twins(SMALL, SMALL, 2).staff.set_index("fate")["people"]
    assert same["gained"] == same["lost"] == 0


def test_exchanging_the_scenarios_exchanges_gains_and_losses(found):
    back = twins(SMALL, UNSUPPORTED, 4, min_group=5).staff.set_index("fate")["people"]
    there = found.staff.set_index("fate")["people"]
    assert (back["gained"], back["lost"]) == (there["lost"], there["gained"])
    assert (back["both"], back["neither"]) == (there["both"], there["neither"])


def test_a_sponsor_gains_more_people_than_are_lost(found):
    fates = found.staff.set_index("fate")["people"]
    assert fates["gained"] > fates["lost"]


def test_gains_minus_losses_are_the_difference_of_those_who_contribute(found):
    fates = found.staff.set_index("fate")["people"]
    difference = [
        sum(
            sign
            * (simulate(scenario, number).simulation.state.employee.contribution_weeks > 0).sum()
            for sign, scenario in ((1, SMALL), (-1, UNSUPPORTED))
        )
        for number in range(4)
    ]
    assert fates["gained"] - fates["lost"] == pytest.approx(np.mean(difference))


def test_small_units_are_not_told():
    told = twins(UNSUPPORTED, SMALL, 1, min_group=200).units
    assert told["suppressed"].all()
    assert told[list(FATES)].isna().all(axis=None)


def test_other_companies_have_no_twins():
    with pytest.raises(InputError):
        twins(SMALL, SMALL.resized(310), 1)
    with pytest.raises(InputError):
        twins(SMALL, SMALL.changed({"seed": SMALL.seed + 1}), 1)
