"""Before launch: the smallest pilot that can tell scenarios apart (S21).

A design is how the pilot is chosen, how many groups it has and how many weeks it lasts. It tells
two scenarios apart when one indicator, named beforehand, leaves the range of one in at least
eight replicates in ten of the other, whichever of both is true. The design found is
checked on fresh replicates, since the smallest of many owes part of its place to luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any, Final, cast

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.experiments import Ensemble
from simulation.experiments import levels as reading
from simulation.experiments.draws import Progress
from simulation.organisation import organisation_of
from simulation.robustness.played import played, staged
from simulation.robustness.power import FEWEST, power
from simulation.robustness.regret import check_plans
from simulation.scenario import PilotChoice, Scenario
from simulation.sizing.futures import Futures

ENOUGH: Final = 0.8
GROUPS: Final = (1, 2, 4, 8)
WEEKS: Final = (4, 8, 12, 16)
INDICATORS: Final = ("registered", "weekly_active", "contributors", "posts", "answered_within_48h")
WEEKS_READ: Final = 4
"""Weeks over which an indicator is averaged, to tell it from the week's luck."""

TRIES: Final = 4
"""Designs put to the check before the search ends."""


@dataclass(frozen=True)
class Design:
    """A pilot to be launched.

    Attributes:
        choice: how its people are chosen.
        groups: whole units, or as many people as they hold.
        people: invited.
        weeks: it lasts.
        tells: one entry for each pair: scenario that is true, the one it is told from, the
            indicator to look at, power when searched and on fresh replicates (None before).
    """

    choice: str
    groups: int
    people: int
    weeks: int
    tells: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, eq=False)
class PilotDesign:
    """What was tried, and the smallest pilot that is enough.

    Attributes:
        scenarios: names.
        power: asked.
        replicates: of each scenario in each design.
        futures: kind.
        table: choice, groups, people, weeks, indicator, scenario (true), against, power, low,
            high (95 %).
        design: the smallest that is enough, or the one that tells most where none is.
        enough: whether it is, on fresh replicates too.
        failures: draws that did not end.
    """

    scenarios: tuple[str, ...]
    power: float
    replicates: int
    futures: str
    table: pd.DataFrame
    design: Design
    enough: bool
    failures: int


def design_pilot(
    scenarios: Mapping[str, Scenario],
    futures: Futures,
    groups: Sequence[int] | None = None,
    weeks: Sequence[int] = WEEKS,
    choices: Sequence[PilotChoice] | None = None,
    indicators: Sequence[str] = INDICATORS,
    replicates: int = 80,
    enough: float = ENOUGH,
    progress: Progress | None = None,
    **how: Any,
) -> PilotDesign:
    """The smallest pilot that tells scenarios apart.

    Args:
        scenarios: at least two, by the names they go by.
        futures: with the parameters known, only luck blurs what a pilot shows; drawn from their
            priors, what nobody has measured blurs it too.
        groups: numbers of groups tried; those of `GROUPS` that the company has by default.
        weeks: lengths tried.
        choices: ways to choose the pilot; that of the first scenario by default.
        indicators: that may be looked at.
        replicates: of each scenario in each design, at least 39.
        enough: power asked.
        progress: called with the draws done and about how many there will be.
        how: as for `played`.

    Raises:
        InputError: fewer than two scenarios, too few replicates, no such indicator, a number
            out of range, or more groups than there are.
    """
    check_plans(scenarios)
    if replicates < FEWEST:
        raise InputError("design_replicates", value=replicates, least=FEWEST)
    if not 0 < enough < 1:
        raise InputError("sizing_probability", value=enough)
    for name in indicators:
        reading.level(name)
    first = next(iter(scenarios.values()))
    ways = tuple(choices or (first.plan.pilot_choice,))
    size, most = _group_size(first)
    if groups is None:
        groups = [number for number in GROUPS if number <= most]
    if min(groups) < 1 or max(groups) > most or min(weeks) < 1:
        raise InputError("design_groups", groups=max(groups), most=most, weeks=min(weeks))
    total = replicates * len(scenarios) * len(ways) * len(groups)
    tables, failures, done = [], 0, 0.0
    for way in ways:
        for number in groups:
            pilots = pilots_of(scenarios, way, number * size, max(weeks))
            part = staged(progress, done, total)
            seen = played(pilots, futures, replicates, progress=part, **how)
            done += replicates * len(scenarios)
            failures += seen.failures
            where = {"choice": way, "groups": number, "people": round(number * size)}
            tables.append(powers(seen.plans, weeks, indicators).assign(**where))
    table = pd.concat(tables, ignore_index=True)
    ranked = ranked_designs(table, enough)
    tried = []
    for design in ranked[:TRIES]:
        pilots = pilots_of(scenarios, design.choice, design.groups * size, design.weeks)
        fresh = played(pilots, futures, replicates, True, **how)
        tried.append(_checked(design, fresh.plans))
        if not _holds(design, enough, "power") or _holds(tried[-1], enough, "fresh"):
            break
    kept = tried[-1]
    held = _holds(kept, enough, "power") and _holds(kept, enough, "fresh")
    return PilotDesign(
        tuple(scenarios), enough, replicates, futures.kind, table, kept, held, failures
    )


