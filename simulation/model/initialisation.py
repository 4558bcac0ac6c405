"""The state of a company on the morning of the first week."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation import randomness
from simulation.model.clock import WORKING_DAYS
from simulation.model.communities import interest_left
from simulation.model.compilation import formula
from simulation.model.contacts import left_after
from simulation.model.contributing import visit_effect
from simulation.model.entities import Columns, Rows
from simulation.model.state import (
    ACT_STEPS,
    AT_HAND,
    BLOCK,
    CLIMATE,
    COMMUNITY,
    CONTACT,
    CONTACTS,
    COUNTER,
    DISTANCE,
    EMPLOYEE,
    EXPERTISE,
    LEADERSHIP,
    LINK,
    LISTED,
    MEMBERSHIP,
    MEMBERSHIPS,
    NEVER,
    NEWS,
    NOT_YET,
    NOTED,
    OF_BLOCK,
    POST,
    TIE_UNIT,
    TRIAL,
    Events,
    Mechanisms,
    Plan,
    State,
)
from simulation.organisation import Organisation
from simulation.scenario import Scenario

NOTHING_YET = (
    "registered_week",
    "last_visit",
    "last_act",
    "asked_about",
    "asked_in_week",
    "points_week",
    "open_post",
)
"""Weeks and places that an employee has none of at first."""
EVENTS_PER_PERSON = 128
"""Room in the weekly buffer; pages never written to take no memory."""


def parameter_record(values: Mapping[str, float]) -> Any:
    """The catalogue's values as one record, read in rules as `parameter.habit_gain`."""
    dtype = np.dtype([(name, "f8") for name in values])
    return np.array([tuple(values.values())], dtype).view(np.recarray)[0]


def initial_state(
    scenario: Scenario,
    organisation: Organisation,
    parameter: Any,
    switch: Mechanisms,
    seed: int,
    events: bool,
) -> State:
    """Everyone eligible or not yet, nobody registered, no community but the news space."""
    n = len(organisation)
    employee = _employees(scenario, organisation, parameter, switch, seed)
    link, distance = _links(organisation, parameter)
    _sum_ties(organisation.tie_start, link, employee)
    contact = Rows(CONTACT, n, CONTACTS)
    contact.who = NOT_YET
    capacity = 3 * n + 1000
    return State(
        employee=employee,
        leadership=_leadership(scenario, organisation, parameter, seed),
        expertise=_expertise(organisation),
        trial=Columns(TRIAL, n),
        membership=Rows(MEMBERSHIP, n, MEMBERSHIPS),
        contact=contact,
        interest_left=interest_left(parameter.memberships_sought),
        visit_effect=visit_effect(parameter.visit_days_exponent),
        left_after=left_after(scenario.horizon_weeks, parameter.tie_fading),
        tie_start=np.ascontiguousarray(organisation.tie_start, np.int64),
        link=link,
        distance=distance,
        community=_communities(scenario, organisation, switch),
        post=Rows(POST, 2 * capacity),
        written=np.zeros(2, np.int64),
        listed=Rows(LISTED, 2 * capacity),
        visitors=np.zeros(n, np.int64),
        speakers=np.zeros(n, np.int64),
        noted=Rows(NOTED, _most_noted(parameter)),
        of_block=Columns(OF_BLOCK, BLOCK),
        at_hand=Rows(AT_HAND, MEMBERSHIPS + 1),
        histogram=np.zeros(ACT_STEPS, np.int64),
        climate=_climate(scenario),
        counter=_counter(organisation, switch),
        plan=_plan(scenario, employee, organisation, parameter, seed),
        event=_events(EVENTS_PER_PERSON * n if events else 0),
    )


def _most_noted(parameter: Any) -> int:
    """The most looks around of a block of newcomers, or items read by one person in a week."""
    looks = BLOCK * max(1, int(parameter.newcomer_looks))
    return max(looks, int(WORKING_DAYS * parameter.items_per_visit) + 2)


def _employees(
    scenario: Scenario,
    organisation: Organisation,
    parameter: Any,
    switch: Mechanisms,
    seed: int,
) -> Any:
    n = len(organisation)

    def beta(mean: float, weight: float, counter: int) -> NDArray[np.float64]:
        return randomness.betas(seed, randomness.INITIAL_STATE, 0, n, mean, weight, counter)

    employee = Columns(EMPLOYEE, n)
    for name in ("unit", "manager", "level", "workload"):
        employee[name] = getattr(organisation, name)
    for name in NOTHING_YET:
        employee[name] = NOT_YET
    trainable = randomness.uniforms(seed, randomness.INITIAL_STATE, 0, n, counter=93)
    traits = {
        "remote": organisation.remote_days / 5,
        "ease": organisation.digital_ease,
        "expressiveness": randomness.normals(seed, randomness.INITIAL_STATE, 0, n, counter=40),
        "visiting_taste": randomness.normals(seed, randomness.INITIAL_STATE, 0, n, counter=41),
        "value": beta(parameter.initial_value, parameter.initial_value_weight, 1),
        "trust": beta(parameter.initial_trust, parameter.initial_trust_weight, 2),
        "intrinsic": beta(parameter.initial_intrinsic, parameter.initial_intrinsic_weight, 3),
        "reward_sensitivity": beta(
            parameter.reward_sensitivity, parameter.reward_sensitivity_weight, 4
        ),
        "threshold": beta(parameter.theory_threshold, parameter.theory_threshold_weight, 5),
        "is_manager": organisation.is_manager,
        "trainable": trainable < scenario.managers.trainable,
    }
    for name, trait in traits.items():
        employee[name] = trait
    employee["trust_disposition"] = employee["trust"]
    employee["intrinsic_disposition"] = employee["intrinsic"]
    invited = _invitations(scenario, organisation, employee, parameter, seed)
    employee["invited_week"] = invited
    if switch.campaign:
        employee["ambassador"] = _ambassadors(scenario, invited, employee["expressiveness"])
    employee["near_ambassador"] = near_ambassadors(
        employee["ambassador"], organisation.team, organisation.manager
    )
    return employee


