"""A job that outlives its page: seen by all who watch, one at a time, its end told in words."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dashboards import standing as module
from dashboards.components.job_state import job_state
from dashboards.standing import StandingJob, Told, standing
from simulation.errors import InputError

ROOT = Path(module.__file__).resolve().parents[1]


@pytest.fixture
def clock(monkeypatch):
    """Time that passes when the test says so."""
    now = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def test_two_readers_of_a_workspace_watch_the_same_job(tmp_path):
    assert standing(tmp_path) is standing(tmp_path / ".")
    assert standing(tmp_path) is not standing(tmp_path / "other")


def test_what_is_left_follows_the_pace_so_far(at_once, clock):
    job, seen = StandingJob(), []
    job.watch(at_once, lambda: seen.append(job.told))

    def work(advance, _):
        for done in (10, 20, 60):
            clock[0] += done
            advance(done, 100)

    assert job.start("calibrate", {"record": "x"}, work)
    assert [told.left for told in seen] == [None, None, 160.0, 64.0, 64.0]
    assert seen[-1].state == "done" and not job.running


def test_a_reader_who_left_hears_nothing_more_and_the_job_goes_on(at_once):
    job, seen = StandingJob(), []
    leave = job.watch(at_once, lambda: seen.append("heard"))
    leave()
    done = []
    job.start("calibrate", {}, lambda *_: done.append("done"))
    assert done == ["done"] and seen == []


def test_one_job_at_a_time_and_a_stopped_one_says_nothing_into_the_next():
    job, begun, go = StandingJob(), threading.Event(), threading.Event()
    asked, ended = [], threading.Event()

    def slow(advance, outdated):
        begun.set()
        go.wait(5)
        advance(9, 10)
        asked.append(outdated())

    def quick(advance, _):
        advance(1, 2)
        ended.set()

    assert job.start("calibrate", {"record": "first"}, slow)
    begun.wait(5)
    assert not job.start("calibrate", {"record": "second"}, quick)
    job.stop()
    assert job.told.state == "stopped"
    assert job.start("forecast", {"record": "third"}, quick)
    go.set()
    assert ended.wait(5) and asked == [True]
    job._job._thread.shutdown(wait=True)
    assert (job.told.about, job.told.done, job.told.state) == ({"record": "third"}, 1, "done")


@pytest.mark.parametrize(
    ("fault", "key"),
    [(InputError("disk_full", place="w"), "disk_full"), (OSError(), "dashboard_job")],
)
def test_a_job_that_fails_says_why(at_once, fault, key):
    job = StandingJob()

    def work(*_):
        raise fault

    job.start("calibrate", {}, work)
    assert job.told.state == "failed" and job.told.refused.key == key
    for lang, safe in (("fr", "Rien n’a été perdu"), ("en", "Nothing was lost")):
        words = job_state(job.told, "Pilot", lang)
        assert safe in words and 'role="alert"' in words


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Told("calibrate"), "the first simulations begin"),
        (Told("calibrate", done=50, total=200), "50 of 200 simulations."),
        (Told("calibrate", done=50, total=200, left=100.0), "1 min 40 s left"),
        (Told("calibrate", done=200, total=200), "about a minute"),
        (Told("calibrate", state="stopped"), "kept already is intact"),
    ],
)
def test_each_state_has_its_words(told, words):
    assert words in job_state(told, "<Pilot>", "en")
    assert "<Pilot>" not in job_state(told, "<Pilot>", "en")


def test_nothing_is_told_of_a_job_that_is_done_or_was_never_asked():
    assert job_state(None, "", "fr") == "" == job_state(Told("calibrate", state="done"), "", "fr")


def test_a_job_leaves_its_trace_only_while_it_runs(tmp_path, at_once):
    trace, seen = tmp_path / module.TRACE, []
    job = StandingJob(trace)
    assert job.start("calibrate", {"record": "pilots/x"}, lambda *_: seen.append(trace.exists()))
    assert seen == [True] and not trace.exists()


def test_a_job_that_ended_with_its_server_is_told_and_can_begin_again(tmp_path, at_once):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = {"kind": "calibrate", "about": {"record": "pilots/x"}, "process": ended.pid}
    (tmp_path / module.TRACE).write_text(json.dumps(left), "utf-8")
    job = standing(tmp_path)
    assert job.told.state == "failed" and job.told.about == {"record": "pilots/x"}
    assert job.told.refused.key == "job_interrupted"
    assert job.start("calibrate", {}, lambda *_: None) and job.told.state == "done"
    assert not (tmp_path / module.TRACE).exists()


@pytest.mark.parametrize("left", ["", "[]", '{"kind": "calibrate"}'])
def test_a_trace_that_tells_nothing_is_left_alone(tmp_path, left):
    trace = tmp_path / module.TRACE
    trace.write_text(left, "utf-8")
    assert StandingJob(trace).told is None


def elsewhere(trace, **news):
    """The trace of a job of another server that runs."""
    told = {"kind": "calibrate", "about": {"record": "x"}, "process": os.getppid(), **news}
    trace.write_text(json.dumps(told), "utf-8")


def test_the_job_of_another_server_is_told_and_stands_in_the_way(tmp_path, at_once):
    trace = tmp_path / module.TRACE
    elsewhere(trace, done=3, total=9, left=60.0)
    job, heard = StandingJob(trace), []
    assert (job.told.state, job.told.done, job.told.left) == ("running", 3, 60.0)
    assert not job.start("forecast", {}, lambda *_: heard.append("begun")) and not heard
    elsewhere(trace, done=6, total=9)
    job.look()
    assert job.told.done == 6
    trace.unlink()
    job.look()
    assert job.told.state == "done"
    assert job.start("forecast", {}, lambda *_: heard.append("begun")) and heard == ["begun"]


def test_a_job_is_stopped_from_another_server(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "PACE", 0.0)
    trace, begun, go = tmp_path / module.TRACE, threading.Event(), threading.Event()
    mine, theirs, stopped = StandingJob(trace), StandingJob(trace), []

    def work(advance, outdated):
        advance(1, 9)
        begun.set()
        go.wait(5)
        advance(2, 9)
        stopped.append(outdated())

    assert mine.start("calibrate", {"record": "x"}, work) and begun.wait(5)
    elsewhere(trace, done=1, total=9)  # as the other server sees it
    theirs.look()
    assert theirs.running
    theirs.stop()
    go.set()
    mine._job._thread.shutdown(wait=True)
    assert stopped == [True] and mine.told.state == theirs.told.state == "stopped"
    assert not trace.exists()


def refusing(*_):
    """Work that finds a fault of the user's."""
    raise InputError("dashboard_port", value=5006)


