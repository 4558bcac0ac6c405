import json
import re

import numpy as np
import pytest
from known_deployment import EFFORT, STAFF, TARGET, WEEKS, KnownDeployment
from scipy import stats

from simulation.errors import InputError
from simulation.scenario import Scenario
from simulation.sizing import Effort, Limits, SizingResult, Target, size, sizing_finding
from simulation.sizing.search import dominated
from simulation.sizing.size import FRESH_FROM
from simulation.words import LANGUAGES

SCENARIO = Scenario().resized(STAFF)


def sized(deployment, probability=0.8, **more):
    more = {"effort": EFFORT, "workers": 1, "simulate": deployment} | more
    return size(SCENARIO, more.pop("target", TARGET), probability, **more)


@pytest.fixture(scope="module")
def plan():
    return sized(KnownDeployment())


def test_the_cheapest_plan_known_beforehand_is_found(plan):
    needed = KnownDeployment().ambassadors_for(TARGET.level, 0.8)
    assert plan.target_met
    assert plan.decisions["ambassadors_per_100"] == pytest.approx(needed, rel=0.1)
    assert plan.decisions["tool_seats"] <= 0.05
    assert plan.decisions["manager_seats"] <= 0.5


@pytest.mark.parametrize("probability", [0.6, 0.9])
def test_the_promised_probability_is_what_further_draws_deliver(probability):
    deployment = KnownDeployment()
    result = sized(deployment, probability)
    true = deployment.probability(result.scenario, TARGET.level)
    expected = stats.binom(result.assurance.draws, true)
    assert expected.cdf(result.assurance.reached) > 0.001
    assert expected.sf(result.assurance.reached - 1) > 0.001
    assert true >= probability - 3 * np.sqrt(0.25 / result.assurance.draws)


def test_the_check_uses_draws_that_the_search_never_saw():
    deployment = KnownDeployment()
    result = sized(deployment)
    searched = {number for number in deployment.played if number < FRESH_FROM}
    fresh = {number for number in deployment.played if number >= FRESH_FROM}
    assert searched == set(range(EFFORT.rungs[-1]))
    assert fresh == set(range(FRESH_FROM, FRESH_FROM + EFFORT.fresh))
    assert result.seeds["fresh"] == [min(fresh), max(fresh)]


def test_optimism_is_what_the_search_announced_in_excess(plan):
    assurance = plan.assurance
    assert assurance.optimism == pytest.approx(assurance.search.mean - assurance.fresh.mean)
    assert assurance.fresh.low < assurance.fresh.mean < assurance.fresh.high


def test_more_money_never_buys_less_on_the_front(plan):
    front = plan.front[~plan.front["dominated"]].sort_values("cost")
    assert len(front) >= 3
    assert front["probability"].is_monotonic_increasing
    assert (plan.front["probability_low"] <= plan.front["probability"]).all()
    assert (plan.front["probability"] <= plan.front["probability_high"]).all()


def test_the_chosen_plan_has_a_cheaper_and_a_dearer_neighbour(plan):
    roles = plan.front[plan.front["role"] != ""].set_index("role")
    assert set(roles.index) == {"chosen", "cheaper", "dearer"}
    costs, chances = roles["cost"], roles["probability"]
    assert costs["cheaper"] < costs["chosen"] < costs["dearer"]
    assert chances["cheaper"] < chances["chosen"] < chances["dearer"]
    assert chances["cheaper"] < 0.8 <= chances["chosen"]


def test_asking_for_more_certainty_never_costs_less(deployment):
    lax, strict = sized(deployment, 0.5), sized(deployment, 0.95)
    assert lax.cost < strict.cost


def test_a_target_beyond_all_plans_says_the_best_and_what_holds_back():
    result = sized(KnownDeployment(), target=Target("weekly_active", 0.6, WEEKS))
    assert not result.target_met
    assert set(result.front["role"]) == {""}
    assert list(result.held_back)[:2] == ["held_not_useful", "held_no_time"]
    assert result.assurance.level == pytest.approx(0.40, abs=0.02)
    title, subtitle = sizing_finding(result, "fr")
    assert "hors d’atteinte" in title
    assert re.search(r"au mieux 40\u202f% \[38\u202f; (41|42)\] en S40", title)
    assert "n’y trouvent pas d’utilité (42\u202f% du personnel)" in subtitle


