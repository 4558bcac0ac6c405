"""Registering on the network, and completing one's profile (S1, S13; evidence 1.1–1.5)."""

from __future__ import annotations

import math

from simulation import randomness
from simulation.model.clock import (
    WORKING_DAYS,
    first_day,
    pick_day,
    time_before_visit,
    time_of_act,
)
from simulation.model.compilation import along_columns, formula, kernel
from simulation.model.journal import COMPLETE_PROFILE, INVITE, NONE, REGISTER, note
from simulation.model.marking import note_marked
from simulation.model.state import NOT_YET
from simulation.model.theories import close_colleagues, influence


@formula
def probability_within(hazard, weeks):
    """Chance that something of that weekly hazard happens; half steps compose (cloglog)."""
    return -math.expm1(-hazard * weeks)


@kernel
def pull_of_colleagues(state, now, i):
    """How much those already on the network draw somebody to it, in [0, 1]."""
    person, climate = state.employee[i], state.climate[0]
    close = close_colleagues(state, now, i, False)
    if now.on_trial:
        close += state.trial[i].exposure
    manager = person.manager >= 0 and state.employee[person.manager].seen
    return influence(
        now.theory,
        close,
        manager,
        climate.registered_share,
        climate.information,
        state.employee[i].threshold,
        now.parameter,
    )


@kernel
def voice_of_colleagues(state, now, i):
    """How much those who contribute draw somebody to do so, in [0, 1]."""
    person, climate = state.employee[i], state.climate[0]
    close = close_colleagues(state, now, i, True)
    if now.on_trial:
        close += state.trial[i].exposure
    manager = person.manager >= 0 and state.employee[person.manager].voiced
    return influence(
        now.theory,
        close,
        manager,
        climate.voiced_share,
        climate.information,
        state.employee[i].threshold,
        now.parameter,
    )


@formula
def outward_push(weeks_since_invitation, near_ambassador, lever, parameter):
    """Weekly hazard of joining that does not come from colleagues: campaign and invitation."""
    campaign = (
        1.0
        + parameter.communication_pull * lever.communication
        + parameter.sponsor_pull * lever.sponsor
    )
    strength = (lever.communication + lever.sponsor) / parameter.campaign_reference
    freshness = math.exp(-weeks_since_invitation / parameter.invitation_decay_weeks)
    push = parameter.external_hazard * campaign + parameter.invitation_hazard * strength * freshness
    return push * (1.0 + parameter.ambassador_pull * near_ambassador)


@formula
def receptiveness(value, ease, trust, lever, parameter):
    """What multiplies every reason to join, 1 for a person at the middle of the scales."""
    return math.exp(
        parameter.joining_value * (value - 0.5)
        + parameter.joining_ease * (ease - 0.5)
        + parameter.joining_trust * (trust - 0.5)
        + parameter.joining_access * (lever.access - parameter.reference_access)
        + parameter.joining_work_moved * lever.work_moved
    )


@along_columns
def note_invited(state, week, first, last):
    """Note down who is invited and has not registered yet; how many they are."""
    for i in range(first, last):
        person = state.employee[i]
        invited = (person.registered_week == NOT_YET) & (person.invited_week <= week)
        state.of_block[i - first].marked = invited
    return note_marked(state, first, last)


@kernel
def register(state, now, first, last):
    """The invited may join: outward push and pull of colleagues add (Bass), the person multiplies.

    Simultaneous: everyone sees the colleagues active up to last week.
    """
    employee, lever, parameter, week = state.employee, now.lever, now.parameter, now.week
    luck = randomness.stream(now.seed, randomness.REGISTRATION, week)
    most = receptiveness(1.0, 1.0, 1.0, lever, parameter)
    newcomers = 0
    for k in range(note_invited(state, week, first, last)):
        i = state.noted[k].of
        person = employee[i]
        weeks = week - person.invited_week
        hazard = outward_push(weeks, person.near_ambassador, lever, parameter)
        if now.switch.exposure:
            hazard += parameter.peer_exposure_hazard * pull_of_colleagues(state, now, i)
            if person.asked_in_week != NOT_YET:
                age = week - person.asked_in_week
                freshness = math.exp(-age / parameter.invitation_decay_weeks)
                hazard += parameter.colleague_invitation_hazard * freshness
        u = randomness.draw(luck, i, 0)
        if u >= hazard * most:
            continue
        hazard *= receptiveness(person.value, person.ease, person.trust, lever, parameter)
        if u < probability_within(hazard, 1.0):
            person.registered_week = week
            person.habit = max(person.habit, parameter.signup_habit)
            person.notifications = parameter.signup_notifications
            newcomers += 1
    now.tally.newcomers += newcomers
    state.counter[0].registered += newcomers


@kernel
def note_newcomers(state, now):
    """Write registrations down: before the first visit of the week, or on any day without one."""
    if state.event.time.size == 0:
        return
    luck = randomness.stream(now.seed, randomness.REGISTRATION, now.week)
    for i in range(state.employee.size):
        if state.employee[i].registered_week != now.week:
            continue
        days = state.employee[i].visit_days
        day = first_day(days) if days else int(randomness.draw(luck, i, 1) * WORKING_DAYS)
        time = time_before_visit(luck, i, day)
        note(state.event, REGISTER, time, i, NONE, NONE, NONE)


@kernel
def complete_profiles(state, now, first, last):
    """Visitors without a profile may complete it, the better the tool makes people known (S1)."""
    luck = randomness.stream(now.seed, randomness.PROFILE, now.week)
    hours = randomness.stream(now.seed, randomness.CLOCK, now.week)
    hazard = now.parameter.profile_hazard * tool_factor(now.lever.be_known, now.parameter)
    chance = probability_within(hazard, 1.0)
    for k in range(first, last):
        i = state.visitors[k]
        unknown = state.expertise[i].profile_week == NOT_YET
        if unknown and randomness.draw(luck, i, 0) < chance:
            state.expertise[i].profile_week = now.week
            day = pick_day(state.employee[i].visit_days, randomness.draw(luck, i, 1))
            time = time_of_act(hours, i, day, 11)
            note(state.event, COMPLETE_PROFILE, time, i, NONE, NONE, NONE)


@formula
def tool_factor(coverage, parameter):
    """What a family of functions multiplies, 1 for a tool of reference coverage (S9)."""
    return math.exp(parameter.tool_family * (coverage - parameter.reference_fit))


@kernel
def invite_colleagues(state, now):
    """Whoever speaks may invite one colleague who is not on the network yet (simultaneous)."""
    employee, parameter = state.employee, now.parameter
    luck = randomness.stream(now.seed, randomness.INVITING, now.week)
    hours = randomness.stream(now.seed, randomness.CLOCK, now.week)
    for k in range(state.counter[0].speakers):
        i = state.speakers[k]
        person = employee[i]
        if randomness.draw(luck, i, 0) >= parameter.colleague_invitations:
            continue
        first, last = state.tie_start[i], state.tie_start[i + 1]
        if last == first:
            continue
        j = state.link[first + int(randomness.draw(luck, i, 1) * (last - first))].target
        colleague = employee[j]
        if colleague.registered_week == NOT_YET and colleague.invited_week <= now.week:
            state.employee[j].asked_in_week = now.week
            now.tally.invites += 1
            day = pick_day(person.visit_days, randomness.draw(luck, i, 2))
            note(state.event, INVITE, time_of_act(hours, i, day, 12), i, NONE, NONE, j)
