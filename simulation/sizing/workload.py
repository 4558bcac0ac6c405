"""Who is concerned when: people of each wave, seats taken and wasted, ambassadors, barriers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.experiments import BARRIERS, Ensemble
from simulation.sizing.sessions import sessions

SEATS_TAKEN = {
    "tool": "training_seats_used",
    "behaviour": "behaviour_seats_used",
    "manager": "manager_training_seats_used",
    "animator": "animator_seats_used",
}
"""Kind of training -> column of the runs with the seats taken."""

LIFTS = {"tool": "held_not_useful", "behaviour": "held_not_safe"}
"""Kind of training -> the barrier it can lift; people held by another one gain little by it."""


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
    """Seats of training by kind: offered by the plan, taken and wasted on average.

    A seat is wasted on somebody whom this training cannot help: in the target's week another
    barrier holds them (for managers, they are not ones whom training can move). How many such
    people sat in the sessions is estimated from their share among all those invited.
    """
    offered = sessions(drawn.scenario).groupby("kind")["seats"].sum()
    found = {}
    for kind, column in SEATS_TAKEN.items():
        taken = float(drawn.weekly[column].sum(axis=1).mean())
        found[kind] = {
            "offered": int(offered.get(kind, 0)),
            "taken": taken,
            "wasted": taken * blocked_elsewhere(drawn, kind),
        }
    return found


def blocked_elsewhere(drawn: Ensemble, kind: str) -> float:
    """Share of the people a kind of training is meant for whom it cannot help."""
    if kind == "manager":
        return 1.0 - drawn.scenario.managers.trainable
    if kind not in LIFTS:
        return 0.0
    others = [name for name in BARRIERS if name not in (LIFTS[kind], "held_not_reached")]
    held = sum(drawn.weekly[name][:, -1] for name in others)
    invited = np.maximum(drawn.weekly["invited"][:, -1], 1.0)
    return float(np.mean(held / invited))


def ambassadors(drawn: Ensemble) -> int:
    """Ambassadors among those invited by the end of the runs."""
    invited = float(drawn.weekly["invited"][:, -1].mean())
    return round(invited * drawn.scenario.plan.ambassadors_per_100 / 100)


def held_back(drawn: Ensemble) -> dict[str, float]:
    """Share of the staff that each barrier holds back in the last week, the highest first."""
    staff = drawn.weekly["staff"][:, -1]
    shares = {name: float((drawn.weekly[name][:, -1] / staff).mean()) for name in BARRIERS}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))
