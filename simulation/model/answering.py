"""Reading what colleagues publish, answering and reacting (S5, S10; evidence 3.1–3.6, 3.30–3.35).

What reading brings is an average over the rooms one reads; who answers what is drawn post by
post. In turn over readers, from a place that changes each week: who reads later sees the
answers already there.
"""

from __future__ import annotations

import math

from simulation import randomness
from simulation.model.clock import DAY, TWO_DAYS, WEEK, pick_day, time_after
from simulation.model.communities import is_member
from simulation.model.compilation import formula, kernel, part
from simulation.model.contacts import creditor_of, place_of, remember
from simulation.model.contributing import (
    reach_for_character,
    reach_for_company,
    self_censorship,
    time_available,
)
from simulation.model.joining import tool_factor, voice_of_colleagues
from simulation.model.journal import ANSWER, COMMENT, NONE, REACTION, SHARE, VOTE, note
from simulation.model.memory import AHEAD, reach_for, reach_for_start
from simulation.model.noticing import place_of_tie, reach_for_ties, restore_tie
from simulation.model.state import (
    IDEAS,
    LEISURE,
    NEWS_SPACE,
    NO_INCIDENT,
    NOT_YET,
    OPEN,
    OPEN_INCIDENT,
    TIE_UNIT,
)


@formula
def items_read(days, interest, parameter):
    """Items read in a week with that many visit days: attention is elastic to content."""
    return parameter.items_per_visit * days * interest / (interest + parameter.interest_half)


@formula
def liking_of_taste(affinity, parameter):
    """How much more somebody responds where it is to the own taste; mean 1, bounded."""
    return min(parameter.answer_affinity_most, 0.5 + 0.5 * affinity)


