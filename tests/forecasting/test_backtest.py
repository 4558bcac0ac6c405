"""The backtest of a record, kept forecasts, and what is refused."""

import json

import numpy as np
import pandas as pd
import pytest
from short_series import series

from simulation.errors import InputError
from simulation.forecasting import backtest, by_model, forecast, keep, relative, score_kept
from simulation.forecasting.library import EMPLOYEES, LEAST, smoothed
from simulation.forecasting.targets import series_of
from simulation.pilot import read_pilot

WEEKS = 30


@pytest.fixture(scope="module")
def scored(record):
    return backtest(record, origins=(8, 16), horizon=6, against=["bass", "naive"])


def test_series_are_those_of_the_events(record):
    found = series_of(record)
    events = record.events
    weekly = events.groupby("week")["person"]
    joiners = found["joiners"]
    assert joiners.counts[-1] == events["person"].nunique()
    assert (np.diff(joiners.counts) >= 0).all()
    assert found["posters"].counts.tolist() == weekly.nunique()[joiners.weeks].tolist()
    assert found["contributions"].counts.tolist() == weekly.size()[joiners.weeks].tolist()


def test_every_model_is_scored_on_the_same_weeks(scored):
    keys = ["target", "origin", "step", "came"]
    parts = [part[keys].reset_index(drop=True) for _, part in scored.groupby("model")]
    assert len(parts) == 3
    assert all(part.equals(parts[0]) for part in parts)
    assert set(by_model(scored).columns) == {"crps", "log_score", "in_50", "in_90"}


def test_a_backtest_is_the_same_each_time(record, scored):
    again = backtest(record, origins=(8, 16), horizon=6, against=["bass", "naive"])
    pd.testing.assert_frame_equal(again, scored)


def test_a_ratio_to_oneself_is_one_and_does_not_hang_on_the_unit(scored):
    assert relative(scored, "workbench") == pytest.approx(1.0)
    counted = scored["target"] == "contributions"
    tenfold = scored.assign(crps=scored["crps"].where(~counted, 10 * scored["crps"]))
    assert relative(tenfold, "bass") == pytest.approx(relative(scored, "bass"))


@pytest.mark.parametrize(
    ("how", "key"),
    [
        ({"origins": (WEEKS,)}, "backtest_origin"),
        ({"origins": (2,)}, "backtest_origin"),
        ({"horizon": WEEKS}, "backtest_too_short"),
        ({"against": ["prophet"]}, "backtest_model_unknown"),
        ({"targets": ["likes"]}, "forecast_target_unknown"),
    ],
)
def test_what_cannot_be_scored_is_refused_with_a_reason(record, how, key):
    with pytest.raises(InputError) as fault:
        backtest(record, **how)
    assert fault.value.key == key
    assert fault.value.message("fr") != fault.value.message("en")


@pytest.mark.parametrize("weeks", [0, 105])
def test_no_forecast_of_no_week_or_of_years(record, weeks):
    with pytest.raises(InputError, match="104"):
        forecast(record, weeks=weeks)


def first_weeks(export, folder, weeks, least=0):
    """An export cut after some weeks, read anew under the same title."""
    head, *lines = export.read_text("utf-8").splitlines()
    last = (pd.Timestamp("2026-03-02", tz="UTC") + pd.Timedelta(weeks=weeks)).isoformat()
    kept = [line for line in lines if line.split(",")[1] < last]
    file = folder / f"{weeks}.csv"
    file.write_text("\n".join([head, *kept]) + "\n", "utf-8")
    return read_pilot(file, key=b"k" * 32, title="Pilot")


def test_too_few_weeks_say_how_many_are_needed(export, tmp_path):
    with pytest.raises(InputError, match="at least 4"):
        forecast(first_weeks(export, tmp_path, 3))


