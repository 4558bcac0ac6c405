"""The sizing page without a browser: what is asked, what is shown, what is kept."""

import json
from types import SimpleNamespace

import pytest

from dashboards.view_models import sizing
from dashboards.view_models.sizing import SizingDesk
from simulation.scenario import load
from simulation.sizing import Effort, SizingResult, Target, size
from simulation.workspace import Workspace, write_json

TINY = Effort(futures=6, plans=8, generation=4, trials=1, rungs=(2, 3, 4), fresh=10, beside=4)


@pytest.fixture(scope="module")
def plan() -> SizingResult:
    scenario = load("sponsor_and_training").resized(200)
    return size(scenario, Target.parse("weekly_active=5%@30"), probability=0.6, effort=TINY)


@pytest.fixture
def desk(tmp_path, at_once, plan) -> SizingDesk:
    write_json(tmp_path / "plans" / "kept.json", plan.to_dict())
    (tmp_path / "plans" / "other.json").write_text("{}", "utf-8")
    return SizingDesk(Workspace(tmp_path), at_once)


def test_it_opens_the_newest_plan_that_can_be_read(desk, plan):
    assert desk.plan.cost == plan.cost
    assert (desk.level, desk.week, desk.probability) == (5, 30, 60)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_five_figures_and_a_finding_are_told(desk, lang):
    figures = desk.figures(lang)
    assert len(figures) == 5 and all(all(figure) for figure in figures)
    assert all(desk.finding(lang))
    assert desk.budget_lines(lang)[-1].total


def test_computing_asks_for_what_the_form_says(desk, plan, monkeypatch):
    asked = {}

    def pretended(scenario, target, **named):
        named["progress"](3, 10)
        asked.update(named, target=str(target), scenario=scenario.name)
        return plan

    monkeypatch.setattr(sizing, "size", pretended)
    desk.param.update(level=30, week=60, probability=90, budget=400, scenario="no_support")
    desk.compute()
    assert asked["target"] == str(Target.parse("weekly_active=30%@60"))
    assert (asked["probability"], asked["budget"]) == (0.9, 400_000)
    assert asked["scenario"] == "no_support"
    assert desk.done == 3 and not desk.computing and not desk.kept


def test_a_plan_kept_is_read_back(desk):
    path = desk.keep()
    assert SizingResult.from_dict(json.loads(path.read_text("utf-8"))).cost == desk.plan.cost


def test_a_budget_of_zero_sets_no_limit(desk, plan, monkeypatch):
    asked = {}
    monkeypatch.setattr(sizing, "size", lambda *_, **named: asked.update(named) or plan)
    desk.budget = 0
    desk.compute()
    assert asked["budget"] is None


def test_another_plan_of_the_front_can_be_looked_at_and_taken(desk, plan, monkeypatch):
    row = next(r for r in desk.front() if r["role"] != "chosen")
    desk.pick("999")
    assert desk.picked == ""
    desk.pick(str(row["plan"]))
    assert [cells[2] for cells in desk.decision_rows("fr")].count("") == 0
    asked = {}

    def pretended(scenario, *terms, **named):
        asked.update(scenario=scenario, draws=named["draws"])
        return plan

    monkeypatch.setattr(sizing, "evaluate", pretended)
    desk.take_instead()
    assert asked["scenario"] == plan.alternatives[str(row["plan"])]
    chosen = desk.plan.front[desk.plan.front["role"] == "chosen"]
    assert list(chosen["plan"]) == [row["plan"]]
    assert desk.picked == "" and not desk.kept


def test_a_calendar_edited_by_hand_is_evaluated_or_refused_in_words(desk, plan, monkeypatch):
    asked = []
    monkeypatch.setattr(
        sizing, "evaluate", lambda scenario, *_, **__: asked.append(scenario) or plan
    )
    waves, posts = desk.calendar()
    rounded = [(week, round(share, 3)) for week, share in waves]
    desk.edit([rounded[0], (rounded[1][0] + 2, rounded[1][1]), *rounded[2:]], posts)
    assert asked[0].plan.waves[1].week == waves[1][0] + 2
    desk.edit([(1, 0.5), (2, 0.5)], posts)
    assert len(asked) == 1
    assert desk.refused.message("fr")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_months_add_up_to_the_budget(desk, lang):
    heads, rows = desk.months(lang)
    assert len(heads) == desk.plan.months["month"].max()
    assert len(rows) == len(desk.budget_lines(lang))


def test_stopping_keeps_the_best_plan_so_far(desk, plan, monkeypatch):
    def pretended(*_, **named):
        named["found"](SimpleNamespace(cost=123_000.0, chance=SimpleNamespace(mean=0.7)))
        desk.stop()
        assert named["cancelled"]()
        return plan

    monkeypatch.setattr(sizing, "size", pretended)
    desk.compute()
    assert desk.plan is plan
    assert not desk.computing
    assert "123" in desk.best_told("en") and "70 chances" in desk.best_told("en")


def test_an_empty_workspace_has_no_plan_yet(tmp_path, at_once):
    assert SizingDesk(Workspace(tmp_path), at_once).plan is None
