"""P1: voluntary adoption is slow, then carried by colleagues."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from simulation.model.state import NOT_YET
from simulation.validation.pattern import Check, Figures, Pattern
from simulation.validation.runs import Arm, Played, Trials
from simulation.validation.verdict import Above, Band

WEEKS_A_YEAR = 52.14
MONTHS_21, MONTHS_58 = 91, 252

VOLUNTARY = Arm(
    {
        "horizon_weeks": MONTHS_58,
        "plan.waves": [{"week": 1, "share": 1.0}],
        "sponsor.strength": 0.0,
        "sponsor.communication": 0.0,
        "managers.example": 0.0,
        "plan.tool_training.sessions_per_week": 0.0,
        "plan.manager_training.sessions_per_week": 0.0,
        "plan.ambassadors_per_100": 0.0,
        "plan.seeded_communities": 4,
        "plan.community_managers": [{"week": 1, "full_time_equivalents": 10 / 35}],
    }
)
"""Sign-up open to everybody from the first day, nobody pushing; ten hours of animation a week."""


def registered_by_week(played: Played) -> NDArray[np.float64]:
    """Share of employees registered by the end of each week; shape (weeks,)."""
    weeks = played.acts.visit_days.shape[0]
    registered = played.state.employee.registered_week
    newcomers = np.bincount(registered[registered != NOT_YET], minlength=weeks)
    return np.cumsum(newcomers) / played.n


def bass_share(years: NDArray, p: float, q: float) -> NDArray:
    """Bass's curve with everybody as its ceiling: share that has adopted after some years."""
    decay = np.exp(-(p + q) * years)
    return (1 - decay) / (1 + q / p * decay)


def bass_fit(shares: NDArray) -> tuple[float, float]:
    """Bass's p and q per year, by least squares on weekly shares."""
    years = np.arange(1, shares.size + 1) / WEEKS_A_YEAR
    fit = least_squares(
        lambda x: bass_share(years, *x) - shares, x0=(0.1, 0.3), bounds=((1e-4, 0.0), (5.0, 10.0))
    )
    return float(fit.x[0]), float(fit.x[1])


def measure(trials: Trials) -> Figures:
    """Registered share after 21 and 58 months, and imitation minus innovation a year."""
    shares = registered_by_week(trials.play(VOLUNTARY))
    p, q = bass_fit(shares)
    return {
        "registered_21_months": shares[MONTHS_21 - 1],
        "registered_58_months": shares[MONTHS_58 - 1],
        "imitation_over_innovation": q - p,
    }


P1 = Pattern(
    key="P1",
    sources="1.3, 1.4, 1.5, 1.9, 1.10, 1.11",
    use="kept_out",
    mended=True,
    measure=measure,
    checks=(
        Check("registered_21_months", Band(0.15, 0.30), "share"),
        Check("registered_58_months", Band(0.35, 0.60), "share"),
        Check("imitation_over_innovation", Above(0.0)),
    ),
)
