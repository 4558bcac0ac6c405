"""Visiting the network: on which of the five working days (S14, S15; evidence 3.12–3.14, 5.7).

People come for two reasons that have their own drivers (3.12): to look something up, which
follows from value, ease and habit; and to talk, which follows from colleagues, notifications
and trust. Only those who came to talk contribute; both read.
"""

from __future__ import annotations

import math

from simulation import randomness
from simulation.model.clock import WORKING_DAYS, time_of_visit
from simulation.model.compilation import formula, kernel
from simulation.model.joining import pull_of_colleagues
from simulation.model.journal import NONE, VISIT, note
from simulation.model.managers import weight_of_rank
from simulation.model.state import FORGOTTEN, NOT_YET
from simulation.model.theories import rank_counts


@formula
def common_log_odds(lever, parameter):
    """The part of a day's log-odds of looking something up that is the same for everybody."""
    return (
        parameter.visit_base
        + parameter.visit_access * (lever.access - parameter.reference_access)
        + parameter.visit_ergonomics * (lever.ergonomics - parameter.reference_fit)
        + parameter.visit_work_moved * lever.work_moved
        - 0.5 * (parameter.visit_value + parameter.visit_ease - parameter.visit_workload)
    )


@formula
def common_talk_log_odds(lever, parameter):
    """The part of a day's log-odds of coming to talk that is the same for everybody."""
    return (
        parameter.talk_base
        + parameter.talk_work_moved * lever.work_moved
        - parameter.talk_exposure * parameter.reference_seen
        - 0.5 * (parameter.talk_trust - parameter.visit_workload)
    )


@formula
def notice_factor(lever, parameter):
    """How well notifications reach people: follow-up functions, integration with mail (S9)."""
    return 1.0 + parameter.notice_tool * (
        lever.follow - parameter.reference_fit + lever.integration - 0.5
    )


@formula
def days_drawn(luck, i, counter, log_odds):
    """Days of the week on which something of these daily log-odds happens, as bits.

    Chances are compared by their log-odds, and the luckiest day first: most people have none.
    """
    pieces = randomness.bits(luck, i, counter)
    luckiest = randomness.piece(pieces, 0)
    for day in range(1, WORKING_DAYS):
        luckiest = min(luckiest, randomness.piece(pieces, day))
    days = 0
    if randomness.LOG_ODDS[luckiest] < log_odds:
        for day in range(WORKING_DAYS):
            if randomness.LOG_ODDS[randomness.piece(pieces, day)] < log_odds:
                days |= 1 << day
    return days


@kernel
def visit(state, now, first, last):
    """Each registered person comes on some of the five days, to look things up or to talk.

    Simultaneous. Habit, expected value, ease and remote days bring people in to look things
    up; notifications, colleagues and a manager seen active, trust, animated and lively leisure
    communities to talk; workload, overload and having lapsed keep them away.
    """
    employee, lever, parameter, week = state.employee, now.lever, now.parameter, now.week
    standing = state.standing
    luck = randomness.stream(now.seed, randomness.VISIT, week)
    hours = randomness.stream(now.seed, randomness.CLOCK, week)
    common = common_log_odds(lever, parameter)
    common_talk = common_talk_log_odds(lever, parameter)
    notice = notice_factor(lever, parameter)
    rank = weight_of_rank(state, now)
    ranked = rank_counts(now.theory)
    visitors, visits = state.counter[0].visitors, 0
    for i in range(first, last):
        person = employee[i]
        registered = person.registered_week
        if registered == NOT_YET:
            continue
        burden = parameter.visit_workload * person.workload
        burden += parameter.visit_overload * person.overload
        last_sign = max(registered, standing[i].last_visit)
        if week - last_sign > parameter.lapse_weeks:
            burden += parameter.visit_lapsed
        log_odds = (
            common
            + parameter.visit_taste_spread * person.visiting_taste
            + parameter.visit_habit * person.habit
            + parameter.visit_value * person.value
            + parameter.visit_remote * person.remote
            + parameter.visit_ease * person.ease
            - burden
        )
        talk = common_talk + parameter.talk_trust * person.trust - burden
        talk += parameter.talk_leisure * person.leisure_pull
        talk += parameter.talk_animation * person.animated
        if person.contributing:
            talk += parameter.talk_contributing
        if person.notifications > 0.0:
            talk += parameter.talk_notifications * notice * math.log1p(person.notifications)
        if now.switch.exposure:
            talk += parameter.talk_exposure * pull_of_colleagues(state, now, i)
            manager = person.manager
            if ranked and manager >= 0 and standing[manager].voiced:
                talk += parameter.talk_manager * rank
        if person.ambassador:
            talk += parameter.talk_ambassador
        if person.level < parameter.top_levels:
            log_odds += parameter.visit_top_example * lever.example
        if registered == week:
            log_odds += parameter.visit_first_week
        talk_days = days_drawn(luck, i, 1, talk)
        days = days_drawn(luck, i, 0, log_odds) | talk_days
        if now.on_trial and state.trial[i].script != 0:
            days = talk_days = 1 if state.trial[i].script > 0 else 0
        if days == 0:
            if person.notifications > 0.0:
                left = person.notifications * parameter.notification_fading
                person.notifications = left if left > FORGOTTEN else 0.0
            continue
        number = 0
        for day in range(WORKING_DAYS):
            if days >> day & 1:
                number += 1
                note(state.event, VISIT, time_of_visit(hours, i, day), i, NONE, NONE, NONE)
        person.visit_days = days
        person.talk_days = talk_days
        person.days = number
        person.notifications = 0.0
        standing[i].last_visit = week
        state.visitors[visitors] = i
        visitors += 1
        visits += number
    state.counter[0].visitors = visitors
    now.tally.weekly_active = visitors
    now.tally.visits += visits
