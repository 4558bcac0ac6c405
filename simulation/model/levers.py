"""The levers of a scenario, week by week: what the rules read as `lever.cooperation`.

Schemes that start and stop, sessions, posts and seeded communities become one row per
week, so that no rule needs to know the calendar.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.scenario import Awards, Scenario, Scheme, Training

LEVERS = np.dtype(
    [
        ("cooperation", "f8"),
        ("reciprocity", "f8"),
        ("right_to_error", "f8"),
        ("example", "f8"),
        ("sponsor", "f8"),
        ("communication", "f8"),
        ("declared", "f8"),
        ("freedom", "f8"),
        ("clarity", "f8"),
        ("monitoring", "f8"),
        ("fit", "f8"),
        ("access", "f8"),
        ("peer", "f8"),
        ("managerial", "f8"),
        ("bonus", "f8"),
        ("points", "f8"),
        ("award_share", "f8"),
        ("award_announced", "i8"),
        ("award_first_week", "i8"),
        ("training_seats", "i8"),
        ("manager_training_seats", "i8"),
        ("seeded_communities", "i8"),
        ("community_manager_hours", "f8"),
        ("community_managers", "i8"),
    ]
)


def levers(scenario: Scenario, parameter: Any) -> NDArray[np.void]:
    """One row of levers per week of the scenario's horizon; shape (horizon,).

    Args:
        scenario: the roll-out.
        parameter: the catalogue's values, read by name.
    """
    weeks = np.arange(scenario.horizon_weeks)
    table = np.zeros(weeks.size, LEVERS)
    sharing = scenario.culture.cooperation - parameter.reciprocity_floor
    plan, recognition = scenario.plan, scenario.recognition
    posts = np.array([plan.full_time_equivalents(int(week) + 1) for week in weeks])
    opened = np.ceil(plan.seeded_communities * (weeks + 1) / plan.seeding_weeks)
    columns = {
        "cooperation": scenario.culture.cooperation,
        "reciprocity": min(1.0, max(0.0, sharing / parameter.reciprocity_span)),
        "right_to_error": scenario.culture.right_to_error,
        "example": scenario.managers.example,
        "sponsor": scenario.sponsor.strength,
        "communication": scenario.sponsor.communication,
        "declared": scenario.sponsor.declared,
        "freedom": scenario.charter.freedom,
        "clarity": scenario.charter.clarity,
        "monitoring": scenario.charter.monitoring,
        "fit": scenario.tool.fit,
        "access": scenario.tool.access,
        "peer": _while_running(recognition.peer, weeks) * recognition.peer.strength,
        "managerial": _while_running(recognition.managerial, weeks)
        * recognition.managerial.strength,
        "bonus": _while_running(recognition.bonus, weeks) * recognition.bonus.strength,
        "points": _while_running(recognition.points, weeks) * recognition.points.strength,
        "award_share": _while_running(recognition.awards, weeks) * recognition.awards.share,
        "award_announced": recognition.awards.announced,
        "award_first_week": recognition.awards.first_week - 1,
        "training_seats": _seats(plan.tool_training, weeks),
        "manager_training_seats": _seats(plan.manager_training, weeks),
        "seeded_communities": np.minimum(plan.seeded_communities, opened),
        "community_manager_hours": posts * parameter.hours_per_full_time,
        "community_managers": community_managers(scenario),
    }
    for name, column in columns.items():
        table[name] = column
    return table


def community_managers(scenario: Scenario) -> int:
    """People who hold the community managers' posts: enough for the fullest week."""
    posts = [staffing.full_time_equivalents for staffing in scenario.plan.community_managers]
    return math.ceil(max(posts, default=0.0))


def _while_running(scheme: Scheme | Awards | Training, weeks: NDArray) -> NDArray[np.bool_]:
    last_week = math.inf if scheme.last_week is None else scheme.last_week
    return (weeks + 1 >= scheme.first_week) & (weeks + 1 <= last_week)


def _seats(training: Training, weeks: NDArray) -> NDArray[np.int64]:
    # Seats add up over weeks: a session every third week gives its seats every third week.
    elapsed = np.maximum(0, weeks + 2 - training.first_week)
    given = np.floor(elapsed * training.seats_per_week + 1e-9)
    return np.where(_while_running(training, weeks), np.diff(given, prepend=0.0), 0).astype(int)
