"""Planted boxes are found where they were planted, and none where there is none."""

import numpy as np
import pytest

from simulation.robustness.boxes import Box, boxes, excess, quasi_p, richest_box
from simulation.robustness.discovery import apart


def planted(count: int = 600, columns: int = 6, noise: float = 0.05, seed: int = 3):
    rng = np.random.default_rng(seed)
    points = rng.random((count, columns))
    inside = (points[:, 1] < 0.4) & (points[:, 4] > 0.5)
    return points, inside ^ (rng.random(count) < noise)


def test_a_planted_box_is_found_with_its_ends():
    points, cases = planted()
    box = richest_box(points, cases)
    assert set(box.ends) == {1, 4}
    assert box.ends[1] == (-np.inf, pytest.approx(0.4, abs=0.04))
    assert box.ends[4] == (pytest.approx(0.5, abs=0.04), np.inf)
    assert cases[box.holds(points)].mean() > 0.85


def test_a_box_limited_on_both_sides_is_found():
    rng = np.random.default_rng(8)
    points = rng.random((800, 4))
    cases = (points[:, 2] > 0.3) & (points[:, 2] < 0.6)
    assert richest_box(points, cases).ends == {
        2: (pytest.approx(0.3, abs=0.03), pytest.approx(0.6, abs=0.03))
    }


def test_two_boxes_are_found_one_after_the_other():
    rng = np.random.default_rng(5)
    points = rng.random((1200, 5))
    cases = (points[:, 0] < 0.2) | ((points[:, 3] > 0.75) & (points[:, 1] > 0.5))
    first, second, *_ = boxes(points, cases)
    assert [set(first.ends), set(second.ends)] == [{0}, {1, 3}]
    covered = first.holds(points) | second.holds(points)
    assert cases[covered].mean() > 0.95
    assert covered[cases].mean() > 0.95


def test_chance_alone_rarely_cuts_a_side_and_never_a_strong_one():
    rng = np.random.default_rng(2)
    points = rng.random((300, 8))
    cases = rng.random(300) < 0.3
    box = richest_box(points, cases)
    assert all(chance <= 0.05 for chance in box.chances.values())
    assert excess(box, points, cases) < 0.08  # a planted box of this size gives 0.14


def test_the_quasi_p_value_is_that_of_a_binomial_count():
    points = np.arange(10.0)[:, None]
    cases = np.array([1, 1, 1, 0, 0, 0, 0, 0, 0, 0], bool)
    box = Box({0: (-np.inf, 2.5)})
    assert quasi_p(box, 0, points, cases) == pytest.approx(0.3**3)


def test_all_or_no_case_gives_no_box():
    points = np.random.default_rng(1).random((50, 3))
    assert boxes(points, np.ones(50, bool)) == []
    assert boxes(points, np.zeros(50, bool)) == []


def test_a_column_that_never_differs_is_never_cut():
    points, cases = planted()
    points[:, 0] = 7.0
    assert 0 not in richest_box(points, cases).ends


def test_inputs_are_ranked_by_how_far_they_set_cases_apart():
    import pandas as pd

    points, cases = planted(columns=20)
    table = pd.DataFrame(points, columns=[f"x{place}" for place in range(20)])
    assert set(apart(table, cases)[:2]) == {"x1", "x4"}
