"""Calibrating the model on a pilot: from its record to a posterior."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation import tables
from simulation.calibration.checks import BAD_FIT, bands, blurred, discrepancies
from simulation.calibration.design import (
    Design,
    Progress,
    StoppedError,
    series,
    simulate,
    spread,
)
from simulation.calibration.inference import Inference, information
from simulation.calibration.pilot import Pilot, pilot_of
from simulation.calibration.posterior import FILES, Discrepancy, Posterior
from simulation.calibration.summaries import summaries, summarised
from simulation.calibration.targets import SERIES, measured
from simulation.calibration.unknowns import Unknown, unknowns, values_at
from simulation.errors import InputError
from simulation.model import code_version
from simulation.places import check_folder
from simulation.scenario import Scenario
from simulation.tables import Record

RUNS: Final = 4096
"""Simulations of the design, at most; coverage was measured with so many."""
LEAST_BY_DEFAULT: Final = 1024
PRIOR_RUNS: Final = 512
"""Enough to tell how wide the priors leave things, where there is nothing to learn."""
PERSON_WEEKS: Final = 40_000_000
"""Simulated by default, unless that makes too few runs: what a few minutes allow."""
LEAST_RUNS: Final = 300
"""Fewer teach nothing about seventeen unknowns."""
DRAWS: Final = 1000
"""Draws of a posterior that are kept."""
CHECKED: Final = 200
"""Draws simulated anew for the predictive check."""
CHECK_LUCK: Final = 1 << 22
"""Replicates of the predictive check, from here on."""
AHEAD: Final = 4
"""Weeks that the design goes beyond the pilot, for which a new week needs no simulation."""

IDENTIFIED: Final = 0.36
"""1 - (posterior sd / prior sd)² from which a parameter is identified: its interval is then at
least a fifth narrower than the prior's."""

LEAST_WEEKS: Final = 4
LEAST_PEOPLE: Final = 30
LEAST_ACTS: Final = 20
"""Under these a pilot is too short, too small or too silent to tell anything of parameters."""


@dataclass(frozen=True)
class Shortage:
    """What a pilot lacks to be calibrated on: "weeks", "people" or "acts"."""

    what: str
    there: int
    least: int


