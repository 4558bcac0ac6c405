"""Community managers: moderate, answer what is left, welcome, animate (S19; 4.5–4.8, 4.24).

They work through a queue within their hours. What they noticed and could not answer waits for
the next week: an overloaded community manager answers late.
"""

from __future__ import annotations

from simulation import randomness
from simulation.model.answering import count_answer
from simulation.model.clock import DAY, OPENING, WEEK, WORKING_DAYS, time_after
from simulation.model.compilation import kernel
from simulation.model.incidents import awaits_moderation, moderate
from simulation.model.journal import ANSWER, note
from simulation.model.state import LEISURE, NEWS_SPACE, NOT_YET


@kernel
def community_managers_work(state, now):
    """Moderate, answer last week's rest, this week's questions and first posts, then the others.

    In turn, after everybody. Then newcomers are welcomed, those who wait first, and living
    rooms animated. Hours needed are counted even when they are missing: this sizes the
    deployment. A community manager is nobody of the company's employees here: numbered after
    them, and outside their debts and memories.
    """
    parameter, tally = now.parameter, now.tally
    luck = randomness.stream(now.seed, randomness.ANIMATION, now.week)
    hours = now.lever.community_manager_hours
    kept = parameter.cm_animation_share * hours
    left = settle_incidents(state, now, luck, hours - kept)
    for age in (1, 0):
        for urgent in (True, False):
            left = answer_what_is_left(state, now, luck, left, age, urgent)
    left = welcome(state, now, luck, left)
    left = animate(state, now, luck, kept + left)
    tally.community_manager_hours_worked += hours - left


@kernel
def post_held(state, now, luck, name):
    """Number of one of the people who hold the community managers' posts."""
    rank = int(randomness.draw(luck, name, 2) * now.lever.community_managers)
    return state.employee.size + rank


@kernel
def settle_incidents(state, now, luck, hours):
    """Moderate the incidents whose time has come as far as hours reach; returns the hours left."""
    post, cost = state.post, now.parameter.cm_moderation_hours
    if not now.switch.incidents:
        return hours
    for age in range(2):
        half = (now.week + age) % 2
        start = half * (post.size // 2)
        for p in range(start, start + state.written[half]):
            if not awaits_moderation(state, now, p, age):
                continue
            now.tally.community_manager_hours_needed += cost
            if hours >= cost:
                hours -= cost
                moderate(state, now, p, age, post_held(state, now, luck, post[p].time))
    return hours


@kernel
def answer_what_is_left(state, now, luck, hours, age, urgent):
    """Answer unanswered posts of this week (age 0) or last week's rest (1); returns hours left.

    From a post that changes each week, so that no branch of the company always comes first.
    """
    post, parameter = state.post, now.parameter
    noticed = parameter.cm_question_noticed if urgent else parameter.cm_post_noticed
    noticing = randomness.stream(now.seed, randomness.ANIMATION, now.week - age)
    half = (now.week + age) % 2
    posts = state.written[half]
    first = int(randomness.draw(luck, -1, 1) * posts)
    for k in range(posts):
        p = half * (post.size // 2) + (first + k) % posts
        entry = post[p]
        if (entry.question or entry.first) != urgent or entry.answers > 0:
            continue
        if now.on_trial and entry.first and state.trial[entry.author].first_reply != 0:
            if age == 0 and state.trial[entry.author].first_reply > 0:
                reply(state, now, luck, p, 64 * entry.author, age)
            continue
        name = 64 * entry.author + (entry.time & 63)
        if entry.community == NEWS_SPACE or randomness.draw(noticing, name, 0) >= noticed:
            continue
        now.tally.community_manager_hours_needed += parameter.cm_answer_hours
        if hours < parameter.cm_answer_hours:
            continue
        hours -= parameter.cm_answer_hours
        reply(state, now, luck, p, name, age)
    return hours


@kernel
def reply(state, now, luck, p, name, age):
    """A community manager answers post p: on its day, or on a day of the following week."""
    entry = state.post[p]
    if age == 0:
        time = time_after(luck, name, entry.time // DAY, 1, entry.time)
    else:
        day = int(randomness.draw(luck, name, 3) * WORKING_DAYS)
        time = time_after(luck, name, day, 1, OPENING)
    count_answer(state, now, p, age * WEEK + time - entry.time)
    now.tally.community_manager_answers += 1
    person = post_held(state, now, luck, name)
    note(state.event, ANSWER, time, person, entry.community, entry.event, entry.author)


@kernel
def welcome(state, now, luck, hours):
    """Welcome newcomers, those left over from earlier weeks included; returns the hours left.

    Whoever is welcomed finds a word waiting and dares a little more.
    """
    parameter, counter = now.parameter, state.counter[0]
    cost = parameter.cm_welcome_hours
    counter.waiting_welcomes += now.tally.newcomers
    now.tally.community_manager_hours_needed += cost * now.tally.newcomers
    places = min(counter.waiting_welcomes, int(hours / cost))
    if places == 0:
        return hours
    counter.waiting_welcomes -= places
    now.tally.welcomed += places
    hours -= cost * places
    n = state.employee.size
    first = int(randomness.draw(luck, -1, 2) * n)
    for k in range(first, first + n):
        if places == 0:
            break
        i = k if k < n else k - n
        if state.employee[i].welcomed or state.employee[i].registered_week == NOT_YET:
            continue
        state.employee[i].welcomed = True
        person = state.employee[i]
        person.notifications += 1.0
        person.trust += parameter.welcome_trust * (1.0 - person.trust)
        places -= 1
    return hours


@kernel
def animate(state, now, luck, hours):
    """Animate rooms that members keep alive, from a random one on; returns the hours left.

    Leisure rooms are left to their members: community managers are there for work.
    """
    community, parameter = state.community, now.parameter
    count = state.counter[0].communities
    first = int(randomness.draw(luck, -1, 0) * count)
    for k in range(count):
        c = (first + k) % count
        room = community[c]
        if c == NEWS_SPACE:
            continue
        room.animation *= parameter.animation_memory
        young = now.week - room.birth_week < parameter.young_weeks
        alive = young or room.member_activity > parameter.living_activity
        if room.end_week <= now.week or not alive or room.kind == LEISURE:
            continue
        if room.size <= parameter.animated_members:
            continue
        cost = parameter.cm_animation_hours
        if room.trained:
            cost *= parameter.trained_animator_hours
        now.tally.community_manager_hours_needed += cost
        if hours >= cost:
            hours -= cost
            room.animation += 1.0 - parameter.animation_memory
    return hours
