from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from stories import Story, at

from simulation.errors import InputError
from simulation.indicators import REGISTRY, Thresholds, find
from simulation.indicators.measuring import measure
from simulation.indicators.uncertainty import wilson


def levels(story: Story, name: str, part: str = "value", **choices) -> list[float]:
    table = measure(story.record(), [name], **choices)
    return table[part].tolist()


def test_contributors_are_the_share_of_people_who_contributed_that_week():
    story = Story(["A"] * 4, weeks=3)
    story.does(0, "post", at(0))
    story.does(0, "answer", at(0, 1))
    story.does(1, "comment", at(0, 2))
    story.does(2, "reaction", at(0, 2))
    story.does(3, "share", at(2))
    assert levels(story, "contributors") == [0.5, 0.0, 0.25]


def test_weekly_active_counts_people_and_not_visits():
    story = Story(["A"] * 4, weeks=2)
    for day in range(5):
        story.does(0, "visit", at(0, day))
    story.does(1, "visit", at(0))
    assert levels(story, "weekly_active") == [0.5, 0.0]


def test_a_regular_contributor_contributed_in_two_of_the_last_four_weeks():
    story = Story(["A"], weeks=8)
    story.does(0, "post", at(0))
    story.does(0, "post", at(0, 1))
    story.does(0, "post", at(3))
    assert levels(story, "regular_contributors") == [0, 0, 0, 1, 0, 0, 0, 0]
    stricter = Thresholds(least_weeks=1, window_weeks=3, frequent_weeks=1)
    assert levels(story, "regular_contributors", thresholds=stricter) == [1, 1, 1, 1, 1, 1, 0, 0]


def test_registered_and_complete_profiles_accumulate():
    story = Story(["A"] * 4, weeks=4)
    story.people[0]["registered_at"] = at(1)
    story.does(1, "register", at(2))
    story.does(1, "complete_profile", at(3))
    assert levels(story, "registered") == [0, 0.25, 0.5, 0.5]
    assert levels(story, "complete_profiles") == [0, 0, 0, 0.25]


def test_whoever_acts_is_registered_by_then():
    story = Story(["A"] * 2, weeks=3)
    story.people[0]["registered_at"] = at(2)
    story.does(0, "visit", at(1))
    assert levels(story, "registered") == [0, 0.5, 0.5]


def test_an_answer_counts_up_to_48_hours_and_from_somebody_else():
    story = Story(["A"] * 5, weeks=2)
    in_time, too_late, own, silent = (story.does(0, "post", at(0, day)) for day in range(4))
    story.does(1, "answer", at(0, 2), parent=in_time)
    story.does(2, "answer", at(0, 3, 9.01), parent=too_late)
    story.does(0, "answer", at(0, 2, 10), parent=own)
    story.does(1, "reaction", at(0, 3, 10), parent=silent)
    assert levels(story, "answered_within_48h")[0] == 0.25


def test_an_answer_of_the_next_week_belongs_to_the_week_of_the_question():
    story = Story(["A"] * 2, weeks=2)
    asked = story.does(0, "question", at(0, 6, 20))
    story.does(1, "answer", at(1, 0, 9), parent=asked)
    told = levels(story, "answered_within_48h")
    assert told[0] == 1.0
    assert np.isnan(told[1]), "no post, no share"


def test_an_answer_of_a_community_manager_counts_but_is_no_contribution():
    story = Story(["A", "A", None], weeks=1)
    story.people[2]["is_community_manager"] = True
    asked = story.does(0, "question", at(0))
    story.does(2, "answer", at(0, 1), parent=asked)
    assert levels(story, "answered_within_48h") == [1.0]
    assert levels(story, "answers") == [0.0]
    assert levels(story, "contributors") == [0.5]
    assert levels(story, "invited") == [2.0]


def test_the_population_grows_with_invitations_and_shrinks_with_departures():
    story = Story(["A"] * 3, weeks=4)
    story.people[0]["invited_at"] = at(0)
    story.people[1]["invited_at"] = at(2, 6, 23)
    story.people[0]["left_at"] = at(2)
    assert levels(story, "invited") == [1, 1, 2, 1]
    assert levels(story, "invited", of="staff") == [3, 3, 3, 2]


