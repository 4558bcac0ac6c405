"""A reorganisation: teams get other managers, and their ties of work beyond the team are cut.

Who works in which unit stays, so that counts by unit can be compared with those of a calm run.
A tie that was cut is not forgotten: exchanges on the network bring it back, as they do with ties
that distance has weakened (S14). That a reorganised team keeps none of its ties elsewhere is the
hardest case, as befits the full size of a shock; how many teams are reorganised is its size.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation import randomness
from simulation.model import Simulation
from simulation.model.initialisation import near_ambassadors

LUCK = 3
"""Which of the draws about units and teams (`randomness.WAVES`) tells who is reorganised."""


def reorganise(simulation: Simulation, share: float) -> None:
    """Reorganise a share of the teams of a run under way.

    Args:
        simulation: the run; its managers and ties of work change.
        share: of the teams, in ]0, 1]; a greater share holds the teams of a smaller one.
    """
    state, employee = simulation.state, simulation.state.employee
    former = employee["manager"].copy()
    leads = reorganised_managers(simulation, share)
    employee["manager"] = exchanged_managers(former, employee["level"], leads, _luck(simulation))
    _cut_ties(state, former, np.append(leads, False)[former])
    state.employee["near_ambassador"] = near_ambassadors(
        employee["ambassador"], simulation.organisation.team, employee["manager"]
    )


def reorganised_managers(simulation: Simulation, share: float) -> NDArray[np.bool_]:
    """Whose teams are reorganised, shape (n,): those of the luckless share of managers."""
    managers = np.flatnonzero(simulation.state.employee["is_manager"])
    order = managers[np.argsort(_luck(simulation)[managers], kind="stable")]
    leads = np.zeros(simulation.state.employee.size, bool)
    leads[order[: round(share * managers.size)]] = True
    return leads


def exchanged_managers(
    manager: NDArray[np.int32],
    level: NDArray[np.int16],
    leads: NDArray[np.bool_],
    luck: NDArray[np.float64],
) -> NDArray[np.int32]:
    """Whom everybody reports to once managers of the same level took each other's teams.

    Staying on one level keeps the hierarchy a tree. A manager who is alone on a level stays.

    Args:
        manager: employee reported to, -1 at the top, shape (n,).
        level: steps below the top, shape (n,).
        leads: whose teams are reorganised, shape (n,).
        luck: the order in which teams are handed on, shape (n,).
    """
    successor = np.arange(manager.size, dtype=np.int32)
    for step in np.unique(level[leads]):
        peers = np.flatnonzero(leads & (level == step))
        peers = peers[np.argsort(luck[peers], kind="stable")]
        successor[peers] = np.roll(peers, 1)
    return np.where(manager >= 0, successor[manager], manager)


def _cut_ties(state, team, moved) -> None:
    """Take all weight from ties between teams of which one is reorganised, and add up anew.

    The tie to a manager who stays is one of the team's own.
    """
    link, distance, manager = state.link, state.distance, state.employee["manager"]
    person = np.repeat(np.arange(team.size), np.diff(state.tie_start))
    colleague = link["target"]
    beyond = team[person] != team[colleague]
    beyond &= (manager[person] != colleague) & (manager[colleague] != person)
    cut = beyond & (moved[person] | moved[colleague])
    for column in (link["weight"], link["back"], distance["faded"]):
        column[cut] = 0

    def added_up(weights: NDArray) -> NDArray[np.float64]:
        return np.bincount(person, weights, minlength=team.size)

    employee = state.employee
    employee["tie_weight"] = added_up(link["weight"])
    employee["seen_weight"] = added_up(link["weight"] * employee["seen"][colleague])
    employee["voiced_weight"] = added_up(link["weight"] * employee["voiced"][colleague])


def _luck(simulation: Simulation) -> NDArray[np.float64]:
    n = simulation.state.employee.size
    return randomness.uniforms(simulation.seed, randomness.WAVES, LUCK, n)
