"""Speaking up, falling silent, and publishing posts and questions (S3–S7, S10; evidence 3)."""

from __future__ import annotations

import math
from typing import Any

from simulation import randomness
from simulation.model.clock import (
    NO_ANSWER,
    TWO_DAYS,
    WORKING_DAYS,
    pick_day,
    time_of_act,
)
from simulation.model.communities import is_member
from simulation.model.compilation import along_columns, formula, kernel
from simulation.model.entities import Rows
from simulation.model.joining import probability_within, tool_factor, voice_of_colleagues
from simulation.model.journal import MENTION, NONE, POST, QUESTION, note
from simulation.model.managers import posture_above, weight_of_rank
from simulation.model.marking import note_marked
from simulation.model.memory import AHEAD, reach_for, reach_for_start
from simulation.model.state import (
    FORGOTTEN,
    IDEAS,
    NEWS_SPACE,
    NO_INCIDENT,
    NOT_YET,
    OPEN,
    VISIT_EFFECT,
)
from simulation.model.theories import rank_counts


@kernel
def start_speaking(state, now, first, last):
    """Visitors who came to talk may start, or resume, to contribute (simultaneous).

    Safety, colleagues and a manager who speak, motivation and a place to dare first help;
    remote days under a manager who does not coach hold back. Ambassadors always speak, top
    management as far as it sets the example.
    """
    employee, lever, parameter, week = state.employee, now.lever, now.parameter, now.week
    luck = randomness.stream(now.seed, randomness.VOICE, week)
    rank = weight_of_rank(state, now)
    ranked = rank_counts(now.theory)
    common = (
        -0.5 * (parameter.voice_trust + parameter.voice_intrinsic + parameter.voice_leisure)
        - parameter.voice_skill * parameter.reference_skill
        - parameter.voice_exposure * parameter.reference_voiced
        + parameter.voice_top * lever.example
        + parameter.voice_clarity * (lever.clarity - 0.5)
        + parameter.voice_objective * (lever.objective - 0.5)
        + parameter.voice_norm * state.climate[0].norm
    )
    speakers = state.counter[0].speakers
    for k in range(first, last):
        i = state.visitors[k]
        person = employee[i]
        manager = person.manager
        if not person.contributing and person.talk_days:
            posture = posture_above(state, now, manager)
            drive = (
                common
                + parameter.voice_trust * person.trust
                + parameter.voice_intrinsic * person.intrinsic
                + parameter.voice_extrinsic * person.extrinsic
                + parameter.voice_skill * person.skill
                + parameter.voice_expressiveness * person.expressiveness
                - parameter.voice_remote
                * person.remote
                * (parameter.voice_remote_posture - posture)
                + parameter.voice_leisure * (person.leisure_pull > 0.0)
            )
            if now.switch.exposure:
                drive += parameter.voice_exposure * voice_of_colleagues(state, now, i)
                if ranked and manager >= 0 and state.employee[manager].voiced:
                    drive += parameter.voice_manager * rank * (0.5 + posture)
            hazard = parameter.voice_hazard * math.exp(drive)
            if randomness.draw(luck, i, 0) < probability_within(hazard, 1.0):
                person.contributing = True
                person.last_act = max(person.last_act, week - 1)
        leads = person.level < parameter.top_levels
        person.speaks = (
            (person.contributing and person.talk_days != 0)
            or person.ambassador
            or (leads and randomness.draw(luck, i, 1) < lever.example)
        )
        if now.on_trial and state.trial[i].script != 0:
            person.speaks = state.trial[i].script > 0
        if person.speaks:
            state.speakers[speakers] = i
            speakers += 1
    state.counter[0].speakers = speakers


@formula
def self_censorship(visibility, intrusiveness, posture, parameter):
    """Factor below 1 in a room where an intrusive manager who does not coach is a member."""
    openness = parameter.censorship_open - parameter.censorship_closure * visibility
    return math.exp(-parameter.censorship * openness * intrusiveness * (1.0 - posture))


@formula
def occasion(pull, audience, parameter):
    """How much of a person's rate a community of that pull and audience calls for, 0 to 1.

    The steeper the focus, the more people speak where it suits them best and only read in the
    others: lurking hangs on the context (2.15).
    """
    drawn = (pull / parameter.occasion_half) ** parameter.occasion_focus
    return drawn / (drawn + 1.0) * audience


@formula
def within_time(rate, half, available):
    """A wished rate bent by the time a person has: at most `half` times what is available."""
    return rate / (1.0 + rate / (half * available))


@formula
def time_left_by(workload, allowance, full):
    """Room for the network in a week of that load; `full` is the room that no load leaves."""
    return max(0.1, full - workload + allowance)


