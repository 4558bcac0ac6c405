"""What one reader waited for is there for the next: results that all sessions of a server share."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any

from simulation.model import simulate
from simulation.scenario import Scenario


class Remembered[Result]:
    """Results by what decides them, the latest used ones; each is worked out once at a time.

    Args:
        most: results kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, Future[Result | None]] = OrderedDict()
        self._lock = Lock()

    def known(self, key: Hashable) -> Result | None:
        """The result of a key if it is there; never waits."""
        with self._lock:
            future = self._known.get(key)
            if future is None or not future.done():
                return None
            self._known.move_to_end(key)
        return future.result()

    def forget(self, gone: Callable[[Any], bool]) -> None:
        """Drop the results whose keys a test finds to be of what is there no more."""
        with self._lock:
            for key in [key for key in self._known if gone(key)]:
                del self._known[key]

    def get(self, key: Hashable, work: Callable[[], Result | None]) -> Result | None:
        """The result of a key; whoever asks while it is worked out waits for it.

        Nothing is kept of work that fails, or that gives None because it was stopped; who
        waited for it then works it out.
        """
        while True:
            with self._lock:
                future = self._known.get(key)
                if future is None:
                    mine = self._known[key] = Future()
                    while len(self._known) > self._most:
                        self._known.popitem(last=False)
                    break
                self._known.move_to_end(key)
            result = future.result()
            if result is not None:
                return result
        result = None
        try:
            result = work()
            return result
        finally:
            if result is None:
                with self._lock:
                    if self._known.get(key) is mine:
                        del self._known[key]
            mine.set_result(result)


def decided_by(scenario: Scenario) -> tuple[str, int]:
    """What decides the runs of a scenario: its key, and when its company's record was written."""
    record = scenario.company.record
    manifest = Path(record) / "manifest.json" if record else None
    return scenario.key(), manifest.stat().st_mtime_ns if manifest and manifest.is_file() else 0


def named(scenario: Scenario) -> Hashable:
    """What decides the runs of a scenario, and what it is called."""
    return decided_by(scenario), scenario.name, tuple(sorted(scenario.title.items()))


class RememberedRuns:
    """Runs a scenario under a replicate number, and remembers what came out.

    Only the scenario that a slider changed is then simulated anew; the others are remembered.
    """

    def __init__(self, most: int = 4000) -> None:
        self._runs: Remembered[SimpleNamespace] = Remembered(most)

    def __call__(self, scenario: Scenario, replicate: int) -> SimpleNamespace:
        """Seed, seconds, weekly columns and last counts by unit of one run."""

        def work() -> SimpleNamespace:
            run = simulate(scenario, replicate)
            names = SimpleNamespace(unit_names=run.organisation.unit_names)
            return SimpleNamespace(
                seed=run.seed,
                seconds=run.seconds,
                weekly=run.weekly,
                by_unit={name: column[-1:].copy() for name, column in run.by_unit.items()},
                organisation=names,
            )

        found = self._runs.get((*decided_by(scenario), replicate), work)
        assert found is not None, "a run always gives something"
        return found


REMEMBERED = RememberedRuns()
"""The same scenario under the same number is the same run, whoever asks."""
