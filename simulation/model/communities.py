"""Communities: their pull, birth, members and activity (S2, S3, S19; evidence 4.14–4.24).

Updates of pull and activity are simultaneous; founding and joining are in turn, since
each takes or leaves places others see.
"""

from __future__ import annotations

import math
from typing import Final

from simulation import randomness
from simulation.model.clock import WORKING_DAYS, time_of_act, time_of_entrance
from simulation.model.compilation import formula, kernel
from simulation.model.joining import probability_within
from simulation.model.journal import JOIN, LEAVE, NONE, note
from simulation.model.state import (
    CLOSED,
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


@formula
def pull_of(need, age, animation, imposed, activity, parameter):
    """W, how much a community attracts: need, novelty, animation, and the empty room."""
    novelty = 1.0 + parameter.novelty * math.exp(-age / parameter.novelty_weeks)
    animated = 1.0 + parameter.animation_pull * animation
    spontaneity = parameter.imposed_pull if imposed else 1.0
    company = (activity + parameter.room_empty) / (activity + parameter.room_half)
    return need * novelty * animated * spontaneity * company


@kernel
def refresh_pulls(community, parameter, switch, week):
    """Pull of every community this week, from last week's activity; 0 once its end has come."""
    for c in range(community.number[0]):
        if community.end_week[c] <= week:
            community.pull[c] = 0.0
        elif c == NEWS_SPACE or not switch.communities:
            community.pull[c] = 1.0
        else:
            community.pull[c] = pull_of(
                community.need[c],
                week - community.birth_week[c],
                community.animation[c],
                community.imposed[c],
                community.activity[c],
                parameter,
            )


@formula
def affinity_between(taste, i, key, same_unit, parameter):
    """How much a community is to a person's taste, fixed for the pair; mean 1."""
    spread = parameter.affinity_spread
    home = parameter.unit_affinity if same_unit else 1.0
    return home * math.exp(spread * randomness.draw_normal(taste, i, key) - 0.5 * spread * spread)


@kernel
def affinity_of(employee, community, parameter, taste, i, c):
    """Affinity of person i for community c, for whoever is a member or not."""
    same_unit = employee.unit[i] == community.unit[c] and community.kind[c] != LEISURE
    return affinity_between(taste, i, community.key[c], same_unit, parameter)


@kernel
def is_member(membership, i, c):
    """Whether person i belongs to community c."""
    found = False
    for k in range(membership.number[i]):
        found |= membership.community[i, k] == c
    return found


@kernel
def enter(membership, community, event, i, c, affinity, time):
    """Person i enters community c; with no place left, the least attractive is left for it.

    Returns whether the person is in.
    """
    place = membership.number[i]
    if place == MEMBERSHIPS:
        place, least = 0, math.inf
        for k in range(MEMBERSHIPS):
            attraction = membership.affinity[i, k] * community.pull[membership.community[i, k]]
            if attraction < least:
                place, least = k, attraction
        if affinity * community.pull[c] <= least:
            return False
        left = membership.community[i, place]
        community.size[left] -= 1
        note(event, LEAVE, time, i, left, NONE, NONE)
    else:
        membership.number[i] = place + 1
    membership.community[i, place] = c
    membership.affinity[i, place] = affinity
    community.size[c] += 1
    note(event, JOIN, time, i, c, NONE, NONE)
    return True


@kernel
def open_community(employee, community, parameter, founder, key, seeded, luck, week):
    """A community is born; returns its number, or -1 when no more can be held.

    Its character is keyed on who founds it and when, so that it is the same community in
    two scenarios that share the founder and the week.
    """
    c = community.number[0]
    if c == community.key.size:
        return NONE
    community.number[0] = c + 1
    kind = PRACTICE
    u = randomness.draw(luck, key, 0)
    if u < parameter.leisure_share:
        kind = LEISURE
    elif u < parameter.leisure_share + parameter.project_share:
        kind = PROJECT
    visibility = OPEN
    u = randomness.draw(luck, key, 1)
    if u < parameter.secret_share:
        visibility = SECRET
    elif u < parameter.secret_share + parameter.closed_share:
        visibility = CLOSED
    spread = parameter.need_spread
    weeks = parameter.project_weeks_least + randomness.draw(luck, key, 2) * (
        parameter.project_weeks_most - parameter.project_weeks_least
    )
    community.key[c] = key
    community.kind[c] = kind
    community.visibility[c] = OPEN if seeded else visibility
    community.broadcast[c] = randomness.draw(luck, key, 3) < parameter.broadcast_share
    community.imposed[c] = (
        kind == PRACTICE
        and employee.is_manager[founder]
        and employee.posture[founder] < parameter.imposed_posture
    )
    community.seeded[c] = seeded
    community.founder[c] = founder
    community.unit[c] = employee.unit[founder]
    community.birth_week[c] = week
    community.end_week[c] = week + int(weeks) if kind == PROJECT else NEVER
    community.need[c] = math.exp(spread * randomness.draw_normal(luck, key, 4))
    community.activity[c] = parameter.founder_activity
    community.member_activity[c] = parameter.founder_activity
    community.last_interaction[c] = NOT_YET
    community.pull[c] = pull_of(
        community.need[c], 0.0, 0.0, community.imposed[c], community.activity[c], parameter
    )
    return c


@kernel
def gather_circle(
    employee, membership, tie, community, parameter, event, luck, taste, c, i, time, latest
):
    """The founder enters and invites colleagues, then colleagues of colleagues if few came.

    Only people registered by the week `latest` can be invited.
    """
    affinity = max(1.0, affinity_of(employee, community, parameter, taste, i, c))
    enter(membership, community, event, i, c, affinity, time)
    first, last = tie.start[i], tie.start[i + 1]
    for k in range(first, last):
        j = tie.target[k]
        if not 0 <= employee.registered_week[j] <= latest:
            continue
        if (
            randomness.draw(luck, community.key[c], 100 + k - first)
            < parameter.invitation_acceptance
        ):
            affinity = affinity_of(employee, community, parameter, taste, j, c)
            enter(membership, community, event, j, c, affinity, time + 1)
    for attempt in range(int(parameter.founding_tries)):
        if community.size[c] >= parameter.founding_circle or last == first:
            break
        u = randomness.draw(luck, community.key[c], 1000 + 3 * attempt)
        middle = tie.target[first + int(u * (last - first))]
        degree = tie.start[middle + 1] - tie.start[middle]
        u = randomness.draw(luck, community.key[c], 1001 + 3 * attempt)
        j = tie.target[tie.start[middle] + int(u * degree)]
        if not 0 <= employee.registered_week[j] <= latest or is_member(membership, j, c):
            continue
        u = randomness.draw(luck, community.key[c], 1002 + 3 * attempt)
        if u < parameter.invitation_acceptance:
            affinity = affinity_of(employee, community, parameter, taste, j, c)
            enter(membership, community, event, j, c, affinity, time + 1)


@kernel
def found_communities(employee, membership, tie, community, parameter, event, tally, seed, week):
    """Contributing visitors may found a community and invite their colleagues (in turn)."""
    luck = randomness.stream(seed, randomness.FOUNDING, week)
    character = randomness.stream(seed, randomness.COMMUNITY, 0)
    taste = randomness.stream(seed, randomness.AFFINITY, 0)
    hours = randomness.stream(seed, randomness.CLOCK, week)
    drive = parameter.founding_expressiveness
    for k in range(tally.weekly_active):
        i = employee.visitors[k]
        if not employee.speaks[i]:
            continue
        u = randomness.draw(luck, i, 0)
        hazard = parameter.founding_hazard * (1.0 + employee.skill[i])
        hazard *= math.exp(drive * employee.expressiveness[i] - 0.5 * drive * drive)
        if u < probability_within(hazard, 1.0):
            key = i * WEEKS_PER_KEY + week
            c = open_community(employee, community, parameter, i, key, False, character, week)
            if c == NONE:
                return
            time = time_of_entrance(hours, i, employee.visit_days[i])
            gather_circle(
                employee,
                membership,
                tie,
                community,
                parameter,
                event,
                character,
                taste,
                c,
                i,
                time,
                week - 1,
            )


@kernel
def seed_communities(
    employee, membership, tie, community, plan, lever, parameter, event, seed, week
):
    """The communities the plan opens this week, each founded by someone registered."""
    luck = randomness.stream(seed, randomness.SEEDING, 0)
    character = randomness.stream(seed, randomness.COMMUNITY, 1)
    taste = randomness.stream(seed, randomness.AFFINITY, 0)
    n = employee.unit.size
    while plan.progress[2] < lever.seeded_communities:
        number = plan.progress[2]
        start = int(randomness.draw(luck, number, 0) * n)
        founder = NONE
        for k in range(n):
            i = (start + k) % n
            if employee.registered_week[i] != NOT_YET:
                founder = i
                break
        if founder == NONE:
            return
        key = -1 - number
        c = open_community(employee, community, parameter, founder, key, True, character, week)
        if c == NONE:
            return
        plan.progress[2] = number + 1
        day = WORKING_DAYS - 1
        time = time_of_act(luck, number, day, 1)
        gather_circle(
            employee,
            membership,
            tie,
            community,
            parameter,
            event,
            character,
            taste,
            c,
            founder,
            time,
            week,
        )


@kernel
def look_around(employee, membership, tie, community, post, parameter, event, tally, seed, week):
    """Visitors look at communities of a colleague, or of a post met last week (in turn).

    Closed communities are found through colleagues only; secret ones by invitation only.
    """
    luck = randomness.stream(seed, randomness.LOOKING, week)
    taste = randomness.stream(seed, randomness.AFFINITY, 0)
    hours = randomness.stream(seed, randomness.CLOCK, week)
    half = (week + 1) % 2
    first_post, posts = half * post.capacity[0], post.number[half]
    for k in range(tally.weekly_active):
        i = employee.visitors[k]
        new = week - employee.registered_week[i] < parameter.newcomer_weeks
        looks = int(parameter.newcomer_looks) if new else 1
        chance = parameter.looking_chance * math.sqrt(employee.days[i])
        for look in range(looks):
            if randomness.draw(luck, i, 5 * look) >= chance:
                continue
            through_tie = randomness.draw(luck, i, 5 * look + 1) < parameter.looking_through_ties
            u = randomness.draw(luck, i, 5 * look + 2)
            degree = tie.start[i + 1] - tie.start[i]
            if through_tie and degree > 0:
                colleague = tie.target[tie.start[i] + int(u * degree)]
                count = membership.number[colleague]
                if count == 0:
                    continue
                u = randomness.draw(luck, i, 5 * look + 3)
                c = membership.community[colleague, int(u * count)]
                if community.visibility[c] == SECRET:
                    continue
            elif not through_tie and posts > 0:
                c = post.community[first_post + int(u * posts)]
                if c == NEWS_SPACE or community.visibility[c] != OPEN:
                    continue
            else:
                continue
            if community.end_week[c] <= week or is_member(membership, i, c):
                continue
            affinity = affinity_of(employee, community, parameter, taste, i, c)
            u = randomness.draw(luck, i, 5 * look + 4)
            if u < affinity / (affinity + parameter.joining_half):
                time = time_of_entrance(hours, i, employee.visit_days[i])
                enter(membership, community, event, i, c, affinity, time)


@kernel
def settle_newcomers(employee, membership, community, event, seed, week):
    """Without community life, a newcomer enters the room of the own unit and stays there."""
    hours = randomness.stream(seed, randomness.CLOCK, week)
    for i in range(employee.unit.size):
        if employee.registered_week[i] == week:
            time = time_of_entrance(hours, i, employee.visit_days[i])
            enter(membership, community, event, i, 1 + employee.unit[i], 1.0, time)


@kernel
def list_posts(community, post, week):
    """List the posts of last week and this one by community (a counting sort)."""
    count = community.number[0]
    first_post = community.first_post
    first_post[: count + 1] = 0
    for half in range(2):
        start = half * post.capacity[0]
        for p in range(start, start + post.number[half]):
            first_post[post.community[p] + 1] += 1
    for c in range(count):
        first_post[c + 1] += first_post[c]
    # Filling moves each start to the start of the next; shifted back below.
    for age in range(2):
        half = (week + 1 + age) % 2
        start = half * post.capacity[0]
        for p in range(start, start + post.number[half]):
            c = post.community[p]
            post.order[first_post[c]] = p
            first_post[c] += 1
    for c in range(count, 0, -1):
        first_post[c] = first_post[c - 1]
    first_post[0] = 0


@kernel
def live(community, parameter, week):
    """What was done this week enters the activity felt next week (simultaneous)."""
    for c in range(community.number[0]):
        acts = community.acts[c]
        community.acts[c] = 0.0
        lent = parameter.animation_activity * community.animation[c]
        speed = parameter.activity_speed
        community.activity[c] += speed * (acts + lent - community.activity[c])
        community.member_activity[c] += speed * (acts - community.member_activity[c])
