"""Known effects are found again, intervals keep their promise, and nothing is found in nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.effects.interrupted import FALSE_ALARMS, interrupted
from simulation.effects.staggered import NEVER, Panel, staggered

EFFECT = 0.08


def panel(draws, groups=16, weeks=36, effect=0.0, starts=(10, 16, 22, NEVER), growth=0.0) -> Panel:
    """Groups on a common course, each week like the one before; the measure adds an effect."""
    start = draws.permutation(np.resize(starts, groups))
    people = draws.integers(15, 60, groups).astype(float)
    own = np.zeros((groups, weeks))
    for week in range(1, weeks):
        own[:, week] = 0.6 * own[:, week - 1] + draws.normal(0, 0.02, groups)
    common = np.cumsum(draws.normal(0, 0.01, weeks))
    level = draws.normal(0.2, 0.05, groups)[:, None] + common + own
    since = np.arange(weeks) - start[:, None]
    return Panel(level + (since >= 0) * (effect + growth * since), people, start.astype(np.int64))


@pytest.mark.parametrize(("groups", "effect"), [(10, 0.0), (10, EFFECT), (24, EFFECT)])
def test_intervals_of_the_comparison_keep_their_promise(groups, effect):
    draws, rounds = np.random.default_rng(groups), 60
    found = [staggered(panel(draws, groups, effect=effect)) for _ in range(rounds)]
    covered = sum(one.effect.low <= effect <= one.effect.high for one in found)
    assert covered >= 0.80 * rounds  # 90 % promised; 60 rounds fall under 80 % once in 200
    if effect == 0:
        alarms = sum(one.effect.is_established for one in found)
        assert alarms <= 0.2 * rounds
    else:
        mean = np.mean([one.effect.value for one in found])
        assert mean == pytest.approx(effect, abs=0.012)


def test_an_effect_that_grows_is_not_turned_round_by_the_groups_already_reached():
    draws = np.random.default_rng(5)
    found = staggered(panel(draws, groups=40, effect=0.02, growth=0.01))
    weekly = [one.value for week, one in found.by_week if week >= 0]
    assert found.effect.value == pytest.approx(0.02 + 0.01 * 3.5, abs=0.02)
    assert np.polyfit(range(len(weekly)), weekly, 1)[0] == pytest.approx(0.01, abs=0.004)


def test_groups_that_drew_apart_before_are_caught():
    draws = np.random.default_rng(2)
    made = panel(draws, groups=24)
    early = made.start < NEVER
    drift = early[:, None] * 0.02 * np.arange(made.value.shape[1])
    found = staggered(Panel(made.value + drift, made.people, made.start))
    assert found.placebo.is_established


@settings(max_examples=30, deadline=None)
@given(shift=st.floats(-1, 1), seed=st.integers(0, 999))
def test_what_all_groups_share_changes_nothing(shift, seed):
    made = panel(np.random.default_rng(seed), groups=8, weeks=30)
    bump = shift * np.sin(np.arange(30))
    one = staggered(made)
    other = staggered(Panel(made.value + bump, made.people, made.start))
    assert other.effect.value == pytest.approx(one.effect.value, abs=1e-9)
    assert other.effect.high == pytest.approx(one.effect.high, abs=1e-9)


def test_without_groups_left_to_compare_there_is_no_estimate():
    draws = np.random.default_rng(0)
    made = panel(draws, starts=(10, 10))
    assert staggered(made) is None


def series(draws, weeks, likeness, effect, event):
    noise = np.zeros(weeks)
    for week in range(1, weeks):
        noise[week] = likeness * noise[week - 1] + draws.normal(0, 0.02)
    return 0.2 + 0.001 * np.arange(weeks) + noise + effect * (np.arange(weeks) >= event)


@pytest.mark.parametrize("likeness", [0.0, 0.6])
def test_intervals_of_the_interrupted_series_keep_their_promise(likeness):
    draws, rounds, effect = np.random.default_rng(3), 40, 0.06
    found = [interrupted(series(draws, 40, likeness, effect, 20), 20).effect for _ in range(rounds)]
    assert sum(one.low <= effect <= one.high for one in found) >= 0.78 * rounds
    null = [interrupted(series(draws, 40, likeness, 0.0, 20), 20).effect for _ in range(rounds)]
    assert sum(one.is_established for one in null) <= 0.22 * rounds


def test_days_off_are_set_apart():
    draws = np.random.default_rng(4)
    off = np.zeros(40)
    off[[5, 9, 13, 20, 21, 22]] = 5
    found = interrupted(series(draws, 40, 0.3, 0.0, 20) - 0.1 * off / 5, 20, off)
    assert not found.effect.is_established


WEEK = np.arange(60)
CURVES = {
    "an S": 0.4 / (1 + np.exp(-(WEEK - 40) / 6)),
    "a peak": 0.4 * np.exp(-(((WEEK - 15) / 8) ** 2)),
    "a rise, then a slow fall": 0.1 + 0.3 * np.minimum(WEEK / 20, 1) - 0.006 * (WEEK - 20).clip(0),
}


@pytest.mark.parametrize("curve", CURVES.values(), ids=list(CURVES))
def test_a_course_that_bends_before_the_event_is_told_as_such(curve):
    noisy = curve + np.random.default_rng(1).normal(0, 0.01, 60)
    assert interrupted(noisy, 48).false_alarms > FALSE_ALARMS
