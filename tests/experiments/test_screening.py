"""A screening finds what moves an outcome, in the right order, and what moves nothing."""

import json
from dataclasses import dataclass

import numpy as np
import pytest

from simulation.catalogue import parameters
from simulation.commands.scenarios import parameters as print_catalogue
from simulation.errors import InputError
from simulation.experiments import weakest
from simulation.experiments.screening import STEP, design, weak_parameters
from simulation.scenario import Scenario

WEIGHTS = {"habit_loss": -30.0, "visit_habit": 4.0, "value_speed": 0.0, "mute_weeks": 0.0}
"""Additive influences on weekly active people, per unit of a parameter."""

STAFF = 1000


@dataclass(frozen=True)
class AdditiveRun:
    seed: int
    weekly: dict[str, np.ndarray]
    seconds: float = 0.01


def additive(scenario: Scenario, replicate: int) -> AdditiveRun:
    """Weekly active is a sum of parameters and of the luck of the replicate."""
    total = sum(weight * scenario.parameters[name] for name, weight in WEIGHTS.items())
    luck = np.random.default_rng(replicate).normal(200, 20)
    column = np.full(scenario.horizon_weeks, total + luck)
    staff = np.full(scenario.horizon_weeks, STAFF)
    return AdditiveRun(replicate, {"staff": staff, "weekly_active": column})


def screened(replicates: int = 8):
    named = [parameters()[name] for name in WEIGHTS]
    scenario = Scenario().changed({"horizon_weeks": 6})
    return weakest(scenario, ["weekly_active"], replicates, named, simulate=additive)


def half_a_prior(name: str) -> float:
    """Mean move across half of a prior, found by quadrature."""
    quantile = parameters()[name].prior.quantile
    u = (np.arange(4000) + 0.5) / 4000
    return float(np.abs(quantile((u + STEP) % 1.0) - quantile(u)).mean())


def test_additive_influences_are_ranked_and_measured_right():
    ranking = screened(replicates=40).ranking
    assert [(w.rank, w.parameter) for w in ranking[:2]] == [(1, "visit_habit"), (2, "habit_loss")]
    for weakness in ranking[:2]:
        effect = weakness.effects["weekly_active"]
        weight = WEIGHTS[weakness.parameter]
        expected = abs(weight) * half_a_prior(weakness.parameter) / STAFF
        assert effect.influence == pytest.approx(expected, rel=0.1)
        assert effect.low <= effect.influence <= effect.high
        assert effect.direction == np.sign(weight)


def test_what_moves_nothing_is_at_zero_and_shares_the_last_rank():
    inert = screened().ranking[2:]
    assert [(w.rank, w.parameter) for w in inert] == [(3, "value_speed"), (3, "mute_weeks")]
    for weakness in inert:
        effect = weakness.effects["weekly_active"]
        assert (effect.influence, effect.low, effect.high, effect.direction) == (0, 0, 0, 0)


def test_each_point_differs_from_the_first_in_one_parameter_by_half_the_prior():
    points = design(parameters=5, replicates=4, seed=3)
    moves = points[:, 1:] - points[:, :1]
    np.testing.assert_allclose(np.abs(moves), np.broadcast_to(STEP * np.eye(5), moves.shape))
    slices = np.sort(np.floor(points[:, 0] * 4), axis=0)
    np.testing.assert_array_equal(slices, np.tile(np.arange(4.0)[:, None], 5))


def test_weak_are_the_assumed_and_the_borrowed_whose_figure_is_ours():
    names = {parameter.name for parameter in weak_parameters()}
    assert {"habit_loss", "voice_exposure"} <= names
    assert not {"habit_gain", "visit_base", "reference_seen", "team_tie"} & names


def test_the_real_model_is_screened_and_minutes_move_hours_alone():
    scenario = Scenario().resized(200).changed({"horizon_weeks": 20})
    named = [parameters()[name] for name in ("invitation_decay_weeks", "visit_minutes")]
    result = weakest(scenario, ["weekly_active", "employee_hours"], 2, named)
    effects = {w.parameter: w.effects for w in result.ranking}
    assert effects["visit_minutes"]["weekly_active"].influence == 0
    assert effects["visit_minutes"]["employee_hours"].influence > 0
    assert effects["invitation_decay_weeks"]["weekly_active"].influence > 0


def test_an_indicator_that_is_not_simulated_is_refused():
    with pytest.raises(InputError, match="weekly_activ"):
        weakest(Scenario(), ["weekly_activ"])


def test_the_command_line_prints_the_weakest(capsys, monkeypatch):
    few = [parameters()[name] for name in ("invitation_decay_weeks", "visit_minutes")]
    monkeypatch.setattr("simulation.experiments.screening.weak_parameters", lambda: few)
    small = {"weakest": True, "employees": 200, "weeks": 40, "replicates": 2}
    print_catalogue(**small, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert [w["parameter"] for w in told["ranking"]] == ["invitation_decay_weeks", "visit_minutes"]
    assert set(told["ranking"][0]["effects"]) == {"weekly_active", "contributors"}
    print_catalogue(**small, lang="en")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:3] == ["1", "invitation_decay_weeks", "assumed"]
    assert lines[2].split()[:3] == ["2", "visit_minutes", "assumed"]
