"""Shocks: what they do to levers and people, the lightest that breaks a plan, what warns first."""

from dataclasses import replace

import numpy as np
import pytest
from known_future import TARGET, WEEKS, KnownFuture, KnownRun, plan

from simulation.errors import InputError
from simulation.model import Simulation
from simulation.robustness import SHOCKS, Shock, red_team
from simulation.robustness.drawing import shocks
from simulation.robustness.red_team import STAGES
from simulation.robustness.shocks import FALLING, strike_levers, under
from simulation.robustness.telling_shocks import red_team_rows, red_team_told, screened_told
from simulation.scenario import Scenario
from simulation.sizing.futures import Futures

LEVERS = np.dtype(
    [("sponsor", "f8"), ("training_seats", "i8"), ("freedom", "f8"), ("monitoring", "f8")]
)


def levers(weeks: int = 10) -> np.ndarray:
    table = np.zeros(weeks, LEVERS)
    table["sponsor"], table["training_seats"], table["freedom"] = 0.8, 5, 0.5
    table["monitoring"] = 0.2
    return table


def test_a_shock_takes_its_share_in_its_weeks_and_nowhere_else():
    table = levers()
    strike_levers(table, Shock("sponsor_leaves", 3, 4, 0.5))
    np.testing.assert_allclose(table["sponsor"], [0.8, 0.8, 0.4, 0.4, 0.4, 0.4, 0.8, 0.8, 0.8, 0.8])
    np.testing.assert_array_equal(table["training_seats"], np.full(10, 5))


def test_a_shock_without_an_end_lasts_to_the_end():
    table = levers()
    strike_levers(table, Shock("charter_hardened", 6, None, 0.5))
    np.testing.assert_allclose(table["freedom"][5:], 0.25)
    np.testing.assert_allclose(table["monitoring"][5:], 0.6)
    np.testing.assert_allclose(table["monitoring"][:5], 0.2)


def test_the_weight_is_the_weeks_of_the_whole_shock():
    assert Shock("sponsor_leaves", 11, None, 0.5).weight(20) == 5
    assert Shock("sponsor_leaves", 11, 4, 1.0).weight(20) == 4
    assert Shock("sponsor_leaves", 19, 4, 1.0).weight(20) == 2


def test_every_shock_that_takes_from_levers_names_levers_of_the_model():
    from simulation.model.levers import LEVERS as KNOWN

    assert {name for names in FALLING.values() for name in names} <= set(KNOWN.names)


@pytest.mark.parametrize("kind", SHOCKS)
def test_the_model_plays_every_shock_and_nothing_differs_before_it(kind):
    scenario = Scenario().resized(200).changed({"horizon_weeks": 12, "seed": 5})
    calm = Simulation(scenario, 1)
    calm.work(12)
    struck = under(Shock(kind, 7, None, 1.0))(scenario, 1)
    for name in ("weekly_active", "posts", "registered"):
        np.testing.assert_array_equal(struck.weekly[name][:6], calm.weekly[name][:6])
    if kind in ("incident", "community_managers_leave", "tool_harder_to_reach"):
        assert any((struck.weekly[name] != calm.weekly[name]).any() for name in struck.weekly)


class Struck(KnownFuture):
    """Weekly active falls by the size of the shock for good; trust falls at once, posts later."""

    def under(self, shock):
        harms = {"sponsor_leaves": 0.2, "incident": 0.4, "training_stops": 0.01}

        def simulate(scenario, replicate):
            run = self(scenario, replicate)
            weeks = np.arange(1, scenario.horizon_weeks + 1)
            lasts = scenario.horizon_weeks if shock.weeks is None else shock.weeks
            harm = harms[shock.kind] * shock.size
            on = (weeks >= shock.week) & (weeks < shock.week + lasts)
            weekly = dict(run.weekly)
            weekly["mean_trust"] = 0.5 - 0.4 * on + 0 * weeks
            weekly["weekly_active"] = weekly["weekly_active"] - 1000 * harm * on
            return KnownRun(replicate, weekly)

        return simulate

    def __call__(self, scenario, replicate):
        run = super().__call__(scenario, replicate)
        luck = np.random.default_rng([replicate, 2]).normal(0, 0.01, scenario.horizon_weeks)
        return KnownRun(replicate, run.weekly | {"mean_trust": 0.5 + luck})


def attacked(start: float = 0.6, kinds=("sponsor_leaves", "incident", "training_stops"), **how):
    model = Struck(start=start, luck=0.02)
    how = {"draws": 40, "simulate": model, "under": model.under, **how}
    return red_team(plan(), TARGET, Futures(), kinds=kinds, **how)


