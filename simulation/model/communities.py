"""Communities: their pull, birth, members and activity (S2, S3, S19; evidence 4.14–4.24).

Updates of pull and activity are simultaneous; founding and joining are in turn, since
each takes or leaves places others see.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation import randomness
from simulation.model.clock import WORKING_DAYS, time_of_act, time_of_entrance
from simulation.model.compilation import formula, kernel
from simulation.model.joining import probability_within, tool_factor
from simulation.model.journal import JOIN, LEAVE, NONE, note
from simulation.model.memory import AHEAD, FAR_AHEAD, reach_for
from simulation.model.state import (
    CLOSED,
    DIRECTED,
    HR,
    IDEAS,
    LEISURE,
    MEMBERSHIPS,
    NEVER,
    NEWS_SPACE,
    NOT_YET,
    OPEN,
    PRACTICE,
    PROJECT,
    SECRET,
)

WEEKS_PER_KEY: Final = 1024
"""Keys of communities number their founders' weeks: above the longest horizon."""
SEEDED_KINDS: Final = (PRACTICE, PROJECT, LEISURE, DIRECTED, HR, IDEAS)


@formula
def pull_of(need, age, animation, activity, parameter):
    """W, how much a community attracts: need, novelty, animation, and the empty room."""
    novelty = 1.0 + parameter.novelty * math.exp(-age / parameter.novelty_weeks)
    animated = 1.0 + parameter.animation_pull * animation
    company = (activity + parameter.room_empty) / (activity + parameter.room_half)
    return need * novelty * animated * company


@kernel
def pull_now(state, now, c):
    """Pull of community c this week; projects follow how well the tool runs them (S9)."""
    room = state.community[c]
    age = now.week - room.birth_week
    pull = pull_of(room.need, age, room.animation, room.activity, now.parameter)
    if room.kind == PROJECT:
        pull *= tool_factor(now.lever.run_projects, now.parameter)
    return pull


@kernel
def refresh_pulls(state, now):
    """Pull of every community this week, from last week's activity; 0 once its end has come."""
    living = 0
    for c in range(state.counter[0].communities):
        room = state.community[c]
        living += room.member_activity > now.parameter.living_activity
        if room.end_week <= now.week:
            room.pull = 0.0
        elif c == NEWS_SPACE or not now.switch.communities:
            room.pull = 1.0
        else:
            room.pull = pull_now(state, now, c)
    members = state.climate[0].registered_share * state.employee.size
    state.climate[0].living_rooms = living / members if members > 0.0 else 0.0


@formula
def affinity_between(taste, i, key, same_unit, parameter):
    """How much a community is to a person's taste, fixed for the pair; mean 1."""
    spread = parameter.affinity_spread
    home = parameter.unit_affinity if same_unit else 1.0
    return home * math.exp(spread * randomness.draw_normal(taste, i, key) - 0.5 * spread * spread)


@kernel
def affinity_of(state, now, taste, i, c):
    """Affinity of person i for community c, for whoever is a member or not."""
    room = state.community[c]
    same_unit = state.employee[i].unit == room.unit and room.kind != LEISURE
    return affinity_between(taste, i, room.key, same_unit, now.parameter)


@kernel
def is_member(state, i, c):
    """Whether person i belongs to community c."""
    found = False
    for k in range(state.employee[i].memberships):
        found |= state.membership[i, k].community == c
    return found


@kernel
def enter(state, i, c, affinity, time):
    """Person i enters community c; with no place left, the least attractive is left for it.

    Returns whether the person is in.
    """
    person, membership, community = state.employee[i], state.membership, state.community
    place = int(person.memberships)
    if place == MEMBERSHIPS:
        place, least = 0, math.inf
        for k in range(MEMBERSHIPS):
            room = community[membership[i, k].community]
            attraction = membership[i, k].affinity * room.pull
            if attraction < least:
                place, least = k, attraction
        if affinity * community[c].pull <= least:
            return False
        left = membership[i, place].community
        community[left].size -= 1
        note(state.event, LEAVE, time, i, left, NONE, NONE)
    else:
        person.memberships = place + 1
    membership[i, place].community = c
    membership[i, place].affinity = affinity
    community[c].size += 1
    note(state.event, JOIN, time, i, c, NONE, NONE)
    return True


