"""What is written down every week: counts of the whole company, of units, and what holds back."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.model.compilation import formula, kernel
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
    """Count employees first … last - 1: stages, activity, barriers; means are sums as yet."""
    employee, parameter, tally, week = state.employee, now.parameter, now.tally, now.week
    trust, intrinsic, value = tally.mean_trust, tally.mean_intrinsic_motivation, tally.mean_value
    minutes, beyond = tally.employee_hours, tally.hours_beyond_allowance
    for i in range(first, last):
        person = employee[i]
        trust += person.trust
        intrinsic += person.intrinsic
        value += person.value
        if person.is_manager:
            tally.coaching_share += person.posture >= parameter.coaching_threshold
        if person.invited_week <= week:
            tally.invited += 1
        contributed = person.posted + person.answered + person.shared > 0
        weeks = np.uint8(((person.contribution_weeks << 1) | contributed) & 15)
        person.contribution_weeks = weeks
        if person.registered_week == NOT_YET:
            count_barrier(state, now, units, person, 0)
            continue
        tally.registered += 1
        tally.complete_profiles += person.profile_week != NOT_YET
        regular = (weeks & 1) + ((weeks >> 1) & 1) + ((weeks >> 2) & 1) + ((weeks >> 3) & 1)
        tally.regular_contributors += regular >= 2
        last_sign = max(person.registered_week, person.last_visit)
        tally.lapsed += week - last_sign >= parameter.lapse_weeks
        tally.collaborating += person.rung == 1
        tally.cooperating += person.rung == 2
        tally.inventing += person.rung == 3
        if person.days > 0:
            units.weekly_active[week, person.unit] += 1
            person.minutes += minutes_of_acts(person, parameter)
            minutes += person.minutes
            room = 60.0 * now.lever.time_allowance
            beyond += max(0.0, person.minutes - room)
            tally.overloaded += person.overload > parameter.overload_felt
        if contributed:
            tally.contributors += 1
            units.contributors[week, person.unit] += 1
        else:
            count_barrier(state, now, units, person, barrier_of(person, parameter))
    tally.mean_trust, tally.mean_intrinsic_motivation, tally.mean_value = trust, intrinsic, value
    tally.employee_hours, tally.hours_beyond_allowance = minutes, beyond


@kernel
def record_week(state, now):
    """Close the week's counts: sums become means and hours; culture and communities are added."""
    tally, n = now.tally, state.employee.size
    tally.staff = n
    tally.employee_hours /= 60.0
    tally.hours_beyond_allowance /= 60.0
    tally.mean_trust /= n
    tally.mean_intrinsic_motivation /= n
    tally.mean_value /= n
    tally.coaching_share /= max(1, state.plan.managers.size)
    climate = state.climate[0]
    tally.cooperation = climate.cooperation
    tally.dissonance = climate.dissonance
    tally.knowledge = climate.knowledge
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
def count_barrier(state, now, units, person, barrier):
    """One employee more held back by that barrier, in the company and in the unit."""
    units.held[now.week, person.unit, barrier] += 1
    tally = now.tally
    tally.held_not_reached += barrier == 0
    tally.held_not_useful += barrier == 1
    tally.held_not_safe += barrier == 2
    tally.held_no_time += barrier == 3
    tally.held_no_answer += barrier == 4


@kernel
def barrier_of(person, parameter):
    """What held back a registered employee who contributed nothing this week (place in BARRIERS).

    Someone who did not visit lacked either time or use, whichever weighs more on visiting.
    Someone who visited lacked safety, an answer or time, whichever weighs most on speaking.
    """
    lack_of_time = parameter.visit_workload * (person.workload - 0.5)
    lack_of_time += parameter.visit_overload * person.overload
    if person.days == 0:
        lack_of_use = parameter.visit_value * (0.5 - person.value)
        return 3 if lack_of_time > lack_of_use else 1
    lack_of_safety = parameter.voice_trust * (0.5 - person.trust)
    lack_of_drive = parameter.voice_intrinsic * (0.5 - person.intrinsic)
    if person.unanswered and lack_of_drive > max(lack_of_safety, lack_of_time):
        return 4
    return 2 if lack_of_safety > max(lack_of_time, 0.0) else 3


@kernel
def turn_page(state, now):
    """Clear what belongs to one week only, employees apart."""
    state.counter[0].posts[now.week % 2] = 0
    state.counter[0].visitors = 0
    state.event.number[1] += state.event.number[0]
    state.event.number[0] = 0


@kernel
def turn_page_of_people(state, first, last):
    """Clear what belongs to one week only, for employees first … last - 1."""
    for i in range(first, last):
        person = state.employee[i]
        person.posted = 0
        person.answered = 0
        person.reacted = 0
        person.shared = 0
        person.usefulness = 0.0
        person.minutes = 0.0
        person.speaks = False
        person.visit_days = 0
        person.talk_days = 0
        person.days = 0
