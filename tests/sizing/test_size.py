import json
import re

import numpy as np
import pytest
from known_deployment import EFFORT, KNOWN, STAFF, TARGET, WEEKS, KnownDeployment
from scipy import stats

from simulation.errors import InputError
from simulation.scenario import Scenario
from simulation.sizing import (
    Effort,
    Limits,
    SizingResult,
    Target,
    evaluate,
    parse_space,
    read_plan,
    size,
    sizing_finding,
    write_plan,
)
from simulation.sizing.search import dominated
from simulation.sizing.size import FRESH_FROM
from simulation.words import LANGUAGES

SCENARIO = Scenario().resized(STAFF)


def sized(deployment, probability=0.8, **more):
    more = {"effort": EFFORT, "workers": 1, "simulate": deployment, "futures": KNOWN} | more
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
    assert searched == set(range(EFFORT.futures))
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


class LuckySearch(KnownDeployment):
    """Draws of the search are better than those of the check by one spread."""

    def __call__(self, scenario, replicate):
        run = super().__call__(scenario, replicate)
        if replicate < FRESH_FROM:
            run.weekly["weekly_active"] += STAFF * self.spread
        return run


def test_a_plan_that_fails_on_fresh_draws_gives_way_to_one_that_holds():
    result = sized(LuckySearch())
    first = sized(KnownDeployment())
    assert result.target_met
    assert result.cost > first.cost * 0.98
    assert any("did not hold" in reason for reason in result.reasons["en"])
    assert LuckySearch().probability(result.scenario, TARGET.level) > 0.7


def test_what_the_search_promises_is_not_under_what_fresh_draws_give_on_average():
    gaps = []
    for seed in range(6):
        scenario = SCENARIO.changed({"seed": seed})
        result = size(
            scenario, TARGET, 0.8, effort=EFFORT, workers=1, simulate=KnownDeployment(),
            futures=KNOWN,
        )  # fmt: skip
        gaps.append(result.assurance.optimism)
    assert np.mean(gaps) > -0.03


def test_more_budget_never_lowers_the_best_probability():
    whole = sized(KnownDeployment()).front
    best = [
        sized(KnownDeployment(), probability=0.95, budget=float(budget)).front
        for budget in np.quantile(whole["cost"], [0.2, 0.5, 0.9])
    ]
    chances = [
        front.loc[front["cost"] <= budget, "probability"].max()
        for front, budget in zip(best, np.quantile(whole["cost"], [0.2, 0.5, 0.9]), strict=True)
    ]
    assert chances == sorted(chances)


def test_an_interrupted_search_keeps_its_best_plan_and_ends_the_same_when_resumed(tmp_path, plan):
    journal = tmp_path / "search"
    whole = sized(KnownDeployment())
    deployment = KnownDeployment()
    found = []
    first = sized(
        deployment,
        journal=journal,
        found=found.append,
        cancelled=lambda: len(found) > 0 and len(deployment.played) > 250,
    )
    assert first.interrupted
    assert not first.assurance.checked
    assert found
    assert first.assurance.optimism is None
    assert journal.exists()
    again = KnownDeployment()
    resumed = sized(again, journal=journal)
    assert resumed.to_dict() == whole.to_dict()
    assert len(again.played) < whole.draws - 150
    assert not journal.exists()


def test_a_journal_of_another_request_or_cut_short_is_never_believed(tmp_path):
    journal = tmp_path / "search"
    for told in ('{"asked": "something else"}\n{"key": "x", "gave": {}}\n', "{", "\0\0"):
        journal.write_text(told, "utf-8")
        assert (
            sized(KnownDeployment(), journal=journal).to_dict()
            == sized(KnownDeployment()).to_dict()
        )


def test_stopping_before_any_plan_is_known_leaves_none():
    with pytest.raises(KeyboardInterrupt):
        sized(KnownDeployment(), cancelled=lambda: True)


def test_an_interruption_during_the_comparison_keeps_the_checked_plan():
    whole, deployment = KnownDeployment(), KnownDeployment()
    sized(whole)
    result = sized(deployment, cancelled=lambda: len(deployment.played) > len(whole.played) - 30)
    assert result.interrupted
    assert result.assurance.checked


def test_the_best_plan_told_meanwhile_never_gets_worse():
    told = []
    sized(KnownDeployment(), found=told.append)
    assert told
    good = [plan.chance.mean >= 0.8 for plan in told]
    assert good == sorted(good)