def test_a_job_that_failed_elsewhere_is_told_with_its_reason(tmp_path, at_once, monkeypatch):
    monkeypatch.setattr(module, "LAST_WORD", 0.2)
    trace = tmp_path / module.TRACE
    mine, theirs = StandingJob(trace), StandingJob(trace)
    elsewhere(trace, done=1, total=9)
    theirs.look()
    trace.unlink()
    mine.start("calibrate", {"record": "x"}, refusing)
    theirs.look()
    assert mine.told.state == theirs.told.state == "failed"
    for lang in ("fr", "en"):
        assert theirs.told.refused.message(lang) == mine.told.refused.message(lang)
    until(lambda: not trace.exists())
    theirs.look()
    assert theirs.told.state == "failed"


def test_the_last_word_of_a_job_takes_no_other_job_away(tmp_path, at_once, monkeypatch):
    monkeypatch.setattr(module, "LAST_WORD", 0.1)
    trace = tmp_path / module.TRACE
    StandingJob(trace).start("calibrate", {"record": "x"}, refusing)
    elsewhere(trace)
    time.sleep(0.3)
    assert module.traced(trace).state == "running"


def test_two_servers_work_on_one_workspace_and_tell_each_other(tmp_path):
    other = """
import sys, time
from pathlib import Path
from dashboards.standing import standing
def work(advance, outdated):
    for done in range(1, 100):
        time.sleep(0.05)
        advance(done, 100)
        if outdated(): return
standing(Path(sys.argv[1])).start("calibrate", {"record": "x"}, work)
"""
    server = subprocess.Popen([sys.executable, "-c", other, str(tmp_path)], cwd=ROOT)
    try:
        job = standing(tmp_path)
        until(lambda: job.look() or (job.running and job.told.done))
        assert not job.start("calibrate", {}, lambda *_: None)
        job.stop()
        assert server.wait(30) == 0
    finally:
        server.kill()
    assert not (tmp_path / module.TRACE).exists() and job.told.state == "stopped"


def until(test, patience=30.0):
    """Wait until a test holds."""
    limit = time.monotonic() + patience
    while not test():
        assert time.monotonic() < limit
        time.sleep(0.1)


def test_one_thread_follows_other_servers_however_often_readers_come_and_go(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "PACE", 0.05)
    looking = set()

    class Seen(StandingJob):
        def look(self):
            looking.add(threading.get_ident())

    job = Seen(tmp_path / module.TRACE)
    end = job.watch(lambda callback: callback(), lambda: None)
    for _ in range(5):
        end()
        end = job.watch(lambda callback: callback(), lambda: None)
    time.sleep(0.3)
    end()
    assert len(looking) == 1
