"""Recognition schemes: bonus, points, awards, thanks of the manager (S6, S16; evidence 3.20–3.29).

Peers recognise through reactions, whose weight is in `learning`.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from simulation import randomness
from simulation.model.clock import pick_day, time_of_act
from simulation.model.compilation import formula, kernel
from simulation.model.journal import NONE, RECOGNISE, note
from simulation.model.state import NOT_YET

STEPS_PER_ACT: Final = 8
ACT_STEPS: Final = 64 * STEPS_PER_ACT


@formula
def points_appeal(weeks, parameter):
    """Appeal of points after some weeks: novelty fades, familiarity grows (evidence 7.6)."""
    novelty = math.exp(-weeks / parameter.points_novelty_weeks)
    familiarity = 1.0 - math.exp(-weeks / parameter.points_familiarity_weeks)
    return novelty + parameter.points_lasting * familiarity


@kernel
def reward(employee, lever, parameter, week):
    """Bonus and points: extrinsic motivation while they run, crowding-out, loss afterwards.

    Simultaneous. Registered people only: one is rewarded for what one does there.
    """
    running = lever.bonus > 0.0 or lever.points > 0.0
    fading = math.exp(-1.0 / parameter.loss_weeks)
    control = parameter.crowding_out * (lever.bonus + parameter.points_control * lever.points)
    for i in range(employee.unit.size):
        if employee.registered_week[i] == NOT_YET:
            continue
        if running:
            if lever.points > 0.0 and employee.points_week[i] == NOT_YET:
                employee.points_week[i] = week
            motive = parameter.bonus_strength * lever.bonus
            if lever.points > 0.0:
                weeks = week - employee.points_week[i]
                motive += parameter.points_strength * lever.points * points_appeal(weeks, parameter)
            motive *= 2.0 * employee.reward_sensitivity[i]
            employee.extrinsic[i] = motive
            employee.reward_reference[i] += parameter.reward_reference_speed * (
                motive - employee.reward_reference[i]
            )
            employee.intrinsic[i] -= control * employee.intrinsic[i]
        elif employee.reward_reference[i] > 0.0:
            employee.extrinsic[i] = -parameter.loss_weight * employee.reward_reference[i]
            employee.reward_reference[i] *= fading


@kernel
def acts_that_win(employee, share):
    """Recent acts from which one is among the most active `share` of those who acted."""
    histogram = np.zeros(ACT_STEPS, np.int64)
    active = 0
    for i in range(employee.unit.size):
        if employee.recent_acts[i] >= 1.0 / STEPS_PER_ACT:
            step = min(ACT_STEPS - 1, int(employee.recent_acts[i] * STEPS_PER_ACT))
            histogram[step] += 1
            active += 1
    step, winners = ACT_STEPS, 0
    while step > 1 and winners < share * active:
        step -= 1
        winners += histogram[step]
    return step / STEPS_PER_ACT


@kernel
def award(employee, lever, parameter, norm, week):
    """Awards, every few weeks, to the most active share of recent contributors.

    An award says something when it is selective, unannounced and earned; the others see
    that contributing is honoured here.
    """
    norm[0] *= math.exp(-1.0 / parameter.norm_weeks)
    if lever.award_share <= 0.0 or (week - lever.award_first_week) % parameter.award_period != 0:
        return
    says = 1.0 - lever.award_share
    if lever.award_announced:
        says *= parameter.award_announced
    least = acts_that_win(employee, lever.award_share)
    for i in range(employee.unit.size):
        if employee.recent_acts[i] >= least:
            earned = math.tanh(employee.recent_acts[i] / parameter.award_acts)
            gain = parameter.award_gain * says * (earned - parameter.award_unearned)
            employee.intrinsic[i] += gain * (1.0 - employee.intrinsic[i])
    norm[0] += parameter.award_norm * parameter.conformity * says


@kernel
def thank(employee, lever, parameter, event, tally, seed, week):
    """A manager who looks in may thank the reports who contributed this week (S16)."""
    if lever.managerial <= 0.0:
        return
    luck = randomness.stream(seed, randomness.RECOGNITION, week)
    hours = randomness.stream(seed, randomness.CLOCK, week)
    for k in range(tally.weekly_active):
        i = employee.visitors[k]
        manager = employee.manager[i]
        if employee.last_act[i] != week or manager < 0:
            continue
        looks_in = employee.seen[manager] or employee.last_visit[manager] == week
        chance = parameter.thanks_chance * lever.managerial * employee.posture[manager]
        if not looks_in or randomness.draw(luck, i, 1) >= chance:
            continue
        employee.intrinsic[i] += parameter.thanks_gain * (1.0 - employee.intrinsic[i])
        employee.trust[i] += parameter.thanks_gain * (1.0 - employee.trust[i])
        if employee.days[manager] > 0:
            day = pick_day(employee.visit_days[manager], randomness.draw(luck, i, 2))
            time = time_of_act(hours, i, day, 13)
            note(event, RECOGNISE, time, manager, NONE, NONE, i)
