"""The forecast page without a browser: what was learnt, what is foretold, what came of it."""

from dataclasses import replace
from importlib import import_module

import numpy as np
import pandas as pd
import pytest

from dashboards.view_models import forecast as page
from dashboards.view_models.forecast import ForecastDesk, calibrated
from simulation import tables
from simulation.calibration import Discrepancy
from simulation.calibration.recovery import pilot_scenario
from simulation.errors import InputError
from simulation.model import simulate
from simulation.workspace import Workspace, slug

PEOPLE, WEEKS, CUT, RUNS = 100, 8, 5, 300
foretelling = import_module("simulation.forecasting.forecast")
LIVELY = {"talk_base": -4.0, "invitation_hazard": 0.25}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A pilot of a hundred people, calibrated at week 5 and at its end, both foretold."""
    place = Workspace(tmp_path_factory.mktemp("workspace"))
    scenario = pilot_scenario(PEOPLE, WEEKS).model_copy(update={"parameters": LIVELY})
    record = simulate(scenario, events=True).record
    real = replace(
        record, manifest={**record.manifest, "origin": "pilot", "title": "Autumn", "titles": {}}
    )
    folder = tables.write(real, place.pilots / slug("Autumn"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(foretelling, "PATHS", 60)
        lent = None
        for name, until in (("autumn", None), ("autumn-w5", CUT)):
            calibrated(
                place, folder, name, scenario, until, RUNS, 4, lent, lambda *_: None, lambda: False
            )
            lent = place.posteriors / name
        yield place


@pytest.fixture
def desk(place, at_once) -> ForecastDesk:
    opened = ForecastDesk(place, at_once, ahead=4)
    opened.open("pilots/autumn", "autumn")
    assert opened.refused is None
    return opened


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_empty_workspace_says_what_to_do(tmp_path, at_once, lang):
    desk = ForecastDesk(Workspace(tmp_path), at_once)
    desk.open("pilots/none", "none")
    assert desk.record == "" and all(desk.finding(lang))
    desk.calibrate()
    assert desk.refused.message(lang)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_record_that_was_never_calibrated_says_so(workspace, at_once, lang):
    desk = ForecastDesk(workspace, at_once)
    desk.open("runs/small")
    assert desk.calibrations() == {} and desk.weeks_of("runs/small") == 10
    assert all(desk.finding(lang)) and desk.warnings(lang) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_sentence_is_there_in_both_languages(desk, lang):
    assert all(desk.finding(lang)) and all(desk.past_finding(lang))
    assert all(desk.hangs_on(lang)) and all(desk.learnt(lang)[1])
    assert desk.calibration_label("autumn", lang)


def test_the_forecast_opens_from_the_last_week_seen(desk):
    name = desk.series()
    fan = desk.ahead_of(name)
    assert fan["week"].tolist() == [8, 9, 10, 11, 12]
    first = fan.iloc[0]
    assert {first["p05"], first["p95"]} == {desk.course(name)["value"].iloc[-1]}
    assert (fan["p05"] <= fan["median"]).all() and (fan["median"] <= fan["p95"]).all()


def test_the_numbers_of_the_figure_are_those_of_its_table(desk):
    name = desk.series()
    rows = desk.numbers(name, "en")
    assert [row[0] for row in rows] == [f"W{week}" for week in range(1, 13)]
    assert [bool(row[1]) for row in rows] == [True] * 8 + [False] * 4
    assert rows[-1][2] == f"{desk.ahead_of(name)['median'].iloc[-1]:,.0f}"


def test_parameters_stand_from_the_best_told_to_the_least(desk):
    rows, names = desk.learnt("en")
    told = [row["information"] for row in rows]
    assert told == sorted(told, reverse=True) and len(set(names)) == len(rows) == 15
    identified = [row["parameter"] for row in rows if row["identified"]]
    assert set(identified) == set(desk.reading.posterior.identified)


def test_a_page_loaded_again_shows_the_same(place, at_once, desk):
    again = ForecastDesk(place, at_once, ahead=4)
    again.open(desk.record, desk.calibration)
    assert again.finding("en") == desk.finding("en")
    pd.testing.assert_frame_equal(again.ahead_of("contributors"), desk.ahead_of("contributors"))


def test_another_horizon_is_not_foretold_until_it_is_asked(desk):
    desk.ahead = 8
    assert desk.shown is None and desk.ahead_of(desk.series()) is None
    assert all(desk.finding("fr"))
    desk.foretell()
    assert desk.job.state == "done" and desk.ahead_of(desk.series())["week"].max() == WEEKS + 8
    desk.forecast_file.unlink()


def test_an_earlier_forecast_is_scored_on_the_weeks_that_came(desk):
    rows = desk.past_rows("en")
    assert {row[0] for row in rows} == {"W5"} and {row[2] for row in rows} == {"3"}
    assert len(rows) == len(desk.indicators())
    assert list(desk.past("contributors")) == [CUT]
    assert desk.past("contributors")[CUT]["week"].tolist() == [6, 7, 8]
    assert "too few to judge" in desk.past_finding("en")[0]


@pytest.mark.parametrize(("share", "word"), [(0.5, "too narrow"), (0.9, "held"), (1.0, "too wide")])
def test_intervals_are_judged_when_enough_came_from_enough_weeks(desk, share, word):
    count = 60
    inside = np.arange(count) < share * count
    weeks = pd.Timestamp("2026-03-02") + pd.to_timedelta(7 * (np.arange(count) % 6), unit="D")
    scores = pd.DataFrame({"in_90": inside, "week": weeks, "step": 1})
    desk.reading = replace(desk.reading, scores=scores)
    assert word in desk.past_finding("en")[0]


def fan_to(last, low, high):
    ends = {"p05": low, "p25": low, "median": (low + high) / 2, "p75": high, "p95": high}
    start = dict.fromkeys(ends, last)
    return pd.DataFrame([{"week": 8, **start}, {"week": 12, **ends}])


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(25, 40, "should rise"), (5, 15, "should fall"), (15, 30, "not established")],
)
def test_the_title_claims_no_more_than_the_interval_allows(desk, monkeypatch, low, high, word):
    monkeypatch.setattr(ForecastDesk, "ahead_of", lambda *_: fan_to(20.0, low, high))
    assert word in desk.finding("en")[0]


def test_a_model_that_fits_badly_is_said_to_before_the_figures(desk):
    posterior = desk.reading.posterior
    told = {**posterior.manifest, "fit": {"fits": False, "p_value": 0.001}}
    wrong = {"posts": Discrepancy(bias=0.7)}
    desk.reading = replace(
        desk.reading, posterior=replace(posterior, manifest=told, discrepancy=wrong)
    )
    ((title, text),) = desk.warnings("en")
    assert title == "The model reproduces this pilot poorly" and "2.0 times" in text


def test_a_pilot_that_changed_or_grew_since_is_said_to(desk):
    desk.reading = replace(desk.reading, stale=True)
    assert "has changed since" in desk.warnings("en")[-1][0]
    desk.reading = replace(desk.reading, weeks=10)
    assert "Weeks come since this calibration: 2" in desk.warnings("en")[-1][0]


def test_a_pilot_of_too_few_people_is_not_shown(place, at_once, desk):
    settings = place.folder / "settings.yaml"
    settings.write_text("min_group: 150\n", "utf-8")
    try:
        again = ForecastDesk(place, at_once)
        again.open(desk.record, desk.calibration)
        assert again.reading is None and again.refused.key == "forecast_too_few_people"
        again.refused = None
    finally:
        settings.unlink()


def test_reading_a_real_pilot_leaves_a_trace(place, desk):
    assert '"dashboard"' in place.access_log.read_text("utf-8")


def test_calibrating_asks_for_what_the_form_says_and_shows_the_result(desk, monkeypatch):
    asked = {}

    def pretended(record, scenario, until, out, runs, **named):
        asked.update(scenario=scenario, until=until, runs=runs, out=out.name, lent=named["lent"])
        named["progress"](5, 10)
        raise InputError("disk_full", place=str(out))

    monkeypatch.setattr(page, "calibrate", pretended)
    desk.param.update(levers="no_support", until=6, effort="careful")
    desk.calibrate()
    assert (asked["until"], asked["runs"], asked["out"]) == (6, 4096, "autumn-no_support-w6")
    assert asked["scenario"].name == "no_support" and asked["lent"].name in ("autumn", "autumn-w5")
    assert desk.job.state == "failed" and desk.job.refused.key == "disk_full"
    assert desk.job_title("en") == "Autumn"
    assert desk.reading is not None and set(desk.calibrations()) == {"autumn", "autumn-w5"}


def test_a_damaged_calibration_is_left_out_or_refused_in_words(place, at_once, desk):
    damaged = place.posteriors / "damaged"
    damaged.mkdir()
    (damaged / "draws.parquet").write_bytes(b"no table")
    told = (place.posteriors / "autumn" / "manifest.json").read_text("utf-8")
    try:
        assert "damaged" not in desk.calibrations()
        (damaged / "manifest.json").write_text(told, "utf-8")
        again = ForecastDesk(place, at_once)
        again.open("pilots/autumn", "damaged")
        assert again.refused.key == "posterior_unreadable" and again.reading is None
    finally:
        for file in damaged.iterdir():
            file.unlink()
        damaged.rmdir()