def test_too_few_people_are_neither_shown_nor_foretold(tmp_path):
    rows = [f"p{i},2026-03-{2 + 7 * w:02d}T10:00:00Z,post" for i in range(4) for w in range(4)]
    file = tmp_path / "few.csv"
    file.write_text("user_id,timestamp,action\n" + "\n".join(rows) + "\n", "utf-8")
    with pytest.raises(InputError, match="Fewer than 10"):
        forecast(read_pilot(file))


def test_a_trial_before_a_long_silence_is_not_the_opening(export, tmp_path):
    text = export.read_text("utf-8").rstrip("\n")
    trials = [f"p{i},2025-06-0{2 + i}T10:00:00Z,post" for i in range(4)]
    file = tmp_path / "trials.csv"
    file.write_text("\n".join([text, *trials]) + "\n", "utf-8")
    opened = series_of(read_pilot(file))["joiners"].weeks[0]
    assert opened == pd.Timestamp("2026-03-02")


def test_a_kept_forecast_is_scored_as_its_weeks_arrive(export, record, tmp_path):
    made = forecast(first_weeks(export, tmp_path, 16), weeks=8)
    kept = keep(made, tmp_path / "week16.json")
    assert score_kept([kept], first_weeks(export, tmp_path, 16)).empty
    early = score_kept([kept], first_weeks(export, tmp_path, 19))
    late = score_kept([kept], record)
    assert early["step"].max() == 3
    assert late["step"].max() == 8
    shared = late[late["step"] <= 3].reset_index(drop=True)
    columns = ["target", "week", "came", "crps"]
    pd.testing.assert_frame_equal(
        early.sort_values(columns[:2])[columns].reset_index(drop=True),
        shared.sort_values(columns[:2])[columns].reset_index(drop=True),
    )


def test_what_is_kept_scores_as_the_draws_do(record, tmp_path):
    made = forecast(record, weeks=4)
    told = json.loads(keep(made, tmp_path / "f.json").read_text("utf-8"))
    exact = made.foretold["posters"].quantiles([0.05, 0.5, 0.95])
    points = np.quantile(np.array(told["quantiles"]["posters"]).T, [0.05, 0.5, 0.95], axis=0)
    assert points == pytest.approx(exact, abs=1.0)


def test_a_kept_forecast_is_never_replaced_nor_scored_against_another_pilot(
    record, export, tmp_path
):
    made = forecast(record, weeks=4)
    kept = keep(made, tmp_path / "f.json")
    with pytest.raises(InputError, match="never replaced"):
        keep(made, kept)
    with pytest.raises(InputError, match="same pilot"):
        score_kept([kept], read_pilot(export, title="Another"))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "rsne forecast", "weeks": ["x"]}'])
def test_what_is_no_kept_forecast_is_refused(record, tmp_path, text):
    file = tmp_path / "f.json"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError, match="no forecast kept"):
        score_kept([file], record)


def test_a_forecast_tells_the_weeks_that_follow(record):
    made = forecast(record, weeks=5, indicators=["joiners"])
    table = made.table()
    assert table["week"].tolist() == [made.origin + k for k in range(1, 6)]
    assert table["monday"].iloc[0] == made.seen["joiners"].weeks[-1] + pd.Timedelta(days=7)
    assert (table[["p05", "p25", "median", "p75", "p95"]].diff(axis=1).iloc[:, 1:] >= 0).all(
        axis=None
    )


def test_smoothing_keeps_what_is_level_and_never_says_never():
    curve = smoothed(np.array([[6.0] * 20, [0.0] * 20]))
    assert np.exp(curve[0]) == pytest.approx(6.0 / EMPLOYEES)
    assert np.exp(curve[1]) == pytest.approx(LEAST / EMPLOYEES)


def test_a_series_until_a_week_is_its_beginning():
    whole = series([3, 4, 6], "joiners")
    assert whole.until(2).counts.tolist() == [3, 4]
    assert whole.flow.tolist() == [3, 1, 2]
