"""The state of a company on the morning of the first week."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation import randomness
from simulation.model.compilation import formula
from simulation.model.state import (
    CONTACTS,
    MEMBERSHIPS,
    NEVER,
    NEWS,
    NOT_YET,
    TIE_UNIT,
    Communities,
    Contacts,
    Employees,
    Events,
    Mechanisms,
    Memberships,
    Plan,
    Posts,
    State,
    Ties,
)
from simulation.organisation import Organisation
from simulation.scenario import Scenario

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
    employee = _employees(scenario, organisation, parameter, switch, seed)
    n = len(organisation)
    tie = _ties(organisation, parameter)
    _sum_ties(tie, employee.tie_weight)
    return State(
        employee=employee,
        membership=Memberships(
            number=np.zeros(n, np.int8),
            community=np.full((n, MEMBERSHIPS), NOT_YET, np.int32),
            affinity=np.zeros((n, MEMBERSHIPS), np.float32),
        ),
        contact=Contacts(
            who=np.full((n, CONTACTS), NOT_YET, np.int32),
            strength=np.zeros((n, CONTACTS), np.float32),
            balance=np.zeros((n, CONTACTS), np.float32),
            week=np.zeros((n, CONTACTS), np.int32),
        ),
        tie=tie,
        community=_communities(scenario, organisation, switch),
        post=_posts(n),
        plan=_plan(employee, organisation, seed),
        event=_events(EVENTS_PER_PERSON * n if events else 0),
        norm=np.zeros(1),
    )


def _employees(
    scenario: Scenario,
    organisation: Organisation,
    parameter: Any,
    switch: Mechanisms,
    seed: int,
) -> Employees:
    n = len(organisation)

    def beta(mean: float, weight: float, counter: int) -> NDArray[np.float64]:
        return randomness.betas(seed, randomness.INITIAL_STATE, 0, n, mean, weight, counter)

    posture = _postures(scenario, parameter, seed, n)
    is_manager = organisation.is_manager.astype(bool)
    luck = randomness.uniforms(seed, randomness.INITIAL_STATE, 0, n, counter=90)
    trust = beta(parameter.initial_trust, parameter.initial_trust_weight, 2)
    intrinsic = beta(parameter.initial_intrinsic, parameter.initial_intrinsic_weight, 3)
    expressiveness = randomness.normals(seed, randomness.INITIAL_STATE, 0, n, counter=40)
    invited_week = _invitations(scenario, organisation, seed)
    ambassador = np.zeros(n, bool)
    if switch.campaign:
        ambassador = _ambassadors(scenario, invited_week, expressiveness)
    return Employees(
        unit=organisation.unit.astype(np.int32),
        manager=organisation.manager.astype(np.int32),
        is_manager=is_manager,
        level=organisation.level.astype(np.int32),
        job_family=organisation.job_family.astype(np.int32),
        remote=organisation.remote_days.astype(float) / 5,
        workload=organisation.workload.astype(float),
        expressiveness=expressiveness,
        visiting_taste=randomness.normals(seed, randomness.INITIAL_STATE, 0, n, counter=41),
        reward_sensitivity=beta(
            parameter.reward_sensitivity, parameter.reward_sensitivity_weight, 4
        ),
        trust_disposition=trust,
        intrinsic_disposition=intrinsic,
        invited_week=invited_week,
        ambassador=ambassador,
        near_ambassador=_near(ambassador, organisation),
        ease=organisation.digital_ease.astype(float),
        posture=posture,
        intrusiveness=np.where(is_manager, (1 - posture) * luck, 0.0),
        value=beta(parameter.initial_value, parameter.initial_value_weight, 1),
        trust=trust.copy(),
        intrinsic=intrinsic.copy(),
        extrinsic=np.zeros(n),
        reward_reference=np.zeros(n),
        habit=np.zeros(n),
        skill=np.zeros(n),
        debt=np.zeros(n),
        credit=np.zeros(n),
        notifications=np.zeros(n),
        contributions=np.zeros(n),
        recent_acts=np.zeros(n),
        posts=np.zeros(n, np.int32),
        registered_week=np.full(n, NOT_YET, np.int32),
        profile_week=np.full(n, NOT_YET, np.int32),
        last_visit=np.full(n, NOT_YET, np.int32),
        last_act=np.full(n, NOT_YET, np.int32),
        points_week=np.full(n, NOT_YET, np.int32),
        contributing=np.zeros(n, bool),
        unanswered=np.zeros(n, bool),
        contribution_weeks=np.zeros(n, np.uint8),
        seen=np.zeros(n, bool),
        voiced=np.zeros(n, bool),
        tie_weight=np.zeros(n, np.int32),
        seen_weight=np.zeros(n, np.int32),
        voiced_weight=np.zeros(n, np.int32),
        visit_days=np.zeros(n, np.uint8),
        days=np.zeros(n, np.int8),
        speaks=np.zeros(n, bool),
        posted=np.zeros(n, np.int8),
        answered=np.zeros(n, np.int8),
        reacted=np.zeros(n, np.int8),
        usefulness=np.zeros(n),
        visitors=np.zeros(n, np.int32),
    )


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


def _invitations(scenario: Scenario, organisation: Organisation, seed: int) -> NDArray[np.int32]:
    """Week each person is invited: a known pilot first, then unit after unit in a drawn order.

    A unit that straddles two waves is parted between its teams, so that waves keep their shares.
    """
    unit, team = organisation.unit, organisation.team
    unit_luck = randomness.uniforms(seed, randomness.WAVES, 0, int(unit.max()) + 1)
    team_luck = randomness.uniforms(seed, randomness.WAVES, 1, int(team.max()) + 1)
    order = np.lexsort((team_luck[team], unit_luck[unit], ~organisation.pilot))
    parts = np.stack([unit, team, organisation.pilot])[:, order]
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
    invited_week[organisation.pilot] = weeks[0]
    return invited_week


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


def _near(ambassador: NDArray[np.bool_], organisation: Organisation) -> NDArray[np.bool_]:
    """Whether someone's manager, or somebody of the same team, is an ambassador."""
    team = np.zeros(int(organisation.team.max()) + 1, bool)
    team[organisation.team[ambassador]] = True
    manager = organisation.manager
    return team[organisation.team] | ((manager >= 0) & ambassador[manager])


