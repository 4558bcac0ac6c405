"""Running the patterns with one parameter set, and what comes out.

Replicates are spread over processes: a run is thousands of short compiled steps, between
which threads would wait for each other.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from simulation.cores import available_cores
from simulation.errors import InputError
from simulation.experiments.draws import Progress
from simulation.model import code_version
from simulation.scenario import Scenario
from simulation.validation.ablations import ABLATIONS, Ablation
from simulation.validation.estimates import Estimate
from simulation.validation.pattern import Check, Figures, Pattern
from simulation.validation.patterns import PATTERNS, chosen
from simulation.validation.runs import REFERENCE_EMPLOYEES, Off, Trials
from simulation.validation.verdict import Verdict, together
from simulation.words import say

REPLICATES: Final = 30
ABLATION_REPLICATES: Final = 10
"""An ablation is to change a figure a lot: fewer replicates see it."""
LEAST_EMPLOYEES: Final = 200
"""Companies of half the size are drawn too, and none has fewer than 100 people."""


@dataclass(frozen=True)
class Checked:
    """A check, what the replicates gave, and the verdict."""

    check: Check
    estimate: Estimate
    verdict: Verdict

    @classmethod
    def of(cls, check: Check, draws: Sequence[Figures]) -> Checked:
        """The check against the figures of all replicates."""
        estimate = check.estimate(draws)
        return cls(check, estimate, check.expected.verdict(estimate))


@dataclass(frozen=True)
class Judged:
    """A pattern and its checks."""

    pattern: Pattern
    checks: tuple[Checked, ...]

    @property
    def verdict(self) -> Verdict:
        """Holds if all checks hold, fails if one fails."""
        return together(checked.verdict for checked in self.checks)

    @property
    def deciding(self) -> Checked:
        """The first check with the verdict of the whole pattern."""
        return next(checked for checked in self.checks if checked.verdict == self.verdict)

    def find(self, name: str) -> Checked:
        """One of its checks, by name."""
        return next(checked for checked in self.checks if checked.check.name == name)


@dataclass(frozen=True)
class Ablated:
    """A check with a mechanism and without it."""

    ablation: Ablation
    whole: Checked
    without: Checked


@dataclass(frozen=True)
class Validation:
    """Verdicts on the patterns, with what they were computed from.

    Attributes:
        patterns: in their order.
        ablations: what the mechanisms carry, if asked for.
        replicates: companies drawn.
        employees: of each.
        seed: of the default scenario, from which replicates are drawn.
        version: hash of the model and its parameters.
        seconds: time it took.
    """

    patterns: tuple[Judged, ...]
    ablations: tuple[Ablated, ...]
    replicates: int
    employees: int
    seed: int
    version: str
    seconds: float

    @property
    def all_hold(self) -> bool:
        """Whether every pattern holds."""
        return all(judged.verdict == "holds" for judged in self.patterns)

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """In plain values, as `rsne validate --json` prints it."""
        from simulation.validation.telling import as_dict

        return as_dict(self, lang)

    def to_markdown(self, lang: str = "en") -> str:
        """As a page to keep beside the code."""
        from simulation.validation.telling import as_markdown

        return as_markdown(self, lang)


@dataclass(frozen=True)
class _Task:
    """What one process does at a time: some patterns under one replicate."""

    keys: tuple[str, ...]
    replicate: int
    off: Off | None = None


def validate(
    patterns: Sequence[str] | None = None,
    replicates: int = REPLICATES,
    employees: int = REFERENCE_EMPLOYEES,
    workers: int | None = None,
    ablate: bool = False,
    progress: Progress | None = None,
) -> Validation:
    """Judge the model on the patterns of the evidence.

    With more than one worker a script must call this under `if __name__ == "__main__"`, as
    wherever Python starts processes.

    Args:
        patterns: keys such as P1; all by default.
        replicates: companies drawn; 30 leave few verdicts open.
        employees: of each company; P10 draws companies half that size.
        workers: processes; all cores by default, 1 for none beside this one.
        ablate: also switch mechanisms off one by one, on at most ten replicates.
        progress: told after each replicate.

    Raises:
        InputError: unknown pattern, or too few employees.
    """
    wanted = chosen(patterns)
    if employees < LEAST_EMPLOYEES:
        least = partial(_at_least, LEAST_EMPLOYEES)
        raise InputError("option_value", option="--employees", value=employees, expected=least)
    keys = tuple(pattern.key for pattern in wanted)
    ablations = [ablation for ablation in ABLATIONS if ablate and ablation.pattern in keys]
    tasks = {None: [_Task(keys, number) for number in range(replicates)]} | {
        ablation: [
            _Task((ablation.pattern,), number, ablation.off)
            for number in range(min(replicates, ABLATION_REPLICATES))
        ]
        for ablation in ablations
    }
    start = time.perf_counter()
    draws = _play(tasks, employees, workers, progress)
    judged = {pattern.key: _judge(pattern, draws[None]) for pattern in wanted}
    return Validation(
        patterns=tuple(judged.values()),
        ablations=tuple(_ablated(a, judged[a.pattern], draws[a]) for a in ablations),
        replicates=replicates,
        employees=employees,
        seed=Scenario().seed,
        version=code_version(),
        seconds=time.perf_counter() - start,
    )


def _at_least(least: int, lang: str) -> str:
    return say("expected.greater_than_equal", lang, ge=least)


def _judge(pattern: Pattern, draws: Sequence[Mapping[str, Figures]]) -> Judged:
    figures = [draw[pattern.key] for draw in draws]
    return Judged(pattern, tuple(Checked.of(check, figures) for check in pattern.checks))


def _ablated(ablation: Ablation, whole: Judged, draws: Sequence[Mapping[str, Figures]]) -> Ablated:
    before = whole.find(ablation.check)
    figures = [draw[ablation.pattern] for draw in draws]
    return Ablated(ablation, before, Checked.of(before.check, figures))


def _measure(task: _Task, employees: int) -> dict[str, Figures]:
    """Figures of one replicate, by pattern."""
    trials = Trials(task.replicate, employees, task.off)
    return {key: PATTERNS[key].measure(trials) for key in task.keys}


def _play[Group](
    tasks: Mapping[Group, Sequence[_Task]],
    employees: int,
    workers: int | None,
    progress: Progress | None,
) -> dict[Group, list[dict[str, Figures]]]:
    """Figures of each group of tasks, in their order."""
    flat = [task for group in tasks.values() for task in group]
    cores = min(workers or available_cores(), len(flat))
    measure = partial(_measure, employees=employees)
    if cores == 1:
        found = _in_turn(measure, flat, progress)
    else:
        found = _at_a_time(measure, flat, cores, progress)
    rest = iter(found)
    return {name: [next(rest) for _ in group] for name, group in tasks.items()}


def _in_turn(
    measure: Callable[[_Task], dict[str, Figures]],
    tasks: Sequence[_Task],
    progress: Progress | None,
) -> list[dict[str, Figures]]:
    found = []
    for done, task in enumerate(tasks, start=1):
        found.append(measure(task))
        if progress:
            progress(done, len(tasks))
    return found


def _at_a_time(
    measure: Callable[[_Task], dict[str, Figures]],
    tasks: Sequence[_Task],
    cores: int,
    progress: Progress | None,
) -> list[dict[str, Figures]]:
    pool = ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("spawn"))
    try:
        futures: list[Future[dict[str, Figures]]] = [pool.submit(measure, task) for task in tasks]
        for done, future in enumerate(as_completed(futures), start=1):
            future.result()
            if progress:
                progress(done, len(tasks))
        return [future.result() for future in futures]
    finally:
        pool.shutdown(cancel_futures=True)
