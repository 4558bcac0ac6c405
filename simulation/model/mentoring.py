"""Reverse mentoring: a junior at ease with the tool coaches a senior (S11; evidence 3.39)."""

from __future__ import annotations

from simulation.model.compilation import kernel
from simulation.model.contacts import remember
from simulation.model.noticing import place_of_tie
from simulation.model.state import NOT_YET
from simulation.model.training import use_tool_lessons


@kernel
def meet_mentors(state, now):
    """The pairs that meet for the first time this week, once both are invited (in turn).

    The senior learns the tool, starts a habit and moves a little towards coaching; the
    junior is recognised; they remember each other.
    """
    employee, parameter, counter = state.employee, now.parameter, state.counter[0]
    wished = min(now.lever.mentoring_pairs, state.plan.mentored.size)
    while counter.mentored < wished:
        pair = counter.mentored
        senior, junior = state.plan.mentored[pair], state.plan.mentors[pair]
        if max(employee[senior].invited_week, employee[junior].invited_week) > now.week:
            return
        counter.mentored += 1
        now.tally.mentoring_pairs_met += 1
        person = employee[senior]
        use_tool_lessons(person, parameter)
        person.habit += parameter.mentoring_habit * (1.0 - person.habit)
        leader = state.leadership[senior]
        leader.posture += parameter.mentoring_posture * (1.0 - leader.posture)
        mentor = employee[junior]
        mentor.intrinsic += parameter.mentoring_gain * (1.0 - mentor.intrinsic)
        if now.switch.reciprocity:
            strength = parameter.mentoring_tie
            tied = place_of_tie(state, senior, junior) != NOT_YET
            remember(state, now, senior, junior, tied, strength, 1.0)
            remember(state, now, junior, senior, tied, strength, -1.0)