def _ties(organisation: Organisation, parameter: Any) -> Ties:
    weight = np.empty(organisation.tie_target.size, np.int32)
    _weigh_ties(
        organisation.tie_start,
        organisation.tie_target,
        organisation.tie_weight,
        organisation.unit,
        organisation.remote_days,
        parameter.remote_tie_fading,
        weight,
    )
    return Ties(organisation.tie_start, organisation.tie_target, weight)


@formula
def _weigh_ties(start, target, strength, unit, remote_days, fading, weight):
    """Weights in thousandths; ties across units fade with the remote days of both (S14)."""
    for i in range(unit.size):
        for k in range(start[i], start[i + 1]):
            j = target[k]
            kept = 1.0
            if unit[i] != unit[j]:
                kept -= fading * (remote_days[i] + remote_days[j]) / 10.0
            weight[k] = int(TIE_UNIT * strength[k] * kept + 0.5)


@formula
def _sum_ties(tie, total):
    for i in range(total.size):
        for k in range(tie.start[i], tie.start[i + 1]):
            total[i] += tie.weight[k]


def _communities(scenario: Scenario, organisation: Organisation, switch: Mechanisms) -> Communities:
    units = len(organisation.unit_names)
    capacity = 64 + scenario.plan.seeded_communities
    if switch.communities:
        capacity += math.ceil(0.01 * len(organisation) * scenario.horizon_weeks)
    else:
        capacity += units
    community = Communities(
        number=np.ones(1, np.int64),
        key=np.zeros(capacity, np.int64),
        kind=np.zeros(capacity, np.int8),
        visibility=np.zeros(capacity, np.int8),
        broadcast=np.zeros(capacity, bool),
        imposed=np.zeros(capacity, bool),
        seeded=np.zeros(capacity, bool),
        founder=np.full(capacity, NOT_YET, np.int32),
        unit=np.full(capacity, NOT_YET, np.int32),
        birth_week=np.zeros(capacity, np.int32),
        end_week=np.full(capacity, NEVER, np.int32),
        need=np.ones(capacity),
        activity=np.zeros(capacity),
        member_activity=np.zeros(capacity),
        animation=np.zeros(capacity),
        pull=np.zeros(capacity),
        acts=np.zeros(capacity),
        size=np.zeros(capacity, np.int32),
        last_interaction=np.full(capacity, NOT_YET, np.int32),
        first_post=np.zeros(capacity + 1, np.int32),
    )
    community.kind[0] = NEWS
    community.broadcast[0] = True
    if not switch.communities:
        community.number[0] = 1 + units
        community.unit[1 : 1 + units] = np.arange(units)
    return community


def _posts(n: int) -> Posts:
    capacity = 3 * n + 1000

    def column(dtype: Any) -> NDArray:
        return np.empty(2 * capacity, dtype)

    return Posts(
        number=np.zeros(2, np.int64),
        capacity=np.array([capacity]),
        author=column(np.int32),
        community=column(np.int32),
        time=column(np.int32),
        question=column(bool),
        first=column(bool),
        answers=column(np.int32),
        reactions=column(np.int32),
        unkind=column(np.int32),
        first_answer_delay=column(np.int32),
        event=column(np.int64),
        order=column(np.int32),
    )


def _plan(employee: Employees, organisation: Organisation, seed: int) -> Plan:
    n = employee.unit.size
    luck = randomness.uniforms(seed, randomness.TRAINING, 0, n)
    order = np.lexsort((luck, employee.invited_week)).astype(np.int32)
    top_down = organisation.top_down
    return Plan(
        managers=top_down[employee.is_manager[top_down]],
        training_order=order,
        manager_order=order[employee.is_manager[order]],
        progress=np.zeros(3, np.int64),
    )


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
