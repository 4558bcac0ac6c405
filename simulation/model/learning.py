"""What people learn: reception, value, habit, skill, rungs, trust, motivation (S4–S6, S10)."""

from __future__ import annotations

import math

from simulation.model.clock import TWO_DAYS
from simulation.model.compilation import along_columns, formula, kernel
from simulation.model.contributing import allowance_granted, time_left_by
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
    for p in range(start, start + state.written[half]):
        entry = post[p]
        person = state.employee[entry.author]
        intrinsic, trust = person.intrinsic, person.trust
        weight = parameter.reception_experience / (
            parameter.reception_experience + max(0, state.employee[entry.author].posts - 1)
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


@formula
def overload_after(overload, minutes, room, speed):
    """Time spent beyond what there is becomes overload, which passes when there is time again."""
    excess = max(0.0, minutes / room - 1.0)
    after = overload + speed * (excess - overload)
    return after if after > FORGOTTEN * FORGOTTEN else 0.0


@kernel
def note_postures(state, now, first, last):
    """Note down the posture above each employee of a block."""
    for i in range(first, last):
        posture = posture_above(state, now, state.employee[i].manager)
        state.of_block[i - first].posture = posture


@along_columns
def learn(state, now, first, last):
    """Everyone's trust and motivation drift to their level; overload, debts and habits wear off.

    Simultaneous. Dissonance is what is declared above what is lived (S34); autonomy nourishes
    motivation (S4), gifts without return tire it (S5); time spent beyond what there is becomes
    overload (S15).
    """
    note_postures(state, now, first, last)
    parameter, lever, climate, employee = now.parameter, now.lever, state.climate[0], state.employee
    of_block = state.of_block
    common = common_climate_trust(climate, lever, parameter)
    coached, alone = parameter.climate_posture, parameter.climate_remote
    to_climate = 1.0 / parameter.trust_return_weeks
    to_disposition = 1.0 / parameter.intrinsic_return_weeks
    autonomy = parameter.autonomy_intrinsic * (climate.autonomy - 0.5)
    remembered = 1.0 - parameter.debt_fading
    patience, span = parameter.giver_threshold, parameter.giver_span
    most_fatigue = parameter.giver_fatigue
    allowance, full = allowance_granted(lever, parameter), parameter.time_at_full_load
    minutes_of_week, pace = parameter.weekly_minutes, parameter.overload_speed
    habit_loss = parameter.habit_loss
    for i in range(first, last):
        person, posture = employee[i], of_block[i - first].posture
        surroundings = person.trust_disposition + common + coached * (posture - 0.5)
        surroundings -= alone * person.remote * (1.0 - posture)
        trust = person.trust
        person.trust = within_bounds(trust + to_climate * (within_bounds(surroundings) - trust))
        registered = person.registered_week != NOT_YET
        intrinsic = person.intrinsic
        drifted = intrinsic + to_disposition * (person.intrinsic_disposition + autonomy - intrinsic)
        unreturned = max(0.0, person.credit - patience)
        drifted -= most_fatigue * min(1.0, unreturned / span) * drifted
        person.intrinsic = within_bounds(drifted) if registered else intrinsic
        owed = person.debt * remembered
        person.debt = owed if owed > FORGOTTEN else 0.0
        person.credit *= remembered
        room = minutes_of_week * time_left_by(person.workload, allowance, full)
        person.overload = overload_after(person.overload, person.minutes, room, pace)
        habit = person.habit
        person.habit = habit if (person.days > 0) | (not registered) else habit - habit_loss * habit


@kernel
def learn_from_visits(state, now, first, last):
    """Visitors learn what the tool is worth to them, get used to it, and master it.

    Simultaneous, over places first … last - 1 of the visitors.
    """
    parameter, lever = now.parameter, now.lever
    knowledge = state.climate[0].knowledge * tool_factor(lever.share_knowledge, parameter)
    for k in range(first, last):
        i = state.visitors[k]
        person = state.employee[i]
        fit = lever.fit + (state.trial[i].usefulness if now.on_trial else 0.0)
        found = value_found(person.usefulness, fit, knowledge, parameter)
        person.value = within_bounds(person.value + parameter.value_speed * (found - person.value))
        gain = parameter.habit_gain * min(1.0, person.days / parameter.habit_days)
        person.habit += gain * (1.0 - person.habit)
        acted = state.employee[i].last_act == now.week
        practice = parameter.skill_contributing if acted else parameter.skill_visiting
        person.skill += practice * (1.0 - person.skill)
