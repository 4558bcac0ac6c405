"""Who is seen visiting and contributing: counts kept per person, moved by those who change.

A colleague is seen for some weeks after a visit, and heard for some weeks after a
contribution. Only people who appear or disappear touch their colleagues' counts, so a
quiet week costs nothing per tie.
"""

from __future__ import annotations

from typing import Final

from simulation.model.compilation import kernel
from simulation.model.memory import AHEAD, reach_for
from simulation.model.state import BLOCK, NOT_YET

FADING_PERIOD: Final = 4
"""Ties fade once in so many weeks: a matter of computing time, the pace is the catalogue's."""


@kernel
def notice_colleagues(state, now):
    """Refresh who has been seen and heard in the weeks before this one (simultaneous)."""
    n = state.standing.size
    oldest = max(0, now.week - int(now.parameter.recent_weeks))
    heard = 0
    for first in range(0, n, BLOCK):
        last = min(n, first + BLOCK)
        tell_colleagues(state, oldest, note_changed(state, oldest, first, last))
        for i in range(first, last):
            heard += state.standing[i].voiced
    state.climate[0].registered_share = state.counter[0].registered / n
    state.climate[0].voiced_share = heard / n


@kernel
def note_changed(state, oldest, first, last):
    """Note down who appears or disappears among employees first … last - 1; how many they are."""
    changed = 0
    for i in range(first, last):
        mine = state.standing[i]
        state.noted[changed].of = i
        seen, voiced = mine.last_visit >= oldest, mine.last_act >= oldest
        changed += (seen != mine.seen) | (voiced != mine.voiced)
    return changed


@kernel
def reach_for_ties(state, i):
    """Fetch the ties of somebody of ordinary sociability: the first, the last, those between."""
    first, end = state.tie_start[i], state.tie_start[i + 1]
    reach_for(state.link, first)
    reach_for(state.link, (first + end) // 2)
    reach_for(state.link, end - 1)


@kernel
def tell_colleagues(state, oldest, changed):
    """Those noted down enter or leave what their colleagues have seen and heard."""
    exposure, link, tie_start = state.exposure, state.link, state.tie_start
    for n in range(changed):
        later = state.noted[min(n + AHEAD, changed - 1)].of
        reach_for_ties(state, later)
        i = state.noted[n].of
        mine = state.standing[i]
        seen, voiced = mine.last_visit >= oldest, mine.last_act >= oldest
        more_seen, more_voiced = int(seen) - int(mine.seen), int(voiced) - int(mine.voiced)
        mine.seen, mine.voiced = seen, voiced
        for k in range(tie_start[i], tie_start[i + 1]):
            colleague = exposure[link[k].target]
            colleague.seen_weight += more_seen * link[k].back
            colleague.voiced_weight += more_voiced * link[k].back


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
    for i in range(state.aside.size):
        if not state.aside[i].restored:
            continue
        above = False
        for k in range(state.tie_start[i], state.tie_start[i + 1]):
            excess = int((link[k].weight - distance[k].faded) * (1.0 - pace))
            if link[k].weight > distance[k].faded:
                back = place_of_tie(state, link[k].target, i)
                reweigh_tie(state, i, k, back, distance[k].faded + excess)
                above |= excess > 0
        state.aside[i].restored = above


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
        state.aside[i].restored = True
