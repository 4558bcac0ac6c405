import numpy as np
import pytest
from known_deployment import KNOWN, KnownDeployment

from simulation.errors import InputError
from simulation.experiments import ensemble
from simulation.scenario import Scenario
from simulation.sizing import Service, rules
from simulation.sizing.queueing import servers_needed
from simulation.sizing.staffing import ample, load_of, staffing

PLAN = {
    "horizon_weeks": 20,
    "plan.waves": [{"week": 1, "share": 0.5}, {"week": 11, "share": 0.5}],
    "plan.community_managers": [{"week": 1, "full_time_equivalents": 1.5}],
}
SCENARIO = Scenario().resized(1200).changed(PLAN)


@pytest.fixture(scope="module")
def load():
    return load_of(ensemble(ample(SCENARIO, 1200), 8, simulate=KnownDeployment(hours=42)), KNOWN)


def test_the_load_is_parted_into_what_is_urgent_and_the_rest(load):
    assert load.other == pytest.approx(10.0)
    assert load.urgent.mean() == pytest.approx(42, rel=0.02)
    assert load.patience == pytest.approx(7 / 0.45)


def test_posts_needed_are_those_of_the_queue_beside_the_rest(load):
    service = Service(0.9, 1)
    expected = servers_needed(load.urgent / 35, 7 / 0.45, 0.9) + 10 / 35
    assert load.needed(service) == pytest.approx(expected)
    assert (load.needed(service) > load.hours / 35).all()


def test_posts_that_the_queue_asks_for_keep_the_promise_and_fewer_do_not(load):
    service = Service(0.9, 1)
    enough = load.needed(service).max(axis=0)
    assert (load.in_time(enough, 1) >= 0.9 - 1e-9).all()
    assert (load.in_time(enough * 0.9, 1) < 0.9).all()


@pytest.mark.parametrize("better", [Service(0.99, 1), Service(0.9, 0.25)])
def test_a_better_promise_needs_more_people(load, better):
    assert (load.needed(better) > load.needed(Service(0.9, 1))).all()


def test_the_table_orders_its_quantiles_and_half_a_post_less_answers_less(load):
    table = staffing(SCENARIO, load, Service.usual())
    assert len(table) == 20
    assert table["p50"].le(table["p80"]).all()
    assert table["p80"].le(table["p95"]).all()
    assert (table["posts"] == 1.5).all()
    assert (table["in_time_less"] < table["in_time"]).all()


def test_the_usual_promise_is_that_of_the_rules():
    assert Service.usual() == Service(rules()["service_share"].value, rules()["service_days"].value)


def test_a_promise_is_read_as_people_write_it():
    assert Service.parse("90%@1") == Service(0.9, 1)
    assert Service.parse(" 0,8 @ 2 ") == Service(0.8, 2)
    for wrong in ("", "90%", "90@1", "0%@1", "100%@1", "90%@0", "90%@x", "90%@999", "..%@1"):
        with pytest.raises(InputError, match="--service"):
            Service.parse(wrong)


def test_phases_without_work_need_nobody():
    idle = load_of(ensemble(SCENARIO, 2, simulate=KnownDeployment(hours=0)), KNOWN)
    assert np.allclose(idle.needed(Service.usual()), 10 / 35)
