"""The command line as its users meet it: results, messages and exit statuses."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from simulation import tables
from simulation.cli import main


class Told(NamedTuple):
    """What a command printed, and how it ended."""

    status: int
    out: str
    err: str


@pytest.fixture
def rsne(monkeypatch, capsys):
    """Run a command as the command line would, in this process."""

    def run(*arguments: str) -> Told:
        monkeypatch.setattr(sys, "argv", ["rsne", *arguments])
        with pytest.raises(SystemExit) as stop:
            main()
        return Told(stop.value.code or 0, *capsys.readouterr())

    return run


SMALL = ("--employees", "300", "--weeks", "8")


def test_a_simulation_says_what_it_found_and_how_fast(rsne):
    told = json.loads(rsne("simulate", "no_support", *SMALL, "-r", "2", "--json").out)
    assert told["employees"] == 300 and told["weeks"] == 8 and told["replicates"] == 2
    assert told["seconds"] > 0 and told["employee_weeks_per_second"] > 0
    active = next(row for row in told["indicators"] if row["indicator"] == "weekly_active")
    assert 0 <= active["low"] <= active["mean"] <= active["high"] <= 1


def test_a_run_with_events_is_a_record_that_indicators_and_profiles_read(rsne, tmp_path: Path):
    folder = tmp_path / "run"
    assert rsne("simulate", "no_support", *SMALL, "--events", "--out", str(folder)).status == 0
    assert tables.read(folder).is_simulated
    again = rsne("indicators", str(folder), "--by", "unit", "--json")
    assert again.status == 0
    rows = json.loads(again.out)
    assert {"indicator", "group", "week", "value", "unit", "suppressed"} <= set(rows[0])
    profiles = rsne("profiles", str(folder), "--json")
    assert {"shares", "flows"} <= set(json.loads(profiles.out))


def test_scenarios_are_compared_pair_by_pair(rsne):
    run = rsne("compare", "no_support", "sponsor_and_training", *SMALL, "-r", "3", "--json")
    told = json.loads(run.out)
    assert {"mean", "interval"} <= set(told["levels"][0])
    assert {"difference", "interval", "variance_reduction"} <= set(told["pairs"][0])


def test_a_scenario_printed_is_one_that_can_be_run(rsne, tmp_path: Path):
    file = tmp_path / "mine.yaml"
    file.write_text(rsne("scenarios", "no_support").out, "utf-8")
    assert rsne("simulate", str(file), *SMALL, "--json").status == 0


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("simulate", "no_suport"), ["no_suport", "no_support"]),
        (("simulate", "no_support", "--set", "managers.coachin=1"), ["coachin", "coaching"]),
        (("simulate", "no_support", "--set", "tool.fit=7"), ["tool.fit", "7", "1"]),
        (("simulate", "no_support", "--set", "tool.fit"), ["--set", "path=value"]),
        (("simulate", "no_support", "--set", "parameters.nonsense=1"), ["nonsense"]),
        (("simulate", "missing.yaml"), ["missing.yaml"]),
        (("compare", "no_support"), ["1"]),
        (("size", "no_support", "--target", "weekly_active"), ["weekly_active"]),
        (("indicators", "nowhere"), ["nowhere", "manifest.json"]),
        (("import", "nowhere.zip"), ["nowhere.zip"]),
        (("bench", "--sizes", "many"), ["--sizes", "many"]),
        (("simulate", "no_support", "--replicates", "few"), ["--replicates"]),
    ],
)
def test_a_wrong_input_gets_one_message_that_names_it(
    rsne, arguments, named, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    run = rsne(*arguments)
    assert run.status == 2
    assert run.out == ""
    assert "Traceback" not in run.err
    assert all(name in run.err for name in named), run.err
    assert list(tmp_path.iterdir()) == []


def test_messages_come_in_the_users_language():
    told = subprocess.run(
        [sys.executable, "-m", "simulation.cli", "import", "nowhere.zip"],
        capture_output=True,
        text=True,
        env={**os.environ, "RSNE_LANG": "fr"},
        check=False,
    )
    assert told.returncode == 2
    assert told.stdout == ""
    assert "nowhere.zip" in told.stderr and "Vérifiez" in told.stderr


def test_an_unreachable_target_is_told_and_exits_with_one(rsne):
    run = rsne("size", "no_support", *SMALL[:2], "--target", "weekly_active=99%@8", "--json")
    assert run.status == 1
    assert json.loads(run.out)["target_met"] is False
