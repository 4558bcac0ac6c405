"""Visiting the network: on which of the five working days (S14, S15; evidence 3.12–3.14, 5.7).

People come for two reasons that have their own drivers (3.12): to look something up, which
follows from value, ease and habit; and to talk, which follows from colleagues, notifications
and trust. Only those who came to talk contribute; both read.
"""

from __future__ import annotations

import math
from typing import Final

from simulation import randomness
from simulation.model.clock import WORKING_DAYS, time_of_visit
from simulation.model.compilation import along_columns, formula, kernel
from simulation.model.joining import pull_of_colleagues
from simulation.model.journal import NONE, VISIT, note
from simulation.model.managers import weight_of_rank
from simulation.model.marking import note_marked
from simulation.model.state import FORGOTTEN, NOT_YET
from simulation.model.theories import rank_counts

ROUNDING: Final = 1e-9
"""More than sums of a few reasons differ by when they are added up in another order."""
LOOK_UP, TALK = 0, 1
"""What a day's visit can be for; numbers the draws of a person's week."""


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
def days_drawn(pieces, log_odds):
    """Days of the week on which something of these daily log-odds happens, as bits.

    `pieces` are the random bits that decide. Chances are compared by their log-odds.
    """
    days = 0
    for day in range(WORKING_DAYS):
        days |= (randomness.LOG_ODDS[randomness.piece(pieces, day)] < log_odds) << day
    return days


@formula
def least_piece(pieces):
    """The likeliest day's piece: if nothing happens on that day, it does on none."""
    least = randomness.piece(pieces, 0)
    for day in range(1, WORKING_DAYS):
        least = min(least, randomness.piece(pieces, day))
    return least


@kernel
def visit(state, now, first, last):
    """Each registered person comes on some of the five days, to look things up or to talk.

    Simultaneous. Habit, expected value, ease and remote days bring people in to look things
    up; notifications, colleagues and a manager seen active, trust, animated and lively leisure
    communities to talk; workload, overload and having lapsed keep them away.
    """
    note_own_reasons(state, now, first, last)
    note_luck(state, now, first, last)
    undecided = note_undecided(state, now, first, last)
    come_in(state, now, first, draw_visitors(state, now, first, undecided))


@along_columns
def note_own_reasons(state, now, first, last):
    """Note down each one's log-odds of a day with a visit, but for what others add to them."""
    employee, of_block = state.employee, state.of_block
    lever, parameter, week = now.lever, now.parameter, now.week
    common = common_log_odds(lever, parameter)
    common_talk = common_talk_log_odds(lever, parameter)
    top, top_levels = parameter.visit_top_example * lever.example, parameter.top_levels
    workload, overload = parameter.visit_workload, parameter.visit_overload
    lapse_weeks, lapse = parameter.lapse_weeks, parameter.visit_lapsed
    taste, habit, value = (
        parameter.visit_taste_spread,
        parameter.visit_habit,
        parameter.visit_value,
    )
    remote, ease, first_week = (
        parameter.visit_remote,
        parameter.visit_ease,
        parameter.visit_first_week,
    )
    trust, leisure, animation = (
        parameter.talk_trust,
        parameter.talk_leisure,
        parameter.talk_animation,
    )
    contributing, ambassador = parameter.talk_contributing, parameter.talk_ambassador
    for i in range(first, last):
        person, noted = employee[i], of_block[i - first]
        registered = person.registered_week
        lapsed = week - max(registered, person.last_visit) > lapse_weeks
        burden = workload * person.workload + overload * person.overload + lapse * lapsed
        noted.look_up = (
            common
            + taste * person.visiting_taste
            + habit * person.habit
            + value * person.value
            + remote * person.remote
            + ease * person.ease
            - burden
            + top * (person.level < top_levels)
            + first_week * (registered == week)
        )
        noted.talk = (
            common_talk
            + trust * person.trust
            - burden
            + leisure * person.leisure_pull
            + animation * person.animated
            + contributing * person.contributing
            + ambassador * person.ambassador
        )