@kernel
def spontaneous_kind(luck, key, parameter):
    """Kind of a community that people open by themselves."""
    u = randomness.draw(luck, key, 0)
    if u < parameter.leisure_share:
        return LEISURE
    if u < parameter.leisure_share + parameter.project_share:
        return PROJECT
    return PRACTICE


@kernel
def spontaneous_visibility(luck, key, parameter):
    """Visibility of a community that people open by themselves (4.17)."""
    u = randomness.draw(luck, key, 1)
    if u < parameter.secret_share:
        return SECRET
    if u < parameter.secret_share + parameter.closed_share:
        return CLOSED
    return OPEN


@formula
def planned_kind(u, lever):
    """Kind of a community the plan opens, by one uniform number; -1 when the plan tells none."""
    left = u
    for place, share in enumerate(
        (
            lever.seeds_practice,
            lever.seeds_project,
            lever.seeds_interest,
            lever.seeds_directed,
            lever.seeds_hr,
            lever.seeds_ideas,
        )
    ):
        if left < share:
            return SEEDED_KINDS[place]
        left -= share
    return NOT_YET


@kernel
def open_community(state, now, founder, key, seeded, luck):
    """A community is born; returns its number, or -1 when no more can be held.

    Its character is keyed on who founds it and when, so that it is the same community in
    two scenarios that share the founder and the week. A room a controlling manager opens, or
    management to ask for opinions, is imposed: it starts with less spontaneity (S3).
    """
    parameter, week = now.parameter, now.week
    c = state.counter[0].communities
    if c == state.community.size:
        return NONE
    state.counter[0].communities = c + 1
    kind = spontaneous_kind(luck, key, parameter)
    visibility = spontaneous_visibility(luck, key, parameter)
    if seeded:
        planned = planned_kind(randomness.draw(luck, key, 5), now.lever)
        kind = kind if planned == NOT_YET else planned
        u = randomness.draw(luck, key, 6)
        visibility = OPEN
        if u < now.lever.seeds_secret:
            visibility = SECRET
        elif u < now.lever.seeds_secret + now.lever.seeds_closed:
            visibility = CLOSED
    weeks = parameter.project_weeks_least + randomness.draw(luck, key, 2) * (
        parameter.project_weeks_most - parameter.project_weeks_least
    )
    person, room = state.employee[founder], state.community[c]
    directive = state.leadership[founder].posture < parameter.imposed_posture
    by_order = kind == PRACTICE and state.employee[founder].is_manager and directive
    room.key = key
    room.kind = kind
    room.visibility = visibility
    room.broadcast = randomness.draw(luck, key, 3) < parameter.broadcast_share
    room.imposed = by_order or kind == DIRECTED
    room.seeded = seeded
    room.trained = False
    room.founder = founder
    room.unit = person.unit
    room.birth_week = week
    room.end_week = week + int(weeks) if kind in (PROJECT, DIRECTED) else NEVER
    room.size = 0
    room.need = math.exp(parameter.need_spread * randomness.draw_normal(luck, key, 4))
    room.spontaneity = parameter.imposed_spontaneity if room.imposed else 1.0
    room.quality = 1.0
    room.activity = parameter.founder_activity
    room.member_activity = parameter.founder_activity
    room.last_interaction = NOT_YET
    room.pull = pull_now(state, now, c)
    return c


def interest_left(sought: float) -> NDArray[np.float64]:
    """Interest in one more community of somebody who belongs to 0 … 12 already."""
    return np.array([math.exp(-number / sought) for number in range(MEMBERSHIPS + 1)])


@kernel
def room_for_more(state, i):
    """Interest in one more community, 1 for somebody without any."""
    return state.interest_left[state.employee[i].memberships]


@kernel
def may_be_invited(state, j, c, latest):
    """Whether someone registered by that week is not in community c yet."""
    return 0 <= state.employee[j].registered_week <= latest and not is_member(state, j, c)