def _leadership(scenario: Scenario, organisation: Organisation, parameter: Any, seed: int) -> Any:
    n = len(organisation)
    leadership = Rows(LEADERSHIP, n)
    leadership["posture"] = _postures(scenario, parameter, seed, n)
    luck = randomness.uniforms(seed, randomness.INITIAL_STATE, 0, n, counter=90)
    intrusiveness = (1 - leadership["posture"]) * luck
    leadership["intrusiveness"] = np.where(organisation.is_manager, intrusiveness, 0.0)
    return leadership


def _expertise(organisation: Organisation) -> Any:
    expertise = Rows(EXPERTISE, len(organisation))
    expertise["job_family"] = organisation.job_family
    expertise["profile_week"] = NOT_YET
    return expertise


def _climate(scenario: Scenario) -> Any:
    climate, culture = Rows(CLIMATE, 1), scenario.culture
    for name, level in culture.model_dump().items():
        climate[name] = level
    return climate


def _counter(organisation: Organisation, switch: Mechanisms) -> Any:
    counter = Rows(COUNTER, 1)
    counter.communities = 1 if switch.communities else 1 + len(organisation.unit_names)
    return counter


def _postures(scenario: Scenario, parameter: Any, seed: int, n: int) -> NDArray[np.float64]:
    """Postures: one draw places each manager on the scale, so that a change of mix moves few."""
    managers = scenario.managers
    luck = randomness.uniforms(seed, randomness.INITIAL_STATE, 0, n, counter=91)
    around = randomness.uniforms(seed, randomness.INITIAL_STATE, 0, n, counter=92)
    centre = np.select(
        [luck < managers.controlling, luck < managers.controlling + managers.distant],
        [parameter.posture_controlling, parameter.posture_distant],
        parameter.posture_coaching,
    )
    return np.clip(centre + parameter.posture_spread * (2 * around - 1), 0.0, 1.0)


def _invitations(
    scenario: Scenario, organisation: Organisation, employee: Any, parameter: Any, seed: int
) -> NDArray[np.int32]:
    """Week each person is invited: a known pilot first, then unit after unit in a drawn order.

    A unit that straddles two waves is parted between its teams, so that waves keep their
    shares. A pilot of volunteers takes those most at ease and most expressive of the company,
    a representative one a sample of it (S21); the waves that follow invite whole units.
    """
    unit, team = organisation.unit, organisation.team
    pilot = organisation.pilot | _chosen_pilot(scenario, employee, parameter, seed)
    unit_luck = randomness.uniforms(seed, randomness.WAVES, 0, int(unit.max()) + 1)
    team_luck = randomness.uniforms(seed, randomness.WAVES, 1, int(team.max()) + 1)
    order = np.lexsort((team_luck[team], unit_luck[unit], ~pilot))
    parts = np.stack([unit, team, pilot])[:, order]
    block = np.cumsum(np.append(0, np.any(np.diff(parts), axis=0)))
    sizes = np.bincount(block)
    middle = (np.cumsum(sizes) - sizes / 2) / len(organisation)
    waves = scenario.plan.waves
    ends = np.cumsum([wave.share for wave in waves])
    if ends[-1] > 1 - 1e-6:
        ends[-1] = 1.0
    weeks = np.array([wave.week - 1 for wave in waves] + [NEVER])
    block_week = weeks[np.searchsorted(ends, middle)]
    block_week[0] = weeks[0]
    invited_week = np.empty(len(organisation), np.int32)
    invited_week[order] = block_week[block]
    invited_week[pilot] = weeks[0]
    return invited_week


def _chosen_pilot(
    scenario: Scenario, employee: Any, parameter: Any, seed: int
) -> NDArray[np.bool_]:
    """The people of a pilot that is not made of whole units; nobody for one that is."""
    n = employee.size
    chosen = np.zeros(n, bool)
    if scenario.plan.pilot_choice == "units":
        return chosen
    rank = randomness.uniforms(seed, randomness.WAVES, 2, n)
    if scenario.plan.pilot_choice == "volunteers":
        rank = -(employee.expressiveness + parameter.volunteer_ease * (employee.ease - 0.5))
    chosen[np.argsort(rank, kind="stable")[: round(scenario.plan.waves[0].share * n)]] = True
    return chosen


