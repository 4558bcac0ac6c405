"""Who is seen visiting and contributing: counts kept per person, moved by those who change.

A colleague is seen for some weeks after a visit, and heard for some weeks after a
contribution. Only people who appear or disappear touch their colleagues' counts, so a
quiet week costs nothing per tie.
"""

from __future__ import annotations

from typing import Final

from simulation.model.compilation import kernel
from simulation.model.memory import AHEAD, reach_for
from simulation.model.state import NOT_YET

FADING_PERIOD: Final = 4
"""Ties fade once in so many weeks: a matter of computing time, the pace is the catalogue's."""


@kernel
def notice_colleagues(state, now):
    """Refresh who has been seen and heard in the weeks before this one (simultaneous)."""
    standing, exposure, link, tie_start = (
        state.standing,
        state.exposure,
        state.link,
        state.tie_start,
    )
    oldest = max(0, now.week - int(now.parameter.recent_weeks))
    heard = 0
    for i in range(standing.size):
        later = min(i + AHEAD, standing.size - 1)
        if (standing[later].last_visit >= oldest) != standing[later].seen:
            reach_for(link, tie_start[later])
            reach_for(link, (tie_start[later] + tie_start[later + 1]) // 2)
        mine = standing[i]
        seen = mine.last_visit >= oldest
        voiced = mine.last_act >= oldest
        heard += voiced
        if seen != mine.seen:
            mine.seen = seen
            sign = 1 if seen else -1
            for k in range(tie_start[i], tie_start[i + 1]):
                exposure[link[k].target].seen_weight += sign * link[k].back
        if voiced != mine.voiced:
            mine.voiced = voiced
            sign = 1 if voiced else -1
            for k in range(tie_start[i], tie_start[i + 1]):
                exposure[link[k].target].voiced_weight += sign * link[k].back
    state.climate[0].registered_share = state.counter[0].registered / standing.size
    state.climate[0].voiced_share = heard / standing.size


@kernel
def place_of_tie(state, i, j):
    """Place in `link` of the work tie from i to j, or -1 (rows are sorted: binary search).

    The half to go on with is added up, not branched to: no processor guesses it right.
    """
    link = state.link
    place = state.tie_start[i]
    left = state.tie_start[i + 1] - place
    if left == 0:
        return NOT_YET
    while left > 1:
        half = left // 2
        place += half * (link[place + half].target <= j)
        left -= half
    return place if link[place].target == j else NOT_YET


@kernel
def reweigh_tie(state, i, k, back, weight):
    """Give the tie at place k of i's row, `back` of the colleague's, another weight, sums too."""
    standing, j = state.standing, state.link[k].target
    change = weight - state.link[k].weight
    state.link[k].weight = weight
    state.link[back].back = weight
    standing[i].tie_weight += change
    if standing[j].seen:
        state.exposure[i].seen_weight += change
    if standing[j].voiced:
        state.exposure[i].voiced_weight += change


@kernel
def fade_ties(state, now):
    """Ties that exchanges on the network restored fade again to what distance leaves (S14)."""
    if now.week % FADING_PERIOD != 0:
        return
    link, distance = state.link, state.distance
    pace = min(1.0, FADING_PERIOD / now.parameter.tie_distance_weeks)
    for i in range(state.employee.size):
        if not state.employee[i].restored:
            continue
        above = False
        for k in range(state.tie_start[i], state.tie_start[i + 1]):
            excess = int((link[k].weight - distance[k].faded) * (1.0 - pace))
            if link[k].weight > distance[k].faded:
                back = place_of_tie(state, link[k].target, i)
                reweigh_tie(state, i, k, back, distance[k].faded + excess)
                above |= excess > 0
        state.employee[i].restored = above


@kernel
def restore_tie(state, now, i, j):
    """An exchange on the network brings a tie that distance had weakened back towards full.

    Both ends turn to each other more.
    """
    k = place_of_tie(state, i, j)
    if k == NOT_YET:
        return
    back = place_of_tie(state, j, i)
    restore_end(state, now, i, k, back)
    restore_end(state, now, j, back, k)


@kernel
def restore_end(state, now, i, k, back):
    """One end of a tie, at place k of i's row and `back` of the colleague's, is restored."""
    missing = state.distance[k].full - state.link[k].weight
    if missing > 0:
        gained = int(now.parameter.tie_restored * missing + 0.999)
        reweigh_tie(state, i, k, back, state.link[k].weight + gained)
        state.employee[i].restored = True