def calibrate(
    record: Record | str | Path,
    scenario: Scenario | None = None,
    until: int | None = None,
    out: str | Path | None = None,
    runs: int | None = None,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    lent: Path | None = None,
) -> Posterior:
    """The posterior of the parameters a pilot can tell about (W6).

    Aggregates of the whole pilot are compared, never those of a group. Where a former
    posterior stands at `out`, its simulations are used again as far as they go: another
    week then costs seconds.

    Args:
        record: of a pilot, or of a simulated run; or its folder.
        scenario: company, levers and plan of the pilot; without one, see `pilot_of`.
        until: last week used, from 1; all by default.
        out: folder of the posterior; nothing is written without one.
        runs: simulations of the design; 4,096, or fewer for a large or long pilot.
        seed: of the design and of the draws.
        workers: processes; all cores by default.
        progress: called with the simulations done and their total.
        cancelled: asked now and then; once true, the work stops and nothing is written.
        lent: folder of another posterior, whose simulations will do where there are none at `out`.

    Raises:
        InputError: the record cannot be read, has no such week or nobody to look at, too few
            simulations ended, or the posterior cannot be written.
        StoppedError: it was cancelled.
    """
    start = time.perf_counter()
    if runs is not None and runs < LEAST_RUNS:
        raise InputError("calibration_runs", value=runs, least=LEAST_RUNS)
    if out is not None:
        check_folder(Path(out), FILES)
    folder = None if isinstance(record, Record) else Path(record)
    known = record if isinstance(record, Record) else tables.read(Path(record))
    weeks = _last_week(known, until)
    pilot = pilot_of(known, weeks, scenario)
    seen = pilot.acts(known, weeks)
    values = measured(seen, pilot.measuring)
    short = shortages(len(pilot.people), weeks, int((seen.person >= 0).sum()))
    moved = unknowns(pilot.scenario, pilot.is_open)
    number = runs or (PRIOR_RUNS if short else _affordable(len(pilot.organisation), weeks))
    design, kept = _design(
        pilot, moved, weeks, number, seed, [out, lent], workers, progress, cancelled
    )
    observed = pd.DataFrame({name: values[name] for name in values if name in SERIES})
    if short:
        found = _prior_only(design, weeks, seed)
    else:
        found = _learnt(pilot, moved, observed, values, design, seed, workers)
    informed = np.zeros(len(moved)) if short else information(found.places)
    posterior = Posterior(
        scenario=pilot.scenario,
        draws=values_at(moved, found.places),
        identified=tuple(
            u.name for u, told in zip(moved, informed, strict=True) if told >= IDENTIFIED
        ),
        until=weeks,
        observed=observed,
        checks=found.checks,
        discrepancy=found.discrepancy,
        manifest={
            "kind": "posterior",
            "record": str(folder.absolute()) if folder else None,
            "record_hash": record_hash(known),
            "people": len(pilot.people),
            "simulated": known.is_simulated,
            "is_open": pilot.is_open,
            "scenario_told": scenario is not None,
            "told": scenario and scenario.model_dump(mode="json"),
            "parameters": _parameters(moved, found.places, informed),
            "unavailable": pilot.measuring.unavailable,
            "missing": [asdict(shortage) for shortage in short],
            "fit": found.fit,
            "design": {
                "runs": len(design.places),
                "weeks": design.weeks,
                "kept": kept,
                "failures": [asdict(failure) for failure in design.failures],
            },
            "seed": seed,
            "code_version": code_version(),
            "seconds": round(time.perf_counter() - start, 1),
        },
        pilot=pilot,
    )
    if cancelled and cancelled():
        raise StoppedError
    if out is not None:
        posterior.write(Path(out), design)
    return posterior


def shortages(people: int, weeks: int, acts: int) -> list[Shortage]:
    """What a pilot lacks to tell anything of parameters."""
    needs = (
        Shortage("weeks", weeks, LEAST_WEEKS),
        Shortage("people", people, LEAST_PEOPLE),
        Shortage("acts", acts, LEAST_ACTS),
    )
    return [need for need in needs if need.there < need.least]


def record_hash(record: Record) -> str:
    """A hash of who did what, and who was invited when."""
    content = hashlib.sha256()
    for table in (record.people, record.events):
        content.update(pd.util.hash_pandas_object(table, index=False).to_numpy().tobytes())
    return content.hexdigest()[:16]


def _last_week(record: Record, until: int | None) -> int:
    weeks = len(record.weeks())
    if until is None:
        return weeks
    if not 1 <= until <= weeks:
        raise InputError("calibration_until", value=until, last=weeks)
    return until


def _affordable(people: int, weeks: int) -> int:
    """Simulations to learn from by default; steps by powers of two, as a pilot grows by weeks."""
    wanted = PERSON_WEEKS / (people * (weeks + AHEAD))
    step = 2 ** int(np.log2(max(wanted, 1.0)))
    return int(np.clip(step, LEAST_BY_DEFAULT, RUNS))


