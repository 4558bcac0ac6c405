"""What a plan costs: quantities read from its runs, unit costs drawn within their intervals."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from simulation.experiments import Ensemble
from simulation.scenario import Scenario
from simulation.sizing.plans import trainings
from simulation.sizing.rules import rule, unit_costs
from simulation.sizing.sessions import hours_taught
from simulation.sizing.staffing import posts
from simulation.sizing.workload import SEATS_TAKEN

Amounts = Mapping[str, np.ndarray]
"""Quantities or unit costs by name; shapes that broadcast together."""

LINES: Mapping[str, str] = {
    "animation": "people",
    "training": "bought",
    "participants": "people",
    "licences": "licence",
    "ambassadors": "people",
    "mentoring": "people",
    "communities": "people",
    "governance": "people",
    "set_up": "set_up",
    "maintenance": "licence",
    "communication": "bought",
}
"""Line of the budget -> its nature: people's time at loaded cost, what is bought for the
roll-out, the tool's licence and upkeep, its set-up."""

WEEKS_PER_MONTH = 52 / 12
DRAWS = 4000
"""Draws of unit costs behind an interval."""

HIGH_QUANTILE = 0.95
"""Where `high` of a unit cost stands in its distribution; `low` stands at the opposite."""


def quantities(drawn: Ensemble) -> dict[str, np.ndarray]:
    """What a plan consumes week by week; shape (draws, weeks) each.

    Posts and sessions are those planned, used or not; invited people and seats taken are
    those of the runs. What is bought once stands in the first week.
    """
    scenario, weekly = drawn.scenario, drawn.weekly
    invited = weekly["invited"]
    every = np.ones(invited.shape)
    once = np.zeros(invited.shape)
    once[:, 0] = 1.0
    joining = np.diff(invited, axis=1, prepend=0)
    launch, routine = ambassador_weeks(scenario, joining)
    governance = scenario.plan.governance
    functions = (
        governance.human_resources + governance.information_technology + governance.communication
    )
    return {
        "animation_hours": every * posts(scenario) * rule("hours_per_post"),
        "trainer_days": every * hours_taught(scenario) / rule("trainer_day_hours"),
        "participant_hours": participant_hours(drawn),
        "licence_months": invited / WEEKS_PER_MONTH,
        "ambassador_launch_weeks": launch,
        "ambassador_routine_weeks": routine,
        "mentoring_pairs": weekly["mentoring_pairs_met"],
        "communities_founded": every * communities_founded(scenario),
        "weeks": every,
        "project_lead": every * governance.project_lead,
        "steering_committee": every * governance.steering_committee,
        "functions": every * functions,
        "sponsor": every * scenario.sponsor.strength,
        "projects": once,
        "staff": once * weekly["staff"],
        "people_informed": joining * scenario.sponsor.communication,
    }


def participant_hours(drawn: Ensemble) -> np.ndarray:
    """Hours that people spend in sessions of all kinds, by seats taken; shape (draws, weeks)."""
    hours = np.zeros(drawn.weekly["invited"].shape)
    for kind, training in trainings(drawn.scenario).items():
        hours += drawn.weekly[SEATS_TAKEN[kind]] * training.hours
    return hours


