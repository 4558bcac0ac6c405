"""Groups as they may be shown: merged, held against each other, and against earlier imports."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from stories import Story, at

from simulation.errors import InputError
from simulation.indicators import Thresholds, published, published_replay, replayed_people
from simulation.indicators.protected import handed_down


def company(rows: list[tuple[str, str, int]], weeks: int = 2) -> Story:
    """People by (unit, site, number), all of them posting each week."""
    places = [(unit, site) for unit, site, people in rows for _ in range(people)]
    story = Story([unit for unit, _ in places], weeks)
    for row, (_, site) in zip(story.people, places, strict=True):
        row |= {"site": site, "pseudonym": f"{row['person']:016x}"}
    for week in range(weeks):
        for person in range(len(places)):
            story.does(person, "post", at(week))
    return story


def shown(record, by: str) -> dict[str, list[bool]]:
    """For each group in which weeks it is shown."""
    table = published(record, ["contributors"], by=by, lang="en")
    return {name: (~rows["suppressed"]).tolist() for name, rows in table.groupby("group")}


def test_a_site_of_two_whole_units_and_three_people_is_not_shown_beside_the_units():
    record = company([("A", "X", 20), ("B", "X", 20), ("C", "X", 3), ("C", "Y", 40)]).record()
    assert shown(record, "unit") == {"A": [True] * 2, "B": [True] * 2, "C": [True] * 2}
    assert shown(record, "site") == {"X": [False] * 2, "Y": [False] * 2}


def test_sites_that_cross_the_units_in_large_numbers_are_shown():
    record = company([("A", "X", 20), ("A", "Y", 15), ("B", "X", 12), ("B", "Y", 20)]).record()
    assert shown(record, "site") == {"X": [True] * 2, "Y": [True] * 2}


def test_what_is_shown_does_not_depend_on_what_was_asked_before():
    rows = [("A", "X", 20), ("B", "X", 20), ("C", "X", 3), ("C", "Y", 40)]
    asked_first, asked_later = company(rows).record(), company(rows).record()
    shown(asked_later, "unit")
    assert shown(asked_first, "site") == shown(asked_later, "site")


def test_simulated_groups_are_neither_merged_nor_hidden_and_say_so():
    story = company([("A", "X", 3), ("B", "Y", 40)])
    story.manifest["origin"] = "simulated"
    table = published(story.record(), by="unit")
    assert set(table["group"]) == {"A", "B"}
    assert not table["suppressed"].any() and table["simulated"].all()
    assert not published(company([("A", "X", 30)]).record())["simulated"].any()


def moved(rows, person: int, unit: str, weeks: int = 3):
    """The same pilot imported again, a week later, with one person's unit corrected."""
    story = company(rows, weeks)
    story.people[person]["unit"] = unit
    return story.record()


def test_a_person_moved_between_two_imports_is_not_told_by_their_difference():
    rows = [("A", "X", 20), ("B", "X", 20), ("C", "X", 20)]
    former = company(rows).record()
    again = replace(moved(rows, 0, "B"), earlier=handed_down(former))
    assert shown(moved(rows, 0, "B"), "unit")["A"] == [True] * 3
    told = shown(again, "unit")
    assert told["A"] == told["B"] == [False, False, True], "the new week was never shown before"
    assert told["C"] == [True] * 3


def test_the_same_export_imported_again_hides_nothing():
    rows = [("A", "X", 20), ("B", "X", 20)]
    former = company(rows).record()
    again = replace(company(rows, weeks=3).record(), earlier=handed_down(former))
    assert shown(again, "unit") == {"A": [True] * 3, "B": [True] * 3}


def test_somebody_who_arrives_after_the_former_import_hides_nothing_of_the_past():
    rows = [("A", "X", 20), ("B", "X", 20)]
    former, story = company(rows).record(), company(rows, weeks=3)
    story.people.append({"person": 40, "unit": "A", "site": "X", "pseudonym": "f" * 16})
    story.does(40, "post", at(2))
    again = replace(story.record(), earlier=handed_down(former))
    assert shown(again, "unit") == {"A": [True] * 3, "B": [True] * 3}


