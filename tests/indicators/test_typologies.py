"""Each typology on one hand-made person, and all of them on the same people."""

import pytest
from stories import Story, at

from simulation.errors import InputError
from simulation.indicators import Thresholds, published_profiles, published_typologies
from simulation.indicators.profiles import profiles
from simulation.indicators.typologies import TYPOLOGIES


def profile(story: Story, typology: str, week: int, **thresholds) -> str:
    table = profiles(
        story.record(),
        typology,
        week=at(week).tz_localize(None).normalize(),
        thresholds=Thresholds(**thresholds),
    )
    return table.loc[table["person"] == 0, "profile"].item()


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([], "absent"),
        (["visit"], "present"),
        (["post", "reaction"], "present"),
        (["post", "answer"], "conversant"),
        (["reaction", "mention"], "sociable"),
        (["comment", "question", "recognise", "share"], "engaged"),
    ],
)
def test_engagement_crosses_conversation_and_relation(acts, expected):
    story = Story(["A"], weeks=4)
    for day, action in enumerate(acts):
        story.does(0, action, at(1, day))
    assert profile(story, "engagement", 3) == expected


@pytest.mark.parametrize(
    ("posts", "replies", "received", "weeks", "expected"),
    [
        (4, 4, 0, 1, "observer"),
        (0, 0, 0, 2, "observer"),
        (6, 0, 2, 2, "broadcaster"),
        (2, 6, 2, 2, "responder"),
        (2, 2, 8, 2, "catalyst"),
        (2, 2, 4, 2, "engager"),
    ],
)
def test_a_persona_weighs_what_is_given_against_what_is_received(
    posts, replies, received, weeks, expected
):
    story = Story(["A", "A"], weeks=4)
    theirs = story.does(1, "post", at(0))
    own = theirs
    for number in range(posts):
        own = story.does(0, "post", at(number % weeks))
    for number in range(replies):
        story.does(0, "answer", at(number % weeks, 1), parent=theirs)
    for _ in range(received if posts else 0):
        story.does(1, "reaction", at(1, 2), parent=own)
    assert profile(story, "swoop", 3) == expected


@pytest.mark.parametrize(
    ("weeks", "each", "expected"),
    [(0, 0, "non_user"), (1, 1, "low"), (8, 2, "novice"), (9, 1, "habitual"), (12, 15, "power")],
)
def test_a_segment_counts_volume_and_regularity_over_twelve_weeks(weeks, each, expected):
    story = Story(["A"], weeks=12)
    story.does(0, "register", at(0))
    for week in range(weeks):
        for _ in range(each):
            story.does(0, "visit", at(week))
    assert profile(story, "microsoft", 11) == expected


@pytest.mark.parametrize(
    ("weeks", "posts", "expected"),
    [(0, 0, "weak"), (2, 0, "weak"), (3, 0, "moderate"), (1, 1, "moderate"), (4, 1, "strong")],
)
def test_involvement_is_coming_often_and_contributing(weeks, posts, expected):
    story = Story(["A"], weeks=4)
    for week in range(weeks):
        story.does(0, "visit", at(week))
    for _ in range(posts):
        story.does(0, "post", at(0))
    assert profile(story, "involvement", 3) == expected


@pytest.mark.parametrize("typology", TYPOLOGIES)
def test_everybody_has_one_profile_of_each_typology_each_week(typology, busy_record):
    shares = published_profiles(busy_record, typology)["shares"]
    told = shares[~shares["suppressed"]].groupby("week")
    assert (told["count"].sum() == told["people"].first()).all()
    assert set(shares["profile"]) == set(TYPOLOGIES[typology].profiles)


def test_typologies_stand_side_by_side_on_the_same_people(busy_record):
    told = published_typologies(busy_record, week=10)
    shares = told["shares"].groupby("typology")["count"].sum()
    assert (shares == told["people"]).all()
    assert set(shares.index) == set(TYPOLOGIES)
    crossed = told["crossed"]
    shown = crossed[~crossed["suppressed"]]
    assert (shown["people"] >= 10).all()
    known = crossed.groupby("typology")["people"].sum(min_count=1)
    assert known.le(told["people"]).all()
    lecko = told["shares"].query("typology == 'lecko' and profile == 'inactive'")["count"].item()
    pairs = shown[(shown["profile"] == "inactive") & (shown["typology"] == "involvement")]
    assert pairs["people"].sum() <= lecko


def test_a_week_outside_the_record_is_refused(busy_record):
    with pytest.raises(InputError, match="99"):
        published_typologies(busy_record, week=99)
