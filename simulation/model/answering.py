"""Reading what colleagues publish, answering and reacting (S5, S10; evidence 3.1–3.6, 3.30–3.35).

In turn over readers, from a place that changes each week: who reads later sees the answers
already there.
"""

from __future__ import annotations

import math

import numpy as np

from simulation import randomness
from simulation.model.clock import DAY, TWO_DAYS, WEEK, pick_day, time_after
from simulation.model.communities import is_member
from simulation.model.compilation import formula, kernel
from simulation.model.contacts import creditor_of, faded, place_of, remember
from simulation.model.contributing import self_censorship
from simulation.model.joining import share_of
from simulation.model.journal import ANSWER, NONE, REACTION, note
from simulation.model.state import (
    LEISURE,
    MEMBERSHIPS,
    NEWS_SPACE,
    NOT_YET,
    OPEN,
    TIE_UNIT,
)


@formula
def items_read(days, interest, parameter):
    """Items read in a week with that many visit days: attention is elastic to content."""
    return parameter.items_per_visit * days * interest / (interest + parameter.interest_half)


@formula
def usefulness_of(affinity, same_family, leisure, parameter):
    """How useful an item is to its reader."""
    usefulness = parameter.item_usefulness * min(parameter.affinity_most, affinity)
    if same_family:
        usefulness *= 1.0 + parameter.family_usefulness
    return usefulness * parameter.leisure_pleasure if leisure else usefulness


@kernel
def work_tie(tie, i, j):
    """Weight of the work tie between i and j, 0 without one."""
    for k in range(tie.start[i], tie.start[i + 1]):
        if tie.target[k] == j:
            return tie.weight[k] / TIE_UNIT
    return 0.0


@kernel
def latest_post_of(employee, community, post, author, week):
    """The latest post of someone in an open community, this week or last; -1 without one."""
    for age in range(2):
        half = (week - age + 2) % 2
        start = half * post.capacity[0]
        for p in range(start + post.number[half] - 1, start - 1, -1):
            if post.author[p] == author and community.visibility[post.community[p]] == OPEN:
                return p
    return NONE


@kernel
def answer(
    employee,
    contact,
    community,
    post,
    parameter,
    switch,
    event,
    tally,
    i,
    p,
    age,
    time,
    unkind,
    week,
):
    """Employee i answers post p; debts, memories and notifications follow at once."""
    j = post.author[p]
    delay = age * WEEK + time - post.time[p]
    if post.first_answer_delay[p] > TWO_DAYS and delay <= TWO_DAYS:
        tally.answered_within_48h += 1
    post.first_answer_delay[p] = min(post.first_answer_delay[p], delay)
    post.answers[p] += 1
    c = post.community[p]
    community.acts[c] += 1.0
    community.last_interaction[c] = week
    employee.answered[i] += 1
    employee.notifications[j] += 1.0
    employee.usefulness[j] += (
        parameter.answer_usefulness if post.question[p] else parameter.comment_usefulness
    )
    tally.answers += 1
    if unkind:
        post.unkind[p] += 1
        tally.unkind_answers += 1
    note(event, ANSWER, time, i, c, post.event[p], j)
    if switch.reciprocity:
        employee.debt[j] += 1.0
        employee.credit[j] = max(0.0, employee.credit[j] - 1.0)
        employee.credit[i] += 1.0
        employee.debt[i] = max(0.0, employee.debt[i] - 1.0)
        remember(contact, parameter, i, j, parameter.remembered_answer, -1.0, week)
        remember(contact, parameter, j, i, parameter.remembered_answer, 1.0, week)


@kernel
def react(employee, contact, community, post, parameter, switch, event, tally, i, p, time, week):
    """Employee i likes post p."""
    j, c = post.author[p], post.community[p]
    post.reactions[p] += 1
    community.acts[c] += parameter.reaction_activity
    community.last_interaction[c] = week
    employee.reacted[i] += 1
    tally.reactions += 1
    note(event, REACTION, time, i, c, post.event[p], j)
    if switch.reciprocity:
        remember(contact, parameter, i, j, parameter.remembered_reaction, 0.0, week)
        remember(contact, parameter, j, i, parameter.remembered_reaction, 0.0, week)


