"""Lives of communities and returns of newcomers, on stories told by hand."""

import numpy as np
import pandas as pd
import pytest
from stories import Story, at

from simulation.indicators import (
    Thresholds,
    published_newcomers,
    published_survival,
    published_waits,
)
from simulation.indicators.lives import community_lives
from simulation.indicators.newcomers import newcomers, odds_ratio
from simulation.indicators.view import view_of


def lives(story: Story) -> pd.DataFrame:
    return community_lives(view_of(story.record(), Thresholds(), by="community"))


def test_a_life_ends_with_the_last_interaction_before_a_long_silence():
    story = Story(["A"], weeks=30)
    dead, alive, ended, never, young = (
        story.community(created_at=at(week), ended_at=end)
        for week, end in ((2, None), (2, None), (4, at(10)), (5, None), (25, None))
    )
    story.does(0, "post", at(7), community=dead)
    story.does(0, "post", at(20), community=alive)
    story.does(0, "post", at(28), community=ended)
    table = lives(story).set_index("community")
    assert table["weeks"].to_dict() == {dead: 6, alive: 28, ended: 7, never: 0, young: 5}
    assert table["ended"].to_dict() == {
        dead: True, alive: False, ended: True, never: True, young: False,
    }  # fmt: skip


def test_communities_older_than_the_record_are_left_out():
    story = Story(["A"], weeks=10)
    old = story.community(created_at=at(-3))
    story.does(0, "post", at(1), community=old)
    assert lives(story).empty


def crowd(weeks: int = 60, communities: int = 12, people: int = 40) -> Story:
    """Communities of everybody; half of them of broadcast, which fall silent after 4 weeks."""
    story = Story(["A"] * people, weeks=weeks)
    for number in range(communities):
        place = story.community(created_at=at(0), broadcast=number % 2 == 0)
        for week in range(4 if number % 2 == 0 else weeks):
            story.does((number + week) % people, "post", at(week), community=place)
        for person in range(people):
            story.joins(person, place)
    return story


def test_survival_by_way_tells_who_dies_and_who_is_still_there():
    told = published_survival(crowd().record(), by="way")
    summary = told["summary"].set_index("group")
    assert summary.loc["broadcast", ["communities", "ended", "median_weeks"]].tolist() == [6, 6, 4]
    assert summary.loc["conversation", "ended"] == 0
    assert pd.isna(summary.loc["conversation", "median_weeks"])
    curve = told["curves"].set_index(["group", "duration"])["value"]
    assert curve["broadcast"][4] == 0
    assert curve["conversation"][60] == 1


def test_too_few_communities_have_no_curve_of_their_own():
    told = published_survival(crowd(communities=3).record())
    assert told["summary"]["suppressed"].all()
    assert told["curves"].empty


def test_a_newcomer_is_judged_by_his_first_week_and_followed_from_there():
    story = Story(["A"] * 6, weeks=20)
    for person, hours in enumerate((10, 30, 100, 400, None)):
        first = story.does(person, "question", at(0))
        story.does(person, "post", at(0, 3))
        if hours:
            story.does(5, "answer", at(0, 0, 9 + hours), parent=first)
    story.does(0, "post", at(3))
    story.does(5, "visit", at(19))
    table = newcomers(view_of(story.record(), Thresholds()))
    assert table["delay"].tolist() == [
        "within_24h", "within_48h", "within_week", "not_within_week", "not_within_week",
    ]  # fmt: skip
    assert table["returned"].tolist() == [True] + [False] * 4, "a second post within the week"
    assert table["weeks"].tolist() == [2.0] + [18.0] * 4


def test_who_registered_before_the_record_is_no_newcomer():
    story = Story(["A"] * 2, weeks=20)
    story.people[0]["registered_at"] = at(-5)
    story.people[1]["registered_at"] = at(1)
    for person in (0, 1):
        story.does(person, "post", at(2))
    story.does(0, "visit", at(15))
    assert len(newcomers(view_of(story.record(), Thresholds()))) == 1


def test_the_odds_ratio_has_its_known_value():
    """56 of 100 answered come back, 44 of 100 unanswered (row 3.1): 1.62."""
    table = pd.DataFrame(
        {
            "delay": ["within_24h"] * 100 + ["not_within_week"] * 100,
            "returned": [True] * 56 + [False] * 44 + [True] * 44 + [False] * 56,
            "weeks": [1.0] * 56 + [20.0] * 44 + [1.0] * 44 + [20.0] * 56,
        }
    )
    ratio = odds_ratio(table)
    assert ratio["value"] == pytest.approx(56.5 * 56.5 / 44.5**2)
    assert ratio["low"] == pytest.approx(1.01, abs=0.01)
    assert odds_ratio(table[table["delay"] == "within_24h"]) is None


def test_returns_of_newcomers_are_published_by_delay():
    story = Story(["A"] * 61, weeks=30)
    for person in range(60):
        first = story.does(person, "question", at(0))
        if person < 30:
            story.does(60, "answer", at(0, 1), parent=first)
        if person < 20 or 30 <= person < 40:
            story.does(person, "post", at(4))
    story.does(60, "visit", at(29))
    told = published_newcomers(story.record())
    table = told["returns"].set_index("group")
    assert table.loc["within_24h", "value"] == pytest.approx(2 / 3)
    assert table.loc["not_within_week", "value"] == pytest.approx(1 / 3)
    assert table.loc["within_24h", "low"] < 2 / 3 < table.loc["within_24h", "high"]
    assert told["odds_ratio"]["value"] == pytest.approx(20.5 * 20.5 / 10.5**2)


def test_few_newcomers_tell_nothing():
    story = Story(["A"] * 8, weeks=30)
    for person in range(8):
        story.does(person, "post", at(0))
    story.does(0, "visit", at(29))
    told = published_newcomers(story.record())
    assert told["returns"]["value"].isna().all()
    assert told["odds_ratio"] is None


def test_waits_are_told_with_those_that_go_on():
    story = Story(["A"] * 30, weeks=2)
    for person in range(20):
        first = story.does(person, "question", at(0))
        if person < 12:
            story.does(29, "answer", at(0, 0, 9 + 10 * (1 + person % 6)), parent=first)
    story.does(29, "visit", at(1, 6))
    told = published_waits(story.record())
    row = told["groups"].iloc[0]
    assert row[["opened", "answered", "waiting"]].tolist() == [20, 12, 8]
    assert row["median_hours"] == 50, "the tenth of twenty"
    assert row["within_24h"] == pytest.approx(4 / 20)
    assert row["within_48h"] == pytest.approx(8 / 20)
    curve = told["curve"].set_index("hours")["value"]
    assert curve[0] == 0
    assert curve[60] == pytest.approx(12 / 20)
    assert np.all(np.diff(curve) >= 0)


def test_waits_are_unavailable_where_answers_are_not_recorded():
    story = Story(["A"] * 30, weeks=2, records=["post", "visit"])
    told = published_waits(story.record())
    assert not told["available"]
    assert told["groups"].empty
