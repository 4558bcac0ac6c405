"""Which assumed numbers matter: a screening of the catalogue's weakest parameters.

One at a time, around several points (Campolongo, Saltelli and Cariboni, 2011): each draw starts
from one value of every weak parameter, taken from its prior, then moves each of them alone by half
of its prior's probability. A draw and its moves are the same company with the same luck, so what
changes is the parameter's doing; one that nothing reads has an influence of exactly zero.

SALib knows this design too, but brings a plotting library for these few lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulation.catalogue import Parameter, parameters
from simulation.evidence import cited
from simulation.experiments import levels, statistics
from simulation.experiments.draws import Draw, Failure, Progress, Simulate, play
from simulation.model import simulate
from simulation.scenario import Scenario

OUTCOMES: Final = ("weekly_active", "contributors")
"""What influence is measured on, unless asked otherwise."""

LAST_WEEKS: Final = 4
"""Weeks at the horizon over which an outcome is averaged, to tell it from the week's luck."""

STEP: Final = 0.5
"""How far a parameter moves, in the probability of its prior: across half of what is plausible."""


@dataclass(frozen=True)
class Effect:
    """What moving one parameter does to one outcome, in the outcome's unit.

    Attributes:
        influence: mean absolute change.
        low: lower end of its 95 % interval.
        high: upper end.
        direction: +1 if the outcome rises with the parameter, -1 if it falls, 0 if draws disagree.
    """

    influence: float
    low: float
    high: float
    direction: int


@dataclass(frozen=True)
class Weakness:
    """One weak parameter: its place among them, and what it does to each outcome.

    Attributes:
        rank: 1 for the most influential; equal influences share a rank.
        parameter: name in the catalogue.
        status: assumed, or borrowed with a figure of our own.
        share: largest influence, as a share of the level of the outcome.
        effects: by outcome.
    """

    rank: int
    parameter: str
    status: str
    share: float
    effects: Mapping[str, Effect]


@dataclass(frozen=True)
class Screening:
    """The weak parameters by influence, and how it was measured.

    Attributes:
        employees: size of the companies.
        weeks: horizon.
        replicates: points around which each parameter was moved.
        levels: mean of each outcome over the points, for scale.
        units: unit of each outcome.
        ranking: the parameters, the most influential first.
        failures: draws that did not end.
    """

    employees: int
    weeks: int
    replicates: int
    levels: Mapping[str, float]
    units: Mapping[str, str]
    ranking: tuple[Weakness, ...]
    failures: int

    def to_dict(self) -> dict[str, Any]:
        """The screening in plain values, as `rsne parameters --weakest --json` prints it."""
        return asdict(self)


def weak_parameters() -> list[Parameter]:
    """Parameters a scenario may set whose value is ours, and that have a prior to move in.

    Assumed ones, and those borrowed from findings none of which gives a figure.
    """
    return [
        parameter
        for parameter in parameters().values()
        if parameter.group != "organisation"
        and parameter.prior.varies
        and _value_is_ours(parameter)
    ]


