"""Speaking up, falling silent, and publishing posts and questions (S3–S7, S10; evidence 3)."""

from __future__ import annotations

import math

import numpy as np

from simulation import randomness
from simulation.model.clock import (
    NO_ANSWER,
    TWO_DAYS,
    pick_day,
    time_of_act,
)
from simulation.model.communities import is_member
from simulation.model.compilation import formula, kernel
from simulation.model.joining import probability_within, share_of
from simulation.model.journal import NONE, POST, QUESTION, note
from simulation.model.state import LEISURE, MEMBERSHIPS, NEWS_SPACE


@kernel
def start_speaking(
    employee, membership, community, lever, parameter, switch, norm, tally, seed, week
):
    """Silent visitors may start, or resume, to contribute (simultaneous).

    Safety, colleagues and a manager who speak, motivation and a place to dare first help;
    remote days under a manager who does not coach hold back. Ambassadors always speak, top
    management as far as it sets the example.
    """
    luck = randomness.stream(seed, randomness.VOICE, week)
    for k in range(tally.weekly_active):
        i = employee.visitors[k]
        manager = employee.manager[i]
        if not employee.contributing[i]:
            posture = manager_posture(employee, lever, parameter, manager)
            hazard = (
                parameter.voice_trust * (employee.trust[i] - 0.5)
                + parameter.voice_intrinsic * (employee.intrinsic[i] - 0.5)
                + parameter.voice_extrinsic * employee.extrinsic[i]
                + parameter.voice_skill * (employee.skill[i] - parameter.reference_skill)
                + parameter.voice_expressiveness * employee.expressiveness[i]
                - parameter.voice_remote
                * employee.remote[i]
                * (parameter.voice_remote_posture - posture)
                - 0.5 * parameter.voice_leisure
                + parameter.voice_top * lever.example
                + parameter.voice_clarity * (lever.clarity - 0.5)
                + parameter.voice_norm * norm[0]
                - parameter.voice_exposure * parameter.reference_voiced
            )
            if switch.exposure:
                voiced = share_of(employee.voiced_weight[i], employee.tie_weight[i])
                hazard += parameter.voice_exposure * voiced
                if manager >= 0 and employee.voiced[manager]:
                    hazard += parameter.voice_manager * (0.5 + posture)
            for m in range(membership.number[i]):
                c = membership.community[i, m]
                if (
                    community.kind[c] == LEISURE
                    and community.member_activity[c] > parameter.living_activity
                ):
                    hazard += parameter.voice_leisure
                    break
            hazard = parameter.voice_hazard * math.exp(hazard)
            if randomness.draw(luck, i, 0) < probability_within(hazard, 1.0):
                employee.contributing[i] = True
                employee.last_act[i] = max(employee.last_act[i], week - 1)
        leads = employee.level[i] < parameter.top_levels
        employee.speaks[i] = (
            employee.contributing[i]
            or employee.ambassador[i]
            or (leads and randomness.draw(luck, i, 1) < lever.example)
        )


@kernel
def manager_posture(employee, lever, parameter, manager):
    """Posture of someone's manager; at the top, what top management sets as an example."""
    if manager >= 0:
        return employee.posture[manager]
    return parameter.posture_top + parameter.posture_top_example * lever.example


@formula
def self_censorship(visibility, intrusiveness, posture, parameter):
    """Factor below 1 in a room where an intrusive manager who does not coach is a member."""
    openness = parameter.censorship_open - parameter.censorship_closure * visibility
    return math.exp(-parameter.censorship * openness * intrusiveness * (1.0 - posture))


@formula
def occasion(pull, size, parameter):
    """How much of a person's rate a community of that pull and audience calls for, 0 to 1."""
    audience = (1.0 + size / parameter.audience_reference) ** -parameter.audience_inhibition
    return pull / (pull + parameter.occasion_half) * audience


@formula
def within_time(rate, half, workload, parameter):
    """A wished rate bent by the time a person has: at most half × time available."""
    return rate / (1.0 + rate / (half * (parameter.time_at_full_load - workload)))


@kernel
def publish(employee, community, post, event, tally, i, c, question, day, number, hours, week):
    """Write one post or question down, wherever it counts."""
    half = week % 2
    if post.number[half] == post.capacity[0]:
        return
    p = half * post.capacity[0] + post.number[half]
    post.number[half] += 1
    time = time_of_act(hours, i, day, 30 + number)
    post.author[p] = i
    post.community[p] = c
    post.time[p] = time
    post.question[p] = question
    post.first[p] = employee.posts[i] == 0
    post.answers[p] = 0
    post.reactions[p] = 0
    post.unkind[p] = 0
    post.first_answer_delay[p] = NO_ANSWER
    action = QUESTION if question else POST
    post.event[p] = note(event, action, time, i, c, NONE, NONE)
    employee.posts[i] += 1
    employee.posted[i] += 1
    community.acts[c] += 1.0
    community.last_interaction[c] = week
    if question:
        tally.questions += 1
    else:
        tally.posts += 1


