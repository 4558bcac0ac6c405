"""Small companies the tests of the model share."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from simulation.model import simulate
from simulation.scenario import Scenario

REPLICATES = 8


@pytest.fixture(scope="session")
def company() -> Scenario:
    """A company of 1,000 over a year and a half."""
    return Scenario().resized(1000).changed({"horizon_weeks": 78})


@pytest.fixture(scope="session")
def outcomes():
    """Weekly aggregates of several replicates of a scenario, shape (replicates, weeks) each."""
    known = {}

    def of(scenario):
        if scenario.key() not in known:
            with ThreadPoolExecutor(2) as pool:
                runs = list(pool.map(lambda k: simulate(scenario, k), range(REPLICATES)))
            names = runs[0].weekly
            known[scenario.key()] = {
                name: np.array([run.weekly[name] for run in runs]) for name in names
            }
        return known[scenario.key()]

    return of
