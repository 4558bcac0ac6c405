"""The backtest of a pilot with a company: calibrated anew at each origin, then played on.

The series are those that calibration reads, so that what is foretold and what came are measured
alike. One folder keeps the simulations of the latest origin, which serve the earlier ones too:
they are the model's, and hold nothing of the pilot.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from simulation.calibration import Posterior, calibrate
from simulation.calibration.pilot import pilot_of
from simulation.calibration.targets import SERIES, measured
from simulation.errors import InputError
from simulation.forecasting.backtest import (
    HORIZON,
    OURS,
    Progress,
    check_models,
    check_origins,
    score_models,
    scored_draws,
    with_scale,
)
from simulation.forecasting.baselines import BASELINES
from simulation.forecasting.forecast import forecast
from simulation.forecasting.targets import SMALLEST, Series
from simulation.protection import release
from simulation.scenario import Scenario
from simulation.tables import Record

CALIBRATED: Final = "calibrated"
"""The calibrated model, whether it fits or not."""
FORECAST: Final = "forecast"
"""What `rsne forecast` makes of the calibration: the weeks alone where the model fits badly."""
TARGETS: Final = ("registered", "participants", "weekly_active", "contributors")
"""Series of people that are scored, those that the record has."""


def backtest_calibrated(
    record: Record,
    origins: Sequence[int] = (),
    horizon: int = HORIZON,
    against: Iterable[str] = tuple(BASELINES),
    scenario: Scenario | None = None,
    runs: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    min_group: int = SMALLEST,
    workers: int | None = None,
    learnt: Callable[[Posterior], None] | None = None,
) -> pd.DataFrame:
    """`backtest` with the agent model calibrated on the weeks up to each origin among the models.

    Args:
        record: of a pilot.
        origins: weeks from the record's first, as calibration counts them.
        horizon: weeks foretold from each.
        against: names of `backtest.MODELS` beside the calibrated and the reduced form.
        scenario: the pilot's levers and plan; without one, see `calibrate`.
        runs: simulations of the design; as many as `calibrate` takes by default.
        seed: of all luck.
        progress: told after each simulation of a calibration.
        min_group: people that anything told must be about, at least 5.
        workers: processes of a calibration; all cores by default.
        learnt: told each calibration, the latest origin first.

    Returns:
        As `backtest`; the calibrated model is named "calibrated", what `forecast` makes of it
        "forecast".

    Raises:
        InputError: as `backtest` and `calibrate`.
    """
    models = [OURS, *(name for name in against if name != OURS)]
    check_models(models)
    weeks = len(record.weeks())
    chosen = check_origins(origins, horizon, weeks)
    series = series_of_pilot(record, scenario, TARGETS, min_group)
    asked: dict[str, Any] = {"runs": runs, "workers": workers}
    how = {name: value for name, value in asked.items() if value is not None}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for origin in sorted(chosen, reverse=True):
            posterior = calibrate(
                record, scenario, origin, Path(folder) / "posterior", progress=progress, **how
            )
            if learnt:
                learnt(posterior)
            told = forecast(posterior, horizon, list(series), seed, min_group)
            follows = forecast(posterior, horizon, list(series), seed, min_group, fits_or_not=True)
            for model, made in ((CALIBRATED, follows), (FORECAST, told)):
                for target, whole in series.items():
                    came = whole.counts[origin : origin + horizon]
                    rng = np.random.default_rng([seed, origin])
                    scored = scored_draws(made.foretold[target].draws, came, rng)
                    rows.append(scored.assign(target=target, origin=origin, model=model))
    others = score_models(series, chosen, horizon, models, seed)
    return with_scale(pd.concat([*rows, *others], ignore_index=True))


def series_of_pilot(
    record: Record,
    scenario: Scenario | None = None,
    targets: Iterable[str] = tuple(SERIES),
    min_group: int = SMALLEST,
) -> dict[str, Series]:
    """Counts of a whole pilot by week, as calibration measures them.

    Raises:
        InputError: it is about fewer than `min_group` people.
    """
    weeks = len(record.weeks())
    pilot = pilot_of(record, weeks, scenario)
    found = measured(pilot.acts(record, weeks), pilot.measuring)
    known = [name for name in targets if name in found]
    long = pd.DataFrame({name: found[name] for name in known}).assign(week=range(weeks))
    table = long.melt(id_vars="week", var_name="indicator", value_name="value")
    table = table.assign(group="all", people=len(pilot.people))
    released = release(table, min_group, measures=("value",), simulated=record.is_simulated)
    if released["suppressed"].any():
        raise InputError("forecast_too_few_people", least=min_group)
    values = {name: rows["value"].to_numpy(float) for name, rows in released.groupby("indicator")}
    return {name: Series(name, record.weeks(), values[name]) for name in known}