@kernel
def gather_circle(state, now, luck, taste, c, i, time, latest):
    """The founder enters and invites colleagues, then colleagues of colleagues if few came.

    Only people registered by the week `latest` can be invited.
    """
    parameter, link, room = now.parameter, state.link, state.community[c]
    enter(state, i, c, max(1.0, affinity_of(state, now, taste, i, c)), time)
    first, last = state.tie_start[i], state.tie_start[i + 1]
    tries = int(parameter.founding_tries)
    for attempt in range(last - first + tries):
        if attempt < last - first:
            j = link[first + attempt].target
            u = randomness.draw(luck, room.key, 100 + attempt)
        else:
            if room.size >= parameter.founding_circle or last == first:
                break
            number = attempt - (last - first)
            u = randomness.draw(luck, room.key, 1000 + 3 * number)
            middle = link[first + int(u * (last - first))].target
            degree = state.tie_start[middle + 1] - state.tie_start[middle]
            u = randomness.draw(luck, room.key, 1001 + 3 * number)
            j = link[state.tie_start[middle] + int(u * degree)].target
            u = randomness.draw(luck, room.key, 1002 + 3 * number)
        if u >= parameter.invitation_acceptance:
            continue
        accepts = parameter.invitation_acceptance * room_for_more(state, j)
        if u < accepts and may_be_invited(state, j, c, latest):
            enter(state, j, c, affinity_of(state, now, taste, j, c), time + 1)


@kernel
def found_communities(state, now):
    """Contributing visitors may found a community and invite their colleagues (in turn).

    Autonomy encourages it; the more living communities there are per member, the more needs
    are served already.
    """
    parameter = now.parameter
    luck = randomness.stream(now.seed, randomness.FOUNDING, now.week)
    character = randomness.stream(now.seed, randomness.COMMUNITY, 0)
    taste = randomness.stream(now.seed, randomness.AFFINITY, 0)
    hours = randomness.stream(now.seed, randomness.CLOCK, now.week)
    drive = parameter.founding_expressiveness
    climate = state.climate[0]
    freedom = math.exp(parameter.founding_autonomy * (climate.autonomy - 0.5))
    freedom /= 1.0 + (climate.living_rooms / parameter.founding_served) ** 2
    speakers = state.counter[0].speakers
    for k in range(speakers):
        i = state.speakers[k]
        later = state.speakers[min(k + FAR_AHEAD, speakers - 1)]
        reach_for(state.employee.skill, later)
        reach_for(state.employee.expressiveness, later)
        person = state.employee[i]
        u = randomness.draw(luck, i, 0)
        hazard = parameter.founding_hazard * freedom * (1.0 + person.skill)
        hazard *= math.exp(drive * person.expressiveness - 0.5 * drive * drive)
        if u < hazard and u < probability_within(hazard, 1.0):
            key = i * WEEKS_PER_KEY + now.week
            c = open_community(state, now, i, key, False, character)
            if c == NONE:
                return
            time = time_of_entrance(hours, i, person.visit_days)
            gather_circle(state, now, character, taste, c, i, time, now.week - 1)


@kernel
def seed_communities(state, now):
    """The communities the plan opens this week, each founded by someone registered (in turn)."""
    counter, employee = state.counter[0], state.employee
    luck = randomness.stream(now.seed, randomness.SEEDING, 0)
    character = randomness.stream(now.seed, randomness.COMMUNITY, 1)
    taste = randomness.stream(now.seed, randomness.AFFINITY, 0)
    while counter.seeded < now.lever.seeded_communities:
        number = counter.seeded
        start = int(randomness.draw(luck, number, 0) * employee.size)
        founder = NONE
        for k in range(employee.size):
            i = (start + k) % employee.size
            if employee[i].registered_week != NOT_YET:
                founder = i
                break
        if founder == NONE:
            return
        c = open_community(state, now, founder, -1 - number, True, character)
        if c == NONE:
            return
        counter.seeded = number + 1
        time = time_of_act(luck, number, WORKING_DAYS - 1, 1)
        gather_circle(state, now, character, taste, c, founder, time, now.week)


