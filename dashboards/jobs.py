"""Work outside the page: one thread a job list, the newest request only, results in the page.

The event loop never computes. A request that a newer one has overtaken is told so, stops
at its next draw, and what it found is dropped.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import panel as pn

from simulation.access import read_by
from simulation.errors import InputError

Outdated = Callable[[], bool]
Deliver = Callable[[Callable[[], None]], Any]

_LOG = logging.getLogger(__name__)
BETWEEN = 0.4
"""Seconds between two tellings of progress: nobody sees more, and each costs its session."""


def reader() -> str:
    """Who reads the page; nothing where nobody signs in."""
    return str(pn.state.user or "") if pn.state.curdoc else ""


class NewestJob:
    """Runs the newest of the jobs asked for, off the event loop.

    Args:
        deliver: runs a callable where results may be shown (the page's event loop).
    """

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="page-job")
        self._turn = 0
        self._advanced = -BETWEEN

    def start[Result](
        self,
        work: Callable[[Outdated], Result],
        done: Callable[[Result], None],
        failed: Callable[[InputError], None],
    ) -> None:
        """Ask for work; whatever was asked before is overtaken.

        Args:
            work: computes; its argument tells whether it has been overtaken.
            done: receives the result, in the page.
            failed: receives what the user must change, in the page.
        """
        self._turn += 1
        turn, name = self._turn, reader()

        def outdated() -> bool:
            return turn != self._turn

        def show(callback: Callable[[], None]) -> None:
            self._deliver(lambda: None if outdated() else callback())

        def run() -> None:
            if outdated():
                return
            try:
                with read_by(name):
                    result = work(outdated)
            except InputError as error:
                refused = error  # the name of an except clause ends with it
                show(lambda: failed(refused))
            except Exception:
                if not outdated():  # work stopped half-way may end in any way
                    _LOG.exception("a job of the page failed")
                    show(lambda: failed(InputError("dashboard_job")))
            else:
                show(lambda: done(result))

        self._thread.submit(run)

    def tell(self, callback: Callable[[], Any]) -> None:
        """Run a callable in the page, from the job."""
        self._deliver(callback)

    def advance(self, callback: Callable[[], Any]) -> None:
        """The same for what is told draw after draw, but not at every draw."""
        now = time.monotonic()
        if now - self._advanced >= BETWEEN:
            self._advanced = now
            self.tell(callback)

    def cancel(self) -> None:
        """Overtake the running job without asking for another."""
        self._turn += 1

    def close(self) -> None:
        """End with the session: nothing more is started or shown."""
        self.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)
