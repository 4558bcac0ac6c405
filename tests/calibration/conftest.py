"""A small company's pilot of six weeks, its record, and one calibration on it."""

from pathlib import Path

import numpy as np
import pytest
from small_pilot import LIVELY, PEOPLE, RUNS, UNTIL, WEEKS

from simulation import tables
from simulation.calibration import Posterior, calibrate
from simulation.calibration.acts import CODES
from simulation.calibration.design import run
from simulation.calibration.pilot import Pilot
from simulation.calibration.recovery import pilot_scenario
from simulation.calibration.targets import Measuring
from simulation.model.events import record_of
from simulation.organisation import organisation_of
from simulation.scenario import Scenario
from simulation.tables import Record


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return pilot_scenario(PEOPLE, WEEKS)


@pytest.fixture(scope="session")
def company_pilot(scenario) -> Pilot:
    company = organisation_of(scenario)
    return Pilot(
        scenario,
        company,
        np.zeros(PEOPLE, np.int32),
        Measuring.of(company, CODES, formal=True),
        np.arange(PEOPLE),
    )


@pytest.fixture(scope="session")
def simulation(company_pilot):
    return run(company_pilot, LIVELY, WEEKS, 12345)


@pytest.fixture(scope="session")
def record(simulation) -> Record:
    return record_of(simulation)


@pytest.fixture(scope="session")
def folder(record, tmp_path_factory) -> Path:
    return tables.write(record, tmp_path_factory.mktemp("workspace") / "pilots" / "pilot")


@pytest.fixture(scope="session")
def calibrated(folder, scenario) -> tuple[Posterior, Path]:
    """A posterior at week `UNTIL`, and where it was written."""
    place = folder.parents[1] / "posteriors" / "pilot"
    return calibrate(folder, scenario, UNTIL, place, runs=RUNS, workers=1), place
