"""What leaves the workbench, over records drawn at random."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stories import Story, at, random_story

from simulation.errors import InputError
from simulation.indicators import (
    published,
    published_communities,
    published_profiles,
    published_replay,
    published_rows,
)

records = st.builds(
    lambda seed, people, units: random_story(seed, people, weeks=4, units=units).record(),
    st.integers(0, 10_000),
    st.integers(20, 70),
    st.integers(1, 9),
)
few_records = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few_records
@given(records, st.sampled_from([None, "unit", "team", "site", "community"]))
def test_nobody_appears_in_a_group_under_the_minimum(record, by):
    table = published(record, by=by, min_group=10)
    shown = table[~table["suppressed"]]
    assert ((shown["people"] >= 10) | (shown["people"] == 0) | ~shown["available"]).all()
    hidden = table[table["suppressed"]]
    assert hidden[["value", "count", "base", "low", "high", "people"]].isna().all(axis=None)


@few_records
@given(records, st.sampled_from(["unit", "team", "site"]))
def test_the_whole_minus_the_groups_shown_leaves_nobody_or_enough_people(record, by):
    names = ["invited", "contributors"]
    whole = published(record, names).set_index(["indicator", "week"])
    groups = published(record, names, by=by)
    told = groups.groupby(["indicator", "week"])["people"].sum()
    rest = whole["people"].astype("float").sub(told.astype("float"))
    assert (whole["people"].isna() | (rest == 0) | (rest >= 10)).all()


@few_records
@given(records)
def test_the_picture_tells_the_very_units_of_the_table(record):
    table = published(record, ["invited"], by="unit", lang="en")
    told = {
        name: [None if pd.isna(people) else people for people in rows["people"]]
        for name, rows in table.groupby("group")
    }
    units = published_replay(record, lang="en")["units"]
    assert {unit["name"]: unit["people"] for unit in units} == told


@few_records
@given(records, st.sampled_from([None, "unit"]))
def test_profiles_are_shown_of_large_groups_only(record, by):
    shares = published_profiles(record, by=by)["shares"]
    shown = shares[~shares["suppressed"]]
    assert ((shown["people"] >= 10) | (shown["people"] == 0)).all()


@few_records
@given(records)
def test_communities_are_shown_from_enough_members_on(record):
    table = published_communities(record)["communities"]
    people = table.loc[~table["suppressed"], "people"]
    assert ((people >= 10) | (people == 0)).all()


def test_secret_and_closed_communities_have_no_row():
    story = Story(["A"] * 30, weeks=1)
    for visibility in ("open", "closed", "secret"):
        place = story.community(visibility=visibility, name=visibility)
        for person in range(30):
            story.does(person, "post", at(0), community=place)
    assert set(published(story.record(), by="community")["group"]) == {"open"}


def test_an_unmeasured_indicator_and_a_suppressed_one_are_told_apart():
    story = Story(["A"] * 4, weeks=1, records=["post"])
    table = published(story.record(), ["contributors", "weekly_active"], by="unit")
    contributors, active = (
        table[table["indicator"] == name] for name in ("contributors", "weekly_active")
    )
    assert contributors["suppressed"].all() and contributors["available"].all()
    assert not active["suppressed"].any() and not active["available"].any()


def test_weeks_are_counted_from_one_and_included(busy_record):
    table = published(busy_record, ["posts"], weeks="2:3")
    assert table["week"].tolist() == list(busy_record.weeks()[1:3])
    assert len(published(busy_record, ["posts"], weeks="13:")) == 2


def test_rows_for_scripts_are_plain(busy_record):
    rows = published_rows(published(busy_record, ["posts", "top5_share"], weeks="1:1"))
    assert rows[0]["indicator"] == "posts"
    assert rows[0]["unit"] == "count"
    assert rows[0]["group"] == "all"
    assert rows[0]["week"] == str(busy_record.weeks()[0].date())
    assert rows[1]["suppressed"] is True, "5 % of 150 people are fewer than 10"
    assert rows[1]["value"] is None


def test_a_minimum_under_five_is_refused_everywhere(busy_record):
    for function in (published, published_profiles, published_communities, published_replay):
        with pytest.raises(InputError, match="at least 5"):
            function(busy_record, min_group=4)