def _design(
    pilot: Pilot,
    moved: tuple[Unknown, ...],
    weeks: int,
    runs: int,
    seed: int,
    places_kept: Sequence[str | Path | None],
    workers: int | None,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> tuple[Design, bool]:
    """The simulations, and whether they were those of a former posterior."""
    key = _key(pilot, moved, runs, seed)
    for place in places_kept:
        former = Design.kept(Path(place) / "design.npz") if place else None
        if former is not None and former.key == key and former.weeks >= weeks:
            return former, True
    places = spread(len(moved), runs, seed)
    found = simulate(
        pilot,
        values_at(moved, places),
        weeks + AHEAD,
        workers=workers,
        progress=progress,
        cancelled=cancelled,
    )
    targets = pilot.measuring.available
    return Design(key, places[found.ended], targets, found.measured, found.failures), False


def _key(pilot: Pilot, moved: tuple[Unknown, ...], runs: int, seed: int) -> str:
    """What decides a design."""
    content = hashlib.sha256(repr((pilot.scenario.key(), moved, runs, seed)).encode())
    content.update(repr((code_version(), pilot.measuring.available)).encode())
    organisation = pilot.organisation
    for column in (pilot.invited, organisation.unit, organisation.manager, organisation.tie_target):
        content.update(column.tobytes())
    return content.hexdigest()[:16]


@dataclass(frozen=True, eq=False)
class _Found:
    """What was learnt: places of draws, how they fit, what the model gets wrong, bands."""

    places: NDArray[np.float64]
    fit: dict[str, Any] | None
    discrepancy: dict[str, Discrepancy]
    checks: pd.DataFrame


def _prior_only(design: Design, weeks: int, seed: int) -> _Found:
    """What there is to say when a pilot tells nothing: the priors, and how wide they leave it."""
    chosen = np.random.default_rng(seed).permutation(len(design.places))[:DRAWS]
    return _Found(design.places[chosen], None, {}, bands({"prior": _series(design, weeks)}))


def _learnt(
    pilot: Pilot,
    moved: tuple[Unknown, ...],
    observed: pd.DataFrame,
    values: Mapping[str, NDArray[np.float64]],
    design: Design,
    seed: int,
    workers: int | None,
) -> _Found:
    """The posterior; if it fits badly, learnt again with room for what the model gets wrong."""
    weeks = len(observed)
    compared = summaries(design.targets, weeks)
    runs = summarised(design.measured, design.targets, compared)
    of_pilot = np.stack([values[name] for name in design.targets])
    asked = summarised(of_pilot, design.targets, compared)
    inference = Inference.of(runs, design.places)
    p_value = inference.strangeness(asked)

    def drawn(inference: Inference) -> tuple[NDArray, dict[str, NDArray]]:
        places = inference.posterior(asked, DRAWS, seed)
        checked = values_at(moved, places[:CHECKED])
        return places, series(pilot, checked, weeks, CHECK_LUCK, workers)

    places, paths = drawn(inference)
    discrepancy: dict[str, Discrepancy] = {}
    if p_value < BAD_FIT:
        wrong = discrepancies(observed, paths)
        places, paths = drawn(Inference.of(blurred(runs, compared, wrong, seed), design.places))
        discrepancy = discrepancies(observed, paths)
    sides = {"prior": _series(design, weeks), "posterior": paths}
    fit = {"p_value": p_value, "fits": p_value >= BAD_FIT}
    return _Found(places, fit, discrepancy, bands(sides))


def _series(design: Design, weeks: int) -> dict[str, NDArray[np.float64]]:
    """The weekly series of the design's runs, by name; shape (runs, weeks)."""
    return {
        name: design.measured[:, place, :weeks]
        for place, name in enumerate(design.targets)
        if name in SERIES
    }


def _parameters(
    moved: Sequence[Unknown], places: NDArray[np.float64], informed: NDArray[np.float64]
) -> list[dict[str, Any]]:
    """One entry per unknown: median and 90 % interval, those of the prior, what was told."""
    ends = np.array([0.05, 0.5, 0.95])
    rows = []
    for k, unknown in enumerate(moved):
        low, median, high = unknown.value(np.quantile(places[:, k], ends)).tolist()
        prior_low, prior_median, prior_high = unknown.prior.quantile(ends).tolist()
        rows.append(
            {
                "parameter": unknown.name,
                "median": median,
                "low": low,
                "high": high,
                "prior_median": prior_median,
                "prior_low": prior_low,
                "prior_high": prior_high,
                "information": float(informed[k]),
                "identified": bool(informed[k] >= IDENTIFIED),
            }
        )
    return rows
