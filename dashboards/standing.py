"""Work that outlives the page it was asked on: one job a workspace, seen by whoever opens it.

A reader may close the page or load it again: the job goes on in the server, and the page
that opens next shows how far it is. What it finds is written by the work itself. While a job
runs it leaves a trace in the workspace: other servers of the same workspace tell from it how far
it is, and stop it by taking the trace away. One that failed or was stopped says so before it goes.
The trace of a job that ended with its server is found by whoever opens a page next, who is told.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from dashboards.jobs import Deliver, NewestJob, Outdated
from simulation.errors import InputError
from simulation.words import LANGUAGES
from simulation.workspace import write_text

TRACE = ".job.json"
"""File of the workspace that is there while a job runs."""

PACE = 1.0
"""Seconds between two looks at another server's job, and between two tellings of one's own."""

LAST_WORD = 5 * PACE
"""Seconds for which the trace of a job that failed or was stopped stays, for others to look at."""

Advance = Callable[[int, int], None]
"""Told how many parts are done, and of how many."""


@dataclass(frozen=True)
class Told:
    """How far a job is.

    Attributes:
        kind: what it does, a word of the catalogue.
        about: what it is done to, by name.
        done: parts done, of `total`; 0 of 0 before the first.
        left: seconds left by the pace so far; None before that can be said.
        state: "running", "done", "stopped" or "failed".
        refused: what the user must change, of a job that failed.
    """

    kind: str
    about: Mapping[str, Any] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    left: float | None = None
    state: str = "running"
    refused: InputError | None = None


class StandingJob:
    """One job at a time, and those who watch it.

    Args:
        trace: file that is there while a job runs.
    """

    def __init__(self, trace: Path | None = None) -> None:
        self._trace = trace
        self.told: Told | None = traced(trace) if trace else None
        self._mine = self._left_trace = False
        self._job = NewestJob(lambda callback: callback())
        self._watching: dict[object, tuple[Deliver, Callable[[], Any]]] = {}
        self._following = False
        self._lock = threading.Lock()
        self._turn = 0

    @property
    def running(self) -> bool:
        """Whether a job is under way."""
        return self.told is not None and self.told.state == "running"

    def watch(self, deliver: Deliver, callback: Callable[[], Any]) -> Callable[[], None]:
        """Call back, where `deliver` runs it, whenever something is told; returns what ends it."""
        mark = object()
        with self._lock:
            self._watching[mark] = (deliver, callback)
            follow = bool(self._trace) and not self._following
            self._following = self._following or follow
        if follow:
            threading.Thread(target=self._follow, name="follow-job", daemon=True).start()

        def end() -> None:
            with self._lock:
                self._watching.pop(mark, None)

        return end

    def start(
        self,
        kind: str,
        about: Mapping[str, Any],
        work: Callable[[Advance, Outdated], Any],
    ) -> bool:
        """Begin, unless a job is under way: false then.

        Args:
            kind: what it does.
            about: what it is done to.
            work: does it; is handed how to tell its progress, and whether it was stopped.
        """
        self.look()
        with self._lock:
            if self.running:
                return False
            told = Told(kind, dict(about))
            if self._trace and not _leave(self._trace, told):
                return False  # another server was quicker
            self.told, self._mine = told, True
            self._left_trace = bool(self._trace and self._trace.exists())
            self._turn += 1
            turn = self._turn
        pace: list[tuple[float, int]] = []
        told_at = [time.monotonic()]

        def advance(done: int, total: int) -> None:
            pace.append((time.monotonic(), done))
            (begun, first), (now, last) = pace[0], pace[-1]
            left = (now - begun) / (last - first) * (total - done) if last > first else None
            self._tell(turn, done=done, total=total, left=left)
            if turn == self._turn and (now - told_at[0] > PACE or done >= total):
                told_at[0] = now
                self._leave_news()

        def end(state: str, refused: InputError | None = None) -> None:
            self._tell(turn, state=state, refused=refused)

        self._call()
        self._job.start(
            lambda outdated: work(advance, outdated),
            lambda _: end("done"),
            lambda error: end("failed", error),
        )
        return True

    def stop(self) -> None:
        """Stop what is under way; it ends at its next step and writes nothing."""
        if self.running and not self._mine and self._trace:
            with suppress(OSError):
                self._trace.unlink(missing_ok=True)
            self.told = replace(self.told, state="stopped") if self.told else None
            self._call()
        elif self.running:
            self._job.cancel()
            self._tell(self._turn, state="stopped")

    def look(self) -> None:
        """Tell of the job that another server of the workspace runs, as its trace has it."""
        if self._mine or not self._trace:
            return
        told = traced(self._trace)
        if told is None and self.running and self.told:
            told = replace(self.told, state="done")
        if told is not None and told != self.told:
            self.told = told
            self._call()

    def _follow(self) -> None:
        """Look while anybody watches; one thread does, however often readers come and go."""
        while self._is_watched():
            self.look()
            time.sleep(PACE)

    def _is_watched(self) -> bool:
        with self._lock:
            self._following = bool(self._watching)
            return self._following

    def _leave_news(self) -> None:
        """Write how far the job is; stop it where another server took its trace away."""
        if not self._left_trace or not self._trace or not self.told:
            return
        if self._trace.exists():
            with suppress(OSError, InputError):
                write_text(self._trace, _news(self.told))
        else:
            self.stop()

    def _tell(self, turn: int, **news: Any) -> None:
        """Change what is told of the job of a turn, while that is the one under way."""
        with self._lock:
            if self.told is None or not self.running or turn != self._turn:
                return
            self.told = replace(self.told, **news)
            ended = not self.running
            self._mine = not ended
        if ended and self._trace:
            self._take_leave(self._trace, self.told)
        self._call()

    def _take_leave(self, trace: Path, told: Told) -> None:
        """Take the trace away, after others could see what came of a job that did not end well."""
        if told.state == "done" or not trace.exists():  # another server may have taken it
            _remove(trace)
            return
        with suppress(OSError, InputError):
            write_text(trace, _news(told))
        last_word = threading.Timer(LAST_WORD, _remove, [trace, _news(told)])
        last_word.daemon = True
        last_word.start()

    def _call(self) -> None:
        with self._lock:
            watching = list(self._watching.values())
        for deliver, callback in watching:
            deliver(callback)


def traced(trace: Path) -> Told | None:
    """What a trace tells: a job of another server, or of one that ended before it; else None."""
    try:
        left = json.loads(trace.read_text("utf-8"))
        kind, about, process = str(left["kind"]), dict(left["about"]), int(left["process"])
        done, total = int(left.get("done", 0)), int(left.get("total", 0))
        seconds = None if left.get("left") is None else float(left["left"])
        state, why = str(left.get("state", "running")), left.get("why")
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if state in ("failed", "stopped"):
        refused = InputError("job_elsewhere", told=partial(_said, why)) if why else None
        return Told(kind, about, done, total, state=state, refused=refused)
    if process != os.getpid() and _runs(process):
        return Told(kind, about, done, total, seconds)
    return Told(kind, about, state="failed", refused=InputError("job_interrupted"))


def _leave(trace: Path, told: Told) -> bool:
    """Leave a trace; whether no other server's job stands in the way."""
    there = traced(trace)
    try:
        if there is None or there.state == "running":
            with trace.open("x", encoding="utf-8") as news:
                news.write(_news(told))
        else:
            write_text(trace, _news(told))
    except FileExistsError:
        return there is None  # what tells nothing stays as it is
    except (OSError, InputError):
        pass  # the job matters more than its trace
    return True