@kernel
def days_to_read(entry, days, this_week):
    """Those of somebody's days, as bits, on which a post could be read: from its own day on."""
    return days & (255 << (entry.time // DAY)) if this_week else days


@kernel
def name_of_post(entry):
    """What the draws about a post are named by, whatever else was written that week."""
    return 64 * entry.author + (entry.time & 63)


@kernel
def latest_post_of(state, author):
    """The latest post of someone in an open community, this week or last; -1 without one."""
    post, p = state.post, state.employee[author].open_post
    if p == NOT_YET:
        return NONE
    # Places of posts out of sight are empty, or taken by somebody else's or in a closed room.
    half = p // (post.size // 2)
    in_sight = p < half * (post.size // 2) + state.written[half]
    if in_sight and post[p].author == author:
        return p if state.community[post[p].community].visibility == OPEN else NONE
    return NONE


@kernel
def count_answer(state, now, p, delay):
    """An answer to post p enters the post, its author and what the company knows."""
    entry, tally = state.post[p], now.tally
    if entry.first_answer_delay > TWO_DAYS and delay <= TWO_DAYS:
        tally.answered_within_48h += 1
    if entry.answers == 0 and entry.question:
        tally.questions_answered += 1
        tally.hours_to_answer += delay / 3600.0
    entry.first_answer_delay = min(entry.first_answer_delay, delay)
    entry.answers += 1
    author = state.employee[entry.author]
    author.notifications += 1.0
    parameter = now.parameter
    author.usefulness += (
        parameter.answer_usefulness if entry.question else parameter.comment_usefulness
    )


@part
def answer(state, now, i, p, age, time, luck, name, tie):
    """Employee i answers post p; debts, memories and notifications follow at once."""
    entry, parameter, tally = state.post[p], now.parameter, now.tally
    person, j, c = state.employee[i], entry.author, entry.community
    author, room, lever = state.employee[j], state.community[c], now.lever
    tied = tie != NOT_YET
    count_answer(state, now, p, age * WEEK + time - entry.time)
    entry.last_answerer = i
    room.acts += 1.0
    room.last_interaction = now.week
    person.answered += 1
    tally.answers += 1
    tally.cross_unit_answers += person.unit != author.unit
    tally.cross_level_answers += abs(person.level - author.level) >= 2
    if entry.question and state.expertise[i].job_family == state.expertise[j].job_family:
        tally.experts_found += not tied
    unkindness = (
        parameter.unkind_chance
        * (parameter.unkind_clarity - lever.clarity)
        * (parameter.unkind_error - state.climate[0].right_to_error)
    )
    if lever.social_debate:
        unkindness *= parameter.unkind_debate
    if randomness.draw(luck, i, name + 2_000_003) < unkindness:
        entry.unkind += 1
        tally.unkind_answers += 1
        heat = randomness.draw(luck, i, name + 3_000_003)
        heated = now.switch.incidents and heat < parameter.incident_chance
        if heated and entry.incident == NO_INCIDENT:
            entry.incident = OPEN_INCIDENT
            room.incidents += 1
            tally.incidents += 1
    note(state.event, ANSWER, time, i, c, entry.event, j)
    if now.switch.reciprocity:
        author.debt += 1.0
        author.credit = max(0.0, author.credit - 1.0)
        person.credit += 1.0
        place = place_of(state.contact, i, j)
        owed = place != NOT_YET and state.contact[i, place].balance > 0.0
        settled = 1.0 if owed else parameter.debt_repaid_elsewhere
        person.debt = max(0.0, person.debt - settled)
        remember(state, now, i, j, tied, parameter.remembered_answer, -1.0)
        remember(state, now, j, i, tied, parameter.remembered_answer, 1.0)
        if tied:
            restore_tie(state, now, i, j, tie, place_of_tie(state, j, i))


@part
def react(state, now, i, p, time, tied):
    """Employee i likes post p; on an idea, a like is a vote (S31)."""
    entry, parameter = state.post[p], now.parameter
    j, c = entry.author, entry.community
    room = state.community[c]
    entry.reactions += 1
    room.acts += parameter.reaction_activity
    room.last_interaction = now.week
    state.employee[i].reacted += 1
    if room.kind == IDEAS:
        now.tally.votes += 1
        note(state.event, VOTE, time, i, c, entry.event, j)
    else:
        now.tally.reactions += 1
        note(state.event, REACTION, time, i, c, entry.event, j)
    if now.switch.reciprocity:
        remember(state, now, i, j, tied, parameter.remembered_reaction, 0.0)
        remember(state, now, j, i, tied, parameter.remembered_reaction, 0.0)


@kernel
def pass_on(state, now, i, p, time, u):
    """Someone who collaborates passes a post on to another own community (S12, S10)."""
    person, membership = state.employee[i], state.membership
    memberships = person.memberships
    if memberships < 2:
        return
    c = membership[i, int(u * memberships)].community
    if c == state.post[p].community or state.community[c].end_week <= now.week:
        return
    state.community[c].acts += now.parameter.reaction_activity
    state.community[c].last_interaction = now.week
    person.shared += 1
    now.tally.shares += 1
    now.tally.relays += u * memberships % 1.0 < now.parameter.outward_share
    note(state.event, SHARE, time, i, c, state.post[p].event, state.post[p].author)


@kernel
def come_upon_posts(state, luck, i, items, rooms):
    """Note down which of the posts listed somebody reads, and in which of the rooms at hand."""
    met = state.at_hand
    for item in range(items):
        u = randomness.draw(luck, i, 4 * item + 2) * met[rooms - 1].interest
        r = 0
        while r < rooms - 1 and u >= met[r].interest:
            r += 1
        room = state.community[met[r].community]
        u = randomness.draw(luck, i, 4 * item + 3)
        read = state.noted[item]
        read.of, read.place = room.first_post + int(u * room.posts), r
        reach_for(state.listed, read.of)


@kernel
def may_respond(state, now, i, days, entry, this_week):
    """Whether a post read is somebody else's, stands there in time, and may be answered."""
    if entry.author == i or days_to_read(entry, days, this_week) == 0:
        return False
    return not (now.on_trial and entry.first and state.trial[entry.author].first_reply != 0)


@kernel
def reader_at(state, turn):
    """Who reads at that turn: visitors stand in a circle, whoever begins."""
    readers = state.counter[0].visitors
    return state.visitors[turn if turn < readers else min(turn - readers, readers - 1)]


@kernel
def reach_for_reader(state, i):
    """Fetch what tells of a reader, whose turn comes later."""
    employee = state.employee
    if employee[i].speaks:
        reach_for_character(employee, i)
        reach_for(state.tie_start, i)
    else:
        reach_for(employee.debt, i)
        reach_for(employee.trust, i)
    reach_for(employee.asked_about, i)
    reach_for(employee.usefulness, i)
    reach_for(employee.minutes, i)
    reach_for(state.membership, i)


@kernel
def reach_for_surroundings(state, i):
    """Fetch what a reader at hand will look up: communities; colleagues and manager to respond."""
    person = state.employee[i]
    if person.speaks:
        reach_for_company(state, i)
        reach_for_ties(state, i)
        reach_for(state.expertise, i)
    else:
        for m in range(person.memberships):
            reach_for_start(state.community, state.membership[i, m].community)
    if person.speaks or person.debt > 0.0:
        reach_for(state.contact, i)


@kernel
def reach_for_creditor(state, i):
    """Fetch what tells of the posts of whom a reader owes most."""
    if state.employee[i].debt > 0.0:
        creditor = max(0, creditor_of(state.contact, i))
        reach_for(state.employee.posts, creditor)
        reach_for(state.employee.open_post, creditor)


@kernel
def note_post(state, i, noted, item, p, r, author):
    """Note down a post that may find a response, and fetch what deciding on it takes."""
    heard = state.noted[noted]
    heard.number, heard.of, heard.place = item, p, r
    heard.tie = place_of_tie(state, i, author)
    reach_for(state.post, p)
    employee = state.employee
    reach_for(employee.debt, author)
    reach_for(employee.level, author)
    reach_for(employee.unit, author)
    reach_for(employee.usefulness, author)
    reach_for(employee.notifications, author)
    reach_for(employee.credit, author)
    reach_for(state.expertise, author)
    reach_for(state.contact, author)
    reach_for(state.tie_start, author)


@kernel
def reach_for_colleagues_met(state, noted):
    """Fetch the ties of those authors of the posts noted down who are colleagues."""
    for n in range(noted):
        tie = state.noted[n].tie
        if tie != NOT_YET:
            reach_for(state.distance, tie)
            reach_for_ties(state, state.link[tie].target)


@kernel
def read_and_respond(state, now):
    """Visitors read posts of their communities; those who contribute may answer and react.

    In turn. Someone in debt goes and looks for the latest post of the creditor, under a norm
    of sharing (S5); an expert who was asked reads the question. Whether one answers depends on
    the tie, on debts, on expertise for a question, on rank, on the answers already there, on
    an intrusive manager in the room and on time; leisure is not taken from working time.
    """
    employee, membership, community, post = (
        state.employee,
        state.membership,
        state.community,
        state.post,
    )
    lever, parameter, climate, contact = now.lever, now.parameter, state.climate[0], state.contact
    luck = randomness.stream(now.seed, randomness.READING, now.week)
    answer_luck = randomness.stream(now.seed, randomness.ANSWER, now.week)
    reaction_luck = randomness.stream(now.seed, randomness.REACTION, now.week)
    hours = randomness.stream(now.seed, randomness.CLOCK, now.week)
    spread = parameter.expressiveness_weight
    met = state.at_hand
    readers = state.counter[0].visitors
    first_reader = int(randomness.draw(luck, -1, 0) * readers)
    capacity = post.size // 2
    this_half = (now.week % 2) * capacity
    this_end = this_half + state.written[now.week % 2]
    discussing = parameter.answer_chance * tool_factor(lever.discuss, parameter)
    exchanging = parameter.reaction_chance * tool_factor(lever.exchange, parameter)
    distance = parameter.hierarchy_distance * (climate.hierarchy - 0.5)
    most_reasons = math.exp(parameter.answer_tie + parameter.answer_debt * climate.reciprocity)
    most_of_question = math.exp(parameter.answer_question + parameter.answer_family)
    most_of_ambassador = math.exp(max(0.0, parameter.answer_ambassador))
    most_liking = math.exp(parameter.reaction_tie)
    all_items = 0
    for k in range(readers):
        turn = first_reader + k
        reach_for_reader(state, reader_at(state, turn + 2 * AHEAD))
        reach_for_surroundings(state, reader_at(state, turn + AHEAD))
        reach_for_creditor(state, reader_at(state, turn + 2))
        i = reader_at(state, turn)
        person = employee[i]
        days = person.visit_days
        rooms, interest = 0, 0.0
        found, hurt, pleasure = 0.0, 0.0, 0.0
        memberships = person.memberships
        for m in range(memberships + 1):
            if m < memberships:
                c, affinity = membership[i, m].community, membership[i, m].affinity
            else:
                c, affinity = NEWS_SPACE, parameter.news_affinity
            room = community[c]
            # A room without posts adds nothing: no processor guesses which ones are empty.
            share = affinity * min(parameter.posts_in_view, room.posts)
            found += share * min(parameter.affinity_most, affinity) * room.worth
            pleasure += share * (room.kind == LEISURE)
            if room.incidents > 0:
                hurt += share * room.incidents / room.posts
            interest += share
            met[rooms].community = c
            met[rooms].affinity = affinity
            met[rooms].interest = interest
            rooms += room.posts > 0
        items = 0
        if rooms > 0:
            wish = items_read(person.days, interest, parameter)
            items = int(wish + randomness.draw(luck, i, 0))
        all_items += items
        if items > 0:
            person.usefulness += items * found / interest
            person.minutes += items * parameter.reading_minutes
            if now.switch.learning:
                seen = items / interest
                person.trust += parameter.leisure_trust * seen * pleasure * (1.0 - person.trust)
                person.trust -= min(1.0, parameter.incident_trust * seen * hurt) * person.trust
        favour = person.asked_about
        called = favour != NOT_YET
        if called:
            person.asked_about = NOT_YET
        if not called and climate.reciprocity > 0.0 and person.debt > 0.0:
            u = randomness.draw(luck, i, 1)
            if now.switch.reciprocity and u < climate.reciprocity * min(1.0, person.debt):
                creditor = creditor_of(contact, i)
                if creditor != NOT_YET:
                    favour = latest_post_of(state, creditor)
        if favour != NONE and not person.speaks:
            person.usefulness += parameter.item_usefulness
        if not person.speaks or (items == 0 and favour == NONE):
            continue
        expression = spread * person.expressiveness - 0.5 * spread * spread
        trust, intrinsic = person.trust - 0.5, person.intrinsic - 0.5
        voiced = 0.0
        if now.switch.exposure:
            voiced = voice_of_colleagues(state, now, i)
        frequency = state.visit_effect[person.days].responding
        willing = (
            discussing
            * frequency
            * math.exp(
                expression
                + parameter.answer_trust * trust
                + parameter.post_intrinsic * intrinsic
                + parameter.post_extrinsic * person.extrinsic
                + parameter.post_skill * (person.skill - parameter.reference_skill)
                + parameter.answer_rung * person.rung
                + parameter.answer_exposure * (voiced - parameter.reference_voiced)
                + parameter.answer_general_debt
                * climate.reciprocity
                * min(1.0, person.debt / parameter.debt_saturation)
            )
        )
        reacting = (
            exchanging
            * frequency
            * math.exp(
                parameter.reaction_expressiveness * expression
                + parameter.reaction_trust * trust
                + parameter.reaction_intrinsic * intrinsic
                + parameter.reaction_extrinsic * person.extrinsic
            )
        )
        intrusiveness, posture = 0.0, 1.0
        manager = person.manager
        if now.switch.managers and manager >= 0:
            leader = state.leadership[manager]
            intrusiveness, posture = leader.intrusiveness, leader.posture
        budget = parameter.responses_half * time_available(person, now)
        most = willing * most_reasons
        if distance < 0.0:
            most *= math.exp(-distance * person.level)
        # Most posts find no response whatever ties, debts and answers there are, answers already
        # there making another only less likely: they need not be opened. The others are noted
        # down, and what they need is fetched while the rest is gone through.
        come_upon_posts(state, luck, i, items, rooms)
        noted = 0
        for item in range(items):
            r = state.noted[item].place
            entry = state.listed[state.noted[item].of]
            p, j = entry.place, entry.author
            if not may_respond(state, now, i, days, entry, this_half <= p < this_end):
                continue
            name = name_of_post(entry)
            most_here = most * liking_of_taste(met[r].affinity, parameter)
            if entry.question:
                most_here *= most_of_question
            if person.ambassador and entry.first:
                most_here *= most_of_ambassador
            unheard = randomness.draw(answer_luck, i, name) >= most_here
            if unheard and randomness.draw(reaction_luck, i, name) >= reacting * most_liking:
                continue
            note_post(state, i, noted, item, p, r, j)
            noted += 1
        if favour != NONE:
            entry = post[favour]
            if may_respond(state, now, i, days, entry, this_half <= favour < this_end):
                note_post(state, i, noted, items, favour, NONE, entry.author)
                noted += 1
        reach_for_colleagues_met(state, noted)
        work_acts, leisure_acts = 0.0, 0.0
        for n in range(noted):
            heard = state.noted[n]
            p, item, r, tie = heard.of, heard.number, heard.place, heard.tie
            affinity = met[r].affinity if r != NONE else 1.0
            entry = post[p]
            j, c = entry.author, entry.community
            room, author = community[c], employee[j]
            this_week = this_half <= p < this_end
            readable = days_to_read(entry, days, this_week)
            name = name_of_post(entry)
            liked = liking_of_taste(affinity, parameter)
            leisure = room.kind == LEISURE
            acts = leisure_acts if leisure else work_acts
            time_left = 1.0 / (1.0 + acts / budget)
            strength = 0.0
            if tie != NOT_YET:
                strength = state.link[tie].weight / TIE_UNIT
            owed = 0.0
            if now.switch.reciprocity:
                place = place_of(contact, i, j)
                if place != NOT_YET:
                    left = state.left_after[now.week - contact[i, place].week]
                    known = contact[i, place].strength * left
                    strength = max(strength, min(1.0, parameter.remembered_tie * known))
                    owed = min(1.0, max(0.0, contact[i, place].balance * left))
            reasons = (
                parameter.answer_tie * strength
                + parameter.answer_debt * climate.reciprocity * owed
                - parameter.answer_free_rider
                * climate.reciprocity
                * min(1.0, author.debt / parameter.free_rider_debt)
                - parameter.answer_crowd * entry.answers
                - distance * max(0, person.level - author.level)
            )
            if entry.question:
                reasons += parameter.answer_question
                if state.expertise[i].job_family == state.expertise[j].job_family:
                    reasons += parameter.answer_family
            if person.ambassador and entry.first:
                reasons += parameter.answer_ambassador
            if item == items and called:
                reasons += parameter.answer_called
            chance = willing * math.exp(reasons) * time_left
            chance *= liked
            if room.broadcast and c != NEWS_SPACE:
                chance *= parameter.answer_broadcast
            if intrusiveness > 0.0 and is_member(state, manager, c):
                chance *= self_censorship(room.visibility, intrusiveness, posture, parameter)
            age = 0 if this_week else 1
            earlier = entry.time if this_week else 0
            if randomness.draw(answer_luck, i, name) < min(parameter.answer_most, chance):
                day = pick_day(readable, randomness.draw(answer_luck, i, name + 1_000_003))
                time = time_after(hours, i, day, 100 + item, earlier)
                answer(state, now, i, p, age, time, answer_luck, name, tie)
                acts += 1.0
            liking = reacting * math.exp(parameter.reaction_tie * strength) * time_left
            if randomness.draw(reaction_luck, i, name) < liking:
                day = pick_day(readable, randomness.draw(reaction_luck, i, name + 1_000_003))
                time = time_after(hours, i, day, 300 + item, earlier)
                react(state, now, i, p, time, tie != NOT_YET)
                acts += 1.0
                if now.switch.expertise and person.rung > 0 and room.visibility == OPEN:
                    u = randomness.draw(reaction_luck, i, name + 2_000_003)
                    if u < parameter.passing_on:
                        pass_on(state, now, i, p, time, u / parameter.passing_on)
            if leisure:
                leisure_acts = acts
            else:
                work_acts = acts
    now.tally.items += all_items


@kernel
def acknowledge_answers(state, now):
    """Authors who are back may thank, by a comment, who answered them last (S5; simultaneous).

    It settles what the answerer gave: a gift acknowledged is no longer one without return.
    """
    employee, post, parameter = state.employee, state.post, now.parameter
    luck = randomness.stream(now.seed, randomness.COMMENT, now.week)
    hours = randomness.stream(now.seed, randomness.CLOCK, now.week)
    half = (now.week + 1) % 2
    start = half * (post.size // 2)
    for p in range(start, start + state.written[half]):
        entry = post[p]
        i, j = entry.author, entry.last_answerer
        if j == NOT_YET or not employee[i].speaks:
            continue
        name = entry.time
        if randomness.draw(luck, i, name) >= parameter.acknowledgement:
            continue
        day = pick_day(employee[i].visit_days, randomness.draw(luck, i, name + 1_000_003))
        time = time_after(hours, i, day, 600 + (name & 63), 0)
        note(state.event, COMMENT, time, i, entry.community, entry.event, j)
        employee[i].answered += 1
        now.tally.comments += 1
        room, giver = state.community[entry.community], employee[j]
        room.acts += parameter.reaction_activity
        room.last_interaction = now.week
        giver.notifications += 1.0
        giver.intrinsic += parameter.acknowledged_gain * (1.0 - giver.intrinsic)
        giver.credit = max(0.0, giver.credit - 1.0)
        employee[i].debt = max(0.0, employee[i].debt - parameter.acknowledged_debt)
