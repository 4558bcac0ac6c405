"""Training sessions, within the seats of the week (S11; evidence 3.16)."""

from __future__ import annotations

from simulation.model.compilation import kernel


@kernel
def train_people(employee, plan, lever, parameter, tally, week):
    """Seats go to invited people in a drawn order, once each: skill, value and ease rise."""
    seats = lever.training_seats
    while seats > 0 and plan.progress[0] < plan.training_order.size:
        i = plan.training_order[plan.progress[0]]
        if employee.invited_week[i] > week:
            return
        plan.progress[0] += 1
        seats -= 1
        tally.training_seats_used += 1
        employee.skill[i] += parameter.training_skill * (1.0 - employee.skill[i])
        employee.value[i] += parameter.training_value * (1.0 - employee.value[i])
        employee.ease[i] += parameter.training_ease * (1.0 - employee.ease[i])


@kernel
def train_managers(employee, plan, lever, parameter, tally):
    """Seats go to managers in a drawn order, once each: part of the way to coaching."""
    seats = lever.manager_training_seats
    while seats > 0 and plan.progress[1] < plan.manager_order.size:
        i = plan.manager_order[plan.progress[1]]
        plan.progress[1] += 1
        seats -= 1
        tally.manager_training_seats_used += 1
        employee.posture[i] += parameter.training_posture * (1.0 - employee.posture[i])
