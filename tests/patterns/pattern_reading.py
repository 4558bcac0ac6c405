"""What the patterns read in a run, and how a value is held against a band of evidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.model import Run
from simulation.tables import CONTRIBUTIONS

INTERACTIONS = (*CONTRIBUTIONS, "reaction")


@dataclass(frozen=True)
class Acts:
    """What the employees of a run did, from its record: one row per event, weeks from 0."""

    employees: int
    week: NDArray[np.int64]
    person: NDArray[np.int64]
    action: NDArray[np.object_]

    def interacts(self) -> NDArray[np.bool_]:
        return np.isin(self.action, INTERACTIONS)

    def people(self, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which employees have at least one of these events."""
        return np.bincount(self.person[rows], minlength=self.employees) > 0

    def between(self, first: int, last: int) -> NDArray[np.bool_]:
        """Events of the weeks first … last, counted from 1 as in a scenario."""
        return (self.week >= first - 1) & (self.week <= last - 1)


def acts_of(run: Run) -> Acts:
    """The acts of employees; community managers, numbered after them, are left out."""
    record = run.record
    events = record.events
    employees = len(run.organisation)
    events = events[events["person"] < employees]
    first = np.datetime64(record.manifest["first_week"])
    return Acts(
        employees=employees,
        week=((events["week"].to_numpy() - first) / np.timedelta64(7, "D")).astype(int),
        person=events["person"].to_numpy(np.int64),
        action=events["action"].to_numpy(object),
    )


def assert_within(values: list[float], low: float, high: float) -> None:
    """The mean over replicates lies in the band, give or take two standard errors of it."""
    mean = float(np.mean(values))
    error = 2 * float(np.std(values, ddof=1)) / np.sqrt(len(values))
    assert low - error <= mean <= high + error, f"{mean:.3f} ± {error:.3f} not in [{low}, {high}]"
