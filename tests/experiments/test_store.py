"""Finished draws are never lost, doubled or computed again, however the work ends."""

import errno
import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from known_company import KnownCompany, with_coaching

from simulation.errors import InputError
from simulation.experiments import ensemble, ensembles
from simulation.experiments.draws import Draw, Failure, play
from simulation.experiments.store import Store, told

TASKS = [
    (scenario, number)
    for number in range(30)
    for scenario in (with_coaching(0.3, "x"), with_coaching(0.6, "y"))
]


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "store")


def columns(outcomes):
    return [(draw.replicate, draw.seed, draw.weekly["weekly_active"].tolist()) for draw in outcomes]


def test_a_draw_read_back_is_the_draw_kept(store, company):
    (first,) = play(TASKS[:1], store=store, simulate=company)
    again = store.draw(store.key(TASKS[0]))
    assert isinstance(again, Draw)
    assert (again.replicate, again.seed, again.seconds) == (
        first.replicate, first.seed, first.seconds,
    )  # fmt: skip
    assert again.weekly.keys() == first.weekly.keys()
    for name, column in first.weekly.items():
        np.testing.assert_array_equal(again.weekly[name], column)


def test_nothing_finished_is_computed_again(store, company):
    alone = play(TASKS[:20], workers=2, simulate=company)
    play(TASKS[:12], workers=2, store=store, simulate=company)
    company.played.clear()
    assert columns(play(TASKS[:20], workers=2, store=store, simulate=company)) == columns(alone)
    assert len(company.played) == 8


def test_another_seed_parameter_or_number_is_another_draw(store):
    scenario = with_coaching(0.3)
    others = [
        (scenario, 1),
        (scenario.changed({"seed": 7}), 0),
        (scenario.changed({"parameters": {"visit_habit": 1.5}}), 0),
    ]
    assert len({store.key(task) for task in [(scenario, 0), *others]}) == 4
    assert store.key((with_coaching(0.3, "renamed"), 0)) == store.key((scenario, 0))


def test_a_stop_leaves_a_balanced_design(store, company):
    asked = iter(range(100))
    play(
        TASKS, workers=1, store=store, simulate=company, cancelled=lambda: next(asked) >= 10
    )  # fmt: skip
    kept = [task for task in TASKS if store.draw(store.key(task))]
    numbers = {name: sum(s.name == name for s, _ in kept) for name in ("x", "y")}
    assert len(kept) >= 10 and abs(numbers["x"] - numbers["y"]) <= 1


def test_a_failing_draw_is_kept_with_its_reason_and_tried_again(store):
    drawn = ensemble(with_coaching(0.5), 4, store=store, simulate=KnownCompany(fails_at={2}))
    assert [fault.replicate for fault in drawn.failures] == [2]
    (progress,) = store.progress()
    assert (progress.planned, progress.done, progress.failed, progress.missing) == (4, 3, 1, 0)
    assert "no such company" in store.failures(progress.design)[0].reason
    mended = ensemble(with_coaching(0.5), 4, store=store, simulate=KnownCompany())
    assert list(mended.replicates) == [0, 1, 2, 3]
    assert store.progress()[0].failed == 0


def test_a_damaged_file_is_computed_again_and_told(store, company):
    play(TASKS[:4], store=store, simulate=company)
    (first, *_) = (store.folder / "draws").rglob("*.parquet")
    first.write_bytes(first.read_bytes()[:100])
    assert store.damaged() == [first]
    company.played.clear()
    play(TASKS[:4], store=store, simulate=company)
    assert len(company.played) == 1 and store.damaged() == []


def test_a_design_is_found_by_the_beginning_of_its_key(store, company):
    play(TASKS[:4], store=store, simulate=company)
    (design,) = store.designs()
    assert store.design(design.key[:5]).keys == design.keys
    assert design.played() == TASKS[:4]
    assert told(store.progress()[0])["scenarios"] == ["x", "y"]
    with pytest.raises(InputError):
        store.design("zzz")


def test_a_full_disk_stops_with_one_message_and_loses_nothing(store, company, monkeypatch):
    play(TASKS[:6], store=store, simulate=company)
    write = Path.write_bytes

    def full(place, content):
        if place.suffix != ".json" and "draws" in place.parts:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(place, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError) as refused:
        play(TASKS, workers=1, store=store, simulate=company)
    assert str(store.folder) in refused.value.message("en")
    monkeypatch.undo()
    assert sum(store.draw(store.key(task)) is not None for task in TASKS) == 6


class Slow(KnownCompany):
    """Takes a moment, so that it can be interrupted."""

    def __call__(self, scenario, replicate):
        time.sleep(0.004)
        return super().__call__(scenario, replicate)


def _work(folder):
    play(TASKS, workers=2, store=Store(folder), simulate=Slow())


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_twenty_kills_lose_and_double_nothing(store):
    undisturbed = columns(play(TASKS, simulate=Slow()))
    luck = random.Random(4)
    fork = multiprocessing.get_context("fork")
    seen: set[str] = set()
    for _ in range(20):
        worker = fork.Process(target=_work, args=(store.folder,))
        worker.start()
        time.sleep(luck.uniform(0.0, 0.06))
        if worker.is_alive():
            os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        kept = {place.stem for place in (store.folder / "draws").rglob("*.parquet")}
        assert seen <= kept
        seen = kept
        assert store.damaged() == []
    assert columns(play(TASKS, store=store, simulate=Slow())) == undisturbed
    assert len(list((store.folder / "draws").rglob("[!.]*.parquet"))) == len(TASKS)
    assert len(store.designs()) == 1


def _dies(scenario, replicate):
    if replicate == 3:
        os._exit(1)
    return KnownCompany()(scenario, replicate)


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_worker_that_dies_fails_its_draws_and_the_rest_can_be_resumed(store):
    from concurrent.futures import ProcessPoolExecutor

    scenarios = {"x": with_coaching(0.3, "x")}
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        drawn = ensembles(scenarios, 8, executor=pool, store=store, simulate=_dies)["x"]
    assert {0, 1} <= set(drawn.replicates) and 3 not in drawn.replicates
    assert all(isinstance(fault, Failure) for fault in drawn.failures)
    again = ensembles(scenarios, 8, store=store, simulate=KnownCompany())["x"]
    assert list(again.replicates) == list(range(8))
