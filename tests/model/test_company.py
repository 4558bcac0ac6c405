import mesa
import numpy as np
import pytest

from simulation.model import CORE, simulate
from simulation.model.company import (
    FREE,
    SILENT,
    VISITS_AND_POSTS,
    Employee,
    EnterpriseNetwork,
)
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
    assert len(managers) == finished.agents.agg("is_manager", np.sum)
    assert len(finished.agents.select(at_most=0.1)) == 30
    trust = managers.sort("trust", ascending=True).get("trust")
    assert trust == sorted(trust)
    assert sum(finished.agents.groupby("level").count().values()) == 300
    assert sorted(finished.agents.shuffle().get("unique_id")) == list(range(300))


def test_aggregates_read_whole_columns(finished):
    trust = finished.columns.trust.astype(float)
    agents = finished.agents
    assert agents.agg("trust", np.mean) == pytest.approx(trust.mean(), rel=1e-12)
    assert agents.agg("trust", [np.min, np.max]) == [trust.min(), trust.max()]
    assert agents.agg("trust", sum) == pytest.approx(trust.sum(), rel=1e-9)
    assert agents.select(lambda employee: employee.is_manager).agg("is_manager", np.all)


def test_several_attributes_are_read_by_employee_and_missing_ones_as_told(finished):
    rows = finished.agents.select(at_most=3).get(["level", "trust"])
    assert rows == [[employee.level, employee.trust] for employee in finished.agents.to_list()[:3]]
    assert finished.agents.get("salary", handle_missing="default", default_value=0) == [0] * 300
    with pytest.raises(AttributeError, match="salary"):
        finished.agents.get("salary")


def test_methods_and_functions_are_called_on_each(scenario):
    model = EnterpriseNetwork(scenario)
    seen = []
    model.agents.select(at_most=5).do(seen.append).shuffle_do(seen.append)
    assert sorted(employee.row for employee in seen) == sorted([*range(5), *range(5)])
    assert model.agents.select(at_most=5).map(lambda e, k: e.row * k, 2) == [0, 2, 4, 6, 8]


def test_what_is_written_through_an_agent_is_what_the_rules_read(scenario):
    model = EnterpriseNetwork(scenario)
    model.agents.select(lambda employee: employee.is_manager).set("posture", 1.0)
    model.step()
    assert model.run_so_far.weekly["coaching_share"][0] == 1.0


def test_what_follows_from_elsewhere_is_not_written(scenario):
    model = EnterpriseNetwork(scenario)
    with pytest.raises(AttributeError, match="seen_weight follows from what employees do"):
        model.agents[0].seen_weight = 3
    with pytest.raises(AttributeError, match="manager follows from the organisation"):
        model.agents.set("manager", 3)
    with pytest.raises(AttributeError, match="salary"):
        model.agents.set("salary", 3)
    with pytest.raises(TypeError, match="select"):
        model.agents.add(model.agents[0])
    with pytest.raises(TypeError, match="organisation"):
        model.agents[0].remove()


def recounted(model: EnterpriseNetwork, flag: str) -> np.ndarray:
    """Weight of each employee's ties to colleagues that bear a flag, counted anew."""
    state = model.simulation.state
    source = np.repeat(np.arange(len(model.agents)), np.diff(state.tie_start))
    weights = state.link.weight * state.employee[flag][state.link.target]
    return np.bincount(source, weights, minlength=len(model.agents))


def test_counts_kept_of_what_others_see_follow_what_is_written(scenario):
    model = EnterpriseNetwork(scenario)
    model.run_for(6)
    registered = model.agents.select(lambda employee: employee.registered_week >= 0)
    assert len(registered) > 12
    for place, employee in enumerate(registered):
        employee.contributing = place % 2 == 0
        employee.last_act = 5 if place % 3 == 0 else -1
        employee.last_visit = 5 if place % 4 == 0 else -1
    model.agents[7].ambassador = True
    model.step()
    rows = registered.rows
    employee = model.simulation.state.employee
    assert employee.voiced[rows[::3]].all() and employee.seen[rows[::4]].all()
    for flag, kept in (("seen", "seen_weight"), ("voiced", "voiced_weight")):
        np.testing.assert_array_equal(model.simulation.state.employee[kept], recounted(model, flag))


