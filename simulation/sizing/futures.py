"""Which futures a plan is tried in: every draw has its luck and its values of the parameters.

The number of a draw decides the company, everybody's luck, and what the numbers nobody has
measured may truly be. All plans meet the same futures under the same numbers, so that they are
compared on equal terms; a probability then speaks of what is not known of the model too, not of
luck alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from simulation import catalogue
from simulation.errors import InputError
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

    def drawn(self, scenario: Scenario, draws: np.ndarray) -> pd.DataFrame:
        """Values of all that differs over draws: one row a draw, one column a name."""
        own = {
            name: scenario.parameters[name] for name in self.names if name in scenario.parameters
        }
        rows = [{**self.parameters(int(draw)), **own} for draw in draws]
        return pd.DataFrame(rows, columns=list(self.names), index=range(len(draws)), dtype=float)


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


def posterior_futures(draws: Mapping[str, np.ndarray], seed: int) -> PosteriorFutures:
    """Futures from the draws of a posterior; columns that are no parameter are levers, left out.

    Args:
        draws: parameter -> values; a table with one row a draw will do.
        seed: of which draw each future takes.
    """
    known = catalogue.parameters()
    table = {
        name: np.asarray(draws[name], float)
        for name in draws
        if name in known and known[name].group != "organisation"
    }
    return PosteriorFutures(table, seed)


def read_posterior(folder: Path, seed: int) -> PosteriorFutures:
    """The futures that a calibration leaves.

    Raises:
        InputError: the folder holds no posterior that can be read.
    """
    try:
        json.loads((folder / "manifest.json").read_text("utf-8"))  # half a calibration is none
        draws = pq.read_table(folder / "draws.parquet").to_pydict()
        futures = posterior_futures(
            {name: np.array(column) for name, column in draws.items()}, seed
        )
    except (OSError, pa.ArrowException, ValueError, KeyError, TypeError) as fault:
        raise InputError("size_posterior", place=str(folder)) from fault
    if not futures.table:
        raise InputError("size_posterior", place=str(folder))
    return futures


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
