"""P10 and P18: what becomes of a platform without support, and how far a manager's time goes."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulation.validation import estimates
from simulation.validation.estimates import contrast
from simulation.validation.maturity import interactive
from simulation.validation.pattern import Check, Figures, Pattern
from simulation.validation.runs import (
    MATURITY,
    PUBLISHED,
    REFERENCE_EMPLOYEES,
    WRITTEN,
    Acts,
    Arm,
    Trials,
)
from simulation.validation.verdict import Above, Band, Below

# P10

COMPANIES: Final = 3
"""Companies per replicate, each half the size asked for."""
GOOD_MONTHLY_ACTIVE: Final = 0.40
"""Row 1.12: the better of two awarded networks."""
GOOD_INTERACTIVE: Final = 0.31
"""Row 1.14: average of the 2021 benchmark."""
MIX: Final = {
    "sponsor.strength": 1.0,
    "managers.example": 1.0,
    "plan.tool_training.sessions_per_week": 2.0,
    "plan.ambassadors_per_100": 2.0,
    "plan.community_managers.0.full_time_equivalents": REFERENCE_EMPLOYEES / 1200,
}
"""Good support: a sponsor and leaders fully engaged, two sessions of tool training a week, two
ambassadors per 100, a community manager for 1,200 members (row 4.6). Each support of a real
company lies anywhere between nothing and this; bounds are ours."""

CULTURE: Final = ("cooperation", "hierarchy", "transparency", "right_to_error", "autonomy")


def context(luck: np.random.Generator) -> dict[str, Any]:
    """A company as one meets them: culture, postures, tool, charter, what is declared."""
    controlling, distant, _ = luck.dirichlet([2, 2, 2])
    return {
        **{f"culture.{trait}": luck.uniform(0.2, 0.8) for trait in CULTURE},
        "managers.controlling": controlling,
        "managers.distant": distant,
        "managers.coaching": 1 - controlling - distant,
        "tool.fit": luck.uniform(0.4, 0.9),
        "tool.access": luck.uniform(0.5, 0.9),
        "charter.monitoring": luck.uniform(0.0, 0.5),
        "sponsor.declared": luck.uniform(0.2, 0.8),
    }


def launch() -> dict[str, Any]:
    """Communication, and nothing else."""
    return {
        **dict.fromkeys(MIX, 0.0),
        "plan.manager_training.sessions_per_week": 0.0,
        "plan.seeded_communities": 0,
    }


def mix(luck: np.random.Generator) -> dict[str, Any]:
    """Support as it happens: each kind drawn from none to good."""
    return {path: luck.uniform(0.0, good) for path, good in MIX.items()}


def succeeds(acts: Acts) -> bool:
    """Whether the network is as lively as those of the benchmarks, half a year long.

    Averages are taken as the bar: the benchmarks' clients are successful networks already.
    """
    months = acts.visit_days[slice(*MATURITY)][:24].reshape(6, 4, -1).any(axis=1)
    lively = months.mean() >= GOOD_MONTHLY_ACTIVE
    return bool(lively and interactive(acts) >= GOOD_INTERACTIVE)


def measure_success(trials: Trials) -> Figures:
    """Which companies succeed, launched without support and with whatever support they have."""
    outcomes: dict[str, list[bool]] = {"launch_succeeds": [], "mix_succeeds": []}
    for company in range(COMPANIES * trials.replicate, COMPANIES * (trials.replicate + 1)):
        luck = np.random.default_rng([company, 10])
        setting, support = context(luck), {"launch_succeeds": launch(), "mix_succeeds": mix(luck)}
        for name, changes in support.items():
            acts = trials.under(company).play(Arm(setting | changes, size=0.5)).acts
            outcomes[name].append(succeeds(acts))
    return {name: np.array(found) for name, found in outcomes.items()}


P10 = Pattern(
    key="P10",
    sources="1.18, 1.19, 1.20, 1.12, 1.14",
    use="plausibility",
    mended=True,
    measure=measure_success,
    checks=(
        Check("launch_succeeds", Band(0.05, 0.20), "share", estimates.share),
        Check("mix_succeeds", Band(0.15, 0.30), "share", estimates.share),
    ),
)

# P18

STOP: Final = 104
AFTER: Final = {"four_weeks": (104, 108), "half_year": (126, 134), "year": (148, 156)}
"""Weeks looked at once the community managers have gone."""
UNNOTICED: Final = 0.9
"""A share that keeps nine tenths of its level has not clearly fallen; our threshold."""


def staffed(members: float) -> Arm:
    """One full-time community manager for so many members."""
    posts = REFERENCE_EMPLOYEES / members
    return Arm({"plan.community_managers": [{"week": 1, "full_time_equivalents": posts}]})


STAFFED = {members: staffed(members) for members in (600.0, 1200.0, 4000.0, np.inf)}

USUAL = REFERENCE_EMPLOYEES / 1800
KEPT = Arm(
    {
        "horizon_weeks": AFTER["year"][1],
        "plan.community_managers": [{"week": 1, "full_time_equivalents": USUAL}],
    }
)
GONE = Arm(
    {
        "horizon_weeks": AFTER["year"][1],
        "plan.community_managers": [
            {"week": 1, "full_time_equivalents": USUAL},
            {"week": STOP + 1, "full_time_equivalents": 0.0},
        ],
    }
)


def answered_and_active(acts: Acts) -> NDArray[np.float64]:
    """Share of posts answered within 48 hours; people with an interaction in four weeks."""
    answered = acts.answered_in_time(acts.during(*MATURITY, PUBLISHED))
    return np.array([answered, acts.active_by_month()[23:26].mean()])


def measure_coverage(trials: Trials) -> Figures:
    """Answers and activity as members per community manager rise; what is lost without any.

    The fall has to come beyond the 1,200 to 2,500 members of row 4.6: hardly any between 600
    and 1,200, a clear one at 4,000 and without anybody. After a departure, volumes of writing
    are compared with those of the same company that keeps its community managers.
    """
    levels = {
        members: answered_and_active(trials.play(arm).acts) for members, arm in STAFFED.items()
    }
    figures: dict[str, Any] = {}
    for place, name in enumerate(("answered", "active")):
        for members, against, what in (
            (1200.0, 600.0, "up_to_1200"),
            (4000.0, 1200.0, "at_4000"),
            (np.inf, 1200.0, "at_none"),
        ):
            pair = [levels[members][place], levels[against][place]]
            figures[f"{name}_{what}"] = np.array(pair)
    gone, kept = (trials.play(arm).acts for arm in (GONE, KEPT))
    written = {
        name: [np.count_nonzero(acts.during(*weeks, WRITTEN)) for acts in (gone, kept)]
        for name, weeks in AFTER.items()
    }
    return figures | {
        "lost_after_four_weeks": np.array(written["four_weeks"]),
        "lost_after_year": np.array(written["year"]),
        "still_falls_to_half_year": np.array([written["half_year"], written["four_weeks"]]),
        "still_falls_to_year": np.array([written["year"], written["half_year"]]),
    }


P18 = Pattern(
    key="P18",
    sources="4.5, 4.6, 4.10, 4.24",
    use="plausibility",
    mended=True,
    measure=measure_coverage,
    checks=(
        Check("answered_up_to_1200", Above(UNNOTICED), "change", contrast),
        Check("answered_at_4000", Below(1.0), "change", contrast),
        Check("answered_at_none", Below(1.0), "change", contrast),
        Check("active_up_to_1200", Above(UNNOTICED), "change", contrast),
        Check("active_at_4000", Below(1.0), "change", contrast),
        Check("active_at_none", Below(1.0), "change", contrast),
        Check("lost_after_four_weeks", Above(0.75), "change", contrast),
        Check("lost_after_year", Band(0.30, 0.70), "change", contrast),
        Check("still_falls_to_half_year", Below(1.0), "change", contrast),
        Check("still_falls_to_year", Below(1.0), "change", contrast),
    ),
)
