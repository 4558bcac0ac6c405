"""The audit: forms, counts, what answers set, what is protected, and what is refused."""

import csv

import numpy as np
import pytest

from simulation.audit import (
    estimate,
    form,
    heading,
    questionnaire,
    read_answers,
    score,
    write_form,
)
from simulation.audit.answers import Answers
from simulation.audit.scoring import Viewpoint, joined, pooled
from simulation.errors import InputError
from simulation.experiments import LEVERS
from simulation.scenario import Scenario
from simulation.words import LANGUAGES

ASKED = questionnaire()


def everybody(level, people, mark=4):
    """One row per respondent, all of the same opinion."""
    row = {
        item.name: next(iter(item.choices)) if item.is_choice else str(mark)
        for item in ASKED.items.values()
        if level in item.asked_of
    }
    return [{"level": level, **row} for _ in range(people)]


def written(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["level", *ASKED.items])
        writer.writeheader()
        writer.writerows(rows)
    return path


def counted(counts, people):
    return Answers({"employees": people}, {("employees", "q15"): np.array(counts)})


def test_every_item_sets_a_lever_and_is_told_in_both_languages():
    assert 20 <= len(ASKED.items) <= 25
    for item in ASKED.items.values():
        assert item.lever in LEVERS or item.lever == "managers"
        assert item.section in ASKED.sections
        assert set(item.asked_of) <= set(ASKED.levels)
        for label in (item.text, *item.choices.values()):
            assert all(label[lang] for lang in LANGUAGES)


def test_every_dimension_of_culture_is_asked_from_both_sides():
    for dimension in Scenario().culture.model_dump():
        assert {item.sign for item in ASKED.of_lever(f"culture.{dimension}")} == {1, -1}


def test_the_form_of_a_page_holds_every_item_once_with_its_choices():
    told = [item for section in form()["sections"] for item in section["items"]]
    assert [item["name"] for item in told] == list(ASKED.items)
    assert all(set(item["text"]) == set(LANGUAGES) for item in told)
    assert all(len(item["choices"]) >= 2 for item in told)
    assert [level["key"] for level in form()["levels"]] == ["management", "managers", "employees"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_empty_form_once_filled_in_is_read(tmp_path, lang):
    empty = write_form(tmp_path / "form.csv", lang)
    separator = ";" if lang == "fr" else ","
    row = everybody("employees", 1)[0]
    cells = [row.get(name, "") for name in ("level", *ASKED.items)]
    empty.write_text(empty.read_text("utf-8-sig") + separator.join(cells), "utf-8-sig")
    answers = read_answers(empty)
    assert answers.respondents == {"employees": 1}
    assert answers.counts["employees", "q01"].tolist() == [0, 0, 0, 1, 0]


def test_the_form_of_counts_and_that_of_respondents_tell_the_same(tmp_path):
    rows = everybody("managers", 12, mark=2) + everybody("employees", 20, mark=5)
    one_by_one = read_answers(written(tmp_path / "rows.csv", rows))
    counts = write_form(tmp_path / "counts.csv", "en", counts=True)
    with counts.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    for line in lines:
        told = one_by_one.counts.get((line["level"], line["item"]))
        place = list(ASKED.items[line["item"]].choices).index(line["choice"])
        line["count"] = "" if told is None else int(told[place])
    with counts.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, lines[0])
        writer.writeheader()
        writer.writerows(lines)
    assert score(read_answers(counts)).to_dict() == score(one_by_one).to_dict()