def test_everybody_counts_when_no_invitation_is_known():
    assert levels(Story(["A"] * 3, weeks=2), "invited") == [3, 3]


def test_whoever_acts_has_been_invited_by_then():
    story = Story(["A"] * 2, weeks=3)
    story.people[0]["invited_at"] = at(0)
    story.does(1, "visit", at(1))
    assert levels(story, "invited") == [1, 2, 2]
    assert levels(story, "weekly_active") == [0, 0.5, 0]


def test_a_community_lives_four_weeks_after_its_last_interaction():
    story = Story(["A", "B"], weeks=8)
    first = story.community(created_at=at(0))
    story.community(created_at=at(2), ended_at=at(4))
    story.does(0, "post", at(1), community=first)
    assert levels(story, "live_communities") == [0, 1, 1, 1, 1, 0, 0, 0]
    assert levels(story, "communities") == [1, 1, 2, 2, 2, 1, 1, 1]
    by_unit = measure(story.record(), ["live_communities"], by="unit")
    assert by_unit.loc[by_unit["group"] == "B", "value"].eq(0).all()


def test_reactions_per_post_divide_by_posts_and_questions():
    story = Story(["A"] * 2, weeks=1)
    story.does(0, "post", at(0))
    story.does(0, "question", at(0))
    for _ in range(3):
        story.does(1, "reaction", at(0, 1))
    assert levels(story, "reactions_per_post") == [1.5]


@pytest.mark.parametrize("name", [i.name for i in REGISTRY if i.needs])
def test_what_the_source_does_not_record_is_unavailable_and_never_zero(name):
    story = Story(["A"] * 3, weeks=2, records=[])
    table = measure(story.record(), [name])
    assert not table["available"].any()
    assert table["value"].isna().all()
    assert table["count"].isna().all()


def test_registrations_are_unavailable_without_events_nor_dates():
    story = Story(["A"] * 3, weeks=2, records=["visit"])
    assert not measure(story.record(), ["registered"])["available"].any()
    story.people[0]["registered_at"] = at(0)
    assert measure(story.record(), ["registered"])["available"].all()


@pytest.mark.parametrize("name", ["weekly_active", "contributors", "posts", "reactions"])
def test_a_silent_week_is_zero_when_the_source_records_the_action(name):
    story = Story(["A"] * 3, weeks=3)
    story.does(0, "visit", at(0))
    table = measure(story.record(), [name])
    assert table["available"].all()
    assert table["value"].tolist()[1:] == [0.0, 0.0]


def test_a_week_begins_on_monday_in_the_time_zone_of_the_record():
    late_sunday_in_utc = at(0, 6, 23.5)
    for timezone, week in (("UTC", 0), ("Europe/Paris", 1)):
        story = Story(["A"], weeks=2, timezone=timezone)
        story.people[0]["invited_at"] = late_sunday_in_utc
        story.does(0, "post", late_sunday_in_utc)
        assert levels(story, "posts")[week] == 1
        assert levels(story, "invited") == ([1, 1] if week == 0 else [0, 1])


def test_levels_by_unit_add_up_to_the_whole(busy_record):
    counted = ["invited", "posts", "answers", "reactions"]
    whole = measure(busy_record, counted).set_index(["indicator", "week"])["value"]
    units = measure(busy_record, counted, by="unit")
    pd.testing.assert_series_equal(
        units.groupby(["indicator", "week"])["value"].sum(), whole.sort_index()
    )


def test_people_without_a_unit_have_a_group_of_their_own():
    story = Story(["A", None], weeks=1)
    table = measure(story.record(), ["invited"], by="unit")
    assert dict(zip(table["group"], table["value"], strict=True)) == {"A": 1, "—": 1}


def test_teams_of_the_same_name_in_two_units_are_two_teams():
    story = Story(["A", "B", "B"], weeks=1)
    for row, team in zip(story.people, ("T1", "T1", "T2"), strict=True):
        row["team"] = team
    table = measure(story.record(), ["invited"], by="team")
    assert table["group"].tolist() == ["A / T1", "B / T1", "T2"]


