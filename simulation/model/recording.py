"""What is written down every week: counts of the whole company, of units, and what holds back."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.model.compilation import formula, kernel
from simulation.model.memory import AHEAD, reach_for
from simulation.model.state import NOT_YET

COUNTS: Final = (
    "staff",
    "invited",
    "registered",
    "newcomers",
    "complete_profiles",
    "weekly_active",
    "visits",
    "items",
    "contributors",
    "regular_contributors",
    "posts",
    "questions",
    "answers",
    "community_manager_answers",
    "reactions",
    "comments",
    "shares",
    "relays",
    "mentions",
    "invites",
    "unkind_answers",
    "incidents",
    "moderations",
    "answered_within_48h",
    "questions_answered",
    "experts_found",
    "cross_unit_answers",
    "cross_level_answers",
    "new_ties",
    "ideas",
    "votes",
    "ideas_supported",
    "ideas_taken_up",
    "communities",
    "live_communities",
    "lapsed",
    "training_seats_used",
    "manager_training_seats_used",
    "behaviour_seats_used",
    "animator_seats_used",
    "mentoring_pairs_met",
    "welcomed",
    "overloaded",
    "collaborating",
    "cooperating",
    "inventing",
    "goals_met",
    "held_not_reached",
    "held_not_useful",
    "held_not_safe",
    "held_no_time",
    "held_no_answer",
)
LEVELS: Final = (
    "community_manager_hours_needed",
    "community_manager_hours_worked",
    "employee_hours",
    "hours_beyond_allowance",
    "hours_to_answer",
    "mean_trust",
    "mean_value",
    "mean_intrinsic_motivation",
    "coaching_share",
    "cooperation",
    "dissonance",
    "knowledge",
)
BARRIERS: Final = ("not_reached", "not_useful", "not_safe", "no_time", "no_answer")
"""What can hold an employee back from contributing in a week."""
NOT_REACHED, NOT_USEFUL, NOT_SAFE, NO_TIME, NO_ANSWER = range(5)
TALLY = np.dtype([(name, "i8") for name in COUNTS] + [(name, "f8") for name in LEVELS])
"""One row of aggregates a week; counts are of people or acts, hours are working hours."""


class UnitCounts(NamedTuple):
    """People of each unit who did something in each week, shape (weeks, units)."""

    weekly_active: NDArray[np.int32]
    contributors: NDArray[np.int32]
    held: NDArray[np.int32]
    """Those whom each barrier held back, shape (weeks, units, barriers)."""


@formula
def minutes_of_acts(person, parameter):
    """Minutes that a person's visits and acts of the week took, reading apart."""
    return (
        parameter.visit_minutes * person.days
        + parameter.writing_minutes * person.posted
        + parameter.answering_minutes * person.answered
        + parameter.reacting_minutes * (person.reacted + person.shared)
    )


@kernel
def record_people(state, now, units, first, last):
    """Count employees first … last - 1: stages, activity, barriers; means are sums as yet.

    Sums are kept in variables of their own, which stay in registers, and written at the end.
    """
    employee, parameter, tally, week = state.employee, now.parameter, now.tally, now.week
    trust, intrinsic, value, minutes, beyond = 0.0, 0.0, 0.0, 0.0, 0.0
    invited, registered, profiles, regular, lapsed = 0, 0, 0, 0, 0
    collaborating, cooperating, inventing, overloaded, contributors = 0, 0, 0, 0, 0
    room = 60.0 * now.lever.time_allowance
    for i in range(first, last):
        person = employee[i]
        trust += person.trust
        intrinsic += person.intrinsic
        value += person.value
        invited += person.invited_week <= week
        if person.registered_week == NOT_YET:
            units.held[week, person.unit, NOT_REACHED] += 1
            continue
        registered += 1
        contributed = person.posted + person.answered + person.shared > 0
        weeks = ((np.int64(person.contribution_weeks) << 1) | contributed) & 15
        if weeks != person.contribution_weeks:
            person.contribution_weeks = weeks
        regular += weeks & (weeks - 1) != 0  # two weeks at least
        profiles += state.expertise[i].profile_week != NOT_YET
        last_sign = max(person.registered_week, state.standing[i].last_visit)
        lapsed += week - last_sign >= parameter.lapse_weeks
        collaborating += person.rung == 1
        cooperating += person.rung == 2
        inventing += person.rung == 3
        if person.days > 0:
            units.weekly_active[week, person.unit] += 1
            spent = person.minutes + minutes_of_acts(person, parameter)
            person.minutes = spent
            minutes += spent
            beyond += max(0.0, spent - room)
            overloaded += person.overload > parameter.overload_felt
        if contributed:
            contributors += 1
            units.contributors[week, person.unit] += 1
            continue
        lack_of_time = parameter.visit_workload * (person.workload - 0.5)
        lack_of_time += parameter.visit_overload * person.overload
        barrier = barrier_to_visiting(person, lack_of_time, parameter)
        if person.days > 0:
            barrier = barrier_to_speaking(person, lack_of_time, parameter)
        units.held[week, person.unit, barrier] += 1
    tally.mean_trust += trust
    tally.mean_intrinsic_motivation += intrinsic
    tally.mean_value += value
    tally.employee_hours += minutes / 60.0
    tally.hours_beyond_allowance += beyond / 60.0
    tally.invited += invited
    tally.registered += registered
    tally.complete_profiles += profiles
    tally.regular_contributors += regular
    tally.lapsed += lapsed
    tally.collaborating += collaborating
    tally.cooperating += cooperating
    tally.inventing += inventing
    tally.overloaded += overloaded
    tally.contributors += contributors