def test_levels_may_be_named_by_their_labels(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("level;q01\nDirection;3\nSalariés;tout à fait d’accord\n", "utf-8")
    assert read_answers(file).respondents == {"management": 1, "employees": 1}


def test_a_form_is_not_written_over_another(tmp_path):
    write_form(tmp_path / "form.csv", "fr")
    with pytest.raises(InputError, match=r"form\.csv"):
        write_form(tmp_path / "form.csv", "fr")


def test_agreeing_raises_a_lever_or_lowers_it_by_its_sign(tmp_path):
    low = score(read_answers(written(tmp_path / "a.csv", everybody("employees", 40, 1))))
    high = score(read_answers(written(tmp_path / "b.csv", everybody("employees", 40, 5))))
    for lever in ("sponsor.strength", "charter.monitoring", "recognition.peer.strength"):
        assert low.changes()[lever] < 0.1 < 0.9 < high.changes()[lever]
    # Agreeing with a statement and with its contrary says nothing.
    assert high.changes()["culture.autonomy"] == pytest.approx(0.5)


def test_contradictory_items_leave_a_lever_unknown(tmp_path):
    found = score(read_answers(written(tmp_path / "a.csv", everybody("employees", 200, 5))))
    low, high = found.intervals()["culture.autonomy"]
    assert high - low > 0.7


def test_the_interval_narrows_with_answers():
    widths = []
    for people in (10, 40, 160, 640):
        mixed = [people // 5] * 5
        low, high = score(counted(mixed, people)).intervals()["sponsor.strength"]
        assert low < 0.5 < high
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 0.35 and widths[-1] < 0.1


def test_one_viewpoint_alone_is_the_textbook_beta():
    counts = np.array([7.0, 13.0])
    np.testing.assert_allclose(pooled([Viewpoint.of_counts(counts)]), counts + 1)


def test_levels_that_disagree_widen_the_interval():
    same = [Viewpoint.of_counts(np.array([30.0, 30.0]))] * 2
    apart = [
        Viewpoint.of_counts(np.array([50.0, 10.0])),
        Viewpoint.of_counts(np.array([10.0, 50.0])),
    ]
    assert pooled(apart).sum() < pooled(same).sum() / 5
    np.testing.assert_allclose(pooled(apart)[0], pooled(apart)[1])


def test_the_interval_holds_the_truth_as_often_as_it_says():
    luck = np.random.default_rng(5)
    marks, hits = np.linspace(0, 1, 5), 0
    for _ in range(300):
        truth = luck.dirichlet(np.ones(5))
        counts = luck.multinomial(30, truth)
        low, high = score(counted(counts, 30)).intervals()["sponsor.strength"]
        hits += low - 1e-3 <= truth @ marks <= high + 1e-3
    assert hits / 300 >= 0.9


def test_postures_come_from_what_people_describe_and_sum_to_one(tmp_path):
    rows = everybody("employees", 60)
    for place, row in enumerate(rows):
        row["q11"] = ["controlling", "controlling", "distant", "coaching"][place % 4]
    found = score(read_answers(written(tmp_path / "a.csv", rows)))
    changes = found.changes()
    postures = [changes[f"managers.{p}"] for p in ("controlling", "distant", "coaching")]
    assert sum(postures) == pytest.approx(1)
    assert postures[0] == pytest.approx(31 / 63, abs=2e-3)


def test_settings_drawn_are_scenarios_spread_as_the_interval_says(tmp_path):
    found = score(read_answers(written(tmp_path / "a.csv", everybody("employees", 30, 3))))
    drawn = found.settings_drawn(seed=1, count=400)
    assert drawn == found.settings_drawn(seed=1, count=400)
    assert drawn != found.settings_drawn(seed=2, count=400)
    low, high = found.intervals()["sponsor.strength"]
    values = np.array([changes["sponsor.strength"] for changes in drawn])
    assert np.mean((values >= low) & (values <= high)) == pytest.approx(0.9, abs=0.05)
    for changes in drawn[:50]:
        assert Scenario().changed(changes)


def test_too_few_answers_are_refused_and_no_setting_goes_below_five(tmp_path):
    few = read_answers(written(tmp_path / "a.csv", everybody("employees", 9)))
    with pytest.raises(InputError, match="9"):
        score(few)
    assert score(few, min_group=5).settings
    with pytest.raises(InputError):
        score(few, min_group=4)


@pytest.mark.parametrize(
    ("respondents", "groups"),
    [
        ({"management": 12, "managers": 30, "employees": 90}, 3),
        ({"management": 3, "managers": 30, "employees": 90}, 2),
        ({"management": 3, "managers": 4, "employees": 90}, 1),
        ({"management": 3, "employees": 90}, 1),
        ({"employees": 90}, 1),
    ],
)
def test_small_levels_are_joined_and_nobody_is_lost(respondents, groups):
    found = joined(respondents, 10)
    assert len(found) == groups
    assert sum(found.values()) == sum(respondents.values())
    assert min(found.values()) >= 10


def test_an_item_that_few_answered_sets_nothing(tmp_path):
    rows = everybody("employees", 30)
    for row in rows[4:]:
        row["q15"] = ""
    found = score(read_answers(written(tmp_path / "a.csv", rows)))
    assert "sponsor.strength" in found.left_out
    assert "sponsor.strength" not in found.changes()
    assert found.scenario(Scenario()).sponsor.strength == Scenario().sponsor.strength


def test_no_output_tells_of_a_level_too_small(tmp_path):
    rows = everybody("management", 4, 1) + everybody("employees", 60, 4)
    told = score(read_answers(written(tmp_path / "a.csv", rows))).to_dict()
    groups = [g["levels"] for lever in told["levers"] for g in lever["by_level"]]
    assert ["management"] not in groups
    assert min(group["people"] for group in told["respondents"]) >= 10


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("level,q01\nboss,3\n", ("line 2", "level", "boss", "management")),
        ("level,q01\nemployees,3\nemployees,9\n", ("line 3", "q01", "9", "1, 2, 3, 4, 5")),
        ("level,q14\nemployees,3\n", ("line 2", "q14", "empty cell")),
        ("level,q11\nmanagers,strict\n", ("line 2", "q11", "strict", "controlling")),
        ("level,q99\nmanagers,3\n", ("line 1", "q99", "q01")),
        ("level,q01,q01\nmanagers,3,3\n", ("line 1", "q01")),
        ("q01,q02\n3,3\n", ("line 1", "level")),
        ("level,q01\nmanagers,3,4\n", ("line 2", "column 3", "4")),
        ("", ("line 1", "level")),
        ("level,item,choice,count\nmanagers,q01,3,-2\n", ("line 2", "count", "-2", "whole number")),
        ("level,item,choice,count\nmanagers,q77,3,2\n", ("line 2", "item", "q77")),
        ("level,item,choice,count\nmanagers,q01,3,2\nmanagers,q01,3,2\n", ("line 3", "once")),
    ],
)
def test_a_wrong_cell_is_told_with_its_place_and_what_is_expected(tmp_path, text, told):
    file = tmp_path / "mine.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as fault:
        read_answers(file)
    message = fault.value.message("en")
    assert all(word in message for word in ("mine.csv", *told)), message
    assert fault.value.message("fr") != message


