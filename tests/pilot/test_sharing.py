"""A large export read by several processes is the same, and is refused the same."""

import multiprocessing
import os
import zipfile

import pandas as pd
import pytest

from simulation import tables
from simulation.errors import InputError
from simulation.pilot import read_pilot, sharing
from simulation.pilot.sharing import Crew

FAULTY = 5


def doubled(part: int) -> int:
    if part == FAULTY:
        raise InputError("pilot_file_empty", place=str(part))
    return 2 * part


def doubled_here_only(part: int) -> int:
    if multiprocessing.parent_process() is not None:
        os._exit(1)
    return 2 * part


def unreadable_after(count):
    yield from range(count)
    raise InputError("pilot_file_empty", place="reading")


def shared(work, parts, workers):
    with Crew(workers) as crew:
        return crew.shared(work, parts, 100)


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(sharing, "WORTH_SHARING", 100)


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_parts(workers):
    assert shared(doubled, range(FAULTY), workers) == [0, 2, 4, 6, 8]
    assert shared(doubled, [], workers) == []


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(("parts", "place"), [(FAULTY - 1, "reading"), (FAULTY + 3, str(FAULTY))])
def test_the_first_fault_is_told_whoever_met_it(workers, parts, place):
    with pytest.raises(InputError) as refusal:
        shared(doubled, unreadable_after(parts), workers)
    assert refusal.value.message("en") == InputError("pilot_file_empty", place=place).message("en")


def test_processes_called_beforehand_do_the_work_and_end_with_it():
    before = set(multiprocessing.active_children())
    with Crew(2) as crew:
        crew.call(100)
        called = set(multiprocessing.active_children()) - before
    assert len(called) == 1
    assert not called & set(multiprocessing.active_children()), "even where there was no work"
    with Crew(2) as crew:
        crew.call(100)
        assert crew.shared(doubled, range(FAULTY), 100) == [0, 2, 4, 6, 8]
        assert crew.shared(doubled, range(2), 100) == [0, 2], "a second work calls them again"


@pytest.mark.parametrize(("workers", "size"), [(1, 100), (2, 99)])
def test_nobody_is_called_for_little_work_or_where_nobody_is(workers, size):
    before = set(multiprocessing.active_children())
    with Crew(workers) as crew:
        crew.call(size)
        assert crew.shared(doubled, range(3), size) == [0, 2, 4]
        assert set(multiprocessing.active_children()) <= before


def test_the_work_of_a_process_that_dies_is_done_here():
    assert shared(doubled_here_only, range(6), 2) == [0, 2, 4, 6, 8, 10]


def test_a_workspace_read_by_two_processes_is_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(sharing, "_PART", 1)
    path = tmp_path / "slack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.json", '[{"id": "U1"}, {"id": "U2"}]')
        archive.writestr("channels.json", '[{"id": "C1", "name": "ideas"}]')
        for day in range(1, 10):
            said = (
                f'[{{"ts": "17042{day}0000.000100", "user": "U{1 + day % 2}", "text": "hi <@U1>", '
                f'"thread_ts": "1704210000.000100", "reactions": [{{"users": ["U1", "U{day}"], '
                f'"count": 2}}]}}]'
            )
            archive.writestr(f"ideas/2024-01-0{day}.json", said)
    one, two = (read_pilot(path, key=bytes(32), workers=workers) for workers in (1, 2))
    for name in tables.SCHEMAS:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))
    assert len(one.events) > 9
    told = [
        {k: v for k, v in record.manifest.items() if k != "imported_at"} for record in (one, two)
    ]
    assert told[0] == told[1]
