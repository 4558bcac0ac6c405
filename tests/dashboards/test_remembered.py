"""Results shared by sessions: worked out once, by whoever asks first, and never half-way."""

import threading

import pytest

from dashboards.remembered import REMEMBERED, Remembered, decided_by
from simulation.model import simulate
from simulation.scenario import Scenario


def test_those_who_ask_meanwhile_wait_for_the_first():
    kept, begun, go = Remembered(4), threading.Event(), threading.Event()
    asked, found = [], []

    def work():
        asked.append(1)
        begun.set()
        assert go.wait(10)
        return "result"

    first = threading.Thread(target=lambda: found.append(kept.get("key", work)))
    first.start()
    assert begun.wait(10)
    second = threading.Thread(target=lambda: found.append(kept.get("key", work)))
    second.start()
    go.set()
    first.join(10)
    second.join(10)
    assert found == ["result", "result"] and len(asked) == 1


def test_work_that_stops_or_fails_is_done_again():
    kept = Remembered(4)
    assert kept.get("key", lambda: None) is None
    with pytest.raises(OSError, match="full"):
        kept.get("key", lambda: (_ for _ in ()).throw(OSError("full")))
    assert kept.get("key", lambda: 1) == 1
    assert kept.get("key", lambda: 2) == 1


def test_what_is_not_there_yet_is_not_waited_for():
    kept, begun, go = Remembered(4), threading.Event(), threading.Event()

    def work():
        begun.set()
        assert go.wait(10)
        return 1

    asking = threading.Thread(target=lambda: kept.get("key", work))
    asking.start()
    assert begun.wait(10) and kept.known("key") is None and kept.known("other") is None
    go.set()
    asking.join(10)
    assert kept.known("key") == 1


def test_the_latest_used_are_kept():
    kept = Remembered(2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda: "first")
    assert kept.get("a", lambda: "again") == "first"
    assert kept.get("b", lambda: "again") == "again"


def test_a_remembered_run_is_the_run_itself():
    scenario = Scenario().resized(120).changed({"horizon_weeks": 8})
    run, kept = simulate(scenario, 3), REMEMBERED(scenario, 3)
    assert REMEMBERED(scenario, 3) is kept
    assert kept.seed == run.seed
    assert all((kept.weekly[name] == run.weekly[name]).all() for name in run.weekly)
    assert all((kept.by_unit[name][-1] == run.by_unit[name][-1]).all() for name in run.by_unit)


def test_a_record_written_anew_is_another_company(tmp_path):
    scenario = Scenario().changed({"company.record": str(tmp_path)})
    before = decided_by(scenario)
    (tmp_path / "manifest.json").write_text("{}")
    assert decided_by(scenario) != before
