"""Under which conditions a plan fails: boxes of futures, checked in fresh ones (W9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.experiments.draws import Progress
from simulation.robustness.boxes import Box, boxes
from simulation.robustness.played import Played, played, staged, until
from simulation.scenario import Scenario
from simulation.sizing.chances import Chance, counted
from simulation.sizing.futures import Futures
from simulation.sizing.target import Target

FEWEST: Final = 10
"""Failures, and successes, without which no condition is sought."""

COLUMNS: Final = 8
"""Inputs that boxes may limit: those that most set failures apart. With hundreds of inputs and few
futures some would by chance."""

MOST_BOXES: Final = 3


@dataclass(frozen=True)
class Limit:
    """Values of one input in which the plan fails more often.

    Attributes:
        input: parameter or path of a lever.
        low: lower end, None where open.
        high: upper end, None where open.
        chance: quasi-p-value: how often limits that do nothing would look as good.
        least: over all futures.
        most: over all futures.
    """

    input: str
    low: float | None
    high: float | None
    chance: float
    least: float
    most: float


@dataclass(frozen=True)
class Condition:
    """A box of futures: what limits it, and how it holds.

    Attributes:
        limits: all hold together.
        density: share of the futures in the box in which the plan fails.
        coverage: share of all failures that lie in the box.
        mass: share of all futures that lie in it.
        fresh_density: the same share in futures not used to find it, with its 90 % interval;
            None where none of them lies in the box.
        fresh_coverage: share of failures in fresh futures.
        holds: whether it fails more often in the box there too, beyond chance.
    """

    limits: tuple[Limit, ...]
    density: float
    coverage: float
    mass: float
    fresh_density: Chance | None
    fresh_coverage: float
    holds: bool


@dataclass(frozen=True, eq=False)
class Discovery:
    """What was found of a plan's failures.

    Attributes:
        scenario: name of the plan.
        target: what it is to reach.
        futures: kind ("known", "prior", "posterior").
        draws: futures in which conditions were sought.
        fresh: futures in which they were checked.
        failing: share in which the plan fails, over all of them, with its 90 % interval.
        inputs: how many numbers differ between futures.
        conditions: those that hold, the most telling first.
        by_chance: those that did not hold in fresh futures, and are not to be told as findings.
        reason: why none was sought ("always", "never", "too_few"), or "".
        failures: draws that did not end.
    """

    scenario: str
    target: Target
    futures: str
    draws: int
    fresh: int
    failing: Chance
    inputs: int
    conditions: tuple[Condition, ...]
    by_chance: tuple[Condition, ...]
    reason: str
    failures: int


def discover(
    scenario: Scenario,
    target: Target,
    futures: Futures,
    draws: int = 200,
    fresh: int = 200,
    progress: Progress | None = None,
    **how: Any,
) -> Discovery:
    """Seek the conditions under which a plan misses its target.

    Args:
        scenario: the plan.
        target: what it is to reach; runs end in its week.
        futures: where it is tried.
        draws: futures in which conditions are sought.
        fresh: further ones in which they are checked.
        progress: called with the draws done and their total.
        how: as for `played`.

    Raises:
        InputError: a scenario that cannot be run, too few draws, or nothing differs.
    """
    if draws < 2 * FEWEST or fresh < FEWEST:
        raise InputError("discover_draws", value=min(draws, fresh), draws=2 * FEWEST, fresh=FEWEST)
    if not futures.names:
        raise InputError("discover_known")
    plan = until({scenario.name: scenario}, target)
    total = draws + fresh
    sought = played(plan, futures, draws, progress=staged(progress, 0, total), **how)
    checked = played(plan, futures, fresh, True, progress=staged(progress, draws, total), **how)
    return conditions_of(scenario.name, target, futures.kind, sought, checked)


def conditions_of(
    name: str, target: Target, kind: str, sought: Played, checked: Played
) -> Discovery:
    """The conditions in futures already played; see `discover`."""
    missed, missed_fresh = (_missed(each, name, target) for each in (sought, checked))
    reason = _reason(missed)
    found: list[Condition] = []
    if not reason:
        names = apart(sought.inputs, missed)
        points = sought.inputs[names].to_numpy(float)
        fresh = checked.inputs.reindex(columns=names).to_numpy(float)
        found = [
            _condition(box, names, points, missed, fresh, missed_fresh)
            for box in boxes(points, missed, MOST_BOXES)
        ]
    every = np.concatenate([missed, missed_fresh])
    return Discovery(
        scenario=name,
        target=target,
        futures=kind,
        draws=len(missed),
        fresh=len(missed_fresh),
        failing=counted(every.astype(float), 1.0),
        inputs=sought.inputs.shape[1],
        conditions=tuple(condition for condition in found if condition.holds),
        by_chance=tuple(condition for condition in found if not condition.holds),
        reason=reason,
        failures=sought.failures + checked.failures,
    )


def apart(inputs: pd.DataFrame, cases: np.ndarray, most: int = COLUMNS) -> list[str]:
    """Inputs whose values in cases differ most from those elsewhere (Kolmogorov and Smirnov)."""
    values = inputs.to_numpy(float)
    steps = np.where(cases, 1 / cases.sum(), -1 / (~cases).sum())
    distance = np.abs(np.cumsum(steps[np.argsort(values, axis=0, kind="stable")], axis=0)).max(0)
    return [str(inputs.columns[place]) for place in np.argsort(-distance, kind="stable")[:most]]


def _missed(drawn: Played, name: str, target: Target) -> np.ndarray:
    return ~(drawn.levels(target)[name].to_numpy() >= target.level)


def _reason(missed: np.ndarray) -> str:
    if missed.all():
        return "always"
    if not missed.any():
        return "never"
    return "too_few" if min(missed.sum(), (~missed).sum()) < FEWEST else ""


def _condition(
    box: Box,
    names: Sequence[str],
    points: np.ndarray,
    missed: np.ndarray,
    fresh: np.ndarray,
    missed_fresh: np.ndarray,
) -> Condition:
    inside, inside_fresh = box.holds(points), box.holds(fresh)
    density = None
    if inside_fresh.any():
        density = counted(missed_fresh[inside_fresh].astype(float), 1.0)
    return Condition(
        limits=tuple(
            Limit(
                names[column],
                _end(low),
                _end(high),
                box.chances[column],
                float(points[:, column].min()),
                float(points[:, column].max()),
            )
            for column, (low, high) in sorted(box.ends.items(), key=_by_chance(box.chances))
        ),
        density=float(missed[inside].mean()),
        coverage=float(missed[inside].sum() / missed.sum()),
        mass=float(inside.mean()),
        fresh_density=density,
        fresh_coverage=float(missed_fresh[inside_fresh].sum() / max(1, missed_fresh.sum())),
        holds=density is not None and density.low > float(missed_fresh.mean()),
    )


def _by_chance(chances: Mapping[int, float]) -> Any:
    return lambda entry: chances[entry[0]]


def _end(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
