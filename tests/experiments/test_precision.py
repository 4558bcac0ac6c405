import numpy as np
import pytest
from known_company import KnownCompany, with_coaching

from simulation.errors import InputError
from simulation.experiments import ensemble
from simulation.experiments.precision import FIRST_DRAWS, half_width, until_precise


def test_draws_go_on_until_the_interval_is_narrow_enough(company):
    drawn = until_precise(with_coaching(0.5), 0.006, simulate=company)
    assert half_width(drawn, "weekly_active") <= 0.006
    expected = (1.96 * 0.05 / 0.006) ** 2
    assert 0.6 * expected < len(drawn.replicates) < 2 * expected
    assert list(drawn.replicates) == list(range(len(drawn.replicates)))


def test_they_are_the_draws_that_the_same_number_gives_at_once(company):
    drawn = until_precise(with_coaching(0.5), 0.01, simulate=company)
    at_once = ensemble(with_coaching(0.5), len(drawn.replicates), simulate=company)
    np.testing.assert_array_equal(drawn.weekly["weekly_active"], at_once.weekly["weekly_active"])


def test_where_the_first_draws_suffice_no_more_are_made(company):
    until_precise(with_coaching(0.5), 0.5, simulate=company)
    assert len(company.played) == FIRST_DRAWS


@pytest.mark.parametrize("precision", [0.0, -1.0, float("nan"), 1e-6])
def test_a_precision_out_of_reach_is_refused_before_it_is_tried(precision):
    company = KnownCompany()
    with pytest.raises(InputError):
        until_precise(with_coaching(0.5), precision, simulate=company)
    assert len(company.played) <= FIRST_DRAWS
