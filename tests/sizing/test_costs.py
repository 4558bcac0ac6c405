import numpy as np
import pytest
from known_deployment import STAFF, KnownDeployment

from simulation.experiments import ensemble
from simulation.report.plan_story import DECISIONS
from simulation.scenario import Scenario
from simulation.sizing import costs, rules, unit_costs
from simulation.words import LANGUAGES, say

PLAN = {
    "horizon_weeks": 20,
    "sponsor.communication": 0.5,
    "plan.waves": [{"week": 1, "share": 0.5}, {"week": 11, "share": 0.5}],
    "plan.community_managers": [{"week": 1, "full_time_equivalents": 2.0}],
    "plan.tool_training": {"sessions_per_week": 1.0, "seats": 10, "hours": 3.5},
    "plan.manager_training": {"sessions_per_week": 0.5, "seats": 8, "hours": 7},
    "plan.ambassadors_per_100": 2.0,
    "plan.mentoring_pairs": 6,
    "plan.seeded_communities": 13,
    "plan.seeding_weeks": 26,
    "plan.governance.steering_committee": 0.5,
    "sponsor.strength": 0.5,
}


@pytest.fixture(scope="module")
def drawn():
    scenario = Scenario().resized(STAFF).changed(PLAN)
    return ensemble(scenario, 5, simulate=KnownDeployment())


def test_quantities_are_those_counted_by_hand(drawn):
    used = {name: value[0].sum() for name, value in costs.quantities(drawn).items()}
    assert used["animation_hours"] == 20 * 2 * 35
    assert used["trainer_days"] == 20 * 0.5 + 10 * 1
    assert used["participant_hours"] == 20 * 10 * 3.5 + 20 * 4 * 7
    assert used["licence_months"] == pytest.approx((10 * 600 + 10 * 1200) * 12 / 52)
    assert used["ambassador_launch_weeks"] == pytest.approx(12 * 8 + 12 * 8)
    assert used["ambassador_routine_weeks"] == pytest.approx(12 * 12 + 12 * 2)
    assert used["staff"] == 1200
    assert used["people_informed"] == 600
    assert used["mentoring_pairs"] == 6
    assert used["weeks"] == 20
    assert used["functions"] == 20 * 3
    assert used["projects"] == 1
    assert used["communities_founded"] == pytest.approx(20 * 13 / 26)


def test_lines_are_quantities_times_central_costs(drawn):
    amounts = costs.budget(drawn, seed=1).set_index("line")["amount"]
    assert amounts["animation"] == pytest.approx(1400 * 39.7)
    assert amounts["training"] == pytest.approx(20 * 1500)
    assert amounts["ambassadors"] == pytest.approx((192 * 3 + 168 * 1.5) * 39.7)
    assert amounts["mentoring"] == pytest.approx(6 * 12 * 39.7)
    weekly_hours = 17.5 + 0.5 * 3 + 3 * 3.5 + 0.5 * 1
    assert amounts["governance"] == pytest.approx(20 * weekly_hours * 39.7)
    assert amounts["maintenance"] == pytest.approx(20 * 12 / 52 * 600)
    assert amounts["total"] == pytest.approx(costs.cost(drawn).mean())


def test_a_budget_sums_to_its_lines_and_its_months(drawn):
    by_line = costs.budget(drawn, seed=1).set_index("line")["amount"]
    months = costs.monthly_budget(drawn, seed=1)
    assert by_line.drop("total").sum() == pytest.approx(by_line["total"])
    over_time = months.groupby("line")["amount"].sum()
    assert over_time[by_line.index].to_numpy() == pytest.approx(by_line.to_numpy())
    for _, month in months.groupby("month"):
        lines = month.set_index("line")["amount"]
        assert lines.drop("total").sum() == pytest.approx(lines["total"])
    assert (months["low"] <= months["amount"] + 1e-9).all()
    assert (months["amount"] <= months["high"] + 1e-9).all()
    assert list(months["month"].unique()) == [1, 2, 3, 4, 5]


def test_what_is_bought_once_is_paid_in_the_first_month(drawn):
    months = costs.monthly_budget(drawn, seed=1)
    set_up = months[months["line"] == "set_up"].set_index("month")["amount"]
    assert set_up[1] > 0
    assert (set_up.drop(1) == 0).all()


def test_nine_draws_of_a_unit_cost_in_ten_lie_in_its_interval():
    drawn = costs.drawn_unit_costs(20_000, seed=2)
    for name, cost in unit_costs().items():
        inside = (drawn[name] >= cost.low) & (drawn[name] <= cost.high)
        assert inside.mean() == pytest.approx(0.9, abs=0.01)
        assert np.median(drawn[name]) == pytest.approx(cost.central, rel=0.03)


def test_the_same_seed_gives_the_same_interval(drawn):
    assert costs.budget(drawn, 3).equals(costs.budget(drawn, 3))
    assert not costs.budget(drawn, 3).equals(costs.budget(drawn, 4))


def test_dearer_work_never_makes_a_budget_smaller(drawn):
    used, price = costs.quantities(drawn), costs.central()
    for name in price:
        raised = price | {name: price[name] * 1.1}
        before, after = costs.lines(used, price), costs.lines(used, raised)
        assert sum(v.mean() for v in after.values()) > sum(v.mean() for v in before.values())


def test_every_cost_and_rule_says_where_it_comes_from():
    for entry in (*unit_costs().values(), *rules().values()):
        assert entry.status in ("measured", "calibrated", "borrowed", "assumed")
        assert entry.source
        assert entry.note
        assert set(entry.label) == {"fr", "en"}
    for cost in unit_costs().values():
        assert 0 < cost.low < cost.central < cost.high


def test_every_kind_of_training_is_taught_and_attended():
    asked = PLAN | {
        "plan.behaviour_training": {"sessions_per_week": 1.0, "seats": 10, "hours": 3.5},
        "plan.animator_training": {"sessions_per_week": 0.5, "seats": 8, "hours": 7},
    }
    more = ensemble(Scenario().resized(STAFF).changed(asked), 2)
    fewer = ensemble(Scenario().resized(STAFF).changed(PLAN), 2)
    taught, attended = (
        [costs.quantities(drawn)[name].sum(axis=1) for drawn in (more, fewer)]
        for name in ("trainer_days", "participant_hours")
    )
    assert taught[0] - taught[1] == pytest.approx(20 * 0.5 + 10 * 1)
    assert (attended[0] > attended[1]).all()


def test_every_line_of_the_budget_has_a_label_and_is_committed_by_one_decision():
    for line in costs.LINES:
        assert all(say(f"sizing.line.{line}", lang) for lang in LANGUAGES)
    committed = [line for lines in DECISIONS.values() for line in lines]
    assert sorted(committed) == sorted(costs.LINES)
