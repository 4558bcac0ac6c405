"""Recognition: bonus, points, appraisal, awards, thanks, ideas taken up (S6, S16; 3.20–3.29).

Peers recognise through reactions, whose weight is in `learning`.
"""

from __future__ import annotations

import math

from simulation import randomness
from simulation.model.clock import pick_day, time_of_act
from simulation.model.compilation import formula, kernel
from simulation.model.journal import NONE, RECOGNISE, note
from simulation.model.state import ACT_STEPS, IDEAS, NOT_YET, STEPS_PER_ACT


@formula
def points_appeal(weeks, parameter):
    """Appeal of points after some weeks: novelty fades, familiarity grows (evidence 7.6)."""
    novelty = math.exp(-weeks / parameter.points_novelty_weeks)
    familiarity = 1.0 - math.exp(-weeks / parameter.points_familiarity_weeks)
    return novelty + parameter.points_lasting * familiarity


@formula
def appraisal_appeal(weeks, parameter):
    """How much an objective of the yearly appraisal is on one's mind: more as its date nears."""
    far = (weeks % parameter.appraisal_weeks) / parameter.appraisal_weeks
    return parameter.appraisal_early + (1.0 - parameter.appraisal_early) * far


@kernel
def reward(state, now):
    """Bonus, points and appraisal: a motive while they run, crowding-out, loss afterwards.

    Simultaneous. Registered people only: one is rewarded for what one does there. What
    controls crowds intrinsic motivation out from the day it is announced (S6; 3.21).
    """
    lever, parameter, week = now.lever, now.parameter, now.week
    running = lever.bonus > 0.0 or lever.points > 0.0 or lever.appraisal > 0.0
    state.counter[0].rewarded |= running
    if not state.counter[0].rewarded and lever.announced <= 0.0:
        return
    fading = math.exp(-1.0 / parameter.loss_weeks)
    control = (
        lever.bonus
        + parameter.points_control * lever.points
        + parameter.appraisal_control * lever.appraisal
        + parameter.announcement_control * lever.announced
    )
    control *= parameter.crowding_out
    objective = 0.0
    if lever.appraisal > 0.0:
        weeks = week - lever.appraisal_first_week
        objective = parameter.appraisal_strength * lever.appraisal
        objective *= appraisal_appeal(weeks, parameter)
    for i in range(state.employee.size):
        person = state.employee[i]
        if person.registered_week == NOT_YET:
            continue
        if control > 0.0:
            person.intrinsic -= control * person.intrinsic
        if running:
            motive = parameter.bonus_strength * lever.bonus + objective
            if lever.points > 0.0:
                if person.points_week == NOT_YET:
                    person.points_week = week
                weeks = week - person.points_week
                motive += parameter.points_strength * lever.points * points_appeal(weeks, parameter)
            motive *= 2.0 * person.reward_sensitivity
            person.extrinsic = motive
            person.reward_reference += parameter.reward_reference_speed * (
                motive - person.reward_reference
            )
        elif person.reward_reference > 0.0:
            person.extrinsic = -parameter.loss_weight * person.reward_reference
            person.reward_reference *= fading


@kernel
def acts_that_win(employee, histogram, share):
    """Recent acts from which one is among the most active `share` of those who acted."""
    for step in range(ACT_STEPS):
        histogram[step] = 0
    active = 0
    for i in range(employee.size):
        acts = employee[i].recent_acts
        if acts >= 1.0 / STEPS_PER_ACT:
            step = min(ACT_STEPS - 1, int(acts * STEPS_PER_ACT))
            histogram[step] += 1
            active += 1
    step, winners = ACT_STEPS, 0
    while step > 1 and winners < share * active:
        step -= 1
        winners += histogram[step]
    return step / STEPS_PER_ACT


@formula
def award_effect(recent_acts, says, parameter):
    """What an award gives its recipient: nothing, or less, where nothing earned it (3.27, 3.28)."""
    earned = math.tanh(recent_acts / parameter.award_acts)
    return parameter.award_gain * says * (earned - parameter.award_unearned)


@kernel
def award(state, now):
    """Awards, every few weeks, to the most active share of recent contributors (simultaneous).

    An award says something when it is selective, unannounced and earned; the others see
    that contributing is honoured here.
    """
    lever, parameter, climate = now.lever, now.parameter, state.climate[0]
    climate.norm *= math.exp(-1.0 / parameter.norm_weeks)
    if lever.award_share <= 0.0:
        return
    if (now.week - lever.award_first_week) % parameter.award_period != 0:
        return
    says = 1.0 - lever.award_share
    if lever.award_announced:
        says *= parameter.award_announced
    least = acts_that_win(state.employee, state.histogram, lever.award_share)
    for i in range(state.employee.size):
        person = state.employee[i]
        if person.recent_acts >= least:
            person.intrinsic += award_effect(person.recent_acts, says, parameter) * (
                1.0 - person.intrinsic
            )
    climate.norm += parameter.award_norm * parameter.conformity * says


@kernel
def thank(state, now):
    """A manager who looks in may thank the reports who contributed this week (S16)."""
    employee, lever, parameter, week = state.employee, now.lever, now.parameter, now.week
    if lever.managerial <= 0.0:
        return
    luck = randomness.stream(now.seed, randomness.RECOGNITION, week)
    hours = randomness.stream(now.seed, randomness.CLOCK, week)
    visitors = state.counter[0].visitors
    for k in range(visitors):
        i = state.visitors[k]
        if employee[i].last_act != week or employee[i].manager < 0:
            continue
        person = employee[i]
        manager = employee[person.manager]
        looks_in = manager.seen or manager.last_visit == week
        posture = state.leadership[person.manager].posture
        chance = parameter.thanks_chance * lever.managerial * posture
        if not looks_in or randomness.draw(luck, i, 1) >= chance:
            continue
        person.intrinsic += parameter.thanks_gain * (1.0 - person.intrinsic)
        person.trust += parameter.thanks_gain * (1.0 - person.trust)
        if manager.days > 0:
            day = pick_day(manager.visit_days, randomness.draw(luck, i, 2))
            time = time_of_act(hours, i, day, 13)
            note(state.event, RECOGNISE, time, person.manager, NONE, NONE, i)


@kernel
def take_up_ideas(state, now):
    """Ideas that found support last week may be taken up by the sponsor (S31; simultaneous)."""
    post, parameter = state.post, now.parameter
    luck = randomness.stream(now.seed, randomness.TAKING_UP, now.week)
    half = (now.week + 1) % 2
    start = half * (post.size // 2)
    for p in range(start, start + state.written[half]):
        entry = post[p]
        if state.community[entry.community].kind != IDEAS:
            continue
        if entry.reactions + entry.answers < parameter.idea_support:
            continue
        now.tally.ideas_supported += 1
        chance = parameter.idea_taken_up * now.lever.sponsor
        if randomness.draw(luck, entry.author, entry.time) < chance:
            now.tally.ideas_taken_up += 1
            author = state.employee[entry.author]
            author.intrinsic += parameter.award_gain * (1.0 - author.intrinsic)
            state.climate[0].norm += parameter.idea_norm
