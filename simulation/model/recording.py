"""What is written down every week: counts of the whole company, of units, and what holds back."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.model.compilation import kernel
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
    "unkind_answers",
    "answered_within_48h",
    "communities",
    "live_communities",
    "lapsed",
    "training_seats_used",
    "manager_training_seats_used",
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
    "mean_trust",
    "mean_intrinsic_motivation",
    "coaching_share",
)
TALLY = np.dtype([(name, "i8") for name in COUNTS] + [(name, "f8") for name in LEVELS])
"""One row of aggregates a week; counts are of people or acts, hours are working hours."""


class UnitCounts(NamedTuple):
    """People of each unit who did something in each week, shape (weeks, units)."""

    weekly_active: NDArray[np.int32]
    contributors: NDArray[np.int32]


@kernel
def record_week(employee, community, lever, parameter, tally, units, week):
    """Count the week: stages, activity, communities, levels of trust, and barriers."""
    n = employee.unit.size
    tally.staff = n
    trust, intrinsic = 0.0, 0.0
    managers, coaching = 0, 0
    minutes = (
        parameter.visit_minutes * tally.visits
        + parameter.reading_minutes * tally.items
        + parameter.writing_minutes * (tally.posts + tally.questions)
        + parameter.answering_minutes * tally.answers
        + parameter.reacting_minutes * tally.reactions
    )
    tally.employee_hours = minutes / 60.0
    for i in range(n):
        trust += employee.trust[i]
        intrinsic += employee.intrinsic[i]
        if employee.is_manager[i]:
            managers += 1
            coaching += employee.posture[i] >= parameter.coaching_threshold
        if employee.invited_week[i] <= week:
            tally.invited += 1
        contributed = employee.posted[i] + employee.answered[i] > 0
        weeks = np.uint8(((employee.contribution_weeks[i] << 1) | contributed) & 15)
        employee.contribution_weeks[i] = weeks
        if employee.registered_week[i] == NOT_YET:
            tally.held_not_reached += 1
            continue
        tally.registered += 1
        tally.complete_profiles += employee.profile_week[i] != NOT_YET
        regular = (weeks & 1) + ((weeks >> 1) & 1) + ((weeks >> 2) & 1) + ((weeks >> 3) & 1)
        tally.regular_contributors += regular >= 2
        last_sign = max(employee.registered_week[i], employee.last_visit[i])
        tally.lapsed += week - last_sign >= parameter.lapse_weeks
        if employee.days[i] > 0:
            units.weekly_active[week, employee.unit[i]] += 1
        if contributed:
            tally.contributors += 1
            units.contributors[week, employee.unit[i]] += 1
        else:
            count_barrier(employee, parameter, tally, i)
    tally.mean_trust = trust / n
    tally.mean_intrinsic_motivation = intrinsic / n
    tally.coaching_share = coaching / managers if managers else 0.0
    for c in range(community.number[0]):
        tally.communities += community.end_week[c] > week
        last = community.last_interaction[c]
        tally.live_communities += last != NOT_YET and week - last < parameter.recent_weeks


@kernel
def count_barrier(employee, parameter, tally, i):
    """What held back registered employee i, who contributed nothing this week.

    Someone who did not visit lacked either time or use, whichever weighs more on visiting.
    Someone who visited lacked safety, an answer or time, whichever weighs most on speaking.
    """
    lack_of_time = parameter.visit_workload * (employee.workload[i] - 0.5)
    if employee.days[i] == 0:
        lack_of_use = parameter.visit_value * (0.5 - employee.value[i])
        if lack_of_time > lack_of_use:
            tally.held_no_time += 1
        else:
            tally.held_not_useful += 1
        return
    lack_of_safety = parameter.voice_trust * (0.5 - employee.trust[i])
    lack_of_drive = parameter.voice_intrinsic * (0.5 - employee.intrinsic[i])
    if employee.unanswered[i] and lack_of_drive > max(lack_of_safety, lack_of_time):
        tally.held_no_answer += 1
    elif lack_of_safety > max(lack_of_time, 0.0):
        tally.held_not_safe += 1
    else:
        tally.held_no_time += 1


@kernel
def turn_page(employee, post, event, week):
    """Clear what belongs to one week only."""
    for i in range(employee.unit.size):
        employee.posted[i] = 0
        employee.answered[i] = 0
        employee.reacted[i] = 0
        employee.usefulness[i] = 0.0
        employee.speaks[i] = False
    post.number[week % 2] = 0
    event.number[1] += event.number[0]
    event.number[0] = 0
