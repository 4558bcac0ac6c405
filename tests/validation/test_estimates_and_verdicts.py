"""Intervals over replicates, and the verdicts that they alone decide."""

import math

import numpy as np
import pytest

from simulation.validation.estimates import Estimate, contrast, mean, share
from simulation.validation.verdict import Above, Band, Below, Inside, together


def test_the_interval_of_a_mean_is_students():
    estimate = mean(np.array([1.0, 2.0, 3.0]))
    reach = 4.302653 / math.sqrt(3)
    assert estimate.value == 2.0
    assert estimate.low == pytest.approx(2 - reach) and estimate.high == pytest.approx(2 + reach)


def test_replicates_without_a_value_are_left_out():
    assert mean(np.array([1.0, np.nan, 2.0, 3.0, np.inf])) == mean(np.array([1.0, 2.0, 3.0]))
    assert not mean(np.array([np.nan, np.nan])).known
    assert not mean(np.array([1.0])).known


def test_a_contrast_of_two_is_a_ratio_and_of_four_an_odds_ratio():
    ratio = contrast(np.array([[30, 20], [30, 20], [30, 20]]))
    odds = contrast(np.array([[[6, 4], [3, 6]]] * 4))
    assert ratio.value == pytest.approx(1.5) and ratio.low == pytest.approx(1.5)
    assert odds.value == pytest.approx(3.0)


def test_a_contrast_of_eight_is_a_ratio_of_odds_ratios():
    counts = np.array([[[2, 1], [1, 1]], [[1, 1], [2, 1]]])
    assert contrast(np.stack([counts] * 3)).value == pytest.approx(2 * 2)


def test_the_interval_of_a_contrast_covers_its_truth_as_often_as_it_says():
    luck = np.random.default_rng(3)
    covered = 0
    for _ in range(300):
        company = luck.normal(0, 0.3, 12)
        noise = luck.normal(0, 0.1, (12, 2))
        counts = luck.poisson(200 * np.exp(company[:, None] + noise) * [1.2, 1.0])
        estimate = contrast(counts)
        covered += estimate.low <= 1.2 <= estimate.high
    assert 0.90 < covered / 300 < 0.99


def test_a_contrast_with_an_empty_cell_is_not_known():
    assert not contrast(np.array([[3, 0], [4, 0]])).known
    assert not contrast(np.array([[3, 2]])).known


def test_the_interval_of_a_share_is_wilsons():
    estimate = share(np.array([[True, False], [False, False], [True, False], [False, False]]))
    assert estimate.value == 0.25
    assert estimate.low == pytest.approx(0.0715, abs=1e-3)
    assert estimate.high == pytest.approx(0.5907, abs=1e-3)
    assert share(np.zeros(90, bool)).high == pytest.approx(0.041, abs=1e-3)


@pytest.mark.parametrize(
    ("expected", "estimate", "verdict"),
    [
        (Band(0.2, 0.4), (0.30, 0.25, 0.35), "holds"),
        (Band(0.2, 0.4), (0.39, 0.35, 0.43), "holds"),
        (Band(0.2, 0.4), (0.41, 0.37, 0.45), "undecided"),
        (Band(0.2, 0.4), (0.19, 0.15, 0.23), "undecided"),
        (Band(0.2, 0.4), (0.50, 0.45, 0.55), "fails"),
        (Inside(0.85, 1.1), (1.0, 0.9, 1.05), "holds"),
        (Inside(0.85, 1.1), (1.0, 0.8, 1.25), "undecided"),
        (Inside(0.85, 1.1), (1.2, 1.05, 1.4), "undecided"),
        (Inside(0.85, 1.1), (1.3, 1.2, 1.4), "fails"),
        (Above(0.0), (0.2, 0.1, 0.3), "holds"),
        (Above(0.0), (0.2, -0.1, 0.5), "undecided"),
        (Above(0.0), (-0.2, -0.5, 0.1), "undecided"),
        (Above(0.0), (-0.2, -0.3, -0.1), "fails"),
        (Below(1.0), (0.9, 0.8, 0.95), "holds"),
        (Below(1.0), (0.9, 0.8, 1.05), "undecided"),
        (Below(1.0), (1.2, 1.1, 1.3), "fails"),
    ],
)
def test_an_interval_decides_the_verdict(expected, estimate, verdict):
    assert expected.verdict(Estimate(*estimate)) == verdict


@pytest.mark.parametrize("expected", [Band(0, 1), Inside(0, 1), Above(0), Below(1)])
def test_nothing_is_decided_without_an_interval(expected):
    assert expected.verdict(Estimate(0.5, math.nan, math.nan)) == "undecided"


def test_a_pattern_holds_if_all_its_checks_do_and_fails_if_one_fails():
    assert together(["holds", "holds"]) == "holds"
    assert together(["holds", "undecided"]) == "undecided"
    assert together(["undecided", "fails", "holds"]) == "fails"
