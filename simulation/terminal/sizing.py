"""Sizing on the command line: what was asked, the search that can be stopped, the plan in words."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from simulation.scenario import Scenario
from simulation.sizing import (
    Futures,
    Limits,
    Service,
    SizingResult,
    Target,
    chances_in_words,
    choices,
    decision_in_words,
    evaluate,
    parse_space,
    read_plan,
    read_posterior,
    size,
    sizing_finding,
    write_plan,
)
from simulation.sizing.plan_file import GivenPlan
from simulation.terminal import ABSENT, ProgressCallback, print_rows
from simulation.terminal.results import print_benefits
from simulation.words import say
from simulation.words.forms import interval, number, percent, thousand_euros, week_label
from simulation.workspace import write_json

TARGET = "weekly_active=25%@78"
PROBABILITY = 0.8
WEEKS_TOLD = 8
"""Staffing is printed every so many weeks; the file has them all."""

MONTHS_PER_QUARTER = 3


@dataclass(frozen=True)
class Sizing:
    """What a command asks; None where nothing was said.

    Attributes:
        chosen: the scenario named, or that of the company behind the calibration named.
        plan: file of the plan to evaluate.
        target: as typed.
        probability: asked.
        budget: the most, in euros.
        limits: as typed.
        free: levers that may vary, as typed.
        service: as typed.
        effort: of the search.
        known: whether parameters are taken as known.
        posterior: folder of the calibration that parameters are drawn from.
        workers: draws computed at a time.
        out: where the result goes.
    """

    chosen: Scenario | None
    plan: Path | None
    target: str | None
    probability: float | None
    budget: float | None
    limits: tuple[str, ...]
    free: tuple[str, ...]
    service: str | None
    effort: str
    known: bool
    posterior: Path | None
    workers: int | None
    out: Path | None

    @cached_property
    def given(self) -> GivenPlan | None:
        """The plan to evaluate."""
        return read_plan(self.plan) if self.plan else None

    @property
    def scenario(self) -> Scenario:
        """What is sized or evaluated."""
        found = self.given.scenario if self.given else self.chosen
        assert found, "a command names a scenario, a calibration or a plan"
        return found

    @cached_property
    def futures(self) -> Futures | None:
        """Where parameters are drawn from; None for their priors."""
        if self.known:
            return Futures()
        seed = self.chosen.seed if self.chosen else Scenario().seed
        return read_posterior(self.posterior, seed) if self.posterior else None

    def to_dict(self) -> dict[str, Any]:
        """What was asked, as the library takes it; a plan's own terms unless others are said."""
        given = self.given
        target = Target.parse(self.target or TARGET)
        asked: dict[str, Any] = {
            "target": given.target if given and not self.target else target,
            "probability": self.probability,
            "budget": self.budget,
            "limits": Limits.parse(self.limits),
            "service": Service.parse(self.service) if self.service else None,
            "workers": self.workers,
            "futures": self.futures,
        }
        if given:
            for name in ("probability", "budget", "service"):
                if asked[name] is None:
                    asked[name] = getattr(given, name)
            if not self.limits:
                asked["limits"] = given.limits
        if asked["probability"] is None:
            asked["probability"] = PROBABILITY
        return asked


def sized(asked: Sizing, progress: ProgressCallback, lang: str) -> SizingResult:
    """Size, or evaluate, what was asked; write the result and its calendar where one is wanted.

    The first interruption stops the search, which then hands over its best plan so far.

    Raises:
        InputError: something asked cannot be.
        KeyboardInterrupt: interrupted before any plan was known, or a second time.
    """
    terms, out = asked.to_dict(), asked.out
    if asked.given:
        result = evaluate(asked.scenario, progress=progress, **terms)
    else:
        space = parse_space(asked.free)
        with interruption() as cancelled:
            result = size(
                asked.scenario,
                effort=asked.effort,
                progress=progress,
                cancelled=cancelled,
                space=space,
                journal=journal_of(out),
                found=lambda best: _tell_best(best, lang),
                **terms,
            )
    if out:
        write_json(out, result.to_dict())
        write_plan(result, calendar_of(out), lang)
    return result


def journal_of(out: Path | None) -> Path | None:
    """Where a search that writes there keeps what it needs to be resumed."""
    return out.with_name(f".{out.stem}.search") if out else None


def calendar_of(out: Path) -> Path:
    """Where the calendar to edit goes, beside the result."""
    return out.with_suffix(".calendar.yaml")


@contextmanager
def interruption() -> Iterator[Any]:
    """What tells whether the user has interrupted; a second interruption goes through."""
    asked: list[int] = []
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: Any) -> None:
        asked.append(number)
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


def print_sizing(result: SizingResult, lang: str) -> None:
    """Print the finding, the plan, what it rests on, and its tables."""
    title, subtitle = sizing_finding(result, lang)
    print(f"{title}\n{subtitle}")
    _print_plan(result, lang)
    _print_waves(result, lang)
    _heading("rests", lang)
    for reason in result.reasons[lang]:
        print(f"· {reason}")
    _print_front(result, lang)
    _print_staffing(result, lang)
    _print_training(result, lang)
    _print_budget(result, lang)
    _heading("benefits", lang)
    print_benefits(result.benefits, lang)


