"""What people learn: reception, value, habit, skill, rungs, trust, motivation (S4–S6, S10)."""

from __future__ import annotations

import math

from simulation.model.clock import TWO_DAYS
from simulation.model.compilation import formula, kernel
from simulation.model.contributing import time_available
from simulation.model.joining import tool_factor
from simulation.model.managers import posture_above
from simulation.model.state import FORGOTTEN, NEWS_SPACE, NOT_YET, RUNGS


@kernel
def receive(state, now):
    """How last week's posts were received moves their authors' motivation, trust and practice.

    Simultaneous. First experiences weigh most. An answer, above all within 48 hours,
    encourages; silence discourages, less so with a reaction; an unkind answer costs trust and
    undoes practice. Judged a week later, so that late answers count.
    """
    post, parameter, peer = state.post, now.parameter, now.lever.peer
    half = (now.week + 1) % 2
    start = half * (post.size // 2)
    for p in range(start, start + state.counter[0].posts[half]):
        entry = post[p]
        person = state.employee[entry.author]
        intrinsic, trust = person.intrinsic, person.trust
        weight = parameter.reception_experience / (
            parameter.reception_experience + max(0, state.aside[entry.author].posts - 1)
        )
        met = entry.answers > 0
        if entry.first_answer_delay <= TWO_DAYS:
            intrinsic += weight * parameter.answered_intrinsic * (1.0 - intrinsic)
            trust += weight * parameter.answered_trust * (1.0 - trust)
        elif met:
            intrinsic += weight * parameter.answered_late_intrinsic * (1.0 - intrinsic)
            trust += weight * parameter.answered_late_trust * (1.0 - trust)
        else:
            loss = weight * (parameter.reaction_consolation if entry.reactions > 0 else 1.0)
            intrinsic -= loss * parameter.silence_intrinsic * intrinsic
            trust -= loss * parameter.silence_trust * trust
        liked = min(parameter.reactions_counted, entry.reactions)
        intrinsic += parameter.reaction_gain * (0.5 + peer) * liked * (1.0 - intrinsic)
        person.practice += 1.0 if met or entry.reactions > 0 else parameter.practice_unmet
        for _ in range(entry.unkind):
            trust -= parameter.unkind_trust * trust
            person.practice *= parameter.practice_ridiculed
        person.intrinsic, person.trust = intrinsic, trust
        person.unanswered = entry.answers == 0 and entry.community != NEWS_SPACE
        state.climate[0].knowledge += (entry.question and met) / state.employee.size
        state.climate[0].information += 1.0 / state.employee.size


@kernel
def climb(state, now, first, last):
    """Practice met kindly leads visitors from one rung of the ladder of uses to the next (S10).

    Simultaneous. Answering is practice too; each rung asks for more than the one before.
    """
    parameter = now.parameter
    for k in range(first, last):
        person = state.employee[state.visitors[k]]
        if person.rung == len(RUNGS) - 1:
            continue
        person.practice += parameter.practice_answer * person.answered
        if person.practice >= parameter.rung_acts * (1.0 + person.rung):
            person.rung += 1
            person.practice = 0.0


@formula
def common_climate_trust(climate, lever, parameter):
    """What everybody's surroundings add to trust, besides what happens on the network."""
    return (
        parameter.climate_right_to_error * (climate.right_to_error - 0.5)
        + parameter.climate_transparency * (climate.transparency - 0.5)
        + parameter.climate_charter * (lever.freedom + lever.clarity - 1.0)
        - parameter.climate_monitoring * lever.monitoring
        - parameter.climate_dissonance * climate.dissonance
        + parameter.climate_top * lever.example
    )


@formula
def value_found(usefulness, fit, knowledge, parameter):
    """Value of a week of visits: what the tool gives alone, what is known there, and colleagues."""
    social = parameter.value_headroom * (1.0 - math.exp(-usefulness / parameter.usefulness_scale))
    alone = parameter.value_alone
    stock = parameter.knowledge_value * knowledge / (knowledge + parameter.knowledge_half)
    return fit * (alone + stock + (1.0 - alone) * social)


@formula
def within_bounds(number):
    """A number held in [0, 1]."""
    return min(1.0, max(0.0, number))


@kernel
def overload_after(person, parameter, now):
    """Time spent beyond what there is becomes overload, which passes when there is time again."""
    room = parameter.weekly_minutes * time_available(person, now)
    excess = max(0.0, person.minutes / room - 1.0)
    overload = person.overload + parameter.overload_speed * (excess - person.overload)
    return overload if overload > FORGOTTEN * FORGOTTEN else 0.0


@kernel
def learn(state, now, first, last):
    """Everyone's trust and motivation drift to their level; users learn value, habit and skill.

    Simultaneous. Dissonance is what is declared above what is lived (S34); autonomy nourishes
    motivation (S4); time spent beyond what there is becomes overload (S15).
    """
    parameter, lever, climate, employee = now.parameter, now.lever, state.climate[0], state.employee
    to_climate = 1.0 / parameter.trust_return_weeks
    to_disposition = 1.0 / parameter.intrinsic_return_weeks
    remembered = 1.0 - parameter.debt_fading
    autonomy = parameter.autonomy_intrinsic * (climate.autonomy - 0.5)
    knowledge = climate.knowledge * tool_factor(lever.share_knowledge, parameter)
    common = common_climate_trust(climate, lever, parameter)
    coached, alone = parameter.climate_posture, parameter.climate_remote
    for i in range(first, last):
        person = employee[i]
        posture = posture_above(state, now, person.manager)
        surroundings = person.trust_disposition + common + coached * (posture - 0.5)
        surroundings -= alone * person.remote * (1.0 - posture)
        trust = person.trust
        person.trust = within_bounds(trust + to_climate * (within_bounds(surroundings) - trust))
        if person.registered_week == NOT_YET:
            continue
        intrinsic = person.intrinsic
        intrinsic += to_disposition * (person.intrinsic_disposition + autonomy - intrinsic)
        if person.debt > 0.0:
            left = person.debt * remembered
            person.debt = left if left > FORGOTTEN else 0.0
        if person.credit > 0.0:
            unreturned = person.credit - parameter.giver_threshold
            if unreturned > 0.0:
                fatigue = parameter.giver_fatigue * min(1.0, unreturned / parameter.giver_span)
                intrinsic -= fatigue * intrinsic
            person.credit *= remembered
        person.intrinsic = within_bounds(intrinsic)
        if person.minutes > 0.0 or person.overload > 0.0:
            person.overload = overload_after(person, parameter, now)
        if person.days == 0:
            person.habit -= parameter.habit_loss * person.habit
            continue
        fit = lever.fit + (state.trial[i].usefulness if now.on_trial else 0.0)
        found = value_found(person.usefulness, fit, knowledge, parameter)
        person.value = within_bounds(person.value + parameter.value_speed * (found - person.value))
        gain = parameter.habit_gain * min(1.0, person.days / parameter.habit_days)
        person.habit += gain * (1.0 - person.habit)
        acted = state.standing[i].last_act == now.week
        practice = parameter.skill_contributing if acted else parameter.skill_visiting
        person.skill += practice * (1.0 - person.skill)