@kernel
def contribute(
    employee, membership, community, post, lever, parameter, switch, norm, event, tally, seed, week
):
    """Contributing visitors publish posts and questions (simultaneous).

    Each community is another occasion; motivation, trust, skill and colleagues set the
    rate, a large audience and an intrusive manager hold back, time bends it.
    """
    luck = randomness.stream(seed, randomness.POSTING, week)
    hours = randomness.stream(seed, randomness.CLOCK, week)
    occasions = np.empty(MEMBERSHIPS)
    spread = parameter.expressiveness_weight
    for k in range(tally.weekly_active):
        i = employee.visitors[k]
        if not employee.speaks[i]:
            continue
        manager = employee.manager[i]
        intrusiveness, posture = 0.0, 1.0
        if switch.managers and manager >= 0:
            intrusiveness, posture = employee.intrusiveness[manager], employee.posture[manager]
        total = 0.0
        for m in range(membership.number[i]):
            c = membership.community[i, m]
            pull = membership.affinity[i, m] * community.pull[c]
            if community.founder[c] == i:
                pull *= parameter.founder_pull
            elif community.broadcast[c]:
                pull = 0.0
            if pull > 0.0 and intrusiveness > 0.0 and is_member(membership, manager, c):
                pull *= self_censorship(community.visibility[c], intrusiveness, posture, parameter)
            occasions[m] = occasion(pull, community.size[c], parameter)
            total += occasions[m]
        if total == 0.0:
            continue
        drive = (
            spread * employee.expressiveness[i]
            - 0.5 * spread * spread
            + parameter.post_trust * (employee.trust[i] - 0.5)
            + parameter.post_intrinsic * (employee.intrinsic[i] - 0.5)
            + parameter.post_extrinsic * employee.extrinsic[i]
            + parameter.post_skill * (employee.skill[i] - parameter.reference_skill)
            + parameter.post_debt
            * lever.reciprocity
            * min(1.0, employee.debt[i] / parameter.debt_saturation)
            + parameter.post_top * lever.example
            + parameter.post_norm * norm[0]
            - parameter.post_exposure * parameter.reference_voiced
        )
        if switch.exposure:
            voiced = share_of(employee.voiced_weight[i], employee.tie_weight[i])
            drive += parameter.post_exposure * voiced
        frequency = employee.days[i] ** parameter.visit_days_exponent
        rate = parameter.post_rate * frequency * math.exp(drive) * total
        rate = within_time(rate, parameter.weekly_posts_half, employee.workload[i], parameter)
        posts = randomness.poisson(randomness.draw(luck, i, 0), rate)
        ask = parameter.question_share * (
            parameter.question_novice - parameter.question_skill * employee.skill[i]
        )
        for number in range(min(posts, 20)):
            threshold = randomness.draw(luck, i, 3 * number + 1) * total
            m = 0
            while m < membership.number[i] - 1 and threshold >= occasions[m]:
                threshold -= occasions[m]
                m += 1
            day = pick_day(employee.visit_days[i], randomness.draw(luck, i, 3 * number + 2))
            question = randomness.draw(luck, i, 3 * number + 3) < ask
            c = membership.community[i, m]
            publish(
                employee, community, post, event, tally, i, c, question, day, number, hours, week
            )


@kernel
def publish_news(employee, community, post, lever, parameter, event, tally, seed, week):
    """Top management publishes in the news space, as often as sponsor and example make it."""
    luck = randomness.stream(seed, randomness.NEWS, week)
    hours = randomness.stream(seed, randomness.CLOCK, week)
    leaders = 0
    for k in range(tally.weekly_active):
        if employee.level[employee.visitors[k]] < parameter.top_levels:
            leaders += 1
    if leaders == 0:
        return
    wish = parameter.news_sponsor * lever.sponsor + parameter.news_example * lever.example
    posts = randomness.poisson(randomness.draw(luck, 0, 0), parameter.news_posts * wish)
    for number in range(posts):
        rank = int(randomness.draw(luck, number, 1) * leaders)
        for k in range(tally.weekly_active):
            i = employee.visitors[k]
            if employee.level[i] < parameter.top_levels:
                if rank == 0:
                    break
                rank -= 1
        day = pick_day(employee.visit_days[i], randomness.draw(luck, number, 2))
        publish(
            employee,
            community,
            post,
            event,
            tally,
            i,
            NEWS_SPACE,
            False,
            day,
            50 + number,
            hours,
            week,
        )


@kernel
def add_up_acts(employee, parameter, tally, week):
    """Add this week's posts, answers and reactions to what each visitor has contributed."""
    kept = 1.0 - 1.0 / parameter.recent_weeks
    for i in range(employee.unit.size):
        employee.recent_acts[i] *= kept
    for k in range(tally.weekly_active):
        i = employee.visitors[k]
        content = employee.posted[i] + employee.answered[i]
        if content + employee.reacted[i] == 0:
            continue
        employee.last_act[i] = week
        employee.contributions[i] += content + parameter.reaction_weight * employee.reacted[i]
        employee.recent_acts[i] += content + employee.reacted[i]


@kernel
def fall_silent(employee, post, parameter, seed, week):
    """Contributors may stop: after a post, after a week of contributing, or after a mute spell.

    The risk after the k-th contribution falls as 1/(½ + k) (evidence 2.13); an answer,
    above all within 48 hours, lowers it. Judged on last week's posts, so that late answers
    count (simultaneous).
    """
    luck = randomness.stream(seed, randomness.SILENCE, week)
    half = (week + 1) % 2
    start = half * post.capacity[0]
    for p in range(start, start + post.number[half]):
        i = post.author[p]
        risk = parameter.silence_risk / (0.5 + employee.contributions[i])
        if post.first_answer_delay[p] <= TWO_DAYS:
            risk *= math.exp(-parameter.silence_answered)
        elif post.answers[p] > 0:
            risk *= math.exp(-parameter.silence_answered_late)
        if randomness.draw(luck, i, 1 + post.time[p]) < risk:
            employee.contributing[i] = False
    for i in range(employee.unit.size):
        if not employee.contributing[i]:
            continue
        if employee.last_act[i] == week:
            risk = parameter.silence_week_share * parameter.silence_risk
            if randomness.draw(luck, i, 0) < risk / (0.5 + employee.contributions[i]):
                employee.contributing[i] = False
        elif week - employee.last_act[i] >= parameter.mute_weeks:
            employee.contributing[i] = False
