"""A pilot calibrated anew at each origin sees no later week, and is scored with the others."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest

from simulation import calibration
from simulation.calibration import Posterior
from simulation.forecasting import forecast, recalibrated
from simulation.forecasting import recalibrated_document as document
from simulation.forecasting.baselines import BASELINES
from simulation.forecasting.recalibrated import backtest_calibrated, series_of_pilot
from simulation.forecasting.sets import SETS
from simulation.scenario import Scenario


class Asked(list):
    """Weeks of the calibrations asked for, and whether their model fits badly."""

    misfit = False


@pytest.fixture
def asked(monkeypatch, record):
    """A calibration that only notes what it was asked, and a model that stays level."""
    weeks = Asked()
    series = series_of_pilot(record, targets=recalibrated.TARGETS)

    def calibrate(record, scenario, until, out, progress=None):
        weeks.append(until)
        fit = {"p_value": 0.5, "fits": not weeks.misfit}
        observed = {name: whole.counts[:until] for name, whole in series.items()}
        return Posterior(
            Scenario(),
            pd.DataFrame({"x": [1.0]}),
            (),
            until,
            pd.DataFrame(observed),
            pd.DataFrame(),
            manifest={"people": 80, "simulated": False, "fit": fit},
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
    scored = {"calibrated", "forecast", "workbench", "naive"}
    assert all(set(names) == scored for names in models)
    parts = [part["came"].sum() for _, part in table.groupby("model")]
    assert len(set(parts)) == 1


def test_people_of_a_pilot_are_counted_as_the_record_tells(record):
    contributors = series_of_pilot(record)["contributors"]
    weekly = record.events.groupby("week")["person"].nunique()
    assert contributors.counts.tolist() == weekly[contributors.weeks].tolist()


def test_each_calibration_is_told_once(asked, record):
    told = []
    backtest_calibrated(record, (8, 12), horizon=4, against=["naive"], learnt=told.append)
    assert [posterior.until for posterior in told] == [12, 8]


def test_a_model_that_does_not_fit_is_left_aside_and_scored_beside_what_is_said(asked, record):
    asked.misfit = True
    table = backtest_calibrated(record, (8,), horizon=4, against=["naive"])
    crps = table.groupby("model")["crps"].mean()
    assert crps["forecast"] != crps["calibrated"]
    asked.misfit = False
    table = backtest_calibrated(record, (8,), horizon=4, against=["naive"])
    crps = table.groupby("model")["crps"].mean()
    assert crps["forecast"] == crps["calibrated"]


@pytest.mark.parametrize("fit", [None, {"p_value": 0.0, "fits": False}])
def test_a_forecast_without_a_model_that_fits_says_so_and_ignores_the_model(fit, record):
    counts = series_of_pilot(record, targets=["contributors"])["contributors"].counts[:12]
    told = {"people": 80, "simulated": False, "is_open": True, "fit": fit}
    nothing = pd.DataFrame()
    observed = pd.DataFrame({"contributors": counts})
    posterior = Posterior(Scenario(), nothing, (), 12, observed, nothing, manifest=told)
    made = forecast(posterior, 4)
    assert made.weeks_alone and made.to_dict()["weeks_alone"]
    assert not np.isnan(made.table()["median"]).any()


def test_records_are_read_from_the_opening_of_their_network(record):
    from simulation.forecasting.recalibrated_document import from_the_opening

    first = record.events["time"].min() - pd.Timedelta(weeks=20)
    trial = record.events.iloc[:1].assign(
        time=first, week=record.weeks()[0] - pd.Timedelta(weeks=20)
    )
    manifest = {**record.manifest, "first_week": str(trial["week"].iloc[0].date())}
    early = dataclasses.replace(
        record, events=pd.concat([trial, record.events], ignore_index=True), manifest=manifest
    )
    assert from_the_opening(early).weeks()[0] == from_the_opening(record).weeks()[0]
    assert len(early.weeks()) == len(record.weeks()) + 20


def test_the_page_tells_losses_as_plainly_as_wins(asked, record):
    table = backtest_calibrated(record, (8, 12), horizon=4, against=BASELINES)
    table = pd.concat([table.assign(set="one", held_out=held) for held in (True, False)])
    learnt = pd.DataFrame(
        {"set": "one", "origin": [8, 12], "people": 30, "company": 200, "told": 1,
         "unknown": 20, "fit": [np.nan, 0.0]}
    )  # fmt: skip
    ours = table["model"] == "calibrated"
    lost = document.page(table.assign(crps=table["crps"].where(~ours, 1e3)), learnt)
    won = document.page(table.assign(crps=table["crps"].where(~ours, 1e-9)), learnt)
    targets = table["target"].nunique()
    first = lambda page: page.split("| set |")[1]  # noqa: E731
    assert first(lost).count("lost to") == targets and first(won).count("| won |") == targets
    assert "above Bass" in lost and "below Bass" in won
    assert "too little seen" in lost and "bad, under 1%" in lost


def test_the_printed_page_has_every_set_and_is_the_program_s():
    page = document.PAGE.read_text("utf-8")
    assert all(f"| {chosen.name} |" in page for chosen in SETS)
    assert document.LEARNT in page
    assert all(part in page for part in re.split(r"\{[^}]*\}", document.INTRODUCTION))