def test_a_budget_too_small_is_out_of_reach_and_kept_to():
    free = sized(KnownDeployment())
    cheap = free.front["cost"].min()
    tight = sized(KnownDeployment(), budget=(cheap + free.cost) / 2)
    assert not tight.target_met
    assert tight.cost <= tight.budget_limit
    assert sized(KnownDeployment(), budget=free.cost * 1.2).target_met


def test_limits_are_kept_to():
    limits = Limits.parse(["ambassadors_per_100=1", "community_managers=0.5", "waves=2"])
    result = sized(KnownDeployment(hours=90), limits=limits)
    assert result.scenario.plan.ambassadors_per_100 <= 1
    assert result.posts <= 0.5
    assert len(result.waves) <= 3
    assert not result.target_met


def test_a_plan_that_fails_on_fresh_draws_gives_way_to_the_next_one_up():
    class LuckySearch(KnownDeployment):
        """Draws of the search are better than those of the check by one spread."""

        def __call__(self, scenario, replicate):
            run = super().__call__(scenario, replicate)
            if replicate < FRESH_FROM:
                run.weekly["weekly_active"] += STAFF * self.spread
            return run

    result = sized(LuckySearch())
    first = sized(KnownDeployment())
    if result.target_met:
        assert result.cost > first.cost * 0.98
        assert any("did not hold" in reason for reason in result.reasons["en"])
    else:
        assert result.assurance.optimism > 0
    assert result.assurance.fresh.mean < result.assurance.search.mean


def test_quantities_add_up(plan):
    assert plan.waves["people"].sum() == pytest.approx(STAFF, abs=3)
    assert plan.waves["week"].iloc[-1] <= WEEKS
    assert plan.load["p50"].le(plan.load["p80"]).all()
    assert plan.load["p80"].le(plan.load["p95"]).all()
    assert (plan.load["posts"] % 0.5 == 0).all()
    total = plan.budget[plan.budget["total"]].iloc[0]
    lines = plan.budget[~plan.budget["total"]]
    assert total["amount"] == pytest.approx(lines["amount"].sum())
    assert total["low"] > lines["low"].sum()
    assert total["high"] < lines["high"].sum()
    assert total["low"] < total["amount"] < total["high"]
    chosen = plan.front[plan.front["role"] == "chosen"].iloc[0]
    assert chosen["cost"] == pytest.approx(total["amount"], rel=0.01)


def test_a_result_survives_the_way_through_json(plan):
    told = plan.to_dict()
    back = SizingResult.from_dict(json.loads(json.dumps(told, allow_nan=False)))
    assert back.to_dict() == told
    assert back.scenario == plan.scenario
    assert back.cost == plan.cost
    assert all(sizing_finding(back, lang) == sizing_finding(plan, lang) for lang in LANGUAGES)


def test_the_same_seed_gives_the_same_plan(plan):
    assert sized(KnownDeployment(), workers=2).to_dict() == plan.to_dict()


def test_progress_never_goes_back_nor_beyond_its_total():
    told = []
    sized(KnownDeployment(), progress=lambda done, total: told.append((done, total)))
    done = [entry[0] for entry in told]
    assert done == sorted(done)
    assert all(entry[0] <= entry[1] for entry in told)


@pytest.mark.parametrize(
    "wrong",
    [
        {"probability": 0.0},
        {"probability": 1.0},
        {"budget": -1.0},
        {"effort": "heroic"},
        {"target": Target("weekly_active", 0.2, 1)},
    ],
    ids=str,
)
def test_wrong_requests_are_refused_before_anything_runs(deployment, wrong):
    with pytest.raises(InputError):
        sized(deployment, **wrong)
    assert deployment.played == []


def test_a_plan_is_dominated_only_by_one_as_good_in_both():
    costs, values = np.array([1.0, 2.0, 2.0, 3.0]), np.array([0.1, 0.5, 0.4, 0.5])
    assert list(dominated(costs, values)) == [0, 0, 1, 1]


def test_the_real_model_is_sized_end_to_end():
    small = Scenario().resized(300)
    effort = Effort(plans=6, trials=1, rungs=(2, 3, 4), rounds=1, fresh=12)
    result = size(small, Target("weekly_active", 0.05, 26), 0.7, effort=effort, workers=2)
    assert result.assurance.draws == 12
    assert result.waves["people"].sum() <= 300
    assert (result.load["hours_p50"] >= 0).all()
    assert np.isfinite(result.budget[["amount", "low", "high"]].to_numpy()).all()
