"""Where plans are tried: the same futures for all of them, and a journal that forgets none.

The search is a function of its seed and of what draws give. So a journal of what each draw gave
is enough to take up an interrupted search: it is walked through again, at once where the journal
knows, and ends as if it had never been stopped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from simulation.experiments import Ensemble
from simulation.experiments.draws import Draw, Failure, Progress, Simulate, Task, play
from simulation.experiments.ensemble import gather
from simulation.places import check_within
from simulation.scenario import Scenario
from simulation.sizing.costs import cost
from simulation.sizing.futures import Futures
from simulation.sizing.staffing import Service, load_of
from simulation.sizing.target import Target

OUTCOMES = ("level", "cost", "week", "overload")
"""What is kept of a draw: level in the target's week, euros, week from which the target is held
(the one after its own if it is missed), and minutes a week beyond what HR allows, per employee."""

DIGITS = 9
"""Significant digits kept, so that what is read again equals what was first computed."""

Entry = Mapping[str, Any]


class StoppedError(Exception):
    """The work was stopped; what had ended is in the journal."""


class Journal:
    """What draws gave, in memory and, with a path, in a file that the next search reads.

    Args:
        path: one JSON document a line; the first says what was asked.
        asked: what decides the search; a file of another request is begun anew.

    Raises:
        InputError: nothing can be written there.
    """

    def __init__(self, path: Path | None = None, asked: str = "") -> None:
        self.path = path
        self._known: dict[str, Entry] = {}
        if path is None:
            return
        check_within(path.parent)
        kept = list(_lines(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"asked": asked}) + "\n", "utf-8")
        if kept and kept[0].get("asked") == asked:
            self.add({line["key"]: line["gave"] for line in kept[1:]})

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: str) -> Entry | None:
        """What a draw gave, if it is known."""
        return self._known.get(key)

    def add(self, found: Mapping[str, Entry]) -> None:
        """Keep what draws gave."""
        self._known |= found
        if self.path and found:
            with self.path.open("a", encoding="utf-8") as file:
                for key, gave in found.items():
                    file.write(json.dumps({"key": key, "gave": gave}) + "\n")

    def close(self) -> None:
        """Remove the file of a search that has ended."""
        if self.path:
            self.path.unlink(missing_ok=True)


@dataclass
class Laboratory:
    """Where plans are drawn: what stays the same over a search, and the progress told.

    Attributes:
        target: what is asked.
        futures: parameters of each draw.
        service: what people are promised by community managers.
        planned: about how many draws there will be.
        simulate: what runs one scenario under one number.
        journal: of what draws gave.
        workers: draws computed at a time.
        progress: told of the draws done.
        cancelled: asked after each draw.
        failures: draws that did not end.
    """

    target: Target
    futures: Futures
    service: Service
    planned: int
    simulate: Simulate
    journal: Journal = field(default_factory=Journal)
    workers: int | None = None
    progress: Progress | None = None
    cancelled: Callable[[], bool] | None = None
    failures: list[Failure] = field(default_factory=list)
    _counted: set[str] = field(default_factory=set)

    def outcomes(
        self, scenarios: Sequence[Scenario], count: int, first: int = 0
    ) -> list[dict[str, np.ndarray]]:
        """What each scenario gives in the same draws: `OUTCOMES`, shape (count,) each.

        A draw that did not end is missing.

        Raises:
            StoppedError: the work was stopped; what had ended is kept.
        """
        numbers = range(first, first + count)
        rows = self._recalled("outcome", scenarios, numbers, self._outcomes)
        return [
            {name: np.array([row.get(name, np.nan) for row in each], float) for name in OUTCOMES}
            for each in rows
        ]

    def needs(self, scenarios: Sequence[Scenario], numbers: Sequence[int]) -> list[np.ndarray]:
        """Full-time equivalents that keep the service where posts are ample.

        Args:
            scenarios: with ample posts.
            numbers: of the draws.

        Returns:
            Shape (draws, weeks) for each scenario; a draw that did not end is missing.
        """
        rows = self._recalled("needed", scenarios, numbers, self._needs)
        nothing = [np.nan] * self.target.week
        return [np.array([row.get("needed", nothing) for row in each]) for each in rows]

    def drawn(self, scenario: Scenario, count: int, first: int = 0) -> Ensemble:
        """Whole draws of one scenario, not kept in the journal.

        Raises:
            RuntimeError: no draw ended.
            StoppedError: the work was stopped.
        """
        tasks = [(scenario, number) for number in range(first, first + count)]
        drawn = gather(scenario, self._played(tasks))
        self._counted |= {f"whole {scenario.key()} {number}" for _, number in tasks}
        return drawn

    def read(self, ensemble: Ensemble) -> dict[str, np.ndarray]:
        """What draws give: `OUTCOMES`, shape (draws,) each."""
        levels = ensemble.indicator(self.target.indicator)
        week = self.target.week
        short = ~(levels[:, :week] >= self.target.level)
        held = np.where(short.any(axis=1), week + 1 - short[:, ::-1].argmax(axis=1), 1)
        beyond = ensemble.weekly["hours_beyond_allowance"].sum(axis=1)
        return {
            "level": levels[:, week - 1],
            "cost": cost(ensemble),
            "week": held.astype(float),
            "overload": 60 * beyond / ensemble.weekly["staff"].sum(axis=1),
        }

    def _outcomes(self, ensemble: Ensemble) -> list[Entry]:
        columns = self.read(ensemble)
        return [
            {name: _short(column[draw]) for name, column in columns.items()}
            for draw in range(len(ensemble.replicates))
        ]

    def _needs(self, ensemble: Ensemble) -> list[Entry]:
        needed = load_of(ensemble, self.futures).needed(self.service)
        return [{"needed": [_short(value) for value in row]} for row in needed]

    def _recalled(
        self,
        kind: str,
        scenarios: Sequence[Scenario],
        numbers: Sequence[int],
        read: Callable[[Ensemble], list[Entry]],
    ) -> list[list[Entry]]:
        """What is read of each scenario in each draw, from the journal or from new draws."""
        keys = [[f"{kind} {s.key()} {number}" for number in numbers] for s in scenarios]
        wanted = {
            keys[place][index]: (place, number)
            for index, number in enumerate(numbers)
            for place in range(len(scenarios))
        }
        missing = {key: task for key, task in wanted.items() if self.journal.get(key) is None}
        tasks = list(missing.values())
        stopped = False
        try:
            outcomes = self._played([(scenarios[place], number) for place, number in tasks], True)
        except StoppedError as stop:
            outcomes, stopped = stop.args[0], True
        found: dict[str, Entry] = {}
        for place, scenario in enumerate(scenarios):
            own = {
                key: outcome
                for (key, task), outcome in zip(missing.items(), outcomes, strict=True)
                if task[0] == place and outcome is not None
            }
            draws = {key: outcome for key, outcome in own.items() if isinstance(outcome, Draw)}
            gave = read(gather(scenario, draws.values())) if draws else []
            found |= {key: {} for key in own} | dict(zip(draws, gave, strict=True))
        self.journal.add(found)
        self._counted |= {key for own in keys for key in own if self.journal.get(key) is not None}
        if stopped:
            raise StoppedError
        return [[self.journal.get(key) or {} for key in own] for own in keys]

    def _played(self, tasks: Sequence[Task], partial: bool = False) -> list[Draw | Failure | None]:
        """Tasks in their futures.

        Raises:
            StoppedError: the work was stopped; holds what had ended, if `partial`.
        """
        before = len(self._counted)

        def run(scenario: Scenario, number: int) -> Any:
            return self.simulate(self.futures.applied(scenario, number), number)

        outcomes = play(
            tasks,
            workers=self.workers,
            progress=lambda done, _: self._tell(before + done),
            cancelled=self.cancelled,
            simulate=run,
        )
        self.failures += [outcome for outcome in outcomes if isinstance(outcome, Failure)]
        if any(outcome is None for outcome in outcomes):
            raise StoppedError(outcomes if partial else None)
        return outcomes

    @property
    def done(self) -> int:
        """Draws so far, those of the journal included."""
        return len(self._counted)

    def _tell(self, done: int) -> None:
        if self.progress:
            self.progress(done, max(self.planned, done))


def request_key(**asked: Any) -> str:
    """A hash of what decides a search."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()[:32]


def _short(value: float) -> float:
    return float(f"{float(value):.{DIGITS}g}")


def _lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a journal; one cut short by an interruption, and what follows, is left out."""
    found: list[dict[str, Any]] = []
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return found
    for line in text.splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            break
    return found