@kernel
def note_look(state, now, luck, i, look, noted):
    """Note down through which tie, or at which post of last week, somebody looks, and fetch it.

    Returns how many looks are noted down: this one counts if there is something to look at.
    """
    half = (now.week + 1) % 2
    posts = state.written[half]
    u = randomness.draw(luck, i, 5 * look + 2)
    noted_look = state.noted[noted]
    noted_look.of, noted_look.number, noted_look.tie, noted_look.place = i, look, NOT_YET, NOT_YET
    if randomness.draw(luck, i, 5 * look + 1) < now.parameter.looking_through_ties:
        first, end = state.tie_start[i], state.tie_start[i + 1]
        if first == end:
            return noted
        noted_look.tie = first + int(u * (end - first))
        reach_for(state.link, noted_look.tie)
    else:
        if posts == 0:
            return noted
        noted_look.place = half * (state.post.size // 2) + int(u * posts)
        reach_for(state.post, noted_look.place)
    return noted + 1


@kernel
def note_looks(state, now, luck, first, last):
    """Note down which visitors look around, and at what; returns how many looks there are."""
    parameter, noted = now.parameter, 0
    for k in range(first, last):
        i = state.visitors[k]
        person = state.employee[i]
        new = now.week - person.registered_week < parameter.newcomer_weeks
        chance = parameter.looking_chance * math.sqrt(person.days) * room_for_more(state, i)
        for look in range(int(parameter.newcomer_looks) if new else 1):
            if randomness.draw(luck, i, 5 * look) < chance:
                noted = note_look(state, now, luck, i, look, noted)
    return noted


@kernel
def community_seen(state, luck, look):
    """The community that a look noted down finds, where it may be found so; -1 otherwise."""
    if look.tie == NOT_YET:
        c = state.post[look.place].community
        seen = c != NEWS_SPACE and state.community[c].visibility == OPEN
        return c if seen else NONE
    colleague = state.link[look.tie].target
    count = state.employee[colleague].memberships
    if count == 0:
        return NONE
    u = randomness.draw(luck, look.of, 5 * look.number + 3)
    c = state.membership[colleague, int(u * count)].community
    return NONE if state.community[c].visibility == SECRET else c


@kernel
def look_around(state, now, first, last):
    """Visitors look at communities of a colleague, or of a post met last week (in turn).

    The more communities somebody follows, the less they look for others. Closed communities
    are found through colleagues only; secret ones by invitation only.
    """
    luck = randomness.stream(now.seed, randomness.LOOKING, now.week)
    taste = randomness.stream(now.seed, randomness.AFFINITY, 0)
    hours = randomness.stream(now.seed, randomness.CLOCK, now.week)
    looks = note_looks(state, now, luck, first, last)
    for k in range(looks):
        later = state.noted[min(k + AHEAD, looks - 1)]
        reach_for(state.membership, later.of)
        if later.tie != NOT_YET:
            colleague = state.link[later.tie].target
            reach_for(state.employee.memberships, colleague)
            reach_for(state.membership, colleague)
        i, look = state.noted[k].of, state.noted[k].number
        c = community_seen(state, luck, state.noted[k])
        if c == NONE or state.community[c].end_week <= now.week or is_member(state, i, c):
            continue
        affinity = affinity_of(state, now, taste, i, c)
        u = randomness.draw(luck, i, 5 * look + 4)
        if u < affinity / (affinity + now.parameter.joining_half):
            days = state.employee[i].visit_days
            enter(state, i, c, affinity, time_of_entrance(hours, i, days))


@kernel
def leave_empty_rooms(state, now, first, last):
    """Visitors may leave a community where nothing happens any more (simultaneous)."""
    parameter, community, membership = now.parameter, state.community, state.membership
    luck = randomness.stream(now.seed, randomness.LEAVING, now.week)
    hours = randomness.stream(now.seed, randomness.CLOCK, now.week)
    for k in range(first, last):
        i = state.visitors[k]
        reach_for(membership, state.visitors[min(k + FAR_AHEAD, last - 1)])
        person = state.employee[i]
        m = 0
        while m < person.memberships:
            c = membership[i, m].community
            room = community[c]
            empty = room.member_activity < parameter.living_activity
            if empty and randomness.draw(luck, i, room.key) < parameter.leaving_chance:
                person.memberships -= 1
                moved = membership[i, person.memberships]
                membership[i, m].community = moved.community
                membership[i, m].affinity = moved.affinity
                room.size -= 1
                time = time_of_entrance(hours, i, person.visit_days)
                note(state.event, LEAVE, time, i, c, NONE, NONE)
            else:
                m += 1


@kernel
def measure_audiences(state, now):
    """A large audience holds back (S3): what it leaves of the wish to write in each community."""
    parameter = now.parameter
    for c in range(state.counter[0].communities):
        room = state.community[c]
        readers = 1.0 + room.size / parameter.audience_reference
        room.audience = readers**-parameter.audience_inhibition


@kernel
def settle_newcomers(state, now):
    """Without community life, a newcomer enters the room of the own unit and stays there."""
    hours = randomness.stream(now.seed, randomness.CLOCK, now.week)
    for i in range(state.employee.size):
        person = state.employee[i]
        if person.registered_week == now.week:
            enter(state, i, 1 + person.unit, 1.0, time_of_entrance(hours, i, person.visit_days))


@formula
def worth_of(leisure, quality, spontaneity, parameter):
    """How useful an item is, taste apart: by its quality, and what people dare to tell (S3)."""
    candour = parameter.candour_least + (1.0 - parameter.candour_least) * spontaneity
    worth = parameter.item_usefulness * quality * candour
    return worth * parameter.leisure_pleasure if leisure else worth


@kernel
def list_posts(state, now):
    """List the posts of last week and this one by community (a counting sort), with their worth."""
    community, post, counter = state.community, state.post, state.counter[0]
    count, capacity = counter.communities, state.post.size // 2
    for c in range(count):
        community[c].posts = 0
        community[c].incidents = 0
        community[c].quality = 0.0
    for half in range(2):
        for p in range(half * capacity, half * capacity + state.written[half]):
            c = post[p].community
            community[c].posts += 1
            community[c].quality += post[p].quality
            community[c].incidents += post[p].incident == 1
    posts = 0
    for c in range(count):
        room = community[c]
        room.quality = room.quality / room.posts if room.posts > 0 else 1.0
        room.worth = worth_of(room.kind == LEISURE, room.quality, room.spontaneity, now.parameter)
        room.first_post = posts
        posts += room.posts
    # Filling moves each start to the start of the next; put back below.
    for age in range(2):
        half = (now.week + 1 + age) % 2
        for p in range(half * capacity, half * capacity + state.written[half]):
            entry, room = post[p], community[post[p].community]
            listed = state.listed[room.first_post]
            listed.place, listed.author, listed.time = p, entry.author, entry.time
            listed.question, listed.first = entry.question, entry.first
            room.first_post += 1
    for c in range(count):
        community[c].first_post -= community[c].posts


@kernel
def live(state, now):
    """What was done this week enters the activity felt next week (simultaneous).

    Where people do more than what is asked of them, a room becomes their own: its
    spontaneity grows; where they only comply it withers (S3).
    """
    community, parameter = state.community, now.parameter
    speed = parameter.activity_speed
    for c in range(state.counter[0].communities):
        room = community[c]
        lent = parameter.animation_activity * room.animation
        room.activity += speed * (room.acts + lent - room.activity)
        room.member_activity += speed * (room.acts - room.member_activity)
        if room.imposed and room.acts > 0.0:
            free = 1.0 - min(1.0, room.asked_acts / room.acts)
            room.spontaneity += parameter.spontaneity_speed * (free - room.spontaneity)
        room.acts = 0.0
        room.asked_acts = 0.0


@kernel
def feel_rooms(state, now, first, last):
    """Visitors notice what their rooms have become, which draws them in or not (simultaneous)."""
    visitors = state.counter[0].visitors
    for k in range(first, last):
        reach_for(state.membership, state.visitors[min(k + FAR_AHEAD, visitors - 1)])
        feel_own_rooms(state, now, state.visitors[k])


@kernel
def feel_own_rooms(state, now, i):
    """Someone notices how lively the own leisure rooms are, and how animated all of them."""
    person, parameter = state.employee[i], now.parameter
    lively, animation, total = 0.0, 0.0, 0.0
    for m in range(state.employee[i].memberships):
        room, affinity = state.community[state.membership[i, m].community], 0.0
        if room.end_week > now.week and room.member_activity > parameter.living_activity:
            affinity = state.membership[i, m].affinity
        if room.kind == LEISURE:
            lively += affinity * room.member_activity
        animation += affinity * room.animation
        total += affinity
    person.leisure_pull = lively / (lively + parameter.leisure_half)
    found = animation / total if total > 0.0 else 0.0
    person.animated += parameter.animation_noticed * (found - person.animated)
