"""The sponsor's screen without a browser: every sentence computed from the plan, large enough."""

from dataclasses import replace

import pytest

from dashboards.view_models import sponsor
from simulation.figures import fan_chart, projected
from simulation.report.plan_story import checkpoints
from simulation.scenario import load
from simulation.sizing import Target, size


@pytest.fixture(scope="module")
def plan():
    scenario = load("sponsor_and_training").resized(200)
    return size(scenario, Target.parse("weekly_active=5%@30"), probability=0.6, effort="quick")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_three_figures_a_decision_and_a_warning(plan, lang):
    figures = sponsor.figures(plan, lang)
    assert len(figures) == 3 and all(all(figure) for figure in figures)
    assert sponsor.title(plan, lang) and sponsor.decision(plan, lang)


def test_the_warning_names_a_level_that_few_draws_fall_under(plan):
    told = sponsor.warning(plan, "en")
    first = checkpoints(plan).iloc[0]
    assert f"W{first['week']:.0f}" in told and plan.target.level_told(first["p05"], "en") in told


def test_weeks_have_their_dates_where_the_plan_stands_on_a_pilot(plan, tmp_path):
    assert sponsor.first_day(plan) is None
    gone = plan.scenario.changed({"company.record": str(tmp_path / "gone")})
    assert sponsor.first_day(replace(plan, scenario=gone)) is None


def test_what_is_projected_is_larger_and_nothing_else_changes(plan):
    usual = fan_chart({"C": plan.fan}, lang="en")
    large = projected(usual, 430, scale=2.0)
    assert large.layout.height == 430
    assert large.layout.xaxis.tickfont.size >= 24
    for before, after in zip(usual.layout.annotations, large.layout.annotations, strict=True):
        assert after.font.size == 2 * (before.font.size or 12)
    for before, after in zip(usual.data, large.data, strict=True):
        assert list(before.y) == list(after.y)
