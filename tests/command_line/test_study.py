"""`rsne study` on the sample of a small network: every topic prints and gives JSON."""

import json

import pytest
from typer.testing import CliRunner

from simulation import tables
from simulation.commands.line import app
from simulation.indicators.studies import TOPICS
from simulation.model import simulate
from simulation.scenario import load
from simulation.words import say


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    scenario = load("sponsor_and_training").resized(300).changed({"horizon_weeks": 40, "seed": 5})
    place = tmp_path_factory.mktemp("study") / "run"
    return tables.write(simulate(scenario, events=True).record, place)


@pytest.fixture(scope="module")
def goals(tmp_path_factory):
    file = tmp_path_factory.mktemp("goals") / "goals.yaml"
    file.write_text("- {community: all, indicator: contributors, level: 0.01}\n")
    return file


def told(*words) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["study", *map(str, words)])
    return result.exit_code, result.output


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_is_told_and_given_as_json(topic, folder, goals):
    more = ["--goals", goals] if topic == "goals" else []
    status, text = told(folder, topic, *more, "--lang", "en")
    assert status == 0, text
    assert len(text.splitlines()) > 1 or say("study.nothing", "en") in text
    status, text = told(folder, topic, *more, "--json")
    assert status == 0
    assert json.loads(text)
