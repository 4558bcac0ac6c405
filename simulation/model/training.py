"""Training sessions, within the seats that trainers can give (S11; evidence 3.16)."""

from __future__ import annotations

from simulation.model.compilation import kernel
from simulation.model.state import NOT_YET, PRACTICE


@kernel
def use_tool_lessons(person, parameter):
    """What a session on the tool leaves: skill, expected value and ease rise."""
    person.skill += parameter.training_skill * (1.0 - person.skill)
    person.value += parameter.training_value * (1.0 - person.value)
    person.ease += parameter.training_ease * (1.0 - person.ease)


@kernel
def train_people(state, now):
    """Seats of tool training go to invited people in a drawn order, once each (in turn)."""
    seats, order, counter = now.lever.training_seats, state.plan.training_order, state.counter[0]
    while seats > 0 and counter.trained < order.size:
        person = state.employee[order[counter.trained]]
        if person.invited_week > now.week:
            return
        counter.trained += 1
        seats -= 1
        now.tally.training_seats_used += 1
        use_tool_lessons(person, now.parameter)


@kernel
def train_behaviour(state, now):
    """Seats on cooperative behaviour: practice, and more trust in speaking up (in turn)."""
    seats, order, counter = now.lever.behaviour_seats, state.plan.training_order, state.counter[0]
    parameter = now.parameter
    while seats > 0 and counter.behaviour_trained < order.size:
        person = state.employee[order[counter.behaviour_trained]]
        if person.invited_week > now.week:
            return
        counter.behaviour_trained += 1
        seats -= 1
        now.tally.behaviour_seats_used += 1
        person.practice += parameter.behaviour_practice
        gain = parameter.behaviour_trust * (1.0 - person.trust_disposition)
        person.trust_disposition += gain
        person.trust = min(1.0, person.trust + gain)


@kernel
def train_managers(state, now):
    """Seats go to managers in a drawn order, once each: part of the way to coaching (in turn)."""
    seats, order, counter = now.lever.manager_seats, state.plan.manager_order, state.counter[0]
    while seats > 0 and counter.managers_trained < order.size:
        i = order[counter.managers_trained]
        counter.managers_trained += 1
        seats -= 1
        now.tally.manager_training_seats_used += 1
        if state.employee[i].trainable:
            leader = state.leadership[i]
            leader.posture += now.parameter.training_posture * (1.0 - leader.posture)


@kernel
def train_animators(state, now):
    """Seats go to animators of practice communities in the order of their birth (in turn)."""
    seats, counter = now.lever.animator_seats, state.counter[0]
    while seats > 0 and counter.animators_trained < counter.communities:
        room = state.community[counter.animators_trained]
        counter.animators_trained += 1
        if room.founder != NOT_YET and room.kind == PRACTICE and room.end_week > now.week:
            room.trained = True
            seats -= 1
            now.tally.animator_seats_used += 1
