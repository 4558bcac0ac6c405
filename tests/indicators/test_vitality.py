import pytest
from stories import Story, at

from simulation.indicators import Thresholds, published_communities
from simulation.indicators.communities import community_weeks
from simulation.indicators.view import view_of


def vitality(story: Story, **thresholds) -> list[str]:
    view = view_of(story.record(), Thresholds(**thresholds), by="community")
    return community_weeks(view)["vitality"].tolist()


def test_a_community_lives_fades_sleeps_and_ends():
    story = Story(["A"], weeks=24)
    community = story.community(created_at=at(0))
    for week in (0, 1, 2, 3):
        for _ in range(2):
            story.does(0, "post", at(week), community=community)
    story.does(0, "reaction", at(5), community=community)
    told = vitality(story)
    assert told[:6] == ["alive"] * 6
    assert told[6:9] == ["fading"] * 3
    assert told[9:17] == ["dormant"] * 8
    assert told[17:] == ["extinct"] * 7


def test_an_ended_community_is_extinct_whatever_happens_there():
    story = Story(["A"], weeks=6)
    community = story.community(created_at=at(0), ended_at=at(2))
    for week in range(6):
        story.does(0, "post", at(week), community=community)
    assert vitality(story) == ["alive"] * 3 + ["extinct"] * 3


def test_a_new_community_has_time_before_it_is_called_dormant():
    story = Story(["A"], weeks=8)
    story.community(created_at=at(2))
    assert vitality(story) == ["alive"] * 4 + ["dormant"] * 2


def test_an_extinct_community_comes_back_to_life():
    story = Story(["A"], weeks=20)
    community = story.community(created_at=at(0))
    for week in (0, 18):
        story.does(0, "post", at(week), community=community)
    assert vitality(story)[16:19] == ["extinct", "extinct", "alive"]


@pytest.mark.parametrize("percent", [1, 50, 100])
def test_a_stricter_limit_never_makes_fewer_fading_communities(percent):
    story = Story(["A"], weeks=10)
    community = story.community(created_at=at(0))
    for week, posts in enumerate((4, 4, 4, 4, 2, 2, 1, 1, 1, 1)):
        for _ in range(posts):
            story.does(0, "post", at(week), community=community)
    easier = vitality(story, fading_percent=1).count("fading")
    assert easier <= vitality(story, fading_percent=percent).count("fading")


def test_closed_and_secret_communities_are_counted_and_never_named(busy_record):
    told = published_communities(busy_record)
    table = busy_record.communities.set_index("community")["visibility"]
    assert set(told["communities"]["community"].map(table)) == {"open"}
    assert told["closed"][-1] == 1
    assert told["secret"][-1] == 1


def test_a_small_community_tells_nothing_of_its_few_members():
    story = Story(["A"] * 30, weeks=1)
    small, large = story.community(), story.community()
    for person in range(30):
        story.does(person, "post", at(0), community=small if person < 4 else large)
    table = published_communities(story.record())["communities"].set_index("group")
    assert table.loc["C0", "suppressed"]
    assert table.loc["C0", ["people", "messages", "vitality", "contributors"]].isna().all()
    assert table.loc["C1", "suppressed"], "or all messages minus these would tell"
