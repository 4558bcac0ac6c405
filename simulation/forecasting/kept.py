"""Forecasts made during a pilot are kept, and scored as weeks arrive.

One JSON file a forecast, in the `forecasts/` folder of the workspace: what it was about, the
weeks it foretold, and evenly spaced quantiles of each, which score as its draws would.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.forecasting.backtest import scored_draws
from simulation.forecasting.forecast import QUANTILES, Forecast
from simulation.forecasting.recalibrated import series_of_pilot
from simulation.forecasting.targets import SMALLEST, TARGETS, Floats, Series, series_of
from simulation.tables import Record
from simulation.workspace import write_json

KIND: Final = "rsne forecast"
POINTS: Final = 199
"""Quantiles kept of each week, at the middles of as many equal shares."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A forecast as it was kept.

    Attributes:
        file: where it lies.
        title: of the pilot foretold.
        weeks: Mondays of the weeks foretold.
        quantiles: by target, evenly spaced quantiles; shape (weeks, POINTS).
    """

    file: Path
    title: str
    weeks: pd.DatetimeIndex
    quantiles: Mapping[str, Floats]

    def fan(self, target: str) -> pd.DataFrame:
        """Columns monday, p05, p25, median, p75, p95 of one target, a row a week."""
        levels = np.quantile(self.quantiles[target], list(QUANTILES.values()), axis=1)
        return pd.DataFrame({"monday": self.weeks, **dict(zip(QUANTILES, levels, strict=True))})


def read_kept(file: Path) -> Kept:
    """A kept forecast.

    Raises:
        InputError: the file is none.
    """
    told = _read(Path(file))
    quantiles = {name: np.array(levels, float) for name, levels in told["quantiles"].items()}
    return Kept(Path(file), str(told["title"]), pd.DatetimeIndex(told["weeks"]), quantiles)


def kept_about(folder: Path, title: str) -> list[Kept]:
    """Forecasts kept in a folder about one pilot, the earliest weeks first; others are left out."""
    found = []
    for file in sorted(Path(folder).glob("*.json")):
        try:
            one = read_kept(file)
        except InputError:
            continue  # a file that is no forecast is left to its owner
        if one.title == title:
            found.append(one)
    return sorted(found, key=lambda one: (one.weeks[0], one.file.name))


def keep(made: Forecast, file: Path) -> Path:
    """Write a forecast to be scored later; never over another kept one.

    Raises:
        InputError: something else, or an earlier forecast, stands there.
    """
    if Path(file).exists():
        raise InputError("forecast_kept_already", place=str(file))
    shares = (np.arange(POINTS) + 0.5) / POINTS
    return write_json(
        file,
        {
            "kind": KIND,
            "title": made.title,
            "weeks": [str(week.date()) for week in made.weeks],
            "quantiles": {
                name: np.round(predictive.quantiles(shares), 2).T.tolist()
                for name, predictive in made.foretold.items()
            },
        },
    )


def score_kept(files: Iterable[Path], record: Record, min_group: int = SMALLEST) -> pd.DataFrame:
    """Score kept forecasts against a later record of the same pilot, as far as it goes.

    Args:
        files: kept by `keep`.
        record: imported later than they were made.
        min_group: people that anything told must be about, at least 5.

    Returns:
        One row a file, target and week that has come: `forecast`, `target`, `week` (Monday),
        and the columns of `backtest.scored_draws`. Empty while no week has come.

    Raises:
        InputError: a file is no kept forecast or is about another pilot, or too few people.
    """
    kept = {Path(file): _read(Path(file)) for file in files}
    targets = {target for told in kept.values() for target in told["quantiles"]}
    series: dict[str, Series] = {}
    if targets & set(TARGETS):
        series |= series_of(record, min_group=min_group)
    if targets - set(TARGETS):  # of a calibrated pilot, measured as calibration does
        series |= series_of_pilot(record, min_group=min_group)
    parts = []
    for file, told in kept.items():
        if told["title"] != record.manifest["title"]:
            raise InputError(
                "forecast_other_pilot",
                place=str(file),
                value=told["title"],
                expected=record.manifest["title"],
            )
        weeks = pd.DatetimeIndex(told["weeks"])
        for target, quantiles in told["quantiles"].items():
            if target not in series:
                continue
            came = pd.Series(series[target].counts, index=series[target].weeks)
            known = weeks.isin(came.index)
            if not known.any():
                continue
            draws: Floats = np.array(quantiles, float).T[:, known]
            rng = np.random.default_rng(0)
            values: Floats = np.asarray(came[weeks[known]], dtype=np.float64)
            scored = scored_draws(draws, values, rng)
            scored["step"] = np.flatnonzero(known) + 1
            parts.append(scored.assign(forecast=file.name, target=target, week=weeks[known]))
    if not parts:
        return pd.DataFrame(columns=["forecast", "target", "week", "step", "came", "crps"])
    return pd.concat(parts, ignore_index=True)


def _read(file: Path) -> dict:
    try:
        told = json.loads(file.read_text("utf-8"))
        shapes = {np.shape(levels) for levels in told["quantiles"].values()}
        pd.DatetimeIndex(told["weeks"])
        if told["kind"] != KIND or shapes != {(len(told["weeks"]), POINTS)}:
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise InputError("forecast_not_kept", place=str(file)) from fault
    return told
