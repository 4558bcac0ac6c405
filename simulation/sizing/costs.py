"""What a plan costs: quantities read from its runs, unit costs drawn within their intervals."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from simulation.experiments import Ensemble
from simulation.scenario import Scenario
from simulation.sizing.plans import hours_taught, trainings
from simulation.sizing.rules import rule, unit_costs
from simulation.sizing.workload import SEATS_TAKEN

Amounts = Mapping[str, np.ndarray]
"""Quantities or unit costs by name; shapes that broadcast together."""

LINES = (
    "animation",
    "training",
    "participants",
    "licences",
    "ambassadors",
    "mentoring",
    "governance",
    "set_up",
    "maintenance",
    "communication",
)
WEEKS_PER_MONTH = 52 / 12
DRAWS = 4000
"""Draws of unit costs behind an interval."""

HIGH_QUANTILE = 0.95
"""Where `high` of a unit cost stands in its distribution; `low` stands at the opposite."""


def quantities(drawn: Ensemble) -> dict[str, np.ndarray]:
    """What a plan consumes until the end of its runs, one value per draw; shape (draws,).

    Posts and sessions are those planned, used or not; invited people and seats taken are
    those of the runs.
    """
    scenario, weekly = drawn.scenario, drawn.weekly
    weeks = np.arange(1, drawn.weeks + 1)
    posts = sum(scenario.plan.full_time_equivalents(int(week)) for week in weeks)
    launch, routine = ambassador_weeks(scenario, weekly["invited"])
    every = np.ones(len(drawn.replicates))
    governance = scenario.plan.governance
    return {
        "animation_hours": every * posts * rule("hours_per_post"),
        "trainer_days": every * hours_taught(scenario).sum() / rule("trainer_day_hours"),
        "participant_hours": participant_hours(drawn),
        "licence_months": weekly["invited"].sum(axis=1) / WEEKS_PER_MONTH,
        "ambassador_launch_weeks": launch,
        "ambassador_routine_weeks": routine,
        "mentoring_pairs": every * scenario.plan.mentoring_pairs
        if "mentoring_pairs_met" not in weekly
        else weekly["mentoring_pairs_met"].sum(axis=1),
        "weeks": every * drawn.weeks,
        "project_lead": every * governance.project_lead,
        "steering_committee": every * governance.steering_committee,
        "functions": every
        * (
            governance.human_resources
            + governance.information_technology
            + governance.communication
        ),
        "sponsor": every * scenario.sponsor.strength,
        "staff": weekly["staff"][:, 0],
        "people_informed": weekly["invited"][:, -1] * scenario.sponsor.communication,
    }


def participant_hours(drawn: Ensemble) -> np.ndarray:
    """Hours that people spend in sessions of all kinds, by seats taken; shape (draws,)."""
    hours = np.zeros(len(drawn.replicates))
    for kind, training in trainings(drawn.scenario).items():
        taken = drawn.weekly.get(SEATS_TAKEN[kind])
        if taken is not None:
            hours += taken.sum(axis=1) * training.hours
    return hours


def ambassador_weeks(scenario: Scenario, invited: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weeks that ambassadors serve, in launch and in routine, cut at the end of the runs.

    Args:
        scenario: its waves and ambassadors per 100 invited.
        invited: people invited so far; shape (draws, weeks).

    Returns:
        Ambassador-weeks in launch and in routine; each of shape (draws,).
    """
    weeks = invited.shape[1]
    joining = np.diff(invited, axis=1, prepend=0) * scenario.plan.ambassadors_per_100 / 100
    left = weeks - np.arange(weeks)
    launch = np.minimum(left, rule("ambassador_launch_weeks"))
    routine = np.minimum(left - launch, rule("ambassador_routine_weeks"))
    return joining @ launch, joining @ routine


def central() -> dict[str, np.ndarray]:
    """Unit costs at their central values."""
    return {name: np.array(cost.central) for name, cost in unit_costs().items()}


def drawn_unit_costs(count: int, seed: int) -> dict[str, np.ndarray]:
    """Unit costs drawn independently; shape (count,) each.

    Each is log-normal on both sides of its central value, which is its median, with one
    spread below and one above so that 90 % of the draws lie between low and high.
    """
    generator = np.random.default_rng(seed)
    reach = stats.norm.ppf(HIGH_QUANTILE)
    found = {}
    for name, cost in unit_costs().items():
        luck = generator.standard_normal(count) / reach
        ratio = np.where(luck < 0, cost.central / cost.low, cost.high / cost.central)
        found[name] = cost.central * ratio**luck
    return found


def lines(used: Amounts, price: Amounts) -> dict[str, np.ndarray]:
    """Amounts in euros by line of the budget; shapes as quantities and prices broadcast."""
    ambassador_hours = (
        used["ambassador_launch_weeks"] * price["ambassador_launch_hours"]
        + used["ambassador_routine_weeks"] * price["ambassador_routine_hours"]
    )
    governance_hours = used["weeks"] * (
        used["project_lead"] * price["project_lead_hours"]
        + used["steering_committee"] * price["steering_committee_hours"]
        + used["functions"] * price["function_hours"]
        + used["sponsor"] * price["sponsor_hours"]
    )
    return {
        "animation": used["animation_hours"] * price["labour_hour"],
        "training": used["trainer_days"] * price["trainer_day"],
        "participants": used["participant_hours"] * price["labour_hour"],
        "licences": used["licence_months"] * price["licence"],
        "ambassadors": ambassador_hours * price["labour_hour"],
        "mentoring": used["mentoring_pairs"] * price["mentoring_pair_hours"] * price["labour_hour"],
        "governance": governance_hours * price["labour_hour"],
        "set_up": price["set_up_project"] + used["staff"] * price["set_up_per_employee"],
        "maintenance": used["weeks"] / WEEKS_PER_MONTH * price["maintenance_month"],
        "communication": used["people_informed"] * price["communication_per_person"],
    }


def cost(drawn: Ensemble) -> np.ndarray:
    """Whole cost of each draw at central unit costs, in euros; shape (draws,)."""
    return np.sum(list(lines(quantities(drawn), central()).values()), axis=0)


def budget(drawn: Ensemble, seed: int) -> pd.DataFrame:
    """The budget by line, the total last.

    Amounts are at central unit costs and mean quantities. Intervals hold 90 % of joint draws of
    unit costs and runs, so the ends of the total are not the sums of the ends of the lines.

    Returns:
        Columns line, amount, low, high (euros), total (true for the last row).
    """
    used = quantities(drawn)
    amounts = lines({name: np.mean(value) for name, value in used.items()}, central())
    run = np.random.default_rng([seed, DRAWS]).integers(0, len(drawn.replicates), DRAWS)
    spread = lines(
        {name: value[run] for name, value in used.items()}, drawn_unit_costs(DRAWS, seed)
    )
    amounts["total"] = np.sum(list(amounts.values()), axis=0)
    spread["total"] = np.sum(list(spread.values()), axis=0)
    tail = 1 - HIGH_QUANTILE
    rows = [
        {"line": name, "amount": float(amounts[name])}
        | dict(zip(("low", "high"), map(float, np.quantile(value, [tail, 1 - tail])), strict=True))
        for name, value in spread.items()
    ]
    table = pd.DataFrame(rows)
    return table.assign(total=table["line"] == "total")
