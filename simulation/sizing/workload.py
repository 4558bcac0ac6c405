"""Who is needed when: waves, seats, community managers' load, employees' hours, barriers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.experiments import BARRIERS, Ensemble
from simulation.scenario import Scenario
from simulation.sizing.plans import sessions
from simulation.sizing.rules import rule

SEATS_TAKEN = {
    "tool": "training_seats_used",
    "behaviour": "behaviour_seats_used",
    "manager": "manager_training_seats_used",
    "animator": "animator_seats_used",
}
"""Kind of training -> column of the runs with the seats taken."""

QUANTILES = {"p50": 0.5, "p80": 0.8, "p95": 0.95}


def waves(drawn: Ensemble) -> pd.DataFrame:
    """People invited by each wave that opens within the runs.

    Returns:
        Columns wave (from 1, the pilot), week, people (mean of the draws), share of the staff.
    """
    invited = drawn.weekly["invited"].mean(axis=0)
    staff = float(drawn.weekly["staff"][:, 0].mean())
    opened = [wave.week for wave in drawn.scenario.plan.waves if wave.week <= drawn.weeks]
    closing = [*(week - 1 for week in opened[1:]), drawn.weeks]
    people = np.diff(np.round([invited[week - 1] for week in closing]).astype(int), prepend=0)
    return pd.DataFrame(
        {
            "wave": np.arange(1, len(opened) + 1),
            "week": opened,
            "people": people,
            "share": people / staff,
        }
    )


def seats(drawn: Ensemble) -> dict[str, dict[str, float]]:
    """Seats of training offered by the plan and taken on average, by kind."""
    offered = sessions(drawn.scenario).groupby("kind")["seats"].sum()
    return {
        kind: {
            "offered": int(offered.get(kind, 0)),
            "taken": float(drawn.weekly[column].sum(axis=1).mean()),
        }
        for kind, column in SEATS_TAKEN.items()
        if column in drawn.weekly
    }


def ambassadors(drawn: Ensemble) -> int:
    """Ambassadors among those invited by the end of the runs."""
    invited = float(drawn.weekly["invited"][:, -1].mean())
    return round(invited * drawn.scenario.plan.ambassadors_per_100 / 100)


def load(drawn: Ensemble) -> pd.DataFrame:
    """Community managers' load beside the posts planned, and employees' hours, by week.

    Returns:
        Columns week, p50, p80, p95 and posts (full-time equivalents), hours_p50, hours_p80,
        hours_p95 (community managers), employee_hours (mean, all employees together).
    """
    needed = drawn.weekly["community_manager_hours_needed"]
    hours = {name: np.quantile(needed, share, axis=0) for name, share in QUANTILES.items()}
    weeks = np.arange(1, drawn.weeks + 1)
    table = {"week": weeks} | {n: h / rule("hours_per_post") for n, h in hours.items()}
    table["posts"] = posts(drawn.scenario)
    table |= {f"hours_{name}": value for name, value in hours.items()}
    table["employee_hours"] = drawn.weekly["employee_hours"].mean(axis=0)
    return pd.DataFrame(table)


def posts(scenario: Scenario) -> np.ndarray:
    """Community managers in post by week, full-time equivalents; shape (weeks,)."""
    weeks = range(1, scenario.horizon_weeks + 1)
    return np.array([scenario.plan.full_time_equivalents(week) for week in weeks])


def held_back(drawn: Ensemble) -> dict[str, float]:
    """Share of the staff that each barrier holds back in the last week, the highest first."""
    staff = drawn.weekly["staff"][:, -1]
    shares = {name: float((drawn.weekly[name][:, -1] / staff).mean()) for name in BARRIERS}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))
