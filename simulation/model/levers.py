"""The levers of a scenario, week by week: what the rules read as `lever.sponsor`.

Schemes that start and stop, sessions, posts and seeded communities become one row per
week, so that no rule needs to know the calendar. Here too, what governance carries weakens
when a role is missing (S20), and sessions are held as far as there are trainers (S11).
"""

from __future__ import annotations

import math
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from simulation.scenario import TRAININGS, Awards, Kind, Scenario, Scheme, Training

LEVERS = np.dtype(
    [
        ("example", "f8"),
        ("sponsor", "f8"),
        ("communication", "f8"),
        ("declared", "f8"),
        ("objective", "f8"),
        ("work_moved", "f8"),
        ("freedom", "f8"),
        ("clarity", "f8"),
        ("monitoring", "f8"),
        ("moderation_days", "f8"),
        ("social_debate", "i8"),
        ("fit", "f8"),
        ("ergonomics", "f8"),
        ("access", "f8"),
        ("integration", "f8"),
        ("be_known", "f8"),
        ("discuss", "f8"),
        ("exchange", "f8"),
        ("share_knowledge", "f8"),
        ("run_projects", "f8"),
        ("follow", "f8"),
        ("peer", "f8"),
        ("managerial", "f8"),
        ("appraisal", "f8"),
        ("appraisal_first_week", "i8"),
        ("bonus", "f8"),
        ("points", "f8"),
        ("announced", "f8"),
        ("award_share", "f8"),
        ("award_announced", "i8"),
        ("award_first_week", "i8"),
        ("training_seats", "i8"),
        ("behaviour_seats", "i8"),
        ("manager_seats", "i8"),
        ("animator_seats", "i8"),
        ("mentoring_pairs", "i8"),
        ("seeded_communities", "i8"),
        ("seeds_practice", "f8"),
        ("seeds_project", "f8"),
        ("seeds_interest", "f8"),
        ("seeds_directed", "f8"),
        ("seeds_hr", "f8"),
        ("seeds_ideas", "f8"),
        ("seeds_closed", "f8"),
        ("seeds_secret", "f8"),
        ("time_allowance", "f8"),
        ("community_manager_hours", "f8"),
        ("community_managers", "i8"),
    ]
)
SEATS = dict(
    zip(
        TRAININGS,
        ("training_seats", "behaviour_seats", "manager_seats", "animator_seats"),
        strict=True,
    )
)


def levers(scenario: Scenario, parameter: Any) -> NDArray[np.void]:
    """One row of levers per week of the scenario's horizon; shape (horizon,).

    Args:
        scenario: the roll-out.
        parameter: the catalogue's values, read by name.
    """
    weeks = np.arange(scenario.horizon_weeks)
    table = np.zeros(weeks.size, LEVERS)
    columns = (
        _carried(scenario, parameter, weeks)
        | _climate(scenario, parameter)
        | _tool(scenario)
        | _recognition(scenario, parameter, weeks)
        | _seats(scenario, parameter, weeks)
        | _openings(scenario, parameter, weeks)
    )
    for name, column in columns.items():
        table[name] = column
    return table


def community_managers(scenario: Scenario) -> int:
    """People who hold the community managers' posts: enough for the fullest week."""
    posts = [staffing.full_time_equivalents for staffing in scenario.plan.community_managers]
    return math.ceil(max(posts, default=0.0))


def _carry(presence: float, parameter: Any) -> float:
    """What is left of something whose role is filled to that degree."""
    return parameter.governance_floor + (1 - parameter.governance_floor) * presence


def _carried(scenario: Scenario, parameter: Any, weeks: NDArray) -> dict[str, Any]:
    """Levers that roles of governance carry: a sponsor without a committee tires."""
    roles, sponsor = scenario.plan.governance, scenario.sponsor
    tiring = (1 - roles.steering_committee) * weeks / parameter.sponsor_tires_weeks
    return {
        "sponsor": sponsor.strength * np.exp(-tiring),
        "communication": sponsor.communication * _carry(roles.communication, parameter),
        "objective": sponsor.clarity * _carry(roles.project_lead, parameter),
        "access": scenario.tool.access * _carry(roles.information_technology, parameter),
        "integration": scenario.tool.integration * _carry(roles.information_technology, parameter),
    }


def _climate(scenario: Scenario, parameter: Any) -> dict[str, Any]:
    charter = scenario.charter
    debate = parameter.debate_freedom if charter.social_debate else 0.0
    return {
        "example": scenario.managers.example,
        "declared": scenario.sponsor.declared,
        "work_moved": scenario.sponsor.work_moved,
        "freedom": min(1.0, charter.freedom + debate),
        "clarity": charter.clarity,
        "monitoring": charter.monitoring,
        "moderation_days": charter.moderation_days,
        "social_debate": charter.social_debate,
        "time_allowance": scenario.plan.time_allowance_hours,
    }