@formula
def allowance_granted(lever, parameter):
    """What the time that is allowed for the network adds to what the load leaves (S15)."""
    return parameter.allowance_effect * (lever.time_allowance - parameter.reference_allowance)


@kernel
def time_available(person, now):
    """Room for the network in a person's week, 1 for an average load and allowance (S15)."""
    allowance = allowance_granted(now.lever, now.parameter)
    return time_left_by(person.workload, allowance, now.parameter.time_at_full_load)


@formula
def quality_of(intrinsic, extrinsic, parameter):
    """How much is worth reading in what such motives bring: 1 when nothing was paid for (S6)."""
    return intrinsic / (intrinsic + parameter.quality_extrinsic * max(0.0, extrinsic) + 1e-6)


@kernel
def publish(state, now, i, c, question, day, number, quality, hours):
    """Write one post or question down, wherever it counts; returns its place, or -1."""
    post, author = state.post, state.employee[i]
    half = now.week % 2
    capacity = post.size // 2
    if state.written[half] == capacity:
        return NONE
    p = half * capacity + state.written[half]
    state.written[half] += 1
    time = time_of_act(hours, i, day, 30 + number)
    entry = post[p]
    entry.author = i
    entry.community = c
    entry.time = time
    entry.question = question
    entry.first = author.posts == 0
    entry.answers = 0
    entry.reactions = 0
    entry.unkind = 0
    entry.first_answer_delay = NO_ANSWER
    entry.last_answerer = NOT_YET
    entry.quality = quality
    entry.incident = NO_INCIDENT
    action = QUESTION if question else POST
    entry.event = note(state.event, action, time, i, c, NONE, NONE)
    author.posts += 1
    state.employee[i].posted += 1
    room = state.community[c]
    if room.visibility == OPEN:
        author.open_post = p
    room.acts += 1.0
    room.last_interaction = now.week
    if question:
        now.tally.questions += 1
    else:
        now.tally.posts += 1
        now.tally.ideas += room.kind == IDEAS
    return p


@kernel
def ask_expert(state, now, i, p, day, luck, number, hours):
    """Whoever asks a question may look an expert up by profile and mention the person (S1, S24).

    The search goes through people at random and finds somebody of the expertise wanted who
    completed a profile, the sooner the more people did.
    """
    parameter, expertise = now.parameter, state.expertise
    wish = parameter.expert_search * tool_factor(now.lever.be_known, parameter)
    if randomness.draw(luck, i, 200 + 4 * number) >= wish:
        return
    tries = int(parameter.expert_tries)
    for attempt in range(tries):
        u = randomness.draw(luck, i, 300 + 40 * number + attempt)
        reach_for(expertise, int(u * expertise.size))
    for attempt in range(tries):
        u = randomness.draw(luck, i, 300 + 40 * number + attempt)
        j = int(u * expertise.size)
        if j == i or expertise[j].profile_week == NOT_YET:
            continue
        if expertise[j].job_family != expertise[i].job_family:
            continue
        expert = state.employee[j]
        expert.asked_about = p
        expert.notifications += 1.0
        now.tally.mentions += 1
        time = state.post[p].time + 1
        note(state.event, MENTION, time, i, state.post[p].community, state.post[p].event, j)
        return


@kernel
def reach_for_character(employee, i):
    """Fetch what makes somebody speak."""
    reach_for(employee.manager, i)
    reach_for(employee.trust, i)
    reach_for(employee.intrinsic, i)
    reach_for(employee.extrinsic, i)
    reach_for(employee.skill, i)
    reach_for(employee.expressiveness, i)
    reach_for(employee.workload, i)
    reach_for(employee.debt, i)


@kernel
def reach_for_company(state, i):
    """Fetch what speaking up hangs on besides: communities, colleagues, and the manager."""
    employee = state.employee
    for m in range(employee[i].memberships):
        reach_for_start(state.community, state.membership[i, m].community)
    reach_for(employee.voiced_weight, i)
    reach_for(employee.tie_weight, i)
    manager = max(0, employee[i].manager)
    reach_for(state.leadership, manager)
    reach_for(state.membership, manager)


