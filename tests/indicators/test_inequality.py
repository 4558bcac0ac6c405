import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import Story, at

from simulation.indicators import Thresholds
from simulation.indicators.inequality import gini
from simulation.indicators.measuring import measure


@pytest.mark.parametrize(
    ("amounts", "index"),
    [
        ([3, 3, 3, 3], 0.0),
        ([0, 0, 0, 7], 3 / 4),
        ([1], 0.0),
        ([1, 3], 0.25),
        ([0, 0, 1, 2, 7], 0.64),
    ],
)
def test_the_gini_index_of_known_shares(amounts, index):
    assert gini(amounts) == pytest.approx(index)


def test_nothing_to_share_has_no_gini_index():
    assert np.isnan(gini([0, 0]))
    assert np.isnan(gini([]))


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=50).filter(any), st.integers(1, 9))
def test_the_gini_index_depends_on_shares_only_and_is_half_the_mean_difference(amounts, times):
    values = np.array(amounts, dtype=float)
    expected = np.abs(values[:, None] - values).mean() / (2 * values.mean())
    assert gini(values) == pytest.approx(expected, abs=1e-9)
    assert gini(values * times) == pytest.approx(expected, abs=1e-9)


def test_inequality_is_told_among_those_who_contributed_in_the_last_twelve_weeks():
    story = Story(["A"] * 10, weeks=14)
    story.does(0, "post", at(0))
    for _ in range(3):
        story.does(1, "answer", at(0))
    table = measure(story.record(), ["contribution_gini"])
    assert table["value"].tolist()[:12] == [pytest.approx(0.25)] * 12
    assert table["people"].tolist() == [2] * 12 + [0, 0]
    assert table["value"][12:].isna().all()


def test_the_most_active_five_percent_of_people_are_rounded_up():
    story = Story(["A"] * 21, weeks=1)
    for person, posts in enumerate((5, 4, 1)):
        for _ in range(posts):
            story.does(person, "post", at(0))
    table = measure(story.record(), ["top5_share"])
    assert table["value"].tolist() == [pytest.approx(0.9)]
    assert table["people"].tolist() == [2], "protection looks at those few people"


def test_levels_of_a_group_look_at_its_own_people_only():
    story = Story(["A", "A", "B", "B"], weeks=1)
    for person, posts in enumerate((1, 3, 2, 2)):
        for _ in range(posts):
            story.does(person, "post", at(0))
    table = measure(story.record(), ["contribution_gini"], by="unit", thresholds=Thresholds())
    assert dict(zip(table["group"], table["value"], strict=True)) == pytest.approx(
        {"A": 0.25, "B": 0.0}
    )


def spread_of(left_out: list[float]) -> float:
    """Half of the 90 % interval that leaving each out gives."""
    size = len(left_out)
    squares = np.sum((np.array(left_out) - np.mean(left_out)) ** 2)
    return 1.6448536 * np.sqrt((size - 1) / size * squares)


def shared(amounts: list[int], **manifest) -> Story:
    """One unit A of people with these contributions, and a unit B with others, in one week."""
    story = Story(["A"] * len(amounts) + ["B"] * 30, weeks=1, **manifest)
    for person, posts in enumerate([*amounts, *range(1, 31)]):
        for _ in range(posts):
            story.does(person, "post", at(0))
    return story


def test_the_interval_of_the_gini_index_leaves_each_contributor_out():
    amounts = [9, 1, 4, 4, 2, 7, 1, 12]
    row = measure(shared([*amounts, 0, 0]).record(), ["contribution_gini"], by="unit").iloc[0]
    left_out = [gini(amounts[:place] + amounts[place + 1 :]) for place in range(len(amounts))]
    assert row["high"] - row["value"] == pytest.approx(spread_of(left_out), abs=1e-6)
    assert row["value"] - row["low"] == pytest.approx(spread_of(left_out), abs=1e-6)


def test_the_interval_of_the_top_share_leaves_each_person_out():
    amounts = [30, 22, 22, *range(1, 21), 0, 0]
    row = measure(shared(amounts).record(), ["top5_share"], by="unit").iloc[0]

    def top(left: list[int]) -> float:
        return sum(sorted(left, reverse=True)[:2]) / sum(left)

    left_out = [top(amounts[:place] + amounts[place + 1 :]) for place in range(len(amounts))]
    assert row["value"] == pytest.approx(top(amounts))
    assert row["high"] - row["value"] == pytest.approx(spread_of(left_out), abs=1e-6)


@pytest.mark.parametrize("name", ["contribution_gini", "top5_share"])
def test_simulated_people_need_no_interval(name):
    table = measure(shared([3, 4, 5], origin="simulated").record(), [name])
    assert table["low"].isna().all() and table["value"].notna().all()
