"""Visiting the network: on which of the five working days (S14, S15; evidence 3.12–3.14, 5.7)."""

from __future__ import annotations

import math

from simulation import randomness
from simulation.model.clock import WORKING_DAYS, time_of_visit
from simulation.model.compilation import formula, kernel
from simulation.model.joining import share_of
from simulation.model.journal import NONE, VISIT, note
from simulation.model.state import NOT_YET


@formula
def visit_common(lever, parameter):
    """The part of a day's log-odds of a visit that is the same for everybody."""
    return (
        parameter.visit_base
        + parameter.visit_access * (lever.access - parameter.reference_access)
        - parameter.visit_exposure * parameter.reference_seen
        - 0.5 * (parameter.visit_value + parameter.visit_ease - parameter.visit_workload)
    )


@kernel
def visit(employee, lever, parameter, switch, event, tally, seed, week):
    """Each registered person visits on some of the five days (simultaneous).

    Habit, expected value and unread notifications bring people in; so do colleagues and a
    manager seen active, remote days and ease; workload and having lapsed keep them away.
    Each day is one draw, a 12-bit piece of one hash.
    """
    luck = randomness.stream(seed, randomness.VISIT, week)
    hours = randomness.stream(seed, randomness.CLOCK, week)
    common = visit_common(lever, parameter)
    visitors = 0
    for i in range(employee.unit.size):
        registered = employee.registered_week[i]
        if registered == NOT_YET:
            continue
        log_odds = (
            common
            + parameter.visit_taste_spread * employee.visiting_taste[i]
            + parameter.visit_habit * employee.habit[i]
            + parameter.visit_value * employee.value[i]
            + parameter.visit_remote * employee.remote[i]
            + parameter.visit_ease * employee.ease[i]
            - parameter.visit_workload * employee.workload[i]
        )
        if employee.notifications[i] > 0.0:
            log_odds += parameter.visit_notifications * math.log1p(employee.notifications[i])
        if switch.exposure:
            seen = share_of(employee.seen_weight[i], employee.tie_weight[i])
            log_odds += parameter.visit_exposure * seen
            manager = employee.manager[i]
            if manager >= 0 and employee.voiced[manager]:
                log_odds += parameter.visit_manager
        last_sign = max(registered, employee.last_visit[i])
        if week - last_sign > parameter.lapse_weeks:
            log_odds -= parameter.visit_lapsed
        if employee.ambassador[i]:
            log_odds += parameter.visit_ambassador
        if employee.level[i] < parameter.top_levels:
            log_odds += parameter.visit_top_example * lever.example
        if registered == week:
            log_odds += parameter.visit_first_week
        threshold = randomness.PIECES / (1.0 + math.exp(-log_odds))
        pieces = randomness.bits(luck, i, 0)
        days, number = 0, 0
        for day in range(WORKING_DAYS):
            if randomness.piece(pieces, day) < threshold:
                days |= 1 << day
                number += 1
                note(event, VISIT, time_of_visit(hours, i, day), i, NONE, NONE, NONE)
        employee.visit_days[i] = days
        employee.days[i] = number
        if number > 0:
            employee.visitors[visitors] = i
            visitors += 1
            employee.last_visit[i] = week
            employee.notifications[i] = 0.0
            tally.visits += number
        else:
            employee.notifications[i] *= parameter.notification_fading
    tally.weekly_active = visitors