def test_a_move_is_found_among_people_who_come_and_go():
    rows = [("A", "X", 20), ("B", "X", 20), ("C", "X", 20)]
    former, story = company(rows).record(), company(rows, weeks=3)
    story.people[0]["unit"] = "B"
    story.people[45]["left_at"] = at(1)
    story.people.append({"person": 60, "unit": "C", "site": "X", "pseudonym": "f" * 16})
    story.does(60, "post", at(0))
    told = shown(replace(story.record(), earlier=handed_down(former)), "unit")
    assert told == {"A": [False, False, True], "B": [False, False, True], "C": [True] * 3}


def test_each_import_hands_down_what_it_was_handed():
    first = company([("A", "X", 20), ("B", "X", 20)]).record()
    second = replace(company([("A", "X", 20), ("B", "X", 20)]).record(), earlier=handed_down(first))
    assert set(handed_down(second)["number"]) == {1, 2}


def test_a_team_under_the_minimum_is_merged_inside_its_unit():
    story = company([("A", "X", 34), ("B", "X", 30)])
    for row in story.people:
        row["team"] = row["unit"] + ("1" if row["person"] % 34 < 4 else "2")
    told = shown(story.record(), "team")
    assert set(told) == {"A2 and A1", "B2 and B1"}
    assert all(all(weeks) for weeks in told.values())


def test_groups_by_profile_are_formed_under_the_usual_thresholds_only():
    """Under others they would differ from the usual ones by few people."""
    story = company([("A", "X", 40)])
    other = Thresholds(frequent_weeks=2)
    with pytest.raises(InputError, match="frequent_weeks"):
        published(story.record(), ["posts"], by="profile", thresholds=other)
    assert len(published(story.record(), ["posts"], by="unit", thresholds=other))
    counted = Thresholds(least_weeks=1)
    assert len(published(story.record(), ["posts"], by="profile", thresholds=counted))
    story.manifest["origin"] = "simulated"
    assert len(published(story.record(), ["posts"], by="profile", thresholds=other))


# Single people


def test_single_people_are_shown_under_pseudonyms_in_the_replay_of_the_team_alone():
    record = company([("A", "X", 12), ("B", "X", 30)]).record()
    people = replayed_people(record, "A", show_individuals=True)
    assert people["names"] == record.people["pseudonym"].tolist()[:12]
    assert people["weeks"][0] == "22"
    told = str(published_replay(record)) + str(published(record, by="unit").to_dict())
    assert not any(name in told for name in record.people["pseudonym"])


def test_a_setting_shows_no_single_person_at_all():
    record = company([("A", "X", 12), ("B", "X", 30)]).record()
    with pytest.raises(InputError, match="show_individuals"):
        replayed_people(record, "A", show_individuals=False)


def test_a_small_unit_is_opened_with_the_one_it_is_merged_with_or_not_at_all():
    record = company([("A", "X", 3), ("B", "X", 30)]).record()
    with pytest.raises(InputError, match="B and A"):
        replayed_people(record, "A", show_individuals=True, lang="en")
    alone = company([("A", "X", 4)]).record()
    people = replayed_people(alone, "A", show_individuals=True)
    assert people["weeks"] == [".."] * 4


def test_all_groupings_of_many_people_are_held_against_each_other_in_seconds():
    """10,000 people in 60 units, 700 teams, 15 sites over a year; on one core of a laptop."""
    draw = np.random.default_rng(1)
    people = 10_000
    unit = draw.integers(0, 60, people)
    story = Story([f"U{u}" for u in unit], weeks=52)
    site = np.where(draw.random(people) < 0.1, draw.integers(0, 15, people), unit // 4)
    team = unit * 100 + draw.integers(0, 12, people)
    invited = draw.choice([0, 8, 20, 34], people)
    for row, s, t, i in zip(story.people, site, team, invited, strict=True):
        row |= {"site": f"S{s}", "team": f"T{t}", "invited_at": at(int(i))}
    story.does(0, "post", at(51))
    record = story.record()
    started = pd.Timestamp.now()
    table = published(record, ["contributors"], by="site")
    assert (pd.Timestamp.now() - started).total_seconds() < 20
    assert not table["suppressed"].all()
