"""Which futures a plan is tried in: every draw has its luck and its values of the parameters.

The number of a draw decides the company, everybody's luck, and what the numbers nobody has
measured may truly be. All plans meet the same futures under the same numbers, so that they are
compared on equal terms; a probability then speaks of what is not known of the model too, not of
luck alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from simulation import catalogue
from simulation.scenario import Scenario

BLOCK = 32
"""Draws whose parameters are drawn at a time."""

FRESH_FROM = 100_000
"""Number of the first fresh draw, far beyond those of any search."""


class Futures:
    """Parameters taken as known: only luck differs from draw to draw.

    Subclasses draw them from what was known beforehand, or from what a pilot taught.
    """

    kind = "known"

    @property
    def names(self) -> tuple[str, ...]:
        """Parameters that differ from draw to draw."""
        return ()

    @property
    def key(self) -> str:
        """What decides the futures, as a short text."""
        return self.kind

    def parameters(self, draw: int) -> dict[str, float]:
        """Values of those parameters in one draw."""
        return {}

    def applied(self, scenario: Scenario, draw: int) -> Scenario:
        """The scenario in the future of a draw; what it says of a parameter itself stays."""
        found = self.parameters(draw)
        if not found:
            return scenario
        return scenario.model_copy(update={"parameters": {**found, **scenario.parameters}})

    def column(self, scenario: Scenario, name: str, draws: np.ndarray) -> np.ndarray:
        """Values of one parameter over draws; shape (draws,)."""
        own = scenario.parameters.get(name, catalogue.value(name))
        if name in scenario.parameters or name not in self.names:
            return np.full(len(draws), own)
        return np.array([self.parameters(int(draw)).get(name, own) for draw in draws])


@dataclass(frozen=True, eq=False)
class PriorFutures(Futures):
    """Parameters drawn from what was known before any pilot.

    Calibrated ones keep the value that the published patterns gave them together: drawn one by
    one from their ranges they would contradict these patterns.
    """

    seed: int
    kind = "prior"

    @cached_property
    def names(self) -> tuple[str, ...]:  # noqa: D102
        return tuple(
            name
            for name, parameter in catalogue.parameters().items()
            if parameter.prior.varies
            and parameter.group not in ("organisation", "theories")
            and parameter.status != "calibrated"
        )

    @property
    def key(self) -> str:  # noqa: D102
        return f"{self.kind} {self.seed}"

    def parameters(self, draw: int) -> dict[str, float]:  # noqa: D102
        values = _block(self.names, self.seed, draw // BLOCK)[draw % BLOCK]
        return dict(zip(self.names, values.tolist(), strict=True))


@dataclass(frozen=True, eq=False)
class PosteriorFutures(Futures):
    """Parameters drawn from a posterior; those no pilot informs keep their priors.

    Half of the posterior's draws serve the search, the other half the check on fresh ones.

    Attributes:
        table: parameter -> values over the draws of the posterior; shape (draws,) each.
        seed: of which draw of the posterior each future takes.
    """

    table: Mapping[str, np.ndarray]
    seed: int
    priors: PriorFutures = field(init=False)
    kind = "posterior"

    def __post_init__(self) -> None:
        object.__setattr__(self, "priors", PriorFutures(self.seed))

    @property
    def names(self) -> tuple[str, ...]:  # noqa: D102
        return tuple(dict.fromkeys((*self.table, *self.priors.names)))

    @property
    def key(self) -> str:  # noqa: D102
        values = np.concatenate([np.asarray(column, float) for column in self.table.values()])
        told = f"{sorted(self.table)}{hashlib.sha256(values.tobytes()).hexdigest()}"
        return f"{self.kind} {self.seed} {hashlib.sha256(told.encode()).hexdigest()[:16]}"

    def parameters(self, draw: int) -> dict[str, float]:  # noqa: D102
        size = len(next(iter(self.table.values())))
        half = max(1, size // 2)
        luck = int(np.random.default_rng([self.seed, draw]).integers(0, half))
        row = luck if draw < FRESH_FROM else size - 1 - luck
        learnt = {name: float(column[row]) for name, column in self.table.items()}
        return self.priors.parameters(draw) | learnt


@lru_cache(maxsize=64)
def _block(names: tuple[str, ...], seed: int, block: int) -> np.ndarray:
    """Parameters of the draws of one block; shape (BLOCK, parameters)."""
    first = block * BLOCK
    luck = np.stack(
        [
            np.random.default_rng([seed, draw]).random(len(names))
            for draw in range(first, first + BLOCK)
        ]
    )
    known = catalogue.parameters()
    return np.column_stack(
        [known[name].prior.quantile(luck[:, place]) for place, name in enumerate(names)]
    )