def _ambassadors(
    scenario: Scenario, invited_week: NDArray[np.int32], expressiveness: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """The most expressive of each wave, in the wished number per 100 people invited (S11)."""
    chosen = np.zeros(invited_week.size, bool)
    for week in np.unique(invited_week[invited_week < NEVER]):
        people = np.flatnonzero(invited_week == week)
        number = round(scenario.plan.ambassadors_per_100 * people.size / 100)
        chosen[people[np.argsort(-expressiveness[people], kind="stable")[:number]]] = True
    return chosen


def near_ambassadors(
    ambassador: NDArray[np.bool_], team: NDArray[np.int32], manager: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Whether someone's manager, or somebody of the same team, is an ambassador; shapes (n,)."""
    holds = np.zeros(int(team.max()) + 1, bool)
    holds[team[ambassador]] = True
    return holds[team] | ((manager >= 0) & ambassador[manager])


def _links(organisation: Organisation, parameter: Any) -> tuple[Any, Any]:
    ties = organisation.tie_target.size
    link, distance = Rows(LINK, ties), Rows(DISTANCE, ties)
    _weigh_ties(
        organisation.tie_start,
        organisation.tie_target,
        organisation.tie_weight,
        organisation.tie_return,
        organisation.unit,
        organisation.remote_days,
        parameter.remote_tie_fading,
        link,
        distance,
    )
    return link, distance


@formula
def _weigh_ties(start, target, strength, returned, unit, remote_days, fading, link, distance):
    """Weights in thousandths; ties across units fade with the remote days of both (S14)."""
    for i in range(unit.size):
        for k in range(start[i], start[i + 1]):
            j = target[k]
            kept = 1.0
            if unit[i] != unit[j]:
                kept -= fading * (remote_days[i] + remote_days[j]) / 10.0
            link[k].target = j
            distance[k].full = int(TIE_UNIT * strength[k] + 0.5)
            distance[k].faded = int(TIE_UNIT * strength[k] * kept + 0.5)
            link[k].weight = distance[k].faded
            link[k].back = int(TIE_UNIT * returned[k] * kept + 0.5)


@formula
def _sum_ties(start, link, employee):
    for i in range(employee.size):
        for k in range(start[i], start[i + 1]):
            employee[i].tie_weight += link[k].weight


def _communities(scenario: Scenario, organisation: Organisation, switch: Mechanisms) -> Any:
    units = len(organisation.unit_names)
    capacity = 64 + scenario.plan.seeded_communities
    if switch.communities:
        capacity += math.ceil(0.01 * len(organisation) * scenario.horizon_weeks)
    else:
        capacity += units
    community = Rows(COMMUNITY, capacity)
    first = community[: 1 if switch.communities else 1 + units]  # others get theirs at birth
    for name in ("founder", "unit", "last_interaction"):
        first[name] = NOT_YET
    first["end_week"] = NEVER
    for name in ("need", "spontaneity", "quality"):
        first[name] = 1.0
    community[0].kind = NEWS
    community[0].broadcast = True
    if not switch.communities:
        community.unit[1 : 1 + units] = np.arange(units)
    return community


def _plan(
    scenario: Scenario, employee: Any, organisation: Organisation, parameter: Any, seed: int
) -> Plan:
    luck = randomness.uniforms(seed, randomness.TRAINING, 0, employee.size)
    order = np.lexsort((luck, employee.invited_week)).astype(np.int32)
    top_down, is_manager = organisation.top_down, organisation.is_manager
    managers = top_down[is_manager[top_down]].astype(np.int32)
    mentored, mentors = _pairs(scenario, managers, organisation, parameter)
    return Plan(
        leaders=np.flatnonzero(organisation.level < parameter.top_levels).astype(np.int32),
        managers=managers,
        training_order=order,
        manager_order=order[is_manager[order]],
        mentors=mentors,
        mentored=mentored,
    )


def _pairs(
    scenario: Scenario,
    managers: NDArray[np.int32],
    organisation: Organisation,
    parameter: Any,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Seniors and the juniors who coach them: managers from the top, the young most at ease."""
    young = organisation.tenure_years <= parameter.mentor_tenure_most
    juniors = np.flatnonzero(young & ~organisation.is_manager).astype(np.int32)
    juniors = juniors[np.argsort(-organisation.digital_ease[juniors], kind="stable")]
    pairs = min(scenario.plan.mentoring_pairs, managers.size, juniors.size)
    return managers[:pairs], juniors[:pairs]


def _events(capacity: int) -> Events:
    return Events(
        number=np.zeros(2, np.int64),
        time=np.empty(capacity, np.int32),
        person=np.empty(capacity, np.int32),
        action=np.empty(capacity, np.int8),
        community=np.empty(capacity, np.int32),
        parent=np.empty(capacity, np.int64),
        target=np.empty(capacity, np.int32),
    )
