"""The runs the patterns of a mature network are computed from."""

import pytest
from pattern_reading import Acts, acts_of

from simulation.model import simulate
from simulation.scenario import Scenario

REPLICATES = 12


@pytest.fixture(scope="session")
def default_runs() -> list[Acts]:
    """The default scenario, two years, 2,400 employees."""
    return [acts_of(simulate(Scenario(), r, events=True)) for r in range(REPLICATES)]
