"""What a report shows: finished tables with the words around them, of no output format.

Each exhibit knows how its numbers are told as a table; how it is drawn belongs to the
page (`html`, through the figures) and to the deck (`pptx`, as native charts).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from simulation.figures.layout import Mark, rows, week_ticks
from simulation.figures.paired_differences import verdict_word
from simulation.figures.units import tell, tell_difference, tell_range
from simulation.protection import Released, check_released
from simulation.words import say
from simulation.words.forms import interval, number, percent, thousand_euros, week_label


@dataclass(frozen=True)
class Table:
    """A table ready to be read: headings and cells are text.

    Columns are right-aligned unless named in `text_columns`; with `total` the last row sums up.
    """

    headings: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    text_columns: tuple[int, ...] = (0,)
    total: bool = False


@dataclass(frozen=True)
class Fans:
    """Levels of one indicator under each scenario, week by week."""

    heading: str
    fans: Mapping[str, pd.DataFrame]
    names: Mapping[str, str]
    unit: str = "share"
    objective: float | None = None
    events: Sequence[Mark] = ()

    def numbers(self, lang: str) -> Table:
        """Median and 90 % of draws, at the weeks that have a tick."""
        first = next(iter(self.fans.values()))
        weeks = week_ticks(int(first["week"].min()), int(first["week"].max()))
        headings = (say("report.week", lang), *(self.name(letter) for letter in self.fans))
        cells = tuple(
            (week_label(week, lang), *(self._told(letter, week, lang) for letter in self.fans))
            for week in weeks
        )
        return Table(headings, cells)

    def name(self, letter: str) -> str:
        """`C · Coaching managers`: the letter goes with the name everywhere."""
        name = self.names.get(letter, "")
        return " · ".join(part for part in (letter, name) if part)

    def _told(self, letter: str, week: int, lang: str) -> str:
        fan = self.fans[letter]
        row = rows(fan[fan["week"] == week])[0]
        return (
            f"{tell(row.median, self.unit, lang)} {tell_range(row.p05, row.p95, self.unit, lang)}"
        )


@dataclass(frozen=True)
class Differences:
    """Paired differences of one indicator to a reference, in one week."""

    heading: str
    differences: pd.DataFrame
    draws: pd.DataFrame
    unit: str = "share"

    def numbers(self, lang: str) -> Table:
        """Mean, 90 % of draws, and the verdict in words."""
        headings = tuple(
            say(f"report.column.{name}", lang)
            for name in ("pair", "difference", "interval", "verdict")
        )
        cells = tuple(
            (
                say("figure.minus", lang, scenario=row.scenario, baseline=row.baseline),
                tell_difference(row.mean, self.unit, lang),
                interval(
                    tell_difference(row.low, self.unit, lang),
                    tell_difference(row.high, self.unit, lang),
                    lang,
                ),
                say(f"report.verdict.{verdict_word(row)}", lang),
            )
            for row in rows(self.differences)
        )
        return Table(headings, cells, text_columns=(0, 3))


@dataclass(frozen=True)
class Theories:
    """Paired differences of one indicator under each theory of influence."""

    heading: str
    table: pd.DataFrame
    unit: str = "share"

    def numbers(self, lang: str) -> Table:
        """One row per theory: for each pair the mean, 90 % of draws, and what is concluded."""
        pairs = {
            say("figure.minus", lang, scenario=scenario, baseline=baseline): own
            for (scenario, baseline), own in self.table.groupby(["scenario", "baseline"])
        }
        cells = tuple(
            (
                say(f"choice.{theory}", lang),
                *(self._told(own[own["theory"] == theory], lang) for own in pairs.values()),
            )
            for theory in dict.fromkeys(self.table["theory"])
        )
        headings = (say("report.column.theory", lang), *pairs)
        return Table(headings, cells, text_columns=tuple(range(len(headings))))

    def on_slide(self, lang: str) -> Table:
        """The same, shorter: a conclusion stands where it differs from that of the first theory."""
        full = self.numbers(lang)
        first = [cell.rpartition(SEPARATOR)[2] for cell in full.cells[0]]
        cells = tuple(
            (theory, *(_on_lines(*each) for each in zip(told, first[1:], strict=True)))
            for theory, *told in full.cells
        )
        return replace(full, cells=cells)

    def _told(self, row: pd.DataFrame, lang: str) -> str:
        found = rows(row)[0]
        low, high = (tell_difference(end, self.unit, lang) for end in (found.low, found.high))
        between = interval(low, high, lang)
        if self.unit == "share":
            between = tell_range(found.low, found.high, "points", lang)
        mean = tell_difference(found.mean, self.unit, lang)
        said = say(f"experiments.conclusion.{found.conclusion}", lang)
        return f"{mean} {between}{SEPARATOR}{said}"


SEPARATOR = " · "
NO_BREAK = "\u00a0"


def _on_lines(cell: str, expected: str) -> str:
    """A difference, its interval beneath, and what is concluded where it is not as expected."""
    numbers, _, said = cell.rpartition(SEPARATOR)
    mean, between = numbers.split(" [", 1)
    whole = f"[{between}".replace(" ", NO_BREAK)
    return "\n".join([mean, whole, *([said] if said != expected else [])])


@dataclass(frozen=True)
class Groups:
    """Levels of groups in one week; suppressed groups have no number anywhere."""

    heading: str
    table: Released
    overall: float | None = None
    emphasis: str | None = None
    unit: str = "share"

    def numbers(self, lang: str) -> Table:
        """Level and people of each group."""
        headings = (
            say("report.column.group", lang),
            say("report.column.level", lang),
            *([say("report.column.interval", lang)] if "low" in self.table else []),
            *([say("report.column.people", lang)] if self._counted else []),
        )
        cells = tuple(self._told(row, lang) for row in rows(check_released(self.table)))
        return Table(headings, cells)

    @property
    def _counted(self) -> bool:
        """Whether groups are of people that were counted; barriers are not."""
        return bool((self.table["people"].notna() | self.table["suppressed"]).any())

    def _told(self, row: Any, lang: str) -> tuple[str, ...]:
        """Name, level, interval where there is one, people."""
        hidden = row.suppressed
        level = "" if hidden else tell(row.value, self.unit, lang)
        people = "" if hidden or pd.isna(row.people) else number(row.people, lang)
        told = [level, *([people] if self._counted else [])]
        if "low" in self.table:
            known = not hidden and not pd.isna(row.low)
            told.insert(1, tell_range(row.low, row.high, self.unit, lang) if known else "")
        return (str(row.group), *([say("figure.suppressed", lang)] * len(told) if hidden else told))


@dataclass(frozen=True)
class Composition:
    """Who the pilot was beside who the company is."""

    heading: str
    table: Released

    def numbers(self, lang: str) -> Table:
        """Both shares of each group."""
        headings = (
            say("report.column.group", lang),
            say("figure.pilot", lang),
            say("figure.company", lang),
        )
        cells = tuple(
            (
                str(row.group),
                say("figure.suppressed", lang) if row.suppressed else percent(row.pilot, lang),
                percent(row.company, lang),
            )
            for row in rows(check_released(self.table))
        )
        return Table(headings, cells)


@dataclass(frozen=True)
class Front:
    """Plans by cost and probability of reaching the target."""

    heading: str
    plans: pd.DataFrame
    required: float | None = None

    def numbers(self, lang: str) -> Table:
        """The plans of the front, cheapest first."""
        headings = tuple(
            say(f"report.column.{name}", lang)
            for name in ("plan", "cost", "probability", "interval")
        )
        front = self.plans[~self.plans["dominated"]].sort_values("cost")
        cells = tuple(
            (
                say(f"figure.plan.{row.role}", lang) if row.role else "",
                thousand_euros(row.cost, lang),
                percent(row.probability, lang),
                tell_range(row.probability_low, row.probability_high, "share", lang),
            )
            for row in rows(front)
        )
        return Table(headings, cells)


@dataclass(frozen=True)
class Calendar:
    """When the waves open, and when people are trained."""

    heading: str
    waves: pd.DataFrame
    training: pd.DataFrame
    last_week: int

    def numbers(self, lang: str) -> Table:
        """Week and people of each wave."""
        headings = tuple(
            say(f"report.column.{name}", lang) for name in ("wave", "opening", "people")
        )
        cells = tuple(
            (wave_told(row.wave, lang), week_label(row.week, lang), number(row.people, lang))
            for row in rows(self.waves)
        )
        return Table(headings, cells)


def wave_told(wave: int, lang: str) -> str:
    """`Vague 2`; the first is the pilot's own."""
    return say("report.wave.pilot" if wave == 1 else "report.wave", lang, wave=number(wave, lang))