@kernel
def contribute(state, now):
    """Contributing visitors publish posts and questions (simultaneous).

    Each community is another occasion; motivation, trust, skill and colleagues set the
    rate, a large audience and an intrusive manager hold back, time bends it. Where a
    manager imposed the room, people also write because they are expected to: it counts as
    an act, is worth less, and wears motivation out (S3, S6).
    """
    employee, parameter, lever = state.employee, now.parameter, now.lever
    membership, community, climate = state.membership, state.community, state.climate[0]
    luck = randomness.stream(now.seed, randomness.POSTING, now.week)
    hours = randomness.stream(now.seed, randomness.CLOCK, now.week)
    at_hand = state.at_hand
    spread = parameter.expressiveness_weight
    common = (
        -0.5 * spread * spread
        - 0.5 * (parameter.post_trust + parameter.post_intrinsic)
        - parameter.post_skill * parameter.reference_skill
        - parameter.post_exposure * parameter.reference_voiced
        + parameter.post_top * lever.example
        + parameter.post_norm * climate.norm
    )
    speakers = state.counter[0].speakers
    for k in range(speakers):
        i = state.speakers[k]
        later = state.speakers[min(k + 2 * AHEAD, speakers - 1)]
        reach_for_character(employee, later)
        reach_for(membership, later)
        reach_for(state.employee.posts, later)
        reach_for_company(state, state.speakers[min(k + AHEAD, speakers - 1)])
        person = employee[i]
        memberships = person.memberships
        manager = person.manager
        intrusiveness, posture = 0.0, 1.0
        if now.switch.managers and manager >= 0:
            leader = state.leadership[manager]
            intrusiveness, posture = leader.intrusiveness, leader.posture
        total, asked = 0.0, 0.0
        for m in range(memberships):
            c = membership[i, m].community
            room = community[c]
            pull = membership[i, m].affinity * room.pull
            at_hand[m].occasion = 0.0
            at_hand[m].expected = 0.0
            if room.founder == i:
                pull *= parameter.founder_pull
            elif room.broadcast:
                pull = 0.0
            if pull > 0.0 and intrusiveness > 0.0 and is_member(state, manager, c):
                pull *= self_censorship(room.visibility, intrusiveness, posture, parameter)
                if room.imposed:
                    expected = parameter.compliance * (1.0 - posture) * (1.0 - room.spontaneity)
                    at_hand[m].expected = expected
                    asked += expected
            if pull > 0.0:
                at_hand[m].occasion = occasion(pull * room.spontaneity, room.audience, parameter)
            total += at_hand[m].occasion
        if total + asked == 0.0:
            if now.on_trial and state.trial[i].script > 0 and memberships > 0:
                total = 1.0
                at_hand[0].occasion = 1.0
            else:
                continue
        drive = (
            common
            + spread * person.expressiveness
            + parameter.post_trust * person.trust
            + parameter.post_intrinsic * person.intrinsic
            + parameter.post_extrinsic * person.extrinsic
            + parameter.post_skill * person.skill
            + parameter.post_debt
            * climate.reciprocity
            * min(1.0, person.debt / parameter.debt_saturation)
        )
        if now.switch.exposure:
            drive += parameter.post_exposure * voice_of_colleagues(state, now, i)
        days = person.talk_days if person.talk_days else person.visit_days
        frequency = state.visit_effect[number_of(days)].posting
        available = time_available(person, now)
        rate = parameter.post_rate * frequency * math.exp(drive) * total
        rate = within_time(rate, parameter.weekly_posts_half, available) + asked
        posts = min(20, randomness.poisson(randomness.draw(luck, i, 0), rate))
        if now.on_trial and state.trial[i].script > 0:
            posts = max(1, posts)
        ask = parameter.question_share * (
            parameter.question_novice - parameter.question_skill * person.skill
        )
        share_asked = asked / rate if rate > 0.0 else 0.0
        worth = quality_of(person.intrinsic, person.extrinsic, parameter)
        for number in range(posts):
            u = randomness.draw(luck, i, 3 * number + 1)
            compliant = u < share_asked
            m = 0
            if compliant:
                left = u / share_asked * asked
                while m < memberships - 1 and left >= at_hand[m].expected:
                    left -= at_hand[m].expected
                    m += 1
            else:
                left = (u - share_asked) / (1.0 - share_asked) * total
                while m < memberships - 1 and left >= at_hand[m].occasion:
                    left -= at_hand[m].occasion
                    m += 1
            day = pick_day(days, randomness.draw(luck, i, 3 * number + 2))
            question = randomness.draw(luck, i, 3 * number + 3) < ask
            quality = worth
            c = membership[i, m].community
            if compliant:
                quality *= parameter.compliance_quality
                person.intrinsic -= parameter.crowding_out * person.intrinsic
                community[c].asked_acts += 1.0
            p = publish(state, now, i, c, question, day, number, quality, hours)
            if question and p != NONE and now.switch.expertise:
                ask_expert(state, now, i, p, day, luck, number, hours)


