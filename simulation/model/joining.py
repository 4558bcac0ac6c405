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
from simulation.model.compilation import formula, kernel
from simulation.model.journal import COMPLETE_PROFILE, NONE, REGISTER, note
from simulation.model.state import NOT_YET


@formula
def share_of(part, whole):
    """Share of a person's ties, 0 for someone without ties."""
    return part / whole if whole > 0 else 0.0


@formula
def probability_within(hazard, weeks):
    """Chance that something of that weekly hazard happens; half steps compose (cloglog)."""
    return -math.expm1(-hazard * weeks)


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
    )


@kernel
def register(employee, lever, parameter, switch, tally, seed, week):
    """The invited may join: outward push and pull of colleagues add (Bass), the person multiplies.

    Simultaneous: everyone sees the colleagues active up to last week.
    """
    luck = randomness.stream(seed, randomness.REGISTRATION, week)
    most = receptiveness(1.0, 1.0, 1.0, lever, parameter)
    for i in range(employee.unit.size):
        weeks = week - employee.invited_week[i]
        if employee.registered_week[i] != NOT_YET or weeks < 0:
            continue
        hazard = outward_push(weeks, employee.near_ambassador[i], lever, parameter)
        if switch.exposure:
            seen = share_of(employee.seen_weight[i], employee.tie_weight[i])
            hazard += parameter.peer_exposure_hazard * seen
        u = randomness.draw(luck, i, 0)
        if u >= hazard * most:
            continue
        hazard *= receptiveness(
            employee.value[i], employee.ease[i], employee.trust[i], lever, parameter
        )
        if u < probability_within(hazard, 1.0):
            employee.registered_week[i] = week
            employee.habit[i] = parameter.signup_habit
            employee.notifications[i] = parameter.signup_notifications
            tally.newcomers += 1


@kernel
def note_newcomers(employee, event, seed, week):
    """Write registrations down: before the first visit of the week, or on any day without one."""
    if event.time.size == 0:
        return
    luck = randomness.stream(seed, randomness.REGISTRATION, week)
    for i in range(employee.unit.size):
        if employee.registered_week[i] != week:
            continue
        days = employee.visit_days[i]
        day = first_day(days) if days else int(randomness.draw(luck, i, 1) * WORKING_DAYS)
        time = time_before_visit(luck, i, day)
        note(event, REGISTER, time, i, NONE, NONE, NONE)


@kernel
def complete_profiles(employee, parameter, event, tally, seed, week):
    """Visitors without a profile may complete it (S1)."""
    luck = randomness.stream(seed, randomness.PROFILE, week)
    hours = randomness.stream(seed, randomness.CLOCK, week)
    chance = probability_within(parameter.profile_hazard, 1.0)
    for k in range(tally.weekly_active):
        i = employee.visitors[k]
        if employee.profile_week[i] == NOT_YET and randomness.draw(luck, i, 0) < chance:
            employee.profile_week[i] = week
            day = pick_day(employee.visit_days[i], randomness.draw(luck, i, 1))
            time = time_of_act(hours, i, day, 11)
            note(event, COMPLETE_PROFILE, time, i, NONE, NONE, NONE)
