"""Scores have known answers, and reward who says what is true."""

import numpy as np
import pytest
from scipy.stats import norm

from simulation.forecasting import scores


def test_crps_of_a_normal_forecast_is_the_closed_form():
    draws = norm.ppf((np.arange(20_000) + 0.5) / 20_000)[:, None]
    for came in (-1.0, 0.0, 2.5):
        closed = came * (2 * norm.cdf(came) - 1) + 2 * norm.pdf(came) - 1 / np.sqrt(np.pi)
        assert scores.crps(draws, np.array([came]))[0] == pytest.approx(closed, abs=1e-3)


def test_crps_of_one_draw_is_the_distance():
    assert scores.crps(np.array([[3.0, 5.0]]), np.array([7.0, 5.0])).tolist() == [4.0, 0.0]


def test_log_score_is_the_chance_of_the_very_count():
    rng = np.random.default_rng(1)
    draws = rng.poisson(100.0, (20_000, 1)).astype(float)
    chance = norm.pdf(0.0) / 10.0  # of the mode of a Poisson of mean 100, nearly normal
    told = scores.log_score(draws, np.array([100.0]))[0]
    assert told == pytest.approx(np.log(chance), abs=0.05)


def test_a_count_that_no_draw_comes_near_costs_half_a_draw():
    draws = np.zeros((1_000, 1))
    assert scores.log_score(draws, np.array([500.0]))[0] == pytest.approx(np.log(0.5 / 1_000))


@pytest.mark.parametrize("wrong", [lambda x: x + 5, lambda x: 100 + 3 * (x - 100)])
def test_the_truth_scores_better_than_a_shift_or_a_wider_forecast(wrong):
    rng = np.random.default_rng(2)
    came = rng.poisson(100.0, 400).astype(float)
    true = rng.poisson(100.0, (2_000, 400)).astype(float)
    assert scores.crps(true, came).mean() < scores.crps(wrong(true), came).mean()
    assert scores.log_score(true, came).mean() > scores.log_score(wrong(true), came).mean()


def test_calibrated_forecasts_have_level_ranks_and_cover_what_they_say():
    rng = np.random.default_rng(3)
    draws, came = rng.normal(size=(500, 4_000)), rng.normal(size=4_000)
    ranks = scores.rank(draws, came, rng)
    assert np.quantile(ranks, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.03)
    assert scores.inside(draws, came, 0.9).mean() == pytest.approx(0.9, abs=0.02)
    assert scores.inside(draws, came, 0.5).mean() == pytest.approx(0.5, abs=0.03)
