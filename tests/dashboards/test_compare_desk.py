"""The comparison page without a browser: what is compared, who is followed, what is said."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dashboards.pages.compare import _theories as theories_card
from dashboards.session import Scope, Session
from dashboards.standing import Told
from dashboards.view_models import compare
from dashboards.view_models.compare import CompareDesk
from simulation.errors import InputError
from simulation.scenario import load
from simulation.words import say
from simulation.workspace import Workspace, write_text

NAMES = ("no_support", "sponsor_and_training", "coaching_and_peer_recognition")


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Workspace:
    """A workspace whose own scenarios, small ones, stand in place of the presets."""
    place = Workspace(tmp_path_factory.mktemp("small"))
    for name in NAMES:
        scenario = load(name).resized(200).changed({"horizon_weeks": 20})
        write_text(place.scenarios / f"{name}.yaml", scenario.to_yaml())
    return place


@pytest.fixture
def desk(small, at_once, monkeypatch) -> Iterator[CompareDesk]:
    monkeypatch.setattr(compare, "FIRST_DRAWS", 2)
    monkeypatch.setattr(compare, "DRAWS", 4)
    monkeypatch.setattr(compare, "TWIN_DRAWS", 2)
    monkeypatch.setattr(compare, "THEORY_DRAWS", 2)
    opened = CompareDesk(small, at_once)
    opened.choose([])
    yield opened
    opened.close()


def test_it_opens_on_three_scenarios_and_ends_with_the_full_draws(desk):
    assert [scenario.name for scenario in desk.scenarios.values()] == list(NAMES)
    assert (desk.baseline, desk.followed) == ("B", "C")
    assert desk.comparison.replicates == 4
    assert desk.people.replicates == 2
    assert desk.busy == "" and desk.refused is None


def test_each_other_scenario_has_a_row_per_indicator(desk):
    rows = desk.rows("en")
    assert {row.letter for row in rows} == {"A", "C"}
    assert len(rows) == 2 * len(compare.INDICATORS)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_everything_is_told_in_both_languages(desk, lang):
    assert all(desk.finding(lang))
    assert desk.people_finding(lang).startswith("C ")
    assert "200" in desk.context(lang)
    assert desk.hangs_on(lang)


def test_following_another_scenario_tells_of_its_people(desk):
    before = desk.people
    desk.follow("A")
    assert desk.followed == "A" and desk.people is not before
    desk.follow("B")
    assert desk.followed == "A", "the reference has no twins of its own"


def test_the_finding_tells_of_the_indicator_shown(desk):
    desk.indicator = "mean_trust"
    assert desk.finding("en")[1].startswith(say("indicator.mean_trust", "en"))


def test_theories_are_asked_demand(desk):
    assert desk.theories is None
    desk.try_theories()
    assert len(desk.theory_rows("en")) == 2 * len(compare.INDICATORS)


def test_companies_of_other_sizes_have_no_twins_but_a_comparison(small, at_once, desk):
    other = load(str(small.scenarios / "no_support.yaml")).resized(210)
    desk.scenarios = {**desk.scenarios, "A": other}
    desk.followed = "A"
    desk.compute()
    assert desk.people is None and desk.comparison is not None and desk.refused is None


def test_what_another_session_compared_is_shown_at_once(desk, small):
    another = CompareDesk(small, lambda callback: pytest.fail("nothing is compared again"))
    another.choose([])
    assert another.comparison is desk.comparison and another.people is desk.people
    assert another.busy == ""
    another.close()


def test_a_comparison_tells_the_titles_of_its_own_scenarios(desk, small, at_once):
    file = small.scenarios / "no_support.yaml"
    before = file.read_text("utf-8")
    try:
        title = load(str(file)).title["fr"]
        file.write_text(before.replace(title, "Un autre titre"), "utf-8")
        other = CompareDesk(small, at_once)
        other.choose([])
        assert "Un autre titre" in other.comparison.titles("fr").values()
    finally:
        file.write_text(before, "utf-8")


def test_the_theories_show_how_far_they_are_where_they_were_asked_for(desk):
    desk.theories = desk.trying = None
    *_, pane, start, stop = theories_card(desk, Scope(), "en")
    assert start.visible and not pane.object and not stop.visible
    job = Told("theories", {"asked": desk._asked()}, done=10, total=40)
    desk.trying = job
    assert "10 of 40" in pane.object and 'aria-valuenow="25"' in pane.object
    assert stop.visible and not start.visible
    desk.trying = replace(job, about={"asked": "other scenarios"})
    assert say("dashboard.compare.theories_others", "en") in pane.object and not start.visible
    desk.trying = replace(job, state="failed", refused=InputError("dashboard_job"))
    assert 'role="alert"' in pane.object and start.visible
    desk.trying = replace(job, state="stopped")
    assert not pane.object and start.visible


def test_a_page_loaded_again_finds_the_theories_under_way_and_then_their_answer(
    small, at_once, desk, monkeypatch
):
    desk.choose(list(NAMES), "A")
    again, seen = [], []

    def compared(*_, progress, **how):
        progress(1, 4)
        again.append(CompareDesk(small, at_once))
        again[0].choose(list(NAMES), "A")
        seen.append((again[0].tries_this, again[0].trying.done, again[0].theories))
        desk.close()
        progress(2, 4)
        seen.append((again[0].trying.done, how["cancelled"]()))
        return "found"

    monkeypatch.setattr(compare, "compare_theories", compared)
    desk.try_theories()
    assert seen == [(True, 1, None), (2, False)]
    assert again[0].theories == "found" and again[0].trying.state == "done"
    other = CompareDesk(small, at_once)
    other.choose(list(NAMES), "C")
    assert other.theories is None, "another reference is another comparison"
    other.choose(list(NAMES), "A")
    assert other.theories == "found"


def test_theories_that_were_stopped_leave_no_answer(small, at_once, desk, monkeypatch):
    desk.choose(list(NAMES[:2]))

    def compared(*_, **how):
        desk.stop_theories()
        return "half" if how["cancelled"]() else "whole"

    monkeypatch.setattr(compare, "compare_theories", compared)
    desk.try_theories()
    assert desk.trying.state == "stopped" and desk.theories is None
    monkeypatch.setattr(compare, "compare_theories", lambda *_, **__: "whole")
    desk.try_theories()
    assert desk.theories == "whole"


def test_the_address_names_the_reference_and_the_indicator(small, at_once):
    session = Session(small, "en")
    session.deliver = at_once
    session.shell.param.update(scenarios=",".join(NAMES), reference="C", outcome="mean_trust")
    assert (session.compared.baseline, session.compared.indicator) == ("C", "mean_trust")
    assert (session.board.baseline, session.board.indicator) == ("C", "mean_trust")
    session.close()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_draws_to_come_are_told_before_the_first_are_made(small, lang):
    waiting = CompareDesk(small, lambda callback: None)
    waiting.comparison = None
    waiting.scenarios = {"A": load("no_support")}
    assert str(compare.DRAWS) in waiting.context(lang) and " 0 " not in waiting.context(lang)
    waiting.close()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_cannot_be_compared_is_said_not_waited_for(tmp_path, at_once, lang):
    place = Workspace(tmp_path)
    for name in NAMES[:2]:
        lost = load(name).changed({"company.record": str(tmp_path / "lost"), "horizon_weeks": 20})
        write_text(place.scenarios / f"{name}.yaml", lost.to_yaml())
    opened = CompareDesk(place, at_once)
    opened.choose(list(NAMES[:2]))
    assert opened.comparison is None and opened.refused is not None
    assert opened.finding(lang)[0] == say("dashboard.compare.refused", lang)
