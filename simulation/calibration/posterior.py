"""A posterior: draws of the parameters a pilot tells about, kept as a folder.

    posterior = Posterior.read(Path("workspace/posteriors/pilot"))
    paths = simulated(posterior, weeks=26, draws=200, seed=7)
    paths["weekly_active"]            # shape (200, 26): people a week, week 1 first

The folder holds `draws.parquet` (one row a draw, one column a parameter), `observed.parquet`
(the weekly counts it was fitted to), `checks.parquet` (what prior and posterior predict of
them), `design.npz` (the simulations kept, so that a new week needs none) and `manifest.json`.
It holds nobody's data: the people of the pilot stay in their record, which `manifest.json` names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation import tables
from simulation.calibration.design import Design, series
from simulation.calibration.pilot import Pilot, pilot_of
from simulation.calibration.targets import SERIES
from simulation.calibration.unknowns import under
from simulation.errors import InputError
from simulation.places import check_folder, written_beside
from simulation.scenario import Scenario, parse

FILES: Final = (
    "manifest.json", "draws.parquet", "observed.parquet", "checks.parquet", "design.npz",
)  # fmt: skip

FRESH_LUCK: Final = 1 << 24
"""Replicates from here on: never those of a design."""

__all__ = ["FILES", "SERIES", "Discrepancy", "Posterior", "simulated"]


@dataclass(frozen=True)
class Discrepancy:
    """How far one weekly series of the pilot lies from what the calibrated model gives.

    Attributes:
        bias: mean of log(observed / simulated); 0 where the model fits.
        sd: standard deviation around it that the model's own luck does not explain, as a
            share of the level; 0 where the model fits.
    """

    bias: float = 0.0
    sd: float = 0.0


@dataclass(frozen=True, eq=False)
class Posterior:
    """What a pilot tells of the parameters.

    Attributes:
        scenario: the roll-out of the pilot, simulated with the pilot's own people.
        draws: equally weighted; one row a draw, one column a parameter of the catalogue, or
            the path of a lever that is not known. What the pilot hardly tells about keeps its
            prior, and how it hangs together with what the pilot does tell about.
        identified: the columns that the pilot tells about.
        until: last week of the pilot used, from 1.
        observed: one row a week (1 … until), one column a series of `SERIES` that the record
            has; counts.
        discrepancy: by series; what a forecast that follows the model is widened with.
        checks: one row a series, week and side ("prior", "posterior"): p05, p25, median,
            p75, p95 of simulated counts.
        manifest: everything else that is told: record and its hash, code version, seeds,
            fit, intervals.
        pilot: whom it is about, once read.
    """

    scenario: Scenario
    draws: pd.DataFrame
    identified: tuple[str, ...]
    until: int
    observed: pd.DataFrame
    checks: pd.DataFrame
    discrepancy: Mapping[str, Discrepancy] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    pilot: Pilot | None = field(default=None, repr=False)

    def its_pilot(self) -> Pilot:
        """Whom it is about, read from the record where it does not know them yet.

        Raises:
            InputError: the record is not where it was, or cannot be read.
        """
        if self.pilot is not None:
            return self.pilot
        return pilot_of(tables.read(Path(self.manifest["record"])), self.until, self.scenario)

    def under(self, draw: int) -> Scenario:
        """The scenario with the values of one draw, by its row."""
        values = self.draws.iloc[draw].to_dict()
        return under(self.scenario, {str(name): value for name, value in values.items()})

    def write(self, folder: Path, design: Design | None = None) -> Path:
        """Write the posterior, beside its place first.

        Args:
            folder: its place; a former posterior there is replaced.
            design: the simulations kept.

        Raises:
            InputError: the folder holds something else, or cannot be written.
        """
        folder = Path(folder)
        check_folder(folder, FILES)
        told = {
            **self.manifest,
            "scenario": self.scenario.model_dump(mode="json"),
            "identified": list(self.identified),
            "until": self.until,
            "discrepancy": {name: asdict(found) for name, found in self.discrepancy.items()},
        }
        with written_beside(folder) as draft:
            draft.mkdir()
            self.draws.to_parquet(draft / "draws.parquet", index=False)
            self.observed.to_parquet(draft / "observed.parquet", index=False)
            self.checks.to_parquet(draft / "checks.parquet", index=False)
            if design is not None:
                design.write(draft / "design.npz")
            text = json.dumps(told, ensure_ascii=False, indent=2, default=str)
            (draft / "manifest.json").write_text(text + "\n", "utf-8")
        return folder

    @classmethod
    def read(cls, folder: Path) -> Posterior:
        """Read a posterior that was written.

        Raises:
            InputError: the folder holds no posterior, or one that cannot be read.
        """
        folder = Path(folder)
        if not (folder / "draws.parquet").is_file():
            raise InputError("not_a_posterior", place=str(folder))
        try:
            told = json.loads((folder / "manifest.json").read_text("utf-8"))
            draws = pd.read_parquet(folder / "draws.parquet")
            observed = pd.read_parquet(folder / "observed.parquet")
            checks = pd.read_parquet(folder / "checks.parquet")
            found = {name: Discrepancy(**entry) for name, entry in told["discrepancy"].items()}
            identified, until = tuple(told["identified"]), int(told["until"])
            scenario = told["scenario"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
            raise InputError("posterior_unreadable", place=str(folder)) from fault
        return cls(
            scenario=parse(scenario, place=str(folder / "manifest.json")),
            draws=draws,
            identified=identified,
            until=until,
            observed=observed,
            checks=checks,
            discrepancy=found,
            manifest=told,
        )


def simulated(
    posterior: Posterior,
    weeks: int,
    draws: int | None = None,
    seed: int = 0,
    workers: int | None = None,
) -> dict[str, NDArray[np.float64]]:
    """Weekly series of the pilot's scenario under draws of the posterior, with fresh luck.

    Without the discrepancy: these are the model's own paths, not forecasts, and they do not
    start from where the pilot stands.

    Args:
        posterior: the calibrated parameters.
        weeks: horizon, from week 1 of the pilot; may lie past the scenario's.
        draws: how many; all of them by default, repeated when more are asked for.
        seed: of the order of the draws and of everybody's luck.
        workers: runs computed at a time; all cores by default.

    Returns:
        By name, the series of `SERIES` that the record gives: counts of shape (draws, weeks), less
        the few draws that did not end.

    Raises:
        InputError: the pilot's record cannot be read, or too few draws ended.
    """
    rng = np.random.default_rng(seed)
    count, known = draws or len(posterior.draws), len(posterior.draws)
    order = np.concatenate([rng.permutation(known) for _ in range(-(-count // known))])[:count]
    luck = int(rng.integers(FRESH_LUCK, 2 * FRESH_LUCK))
    chosen = posterior.draws.iloc[order].reset_index(drop=True)
    return series(posterior.its_pilot(), chosen, weeks, luck, workers)
