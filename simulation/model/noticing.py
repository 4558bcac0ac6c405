"""Who is seen visiting and contributing: counts kept per person, moved by those who change.

A colleague is seen for some weeks after a visit, and heard for some weeks after a
contribution. Only people who appear or disappear touch their colleagues' counts, so a
quiet week costs nothing per tie.
"""

from __future__ import annotations

from typing import Final

from simulation.model.compilation import along_columns, kernel
from simulation.model.entities import CACHE_LINE, row_together
from simulation.model.marking import note_marked
from simulation.model.memory import FAR_AHEAD, reach_for
from simulation.model.state import BLOCK, LINK, NOT_YET

TIES_AT_ONCE: Final = CACHE_LINE // row_together(LINK).itemsize
"""Ties that a processor fetches at once."""
FADING_PERIOD: Final = 4
"""Ties fade once in so many weeks: a matter of computing time, the pace is the catalogue's."""


@kernel
def notice_colleagues(state, now):
    """Refresh who has been seen and heard in the weeks before this one (simultaneous)."""
    n = state.employee.size
    oldest = max(0, now.week - int(now.parameter.recent_weeks))
    heard = 0
    for first in range(0, n, BLOCK):
        last = min(n, first + BLOCK)
        changed, voiced = note_changed(state, oldest, first, last)
        tell_colleagues(state, oldest, changed)
        heard += voiced
    state.climate[0].registered_share = state.counter[0].registered / n
    state.climate[0].voiced_share = heard / n


@along_columns
def note_changed(state, oldest, first, last):
    """Note down who appears or disappears among employees first … last - 1.

    Returns how many they are, and how many of all are heard of by now.
    """
    heard = 0
    for i in range(first, last):
        person = state.employee[i]
        seen, voiced = person.last_visit >= oldest, person.last_act >= oldest
        state.of_block[i - first].marked = (seen != person.seen) | (voiced != person.voiced)
        heard += voiced
    return note_marked(state, first, last), heard


@kernel
def reach_for_ties(state, i):
    """Fetch the ties of somebody of ordinary sociability: a line of them after the other.

    Always four, as no processor guesses how many it takes.
    """
    first, last = state.tie_start[i], state.tie_start[i + 1] - 1
    reach_for(state.link, first)
    reach_for(state.link, min(first + TIES_AT_ONCE, last))
    reach_for(state.link, min(first + 2 * TIES_AT_ONCE, last))
    reach_for(state.link, last)


@kernel
def tell_colleagues(state, oldest, changed):
    """Those noted down enter or leave what their colleagues have seen and heard."""
    link, tie_start = state.link, state.tie_start
    for n in range(changed):
        reach_for(tie_start, state.noted[min(n + 2 * FAR_AHEAD, changed - 1)].of)
        reach_for_ties(state, state.noted[min(n + FAR_AHEAD, changed - 1)].of)
        i = state.noted[n].of
        person = state.employee[i]
        seen, voiced = person.last_visit >= oldest, person.last_act >= oldest
        more_seen, more_voiced = int(seen) - int(person.seen), int(voiced) - int(person.voiced)
        person.seen, person.voiced = seen, voiced
        ties = range(tie_start[i], tie_start[i + 1])
        if more_seen != 0:
            for k in ties:
                state.employee[link[k].target].seen_weight += more_seen * link[k].back
        if more_voiced != 0:
            for k in ties:
                state.employee[link[k].target].voiced_weight += more_voiced * link[k].back


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
    employee, j = state.employee, state.link[k].target
    change = weight - state.link[k].weight
    state.link[k].weight = weight
    state.link[back].back = weight
    employee[i].tie_weight += change
    if employee[j].seen:
        state.employee[i].seen_weight += change
    if employee[j].voiced:
        state.employee[i].voiced_weight += change


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
def restore_tie(state, now, i, j, k, back):
    """An exchange on the network brings a tie that distance had weakened back towards full.

    Both ends turn to each other more; the tie stands at place k of i's row, `back` of j's.
    """
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
