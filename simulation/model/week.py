"""One working week of the company, in its order; and the loop over weeks."""

from __future__ import annotations

from simulation.model.animation import community_managers_work
from simulation.model.answering import acknowledge_answers, read_and_respond
from simulation.model.communities import (
    feel_rooms,
    found_communities,
    leave_empty_rooms,
    list_posts,
    live,
    look_around,
    measure_audiences,
    refresh_pulls,
    seed_communities,
    settle_newcomers,
)
from simulation.model.compilation import formula, part
from simulation.model.contributing import (
    add_up_acts,
    contribute,
    fall_silent,
    fall_silent_after_posts,
    forget_acts,
    publish_news,
    start_speaking,
)
from simulation.model.culture import drift_culture
from simulation.model.incidents import regulate_themselves
from simulation.model.joining import complete_profiles, invite_colleagues, note_newcomers, register
from simulation.model.learning import climb, learn, learn_from_visits, receive
from simulation.model.managers import drift_postures
from simulation.model.mentoring import meet_mentors
from simulation.model.noticing import fade_ties, notice_colleagues
from simulation.model.recognition import award, reward, take_up_ideas, thank
from simulation.model.recording import record_people, record_week, turn_page
from simulation.model.state import BLOCK, Now
from simulation.model.training import (
    train_animators,
    train_behaviour,
    train_managers,
    train_people,
)
from simulation.model.visiting import visit, visitors_before


@part
def work_week(state, now, units):
    """One week: plan, managers, register, visit, contribute, respond, recognise, learn, record."""
    turn_page(state, now)
    # 1. Plan
    if now.switch.campaign:
        train_people(state, now)
        train_behaviour(state, now)
        train_managers(state, now)
        train_animators(state, now)
        meet_mentors(state, now)
    # 2. Managers and culture
    if now.switch.managers:
        drift_postures(state, now)
    drift_culture(state, now)
    # 3. Register, 4. visit, and speak up
    forget_acts(state, now)
    fade_ties(state, now)
    notice_colleagues(state, now)
    n = state.employee.size
    for first in range(0, n, BLOCK):
        last = min(n, first + BLOCK)
        register(state, now, first, last)
        earlier = state.counter[0].visitors
        visit(state, now, first, last)
        complete_profiles(state, now, earlier, state.counter[0].visitors)
        start_speaking(state, now, earlier, state.counter[0].visitors)
    note_newcomers(state, now)
    # 5. Contribute: found and find communities, publish
    refresh_pulls(state, now)
    if now.switch.exposure:
        invite_colleagues(state, now)
    if now.switch.communities:
        if now.switch.campaign:
            seed_communities(state, now)
        found_communities(state, now)
        visitors = state.counter[0].visitors
        for first in range(0, visitors, BLOCK):
            last = min(visitors, first + BLOCK)
            look_around(state, now, first, last)
            leave_empty_rooms(state, now, first, last)
    else:
        settle_newcomers(state, now)
    measure_audiences(state, now)
    contribute(state, now)
    if now.switch.campaign:
        publish_news(state, now)
    # 6. Respond
    list_posts(state, now)
    read_and_respond(state, now)
    if now.switch.expertise:
        acknowledge_answers(state, now)
    if now.switch.animation:
        community_managers_work(state, now)
    if now.switch.incidents:
        regulate_themselves(state, now)
    add_up_acts(state, now)
    # 7. Recognise
    if now.switch.recognition:
        reward(state, now)
        award(state, now)
        thank(state, now)
        take_up_ideas(state, now)
    # 8. Learn, 10. fall silent
    fall_silent_after_posts(state, now)
    if now.switch.learning:
        receive(state, now)
    # 9. Community life
    if now.switch.communities:
        live(state, now)
    earlier = 0
    for first in range(0, n, BLOCK):
        last = min(n, first + BLOCK)
        visitors = visitors_before(state, earlier, last)
        fall_silent(state, now, first, last)
        if now.switch.learning:
            climb(state, now, earlier, visitors)
            learn(state, now, first, last)
            learn_from_visits(state, now, earlier, visitors)
        if now.switch.communities:
            feel_rooms(state, now, earlier, visitors)
        record_people(state, now, units, first, last, earlier, visitors)
        earlier = visitors
    # 11. Record
    record_week(state, now, units)


@formula
def run_weeks(state, levers, parameter, switch, weekly, units, seed, theory, on_trial, first, last):
    """The weeks first … last - 1, one after the other."""
    for week in range(first, last):
        now = Now(week, levers[week], parameter, switch, weekly[week], seed, theory, on_trial)
        work_week(state, now, units)
