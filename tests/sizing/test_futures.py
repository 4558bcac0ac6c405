import numpy as np
import pytest

from simulation.catalogue import parameters, values
from simulation.scenario import Scenario
from simulation.sizing.futures import FRESH_FROM, Futures, PosteriorFutures, PriorFutures

SCENARIO = Scenario()


def test_known_futures_leave_the_scenario_as_it_is():
    assert Futures().applied(SCENARIO, 3) is SCENARIO
    assert Futures().names == ()


def test_a_draw_has_the_same_parameters_in_every_plan_and_every_time():
    one, other = PriorFutures(7), PriorFutures(7)
    assert one.parameters(5) == other.parameters(5)
    assert one.parameters(5) != one.parameters(6)
    assert one.parameters(5) != PriorFutures(8).parameters(5)
    assert one.parameters(5) != one.parameters(FRESH_FROM + 5)


def test_every_draw_is_one_the_model_accepts_and_calibrated_numbers_stay():
    futures = PriorFutures(1)
    for draw in (0, 1, 40, FRESH_FROM):
        found = futures.parameters(draw)
        assert values(found)
        for name, value in found.items():
            low, high = parameters()[name].range
            assert low <= value <= high
            assert parameters()[name].status != "calibrated"
    assert len(futures.names) > 200


def test_draws_follow_the_prior():
    name = "cm_answer_hours"
    drawn = PriorFutures(2).column(SCENARIO, name, np.arange(400))
    for share in (0.1, 0.5, 0.9):
        limit = float(parameters()[name].prior.quantile(share))
        assert (drawn <= limit).mean() == pytest.approx(share, abs=0.06)


def test_a_table_of_futures_has_the_columns_one_by_one():
    told = SCENARIO.changed({"parameters": {"cm_answer_hours": 0.3}})
    futures, draws = PriorFutures(3), np.array([0, 5, FRESH_FROM])
    table = futures.drawn(told, draws)
    assert list(table.columns) == list(futures.names) and len(table) == 3
    for name in ("cm_answer_hours", "habit_loss", "visit_value"):
        np.testing.assert_array_equal(table[name], futures.column(told, name, draws))
    assert Futures().drawn(told, draws).shape == (3, 0)


def test_what_a_scenario_says_of_a_parameter_stays():
    told = SCENARIO.changed({"parameters": {"cm_answer_hours": 0.3}})
    futures = PriorFutures(3)
    assert futures.applied(told, 4).parameters["cm_answer_hours"] == 0.3
    assert (futures.column(told, "cm_answer_hours", np.arange(3)) == 0.3).all()


def test_a_posterior_replaces_the_priors_of_what_it_knows_and_keeps_rows_together():
    table = {"cm_answer_hours": np.arange(100) / 100, "visit_value": np.arange(100) / 50}
    futures = PosteriorFutures(table, 5)
    search = [futures.parameters(draw) for draw in range(200)]
    fresh = [futures.parameters(FRESH_FROM + draw) for draw in range(200)]
    for found in search + fresh:
        assert found["visit_value"] == pytest.approx(2 * found["cm_answer_hours"])
        assert set(PriorFutures(5).names) <= set(found)
    taken = [{found["cm_answer_hours"] for found in half} for half in (search, fresh)]
    assert not taken[0] & taken[1], "fresh draws take rows that the search never saw"
    assert futures.key != PosteriorFutures({"visit_value": table["visit_value"]}, 5).key
