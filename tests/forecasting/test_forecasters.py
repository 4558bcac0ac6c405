"""Forecasters: known answers, honest widths, and no look at what comes after the origin."""

import numpy as np
import pandas as pd
import pytest
from short_series import series

from simulation.forecasting.backtest import MODELS
from simulation.forecasting.baselines import CURVES, bass, gompertz, growth, logistic
from simulation.forecasting.discrepancy import Wandering, forecast_around, holidays
from simulation.forecasting.predictive import counts_around
from simulation.forecasting.reduced import fading, lasting
from simulation.forecasting.sampling import posterior_draws


def luck(seed=0):
    return np.random.default_rng(seed)


def test_posterior_draws_find_a_posterior_known_in_closed_form():
    seen = np.array([1.8, 2.2, 2.1, 1.9])
    mean, deviation = np.array([0.0, 0.0]), np.array([3.0, 1.0])

    def likelihood(draws):  # of the first parameter alone
        return -0.5 * ((seen - draws[:, :1]) ** 2 / 0.01).sum(axis=1)

    draws = posterior_draws(mean, deviation, likelihood, 4_000, luck())
    spread = (4 / 0.01 + 1 / 9.0) ** -0.5
    assert draws[:, 0].mean() == pytest.approx(2.0 * (400 / (400 + 1 / 9)), abs=0.01)
    assert draws[:, 0].std() == pytest.approx(spread, rel=0.1)
    assert draws[:, 1].std() == pytest.approx(1.0, rel=0.1)


@pytest.mark.parametrize("share", [bass, logistic, gompertz])
def test_growth_curves_rise_from_nothing_to_everything(share):
    t = np.arange(0.0, 400.0)
    curve = share(t, np.array([[np.log(0.1)]]), np.array([[1.0]]))[0]
    assert (np.diff(curve) >= -1e-12).all()
    assert curve[-1] == pytest.approx(1.0, abs=1e-3)


def test_bass_foretells_the_rest_of_a_bass_curve():
    t = np.arange(1.0, 31.0)
    total = np.round(1_000 * bass(t, np.log(0.03), np.log(0.3)))
    whole = series(total, "joiners")
    draws = growth(CURVES["bass"])(whole.until(18), 12, luck()).draws
    low, high = np.quantile(draws[:, -1], [0.05, 0.95])
    assert low <= total[-1] <= high
    assert np.median(draws[:, -1]) == pytest.approx(total[-1], rel=0.1)


@pytest.mark.parametrize("name", MODELS)
def test_nothing_after_the_origin_is_seen(name):
    rng = luck(4)
    values = rng.poisson(20, 40).astype(float)
    other = np.concatenate([values[:16], 500 + values[16:]])
    ways = [MODELS[name](series(v).until(16), 8, luck(1)).draws for v in (values, other)]
    assert np.array_equal(*ways)


@pytest.mark.parametrize("name", MODELS)
def test_running_totals_never_fall_and_counts_are_never_negative(name):
    total = series(np.cumsum(luck(6).poisson(4, 20)), "joiners")
    draws = MODELS[name](total, 10, luck()).draws
    assert (np.diff(draws, axis=1, prepend=total.counts[-1]) >= 0).all()
    level = series(luck(7).poisson(2, 20))
    assert (MODELS[name](level, 10, luck()).draws >= 0).all()


@pytest.mark.parametrize("name", MODELS)
def test_silence_and_a_single_burst_break_nothing(name):
    for values in ([0.0] * 12, [0.0] * 11 + [900.0], [5.0] * 4):
        assert np.isfinite(MODELS[name](series(values), 12, luck()).draws).all()


def test_intervals_widen_with_the_weeks_ahead():
    level = series(luck(8).poisson(30, 24))
    draws = forecast_around(np.zeros((1, 60)), level, 24, luck(), Wandering())
    low, high = draws.quantiles([0.05, 0.95])
    assert high[-1] - low[-1] > 1.3 * (high[0] - low[0])


def test_the_curve_that_fits_is_the_one_that_is_followed():
    weeks = np.arange(40.0)
    curves = np.stack([-0.1 * weeks, np.zeros(40), 0.1 * weeks])
    seen = series(luck(9).poisson(200 * np.exp(-0.1 * weeks[:20])))
    draws = forecast_around(curves, seen, 12, luck(), Wandering(steps=(0.02,), kept=(0.9,)))
    assert np.median(draws.draws[:, -1]) == pytest.approx(200 * np.exp(-0.1 * 31), rel=0.3)


def test_intervals_hold_what_they_say_where_the_assumptions_hold():
    assumed = Wandering()
    rng = luck(10)
    inside = []
    for trial in range(60):
        wander = np.zeros(28)
        wander[0] = assumed.start * rng.standard_normal()
        for week in range(1, 28):
            wander[week] = 0.95 * wander[week - 1] + 0.15 * rng.standard_normal()
        counts = counts_around(30 * np.exp(wander), 12.0, rng)
        whole = series(counts)
        draws = forecast_around(np.zeros((1, 28)), whole.until(20), 8, luck(trial), assumed)
        low, high = draws.quantiles([0.05, 0.95])
        inside.append((low <= counts[20:]) & (counts[20:] <= high))
    assert 0.80 <= np.mean(inside) <= 0.97


def test_the_year_end_and_august_are_known():
    calendar = holidays(pd.Timestamp("2026-07-27"), 24)
    assert calendar[0].tolist() == [0.0, 0.0]
    assert calendar[1].tolist() == [0.0, 1.0]
    assert calendar[21].tolist() == pytest.approx([0.4, 0.0])  # Thursday 24 December
    assert calendar[22].tolist() == pytest.approx([1.0, 0.0])


def test_a_dip_at_the_year_end_is_foretold_where_it_was_seen():
    calendar = holidays(pd.Timestamp("2024-11-04"), 64)[:, 0]
    counts = luck(11).poisson(100 * np.exp(-1.2 * calendar)).astype(float)
    whole = series(counts, first="2024-11-04")
    median = forecast_around(np.zeros((1, 64)), whole.until(56), 8, luck(), Wandering()).quantiles(
        [0.5]
    )[0]
    full = int(np.argmax(calendar[56:]))
    assert median[full] < 0.6 * median[0]


def test_fading_curves_start_with_one_that_stays():
    curves = fading(30)
    assert np.ptp(curves[0]) == 0.0
    assert (np.diff(curves[1:], axis=1) < 0).all()


def test_curves_last_beyond_their_end():
    assert lasting(np.array([[1.0, 2.0]]), 4).tolist() == [[1.0, 2.0, 2.0, 2.0]]
    assert lasting(np.array([[1.0, 2.0, 3.0]]), 2).tolist() == [[1.0, 2.0]]
