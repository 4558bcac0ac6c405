"""The commands that foretell, as their users meet them."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simulation import calibration, tables
from simulation.errors import InputError
from simulation.forecasting import forecast
from simulation.scenario import Scenario


@pytest.fixture
def pilot(record, tmp_path):
    return tables.write(record, tmp_path / "workspace" / "pilots" / "pilot")


def test_a_forecast_is_told_kept_and_scored(rsne, pilot):
    kept = pilot.parents[1] / "forecasts" / "week30.json"
    kept.parent.mkdir()
    status, out, _ = rsne("forecast", pilot, "--weeks", 3, "--out", kept, "--lang", "fr")
    assert status == 0
    assert "Contributeurs de la semaine" in out and "2026-" in out
    assert kept.is_file()
    status, out, _ = rsne("score-forecasts", pilot, "--lang", "en")
    assert (status, out.strip()) == (0, "None of the forecast weeks has come yet.")


def test_a_forecast_in_json_has_quantiles_by_week(rsne, pilot):
    status, out, _ = rsne("forecast", pilot, "--indicator", "posters", "--weeks", 4, "--json")
    told = json.loads(out)
    assert status == 0 and told["origin"] == 30
    assert [row["week"] for row in told["quantiles"]] == [31, 32, 33, 34]
    assert all(row["p05"] <= row["median"] <= row["p95"] for row in told["quantiles"])


def test_a_backtest_tells_scores_by_model(rsne, pilot):
    how = ("--origins", "12", "--horizon", 4, "--against", "naive", "--json")
    status, out, _ = rsne("backtest", pilot, *how)
    told = json.loads(out)
    assert status == 0
    assert told["origins"] == [12] and told["horizon"] == 4
    assert [row["model"] for row in told["models"]] == ["workbench", "naive"]
    assert set(told["targets"]) == {"joiners", "posters", "contributions"}
    status, out, _ = rsne("backtest", pilot, *how[:-1], "--lang", "fr")
    assert status == 0 and "inchangé" in out and "CRPS" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("backtest", "--origins", "400"),
        ("backtest", "--origins", "soon"),
        ("backtest", "--against", "prophet"),
        ("backtest", "--horizon", "40"),
        ("forecast", "--weeks", "0"),
        ("forecast", "--indicator", "likes"),
        ("score-forecasts",),
    ],
)
def test_wrong_input_is_one_sentence_and_status_2(rsne, pilot, arguments):
    command, *options = arguments
    status, out, err = rsne(command, pilot, *options)
    assert (status, out) == (2, "")
    assert len(err.strip().splitlines()) == 1 and "Traceback" not in err


def test_a_folder_that_is_neither_record_nor_posterior_is_refused(rsne, tmp_path):
    status, _, err = rsne("forecast", tmp_path)
    assert status == 2 and str(tmp_path) in err


@pytest.fixture
def posterior(monkeypatch):
    """A pilot whose contributors rise, and a model calibrated to it up to its luck."""
    rng = np.random.default_rng(1)
    course = 20.0 + np.arange(40.0)
    observed = pd.DataFrame(
        {
            "registered": np.cumsum(rng.poisson(5, 12)).astype(float),
            "contributors": rng.poisson(course[:12]).astype(float),
        }
    )

    def simulated(posterior, weeks, draws, seed):
        scale = np.exp(0.1 * np.random.default_rng(seed).standard_normal((draws, 1)))
        joined = np.cumsum(np.full((draws, weeks), 5.0) * scale, axis=1)
        return {"registered": joined, "contributors": course[:weeks] * scale}

    monkeypatch.setattr(calibration, "simulated", simulated)
    return calibration.Posterior(
        scenario=Scenario(),
        draws=pd.DataFrame({"visit_base": [0.1, 0.2]}),
        identified=("visit_base",),
        until=12,
        observed=observed,
        checks=pd.DataFrame(),
        manifest={"people": 80, "simulated": False, "is_open": True},
    )


def test_no_more_people_are_foretold_than_a_pilot_has_of_its_own(posterior):
    manifest = {**posterior.manifest, "is_open": False}
    closed = forecast(replace(posterior, manifest=manifest), weeks=12).foretold
    opened = forecast(posterior, weeks=12).foretold
    assert opened["registered"].draws.max() > 80
    for name, predictive in closed.items():
        np.testing.assert_array_equal(predictive.draws, np.minimum(opened[name].draws, 80))


def test_a_calibrated_pilot_follows_the_model_from_where_it_stands(posterior):
    made = forecast(posterior, weeks=12)
    table = made.table().set_index(["indicator", "week"])
    assert made.origin == 12
    rising = table.loc["contributors"]
    assert rising["p05"][24] < 43.0 < rising["p95"][24]
    assert rising["median"][24] > 1.15 * rising["median"][13]
    joined = table.loc["registered"]
    assert joined["p05"][13] >= posterior.observed["registered"].iloc[-1]
    assert joined["median"][24] == pytest.approx(
        posterior.observed["registered"].iloc[-1] + 60, rel=0.15
    )


def test_a_posterior_has_only_the_indicators_it_was_fitted_to(posterior):
    with pytest.raises(InputError, match="registered, contributors"):
        forecast(posterior, indicators=["likes"])
