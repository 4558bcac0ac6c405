import time

import numpy as np
import pandas as pd
import pytest
from known_company import WEEKS, KnownCompany, with_coaching

from simulation.errors import InputError
from simulation.experiments import ensemble, ensembles, fan, summary, write_run
from simulation.experiments.draws import play


def test_draws_do_not_depend_on_the_number_of_workers(company):
    scenario = with_coaching(0.5)
    one = ensemble(scenario, 8, workers=1, simulate=company)
    two = ensemble(scenario, 8, workers=2, simulate=company)
    np.testing.assert_array_equal(one.weekly["weekly_active"], two.weekly["weekly_active"])
    assert one.weekly["weekly_active"].shape == (8, WEEKS)
    assert list(one.replicates) == list(range(8))


def test_replicates_are_interleaved_over_the_scenarios(company):
    scenarios = {"x": with_coaching(0.4, "x"), "y": with_coaching(0.6, "y")}
    ensembles(scenarios, 3, workers=1, simulate=company)
    assert company.played == [(name, number) for number in range(3) for name in ("x", "y")]


def test_fresh_draws_start_where_they_are_told(company):
    drawn = ensemble(with_coaching(0.5), 3, first_replicate=500, simulate=company)
    assert list(drawn.replicates) == [500, 501, 502]


def test_the_fan_is_ordered_and_covers_nine_draws_in_ten(company):
    drawn = ensemble(with_coaching(0.5), 200, simulate=company)
    table = fan(drawn, "weekly_active")
    assert list(table["week"]) == list(range(1, WEEKS + 1))
    ordered = table[["p05", "p25", "median", "p75", "p95"]].to_numpy()
    assert (np.diff(ordered, axis=1) >= 0).all()
    assert table["median"].iloc[-1] == pytest.approx(0.25, abs=0.02)
    last = drawn.at("weekly_active", WEEKS)
    inside = (last >= table["p05"].iloc[-1]) & (last <= table["p95"].iloc[-1])
    assert inside.mean() == pytest.approx(0.9, abs=0.02)


def test_a_share_of_nothing_is_missing_and_never_zero(company):
    drawn = ensemble(with_coaching(0.5), 4, simulate=company)
    assert np.isnan(drawn.indicator("answered_within_48h")).all()
    assert fan(drawn, "answered_within_48h")["median"].isna().all()


def test_an_unknown_indicator_is_refused_with_the_known_ones(company):
    drawn = ensemble(with_coaching(0.5), 2, simulate=company)
    with pytest.raises(InputError, match="weekly_active"):
        drawn.indicator("happiness")


def test_a_failing_draw_is_reported_with_its_reason_and_the_others_are_kept():
    company = KnownCompany(fails_at=frozenset({2}))
    drawn = ensemble(with_coaching(0.5), 5, simulate=company)
    assert list(drawn.replicates) == [0, 1, 3, 4]
    assert [(fault.replicate, fault.reason) for fault in drawn.failures] == [
        (2, "ArithmeticError: no such company")
    ]
    assert summary(drawn)["failures"][0]["reason"] == "ArithmeticError: no such company"


def test_when_every_draw_fails_the_first_reason_is_raised():
    company = KnownCompany(fails_at=frozenset({0, 1}))
    with pytest.raises(RuntimeError, match="no such company"):
        ensemble(with_coaching(0.5), 2, simulate=company)


def test_wrong_input_stops_everything():
    def refuse(scenario, replicate):
        raise InputError("scenario_unreadable", place="somewhere")

    with pytest.raises(InputError, match="somewhere"):
        ensemble(with_coaching(0.5), 3, simulate=refuse)


def test_progress_counts_every_draw_and_stopping_keeps_what_is_done(company):
    told = []

    def slow(scenario, replicate):
        time.sleep(0.005)
        return company(scenario, replicate)

    tasks = [(with_coaching(0.5), number) for number in range(40)]
    outcomes = play(
        tasks,
        workers=1,
        progress=lambda done, total: told.append((done, total)),
        cancelled=lambda: len(told) >= 5,
        simulate=slow,
    )
    kept = [outcome for outcome in outcomes if outcome is not None]
    assert told[:2] == [(1, 40), (2, 40)]
    assert 5 <= len(kept) < 40


def test_the_summary_counts_the_work_done(company):
    told = summary(ensemble(with_coaching(0.5), 10, simulate=company))
    active = next(row for row in told["indicators"] if row["indicator"] == "weekly_active")
    assert active["low"] <= active["mean"] <= active["high"]
    assert told["employee_weeks_per_second"] == pytest.approx(1000 * WEEKS * 10 / 0.1)
    missing = next(r for r in told["indicators"] if r["indicator"] == "answered_within_48h")
    assert missing["mean"] is None


def test_a_run_is_written_whole_and_replaces_only_a_run(company, tmp_path):
    drawn = ensemble(with_coaching(0.5), 3, simulate=company)
    folder = write_run(drawn, tmp_path / "runs" / "one")
    write_run(drawn, folder)
    assert {file.name for file in folder.iterdir()} == {
        "weekly.parquet",
        "scenario.yaml",
        "summary.json",
    }
    table = pd.read_parquet(folder / "weekly.parquet")
    assert len(table) == 3 * WEEKS
    assert list((tmp_path / "runs").iterdir()) == [folder]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep")
    with pytest.raises(InputError):
        write_run(drawn, tmp_path / "mine")
    assert (tmp_path / "mine" / "notes.txt").read_text() == "keep"
