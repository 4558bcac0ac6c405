"""The calendar of training: whole sessions by week, kind and site, within trainers' capacity."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from simulation import catalogue
from simulation.organisation import Organisation
from simulation.scenario import Scenario, Training
from simulation.sizing.plans import trainings

LEAST_AT_A_SITE = 10
"""People under whom a site is not named but counted with the other small ones."""

OTHER_SITES = ""
"""Stands for small sites together."""


def sessions(scenario: Scenario) -> pd.DataFrame:
    """Whole sessions of training by week.

    A session that trainers have no hours left for waits for the next week.

    Returns:
        Columns week, kind ("tool", "behaviour", "manager" or "animator"), sessions, seats;
        weeks with sessions only.
    """
    kinds, held = trainings(scenario), _held(scenario)
    weeks = scenario.horizon_weeks
    table = pd.DataFrame(
        {
            "week": np.tile(np.arange(1, weeks + 1), len(kinds)),
            "kind": np.repeat(list(kinds), weeks),
            "sessions": np.concatenate(list(held.values())),
            "seats": np.concatenate([held[kind] * kinds[kind].seats for kind in kinds]),
        }
    )
    return table[table["sessions"] > 0].reset_index(drop=True)


def capacity(scenario: Scenario) -> float:
    """Hours a week that the plan's trainers can teach; infinite where their number is open."""
    if scenario.plan.trainers is None:
        return math.inf
    return scenario.plan.trainers * catalogue.value("trainer_hours")


def hours_taught(scenario: Scenario) -> np.ndarray:
    """Hours of sessions by week, all kinds of training together; shape (weeks,)."""
    kinds = trainings(scenario)
    taught = [held * kinds[kind].hours for kind, held in _held(scenario).items()]
    return np.sum(taught, axis=0)


def trainers(scenario: Scenario) -> int:
    """People who must teach at the same time in the busiest week."""
    return math.ceil(hours_taught(scenario).max() / catalogue.value("trainer_hours") - 1e-9)


def trainer_calendar(scenario: Scenario) -> pd.DataFrame:
    """What trainers teach week by week.

    Returns:
        Columns week, hours, trainers (who teach at the same time), capacity (hours a week that
        the plan's trainers can teach; those of the busiest week where their number is open).
    """
    hours = hours_taught(scenario)
    each = catalogue.value("trainer_hours")
    most = capacity(scenario)
    return pd.DataFrame(
        {
            "week": np.arange(1, hours.size + 1),
            "hours": hours,
            "trainers": np.ceil(hours / each - 1e-9).astype(int),
            "capacity": most if most < math.inf else trainers(scenario) * each,
        }
    )


def sessions_by_site(table: pd.DataFrame, organisation: Organisation) -> pd.DataFrame:
    """The calendar of sessions with the site each is held at.

    Sites get sessions of a kind in proportion to their people, the one furthest behind first.
    Sites too small to be named are counted together under an empty name.

    Args:
        table: as `sessions` gives it.
        organisation: whose sites.

    Returns:
        Columns week, kind, site, sessions, seats.
    """
    people = np.bincount(organisation.site, minlength=len(organisation.site_names))
    named = people >= LEAST_AT_A_SITE
    sites = [name for name, large in zip(organisation.site_names, named, strict=True) if large]
    sizes = list(people[named])
    if people[~named].sum() or not sites:
        sites.append(OTHER_SITES)
        sizes.append(people[~named].sum())
    shares = np.array(sizes) / max(1, np.sum(sizes))
    behind = {kind: np.zeros(len(sites)) for kind in table["kind"].unique()}
    rows = []
    for week, kind, count, seats in table.itertuples(index=False):
        held = np.zeros(len(sites), int)
        for _ in range(count):
            behind[kind] += shares
            site = int(np.argmax(behind[kind]))
            behind[kind][site] -= 1
            held[site] += 1
        rows += [
            {"week": week, "kind": kind, "site": sites[site], "sessions": int(held[site]),
             "seats": int(held[site] * seats // count)}
            for site in np.flatnonzero(held)
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=["week", "kind", "site", "sessions", "seats"])


def _held(scenario: Scenario) -> dict[str, np.ndarray]:
    """Sessions held by week, kind by kind; shape (weeks,) each."""
    kinds = trainings(scenario)
    owed = {kind: _owed(training, scenario.horizon_weeks) for kind, training in kinds.items()}
    most = capacity(scenario)
    if most == math.inf:
        return {kind: np.diff(count, prepend=0) for kind, count in owed.items()}
    held = {kind: np.zeros(scenario.horizon_weeks, int) for kind in kinds}
    given = dict.fromkeys(kinds, 0)
    for place in range(scenario.horizon_weeks):
        left = most
        # The kind that is furthest behind its schedule comes first.
        for kind in sorted(kinds, key=lambda kind: given[kind] - owed[kind][place]):
            possible = math.floor(left / kinds[kind].hours + 1e-9)
            held[kind][place] = min(owed[kind][place] - given[kind], possible)
            given[kind] += held[kind][place]
            left -= held[kind][place] * kinds[kind].hours
    return held


def _owed(training: Training, horizon: int) -> np.ndarray:
    """Sessions that the schedule asks for up to each week; shape (weeks,)."""
    weeks = np.arange(1, horizon + 1)
    running = (weeks >= training.first_week) & (weeks <= (training.last_week or horizon))
    return np.round(np.cumsum(running * training.sessions_per_week) + 1e-9).astype(int)
