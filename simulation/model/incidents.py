"""Incidents: unkind answers that hurt whoever sees them, until somebody moderates (S18, S33)."""

from __future__ import annotations

from simulation import randomness
from simulation.model.clock import DAY, MORNING, WORKING_DAYS
from simulation.model.compilation import kernel
from simulation.model.journal import MODERATE, note
from simulation.model.state import MODERATED, OPEN_INCIDENT


@kernel
def moderate(state, now, p, person):
    """Close the incident of post p, after the delay that the charter leaves."""
    entry = state.post[p]
    entry.incident = MODERATED
    state.community[entry.community].incidents -= 1
    now.tally.moderations += 1
    day = min(WORKING_DAYS - 1, entry.time // DAY + int(now.lever.moderation_days))
    time = max(day * DAY + MORNING, entry.time + 1)
    note(state.event, MODERATE, time, person, entry.community, entry.event, entry.author)


@kernel
def regulate_themselves(state, now):
    """Members may settle an incident themselves, the sooner the clearer the charter (S18).

    Simultaneous. What stays open until the post is out of sight goes on hurting until then.
    """
    post, parameter = state.post, now.parameter
    luck = randomness.stream(now.seed, randomness.MODERATION, now.week)
    for half in range(2):
        start = half * (post.size // 2)
        for p in range(start, start + state.counter[0].posts[half]):
            if post[p].incident != OPEN_INCIDENT:
                continue
            founder = state.community[post[p].community].founder
            if founder < 0 or state.employee[founder].days == 0:
                continue
            chance = parameter.self_regulation * now.lever.clarity
            if randomness.draw(luck, post[p].author, post[p].time) < chance:
                moderate(state, now, p, founder)
