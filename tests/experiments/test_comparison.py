import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from known_company import KnownCompany, with_coaching

from simulation.errors import InputError
from simulation.experiments import compare, comparison_finding
from simulation.experiments.findings import branch
from simulation.experiments.statistics import (
    interval_of_draws,
    interval_of_mean,
    variance_reduction,
    verdict,
    within,
)
from simulation.words import LANGUAGES


def pair(company, first=0.4, second=0.6, replicates=40, **more):
    scenarios = [with_coaching(first, "first"), with_coaching(second, "second")]
    indicators = ("weekly_active", "regular_contributors")
    return compare(scenarios, replicates, indicators=indicators, simulate=company, **more)


def difference(comparison, indicator="weekly_active"):
    rows = comparison.differences
    return rows[rows["indicator"] == indicator].iloc[0]


def test_the_difference_is_the_known_one(company):
    row = difference(pair(company))
    assert row["mean"] == pytest.approx(0.10, abs=0.002)
    assert row["low"] < row["mean"] < row["high"]
    assert row["mean_low"] < 0.10 < row["mean_high"]
    assert row["verdict"] == "established"
    assert row["share_above"] == 1.0


def test_the_same_luck_reduces_the_variance_as_the_formula_says(company):
    row = difference(pair(company, replicates=200))
    expected = (company.luck**2 + company.own_noise**2) / company.own_noise**2
    assert row["variance_reduction"] == pytest.approx(expected, rel=0.4)


class Pulled:
    """Parameters that move every scenario of a draw alike, far more than its luck."""

    kind = "prior"

    def applied(self, scenario, draw):
        pull = np.random.default_rng([9, draw]).uniform(0.2, 2.0)
        return scenario.model_copy(update={"parameters": {"habit_loss": pull}})


def test_parameters_drawn_are_the_same_in_every_scenario_and_counted_in_the_variance(company):
    def pulled(scenario, replicate):
        run = company(scenario, replicate)
        level = 1000 * scenario.parameters.get("habit_loss", 0.0)
        return replace(
            run, weekly=run.weekly | {"weekly_active": run.weekly["weekly_active"] + level}
        )

    known = compare([with_coaching(0.4, "a"), with_coaching(0.6, "b")], 80, simulate=pulled)
    drawn = compare(
        [with_coaching(0.4, "a"), with_coaching(0.6, "b")], 80, simulate=pulled, parameters=Pulled()
    )
    assert (known.parameters, drawn.parameters) == ("known", "prior")
    assert drawn.to_dict()["parameters"] == "prior"
    assert difference(drawn)["mean"] == pytest.approx(difference(known)["mean"], abs=1e-9)
    spread = 1.8**2 / 12
    gain = (company.luck**2 + company.own_noise**2 + spread) / company.own_noise**2
    assert difference(drawn)["variance_reduction"] == pytest.approx(gain, rel=0.5)
    assert difference(drawn)["variance_reduction"] > 5 * difference(known)["variance_reduction"]


def test_identical_scenarios_differ_by_exactly_nothing(company):
    scenario = with_coaching(0.5, "same")
    comparison = compare([scenario, scenario], 12, indicators=("weekly_active",), simulate=company)
    row = difference(comparison)
    assert list(comparison.letters) == ["same", "same-2"]
    assert row[["mean", "low", "high", "mean_low", "mean_high"]].eq(0).all()
    assert (row["verdict"], bool(row["too_small"])) == ("not_established", True)
    assert row["variance_reduction"] == math.inf
    told = json.dumps(comparison.to_dict(), allow_nan=False)
    assert json.loads(told)["pairs"][0]["variance_reduction"] is None


def test_scenarios_go_by_their_letters_when_letters_are_given(company):
    scenarios = {"C": with_coaching(0.4, "same"), "B": with_coaching(0.6, "same")}
    comparison = compare(
        scenarios, 5, baseline="B", indicators=("weekly_active",), simulate=company
    )
    row = difference(comparison)
    assert (row["scenario"], row["letter"], row["baseline_letter"]) == ("C", "C", "B")
    assert row["mean"] < 0


def test_paired_tables_carry_letters_and_only_one_indicator(company):
    differences, draws = pair(company, baseline="second", replicates=7).paired()
    assert list(differences["scenario"]) == ["A"]
    assert list(differences["baseline"]) == ["B"]
    assert (draws["scenario"].value_counts() == 7).all()
    own = draws[draws["scenario"] == "A"]
    assert own["difference"].mean() == pytest.approx(differences["mean"].iloc[0])


def test_a_draw_that_failed_anywhere_is_paired_nowhere():
    class FailsOnce(KnownCompany):
        def __call__(self, scenario, replicate):
            if scenario.name == "second" and replicate == 3:
                raise ArithmeticError("no such company")
            return super().__call__(scenario, replicate)

    comparison = pair(FailsOnce(), replicates=6)
    assert comparison.replicates == 5
    assert 3 not in set(comparison.draws["replicate"])
    assert [fault.replicate for fault in comparison.failures] == [3]
    assert "no such company" in comparison_finding(comparison, "en")[1]


