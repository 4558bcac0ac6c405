"""Simulating one scenario once: weekly aggregates always, the record of events on demand."""

from __future__ import annotations

import time
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.initialisation import initial_state
from simulation.model.recording import BARRIERS, COUNTS, LEVELS, TALLY, UnitCounts
from simulation.model.state import Mechanisms, State
from simulation.model.terms import terms_of
from simulation.model.week import run_weeks
from simulation.organisation import Organisation, organisation_of
from simulation.randomness import replicate_seed
from simulation.scenario import THEORIES, Scenario

if TYPE_CHECKING:
    from simulation.tables import Record


class Simulation:
    """A run under way: its state, and the weeks worked so far.

    Args:
        scenario: the roll-out.
        replicate: index of the draw; the same index gives every scenario the same luck.
        organisation: the company; drawn or read as the scenario says when not given.
        events: keep every event of the run.
        mechanisms: which mechanisms act (all, unless one wants to see what each carries).

    Raises:
        InputError: a parameter override is unknown or out of range, or the company's
            record cannot be read.
    """

    def __init__(
        self,
        scenario: Scenario,
        replicate: int = 0,
        organisation: Organisation | None = None,
        events: bool = False,
        mechanisms: Mechanisms | None = None,
    ) -> None:
        self.scenario = scenario
        self.replicate = replicate
        self.mechanisms = mechanisms or Mechanisms()
        terms = terms_of(scenario)  # shared by its draws: a simulation changes copies of its own
        self.parameter, self.levers = copy(terms.parameter), terms.levers.copy()
        self.organisation = (
            organisation_of(scenario, replicate) if organisation is None else organisation
        )
        self.seed = replicate_seed(scenario.seed, replicate)
        self.state: State = initial_state(
            scenario, self.organisation, self.parameter, self.mechanisms, self.seed, events
        )
        self.week = 0
        self.weekly = np.zeros(scenario.horizon_weeks, TALLY)
        shape = (scenario.horizon_weeks, len(self.organisation.unit_names))
        self.units = UnitCounts(
            np.zeros(shape, np.int32),
            np.zeros(shape, np.int32),
            np.zeros((*shape, len(BARRIERS)), np.int32),
        )
        self.theory = THEORIES.index(scenario.theory)
        self.events: list[dict[str, NDArray]] | None = [] if events else None

    def work(self, weeks: int = 1) -> None:
        """Work that many weeks, within the horizon; the result does not depend on the steps."""
        last = min(self.week + weeks, self.scenario.horizon_weeks)
        trial = self.state.trial
        on_trial = any(trial[name].any() for name in trial.dtype.names)
        stops = [last] if self.events is None else range(self.week + 1, last + 1)
        for stop in stops:
            run_weeks(
                self.state,
                self.levers,
                self.parameter,
                self.mechanisms,
                self.weekly,
                self.units,
                self.seed,
                self.theory,
                on_trial,
                self.week,
                stop,
            )
            self.week = stop
            if self.events is not None:
                self.events.append(self._week_of_events())

    def _week_of_events(self) -> dict[str, NDArray]:
        event = self.state.event
        count = int(event.number[0])
        if count > event.time.size:
            raise RuntimeError("the buffer of a week's events is too small")
        columns = {
            name: getattr(event, name)[:count].copy() for name in event._fields if name != "number"
        }
        return columns | {"week": np.full(count, self.week - 1, np.int32)}


@dataclass(frozen=True)
class Run:
    """What one simulated run leaves: aggregates by week, by unit, and its record if kept.

    `weekly` holds one array per aggregate, shape (horizon,), week 1 first; `by_unit` arrays
    of people, shape (horizon, units). `seconds` is the time the weeks took.
    """

    scenario: Scenario
    replicate: int
    seed: int
    organisation: Organisation
    weekly: dict[str, NDArray]
    by_unit: dict[str, NDArray[np.int32]]
    seconds: float
    simulation: Simulation = field(repr=False)

    @property
    def record(self) -> Record:
        """The run as a record of five tables, like a pilot's; needs a run that kept its events.

        Raises:
            ValueError: the run did not keep its events.
        """
        from simulation.model.events import record_of

        return record_of(self.simulation)


def simulate(
    scenario: Scenario,
    replicate: int = 0,
    organisation: Organisation | None = None,
    events: bool = False,
    mechanisms: Mechanisms | None = None,
) -> Run:
    """Simulate a scenario once over its horizon; arguments and errors as `Simulation`."""
    simulation = Simulation(scenario, replicate, organisation, events, mechanisms)
    start = time.perf_counter()
    simulation.work(scenario.horizon_weeks)
    return run_of(simulation, time.perf_counter() - start)


def run_of(simulation: Simulation, seconds: float = 0.0) -> Run:
    """The run of a simulation that has worked some weeks."""
    organisation = simulation.organisation
    people = np.bincount(organisation.unit, minlength=len(organisation.unit_names))
    by_unit: dict[str, Any] = simulation.units._asdict()
    held = by_unit.pop("held")
    by_unit |= {f"held_{name}": held[:, :, place] for place, name in enumerate(BARRIERS)}
    by_unit["people"] = np.broadcast_to(people.astype(np.int32), by_unit["contributors"].shape)
    return Run(
        scenario=simulation.scenario,
        replicate=simulation.replicate,
        seed=simulation.seed,
        organisation=organisation,
        weekly={name: simulation.weekly[name].copy() for name in COUNTS + LEVELS},
        by_unit=by_unit,
        seconds=seconds,
        simulation=simulation,
    )
