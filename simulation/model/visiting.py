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

    Chances are compared by their log-odds, without a branch: no processor guesses who comes.
    """
    pieces = randomness.bits(luck, i, counter)
    days = 0
    for day in range(WORKING_DAYS):
        days |= (randomness.LOG_ODDS[randomness.piece(pieces, day)] < log_odds) << day
    return days


@kernel
def visit(state, now, first, last):
    """Each registered person comes on some of the five days, to look things up or to talk.

    Simultaneous. Habit, expected value, ease and remote days bring people in to look things
    up; notifications, colleagues and a manager seen active, trust, animated and lively leisure
    communities to talk; workload, overload and having lapsed keep them away.
    """
    come_in(state, now, draw_visitors(state, now, first, last))


@kernel
def draw_visitors(state, now, first, last):
    """Note down who comes, and on which days; how many they are."""
    employee, lever, parameter, week = state.employee, now.lever, now.parameter, now.week
    standing = state.standing
    luck = randomness.stream(now.seed, randomness.VISIT, week)
    common = common_log_odds(lever, parameter)
    common_talk = common_talk_log_odds(lever, parameter)
    notice = parameter.talk_notifications * notice_factor(lever, parameter)
    rank = parameter.talk_manager * weight_of_rank(state, now)
    top = parameter.visit_top_example * lever.example
    ranked = rank_counts(now.theory)
    number = 0
    for i in range(first, last):
        person = employee[i]
        registered = person.registered_week
        if registered == NOT_YET:
            continue
        lapsed = week - max(registered, standing[i].last_visit) > parameter.lapse_weeks
        burden = (
            parameter.visit_workload * person.workload
            + parameter.visit_overload * person.overload
            + parameter.visit_lapsed * lapsed
        )
        log_odds = (
            common
            + parameter.visit_taste_spread * person.visiting_taste
            + parameter.visit_habit * person.habit
            + parameter.visit_value * person.value
            + parameter.visit_remote * person.remote
            + parameter.visit_ease * person.ease
            - burden
            + top * (person.level < parameter.top_levels)
            + parameter.visit_first_week * (registered == week)
        )
        talk = (
            common_talk
            + parameter.talk_trust * person.trust
            - burden
            + parameter.talk_leisure * person.leisure_pull
            + parameter.talk_animation * person.animated
            + parameter.talk_contributing * person.contributing
            + parameter.talk_ambassador * person.ambassador
        )
        if now.switch.exposure:
            talk += parameter.talk_exposure * pull_of_colleagues(state, now, i)
            if ranked and person.manager >= 0:
                talk += rank * standing[person.manager].voiced
        waiting = person.notifications
        if waiting > 0.0:
            talk += notice * math.log1p(waiting)
        talk_days = days_drawn(luck, i, 1, talk)
        days = days_drawn(luck, i, 0, log_odds) | talk_days
        if now.on_trial and state.trial[i].script != 0:
            days = talk_days = 1 if state.trial[i].script > 0 else 0
        if waiting > 0.0:
            left = waiting * parameter.notification_fading
            person.notifications = left if left > FORGOTTEN and days == 0 else 0.0
        visitor = state.noted[number]
        visitor.of, visitor.days, visitor.talk_days = i, days, talk_days
        number += days != 0  # whoever does not come is written over
    return number


@kernel
def come_in(state, now, number):
    """Those noted down visit on their days."""
    hours = randomness.stream(now.seed, randomness.CLOCK, now.week)
    visitors, visits = state.counter[0].visitors, 0
    for k in range(number):
        visitor = state.noted[k]
        i, days = visitor.of, 0
        for day in range(WORKING_DAYS):
            if visitor.days >> day & 1:
                days += 1
                note(state.event, VISIT, time_of_visit(hours, i, day), i, NONE, NONE, NONE)
        person = state.employee[i]
        person.visit_days = visitor.days
        person.talk_days = visitor.talk_days
        person.days = days
        state.standing[i].last_visit = now.week
        state.visitors[visitors + k] = i
        visits += days
    state.counter[0].visitors = visitors + number
    now.tally.weekly_active = visitors + number
    now.tally.visits += visits


@kernel
def visitors_before(state, first, last):
    """Place of the first visitor, from place `first` on, whose number is `last` or more.

    Visitors stand in the order of their numbers, so those of a block stand side by side.
    """
    place = first
    while place < state.counter[0].visitors and state.visitors[place] < last:
        place += 1
    return place