def _news(told: Told) -> str:
    news = {"kind": told.kind, "about": dict(told.about), "process": os.getpid()}
    news |= {"done": told.done, "total": told.total, "left": told.left, "state": told.state}
    if told.refused:
        news["why"] = {lang: told.refused.message(lang) for lang in LANGUAGES}
    return json.dumps(news)


def _said(why: Mapping[str, str], lang: str) -> str:
    return str(why.get(lang, ""))


def _remove(trace: Path, left: str | None = None) -> None:
    """Take a trace away, or only while it says what was left."""
    with suppress(OSError):
        if left is None or trace.read_text("utf-8") == left:
            trace.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Whether a process of this number is there; Windows has no harmless way to ask."""
    if sys.platform == "win32":
        return False
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True


_JOBS: dict[tuple[Path, str], StandingJob] = {}
_LOCK = threading.Lock()


def standing(folder: Path, trace: str = TRACE) -> StandingJob:
    """The job of the workspace in a folder, the same for all its readers.

    Args:
        folder: of the workspace.
        trace: file of the workspace that tells other servers of it; without one it is another
            job, which the readers of this server see.
    """
    place = folder.resolve()
    with _LOCK:
        if (place, trace) not in _JOBS:
            _JOBS[place, trace] = StandingJob(place / trace if trace else None)
        return _JOBS[place, trace]
