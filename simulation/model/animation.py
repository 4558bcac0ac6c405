"""Community managers: answer what is left, welcome, animate (S19; evidence 4.5–4.8, 4.24)."""

from __future__ import annotations

from simulation import randomness
from simulation.model.clock import DAY, TWO_DAYS, time_after
from simulation.model.compilation import kernel
from simulation.model.journal import ANSWER, note
from simulation.model.state import NEWS_SPACE


@kernel
def community_managers_work(employee, community, post, lever, parameter, event, tally, seed, week):
    """Answer unanswered questions, then other posts; welcome newcomers; animate living rooms.

    Hours needed are counted even when they are missing: this sizes the deployment. An
    answer comes the day of the post. A community manager is nobody of the company's
    employees here: numbered after them, and outside their debts and memories.
    """
    luck = randomness.stream(seed, randomness.ANIMATION, week)
    hours = lever.community_manager_hours
    kept = parameter.cm_animation_share * hours
    left = hours - kept
    half = week % 2
    start = half * post.capacity[0]
    for urgent in (True, False):
        noticed = parameter.cm_question_noticed if urgent else parameter.cm_post_noticed
        for p in range(start, start + post.number[half]):
            if (post.question[p] or post.first[p]) != urgent or post.answers[p] > 0:
                continue
            name = 64 * post.author[p] + (post.time[p] & 63)
            if post.community[p] == NEWS_SPACE or randomness.draw(luck, name, 0) >= noticed:
                continue
            tally.community_manager_hours_needed += parameter.cm_answer_hours
            if left < parameter.cm_answer_hours:
                continue
            left -= parameter.cm_answer_hours
            reply(employee, post, parameter, lever, event, tally, luck, p, name)
    welcome = parameter.cm_welcome_hours * tally.newcomers
    tally.community_manager_hours_needed += welcome
    left -= min(left, welcome)
    left = animate(community, parameter, tally, luck, kept + left, week)
    tally.community_manager_hours_worked += hours - left


@kernel
def reply(employee, post, parameter, lever, event, tally, luck, p, name):
    """A community manager answers post p on the day it was written."""
    time = time_after(luck, name, post.time[p] // DAY, 1, post.time[p])
    delay = time - post.time[p]
    if post.first_answer_delay[p] > TWO_DAYS and delay <= TWO_DAYS:
        tally.answered_within_48h += 1
    post.first_answer_delay[p] = min(post.first_answer_delay[p], delay)
    post.answers[p] += 1
    author, c = post.author[p], post.community[p]
    employee.notifications[author] += 1.0
    employee.usefulness[author] += (
        parameter.answer_usefulness if post.question[p] else parameter.comment_usefulness
    )
    tally.community_manager_answers += 1
    manager = int(randomness.draw(luck, name, 2) * lever.community_managers)
    person = employee.unit.size + manager
    note(event, ANSWER, time, person, c, post.event[p], author)


@kernel
def animate(community, parameter, tally, luck, hours, week):
    """Animate rooms that members keep alive, from a random one on; returns the hours left."""
    count = community.number[0]
    first = int(randomness.draw(luck, -1, 0) * count)
    for k in range(count):
        c = (first + k) % count
        if c == NEWS_SPACE:
            continue
        community.animation[c] *= parameter.animation_memory
        young = week - community.birth_week[c] < parameter.young_weeks
        alive = young or community.member_activity[c] > parameter.living_activity
        ended = community.end_week[c] <= week
        if ended or not alive or community.size[c] <= parameter.animated_members:
            continue
        tally.community_manager_hours_needed += parameter.cm_animation_hours
        if hours >= parameter.cm_animation_hours:
            hours -= parameter.cm_animation_hours
            community.animation[c] += 1.0 - parameter.animation_memory
    return hours
