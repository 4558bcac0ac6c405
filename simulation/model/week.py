"""One working week of the company, in its order; and the loop over weeks."""

from __future__ import annotations

from simulation.model.animation import community_managers_work
from simulation.model.answering import read_and_respond
from simulation.model.communities import (
    found_communities,
    list_posts,
    live,
    look_around,
    refresh_pulls,
    seed_communities,
    settle_newcomers,
)
from simulation.model.compilation import formula, kernel
from simulation.model.contributing import (
    add_up_acts,
    contribute,
    fall_silent,
    publish_news,
    start_speaking,
)
from simulation.model.joining import complete_profiles, note_newcomers, register
from simulation.model.learning import learn, receive
from simulation.model.managers import drift_postures, lived_values
from simulation.model.noticing import notice_colleagues
from simulation.model.recognition import award, reward, thank
from simulation.model.recording import record_week, turn_page
from simulation.model.training import train_managers, train_people
from simulation.model.visiting import visit


@kernel
def work_week(state, lever, parameter, switch, tally, units, seed, week):
    """One week: plan, managers, register, visit, contribute, respond, recognise, learn, record."""
    employee, membership, contact, tie, community, post, plan, event, norm = state
    turn_page(employee, post, event, week)
    # 1. Plan
    if switch.campaign:
        train_people(employee, plan, lever, parameter, tally, week)
        train_managers(employee, plan, lever, parameter, tally)
    # 2. Managers
    if switch.managers:
        drift_postures(employee, plan, lever, parameter)
    # 3. Register, 4. visit
    notice_colleagues(employee, tie, parameter, week)
    register(employee, lever, parameter, switch, tally, seed, week)
    visit(employee, lever, parameter, switch, event, tally, seed, week)
    note_newcomers(employee, event, seed, week)
    complete_profiles(employee, parameter, event, tally, seed, week)
    # 5. Contribute: speak up, found and find communities, publish
    refresh_pulls(community, parameter, switch, week)
    start_speaking(
        employee, membership, community, lever, parameter, switch, norm, tally, seed, week
    )
    if switch.communities:
        if switch.campaign:
            seed_communities(
                employee, membership, tie, community, plan, lever, parameter, event, seed, week
            )
        found_communities(employee, membership, tie, community, parameter, event, tally, seed, week)
        look_around(employee, membership, tie, community, post, parameter, event, tally, seed, week)
    else:
        settle_newcomers(employee, membership, community, event, seed, week)
    contribute(
        employee,
        membership,
        community,
        post,
        lever,
        parameter,
        switch,
        norm,
        event,
        tally,
        seed,
        week,
    )
    if switch.campaign:
        publish_news(employee, community, post, lever, parameter, event, tally, seed, week)
    # 6. Respond
    list_posts(community, post, week)
    read_and_respond(
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
    )
    if switch.animation:
        community_managers_work(
            employee, community, post, lever, parameter, event, tally, seed, week
        )
    add_up_acts(employee, parameter, tally, week)
    # 7. Recognise
    if switch.recognition:
        reward(employee, lever, parameter, week)
        award(employee, lever, parameter, norm, week)
        thank(employee, lever, parameter, event, tally, seed, week)
    # 8. Learn, 10. fall silent
    fall_silent(employee, post, parameter, seed, week)
    if switch.learning:
        receive(employee, post, lever, parameter, week)
        dissonance = max(0.0, lever.declared - lived_values(employee, plan, lever, parameter))
        learn(employee, dissonance, lever, parameter, week)
    # 9. Community life
    if switch.communities:
        live(community, parameter, week)
    # 11. Record
    record_week(employee, community, lever, parameter, tally, units, week)


@formula
def run_weeks(state, levers, parameter, switch, weekly, units, seed, first, last):
    """The weeks first … last - 1, one after the other."""
    for week in range(first, last):
        work_week(state, levers[week], parameter, switch, weekly[week], units, seed, week)