def test_what_is_no_text_is_told_by_name(tmp_path):
    (tmp_path / "picture.csv").write_bytes(b"\xff\xd8\xff")
    for name in ("picture.csv", "nowhere.csv"):
        with pytest.raises(InputError, match=name):
            read_answers(tmp_path / name)


def marked(**levels):
    """What a team marks that gives all questions of a level the same mark."""
    return {
        (level, item.name): next(iter(item.choices)) if item.is_choice else str(mark)
        for level, mark in levels.items()
        for item in ASKED.items.values()
        if level in item.asked_of
    }


def test_what_a_team_estimates_lies_where_a_survey_would_and_is_known_less(tmp_path):
    rows = [row for level in ASKED.levels for row in everybody(level, 30, 5)]
    surveyed = score(read_answers(written(tmp_path / "a.csv", rows)))
    estimated = estimate(marked(management=5, managers=5, employees=5))
    assert estimated.changes().keys() == surveyed.changes().keys()
    for path, (low, high) in estimated.intervals().items():
        closer, further = surveyed.intervals()[path]
        assert high - low >= further - closer
        central, told = estimated.changes()[path], surveyed.changes()[path]
        assert (central - 0.5) * (told - 0.5) >= 0 or path.startswith("managers.")


def test_an_estimate_says_that_nobody_was_asked():
    found = estimate(marked(management=5, employees=1))
    assert found.estimated and not found.respondents and not found.left_out
    for lang in LANGUAGES:
        assert heading(found, lang)[0] != heading(score(counted([0, 0, 0, 0, 40], 40)), lang)[0]


def test_levers_without_a_mark_are_left_out_of_an_estimate():
    found = estimate({("managers", "q15"): "4"})
    assert list(found.changes()) == ["sponsor.strength"]
    assert set(found.left_out) == set(ASKED.levers) - {"sponsor.strength"}