def test_by_community_people_are_members_and_acts_are_those_done_there():
    story = Story(["A"] * 4, weeks=3)
    here, there = story.community(), story.community()
    story.joins(0, here)
    story.joins(1, here, week=1)
    story.does(2, "post", at(2), community=here)
    story.does(0, "post", at(1), community=there)
    table = measure(story.record(), ["contributors"], by="community").set_index("group")
    assert table.loc["C0", "people"].tolist() == [1, 2, 3]
    assert table.loc["C0", "count"].tolist() == [0, 0, 1]
    assert table.loc["C1", "count"].tolist() == [0, 1, 0]


def test_visits_say_nothing_about_one_community(busy_record):
    table = measure(busy_record, ["weekly_active"], by="community")
    assert not table["available"].any()


@pytest.mark.parametrize("seed", range(3))
def test_relabelling_people_changes_no_indicator(seed, busy_record):
    draw = np.random.default_rng(seed)
    number = draw.permutation(1000)[: len(busy_record.people)]

    def renamed(column: pd.Series) -> pd.Series:
        return column.map(dict(enumerate(number)))

    other = type(busy_record)(
        people=busy_record.people.assign(person=renamed(busy_record.people["person"])).sample(
            frac=1, random_state=seed
        ),
        communities=busy_record.communities.assign(
            animator=renamed(busy_record.communities["animator"])
        ),
        memberships=busy_record.memberships,
        ties=busy_record.ties,
        events=busy_record.events.assign(
            person=renamed(busy_record.events["person"]),
            target=renamed(busy_record.events["target"]),
        ).sample(frac=1, random_state=seed),
        manifest=busy_record.manifest,
    ).checked()
    for by in (None, "unit", "community"):
        pd.testing.assert_frame_equal(measure(other, by=by), measure(busy_record, by=by))


def test_a_higher_threshold_never_makes_more_regular_contributors(busy_record):
    shares = [
        measure(busy_record, ["regular_contributors"], thresholds=Thresholds(least_weeks=least))[
            "count"
        ].to_numpy()
        for least in (1, 2, 3, 4)
    ]
    for easier, harder in pairwise(shares):
        assert (harder <= easier).all()
    assert (shares[3] < shares[0]).any()


def test_a_longer_wait_before_dormancy_never_makes_fewer_live_communities(busy_record):
    few, many = (
        measure(busy_record, ["live_communities"], thresholds=Thresholds(dormant_weeks=weeks))[
            "value"
        ].to_numpy()
        for weeks in (1, 4)
    )
    assert (few <= many).all()


def test_the_wilson_interval_has_its_known_ends():
    ends = wilson(pd.Series([5.0, 0.0, 0.0]), pd.Series([10.0, 10.0, 0.0]))
    assert ends["low"][0] == pytest.approx(0.2693, abs=1e-4)
    assert ends["high"][0] == pytest.approx(0.7307, abs=1e-4)
    assert ends["low"][1] == 0
    assert np.isnan(ends["high"][2])


def test_an_unknown_indicator_is_refused_with_the_closest_names():
    with pytest.raises(InputError, match="weekly_active"):
        find("weekly_activ")


@pytest.mark.parametrize(
    "setting", ["least_weeks=0", "least_weeks=5", "least_weeks=two", "fading_percent=140"]
)
def test_a_threshold_out_of_range_is_refused(setting):
    with pytest.raises(InputError, match=setting.split("=")[0]):
        Thresholds.from_text([setting])


def test_thresholds_are_read_from_text():
    assert Thresholds.from_text(["least_weeks=3"]) == Thresholds(least_weeks=3)
    with pytest.raises(InputError, match="window_weeks"):
        Thresholds.from_text(["window_week=3"])


@pytest.mark.parametrize("choice", [{"by": "floor"}, {"of": "everyone"}])
def test_an_unknown_grouping_or_population_is_refused(choice, busy_record):
    with pytest.raises(InputError, match=next(iter(choice.values()))):
        measure(busy_record, ["posts"], **choice)