@along_columns
def note_luck(state, now, first, last):
    """Note down how likely a visit must be for each to come, on the day when luck is best."""
    luck = randomness.stream(now.seed, randomness.VISIT, now.week)
    for i in range(first, last):
        noted = state.of_block[i - first]
        noted.luck_to_look_up = least_piece(randomness.bits(luck, i, LOOK_UP))
        noted.luck_to_talk = least_piece(randomness.bits(luck, i, TALK))


@kernel
def most_of_others(state, now):
    """The most that colleagues and the manager can add to the log-odds of coming to talk."""
    parameter = now.parameter
    if not now.switch.exposure:
        return 0.0
    reach = max(parameter.theory_manager_reach, parameter.theory_follower_reach)
    pull = max(1.0, reach, parameter.theory_peer_reach)
    return parameter.talk_exposure * pull + parameter.talk_manager * weight_of_rank(state, now)


@along_columns
def note_undecided(state, now, first, last):
    """Note down those who may come, whatever others add; how many they are.

    With the luck of this week, most stay away for sure: nobody's colleagues need be looked at.
    """
    employee, of_block = state.employee, state.of_block
    most, on_trial = most_of_others(state, now) + ROUNDING, now.on_trial
    for i in range(first, last):
        person, reasons = employee[i], of_block[i - first]
        may_come = randomness.LOG_ODDS[reasons.luck_to_look_up] < reasons.look_up
        may_come |= randomness.LOG_ODDS[reasons.luck_to_talk] < reasons.talk + most
        may_come |= (person.notifications > 0.0) | on_trial
        reasons.marked = may_come & (person.registered_week != NOT_YET)
    return note_marked(state, first, last)


@kernel
def draw_visitors(state, now, first, undecided):
    """Add the reasons that others give to those noted down; note down who comes; how many."""
    employee, parameter = state.employee, now.parameter
    notice = parameter.talk_notifications * notice_factor(now.lever, parameter)
    rank = parameter.talk_manager * weight_of_rank(state, now)
    ranked = rank_counts(now.theory)
    number = 0
    for k in range(undecided):
        i = state.noted[k].of
        person, reasons = employee[i], state.of_block[i - first]
        talk = reasons.talk
        if now.switch.exposure:
            talk += parameter.talk_exposure * pull_of_colleagues(state, now, i)
            if ranked and person.manager >= 0:
                talk += rank * employee[person.manager].voiced
        waiting = person.notifications
        if waiting > 0.0:
            talk += notice * math.log1p(waiting)
        comes = randomness.LOG_ODDS[reasons.luck_to_look_up] < reasons.look_up
        comes |= randomness.LOG_ODDS[reasons.luck_to_talk] < talk
        if now.on_trial and state.trial[i].script != 0:
            comes = state.trial[i].script > 0
        if waiting > 0.0:
            left = waiting * parameter.notification_fading
            person.notifications = left if left > FORGOTTEN and not comes else 0.0
        reasons.talk = talk
        state.noted[number].of = i
        number += comes  # whoever does not come is written over
    return number


@kernel
def come_in(state, now, first, number):
    """Those noted down visit, each on the days drawn; the block begins with employee `first`."""
    luck = randomness.stream(now.seed, randomness.VISIT, now.week)
    hours = randomness.stream(now.seed, randomness.CLOCK, now.week)
    visitors, visits = state.counter[0].visitors, 0
    for k in range(number):
        i = state.noted[k].of
        person, reasons = state.employee[i], state.of_block[i - first]
        talk_days = days_drawn(randomness.bits(luck, i, TALK), reasons.talk)
        visit_days = days_drawn(randomness.bits(luck, i, LOOK_UP), reasons.look_up) | talk_days
        if now.on_trial and state.trial[i].script > 0:
            visit_days = talk_days = 1
        days = 0
        for day in range(WORKING_DAYS):
            if visit_days >> day & 1:
                days += 1
                note(state.event, VISIT, time_of_visit(hours, i, day), i, NONE, NONE, NONE)
        person.visit_days = visit_days
        person.talk_days = talk_days
        person.days = days
        person.last_visit = now.week
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
    end = state.counter[0].visitors
    while first < end:
        middle = (first + end) // 2
        if state.visitors[middle] < last:
            first = middle + 1
        else:
            end = middle
    return first
