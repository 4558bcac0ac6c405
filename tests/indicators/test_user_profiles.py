import pandas as pd
import pytest
from stories import Story, at, random_story

from simulation.errors import InputError
from simulation.indicators import Thresholds, published_profiles
from simulation.indicators.profiles import OUTSIDE, profile_flows, profile_shares, profiles
from simulation.indicators.typologies import LECKO, lecko_codes
from simulation.indicators.view import view_of


def profile_of_one(story: Story, week: int = 3, **thresholds) -> str:
    table = profiles(
        story.record(),
        week=at(week).tz_localize(None).normalize(),
        thresholds=Thresholds(**thresholds),
    )
    return table.loc[table["person"] == 0, "profile"].item()


def comes(story: Story, weeks: int) -> Story:
    for week in range(weeks):
        story.does(0, "visit", at(week))
    return story


@pytest.mark.parametrize(
    ("weeks_there", "contributions", "profile"),
    [
        (0, 0, "inactive"),
        (2, 0, "inactive"),
        (1, 1, "compulsive"),
        (1, 9, "compulsive"),
        (3, 0, "loyal"),
        (4, 3, "loyal"),
        (3, 4, "assiduous"),
    ],
)
def test_a_profile_follows_from_how_often_people_come_and_what_they_bring(
    weeks_there, contributions, profile
):
    story = comes(Story(["A"], weeks=4), weeks_there)
    for _ in range(contributions):
        story.does(0, "post", at(0, 1))
    assert profile_of_one(story) == profile


def test_a_like_now_and_then_is_compulsive_and_no_inactivity():
    story = Story(["A"], weeks=4)
    story.does(0, "reaction", at(2))
    assert profile_of_one(story) == "compulsive"


def test_who_takes_part_in_the_community_he_animates_is_an_initiate_for_a_window():
    story = Story(["A"], weeks=8)
    own = story.community(animator=0, created_at=at(1))
    for week in range(8):
        story.does(0, "reaction", at(week), community=own if week == 1 else None)
    told = profiles(story.record())["profile"].tolist()
    assert told == ["compulsive"] + ["initiate"] * 4 + ["loyal"] * 3


def test_an_animator_who_does_nothing_at_home_is_no_initiate():
    story = Story(["A", "A"], weeks=4)
    own, other = story.community(animator=0), story.community(animator=1)
    assert profile_of_one(story) == "inactive"
    story.does(0, "post", at(0), community=other)
    story.does(1, "post", at(0), community=own)
    assert profile_of_one(story) == "compulsive"


def test_thresholds_move_the_limits_between_profiles():
    story = comes(Story(["A"], weeks=4), 3)
    story.does(0, "post", at(0))
    assert profile_of_one(story) == "loyal"
    assert profile_of_one(story, frequent_weeks=4) == "compulsive"
    assert profile_of_one(story, significant_contributions=1) == "assiduous"


def test_without_visits_the_weeks_of_posting_tell_the_frequency_and_it_says_so():
    story = Story(["A"], weeks=4, records=["post", "reaction"])
    for week in range(3):
        story.does(0, "post", at(week))
    assert profile_of_one(story) == "loyal"
    assert published_profiles(story.record())["frequency_from"] == "interaction"


def test_profiles_partition_the_population(busy_record):
    view = view_of(busy_record, Thresholds(), by="unit")
    shares = profile_shares(view)
    counted = shares.groupby(["group", "week"])["count"].sum()
    base = shares.groupby(["group", "week"])["base"].first()
    pd.testing.assert_series_equal(counted, base, check_names=False)


@pytest.mark.parametrize("seed", range(3))
def test_flows_conserve_people(seed):
    view = view_of(random_story(seed).record(), Thresholds())
    codes = lecko_codes(view)
    flows = profile_flows(view, codes, 2, 6)
    for week, column in ((2, "profile_from"), (6, "profile_to")):
        leaving = flows.groupby(column)["people"].sum()
        for code, name in enumerate(LECKO):
            assert leaving.get(name, 0) == (codes[:, week] == code).sum()
    assert OUTSIDE in set(flows["profile_from"]), "people were invited in between"


def test_shown_flows_hold_everybody_and_no_rare_move(busy_record):
    flows = published_profiles(busy_record)["flows"]
    view = view_of(busy_record, Thresholds())
    shown = flows.loc[~flows["suppressed"], "people"]
    assert (shown >= 10).all()
    for (start, end), moves in flows.groupby(["week_from", "week_to"]):
        places = [view.activity.weeks.get_loc(week) for week in (start, end)]
        either = view.present[:, places].any(axis=1).sum()
        assert moves["people"].sum() == either


def test_an_unknown_typology_is_refused(busy_record):
    with pytest.raises(InputError, match="lecko"):
        published_profiles(busy_record, typology="lecco")
