"""Values and ticks are told in the unit and the language."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.figures.layout import spread, week_ticks
from simulation.figures.units import signed_ticks, tell, tell_difference, tell_range, ticks


def test_each_unit_is_told_in_its_own_way():
    assert tell(0.27, "share", "fr") == "27\u202f%"
    assert tell(0.27, "share", "en") == "27%"
    assert tell(1240, "count", "fr") == "1\u202f240"
    assert tell(0.616, "ratio", "fr") == "0,62"
    assert tell(2.5, "posts", "en") == "2.5"
    assert tell(410_000, "euros", "fr") == "410\u202fk€"
    assert tell(12, "hours", "fr") == "12\u202fh"


def test_differences_of_shares_are_points_never_percent():
    assert tell_difference(0.0894, "share", "fr") == "+8,9\u00a0pts"
    assert tell_difference(-3.25, "hours", "en") == "−3.2"


def test_an_interval_tells_its_unit_once():
    assert tell_range(0.21, 0.33, "share", "fr") == "[21\u202f; 33]"
    assert tell_range(0.21, 0.33, "share", "en") == "[21, 33]"


def test_only_the_top_tick_bears_the_unit():
    values, labels = ticks(0.33, "share", "fr")
    assert values == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    assert labels == ["0", "10", "20", "30", "40\u202f%"]
    assert ticks(520_000, "euros", "en", least=280_000)[1][-1] == "€600k"


def test_differences_have_ticks_on_both_sides_of_zero():
    values, labels = signed_ticks(-0.14, 0.14, "share", "fr")
    assert values == pytest.approx([-0.1, -0.05, 0, 0.05, 0.1])
    assert labels == ["−10", "−5", "0", "+5", "+10"]


@given(st.floats(1e-4, 1e6), st.sampled_from(["share", "count", "ratio", "euros"]))
def test_ticks_cover_the_values_in_few_even_steps(top, unit):
    values, labels = ticks(top, unit, "fr")
    assert values[0] == 0 and values[-1] >= top * (1 - 1e-9)
    assert 2 <= len(values) <= 6
    assert len(set(labels)) == len(labels)
    np.testing.assert_allclose(np.diff(values), values[1])


@given(st.integers(2, 520))
def test_week_ticks_start_and_end_with_the_period(last):
    weeks = week_ticks(1, last)
    assert weeks[0] == 1 and weeks[-1] == last
    assert weeks == sorted(weeks) and len(weeks) <= 12


def test_a_year_and_a_half_has_a_tick_every_quarter():
    assert week_ticks(1, 78) == [1, 13, 26, 39, 52, 65, 78]


@given(
    st.lists(st.floats(0, 300), min_size=1, max_size=6),
    st.lists(st.floats(10, 40), min_size=6, max_size=6),
)
def test_labels_never_overlap_and_keep_their_order(wanted, heights):
    heights = heights[: len(wanted)]
    places = spread(wanted, heights, low=8, high=300)
    order = np.argsort(wanted, kind="stable")
    least = (np.array(heights)[order][1:] + np.array(heights)[order][:-1]) / 2
    assert (np.diff(places[order]) >= least - 1e-6).all()
    assert places.min() >= 8 - 1e-9


def test_labels_far_apart_stay_where_they_are_wanted():
    np.testing.assert_allclose(spread([20, 120, 240], [30, 30, 30], 8, 300), [20, 120, 240])


@pytest.mark.parametrize("top", [0.9, 2.4, 9.4, 10.0, 95.0, 250.0])
@pytest.mark.parametrize("unit", ["posts", "share", "euros"])
def test_a_tick_is_told_as_the_value_at_which_it_stands(top, unit):
    scale = {"share": 100.0, "euros": 0.001}.get(unit, 1.0)
    values, labels = ticks(top, unit, "en")
    told = [float(re.sub(r"[^\d.]", "", label)) for label in labels]
    assert told == pytest.approx([value * scale for value in values])
