"""Work outside the page: the newest request wins, refusals are told, faults stay contained."""

import threading
from types import SimpleNamespace

from dashboards import jobs
from dashboards.jobs import NewestJob
from simulation.errors import InputError


def gathered():
    results, ended = [], threading.Event()

    def deliver(callback):
        callback()
        if results:
            ended.set()

    return results, ended, deliver


def test_a_request_overtaken_by_a_newer_one_shows_nothing():
    results, ended, deliver = gathered()
    job, begun, go = NewestJob(deliver), threading.Event(), threading.Event()

    def slow(outdated):
        begun.set()
        go.wait(5)
        return ("slow", outdated())

    job.start(slow, results.append, results.append)
    begun.wait(5)
    job.start(lambda outdated: ("quick", outdated()), results.append, results.append)
    go.set()
    assert ended.wait(5)
    job.close()
    assert results == [("quick", False)]


def test_work_that_waits_and_is_overtaken_is_never_begun():
    results, ended, deliver = gathered()
    job, begun, go = NewestJob(deliver), threading.Event(), threading.Event()
    run = []

    def slow(_):
        begun.set()
        go.wait(5)

    job.start(slow, results.append, results.append)
    begun.wait(5)
    job.start(lambda _: run.append("never"), results.append, results.append)
    job.start(lambda _: "last", results.append, results.append)
    go.set()
    assert ended.wait(5)
    job.close()
    assert results == ["last"] and run == []


def test_what_the_user_must_change_is_handed_back(at_once):
    told = []

    def refuse(_):
        raise InputError("workspace_name", value="!")

    NewestJob(at_once).start(refuse, told.append, lambda error: told.append(error.key))
    assert told == ["workspace_name"]


def test_a_fault_of_the_program_becomes_a_message_and_not_silence(at_once):
    told = []
    NewestJob(at_once).start(lambda _: 1 / 0, told.append, lambda error: told.append(error.key))
    assert told == ["dashboard_job"]


def test_a_cancelled_job_shows_nothing():
    shown = []
    job, begun, go = NewestJob(lambda callback: callback()), threading.Event(), threading.Event()

    def slow(_):
        begun.set()
        go.wait(5)
        return "late"

    job.start(slow, shown.append, shown.append)
    begun.wait(5)
    job.cancel()
    go.set()
    job._thread.shutdown(wait=True)
    assert shown == []


def test_progress_is_told_now_and_then_not_at_every_draw(monkeypatch):
    clock, told = [100.0], []
    monkeypatch.setattr(jobs, "BETWEEN", 0.5)
    monkeypatch.setattr(jobs, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    job = NewestJob(lambda callback: callback())
    for draw in range(20):
        clock[0] += 0.0625
        job.advance(lambda draw=draw: told.append(draw))
    job.close()
    assert told == [0, 8, 16]
