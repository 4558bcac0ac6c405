"""The record that several tests look at."""

import pytest
from stories import random_story

from simulation.tables import Record


@pytest.fixture(scope="session")
def busy_record() -> Record:
    return random_story(seed=7, people=150, weeks=14).record()
