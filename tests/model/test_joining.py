import dataclasses

import numpy as np
import pytest

from simulation.model import CORE, Simulation, simulate
from simulation.model.joining import probability_within, receptiveness
from simulation.organisation import organisation_of
from simulation.scenario import Scenario

NO_PUSH = {"sponsor.strength": 0.0, "sponsor.communication": 0.0}
EVERYBODY_NOW = {"plan.waves": [{"week": 1, "share": 1.0}]}


def set_parameters(simulation, **values):
    """Parameters outside their catalogue range, to reach the limits of a rule."""
    for name, value in values.items():
        setattr(simulation.parameter, name, value)


def test_no_influence_and_no_push_give_nobody():
    scenario = Scenario().resized(300).changed({**NO_PUSH, **EVERYBODY_NOW})
    simulation = Simulation(scenario)
    set_parameters(simulation, external_hazard=0.0)
    simulation.work(104)
    assert simulation.weekly["registered"].max() == 0
    assert simulation.weekly["posts"].max() == 0


def test_nobody_registers_before_being_invited():
    scenario = Scenario().resized(600)
    simulation = Simulation(scenario)
    simulation.work(104)
    employee = simulation.state.employee
    there = employee.registered_week >= 0
    assert (employee.registered_week[there] >= employee.invited_week[there]).all()
    pilot = simulation.weekly["invited"][0] / 600
    assert pilot == pytest.approx(0.06, abs=0.06)


def test_a_share_that_no_wave_invites_never_joins():
    waves = {"plan.waves": [{"week": 1, "share": 0.5}]}
    weekly = simulate(Scenario().resized(1000).changed(waves)).weekly
    assert weekly["invited"][-1] == pytest.approx(500, abs=60)
    assert weekly["registered"][-1] <= weekly["invited"][-1]


@pytest.mark.parametrize("hazard", [0.0, 0.01, 0.4, 3.0])
def test_two_half_weeks_equal_one_week(hazard):
    half = probability_within(hazard, 0.5)
    assert 1 - (1 - half) ** 2 == pytest.approx(probability_within(hazard, 1.0), abs=1e-12)


def test_complete_mixing_with_constant_hazards_gives_the_curve_of_bass():
    n, p, q = 1500, 0.004, 0.08
    scenario = Scenario().resized(n).changed({**NO_PUSH, **EVERYBODY_NOW})
    simulation = Simulation(
        scenario, organisation=mixed(organisation_of(scenario)), mechanisms=CORE
    )
    set_parameters(
        simulation,
        external_hazard=p,
        peer_exposure_hazard=q,
        joining_value=0.0,
        joining_ease=0.0,
        joining_trust=0.0,
        joining_access=0.0,
        visit_base=50.0,
    )
    simulation.work(104)
    weeks = np.arange(1, 105)
    decay = np.exp(-(p + q) * weeks)
    bass = (1 - decay) / (1 + q / p * decay)
    registered = simulation.weekly["registered"] / n
    # Exposure is that of the week before, so the discrete curve trails by up to one week.
    late = np.concatenate([[0.0], bass[:-1]])
    assert (registered < bass + 0.045).all()
    assert (registered > late - 0.075).all()


def mixed(organisation):
    """The same people, everybody tied to everybody with the same weight."""
    n = len(organisation)
    others = np.array([np.delete(np.arange(n), i) for i in range(n)], np.int32)
    return dataclasses.replace(
        organisation,
        tie_start=np.arange(n + 1, dtype=np.int64) * (n - 1),
        tie_target=others.ravel(),
        tie_weight=np.full(n * (n - 1), 1.0, np.float32),
        tie_return=np.full(n * (n - 1), 1.0, np.float32),
        tie_layer=np.zeros(n * (n - 1), np.int8),
        unit=np.zeros(n, np.int32),
        unit_names=("everybody",),
    )


def test_value_ease_and_trust_make_people_receptive():
    scenario = Scenario()
    simulation = Simulation(scenario.resized(100))
    lever, parameter = simulation.levers[0], simulation.parameter
    middle = receptiveness(0.5, 0.5, 0.5, lever, parameter)
    assert middle == pytest.approx(1.0)
    for person in ((0.9, 0.5, 0.5), (0.5, 0.9, 0.5), (0.5, 0.5, 0.9)):
        assert receptiveness(*person, lever, parameter) > middle