def _tool(scenario: Scenario) -> dict[str, Any]:
    tool = scenario.tool
    return {
        "fit": tool.overall_fit,
        "ergonomics": tool.ergonomics,
        "be_known": tool.covers("be_known"),
        "discuss": tool.covers("discuss"),
        "exchange": tool.covers("exchange"),
        "share_knowledge": tool.covers("share_knowledge"),
        "run_projects": tool.covers("run_projects"),
        "follow": tool.covers("follow"),
    }


def _recognition(scenario: Scenario, parameter: Any, weeks: NDArray) -> dict[str, Any]:
    schemes = scenario.recognition
    carried = _carry(scenario.plan.governance.human_resources, parameter)
    running = {
        name: _while_running(getattr(schemes, name), weeks) * getattr(schemes, name).strength
        for name in ("peer", "managerial", "appraisal", "bonus", "points")
    }
    announced = (
        _announced(schemes.bonus, weeks)
        + parameter.points_control * _announced(schemes.points, weeks)
        + parameter.appraisal_control * _announced(schemes.appraisal, weeks)
    )
    return running | {
        "managerial": running["managerial"] * carried,
        "appraisal": running["appraisal"] * carried,
        "appraisal_first_week": schemes.appraisal.first_week - 1,
        "announced": announced,
        "award_share": _while_running(schemes.awards, weeks) * schemes.awards.share,
        "award_announced": schemes.awards.announced,
        "award_first_week": schemes.awards.first_week - 1,
    }


def _openings(scenario: Scenario, parameter: Any, weeks: NDArray) -> dict[str, Any]:
    """Communities the plan opens, pairs of mentoring, and community managers' hours."""
    plan = scenario.plan
    posts = np.array([plan.full_time_equivalents(int(week) + 1) for week in weeks])
    lead = _carry(plan.governance.project_lead, parameter)
    wished = plan.seeded_communities * lead
    opened = np.ceil(wished * (weeks + 1) / plan.seeding_weeks)
    shares = {f"seeds_{kind}": plan.seeded_kinds.get(kind, 0.0) for kind in get_args(Kind)}
    return shares | {
        "mentoring_pairs": np.ceil(
            plan.mentoring_pairs * np.minimum(1.0, (weeks + 1) / parameter.mentoring_weeks)
        ),
        "seeded_communities": np.minimum(round(wished), opened),
        "seeds_closed": plan.seeded_visibilities.get("closed", 0.0),
        "seeds_secret": plan.seeded_visibilities.get("secret", 0.0),
        "community_manager_hours": posts * parameter.hours_per_full_time,
        "community_managers": community_managers(scenario),
    }


def _while_running(scheme: Scheme | Awards | Training, weeks: NDArray) -> NDArray[np.bool_]:
    last_week = math.inf if scheme.last_week is None else scheme.last_week
    return (weeks + 1 >= scheme.first_week) & (weeks + 1 <= last_week)


def _announced(scheme: Scheme, weeks: NDArray) -> NDArray:
    """Strength of a scheme in the weeks between its announcement and its start."""
    first = scheme.first_week if scheme.announced_week is None else scheme.announced_week
    return scheme.strength * ((weeks + 1 >= first) & (weeks + 1 < scheme.first_week))


def _seats(scenario: Scenario, parameter: Any, weeks: NDArray) -> dict[str, NDArray[np.int64]]:
    """Seats of each kind of training by week, within what trainers and HR can hold."""
    plan = scenario.plan
    held = np.full(weeks.size, _carry(plan.governance.human_resources, parameter))
    if plan.trainers is not None:
        hours = sum(
            _while_running(getattr(plan, kind), weeks)
            * getattr(plan, kind).sessions_per_week
            * getattr(plan, kind).hours
            for kind in TRAININGS
        )
        available = plan.trainers * parameter.trainer_hours
        held *= np.minimum(1.0, available / np.maximum(hours, 1e-9))
    return {SEATS[kind]: _seats_of(getattr(plan, kind), held, weeks) for kind in TRAININGS}


def _seats_of(training: Training, held: NDArray, weeks: NDArray) -> NDArray[np.int64]:
    # Seats add up over weeks: a session every third week gives its seats every third week.
    given = np.cumsum(training.seats_per_week * held * _while_running(training, weeks))
    return np.diff(np.floor(given + 1e-9), prepend=0.0).astype(int)
