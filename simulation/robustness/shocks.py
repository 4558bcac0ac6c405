"""Shocks a roll-out may meet in a week, as far as the model can express them.

The levers of a run are one row a week, so a shock is what becomes of them from a week on. Three
shocks touch people instead, once, and heal by the model's own rules: an incident costs trust, a
site that turns hostile has its managers' postures fall, and a reorganisation gives teams other
managers and cuts their ties beyond the team.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from simulation.experiments.draws import Simulate
from simulation.model import Simulation
from simulation.model.run import run_of
from simulation.robustness.reorganisation import reorganise
from simulation.scenario import Scenario

FALLING: Final[Mapping[str, tuple[str, ...]]] = {
    "sponsor_leaves": ("sponsor",),
    "communication_stops": ("communication",),
    "managers_example_lost": ("example",),
    "community_managers_leave": ("community_manager_hours",),
    "training_stops": ("training_seats", "behaviour_seats", "manager_seats", "animator_seats"),
    "recognition_stops": ("peer", "managerial"),
    "time_taken_back": ("time_allowance",),
    "tool_harder_to_reach": ("access", "ergonomics"),
}
"""Shocks that take away from levers, in proportion to their size."""

HARDENED: Final = "charter_hardened"
"""Freedom is taken away and monitoring rises, as after a scandal elsewhere."""

ONCE: Final = ("incident", "hostile_site", "reorganisation")
"""Shocks that happen once, to people; they have no end but healing."""

SHOCKS: Final = (*FALLING, HARDENED, *ONCE)


@dataclass(frozen=True)
class Shock:
    """What happens, when, for how long and how hard.

    Attributes:
        kind: one of `SHOCKS`.
        week: first week, from 1.
        weeks: it lasts, or None until the end; shocks that happen once last as they heal.
        size: share of what it touches that is taken away, in ]0, 1].
    """

    kind: str
    week: int
    weeks: int | None
    size: float

    def weight(self, last: int) -> float:
        """Weeks of the whole shock it amounts to until a week: size x weeks it lasts."""
        left = last - self.week + 1
        return self.size * (left if self.weeks is None else min(self.weeks, left))


Under = Callable[[Shock], Simulate]
"""Gives what runs a scenario under a shock."""


def under(shock: Shock) -> Simulate:
    """What runs a scenario with a shock in it."""

    def simulate(scenario: Scenario, replicate: int) -> Any:
        begun = time.perf_counter()
        simulation = Simulation(scenario, replicate)
        strike_levers(simulation.levers, shock)
        if shock.kind in ONCE:
            simulation.work(shock.week - 1)
            _strike_people(simulation, shock)
        simulation.work(scenario.horizon_weeks)
        return run_of(simulation, time.perf_counter() - begun)

    return simulate


def strike_levers(levers: np.ndarray, shock: Shock) -> None:
    """Write a shock into the levers of a run, one row a week."""
    end = None if shock.weeks is None else shock.week - 1 + shock.weeks
    rows = slice(shock.week - 1, end)
    kept = 1.0 - shock.size
    for name in FALLING.get(shock.kind, ()):
        left = levers[name][rows] * kept
        levers[name][rows] = np.floor(left) if levers[name].dtype.kind == "i" else left
    if shock.kind == HARDENED:
        levers["freedom"][rows] *= kept
        watched = levers["monitoring"][rows]
        levers["monitoring"][rows] = watched + shock.size * (1.0 - watched)


def _strike_people(simulation: Simulation, shock: Shock) -> None:
    employee, organisation = simulation.state.employee, simulation.organisation
    if shock.kind == "incident":
        employee["trust"] *= 1.0 - shock.size
        return
    if shock.kind == "reorganisation":
        reorganise(simulation, shock.size)
        return
    largest = np.bincount(organisation.site).argmax()
    there = organisation.is_manager & (organisation.site == largest)
    simulation.state.leadership["posture"][there] *= 1.0 - shock.size