def test_the_lightest_shock_of_each_kind_is_found():
    # The target is 0.1 below the level: a harm of 0.1 breaks the plan, to an eighth.
    found = attacked()
    sizes = {one.shock.kind: one.shock.size for one in found.breaking}
    assert sizes["sponsor_leaves"] == pytest.approx(0.5, abs=0.13)
    assert sizes["incident"] == pytest.approx(0.25, abs=0.13)
    assert set(found.withstood) == {"training_stops"}
    assert [one.weight for one in found.breaking] == sorted(one.weight for one in found.breaking)
    assert all(one.chance.mean < 0.5 for one in found.breaking)
    assert found.calm.mean > 0.9
    assert found.breaking[0].fresh.low < found.broken_below + 0.1
    assert all(one.fresh is None for one in found.breaking[1:])


def test_trust_warns_in_the_week_of_the_shock_and_before_the_target():
    first = attacked().breaking[0]
    warning = next(one for one in first.warnings if one.indicator == "mean_trust")
    assert warning.week == first.shock.week
    assert warning.ahead == WEEKS - first.shock.week
    assert warning.survey  # no platform records trust
    seen = next(one for one in first.warnings if one.indicator == "weekly_active")
    assert not seen.survey


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_shock_that_breaks_the_plan_has_a_row(lang):
    found = attacked()
    assert len(red_team_rows(found, lang)[1]) == len(found.breaking)


def test_the_figure_is_drawn_from_what_was_found():
    found = attacked()
    table = shocks(found, "en")
    broken = table.dropna(subset=["week"])
    assert broken["size"].tolist() == [one.shock.size for one in found.breaking]
    assert broken["chance"].tolist() == [one.chance.mean for one in found.breaking]
    assert (broken["end"] <= WEEKS).all()
    held = table[table["week"].isna()]
    assert held["chance"].tolist() == list(found.withstood.values())
    first = found.breaking[0]
    seen = next(one for one in first.warnings if not one.survey)
    assert (broken["warned"].iloc[0], broken["survey"].iloc[0]) == (seen.week, False)


def test_where_no_platform_would_warn_the_survey_that_would_is_named():
    found = attacked()
    asked = tuple(one for one in found.breaking[0].warnings if one.survey)
    mute = replace(found.breaking[0], warnings=())
    told = replace(found, breaking=(replace(mute, warnings=asked), mute))
    table = shocks(told, "en")
    assert table["warned"].iloc[0] == asked[0].week and table["survey"].iloc[0]
    assert np.isnan(table["warned"].iloc[1]) and table["warns"].iloc[1] == ""


def test_a_plan_that_fails_anyway_or_withstands_all_says_so():
    assert attacked(start=0.4).breaking == ()
    assert "without any shock" in red_team_told(attacked(start=0.4), "en")[0]
    assert "No shock" in red_team_told(attacked(kinds=("training_stops",)), "en")[0]


def test_bad_input_is_refused_with_a_remedy():
    with pytest.raises(InputError, match="sponsor_leaves"):
        attacked(kinds=("strike",))
    with pytest.raises(InputError, match="39"):
        attacked(draws=10)
    with pytest.raises(InputError, match="1"):
        attacked(broken_below=1.2)


def test_clear_shocks_are_judged_in_few_futures_and_doubtful_ones_in_all():
    model = Struck(start=0.6, luck=0.02)
    attacked(kinds=("training_stops",), simulate=model, under=model.under)
    assert len(model.played) == 40 + STAGES[0], "a shock that harms nothing is soon judged"
    assert len(set(model.played)) == 40, "in the futures the plan alone was played in"
    doubtful = Struck(start=0.6, luck=0.02)
    found = attacked(kinds=("sponsor_leaves",), simulate=doubtful, under=doubtful.under)
    first = found.breaking[0]
    reached = round(first.chance.mean * 41 - 0.5)
    assert first.chance.mean == pytest.approx((reached + 0.5) / 41), "counted in all futures"


def test_a_first_answer_comes_before_any_shock_is_made_smaller():
    model, told = Struck(start=0.6, luck=0.02), []
    attacked(
        simulate=model,
        under=model.under,
        screened=lambda broken: told.append((broken, len(model.played))),
    )
    ((broken, played),) = told
    assert broken == {"sponsor_leaves": True, "incident": True, "training_stops": False}
    assert played <= 40 + 3 * 40 and played < len(model.played)
    assert "sponsor" in screened_told(broken, "en") and "1" in screened_told(broken, "fr")
    assert "none of the 1" in screened_told({"incident": False}, "en")


def test_futures_that_did_not_end_leave_the_others_in_their_places():
    model = Struck(start=0.6, luck=0.02, fails_at=frozenset({0, 3, 12}))
    found = attacked(kinds=("sponsor_leaves",), simulate=model, under=model.under)
    assert found.draws == 37 and found.failures >= 3
    assert found.breaking[0].shock.size == pytest.approx(0.5, abs=0.13)
