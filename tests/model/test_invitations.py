"""Who is invited when: waves keep their shares, and a known pilot comes first."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.catalogue import values
from simulation.model.entities import Columns
from simulation.model.initialisation import _invitations, parameter_record
from simulation.model.state import EMPLOYEE, NEVER
from simulation.organisation import Organisation, draw
from simulation.scenario import Scenario


@pytest.fixture(scope="module")
def organisation():
    return draw(Scenario().company, 7)


def invitations(scenario: Scenario, organisation: Organisation) -> np.ndarray:
    employee = Columns(EMPLOYEE, len(organisation))
    parameter = parameter_record(values(scenario.parameters))
    return _invitations(scenario, organisation, employee, parameter, seed=1)


def shares(invited_week: np.ndarray, scenario: Scenario) -> list[float]:
    return [float(np.mean(invited_week == wave.week - 1)) for wave in scenario.plan.waves]


def test_waves_keep_their_shares(organisation):
    scenario = Scenario()
    asked = [wave.share for wave in scenario.plan.waves]
    np.testing.assert_allclose(
        shares(invitations(scenario, organisation), scenario), asked, atol=0.01
    )


def test_waves_keep_their_shares_when_the_company_has_few_large_units(organisation):
    scenario = Scenario()
    large = replace(organisation, unit=organisation.unit // 10)
    asked = [wave.share for wave in scenario.plan.waves]
    np.testing.assert_allclose(shares(invitations(scenario, large), scenario), asked, atol=0.01)


def test_a_team_is_invited_together(organisation):
    invited = invitations(Scenario(), organisation)
    for team in np.unique(organisation.team)[:200]:
        for unit in np.unique(organisation.unit[organisation.team == team]):
            together = (organisation.team == team) & (organisation.unit == unit)
            assert np.unique(invited[together]).size == 1


def test_the_known_pilot_is_the_first_wave(organisation):
    pilot = np.zeros(len(organisation), np.bool_)
    pilot[np.arange(5, 2400, 16)] = True
    invited = invitations(Scenario(), replace(organisation, pilot=pilot))
    assert (invited[pilot] == 0).all()
    assert (invited[~pilot] > 0).mean() > 0.99


def test_who_is_in_no_wave_is_never_invited(organisation):
    scenario = Scenario().changed({"plan.waves": [{"week": 1, "share": 0.3}]})
    invited = invitations(scenario, organisation)
    assert np.mean(invited == NEVER) == pytest.approx(0.7, abs=0.01)
