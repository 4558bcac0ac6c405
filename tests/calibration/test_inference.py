"""Posteriors of a world whose posterior is known, and coverage on simulated pilots."""

import numpy as np
import pytest

from simulation.calibration.inference import Inference, information
from simulation.calibration.recovery import WANTED, as_markdown, as_svg, recovery


@pytest.fixture(scope="module")
def linear():
    """Two unknowns: one seen with noise of variance 1/3, one that leaves no trace."""
    rng = np.random.default_rng(1)
    places = rng.standard_normal((4000, 2))
    noise = rng.standard_normal((4000, 2)) / np.sqrt(3)
    return Inference.of(np.column_stack([places[:, 0] + noise[:, 0], noise[:, 1]]), places)


def test_a_normal_posterior_is_found_as_theory_gives_it(linear):
    drawn = linear.posterior(np.array([1.0, 0.0]), 2000, seed=3)
    assert drawn.shape == (2000, 2)
    assert drawn[:, 0].mean() == pytest.approx(0.75, abs=0.05)
    assert drawn[:, 0].std() == pytest.approx(0.5, abs=0.04)
    assert abs(drawn[:, 1].mean()) < 0.12
    assert drawn[:, 1].std() == pytest.approx(1.0, abs=0.08)


def test_information_is_the_share_of_variance_taken_away(linear):
    told = information(linear.posterior(np.array([0.5, 0.0]), 2000, seed=3))
    assert told[0] == pytest.approx(0.75, abs=0.05)
    assert told[1] < 0.15


def test_a_pilot_that_no_simulation_resembles_is_strange_and_a_usual_one_is_not(linear):
    assert linear.strangeness(np.array([9.0, 0.0])) < 0.01
    assert linear.strangeness(np.array([0.3, 0.2])) > 0.05


def test_the_same_seed_gives_the_same_draws(linear):
    asked = np.array([0.2, 0.1])
    np.testing.assert_array_equal(
        linear.posterior(asked, 50, seed=3), linear.posterior(asked, 50, seed=3)
    )


def test_intervals_of_simulated_pilots_hold_the_true_parameters():
    found = recovery(12, people=100, weeks=6, runs=600, workers=1)
    low, high = WANTED
    assert low <= found.coverage <= high
    best = dict(zip(found.names, found.correlation, strict=True))
    assert best["invitation_hazard"] > 0.6 and best["talk_base"] > 0.6
    page = as_markdown(found)
    assert all(name in page for name in found.names)
    assert as_svg(found).count("<circle") == len(found.names)