def visit_effect(exponent: float) -> Any:
    """Factors of contributing by the number of days with a visit: it grows less than they do."""
    effect = Rows(VISIT_EFFECT, WORKING_DAYS + 1)
    for days in range(1, WORKING_DAYS + 1):
        effect[days].posting = float(days) ** exponent
        effect[days].responding = float(days) ** (exponent - 1.0)
    return effect


@formula
def number_of(days):
    """How many days are set among the bits of a week."""
    number = 0
    for day in range(WORKING_DAYS):
        number += days >> day & 1
    return number


@kernel
def publish_news(state, now):
    """Top management publishes in the news space, as often as sponsor and example make it."""
    employee, parameter = state.employee, now.parameter
    luck = randomness.stream(now.seed, randomness.NEWS, now.week)
    hours = randomness.stream(now.seed, randomness.CLOCK, now.week)
    leaders = 0
    for leader in state.plan.leaders:
        leaders += employee[leader].days > 0
    if leaders == 0:
        return
    wish = parameter.news_sponsor * now.lever.sponsor + parameter.news_example * now.lever.example
    posts = randomness.poisson(randomness.draw(luck, 0, 0), parameter.news_posts * wish)
    for number in range(posts):
        rank = int(randomness.draw(luck, number, 1) * leaders)
        i = NONE
        for leader in state.plan.leaders:
            if employee[leader].days > 0:
                i = leader
                if rank == 0:
                    break
                rank -= 1
        day = pick_day(employee[i].visit_days, randomness.draw(luck, number, 2))
        publish(state, now, i, NEWS_SPACE, False, day, 50 + number, 1.0, hours)


@along_columns
def forget_acts(state, now):
    """What was done long ago counts less: the assurance of the experienced wears off."""
    kept = 1.0 - 1.0 / now.parameter.recent_weeks
    assured = 1.0 - 1.0 / now.parameter.experience_weeks
    for i in range(state.employee.size):
        person = state.employee[i]
        person.contributions *= assured
        acts = person.recent_acts
        person.recent_acts = acts * kept if acts > FORGOTTEN else 0.0


@kernel
def add_up_acts(state, now):
    """Add this week's posts, answers and reactions to what each person has contributed.

    Those who may contribute this week, and top management, which publishes news whether it
    takes part or not.
    """
    speakers = state.counter[0].speakers
    for k in range(speakers):
        add_up_own_acts(state, now, state.speakers[k])
    for i in state.plan.leaders:
        if not state.employee[i].speaks:
            add_up_own_acts(state, now, i)


@kernel
def add_up_own_acts(state, now, i):
    """Add this week's posts, answers and reactions of a person to those of before."""
    person = state.employee[i]
    content = person.posted + person.answered + person.shared
    if content + person.reacted == 0:
        return
    person.last_act = now.week
    person.contributions += content + now.parameter.reaction_weight * person.reacted
    person.recent_acts += content + person.reacted


@kernel
def fall_silent_after_posts(state, now):
    """Contributors may stop after a post.

    The risk after the k-th contribution falls as 1/(½ + k) (evidence 2.13); an answer,
    above all within 48 hours, lowers it. Judged on last week's posts, so that late answers
    count (simultaneous).
    """
    employee, post, parameter, week = state.employee, state.post, now.parameter, now.week
    luck = randomness.stream(now.seed, randomness.SILENCE, week)
    half = (week + 1) % 2
    start = half * (post.size // 2)
    for p in range(start, start + state.written[half]):
        i = post[p].author
        risk = parameter.silence_risk / (0.5 + employee[i].contributions)
        if post[p].first_answer_delay <= TWO_DAYS:
            risk *= math.exp(-parameter.silence_answered)
        elif post[p].answers > 0:
            risk *= math.exp(-parameter.silence_answered_late)
        if randomness.draw(luck, i, 1 + post[p].time) < risk:
            employee[i].contributing = False


@along_columns
def fall_silent(state, now, first, last):
    """Contributors may stop after a week of contributing, or after a mute spell (simultaneous)."""
    parameter, week = now.parameter, now.week
    luck = randomness.stream(now.seed, randomness.SILENCE, week)
    for i in range(first, last):
        state.of_block[i - first].marked = state.employee[i].contributing
    for k in range(note_marked(state, first, last)):
        i = state.noted[k].of
        person = state.employee[i]
        last_act = person.last_act
        if last_act == week:
            risk = parameter.silence_week_share * parameter.silence_risk
            if randomness.draw(luck, i, 0) < risk / (0.5 + person.contributions):
                person.contributing = False
        elif week - last_act >= parameter.mute_weeks:
            person.contributing = False
