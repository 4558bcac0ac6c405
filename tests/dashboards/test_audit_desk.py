"""The audit page without a browser: answers dropped, what they say, the scenario kept."""

import csv
import html
import io

import pytest

from dashboards.components.controls import Choice
from dashboards.pages import audit as page
from dashboards.session import Scope, Session
from dashboards.view_models.audit import AuditDesk
from simulation.audit import questionnaire
from simulation.scenario import load
from simulation.workspace import Workspace


def answers(**marks) -> bytes:
    """Twenty respondents per level, all of a level giving the same mark."""
    asked = questionnaire()
    text = io.StringIO()
    writer = csv.DictWriter(text, ["level", *asked.items])
    writer.writeheader()
    for level, mark in marks.items():
        row = {
            item.name: next(iter(item.choices)) if item.is_choice else str(mark)
            for item in asked.items.values()
            if level in item.asked_of
        }
        writer.writerows([{"level": level, **row}] * 20)
    return text.getvalue().encode()


@pytest.fixture
def desk(tmp_path) -> AuditDesk:
    return AuditDesk(Workspace(tmp_path))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_form_taken_away_can_be_brought_back(desk, lang):
    desk.read("audit.csv", desk.form(lang))
    assert desk.audit is None
    assert "0" in desk.refused.message(lang)  # nobody has answered yet


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_lever_on_which_levels_differ_most_is_told(desk, lang):
    assert all(desk.finding(lang))
    desk.read("audit.csv", answers(management=5, managers=3, employees=1))
    title, below = desk.finding(lang)
    assert "points" in title and "60" in below


def test_answers_that_cannot_be_read_leave_what_was_shown(desk):
    desk.read("audit.csv", answers(employees=4))
    shown = desk.audit
    desk.read("photo.png", b"\x89PNG\xff\xfe")
    assert desk.audit is shown and "photo.png" in desk.refused.message("en")


def test_the_scenario_kept_holds_the_settings_of_the_answers(desk, tmp_path):
    desk.read("audit.csv", answers(managers=4, employees=4))
    desk.save("Notre entreprise")
    kept = load(str(tmp_path / "scenarios" / "notre-entreprise.yaml"))
    assert kept.culture.cooperation == desk.audit.changes()["culture.cooperation"]
    assert kept.title["fr"] == "Notre entreprise"
    desk.save("???")
    assert desk.refused and desk.saved == "notre-entreprise"


def test_nothing_of_the_answers_is_written(desk, tmp_path):
    desk.read("audit.csv", answers(managers=4, employees=4))
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_kept_is_offered_on_the_other_pages(tmp_path, at_once):
    session = Session(Workspace(tmp_path), "en")
    session.deliver = at_once
    assert "ours" not in session.sizing.names
    session.audit.read("audit.csv", answers(managers=4, employees=4))
    session.audit.save("Ours")
    assert "ours" in session.sizing.names
    session.close()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_smallest_group_told_and_used_is_that_of_the_workspace(desk, tmp_path, lang):
    levels = dict.fromkeys(questionnaire().levels, 4)
    assert "10" in desk.bring_note(lang)
    desk.read("audit.csv", answers(**levels))
    assert len(desk.audit.to_dict()["respondents"]) == len(levels)
    (tmp_path / "settings.yaml").write_text("min_group: 25", "utf-8")
    assert "25" in desk.bring_note(lang) and "10" not in desk.bring_note(lang)
    desk.read("audit.csv", answers(**levels))  # twenty a level: none may stand alone
    assert all(group["people"] >= 25 for group in desk.audit.to_dict()["respondents"])
    (tmp_path / "settings.yaml").write_text("min_group: few", "utf-8")
    assert "settings.yaml" in desk.bring_note(lang)


def words_of(part) -> str:
    """All that a part and what it holds say."""
    if hasattr(part, "__iter__"):
        return " ".join(words_of(one) for one in part)
    return getattr(part, "object", "")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_questions_can_be_read_before_anybody_is_asked(desk, lang):
    shown = html.unescape(words_of(page._questions(desk, Scope(), lang)))
    asked = questionnaire()
    for item in asked.items.values():
        assert item.text[lang] in shown
    for title in asked.sections.values():
        assert title[lang] in shown
    for label in asked.scale.values():
        assert label[lang].lower() in shown
    assert "<details" in shown and " open>" in shown
    desk.read("audit.csv", answers(employees=4))
    assert " open>" not in words_of(page._questions(desk, Scope(), lang))


def lists_of(part):
    """The lists to choose from, in the order of the page."""
    if isinstance(part, Choice):
        return [part]
    return [one for inner in part for one in lists_of(inner)] if hasattr(part, "__iter__") else []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_team_marks_on_the_page_what_each_level_would_answer(desk, tmp_path, lang):
    card = page._questions(desk, Scope(), lang)
    assert lists_of(card) == []
    desk.together = True
    lists = lists_of(card)
    asked = questionnaire()
    assert len(lists) == sum(len(item.asked_of) for item in asked.items.values())
    *_, draw = card
    assert draw.disabled
    lists[0].hear(list(lists[0].options)[-1])
    assert desk.marks == {("management", "q01"): "5"} and not draw.disabled
    draw.press()
    assert desk.audit.estimated and list(desk.audit.changes()) == ["culture.cooperation"]
    assert all(desk.finding(lang)) and "1" not in desk.finding(lang)[1]
    again = AuditDesk(Workspace(tmp_path))
    assert again.together and again.marks == desk.marks
    lists[0].hear("–")
    assert desk.marks == {} and draw.disabled
    assert list(tmp_path.iterdir()) == []


def test_the_scenario_of_an_estimate_says_so(desk, tmp_path):
    desk.mark("management", "q15", "5")
    desk.estimate()
    desk.save("Workshop")
    text = (tmp_path / "scenarios" / "workshop.yaml").read_text("utf-8")
    assert text.startswith("# Estimated by the team")
