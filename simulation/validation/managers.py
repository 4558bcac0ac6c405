"""P9: managers and teams draw people in."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.model import Simulation
from simulation.model.state import NOT_YET
from simulation.validation.estimates import contrast
from simulation.validation.maturity import interactive
from simulation.validation.pattern import Check, Figures, Pattern
from simulation.validation.runs import (
    DEFAULT,
    MATURITY,
    Acts,
    Arm,
    Flags,
    Played,
    Step,
    Trials,
    coin,
)
from simulation.validation.verdict import Above, Band

SILENT_FROM, SWITCH, END = 44, 60, 86
LEAST_TEAM: Final = 3
PERMUTATIONS: Final = 20

SHOWS, STAYS_AWAY = 1, -1

EXEMPLARY = Arm({"managers.example": 1.0})


def showing(simulation: Simulation) -> Flags:
    """Managers a coin makes active."""
    return simulation.state.employee.is_manager & coin(simulation, "managers")


def switch_managers(simulation: Simulation) -> None:
    """Half of the managers visit and post every week from now on, the others stay away."""
    managers = simulation.state.employee.is_manager
    script = np.where(showing(simulation), SHOWS, STAYS_AWAY)
    simulation.state.trial.script[:] = np.where(managers, script, 0)


SWITCHED = Arm({"horizon_weeks": END}, (Step(SWITCH, switch_managers),))


def team_correlation(taking_part: Flags, manager: NDArray) -> float:
    """Intraclass correlation (analysis of variance) of taking part, by manager."""
    size = np.bincount(manager)
    kept = size[manager] >= LEAST_TEAM
    _, team = np.unique(manager[kept], return_inverse=True)
    y, size = taking_part[kept].astype(float), np.bincount(team).astype(float)
    teams, people = size.size, y.size
    if teams < 2:
        return float("nan")
    means = np.bincount(team, y) / size
    between = size @ (means - y.mean()) ** 2 / (teams - 1)
    within = np.sum((y - means[team]) ** 2) / (people - teams)
    typical = (people - size @ size / people) / (teams - 1)
    total = between + (typical - 1) * within
    return float((between - within) / total) if total > 0 else float("nan")


def correlation_over_chance(played: Played) -> float:
    """Correlation within teams at maturity, minus that of people dealt anew into teams."""
    acts, manager = played.acts, played.state.employee.manager
    reports = manager >= 0
    taking_part = (acts.number(acts.during(*MATURITY)) > 0)[reports]
    luck = np.random.default_rng(played.simulation.seed)
    chance = [
        team_correlation(luck.permutation(taking_part), manager[reports])
        for _ in range(PERMUTATIONS)
    ]
    return team_correlation(taking_part, manager[reports]) - float(np.mean(chance))


def starts_by_manager(acts: Acts, played: Played, shows: Flags) -> NDArray[np.int64]:
    """Registered people silent for 16 weeks who then interact or not, by kind of manager.

    Managers are left out: they are themselves made to act or to stay away.

    Returns:
        [[active manager and starts, and not], [inactive manager and starts, and not]].
    """
    employee = played.state.employee
    registered = (employee.registered_week != NOT_YET) & (employee.registered_week < SILENT_FROM)
    silent = acts.number(acts.during(SILENT_FROM, SWITCH)) == 0
    concerned = registered & silent & ~played.state.employee.is_manager & (employee.manager >= 0)
    starts = acts.number(acts.during(SWITCH, END)) > 0
    led = shows[employee.manager]
    return np.array(
        [
            [np.sum(concerned & arm & starts), np.sum(concerned & arm & ~starts)]
            for arm in (led, ~led)
        ]
    )


def measure(trials: Trials) -> Figures:
    """Correlation in teams, effect of an active manager, effect of exemplary top management.

    Top management that sets every example is compared with the default scenario, since row
    3.10 compares one such company with the benchmark's average.
    """
    default, switched = trials.play(DEFAULT), trials.play(SWITCHED)
    exemplary = interactive(trials.play(EXEMPLARY).acts)
    return {
        "team_correlation": correlation_over_chance(default),
        "manager_odds_ratio": starts_by_manager(
            switched.acts, switched, showing(switched.simulation)
        ),
        "exemplary_top": np.array([exemplary, interactive(default.acts)]),
    }


P9 = Pattern(
    key="P9",
    sources="3.4, 3.5, 3.6, 3.7, 3.10, 3.11",
    use="kept_out",
    mended=True,
    measure=measure,
    checks=(
        Check("team_correlation", Above(0.0)),
        Check("manager_odds_ratio", Band(1.2, 3.2), "number", contrast),
        Check("exemplary_top", Band(1.1, 1.4), "ratio", contrast),
    ),
)