def test_json_holds_levels_pairs_and_what_pairing_gained(company):
    told = json.loads(json.dumps(pair(company).to_dict()))
    level = next(row for row in told["levels"] if row["scenario"] == "second")
    assert level["interval"][0] < level["mean"] < level["interval"][1]
    row = told["pairs"][0]
    assert (row["scenario"], row["baseline"]) == ("second", "first")
    assert row["interval"][0] < row["difference"] < row["interval"][1]
    assert row["variance_reduction"] > 1


@pytest.mark.parametrize(
    "wrong",
    [{"baseline": "third"}, {"week": 0}, {"week": 7}],
    ids=["unknown baseline", "week before the first", "week after the last"],
)
def test_wrong_requests_are_refused_before_anything_runs(company, wrong):
    with pytest.raises(InputError):
        pair(company, **wrong)
    assert company.played == []


def test_one_scenario_alone_cannot_be_compared(company):
    with pytest.raises(InputError, match="at least two"):
        compare([with_coaching(0.5)], 3, simulate=company)


def noisy(mean, spread, draws=200):
    return np.random.default_rng(7).normal(mean, spread, draws)


@pytest.mark.parametrize(
    ("draws", "expected", "said"),
    [
        (noisy(0.09, 0.02), 0, "established"),
        (noisy(-0.09, 0.02), 0, "established"),
        (noisy(-0.09, 0.02), +1, "contrary"),
        (noisy(0.09, 0.02), +1, "established"),
        (noisy(0.016, 0.03), 0, "not_established"),
        (noisy(0.008, 0.001), 0, "not_established"),
        (noisy(0.05, 0.05), 0, "not_established"),
    ],
    ids=["up", "down", "against", "as expected", "unsure", "surely small", "one draw in six"],
)
def test_the_verdict_follows_the_published_rule(draws, expected, said):
    assert verdict(draws, least=0.01, expected=expected) == said


@settings(deadline=None)
@given(st.floats(-0.2, 0.2), st.floats(1e-4, 0.2))
def test_turning_the_difference_round_turns_the_verdict_round(mean, spread):
    draws = noisy(mean, spread, 40)
    assert verdict(draws, 0.01) == verdict(-draws, 0.01)
    if verdict(draws, 0.01, expected=1) == "contrary":
        assert verdict(-draws, 0.01, expected=1) == "established"


def test_nothing_is_both_established_and_too_small():
    for mean in np.linspace(-0.03, 0.03, 25):
        draws = noisy(mean, 0.002)
        assert not (verdict(draws, 0.01) == "established" and within(draws, 0.01))


def test_the_interval_of_the_mean_holds_it_as_often_as_it_says():
    generator = np.random.default_rng(3)
    inside = [
        low <= 1.0 <= high
        for low, high in (interval_of_mean(generator.normal(1, 2, 12)) for _ in range(2000))
    ]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.015)


def test_missing_draws_are_left_out_of_intervals():
    values = np.array([np.nan, 1.0, 2.0, 3.0])
    assert interval_of_draws(values) == interval_of_draws(values[1:])
    assert interval_of_mean(values) == interval_of_mean(values[1:])


def test_unpaired_luck_gains_nothing():
    first, second = np.random.default_rng(1).normal(size=(2, 5000))
    assert variance_reduction(first, second) == pytest.approx(1, abs=0.05)


BRANCHES = {
    "gains": ("established", 0.09, False, {"fr": "devrait gagner 9,0", "en": "should gain 9.0"}),
    "loses": ("established", -0.09, False, {"fr": "devrait perdre 9,0", "en": "should lose 9.0"}),
    "contrary": ("contrary", -0.09, False, {"fr": "contre l’attente", "en": "against expectat"}),
    "not_established": ("not_established", 0.02, False, {"fr": "non établi", "en": "not establ"}),
    "too_small": ("not_established", 0.001, True, {"fr": "trop petit", "en": "too small"}),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", BRANCHES)
def test_every_branch_of_the_finding_has_its_sentence(company, name, lang):
    verdict_said, mean, small, words = BRANCHES[name]
    comparison = pair(company, replicates=4)
    rows = comparison.differences
    rows.loc[:, "mean"] = mean
    rows["verdict"], rows["too_small"] = verdict_said, small
    title, subtitle = comparison_finding(comparison, lang)
    assert branch(rows.iloc[0]) == name
    assert words[lang].casefold() in title.casefold()
    assert {"fr": "S6", "en": "W6"}[lang] in subtitle
    assert " va " not in title


def test_the_title_adds_the_largest_difference_left_open(company):
    scenarios = {
        "A": with_coaching(0.5),
        "B": with_coaching(0.7),
        "C": with_coaching(0.502),
    }
    titles = {letter: f"Title {letter}" for letter in scenarios}
    named = {
        letter: scenario.changed({"title": {"fr": titles[letter], "en": titles[letter]}})
        for letter, scenario in scenarios.items()
    }
    comparison = compare(named, 30, indicators=("weekly_active",), simulate=company)
    title, _ = comparison_finding(comparison, "en")
    assert "“Title B” should gain 10." in title
    assert "; “Title C”" in title