@kernel
def read_and_respond(
    employee,
    membership,
    contact,
    tie,
    community,
    post,
    lever,
    parameter,
    switch,
    event,
    tally,
    seed,
    week,
):
    """Visitors read posts of their communities; those who contribute may answer and react.

    Someone in debt goes and looks for the latest post of the creditor, under a norm of
    sharing (S5). Whether one answers depends on the tie, on debts, on expertise for a
    question, on the answers already there, on an intrusive manager in the room and on time.
    """
    luck = randomness.stream(seed, randomness.READING, week)
    answer_luck = randomness.stream(seed, randomness.ANSWER, week)
    reaction_luck = randomness.stream(seed, randomness.REACTION, week)
    hours = randomness.stream(seed, randomness.CLOCK, week)
    spread = parameter.expressiveness_weight
    stock = np.empty(MEMBERSHIPS + 1)
    room = np.empty(MEMBERSHIPS + 1, np.int64)
    taste = np.empty(MEMBERSHIPS + 1)
    readers = tally.weekly_active
    first_reader = int(randomness.draw(luck, -1, 0) * readers)
    this_half = (week % 2) * post.capacity[0]
    this_end = this_half + post.number[week % 2]
    unkindness = (
        parameter.unkind_chance
        * (parameter.unkind_clarity - lever.clarity)
        * (parameter.unkind_error - lever.right_to_error)
    )
    for k in range(readers):
        i = employee.visitors[(first_reader + k) % readers]
        days = employee.visit_days[i]
        rooms, interest = 0, 0.0
        for m in range(membership.number[i] + 1):
            if m < membership.number[i]:
                c, affinity = membership.community[i, m], membership.affinity[i, m]
            else:
                c, affinity = NEWS_SPACE, parameter.news_affinity
            posts = community.first_post[c + 1] - community.first_post[c]
            if posts > 0:
                interest += affinity * min(parameter.posts_in_view, posts)
                stock[rooms], room[rooms], taste[rooms] = interest, c, affinity
                rooms += 1
        items = 0
        if rooms > 0:
            wish = items_read(employee.days[i], interest, parameter)
            items = int(wish + randomness.draw(luck, i, 0))
        favour = NONE
        if switch.reciprocity and lever.reciprocity > 0.0 and employee.debt[i] > 0.0:
            u = randomness.draw(luck, i, 1)
            if u < lever.reciprocity * min(1.0, employee.debt[i]):
                creditor = creditor_of(contact, i)
                if creditor != NOT_YET and employee.posts[creditor] > 0:
                    favour = latest_post_of(employee, community, post, creditor, week)
        if items == 0 and favour == NONE:
            continue
        tally.items += items
        speaks = employee.speaks[i]
        willing, reacting, gratitude = 0.0, 0.0, 0.0
        intrusiveness, posture = 0.0, 1.0
        manager = employee.manager[i]
        if speaks:
            expression = spread * employee.expressiveness[i] - 0.5 * spread * spread
            trust, intrinsic = employee.trust[i] - 0.5, employee.intrinsic[i] - 0.5
            voiced = 0.0
            if switch.exposure:
                voiced = share_of(employee.voiced_weight[i], employee.tie_weight[i])
            frequency = employee.days[i] ** (parameter.visit_days_exponent - 1.0)
            willing = (
                parameter.answer_chance
                * frequency
                * math.exp(
                    expression
                    + parameter.answer_trust * trust
                    + parameter.post_intrinsic * intrinsic
                    + parameter.post_extrinsic * employee.extrinsic[i]
                    + parameter.post_skill * (employee.skill[i] - parameter.reference_skill)
                    + parameter.answer_exposure * (voiced - parameter.reference_voiced)
                )
            )
            reacting = (
                parameter.reaction_chance
                * frequency
                * math.exp(
                    parameter.reaction_expressiveness * expression
                    + parameter.reaction_trust * trust
                    + parameter.reaction_intrinsic * intrinsic
                    + parameter.reaction_extrinsic * employee.extrinsic[i]
                )
            )
            gratitude = (
                parameter.answer_general_debt
                * lever.reciprocity
                * min(1.0, employee.debt[i] / parameter.debt_saturation)
            )
            if switch.managers and manager >= 0:
                intrusiveness = employee.intrusiveness[manager]
                posture = employee.posture[manager]
        time_available = parameter.responses_half * (
            parameter.time_at_full_load - employee.workload[i]
        )
        for item in range(items + 1):
            if item < items:
                u = randomness.draw(luck, i, 4 * item + 2) * interest
                r = 0
                while r < rooms - 1 and u >= stock[r]:
                    r += 1
                c, affinity = room[r], taste[r]
                start = community.first_post[c]
                posts = community.first_post[c + 1] - start
                u = randomness.draw(luck, i, 4 * item + 3)
                p = post.order[start + int(u * posts)]
            elif favour != NONE:
                p, affinity = favour, 1.0
                c = post.community[p]
            else:
                continue
            j = post.author[p]
            this_week = this_half <= p < this_end
            readable = days
            if this_week:
                readable &= 255 << (post.time[p] // DAY)
            if j == i or readable == 0:
                continue
            same_family = employee.job_family[i] == employee.job_family[j]
            leisure = community.kind[c] == LEISURE
            employee.usefulness[i] += usefulness_of(affinity, same_family, leisure, parameter)
            if leisure and switch.learning:
                employee.trust[i] += parameter.leisure_trust * (1.0 - employee.trust[i])
            if not speaks:
                continue
            name = 64 * j + (post.time[p] & 63)
            u_answer = randomness.draw(answer_luck, i, name)
            u_reaction = randomness.draw(reaction_luck, i, name)
            strength = work_tie(tie, i, j)
            owed = 0.0
            if switch.reciprocity:
                place = place_of(contact, i, j)
                if place != NOT_YET:
                    weeks = week - contact.week[i, place]
                    known = faded(contact.strength[i, place], weeks, parameter)
                    strength = max(strength, min(1.0, parameter.remembered_tie * known))
                    balance = faded(contact.balance[i, place], weeks, parameter)
                    owed = min(1.0, max(0.0, balance))
            acts = employee.answered[i] + employee.reacted[i]
            budget = 1.0 + acts / time_available
            reasons = (
                parameter.answer_tie * strength
                + parameter.answer_debt * lever.reciprocity * owed
                + gratitude
                - parameter.answer_free_rider
                * lever.reciprocity
                * min(1.0, employee.debt[j] / parameter.free_rider_debt)
                - parameter.answer_crowd * post.answers[p]
            )
            if post.question[p]:
                reasons += parameter.answer_question
                if same_family:
                    reasons += parameter.answer_family
            if employee.ambassador[i] and post.first[p]:
                reasons += parameter.answer_ambassador
            chance = willing * math.exp(reasons) / budget
            chance *= min(parameter.answer_affinity_most, 0.5 + 0.5 * affinity)
            if community.broadcast[c]:
                chance *= parameter.answer_broadcast
            if intrusiveness > 0.0 and is_member(membership, manager, c):
                chance *= self_censorship(
                    community.visibility[c], intrusiveness, posture, parameter
                )
            age = 0 if this_week else 1
            if u_answer < min(parameter.answer_most, chance):
                day = pick_day(readable, randomness.draw(answer_luck, i, name + 1_000_003))
                earlier = post.time[p] if this_week else 0
                time = time_after(hours, i, day, 100 + item, earlier)
                unkind = randomness.draw(answer_luck, i, name + 2_000_003) < unkindness
                answer(
                    employee,
                    contact,
                    community,
                    post,
                    parameter,
                    switch,
                    event,
                    tally,
                    i,
                    p,
                    age,
                    time,
                    unkind,
                    week,
                )
            liking = reacting * math.exp(parameter.reaction_tie * strength) / budget
            if u_reaction < liking:
                day = pick_day(readable, randomness.draw(reaction_luck, i, name + 1_000_003))
                earlier = post.time[p] if this_week else 0
                time = time_after(hours, i, day, 300 + item, earlier)
                react(
                    employee,
                    contact,
                    community,
                    post,
                    parameter,
                    switch,
                    event,
                    tally,
                    i,
                    p,
                    time,
                    week,
                )
