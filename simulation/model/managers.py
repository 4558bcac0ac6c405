"""Managers' postures, from controlling (0) to coaching (1) (S7)."""

from __future__ import annotations

from simulation.model.compilation import kernel


@kernel
def posture_above(state, now, manager):
    """Posture of someone's manager; at the top, what top management sets as an example."""
    if manager >= 0:
        return state.leadership[manager].posture
    return now.parameter.posture_top + now.parameter.posture_top_example * now.lever.example


@kernel
def weight_of_rank(state, now):
    """How much a manager's example counts, 1 in a culture at the middle of the scale (S8)."""
    return 1.0 + now.parameter.hierarchy_example * (state.climate[0].hierarchy - 0.5)


@kernel
def drift_postures(state, now):
    """Postures drift with the culture and towards the manager above (in turn, from the top)."""
    parameter = now.parameter
    culture = parameter.posture_culture * (state.climate[0].cooperation - 0.5)
    for i in state.plan.managers:
        leader = state.leadership[i]
        above = posture_above(state, now, state.employee[i].manager)
        change = culture + parameter.posture_example * (above - leader.posture)
        leader.posture = min(1.0, max(0.0, leader.posture + change))
