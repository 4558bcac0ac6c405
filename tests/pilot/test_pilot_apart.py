"""A share of the reading done by a second process changes nothing of what is read or refused."""

import os
import subprocess

import pandas as pd
import pytest

from simulation.errors import InputError
from simulation.pilot import read_pilot
from simulation.pilot.apart import apart
from simulation.pilot.importers import slack_shares

FOLDERS = 6


def message(day: int, folder: int, **more) -> str:
    """One message of a channel; what stands in it differs from channel to channel."""
    fields = {"ts": f"16376{day}{folder}000.000100", "user": "UBEN", "text": "x" * folder} | more
    return str([fields]).replace("'", '"')


@pytest.fixture
def workspace(make_zip, slack_files):
    """A workspace of several channels as a zip, with changes."""

    def made(changes=()):
        files = dict(slack_files)
        for folder in range(FOLDERS):
            for day in range(3):
                files[f"c{folder}/2021-11-2{day + 1}.json"] = message(day, folder)
        return make_zip("apart.zip", files | dict(changes))

    return made


@pytest.fixture
def in_two(monkeypatch):
    """Two shares whatever the size of the export and the machine."""
    monkeypatch.setattr(slack_shares, "MUCH", 0)
    monkeypatch.setattr(slack_shares, "_START", 0)
    monkeypatch.setattr(slack_shares, "cores", lambda: 2)
    begun = []

    def watched(function, sources, channels, people):
        begun.append(channels)
        return apart(function, sources, channels, people)

    monkeypatch.setattr(slack_shares, "apart", watched)
    return begun


def tables(record):
    return {name: getattr(record, name) for name in ("people", "memberships", "events")}


def test_two_processes_read_what_one_reads(workspace, key, in_two, monkeypatch):
    path = workspace()
    together = read_pilot(path, key=key)
    assert in_two and len(in_two[0]) >= FOLDERS // 2
    monkeypatch.setattr(slack_shares, "cores", lambda: 1)
    alone = read_pilot(path, key=key)
    assert len(in_two) == 1
    for name, table in tables(alone).items():
        pd.testing.assert_frame_equal(tables(together)[name], table)
    for entry in ("source_counts", "dropped", "findings"):
        assert together.manifest[entry] == alone.manifest[entry]


@pytest.mark.parametrize("folder", range(FOLDERS))
def test_a_damage_in_either_share_is_told_alike(workspace, key, in_two, folder):
    damaged = {f"c{folder}/2021-11-22.json": message(1, folder, ts="yesterday")}
    with pytest.raises(InputError) as caught:
        read_pilot(workspace(damaged), key=key)
    assert caught.value.key == "pilot_slack_time"
    assert f"c{folder}/2021-11-22.json" in str(caught.value)


def test_the_first_of_two_damages_is_told(workspace, key, in_two):
    damaged = {f"c{folder}/2021-11-22.json": message(1, folder, ts="no") for folder in (0, 5)}
    with pytest.raises(InputError, match="c0/"):
        read_pilot(workspace(damaged), key=key)


def test_a_second_process_that_dies_loses_nothing():
    with apart(died_elsewhere, os.getpid()) as result:
        assert result() == "read here"


def died_elsewhere(here: int) -> str:
    """End any process but that of the test."""
    if os.getpid() != here:
        os._exit(1)
    return "read here"


def test_a_machine_that_starts_no_process_reads_alone(monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", _refused)
    with apart(len, "abc") as result:
        assert result() == 3


def _refused(*_, **__):
    raise OSError
