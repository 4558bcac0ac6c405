import numpy as np
import pytest
from scipy.stats import norm

from simulation.sizing.chances import Yardstick, counted

TARGET = 0.2


def futures(generator, count):
    """Good and bad futures, as logarithms of levels."""
    return 0.4 * generator.standard_normal(count)


def levels(futures, shift, generator):
    return TARGET * np.exp(futures + shift + 0.03 * generator.standard_normal(len(futures)))


def estimates(shift, draws, worlds=60):
    """What a yardstick says of a plan drawn a few times, in many worlds."""
    found = []
    for seed in range(worlds):
        generator = np.random.default_rng(seed)
        world = futures(generator, 80)
        yardstick = Yardstick(levels(world, 0.1, generator), TARGET)
        found.append(yardstick.chance(levels(world[:draws], shift, generator)))
    return found


@pytest.mark.parametrize("shift", [-0.2, 0.1, 0.35, 0.6])
def test_a_few_common_draws_tell_the_probability_without_bias(shift):
    true = norm.sf(-shift / np.hypot(0.4, 0.03))
    found = estimates(shift, 6)
    assert np.mean([chance.mean for chance in found]) == pytest.approx(true, abs=0.03)


def test_intervals_hold_the_true_probability_about_as_often_as_they_say():
    true = norm.sf(-0.35 / np.hypot(0.4, 0.03))
    inside = [chance.low <= true <= chance.high for chance in estimates(0.35, 6, 100)]
    assert 0.8 <= np.mean(inside) <= 0.99


def test_the_yardstick_tells_far_more_than_counting_the_same_draws():
    few = np.std([chance.mean for chance in estimates(0.35, 6)])
    generator = np.random.default_rng(1)
    plain = [
        counted(levels(futures(generator, 6), 0.35, generator), TARGET).mean for _ in range(60)
    ]
    assert few < 0.6 * np.std(plain)


def test_the_margin_rises_with_the_level_and_never_saturates():
    generator = np.random.default_rng(4)
    world = futures(generator, 80)
    yardstick = Yardstick(levels(world, 0.0, generator), TARGET)
    plan = levels(world[:8], 0.0, generator)
    margins = [yardstick.margin(plan * factor) for factor in (0.1, 0.5, 1, 2, 8, 30)]
    assert margins == sorted(margins)
    assert len(set(margins)) == 6


def test_missing_and_nil_draws_are_borne():
    generator = np.random.default_rng(5)
    world = futures(generator, 80)
    yardstick = Yardstick(levels(world, 0.0, generator), TARGET)
    plan = levels(world[:8], 0.3, generator)
    plan[2] = np.nan
    assert 0.5 < yardstick.chance(plan).mean < 1
    assert yardstick.chance(np.zeros(8)).mean < 0.05


def test_counted_chances_are_those_of_jeffreys():
    chance = counted(np.array([0.1, 0.3, 0.3, 0.2]), TARGET)
    assert chance.mean == pytest.approx(3.5 / 5)
    assert chance.low < chance.mean < chance.high
