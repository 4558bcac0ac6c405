"""What is written down every week: counts of the whole company, of units, and what holds back."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.model.compilation import along_columns, formula, kernel
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
NOTHING, NOT_REACHED, NOT_USEFUL, NOT_SAFE, NO_TIME, NO_ANSWER = range(-1, 5)
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
def record_people(state, now, units, first, last, visited_from, visited_to):
    """Count employees first … last - 1, of whom visitors stand between two places of their list."""
    add_up_minds(state, now, first, last)
    count_stages(state, now, first, last)
    note_barriers_to_visiting(state, now, first, last)
    record_visitors(state, now, units, first, visited_from, visited_to)
    count_held(state, units.held[now.week], first, last)


@kernel
def count_held(state, held, first, last):
    """Count whom each barrier noted down holds back, by unit; `held` of shape (units, barriers)."""
    for i in range(first, last):
        barrier = state.of_block[i - first].barrier
        if barrier != NOTHING:
            held[state.employee[i].unit, barrier] += 1


@kernel
def add_up_minds(state, now, first, last):
    """Sums of what people think and feel, means once the week is closed."""
    trust, intrinsic, value = 0.0, 0.0, 0.0
    for i in range(first, last):
        person = state.employee[i]
        trust += person.trust
        intrinsic += person.intrinsic
        value += person.value
    now.tally.mean_trust += trust
    now.tally.mean_intrinsic_motivation += intrinsic
    now.tally.mean_value += value


@along_columns
def count_stages(state, now, first, last):
    """How many are invited, registered, regular, lapsed, and on which rung of the ladder."""
    employee, expertise = state.employee, state.expertise
    tally, week, lapse_weeks = now.tally, now.week, now.parameter.lapse_weeks
    invited, registered, profiles, regular, lapsed = 0, 0, 0, 0, 0
    collaborating, cooperating, inventing = 0, 0, 0
    for i in range(first, last):
        person = employee[i]
        invited += person.invited_week <= week
        here = person.registered_week != NOT_YET
        registered += here
        profiles += here & (expertise[i].profile_week != NOT_YET)
        contributed = person.posted + person.answered + person.shared > 0
        weeks = ((np.int64(person.contribution_weeks) << 1) | contributed) & 15
        person.contribution_weeks = weeks
        regular += here & (weeks & (weeks - 1) != 0)  # two weeks at least
        last_sign = max(person.registered_week, person.last_visit)
        lapsed += here & (week - last_sign >= lapse_weeks)
        collaborating += here & (person.rung == 1)
        cooperating += here & (person.rung == 2)
        inventing += here & (person.rung == 3)
    tally.invited += invited
    tally.registered += registered
    tally.complete_profiles += profiles
    tally.regular_contributors += regular
    tally.lapsed += lapsed
    tally.collaborating += collaborating
    tally.cooperating += cooperating
    tally.inventing += inventing


@along_columns
def note_barriers_to_visiting(state, now, first, last):
    """What keeps each from visiting: not being reached; time or use, whichever weighs more."""
    employee, of_block, parameter = state.employee, state.of_block, now.parameter
    by_load, by_overload = parameter.visit_workload, parameter.visit_overload
    by_value = parameter.visit_value
    for i in range(first, last):
        person = employee[i]
        lack_of_time = by_load * (person.workload - 0.5)
        lack_of_time += by_overload * person.overload
        lack_of_use = by_value * (0.5 - person.value)
        barrier = NO_TIME if lack_of_time > lack_of_use else NOT_USEFUL
        reached = person.registered_week != NOT_YET
        of_block[i - first].barrier = barrier if reached else NOT_REACHED


@kernel
def record_visitors(state, now, units, first, visited_from, visited_to):
    """Count the visitors of a block that begins with employee `first`: acts, minutes, barriers."""
    parameter, tally, week = now.parameter, now.tally, now.week
    room = 60.0 * now.lever.time_allowance
    minutes, beyond, overloaded, contributors = 0.0, 0.0, 0, 0
    for k in range(visited_from, visited_to):
        i = state.visitors[k]
        person = state.employee[i]
        units.weekly_active[week, person.unit] += 1
        spent = person.minutes + minutes_of_acts(person, parameter)
        person.minutes = spent
        minutes += spent
        beyond += max(0.0, spent - room)
        overloaded += person.overload > parameter.overload_felt
        barrier = barrier_to_speaking(person, parameter)
        if person.posted + person.answered + person.shared > 0:
            contributors += 1
            units.contributors[week, person.unit] += 1
            barrier = NOTHING
        state.of_block[i - first].barrier = barrier
    tally.employee_hours += minutes / 60.0
    tally.hours_beyond_allowance += beyond / 60.0
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
def barrier_to_speaking(person, parameter):
    """What kept a visitor silent: safety, an answer or time, whichever weighs most on speaking."""
    lack_of_time = parameter.visit_workload * (person.workload - 0.5)
    lack_of_time += parameter.visit_overload * person.overload
    lack_of_safety = parameter.voice_trust * (0.5 - person.trust)
    lack_of_drive = parameter.voice_intrinsic * (0.5 - person.intrinsic)
    if person.unanswered and lack_of_drive > max(lack_of_safety, lack_of_time):
        return NO_ANSWER
    return NOT_SAFE if lack_of_safety > max(lack_of_time, 0.0) else NO_TIME


@along_columns
def turn_page(state, now):
    """Clear what belongs to one week only; but for what others did, only last week's visitors."""
    employee, counter = state.employee, state.counter[0]
    for i in range(employee.size):
        employee[i].usefulness = 0.0
    for k in range(counter.visitors):
        person = employee[state.visitors[k]]
        person.posted = 0
        person.answered = 0
        person.reacted = 0
        person.shared = 0
        person.minutes = 0.0
        person.speaks = False
        person.visit_days = 0
        person.talk_days = 0
        person.days = 0
    state.written[now.week % 2] = 0
    counter.visitors = 0
    counter.speakers = 0
    state.event.number[1] += state.event.number[0]
    state.event.number[0] = 0