def pilots_of(
    scenarios: Mapping[str, Scenario], choice: str, people: float, weeks: int
) -> dict[str, Scenario]:
    """The pilot of each scenario alone, with as many people, from week 1 on."""
    pilots = {}
    for name, scenario in scenarios.items():
        share = min(1.0, people / _employees(scenario))
        alone = {
            "plan.waves": [{"week": 1, "share": share}],
            "plan.pilot_choice": choice,
            "objective": None,
        }
        changed = scenario.changed(alone, place="--groups")
        pilots[name] = changed.changed({"horizon_weeks": weeks}, place="--weeks")
    return pilots


def powers(
    plans: Mapping[str, Ensemble], weeks: Sequence[int], indicators: Sequence[str]
) -> pd.DataFrame:
    """Power of each indicator after each number of weeks, for each ordered pair of scenarios.

    Returns:
        Columns weeks, indicator, scenario, against, power, low, high.
    """
    rows = []
    for week in weeks:
        for indicator in indicators:
            seen = {name: read(drawn, indicator, week) for name, drawn in plans.items()}
            for true, other in permutations(plans, 2):
                found = power(seen[true], seen[other])
                told = {"weeks": week, "indicator": indicator, "scenario": true, "against": other}
                rows.append(told | {"power": found.value, "low": found.low, "high": found.high})
    return pd.DataFrame(rows)


def read(drawn: Ensemble, indicator: str, week: int) -> np.ndarray:
    """An indicator at the end of so many weeks, averaged over the last; shape (draws,)."""
    last = drawn.indicator(indicator)[:, max(0, week - WEEKS_READ) : week]
    known = ~np.isnan(last)
    total = np.where(known, last, 0).sum(axis=1)
    count = known.sum(axis=1)
    return np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0)


def ranked_designs(table: pd.DataFrame, enough: float) -> list[Design]:
    """Designs that tell every pair apart, the smallest first; else the one that tells most.

    The smallest has the fewest person-weeks; of equal ones the shortest.
    """
    designs = []
    for where, rows in table.groupby(["choice", "groups", "people", "weeks"], sort=False):
        choice, groups, people, weeks = cast("tuple[str, int, int, int]", where)
        best = rows.loc[rows.groupby(["scenario", "against"], sort=False)["power"].idxmax()]
        tells = tuple(
            {"scenario": row["scenario"], "against": row["against"], "indicator": row["indicator"],
             "power": float(row["power"]), "fresh": None}
            for row in best.to_dict("records")
        )  # fmt: skip
        designs.append(Design(choice, int(groups), int(people), int(weeks), tells))
    able = [design for design in designs if _holds(design, enough, "power")]
    if able:
        return sorted(able, key=lambda one: (one.people * one.weeks, one.weeks))
    return [max(designs, key=lambda one: min(pair["power"] for pair in one.tells))]


def hardest(table: pd.DataFrame) -> pd.DataFrame:
    """One row a design: its hardest pair of scenarios, by the indicator that tells it best."""
    where = ["choice", "groups", "people", "weeks"]
    best = table.loc[table.groupby([*where, "scenario", "against"], sort=False)["power"].idxmax()]
    return best.loc[best.groupby(where, sort=False)["power"].idxmin()]


def _checked(design: Design, plans: Mapping[str, Ensemble]) -> Design:
    """The design with the power of the indicators it names, on fresh replicates."""
    tells = []
    for pair in design.tells:
        true, other = (
            read(plans[pair[name]], pair["indicator"], design.weeks)
            for name in ("scenario", "against")
        )
        tells.append({**pair, "fresh": power(true, other).value})
    return Design(design.choice, design.groups, design.people, design.weeks, tuple(tells))


def _holds(design: Design, enough: float, which: str) -> bool:
    return all(pair[which] is not None and pair[which] >= enough for pair in design.tells)


def _employees(scenario: Scenario) -> int:
    if scenario.company.record is None:
        return scenario.company.employees
    return len(organisation_of(scenario).unit)


def _group_size(scenario: Scenario) -> tuple[float, int]:
    """People in a group, a whole unit on average, and how many groups there are."""
    if scenario.company.record is not None:
        organisation = organisation_of(scenario)
        groups = len(organisation.unit_names)
        return len(organisation.unit) / groups, groups
    size = min(scenario.company.unit_size, scenario.company.employees)
    return float(size), scenario.company.employees // size
