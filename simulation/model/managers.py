"""Managers' postures, from controlling (0) to coaching (1), and their training (S7, S11)."""

from __future__ import annotations

from simulation.model.compilation import kernel
from simulation.model.contributing import manager_posture


@kernel
def drift_postures(employee, plan, lever, parameter):
    """Postures drift with the culture and towards the manager above (in turn, from the top)."""
    culture = parameter.posture_culture * (lever.cooperation - 0.5)
    for i in plan.managers:
        above = manager_posture(employee, lever, parameter, employee.manager[i])
        change = culture + parameter.posture_example * (above - employee.posture[i])
        employee.posture[i] = min(1.0, max(0.0, employee.posture[i] + change))


@kernel
def lived_values(employee, plan, lever, parameter):
    """What the company lives by: postures of its managers and cooperation (S34)."""
    total = 0.0
    for i in plan.managers:
        total += employee.posture[i]
    posture = total / plan.managers.size if plan.managers.size else 0.5
    return parameter.lived_posture * posture + (1.0 - parameter.lived_posture) * lever.cooperation