@dataclass(frozen=True)
class Load:
    """Community managers' load and the posts that carry it."""

    heading: str
    load: pd.DataFrame

    def numbers(self, lang: str) -> Table:
        """P50, P80, P95 and posts at the weeks that have a tick."""
        headings = (say("report.week", lang), "P50", "P80", "P95", say("report.column.posts", lang))
        weeks = week_ticks(int(self.load["week"].min()), int(self.load["week"].max()))
        shown = self.load[self.load["week"].isin(weeks)]
        cells = tuple(
            (
                week_label(row.week, lang),
                *(tell(each, "posts", lang) for each in (row.p50, row.p80, row.p95, row.posts)),
            )
            for row in rows(shown)
        )
        return Table(headings, cells)


@dataclass(frozen=True)
class Budget:
    """What a plan costs, line by line."""

    heading: str
    budget: pd.DataFrame

    def numbers(self, lang: str) -> Table:
        """Amount and interval of each line, in thousands of euros."""
        headings = tuple(
            say(f"report.column.{name}", lang) for name in ("line", "amount", "interval")
        )
        cells = tuple(
            (
                row.label,
                thousand_euros(row.amount, lang),
                interval(number(row.low / 1000, lang), number(row.high / 1000, lang), lang),
            )
            for row in rows(self.budget)
        )
        return Table(headings, cells, total=bool(self.budget["total"].any()))


@dataclass(frozen=True)
class Words:
    """A table that is text from the start: decisions, levers compared, conditions."""

    heading: str
    table: Table

    def numbers(self, lang: str) -> Table:
        """The table itself."""
        return self.table


Exhibit = (
    Fans | Differences | Theories | Groups | Composition | Front | Calendar | Load | Budget | Words
)


@dataclass(frozen=True)
class Aside:
    """A figure in large type with what it counts, or a sentence when `figure` is empty."""

    figure: str
    text: str
    detail: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the figure is a short number; words in its place begin the sentence."""
        return len(self.figure) <= 14 and any(sign.isdigit() for sign in self.figure)


@dataclass(frozen=True)
class Section:
    """One finding with its evidence: a section of the page, a slide of the deck.

    `origin` is "real", "simulated" or "" (words only). Two exhibits stand side by side,
    or above each other when `stacked`.
    """

    key: str
    title: str
    context: str
    origin: str
    source: str
    note: str
    receipt: str
    exhibits: tuple[Exhibit, ...] = ()
    asides: tuple[Aside, ...] = field(default=())
    stacked: bool = False
