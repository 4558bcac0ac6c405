"""The maturity grid and goals on a community told by hand."""

import pytest
from stories import Story, at

from simulation.errors import InputError
from simulation.indicators import Thresholds, published_maturity
from simulation.indicators.goals import Goal, published_goals, read_goals
from simulation.indicators.maturity import maturity, threads
from simulation.indicators.view import view_of

PEOPLE = 20


def grown(level: str, weeks: int = 12) -> Story:
    """A community that has grown up to a level of the grid, and no further."""
    story = Story(["A"] * PEOPLE, weeks=weeks)
    place = story.community(animator=0)
    for person in range(PEOPLE):
        story.joins(person, place)
    if level == "none":
        return story
    first = story.does(0, "post", at(0), community=place)
    for person in range(1, 5):
        story.does(person, "reaction", at(0, 1), community=place, parent=first)
    if level == "relational":
        return story
    story.does(1, "answer", at(0, 1), community=place, parent=first)
    if level == "conversational":
        return story
    for week in range(1, weeks):
        asked = story.does(week % 6, "question", at(week), community=place)
        answer = story.does((week + 1) % 6, "answer", at(week, 1), community=place, parent=asked)
        if level == "collective":
            story.does((week + 2) % 6, "comment", at(week, 2), community=place, parent=answer)
    return story


@pytest.mark.parametrize(
    "level", ["none", "relational", "conversational", "community", "collective"]
)
def test_a_community_climbs_the_grid_step_by_step(level):
    view = view_of(grown(level).record(), Thresholds(), by="community")
    table = maturity(view, 11)
    assert table["level"].tolist() == [level]


def test_the_measures_of_the_grid_are_known_shares():
    view = view_of(grown("collective").record(), Thresholds(), by="community")
    row = maturity(view, 11).iloc[0]
    assert row["relating"] == 4 / 20
    assert row["replied"] == 1
    assert row["contributing"] == 6 / 20
    assert row["lively_weeks"] == 1
    assert row["joint_threads"] == pytest.approx(11 / 12)
    assert row["carried_by_members"] < 1, "the animator took part"


def test_a_level_without_the_one_before_is_not_reached():
    story = grown("community")
    story.events = [event for event in story.events if event["action"] != "reaction"]
    for number, event in enumerate(story.events):
        event["event"], event["parent"] = number, None
    view = view_of(story.record(), Thresholds(), by="community")
    assert maturity(view, 11)["level"].tolist() == ["none"]


def test_a_conversation_has_one_start_however_deep():
    story = Story(["A"], weeks=1)
    last = story.does(0, "post", at(0))
    for hour in range(3):
        last = story.does(0, "comment", at(0, 0, 10 + hour), parent=last)
    story.does(0, "comment", at(0, 1))
    assert threads(view_of(story.record(), Thresholds()).activity).tolist() == [0, 0, 0, 0, -1]


def test_maturity_is_published_of_the_whole_and_of_large_communities():
    told = published_maturity(grown("collective").record())
    assert told["whole"]["level"].tolist() == ["collective"]
    assert told["communities"]["group"].tolist() == ["C0"]
    assert told["grid"]["collective"] == 1
    few = published_maturity(grown("collective").record(), min_group=30)
    assert few["communities"]["level"].isna().all()
    assert sum(few["grid"].values()) == 0


def test_goals_are_met_missed_unknown_or_left_to_judge():
    goals = [
        Goal("C0", "contributors", 0.05, 12),
        Goal("C0", "contributors", 0.9, 12),
        Goal("all", "answered_within_48h", 0.8),
        Goal("C0", "contributors", 0.1, 40),
        Goal("elsewhere", "posts", 1),
        Goal("C0", goal="beautiful conversations"),
    ]
    told = published_goals(grown("collective").record(), goals)
    assert told["outcome"].tolist() == ["met", "missed", "met", "unknown", "unknown", "to_judge"]


def test_a_delay_is_met_from_below():
    told = published_goals(
        grown("collective").record(), [Goal("all", "hours_to_first_answer", 48.0)]
    )
    assert told["outcome"].tolist() == ["met"]
    assert told["value"].tolist() == [24.0]


def test_goals_are_read_from_a_file(tmp_path):
    file = tmp_path / "goals.yaml"
    file.write_text("- {community: C0, indicator: posts, level: 3}\n- {community: C0, goal: x}\n")
    assert read_goals(file) == [Goal("C0", "posts", 3), Goal("C0", goal="x")]


@pytest.mark.parametrize(
    "text", ["{}", "- 3", "- {community: C0}", "- {community: C0, indicator: pots, level: 3}",
             "- {community: C0, indicator: posts, level: high}", "- [", "\x00"]
)  # fmt: skip
def test_what_is_no_goal_is_refused(tmp_path, text):
    file = tmp_path / "goals.yaml"
    file.write_text(text)
    with pytest.raises(InputError):
        read_goals(file)


def test_a_record_without_communities_still_has_a_level():
    story = Story(["A"] * PEOPLE)
    for person in range(PEOPLE):
        story.does(person, "post", at(5))
    told = published_maturity(story.record())
    assert len(told["whole"]) == 1 and told["communities"].empty
