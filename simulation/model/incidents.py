"""Incidents: unkind answers that hurt whoever sees them, until somebody moderates (S18, S33)."""

from __future__ import annotations

from simulation import randomness
from simulation.model.clock import DAY, MORNING, WORKING_DAYS
from simulation.model.compilation import formula, kernel
from simulation.model.journal import MODERATE, note
from simulation.model.state import MODERATED, OPEN_INCIDENT


@formula
def moderation_day(time, age, moderation_days):
    """Working day of this week, from 0, on which a post written `age` weeks ago is moderated.

    Moderation comes after the fact, once the delay of the charter has passed (S33): from 5 on,
    not this week.
    """
    return max(0, time // DAY + int(moderation_days) - WORKING_DAYS * age)


@kernel
def awaits_moderation(state, now, p, age):
    """Whether the incident of post p, written `age` weeks ago, is open and may be closed by now."""
    entry = state.post[p]
    if entry.incident != OPEN_INCIDENT:
        return False
    return moderation_day(entry.time, age, now.lever.moderation_days) < WORKING_DAYS


@kernel
def moderate(state, now, p, age, person):
    """Somebody closes the incident of post p, written `age` weeks ago."""
    entry = state.post[p]
    entry.incident = MODERATED
    state.community[entry.community].incidents -= 1
    now.tally.moderations += 1
    time = moderation_day(entry.time, age, now.lever.moderation_days) * DAY + MORNING
    if age == 0:
        time = max(time, entry.time + 1)
    note(state.event, MODERATE, time, person, entry.community, entry.event, entry.author)


@kernel
def regulate_themselves(state, now):
    """Members may settle an incident themselves, the sooner the clearer the charter (S18).

    Simultaneous. What stays open until the post is out of sight goes on hurting until then.
    """
    post, parameter = state.post, now.parameter
    luck = randomness.stream(now.seed, randomness.MODERATION, now.week)
    for age in range(2):
        half = (now.week + age) % 2
        start = half * (post.size // 2)
        for p in range(start, start + state.written[half]):
            if not awaits_moderation(state, now, p, age):
                continue
            founder = state.community[post[p].community].founder
            if founder < 0 or state.employee[founder].days == 0:
                continue
            chance = parameter.self_regulation * now.lever.clarity
            if randomness.draw(luck, post[p].author, post[p].time) < chance:
                moderate(state, now, p, age, founder)