def _tell_best(best: Any, lang: str) -> None:
    """Say on stderr what the best plan is by now, where someone watches."""
    if sys.stderr.isatty():
        values = {"cost": thousand_euros(best.cost, lang)}
        values["chances"] = chances_in_words(best.chance.mean, lang)
        print(say("sizing.print.best", lang, **values), file=sys.stderr)


def _heading(key: str, lang: str) -> None:
    print(f"\n{say(f'sizing.print.{key}', lang)}")


def _columns(lang: str, *names: str) -> list[str]:
    return [say(f"sizing.column.{name}", lang) for name in names]


def _print_plan(result: SizingResult, lang: str) -> None:
    if not result.decisions:
        return
    _heading("plan", lang)
    rows = [
        (
            choices()[name].label[lang],
            decision_in_words(name, value, lang),
            "–".join(decision_in_words(name, end, lang) for end in _ends(result.space[name])),
        )
        for name, value in result.decisions.items()
    ]
    print_rows(rows, lang, _columns(lang, "choice", "value", "tried"))


def _ends(told: list[Any]) -> list[Any]:
    return [told[0], told[-1]]


def _print_waves(result: SizingResult, lang: str) -> None:
    _heading("waves", lang)
    rows = [
        (number(row["wave"], lang), week_label(row["week"], lang), number(row["people"], lang),
         percent(row["share"], lang))
        for row in result.waves.to_dict("records")
    ]  # fmt: skip
    print_rows(rows, lang, _columns(lang, "wave", "week", "people", "share"))


def _print_front(result: SizingResult, lang: str) -> None:
    _heading("front", lang)
    rows = [
        (
            thousand_euros(row["cost"], lang),
            percent(row["probability"], lang),
            _range(row["probability_low"] * 100, row["probability_high"] * 100, lang),
            result.target.held_from(row["week"], lang),
            number(row["overload"], lang, 1),
            say("sizing.checked_mark", lang) if row["checked"] else "",
            say(f"sizing.role.{row['role']}", lang) if row["role"] else "",
        )
        for row in result.front[~result.front["dominated"]].to_dict("records")
    ]
    names = ("cost", "probability", "nine_in_ten", "held_from", "overload")
    print_rows(rows, lang, [*_columns(lang, *names), "", *_columns(lang, "role")])


def _print_staffing(result: SizingResult, lang: str) -> None:
    _heading("staffing", lang)
    steps = result.load["posts"].diff().fillna(1) != 0
    every = (result.load["week"] - 1) % WEEKS_TOLD == 0
    rows = [
        (
            week_label(row["week"], lang),
            *(number(row[name], lang, 1) for name in ("p50", "p80", "p95", "posts")),
            percent(row["in_time"], lang),
            percent(row["in_time_less"], lang),
        )
        for row in result.load[steps | every].to_dict("records")
    ]
    heads = [*_columns(lang, "week"), "P50", "P80", "P95"]
    print_rows(rows, lang, [*heads, *_columns(lang, "posts", "in_time", "in_time_less")])


def _print_training(result: SizingResult, lang: str) -> None:
    if result.training.empty:
        return
    _heading("training", lang)
    rows = [
        (
            say(f"sizing.kind.{kind}", lang),
            site or say("sizing.other_sites", lang),
            number(held["sessions"].sum(), lang),
            number(held["seats"].sum(), lang),
            week_label(int(held["week"].min()), lang),
            week_label(int(held["week"].max()), lang),
        )
        for (kind, site), held in result.sites.groupby(["kind", "site"], sort=False)
    ]
    names = ("kind", "site", "sessions", "seats", "first", "last")
    print_rows(rows, lang, _columns(lang, *names))
    busiest = result.teaching.iloc[int(result.teaching["hours"].argmax())]
    seats = pd.DataFrame(result.seats).T.sum()
    print(
        say(
            "sizing.taught",
            lang,
            trainers=number(result.trainers, lang),
            hours=number(busiest["hours"], lang),
            week=week_label(int(busiest["week"]), lang),
            capacity=number(busiest["capacity"], lang),
            offered=number(seats["offered"], lang),
            taken=number(seats["taken"], lang),
            wasted=number(seats["wasted"], lang),
        )
    )


def _print_budget(result: SizingResult, lang: str) -> None:
    _heading("budget", lang)
    rows = [
        (
            row["label"],
            say(f"sizing.nature.{row['nature']}", lang) if row["nature"] else "",
            number(row["amount"] / 1000, lang),
            _range(row["low"] / 1000, row["high"] / 1000, lang),
        )
        for row in result.budget_table(lang).to_dict("records")
    ]
    print_rows(rows, lang, _columns(lang, "line", "nature", "amount", "nine_in_ten"))
    print(say("sizing.of_people", lang, amount=thousand_euros(result.people_cost, lang)))
    _heading("months", lang)
    quarters = result.months.assign(quarter=(result.months["month"] - 1) // MONTHS_PER_QUARTER + 1)
    table = quarters.pivot_table(
        index="line", columns="quarter", values="amount", aggfunc="sum", sort=False
    )
    by_line: list[tuple[str, ...]] = [
        (say(f"sizing.line.{line}", lang), *(number(v / 1000, lang) if v else ABSENT for v in own))
        for line, own in zip(table.index, table.to_numpy(), strict=True)
    ]
    heads = [say("sizing.quarter", lang, number=place) for place in table.columns]
    print_rows(by_line, lang, [*_columns(lang, "line"), *heads])


def _range(low: float, high: float, lang: str) -> str:
    return interval(number(low, lang), number(high, lang), lang)
