"""A scenario finds the pilot it names from whatever folder the program was started in."""

import json
from pathlib import Path

import pytest

from simulation.scenario import Scenario, load, with_record_found
from simulation.sizing import read_plan

NAMED = "workspace/pilots/sample"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch) -> Path:
    """A workspace with a pilot, a scenario and a plan; the program runs somewhere else."""
    folder, elsewhere = tmp_path / "workspace", tmp_path / "elsewhere"
    for place in ("pilots/sample", "scenarios", "plans"):
        (folder / place).mkdir(parents=True)
    elsewhere.mkdir()
    (folder / "pilots" / "sample" / "manifest.json").write_text("{}")
    scenario = Scenario().changed({"company.record": NAMED})
    (folder / "scenarios" / "ours.yaml").write_text(scenario.to_yaml(), "utf-8")
    told = {"scenario": scenario.model_dump(mode="json"), "target": "contributors=20%@52"}
    (folder / "plans" / "ours.json").write_text(json.dumps(told | {"asked": 0.8}), "utf-8")
    monkeypatch.chdir(elsewhere)
    return folder


def test_a_scenario_of_a_workspace_finds_its_pilot_there(workspace):
    found = load(workspace / "scenarios" / "ours.yaml")
    assert found.company.record == str(workspace / "pilots" / "sample")


def test_a_stored_plan_finds_its_pilot_there(workspace):
    found = read_plan(workspace / "plans" / "ours.json").scenario
    assert found.company.record == str(workspace / "pilots" / "sample")


def test_a_pilot_that_is_where_it_is_named_is_left_alone(workspace, monkeypatch):
    monkeypatch.chdir(workspace.parent)
    assert load(workspace / "scenarios" / "ours.yaml").company.record == NAMED


def test_a_pilot_that_is_nowhere_keeps_its_name(workspace):
    (workspace / "pilots" / "sample" / "manifest.json").unlink()
    assert load(workspace / "scenarios" / "ours.yaml").company.record == NAMED


def test_a_scenario_without_a_record_stays_the_same(workspace):
    scenario = Scenario()
    assert with_record_found(scenario, workspace / "scenarios" / "ours.yaml") is scenario