def test_only_the_levers_freed_are_decided():
    free = parse_space(["ambassadors_per_100=0:5"])
    result = sized(KnownDeployment(), space=free)
    assert set(result.decisions) == {"ambassadors_per_100"}
    needed = KnownDeployment().ambassadors_for(TARGET.level, 0.8)
    assert result.decisions["ambassadors_per_100"] == pytest.approx(needed, rel=0.1)
    own = SCENARIO.changed({"horizon_weeks": WEEKS}).plan
    assert result.scenario.plan.tool_training == own.tool_training
    assert result.scenario.plan.waves == own.waves


def test_a_plan_without_a_means_that_matters_is_worth_less(plan):
    without = plan.without.set_index("choice")
    assert without.loc["ambassadors_per_100", "probability"] < 0.2
    assert without.loc["ambassadors_per_100", "saved"] > 0
    for other in set(without.index) - {"ambassadors_per_100"}:
        assert without.loc[other, "probability"] == pytest.approx(
            plan.assurance.fresh.mean, abs=0.1
        )


def test_half_a_post_less_saves_money_and_answers_less_in_time(plan):
    assert plan.with_less["saved"] > 0
    assert (plan.load["in_time_less"] <= plan.load["in_time"]).all()
    assert plan.with_less["answered_48h_less"] <= plan.with_less["answered_48h"]


def test_time_to_the_target_is_told_from_when_it_is_held(plan):
    assert plan.assurance.week == KnownDeployment().risen
    assert plan.assurance.overload == pytest.approx(60 * 20 / STAFF)
    missed = sized(KnownDeployment(), target=Target("weekly_active", 0.6, WEEKS))
    assert missed.assurance.week == WEEKS + 1


def test_a_plan_edited_by_hand_is_read_and_evaluated(tmp_path, plan):
    path = write_plan(plan, tmp_path / "plan.calendar.yaml", "en")
    same = read_plan(path)
    assert same.scenario == plan.scenario
    assert (same.target, same.probability, same.service) == (plan.target, plan.asked, plan.service)
    how = {"draws": EFFORT.fresh, "workers": 1, "simulate": KnownDeployment(), "futures": KNOWN}
    evaluated = evaluate(same.scenario, same.target, same.probability, **how)
    assert evaluated.assurance.fresh == plan.assurance.fresh
    assert evaluated.cost == pytest.approx(plan.cost)
    assert evaluated.assurance.search is None
    text = path.read_text("utf-8")
    rate = f"ambassadors_per_100: {plan.scenario.plan.ambassadors_per_100}"
    assert rate in text
    path.write_text(text.replace(rate, "ambassadors_per_100: 4.5"), "utf-8")
    edited = read_plan(path)
    assert edited.scenario.plan.ambassadors_per_100 == 4.5
    better = evaluate(edited.scenario, edited.target, edited.probability, **how)
    assert better.assurance.fresh.mean > plan.assurance.fresh.mean
    assert better.cost > plan.cost


@pytest.mark.parametrize(
    ("told", "key"),
    [
        ("", "plan_unreadable"),
        ("[1, 2]", "plan_unreadable"),
        ("target: 5\nscenario: {}\n", "plan_unreadable"),
        ("targett: a\n", "plan_key"),
        ("target: weekly_active=20%@40\nprobability: much\nscenario: {}\nplan: {}\n", "plan_value"),
        ("target: weekly_active=20%@40\nscenario: {nam: x}\nplan: {}\n", "scenario_unknown_key"),
        ("target: nothing\nscenario: {}\nplan: {}\n", "target_form"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_its_place(tmp_path, told, key):
    path = tmp_path / "plan.calendar.yaml"
    path.write_text(told, "utf-8")
    with pytest.raises(InputError) as refusal:
        read_plan(path)
    assert refusal.value.key == key


def test_another_file_is_never_overwritten_by_a_plan(tmp_path, plan):
    path = tmp_path / "plan.yaml"
    path.write_text("name: mine\n", "utf-8")
    with pytest.raises(InputError):
        write_plan(plan, path, "fr")
    assert path.read_text("utf-8") == "name: mine\n"


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
    effort = Effort(futures=6, plans=8, generation=4, trials=1, rungs=(2, 3, 4), fresh=12, beside=4)
    target = Target("weekly_active", 0.05, 26)
    result = size(small, target, 0.7, effort=effort, workers=2, space=parse_space(["all"]))
    assert result.assurance.draws == 12
    assert result.futures["kind"] == "prior"
    assert set(result.decisions) == set(parse_space(["all"]).names)
    assert result.waves["people"].sum() <= 300
    assert (result.load["hours_p50"] >= 0).all()
    assert np.isfinite(result.budget[["amount", "low", "high"]].to_numpy()).all()