@kernel
def record_week(state, now, units):
    """Close the week's counts: sums become means; culture and communities are added."""
    tally, n = now.tally, state.employee.size
    tally.staff = n
    tally.mean_trust /= n
    tally.mean_intrinsic_motivation /= n
    tally.mean_value /= n
    coaching = 0
    for i in state.plan.managers:
        coaching += state.leadership[i].posture >= now.parameter.coaching_threshold
    tally.coaching_share = coaching / max(1, state.plan.managers.size)
    climate = state.climate[0]
    tally.cooperation = climate.cooperation
    tally.dissonance = climate.dissonance
    tally.knowledge = climate.knowledge
    add_up_barriers(tally, units.held[now.week])
    record_communities(state, now)


@kernel
def record_communities(state, now):
    """Count open and living communities, and those that meet the goal of their animator (S29)."""
    tally, parameter = now.tally, now.parameter
    for c in range(state.counter[0].communities):
        room = state.community[c]
        if room.end_week <= now.week:
            continue
        tally.communities += 1
        last = room.last_interaction
        tally.live_communities += last != NOT_YET and now.week - last < parameter.recent_weeks
        tally.goals_met += room.member_activity >= parameter.community_goal


@kernel
def add_up_barriers(tally, held):
    """What held people back, over all units of the week; `held` of shape (units, barriers)."""
    for unit in range(held.shape[0]):
        tally.held_not_reached += held[unit, NOT_REACHED]
        tally.held_not_useful += held[unit, NOT_USEFUL]
        tally.held_not_safe += held[unit, NOT_SAFE]
        tally.held_no_time += held[unit, NO_TIME]
        tally.held_no_answer += held[unit, NO_ANSWER]


@kernel
def barrier_to_visiting(person, lack_of_time, parameter):
    """What kept somebody registered away: time or use, whichever weighs more on visiting."""
    lack_of_use = parameter.visit_value * (0.5 - person.value)
    return NO_TIME if lack_of_time > lack_of_use else NOT_USEFUL


@kernel
def barrier_to_speaking(person, lack_of_time, parameter):
    """What kept a visitor silent: safety, an answer or time, whichever weighs most on speaking."""
    lack_of_safety = parameter.voice_trust * (0.5 - person.trust)
    lack_of_drive = parameter.voice_intrinsic * (0.5 - person.intrinsic)
    if person.unanswered and lack_of_drive > max(lack_of_safety, lack_of_time):
        return NO_ANSWER
    return NOT_SAFE if lack_of_safety > max(lack_of_time, 0.0) else NO_TIME


@kernel
def turn_page(state, now):
    """Clear what belongs to one week only, employees apart."""
    state.counter[0].posts[now.week % 2] = 0
    state.counter[0].visitors = 0
    state.counter[0].speakers = 0
    state.event.number[1] += state.event.number[0]
    state.event.number[0] = 0


@kernel
def turn_page_of_people(state, first, last):
    """Clear what belongs to one week only, for employees first … last - 1."""
    for i in range(first, last):
        reach_for(state.employee, min(i + AHEAD, last - 1))
        person = state.employee[i]
        if person.usefulness > 0.0:  # what does not change is not written: half the traffic
            person.usefulness = 0.0
        if person.days == 0:
            continue  # nothing else changes of somebody who did not come
        person.posted = 0
        person.answered = 0
        person.reacted = 0
        person.shared = 0
        person.minutes = 0.0
        person.speaks = False
        person.visit_days = 0
        person.talk_days = 0
        person.days = 0
