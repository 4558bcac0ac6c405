"""A pilot calibrated anew at each origin sees no later week, and is scored with the others."""

import numpy as np
import pandas as pd
import pytest

from simulation import calibration
from simulation.calibration import Posterior
from simulation.forecasting import recalibrated
from simulation.forecasting.recalibrated import backtest_calibrated, series_of_pilot
from simulation.scenario import Scenario


@pytest.fixture
def asked(monkeypatch, record):
    """A calibration that only notes what it was asked, and a model that stays level."""
    weeks: list[int] = []
    series = series_of_pilot(record, targets=recalibrated.TARGETS)

    def calibrate(record, scenario, until, out, progress=None):
        weeks.append(until)
        observed = {name: whole.counts[:until] for name, whole in series.items()}
        return Posterior(
            Scenario(),
            pd.DataFrame({"x": [1.0]}),
            (),
            until,
            pd.DataFrame(observed),
            pd.DataFrame(),
            manifest={"people": 80, "simulated": False},
        )

    def simulated(posterior, weeks, draws, seed):
        level = {name: np.full((draws, weeks), 20.0) for name in posterior.observed}
        return level | {
            name: np.cumsum(level[name], axis=1) for name in level if series[name].cumulative
        }

    monkeypatch.setattr(recalibrated, "calibrate", calibrate)
    monkeypatch.setattr(calibration, "simulated", simulated)
    return weeks


def test_each_origin_is_calibrated_once_the_latest_first(asked, record):
    table = backtest_calibrated(record, (8, 12), horizon=4, against=["naive"])
    assert asked == [12, 8]
    models = table.groupby(["target", "origin"])["model"].unique()
    assert all(set(names) == {"calibrated", "workbench", "naive"} for names in models)
    parts = [part["came"].sum() for _, part in table.groupby("model")]
    assert len(set(parts)) == 1


def test_people_of_a_pilot_are_counted_as_the_record_tells(record):
    contributors = series_of_pilot(record)["contributors"]
    weekly = record.events.groupby("week")["person"].nunique()
    assert contributors.counts.tolist() == weekly[contributors.weeks].tolist()
