"""What was known of each number before any pilot: distributions over its range."""

import numpy as np
import pytest

from simulation.catalogue import parameters
from simulation.priors import Prior, prior_by_rule, prior_told

SHARES = np.linspace(0.0, 1.0, 201)
GRID = (np.arange(20_000) + 0.5) / 20_000


@pytest.mark.parametrize("parameter", parameters().values(), ids=list(parameters()))
def test_a_prior_lies_within_the_range_and_around_the_default(parameter):
    low, high = parameter.range
    values = parameter.prior.quantile(SHARES)
    assert values.min() >= low and values.max() <= high
    assert (np.diff(values) >= 0).all()
    assert low <= parameter.prior.centre <= high
    if not parameter.prior.varies:
        assert (values == parameter.default).all()


def test_a_pert_prior_has_the_mean_and_mode_of_its_textbook():
    values = prior_by_rule(2.0, 10.0, 5.0).sample(GRID)
    assert values.mean() == pytest.approx((2 + 4 * 5 + 10) / 6, abs=1e-3)
    counts, edges = np.histogram(values, bins=16)
    assert edges[counts.argmax()] <= 5.0 <= edges[counts.argmax() + 1]


def test_a_range_of_a_decade_is_thought_of_in_multiples():
    prior = prior_by_rule(0.01, 0.1, 0.03)
    assert prior.form == "lognormal"
    assert prior_by_rule(0.01, 0.09, 0.03).form == "pert"
    assert prior_by_rule(0.0, 0.1, 0.03).form == "pert"
    middle = Prior("lognormal", 0.01, 0.1, 0.01 * 10**0.5, prior.spread)
    assert middle.quantile(0.5) == pytest.approx(0.01 * 10**0.5)
    assert middle.quantile(0.2) * middle.quantile(0.8) == pytest.approx(0.001)


def test_a_cut_normal_prior_keeps_its_centre_when_cut_evenly():
    values = prior_told({"form": "normal", "spread": 0.1}, 0.2, 0.8, 0.5).sample(GRID)
    assert values.mean() == pytest.approx(0.5)
    assert values.std() == pytest.approx(0.1, rel=0.02)


def test_uniform_and_fixed_are_what_they_say():
    assert prior_told("uniform", 2.0, 4.0, 3.0).quantile(0.25) == 2.5
    assert (prior_told("fixed", 2.0, 4.0, 3.0).quantile([0.0, 0.9]) == 3.0).all()


@pytest.mark.parametrize(
    "told",
    [
        "gaussian",
        "normal",
        {"form": "pert", "spread": 0.1},
        {"form": "pert", "centre": 5.0},
        {"form": "pert", "mode": 3.0},
    ],
)
def test_an_impossible_prior_is_refused(told):
    with pytest.raises(ValueError, match="prior"):
        prior_told(told, 2.0, 4.0, 3.0)
