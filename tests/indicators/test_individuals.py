"""Single people in the team's own replay: what is told of them, and what never is."""

from stories import Story, at

from simulation.indicators import published_replay, replayed_people


def company(sizes: dict[str, int], weeks: int = 3) -> Story:
    return Story([unit for unit, size in sizes.items() for _ in range(size)], weeks)


def told(record, unit: str):
    return replayed_people(record, unit, show_individuals=True)


def test_each_week_says_whether_a_person_came_contributed_or_was_not_there():
    story = company({"A": 12})
    story.people[1]["invited_at"] = at(1)
    for row in story.people:
        row.setdefault("invited_at", at(0))
        if row["invited_at"] is None:
            row["invited_at"] = at(0)
    story.does(0, "visit", at(0))
    story.does(0, "visit", at(1))
    story.does(0, "post", at(1))
    people = told(story.record(), "A")
    assert people["weeks"][0] == "120"
    assert people["weeks"][1] == ".00"


def test_answers_within_the_unit_are_told_by_places():
    story = company({"A": 12, "B": 12})
    asked = story.does(0, "question", at(0))
    story.does(5, "answer", at(1), parent=asked)
    story.does(15, "answer", at(1, 2), parent=asked)
    assert told(story.record(), "A")["answers"] == [[], [[5, 0]], []]
    assert told(story.record(), "B")["answers"] == [[], [], []]


def test_the_people_of_a_unit_are_those_its_published_count_tells():
    story = company({"A": 12, "B": 15})
    for person in (0, 3, 13):
        story.does(person, "visit", at(1))
    record = story.record()
    units = {unit["name"]: unit for unit in published_replay(record)["units"]}
    for name, unit in units.items():
        weeks = told(record, name)["weeks"]
        came = [sum(person[week] in "12" for person in weeks) for week in range(3)]
        assert came == unit["came"]


def test_in_weeks_in_which_a_unit_is_hidden_its_people_are_not_told():
    people = told(company({"A": 4}).record(), "A")
    assert people["weeks"] == ["..."] * 4
