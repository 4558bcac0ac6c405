import numpy as np
import pytest
from stories import Story, at

from simulation.indicators import Thresholds
from simulation.indicators.measuring import measure
from simulation.indicators.network import silos
from simulation.indicators.view import view_of


def answer(story: Story, giver: int, receiver: int, week: int = 0, action: str = "answer") -> None:
    asked = story.does(receiver, "question", at(week))
    story.does(giver, action, at(week, 1), parent=asked)


def last_level(story: Story, name: str, **choices) -> float:
    return measure(story.record(), [name], **choices)["value"].iloc[-1]


def test_answers_all_returned_are_fully_reciprocal():
    story = Story(["A"] * 2, weeks=1)
    answer(story, 0, 1)
    answer(story, 1, 0)
    assert last_level(story, "reciprocity") == 1.0


def test_one_pair_returned_of_two_gives_two_ordered_pairs_of_three():
    story = Story(["A"] * 3, weeks=1)
    answer(story, 0, 1)
    answer(story, 0, 1)
    answer(story, 1, 0)
    answer(story, 0, 2)
    assert last_level(story, "reciprocity") == pytest.approx(2 / 3)


def test_answers_never_returned_are_not_reciprocal_and_silence_has_no_level():
    story = Story(["A"] * 3, weeks=1)
    assert np.isnan(last_level(story, "reciprocity"))
    answer(story, 0, 1)
    answer(story, 1, 2)
    answer(story, 2, 0)
    assert last_level(story, "reciprocity") == 0.0


def test_an_answer_to_oneself_is_no_exchange():
    story = Story(["A"] * 2, weeks=1)
    answer(story, 0, 0)
    assert np.isnan(last_level(story, "reciprocity"))


def test_reciprocity_forgets_what_is_older_than_twelve_weeks():
    story = Story(["A"] * 2, weeks=14)
    answer(story, 0, 1, week=0)
    answer(story, 1, 0, week=5)
    told = measure(story.record(), ["reciprocity"])["value"]
    assert told[:5].tolist() == [0.0] * 5
    assert told[5:12].tolist() == [1.0] * 7
    assert told[12:].tolist() == [0.0] * 2


def test_in_a_community_only_answers_given_there_return_a_favour():
    story = Story(["A"] * 2, weeks=1)
    here, there = story.community(), story.community()
    for giver, receiver, place in ((0, 1, here), (1, 0, there)):
        asked = story.does(receiver, "question", at(0), community=place)
        story.does(giver, "answer", at(0, 1), parent=asked, community=place)
    table = measure(story.record(), ["reciprocity"], by="community")
    assert table["value"].tolist() == [0.0, 0.0]
    assert last_level(story, "reciprocity") == 1.0


def test_exchanges_across_units_count_answers_and_reactions_between_known_units():
    story = Story(["A", "A", "B", None], weeks=1)
    answer(story, 0, 1)
    answer(story, 0, 2)
    answer(story, 2, 0, action="reaction")
    answer(story, 3, 0)
    assert last_level(story, "cross_unit_share") == pytest.approx(2 / 3)
    by_unit = measure(story.record(), ["cross_unit_share"], by="unit").set_index("group")["value"]
    assert by_unit["A"] == 0.5
    assert by_unit["B"] == 1.0


def test_exchanges_across_units_are_unavailable_without_units(busy_record):
    story = Story([None, None], weeks=1)
    answer(story, 0, 1)
    assert not measure(story.record(), ["cross_unit_share"])["available"].any()


def test_the_person_addressed_is_enough_when_the_start_is_unknown():
    story = Story(["A", "B"], weeks=1)
    story.does(0, "answer", at(0), target=1)
    assert last_level(story, "cross_unit_share") == 1.0


def test_silos_give_in_rows_and_receive_in_columns():
    story = Story(["A", "A", "B"], weeks=3)
    answer(story, 0, 2, week=0)
    answer(story, 1, 2, week=2)
    answer(story, 0, 1, week=2)
    view = view_of(story.record(), Thresholds(), by="unit")
    assert silos(view).to_numpy().tolist() == [[1, 2], [0, 0]]
    assert silos(view, first_week=1).to_numpy().tolist() == [[1, 1], [0, 0]]


def test_exchanges_between_units_add_up_to_the_answers_between_people(busy_record):
    matrix = silos(view_of(busy_record, Thresholds(), by="unit"))
    whole = silos(view_of(busy_record, Thresholds()))
    assert matrix.to_numpy().sum() == whole.to_numpy().sum() > 0
