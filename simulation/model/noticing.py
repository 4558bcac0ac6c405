"""Who is seen visiting and contributing: counts kept per person, moved by those who change.

A colleague is seen for some weeks after a visit, and heard for some weeks after a
contribution. Only people who appear or disappear touch their colleagues' counts, so a
quiet week costs nothing per tie.
"""

from __future__ import annotations

from typing import Final

from simulation.model.compilation import kernel
from simulation.model.state import NOT_YET

FADING_PERIOD: Final = 4
"""Ties fade once in so many weeks: a matter of computing time, the pace is the catalogue's."""


@kernel
def notice_colleagues(state, now):
    """Refresh who has been seen and heard in the weeks before this one (simultaneous)."""
    employee, link = state.employee, state.link
    oldest = now.week - int(now.parameter.recent_weeks)
    registered, heard = 0, 0
    for i in range(employee.size):
        person = employee[i]
        if person.registered_week == NOT_YET:
            continue
        registered += 1
        seen = person.last_visit >= oldest and person.last_visit != NOT_YET
        if seen != person.seen:
            person.seen = seen
            sign = 1 if seen else -1
            for k in range(state.tie_start[i], state.tie_start[i + 1]):
                employee[link[k].target].seen_weight += sign * link[k].back
        voiced = person.last_act >= oldest and person.last_act != NOT_YET
        heard += voiced
        if voiced != person.voiced:
            person.voiced = voiced
            sign = 1 if voiced else -1
            for k in range(state.tie_start[i], state.tie_start[i + 1]):
                employee[link[k].target].voiced_weight += sign * link[k].back
    state.climate[0].registered_share = registered / employee.size
    state.climate[0].voiced_share = heard / employee.size


@kernel
def place_of_tie(state, i, j):
    """Place in `link` of the work tie from i to j, or -1 (rows are sorted: binary search)."""
    low, high = state.tie_start[i], state.tie_start[i + 1]
    while low < high:
        middle = (low + high) // 2
        if state.link[middle].target < j:
            low = middle + 1
        else:
            high = middle
    if low < state.tie_start[i + 1] and state.link[low].target == j:
        return low
    return NOT_YET


@kernel
def reweigh_tie(state, i, k, weight):
    """Give the tie that stands at place k of i's row another weight, kept sums included."""
    employee, j = state.employee, state.link[k].target
    change = weight - state.link[k].weight
    state.link[k].weight = weight
    state.link[place_of_tie(state, j, i)].back = weight
    employee[i].tie_weight += change
    if employee[j].seen:
        employee[i].seen_weight += change
    if employee[j].voiced:
        employee[i].voiced_weight += change


@kernel
def fade_ties(state, now):
    """Ties that exchanges on the network restored fade again to what distance leaves (S14)."""
    if now.week % FADING_PERIOD != 0:
        return
    link = state.link
    pace = min(1.0, FADING_PERIOD / now.parameter.tie_distance_weeks)
    for i in range(state.employee.size):
        for k in range(state.tie_start[i], state.tie_start[i + 1]):
            excess = link[k].weight - link[k].faded
            if excess > 0:
                reweigh_tie(state, i, k, link[k].faded + int(excess * (1.0 - pace)))


@kernel
def restore_tie(state, now, i, j):
    """An exchange on the network brings a tie that distance had weakened back towards full."""
    k = place_of_tie(state, i, j)
    if k == NOT_YET or state.link[k].weight >= state.link[k].full:
        return
    missing = state.link[k].full - state.link[k].weight
    gained = int(now.parameter.tie_restored * missing + 0.999)
    reweigh_tie(state, i, k, state.link[k].weight + gained)
