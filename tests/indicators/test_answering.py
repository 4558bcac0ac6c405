"""Delays of first answers, and Kaplan-Meier estimates against another calculation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import Story, at

from simulation.indicators.measuring import measure
from simulation.indicators.survival import median_by_cell, median_of, still_going, survival_curve


def level(story: Story, name: str, **choices) -> list[float]:
    return measure(story.record(), [name], **choices)["value"].tolist()


def test_the_median_delay_counts_those_who_still_wait():
    story = Story(["A"] * 4, weeks=1)
    for day, hours in enumerate((2, 10, None)):
        asked = story.does(0, "question", at(0, day))
        if hours:
            story.does(1, "answer", at(0, day, 9 + hours), parent=asked)
    story.does(3, "visit", at(0, 6))
    assert level(story, "hours_to_first_answer") == [10.0], "the mean of those answered would be 6"


def test_no_median_when_fewer_than_half_were_answered():
    story = Story(["A"] * 3, weeks=1)
    asked = [story.does(0, "post", at(0, day)) for day in range(3)]
    story.does(1, "answer", at(0, 0, 10), parent=asked[0])
    story.does(2, "visit", at(0, 6))
    assert np.isnan(level(story, "hours_to_first_answer")[0])


def test_a_day_and_two_days_are_told_apart():
    story = Story(["A"] * 3, weeks=1)
    soon, later = (story.does(0, "post", at(0, day)) for day in (0, 1))
    story.does(1, "answer", at(0, 0, 12), parent=soon)
    story.does(1, "answer", at(0, 2, 12), parent=later)
    assert level(story, "answered_within_24h") == [0.5]
    assert level(story, "answered_within_48h") == [1.0]


def test_a_survival_curve_has_its_known_steps():
    """Six lives: 1, 2+, 3, 4+, 5, 6+ (the + are still going): 5/6, 5/6 · 3/4, … · 1/2."""
    curve = survival_curve(np.arange(1.0, 7.0), np.array([True, False] * 3))
    assert curve["value"].tolist() == pytest.approx([1, 5 / 6, 5 / 6, 5 / 8, 5 / 8, 5 / 16, 5 / 16])
    assert curve["at_risk"].tolist() == [6, 6, 5, 4, 3, 2, 1]
    assert median_of(curve)["value"] == 5
    assert still_going(curve, 4.5)["value"] == pytest.approx(5 / 8)
    assert still_going(curve, 7)["value"] is None, "nobody was followed so long"


def test_the_interval_of_a_survival_curve_is_that_of_the_textbook():
    """Greenwood on the log-log scale, by hand, at the first step: S = 9/10 of 10 lives."""
    curve = survival_curve(np.arange(1.0, 11.0), np.arange(10) == 0)
    row = curve[curve["duration"] == 1].iloc[0]
    spread = np.sqrt(1 / (10 * 9)) / abs(np.log(0.9))
    ends = [0.9 ** np.exp(sign * 1.6448536 * spread) for sign in (1, -1)]
    assert [row["low"], row["high"]] == pytest.approx(ends, abs=1e-6)


lives = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 6), st.booleans()), min_size=1, max_size=40
)


@given(lives)
def test_medians_of_many_samples_are_those_of_each(sample):
    cell, duration, ended = (np.array(part) for part in zip(*sample, strict=True))
    medians = median_by_cell(cell, duration.astype(float), ended, 4)
    for place in range(4):
        own = cell == place
        expected = median_of(survival_curve(duration[own].astype(float), ended[own]))["value"]
        told = None if np.isnan(medians[place]) else medians[place]
        assert told == expected


def test_exchanges_across_levels_sites_and_units_are_those_between_people_apart():
    story = Story(["A", "B", "A", "A"], weeks=1)
    for row, level_, site in zip(story.people, (0, 1, 2, None), ("X", "X", "Y", "Y"), strict=True):
        row |= {"level": level_, "site": site}
    asked = story.does(0, "question", at(0))
    for person in (1, 2, 3):
        story.does(person, "answer", at(0, 1), parent=asked)
    told = measure(story.record()).set_index("indicator")["value"]
    assert told["cross_unit_answers"] == 1
    assert told["cross_level_answers"] == 1, "level 2 answers level 0; the unknown one is left out"
    assert told["cross_level_share"] == 0.5
    assert told["cross_site_share"] == pytest.approx(2 / 3)
    assert told["helped_across"] == 0.25
    assert told["first_exchanges"] == 3
    assert told["partners"] == pytest.approx((3 + 1 + 1 + 1) / 4)


def test_a_pair_meets_for_the_first_time_once_whoever_begins():
    story = Story(["A", "A"], weeks=3)
    first = story.does(0, "question", at(0))
    answer = story.does(1, "answer", at(1), parent=first)
    story.does(0, "reaction", at(2), parent=answer)
    assert level(story, "first_exchanges") == [0, 1, 0]


def test_readers_and_speakers_of_half_a_year():
    story = Story(["A"] * 4, weeks=30)
    story.does(0, "visit", at(0))
    story.does(1, "visit", at(0))
    story.does(1, "reaction", at(1))
    assert level(story, "read_only")[0] == 0.5
    assert level(story, "read_only")[1] == 0.25
    assert level(story, "interactive")[26] == 0.25
    assert level(story, "interactive")[27] == 0, "26 weeks have passed"


def test_turnover_compares_a_month_with_the_one_before():
    story = Story(["A"] * 4, weeks=10)
    for person in (0, 1):
        story.does(person, "post", at(1))
    story.does(0, "post", at(5))
    told = level(story, "engaged_turnover")
    assert np.isnan(told[:7]).all(), "two months must have passed"
    assert told[7] == 0.5


def test_interactions_are_told_by_person_and_month():
    story = Story(["A"] * 2, weeks=4)
    for week in range(4):
        story.does(0, "post", at(week))
    assert level(story, "monthly_interactions")[3] == pytest.approx(4 / 2 * 30.4375 / 28)


@pytest.mark.parametrize(
    ("day", "hour", "late"), [(0, 9, 0), (0, 19.5, 1), (4, 7.9, 1), (5, 12, 1)]
)
def test_working_hours_are_those_of_the_clock_on_the_wall(day, hour, late):
    story = Story(["A"], weeks=1)
    story.does(0, "post", at(0, day, hour))
    assert level(story, "out_of_hours") == [late]


def test_working_hours_are_local():
    story = Story(["A"], weeks=1, timezone="Europe/Paris")
    story.does(0, "post", at(0, 0, 18.5))
    assert level(story, "out_of_hours") == [1.0]


def test_levels_are_groups_and_profiles_follow_people(busy_record):
    levels = busy_record.people.assign(level=pd.array([0, 1, None] * 50, "Int16"))
    record = type(busy_record)(**(vars(busy_record) | {"people": levels})).checked()
    assert set(measure(record, ["posts"], by="level")["group"]) == {"0", "1", "—"}
    whole = measure(record, ["posts", "invited"]).set_index(["indicator", "week"])["value"]
    for by in ("level", "profile"):
        parts = measure(record, ["posts", "invited"], by=by)
        summed = parts.groupby(["indicator", "week"])["value"].sum()
        pd.testing.assert_series_equal(summed, whole.sort_index())


def test_the_inactive_contribute_nothing(busy_record):
    table = measure(busy_record, ["contributors"], by="profile").set_index("group")
    assert (table.loc["inactive", "count"] == 0).all()
    assert table.loc["initiate", "value"].max() > 0