def test_whoever_becomes_an_ambassador_is_near_to_team_and_reports(scenario):
    model = EnterpriseNetwork(scenario)
    model.agents.set("ambassador", False)
    assert not any(model.agents.get("near_ambassador"))
    boss = model.agents.select(lambda employee: employee.is_manager)[1]
    boss.ambassador = True
    near = model.agents.select(lambda employee: employee.near_ambassador)
    reports = model.agents.select(lambda employee: employee.boss == boss)
    assert len(reports) > 0 and all(report in near for report in reports)
    assert len(near) < 50


def test_time_runs_on_to_the_horizon_and_stops(scenario):
    model = EnterpriseNetwork(scenario)
    model.run_for(5)
    assert (model.time, model.simulation.week, model.running) == (5, 5, True)
    model.run_for(20)
    assert (model.simulation.week, model.running) == (12, False)
    assert len(model.datacollector.get_model_vars_dataframe()) == 12


def test_the_collector_reports_agents_too(scenario):
    model = EnterpriseNetwork(scenario, agent_reporters={"trust": "trust", "top": is_at_the_top})
    model.run_for(2)
    table = model.datacollector.get_agent_vars_dataframe()
    assert len(table) == 600
    np.testing.assert_allclose(table["trust"].iloc[-300:], model.columns.trust)
    assert table["top"].sum() == 2 * (model.columns.manager < 0).sum()


def is_at_the_top(employee: Employee) -> bool:
    return employee.boss is None


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


def test_a_rule_that_does_nothing_changes_nothing(scenario, finished):
    model = EnterpriseNetwork(scenario)
    followed = []
    model.let(model.agents.select(at_most=2), lambda employee: followed.append(employee.row))
    model.run_for(12)
    assert followed == [0, 1] * 12
    for name, column in finished.run_so_far.weekly.items():
        np.testing.assert_array_equal(model.run_so_far.weekly[name], column)


@pytest.fixture(scope="module")
def unseen(scenario) -> EnterpriseNetwork:
    """The company while colleagues' example weighs on nobody, after five weeks."""
    model = EnterpriseNetwork(scenario, mechanisms=CORE._replace(exposure=False))
    model.run_for(5)
    return model


def test_only_those_who_follow_a_rule_change_and_the_rest_keep_their_luck(scenario, unseen):
    model = EnterpriseNetwork(scenario, mechanisms=CORE._replace(exposure=False))
    model.run_for(4)
    registered = model.agents.select(lambda employee: employee.registered_week >= 0)
    few = registered.select(at_most=6)

    def obey(employee: Employee) -> None:
        employee.script = VISITS_AND_POSTS if employee.row % 2 else SILENT
        employee.trust = 0.9

    model.let(few, obey)
    model.step()
    rest = np.setdiff1d(np.arange(300), few.rows)
    for name in ("registered_week", "visit_days", "talk_days", "trust", "value", "posts"):
        found, expected = np.array(model.agents.get(name)), np.array(unseen.agents.get(name))
        np.testing.assert_array_equal(found[rest], expected[rest])
    for employee in few:
        visiting = employee.row % 2 == 1
        assert (employee.days > 0) == visiting and (employee.posted > 0) == visiting
        assert employee.trust == pytest.approx(0.9) and employee.script == FREE


def test_a_script_given_by_a_rule_ends_with_the_week(scenario):
    model = EnterpriseNetwork(scenario)
    model.run_for(4)
    few = model.agents.select(lambda employee: employee.registered_week >= 0).select(at_most=5)
    weeks = []

    def silent_once(employee: Employee) -> None:
        if model.simulation.week == 4:
            employee.script = SILENT

    model.let(few, silent_once)
    for _ in range(8):
        model.step()
        weeks.append(sum(employee.days for employee in few))
    assert weeks[0] == 0 and sum(weeks[1:]) > 0


def test_a_rule_after_the_week_sees_it_and_acts_on_the_next(scenario):
    model = EnterpriseNetwork(scenario)
    model.run_for(4)
    few = model.agents.select(lambda employee: employee.registered_week >= 0).select(at_most=8)
    told = []

    def rest_after_a_visit(employee: Employee) -> None:
        told.append((employee.row, employee.days))
        employee.script = SILENT if employee.days else VISITS_AND_POSTS

    model.let(few, rest_after_a_visit, when="after")
    model.run_for(3)
    days = np.array([days for _, days in told]).reshape(3, len(few)) > 0
    np.testing.assert_array_equal(days[1], ~days[0])
    np.testing.assert_array_equal(days[2], ~days[1])
