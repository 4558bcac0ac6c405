import json

import numpy as np
import pandas as pd
import pytest
from stories import Story, at, random_story

from simulation.errors import InputError
from simulation.indicators import published, published_replay, published_silos


def everything(tree):
    if isinstance(tree, dict):
        for key, entry in tree.items():
            yield key
            yield from everything(entry)
    elif isinstance(tree, list):
        for entry in tree:
            yield from everything(entry)
    else:
        yield tree


def company(sizes: dict[str, int], weeks: int = 3) -> Story:
    return Story([unit for unit, size in sizes.items() for _ in range(size)], weeks)


def test_the_player_gets_plain_json_with_a_value_for_every_week(busy_record):
    tree = published_replay(busy_record)
    weeks = len(busy_record.weeks())
    assert json.loads(json.dumps(tree, allow_nan=False)) == tree
    lists = [tree["weeks"], tree["ties"], tree["closed"], *tree["profiles"].values()]
    lists += [unit[key] for unit in tree["units"] for key in ("people", "came", "contributed")]
    lists += [community["vitality"] for community in tree["communities"]]
    assert {len(each) for each in lists} == {weeks}


def test_a_unit_under_the_threshold_is_merged_with_the_next_smallest():
    story = company({"Commerce": 30, "Finance": 18, "DSI": 7})
    names = {unit["name"]: unit for unit in published_replay(story.record(), lang="fr")["units"]}
    assert set(names) == {"Commerce", "Finance et DSI"}
    assert names["Finance et DSI"]["merged"]
    assert names["Finance et DSI"]["size"] == 25
    assert not names["Commerce"]["merged"]


def test_a_unit_of_the_picture_is_told_in_the_weeks_in_which_the_table_tells_it():
    story = company({"Small": 3, "Next": 12, "Late": 20, "Later": 22}, weeks=2)
    for person, row in enumerate(story.people):
        early = row["unit"] in ("Small", "Next") or person % 3 == 0
        row["invited_at"] = at(0 if early else 1)
    table = published(story.record(), ["invited"], by="unit", lang="en")
    told = {
        name: [None if pd.isna(people) else people for people in rows["people"]]
        for name, rows in table.groupby("group")
    }
    assert told == {"Next and Small": [15, 15], "Late": [None, 20], "Later": [None, 22]}
    units = published_replay(story.record(), lang="en")["units"]
    assert {unit["name"]: unit["people"] for unit in units} == told


def test_counts_of_the_units_are_those_of_their_people():
    story = company({"A": 12, "B": 15})
    for person in (0, 1, 12):
        story.does(person, "visit", at(1))
    story.does(0, "post", at(1))
    a, b = published_replay(story.record())["units"]
    assert (a["people"], a["came"], a["contributed"]) == ([12] * 3, [0, 2, 0], [0, 1, 0])
    assert b["came"] == [0, 1, 0]


def test_ties_go_from_giver_to_receiver_and_are_new_once():
    story = company({"A": 12, "B": 15})
    for week in (0, 2):
        asked = story.does(0, "question", at(week))
        story.does(12, "answer", at(week, 1), parent=asked)
    assert published_replay(story.record())["ties"] == [[[1, 0, 1, 1]], [], [[1, 0, 1, 0]]]


def test_what_is_not_recorded_is_missing_and_never_zero():
    story = Story(["A"] * 12, weeks=2, records=["post"])
    story.does(0, "post", at(0))
    tree = published_replay(story.record())
    assert tree["units"][0]["came"] == [None, None]
    assert tree["units"][0]["contributed"] == [1, 0]
    assert not tree["headlines"]["weekly_active"]["available"]


@pytest.mark.parametrize("seed", range(8))
def test_no_unit_of_the_picture_has_fewer_people_than_the_threshold(seed):
    tree = published_replay(random_story(seed, units=7).record())
    for unit in tree["units"]:
        assert all(people is None or people == 0 or people >= 10 for people in unit["people"])
        for key in ("came", "contributed", "regular"):
            assert [count is None for count in unit[key]] == [
                people is None for people in unit["people"]
            ]


def test_the_picture_never_names_a_secret_community():
    story = company({"A": 20})
    story.community(visibility="secret", name="Hush")
    story.community(visibility="closed", name="Inner circle")
    told = {entry for entry in everything(published_replay(story.record())) if entry}
    assert not told & {"Hush", "Inner circle"}


def test_silos_show_large_or_merged_units_only():
    story = company({"A": 12, "B": 15, "C": 3})
    asked = story.does(0, "question", at(1))
    story.does(28, "answer", at(1, 1), parent=asked)
    matrix = published_silos(story.record(), lang="en")
    assert list(matrix.index) == ["A and C", "B"]
    assert matrix.loc["A and C", "A and C"] == 1
    assert published_silos(story.record(), weeks="1:1").to_numpy().sum() == 0


@pytest.mark.parametrize("weeks", ["3", "0:2", "2:1", "1:9", "a:b"])
def test_a_range_outside_the_record_is_refused(weeks):
    with pytest.raises(InputError, match="A:B"):
        published_silos(company({"A": 12}).record(), weeks=weeks)


def test_a_record_of_too_few_people_shows_nothing():
    story = company({"A": 4})
    story.does(0, "post", at(0))
    tree = published_replay(story.record())
    assert tree["units"][0]["people"] == [None] * 3
    assert tree["headlines"]["contributors"]["value"] == [None] * 3
    assert np.array(tree["profiles"]["compulsive"]).tolist() == [None] * 3
