import mesa
import numpy as np
import pytest

from simulation.model import simulate
from simulation.model.company import Employee, EnterpriseNetwork
from simulation.scenario import Scenario


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario().resized(300).changed({"horizon_weeks": 12})


@pytest.fixture(scope="module")
def finished(scenario) -> EnterpriseNetwork:
    model = EnterpriseNetwork(scenario)
    while model.running:
        model.step()
    return model


def test_stepping_the_mesa_model_equals_simulating(scenario, finished):
    weekly = simulate(scenario).weekly
    collected = finished.datacollector.get_model_vars_dataframe()
    assert finished.steps == 12
    for name in weekly:
        np.testing.assert_array_equal(finished.run_so_far.weekly[name], weekly[name])
        np.testing.assert_array_equal(collected[name], weekly[name])


def test_agents_are_mesa_agents_that_show_their_row(finished):
    agents = finished.agents
    assert len(agents) == 300
    assert finished.agents_by_type[Employee].get("trust") == agents.get("trust")
    employee = agents[7]
    assert isinstance(employee, mesa.Agent)
    assert employee in agents
    assert employee.trust == finished.columns.trust[7]
    assert employee.boss.is_manager
    assert all(employee in colleague.colleagues for colleague in employee.colleagues)
    assert agents.agg("trust", np.mean) == pytest.approx(finished.columns.trust.mean())


def test_sets_of_agents_select_sort_and_group(finished):
    managers = finished.agents.select(lambda employee: employee.is_manager)
    assert len(managers) == finished.columns.is_manager.sum()
    assert len(finished.agents.select(at_most=0.1)) == 30
    trust = managers.sort("trust", ascending=True).get("trust")
    assert trust == sorted(trust)
    assert sum(finished.agents.groupby("level").count().values()) == 300
    assert sorted(finished.agents.shuffle().get("unique_id")) == list(range(300))


def test_what_is_written_through_an_agent_is_what_the_rules_read(scenario):
    model = EnterpriseNetwork(scenario)
    model.agents.select(lambda employee: employee.is_manager).set("posture", 1.0)
    model.step()
    assert model.run_so_far.weekly["coaching_share"][0] == 1.0
    with pytest.raises(AttributeError, match="seen_weight"):
        model.agents[0].seen_weight = 3
    with pytest.raises(TypeError, match="select"):
        model.agents.add(model.agents[0])


def test_batch_run_sweeps_replicates_and_seeds(scenario):
    rows = mesa.batch_run(
        EnterpriseNetwork,
        {"scenario": [scenario], "replicate": [0, 1]},
        rng=[5, 6],
        max_steps=12,
        data_collection_period=-1,
        display_progress=False,
    )
    assert len(rows) == 4
    assert len({row["registered"] for row in rows}) > 1
