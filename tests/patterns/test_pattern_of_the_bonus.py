"""Pattern P12, kept out of calibration: money lifts while it runs, and crowds out after.

Two arms that share company and luck: one pays a bonus in weeks 79 to 104, the other never.
"""

import numpy as np
import pytest
from numpy.typing import NDArray
from pattern_reading import Acts, acts_of, assert_within

from simulation.model import Mechanisms, simulate
from simulation.scenario import Scenario

REPLICATES = 8
NEVER_PAID = Scenario(horizon_weeks=132)
PAID = NEVER_PAID.changed(
    {"recognition.bonus": {"strength": 1.0, "first_week": 79, "last_week": 104}}
)


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Acts, Acts, NDArray[np.bool_]]]:
    """Acts of the paid and of the never-paid arm, and who was the most motivated at the start."""
    found = []
    for replicate in range(REPLICATES):
        paid, never = (simulate(arm, replicate, events=True) for arm in (PAID, NEVER_PAID))
        motivation = paid.simulation.state.employee.intrinsic_disposition
        found.append((acts_of(paid), acts_of(never), motivation >= np.quantile(motivation, 0.6)))
    return found


def change(paid: Acts, never: Acts, first: int, last: int, people: NDArray[np.bool_]) -> float:
    """Relative change of these people's interactions, in the weeks first … last."""

    def interactions(acts: Acts) -> int:
        return np.count_nonzero(acts.between(first, last) & acts.interacts() & people[acts.person])

    return interactions(paid) / interactions(never) - 1


def two_errors(values: list[float]) -> float:
    return 2 * float(np.std(values, ddof=1)) / np.sqrt(len(values))


def test_p12_contributions_rise_while_the_bonus_runs(pairs):
    """Row 3.23: by 0 to 40 %."""
    lift = [change(paid, never, 79, 104, np.ones_like(keen)) for paid, never, keen in pairs]
    assert np.mean(lift) > two_errors(lift)
    assert_within(lift, 0.0, 0.4)


def test_p12_after_its_end_the_intrinsically_motivated_bring_less_than_if_never_paid(pairs):
    """Row 3.21: the two fifths with the highest intrinsic motivation at the start."""
    after = [change(paid, never, 107, 132, keen) for paid, never, keen in pairs]
    assert np.mean(after) < -two_errors(after)


def test_without_recognition_a_bonus_changes_nothing():
    off = Mechanisms(recognition=False)
    paid, never = (simulate(arm, 0, mechanisms=off) for arm in (PAID, NEVER_PAID))
    for name, column in paid.weekly.items():
        np.testing.assert_array_equal(column, never.weekly[name], err_msg=name)
