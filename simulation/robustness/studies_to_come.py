"""What a pilot, a longer one, one with another group, or a survey would show in each future.

The pilot of a plan is played in the futures themselves, so what it shows has the luck a real one
would have, and ties to what becomes of the roll-out as far as the model ties them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.experiments import Ensemble
from simulation.scenario import Scenario

SEEN: Final = (
    "registered",
    "weekly_active",
    "contributors",
    "posts",
    "answers",
    "reactions",
    "answered_within_48h",
)
"""What any platform's export shows of a pilot, week by week."""

WEEKS_READ: Final = 4
"""Weeks over which an indicator of the pilot is averaged, to tell it from the week's luck."""

DIRECTIONS: Final = 3
"""Main directions in which pilots differ, that the choice may hang on."""

USUAL_WEEKS: Final = 12
"""Length of a pilot that no second wave ends."""

RELIABILITY: Final = 0.7
"""Share of what a survey's answers differ by that is true: what a usual scale is asked for. An
assumption; told beside the result."""


def pilot_weeks(plan: Scenario) -> int:
    """Weeks from the start of a plan's pilot to its second wave."""
    waves = plan.plan.waves
    return waves[1].week - waves[0].week if len(waves) > 1 else USUAL_WEEKS


def pilot_alone(plan: Scenario, weeks: int, people: int = 0) -> Scenario:
    """The pilot of a plan for some weeks, on request with more people, and nothing after it.

    Args:
        plan: the whole plan.
        weeks: from the start of the pilot.
        people: invited beside the pilot's own.
    """
    pilot = plan.plan.waves[0]
    share = min(1.0, pilot.share + people / plan.company.employees)
    last = pilot.week + weeks - 1
    changes = {"plan.waves": [{"week": pilot.week, "share": share}], "objective": None}
    alone = plan.changed(changes, place="plan.waves")
    return alone.changed({"horizon_weeks": last}, place="plan.waves")


def shown(pilot: Ensemble, weeks: int) -> NDArray[np.float64]:
    """What a pilot has shown after some weeks; shape (draws, len(SEEN)).

    What a draw does not have (no post, so none answered) stands at the mean of the others.
    """
    last = pilot.scenario.plan.waves[0].week + weeks - 1
    weeks_read = slice(max(0, last - WEEKS_READ), last)
    columns = [_mean_of_known(pilot.indicator(name)[:, weeks_read]) for name in SEEN]
    table = np.column_stack(columns)
    means = np.nan_to_num(_mean_of_known(table.T))
    return np.where(np.isnan(table), means, table)


def directions(table: NDArray[np.float64], most: int = DIRECTIONS) -> NDArray[np.float64]:
    """The main directions in which rows differ; shape (rows, at most `most`)."""
    spread = table.std(axis=0)
    kept = spread > 0
    scaled = (table[:, kept] - table[:, kept].mean(axis=0)) / spread[kept]
    if not scaled.shape[1]:
        return np.zeros((len(table), 1))
    left, strength, _ = np.linalg.svd(scaled, full_matrices=False)
    return (left * strength)[:, :most]


def surveyed(
    inputs: NDArray[np.float64], seed: int, reliability: float = RELIABILITY
) -> NDArray[np.float64]:
    """What a survey would show of some parameters: their value, and an error of its own.

    Args:
        inputs: true values; shape (futures, parameters).
        seed: of the errors.
        reliability: share of the variance of answers that is true, in ]0, 1].
    """
    error = inputs.std(axis=0) * np.sqrt((1 - reliability) / reliability)
    return inputs + error * np.random.default_rng(seed).standard_normal(inputs.shape)


def _mean_of_known(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of what is known of each row; missing where nothing is."""
    known = ~np.isnan(table)
    count = known.sum(axis=1)
    total = np.where(known, table, 0).sum(axis=1)
    return np.divide(total, count, out=np.full(len(table), np.nan), where=count > 0)
