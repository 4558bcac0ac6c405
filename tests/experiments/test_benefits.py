"""Benefits are read from known columns, and rates move them the way they should."""

import json

import numpy as np
import pytest

from simulation.evidence import cited
from simulation.experiments import benefits
from simulation.experiments.benefits import BENEFITS, benefits_told, rates
from simulation.experiments.ensemble import Ensemble
from simulation.scenario import Scenario
from simulation.sizing.rules import unit_costs
from simulation.words import LANGUAGES, say

WEEKS, DRAWS = 10, 4


def ensemble_of(**weekly):
    """Draws whose columns are the same in every week."""
    columns = {name: np.full((DRAWS, WEEKS), float(value)) for name, value in weekly.items()}
    return Ensemble(Scenario(), np.arange(DRAWS), np.arange(DRAWS), columns, 1.0)


def table(**weekly):
    return benefits(ensemble_of(**weekly)).set_index("benefit")


def test_counts_are_added_up_over_the_run():
    row = table(questions_answered=3, hours_to_answer=12).loc["questions_answered"]
    assert (row["mean"], row["low"], row["high"]) == (30, 30, 30)
    assert row["rates"] == ()


def test_time_to_an_answer_is_per_question_answered():
    assert table(questions_answered=3, hours_to_answer=12).loc["hours_to_answer", "mean"] == 4
    nothing = table(questions_answered=0, hours_to_answer=0)
    assert np.isnan(nothing.loc["hours_to_answer", "mean"])
    told = benefits_told(ensemble_of(questions_answered=0, hours_to_answer=0))
    assert json.loads(json.dumps(told, allow_nan=False))["rows"][1]["mean"] is None


def test_knowledge_is_the_stock_of_the_last_week_in_the_whole_company():
    assert table(knowledge=0.2, staff=500).loc["knowledge", "mean"] == pytest.approx(100)


def test_hours_and_emails_follow_the_rates():
    found = table(regular_contributors=10, weekly_active=50)
    rate = rates()
    central = 10 + rate["readers_who_gain"].central * 40
    hours = WEEKS * central * rate["minutes_saved"].central / 60
    assert found.loc["hours_saved", "mean"] == pytest.approx(hours)
    assert found.loc["euros_saved", "mean"] == pytest.approx(hours * rate["labour_hour"].central)
    least = WEEKS * 10 * rate["minutes_saved"].low / 60
    assert found.loc["hours_saved", "low"] == pytest.approx(least)
    assert found.loc["emails_avoided", "low"] == 0
    assert found.loc["emails_avoided", "high"] == pytest.approx(WEEKS * 50 * 144 * 0.8 * 0.25)


def test_more_use_saves_more_and_more_time_spent_costs_more():
    few, many = (table(regular_contributors=n, weekly_active=5 * n) for n in (5, 10))
    for name in ("emails_avoided", "hours_saved", "euros_saved"):
        assert many.loc[name, "mean"] > few.loc[name, "mean"]
        assert few.loc[name, "low"] <= few.loc[name, "mean"] <= few.loc[name, "high"]
    assert table(employee_hours=9).loc["euros_spent", "mean"] > 9 * WEEKS * 38


def test_what_the_columns_do_not_tell_is_left_out_and_euros_come_last():
    assert list(table(relays=1).index) == ["relays"]
    units = [benefit.unit for benefit in BENEFITS]
    assert "euros" not in units[: units.index("euros")]
    assert set(units[units.index("euros") :]) == {"euros"}


def test_what_counts_in_euros_names_the_rates_it_hangs_on():
    for benefit in BENEFITS:
        assert set(benefit.rates) <= set(rates())
        if benefit.unit == "euros":
            assert "labour_hour" in benefit.rates


@pytest.mark.parametrize("rate", rates().values(), ids=list(rates()))
def test_a_rate_has_a_range_a_status_and_a_source(rate):
    assert rate.low <= rate.central <= rate.high
    assert rate.status in ("measured", "borrowed", "assumed")
    assert cited(rate.source)
    assert set(rate.label) == set(rate.unit) == set(LANGUAGES)


def test_an_hour_of_work_costs_the_same_here_as_in_budgets():
    here, there = rates()["labour_hour"], unit_costs()["labour_hour"]
    assert (here.low, here.central, here.high) == (there.low, there.central, there.high)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_benefit_has_its_words(lang):
    assert all(say(f"experiments.benefit.{benefit.name}", lang) for benefit in BENEFITS)