def ambassador_weeks(scenario: Scenario, joining: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ambassadors who serve each week, in launch and in routine.

    Args:
        scenario: its ambassadors per 100 invited.
        joining: people newly invited; shape (draws, weeks).

    Returns:
        Ambassadors in launch and in routine; shape (draws, weeks) each.
    """
    named = joining * scenario.plan.ambassadors_per_100 / 100
    launch, routine = int(rule("ambassador_launch_weeks")), int(rule("ambassador_routine_weeks"))
    return _serving(named, 0, launch), _serving(named, launch, launch + routine)


def communities_founded(scenario: Scenario) -> np.ndarray:
    """Communities that the plan founds each week, spread over its weeks; shape (weeks,)."""
    weeks = np.arange(1, scenario.horizon_weeks + 1)
    each = scenario.plan.seeded_communities / scenario.plan.seeding_weeks
    return np.where(weeks <= scenario.plan.seeding_weeks, each, 0.0)


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
    governance_hours = (
        used["project_lead"] * price["project_lead_hours"]
        + used["steering_committee"] * price["steering_committee_hours"]
        + used["functions"] * price["function_hours"]
        + used["sponsor"] * price["sponsor_hours"]
    )
    set_up = used["projects"] * price["set_up_project"]
    return {
        "animation": used["animation_hours"] * price["labour_hour"],
        "training": used["trainer_days"] * price["trainer_day"],
        "participants": used["participant_hours"] * price["labour_hour"],
        "licences": used["licence_months"] * price["licence"],
        "ambassadors": ambassador_hours * price["labour_hour"],
        "mentoring": used["mentoring_pairs"] * price["mentoring_pair_hours"] * price["labour_hour"],
        "communities": used["communities_founded"]
        * price["community_founding_hours"]
        * price["labour_hour"],
        "governance": governance_hours * price["labour_hour"],
        "set_up": set_up + used["staff"] * price["set_up_per_employee"],
        "maintenance": used["weeks"] / WEEKS_PER_MONTH * price["maintenance_month"],
        "communication": used["people_informed"] * price["communication_per_person"],
    }


def cost(drawn: Ensemble) -> np.ndarray:
    """Whole cost of each draw at central unit costs, in euros; shape (draws,)."""
    by_line = lines(quantities(drawn), central())
    return np.sum([amount.sum(axis=1) for amount in by_line.values()], axis=0)


def budget(drawn: Ensemble, seed: int) -> pd.DataFrame:
    """The budget by line, the total last.

    Amounts are at central unit costs and mean quantities. Intervals hold 90 % of joint draws of
    unit costs and runs, so the ends of the total are not the sums of the ends of the lines.

    Returns:
        Columns line, nature ("people", "bought", "licence", "set_up"; "" for the total),
        amount, low, high (euros), total (true for the last row).
    """
    used = {name: weekly.sum(axis=1) for name, weekly in quantities(drawn).items()}
    amounts = lines({name: np.mean(value) for name, value in used.items()}, central())
    spread = _spread(used, seed)
    amounts["total"] = np.sum(list(amounts.values()), axis=0)
    spread["total"] = np.sum(list(spread.values()), axis=0)
    rows = [
        {"line": name, "nature": LINES.get(name, ""), "amount": float(amounts[name])} | _ends(value)
        for name, value in spread.items()
    ]
    table = pd.DataFrame(rows)
    return table.assign(total=table["line"] == "total")


def monthly_budget(drawn: Ensemble, seed: int) -> pd.DataFrame:
    """The budget by line and month; months are twelfths of 52 weeks, the first being 1.

    Returns:
        Columns month, line (each line, then "total"), amount, low, high (euros). The amounts of
        a line add up to its amount in `budget`.
    """
    used = quantities(drawn)
    month = (np.arange(drawn.weeks) // WEEKS_PER_MONTH).astype(int)
    rows = []
    for place in range(month[-1] + 1):
        spent = {name: weekly[:, month == place].sum(axis=1) for name, weekly in used.items()}
        amounts = lines({name: np.mean(value) for name, value in spent.items()}, central())
        spread = _spread(spent, seed)
        amounts["total"] = np.sum(list(amounts.values()), axis=0)
        spread["total"] = np.sum(list(spread.values()), axis=0)
        rows += [
            {"month": place + 1, "line": name, "amount": float(amounts[name])} | _ends(value)
            for name, value in spread.items()
        ]
    return pd.DataFrame(rows)


def _spread(used: Amounts, seed: int) -> dict[str, np.ndarray]:
    """Lines of the budget over joint draws of runs and unit costs; shape (DRAWS,) each."""
    draws = len(next(iter(used.values())))
    run = np.random.default_rng([seed, DRAWS]).integers(0, draws, DRAWS)
    return lines({name: value[run] for name, value in used.items()}, drawn_unit_costs(DRAWS, seed))


def _ends(values: np.ndarray) -> dict[str, float]:
    low, high = np.quantile(values, [1 - HIGH_QUANTILE, HIGH_QUANTILE])
    return {"low": float(low), "high": float(high)}


def _serving(named: np.ndarray, first: int, last: int) -> np.ndarray:
    """People in office from `first` weeks after they were named until before `last`."""
    weeks = named.shape[1]
    whole = np.cumsum(named, axis=1)
    began = np.pad(whole, ((0, 0), (first, 0)))[:, :weeks]
    ended = np.pad(whole, ((0, 0), (last, 0)))[:, :weeks]
    return began - ended
