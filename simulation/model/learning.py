"""What people learn from a week: reception, value, habit, skill, trust, motivation (S4–S6, S10)."""

from __future__ import annotations

import math

from simulation.model.clock import TWO_DAYS
from simulation.model.compilation import formula, kernel
from simulation.model.contributing import manager_posture
from simulation.model.state import NEWS_SPACE, NOT_YET


@kernel
def receive(employee, post, lever, parameter, week):
    """How last week's posts were received moves their authors' motivation and trust.

    First experiences weigh most. An answer, above all within 48 hours, encourages; silence
    discourages, less so with a reaction; an unkind answer costs trust. Judged a week later,
    so that late answers count.
    """
    half = (week + 1) % 2
    start = half * post.capacity[0]
    for p in range(start, start + post.number[half]):
        i = post.author[p]
        intrinsic, trust = employee.intrinsic[i], employee.trust[i]
        weight = parameter.reception_experience / (
            parameter.reception_experience + max(0, employee.posts[i] - 1)
        )
        if post.first_answer_delay[p] <= TWO_DAYS:
            intrinsic += weight * parameter.answered_intrinsic * (1.0 - intrinsic)
            trust += weight * parameter.answered_trust * (1.0 - trust)
        elif post.answers[p] > 0:
            intrinsic += weight * parameter.answered_late_intrinsic * (1.0 - intrinsic)
            trust += weight * parameter.answered_late_trust * (1.0 - trust)
        else:
            loss = weight * (parameter.reaction_consolation if post.reactions[p] > 0 else 1.0)
            intrinsic -= loss * parameter.silence_intrinsic * intrinsic
            trust -= loss * parameter.silence_trust * trust
        liked = min(parameter.reactions_counted, post.reactions[p])
        intrinsic += parameter.reaction_gain * (0.5 + lever.peer) * liked * (1.0 - intrinsic)
        for _ in range(post.unkind[p]):
            trust -= parameter.unkind_trust * trust
        employee.intrinsic[i], employee.trust[i] = intrinsic, trust
        employee.unanswered[i] = post.answers[p] == 0 and post.community[p] != NEWS_SPACE


@formula
def climate_trust(disposition, remote, posture, dissonance, lever, parameter):
    """The trust a person's surroundings lead to, besides what happens on the network."""
    return (
        disposition
        + parameter.climate_posture * (posture - 0.5)
        + parameter.climate_right_to_error * (lever.right_to_error - 0.5)
        + parameter.climate_charter * (lever.freedom + lever.clarity - 1.0)
        - parameter.climate_monitoring * lever.monitoring
        - parameter.climate_dissonance * dissonance
        - parameter.climate_remote * remote * (1.0 - posture)
        + parameter.climate_top * lever.example
    )


@formula
def value_found(usefulness, lever, parameter):
    """Value of a week of visits: what the tool gives alone, and what colleagues add."""
    social = parameter.value_headroom * (1.0 - math.exp(-usefulness / parameter.usefulness_scale))
    return lever.fit * (parameter.value_alone + (1.0 - parameter.value_alone) * social)


@formula
def within_bounds(number):
    """A number held in [0, 1]."""
    return min(1.0, max(0.0, number))


@kernel
def learn(employee, dissonance, lever, parameter, week):
    """Everyone's trust and motivation drift to their level; users learn value, habit and skill.

    Simultaneous. Dissonance is what is declared above what is lived (S34).
    """
    to_climate = 1.0 / parameter.trust_return_weeks
    to_disposition = 1.0 / parameter.intrinsic_return_weeks
    remembered = 1.0 - parameter.debt_fading
    for i in range(employee.unit.size):
        posture = manager_posture(employee, lever, parameter, employee.manager[i])
        climate = climate_trust(
            employee.trust_disposition[i], employee.remote[i], posture, dissonance, lever, parameter
        )
        trust = employee.trust[i]
        employee.trust[i] = within_bounds(trust + to_climate * (within_bounds(climate) - trust))
        if employee.registered_week[i] == NOT_YET:
            continue
        intrinsic = employee.intrinsic[i]
        intrinsic += to_disposition * (employee.intrinsic_disposition[i] - intrinsic)
        unreturned = employee.credit[i] - parameter.giver_threshold
        if unreturned > 0.0:
            fatigue = parameter.giver_fatigue * min(1.0, unreturned / parameter.giver_span)
            intrinsic -= fatigue * intrinsic
        employee.intrinsic[i] = within_bounds(intrinsic)
        employee.debt[i] *= remembered
        employee.credit[i] *= remembered
        if employee.days[i] == 0:
            employee.habit[i] -= parameter.habit_loss * employee.habit[i]
            continue
        found = value_found(employee.usefulness[i], lever, parameter)
        value = employee.value[i] + parameter.value_speed * (found - employee.value[i])
        employee.value[i] = within_bounds(value)
        gain = parameter.habit_gain * min(1.0, employee.days[i] / parameter.habit_days)
        employee.habit[i] += gain * (1.0 - employee.habit[i])
        acted = employee.last_act[i] == week
        practice = parameter.skill_contributing if acted else parameter.skill_visiting
        employee.skill[i] += practice * (1.0 - employee.skill[i])
