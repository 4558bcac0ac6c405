"""People choose among titles; what cannot be read is called as its file is."""

import json

import pytest

from dashboards.view_models.names import (
    labelled,
    plan_title,
    record_title,
    run_title,
    scenario_title,
)
from simulation.scenario.files import shipped_text


def test_a_record_is_called_by_its_title(tmp_path):
    titles = {"fr": "Pilote d'automne", "en": "Autumn pilot"}
    (tmp_path / "manifest.json").write_text(json.dumps({"titles": titles}), "utf-8")
    assert record_title(tmp_path, "fr") == "Pilote d'automne"
    assert record_title(tmp_path, "en") == "Autumn pilot"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"titles": 3}', '{"scenario": 1}', "\0"])
def test_a_damaged_file_is_called_by_its_own_name(tmp_path, text):
    for name in ("manifest.json", "plan.json", "scenario.yaml"):
        (tmp_path / name).write_text(text, "utf-8")
    assert record_title(tmp_path, "fr") == tmp_path.name
    assert plan_title(tmp_path / "plan.json", "fr") == "plan.json"
    assert record_title(tmp_path / "missing", "fr") == "missing"


def test_a_damaged_scenario_is_called_by_its_own_name(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text("company: [", "utf-8")
    assert scenario_title(file, "fr") == "own.yaml"
    file.write_text(shipped_text("no_support"), "utf-8")
    assert scenario_title(file, "fr") == "Sans accompagnement"


def test_a_run_without_a_record_is_called_as_its_scenario(tmp_path):
    (tmp_path / "scenario.yaml").write_text(shipped_text("no_support"), "utf-8")
    assert run_title(tmp_path, "en") == "No support"
    (tmp_path / "manifest.json").write_text(json.dumps({"title": "Kept"}), "utf-8")
    assert run_title(tmp_path, "en") == "Kept"
    assert run_title(tmp_path / "missing", "en") == "missing"


def test_names_of_one_title_are_told_apart():
    titles = {"a": "Plan", "b": "Plan", "c": "Other"}
    assert labelled(titles) == {"Plan · a": "a", "Plan · b": "b", "Other": "c"}
    assert labelled({}) == {}
