"""A workspace with a record and nothing slow."""

import pytest

from simulation import tables
from simulation.model import simulate
from simulation.scenario import load
from simulation.workspace import Workspace


@pytest.fixture(scope="session")
def workspace(tmp_path_factory) -> Workspace:
    """A workspace that holds the record of a small simulated company."""
    place = Workspace(tmp_path_factory.mktemp("workspace"))
    everybody = {"plan.waves": [{"week": 1, "share": 1.0}], "horizon_weeks": 10}
    scenario = load("sponsor_and_training").resized(300).changed(everybody)
    tables.write(simulate(scenario, events=True).record, place.runs / "small")
    return place


@pytest.fixture
def at_once(monkeypatch):
    """Jobs run at once, in the test's own thread."""
    from concurrent.futures import Future

    class Immediate:
        def __init__(self, *_args, **_named):
            pass

        def submit(self, work):
            future = Future()
            future.set_result(work())
            return future

        def shutdown(self, **_named):
            pass

    monkeypatch.setattr("dashboards.jobs.ThreadPoolExecutor", Immediate)
    return lambda callback: callback()