def weakest(
    scenario: Scenario,
    indicators: Sequence[str] = OUTCOMES,
    replicates: int = 8,
    screened: Sequence[Parameter] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    simulate: Simulate = simulate,
) -> Screening:
    """Rank weak parameters by their influence on outcomes at the horizon.

    Args:
        scenario: the roll-out; about 1,000 employees are enough.
        indicators: outcomes, as `simulation.experiments.LEVELS` names them.
        replicates: points around which each parameter is moved, at least 2 for an interval.
        screened: the parameters; all weak ones by default.
        workers: draws computed at a time; all cores by default.
        progress: told after each draw.
        simulate: what runs one scenario under one replicate number.

    Raises:
        InputError: no such indicator, or a scenario that cannot be run.
    """
    units = {name: levels.level(name).unit for name in indicators}
    moved = list(weak_parameters() if screened is None else screened)
    points = design(len(moved), replicates, scenario.seed)
    tasks = [
        (_with_parameters(scenario, moved, place), replicate)
        for replicate, places in enumerate(points)
        for place in places
    ]
    drawn = play(tasks, workers=workers, progress=progress, simulate=simulate)
    rise = np.sign(np.diagonal(points[:, 1:], axis1=1, axis2=2) - points[:, 0])
    outcomes = {
        name: np.array([_at_the_end(name, draw) for draw in drawn]).reshape(points.shape[:2])
        for name in units
    }
    scale = {name: statistics.mean(outcome[:, 0]) for name, outcome in outcomes.items()}
    effects = {name: _effects(outcome, rise) for name, outcome in outcomes.items()}
    return Screening(
        employees=scenario.company.employees,
        weeks=scenario.horizon_weeks,
        replicates=replicates,
        levels=scale,
        units=units,
        ranking=_ranked(moved, effects, scale),
        failures=sum(isinstance(draw, Failure) for draw in drawn),
    )


def design(parameters: int, replicates: int, seed: int) -> NDArray[np.float64]:
    """Points of the unit cube, shape (replicates, 1 + parameters, parameters).

    The first point of each replicate comes from a Latin hypercube, so that every parameter
    starts once in each slice of its prior; point 1 + i differs from it in parameter i alone.
    """
    rng = np.random.default_rng(seed)
    slices = rng.permuted(np.tile(np.arange(replicates), (parameters, 1)), axis=1).T
    start = (slices + rng.random(slices.shape)) / replicates
    points = np.repeat(start[:, None, :], 1 + parameters, axis=1)
    each = np.arange(parameters)
    points[:, 1 + each, each] = (start + STEP) % 1.0
    return points


def _value_is_ours(parameter: Parameter) -> bool:
    if parameter.status == "borrowed":
        return all(row.figure_quality == "D" for row in cited(parameter.source))
    return parameter.status == "assumed"


def _with_parameters(scenario: Scenario, moved: Sequence[Parameter], place: NDArray) -> Scenario:
    values = {p.name: float(p.prior.quantile(u)) for p, u in zip(moved, place, strict=True)}
    return scenario.model_copy(update={"parameters": {**scenario.parameters, **values}})


def _at_the_end(indicator: str, draw: Draw | Failure | None) -> float:
    if not isinstance(draw, Draw):
        return np.nan
    return statistics.mean(levels.values(indicator, draw.weekly)[-LAST_WEEKS:])


def _effects(outcome: NDArray[np.float64], rise: NDArray[np.float64]) -> list[Effect]:
    """Effect of each parameter, from outcomes (replicates, 1 + k) and signs of moves (…, k)."""
    changes = (outcome[:, 1:] - outcome[:, :1]) * rise
    return [_effect(change) for change in changes.T]


def _effect(change: NDArray[np.float64]) -> Effect:
    low, high = statistics.interval_of_mean(np.abs(change))
    falls, rises = statistics.interval_of_mean(change)
    direction = 1 if falls > 0 else -1 if rises < 0 else 0
    return Effect(statistics.mean(np.abs(change)), max(0.0, low), high, direction)


def _ranked(
    moved: Sequence[Parameter],
    effects: Mapping[str, Sequence[Effect]],
    scale: Mapping[str, float],
) -> tuple[Weakness, ...]:
    """Parameters from the most to the least influential, relative to the level of outcomes."""
    shares = np.array(
        [
            [e.influence / scale[name] if scale[name] else 0.0 for e in effects[name]]
            for name in scale
        ]
    ).max(axis=0)
    order = np.argsort(-shares, kind="stable")
    return tuple(
        Weakness(
            rank=1 + int((shares > shares[i]).sum()),
            parameter=moved[i].name,
            status=moved[i].status,
            share=float(shares[i]),
            effects={name: effects[name][i] for name in scale},
        )
        for i in order
    )
