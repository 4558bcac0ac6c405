"""How results are told on a terminal: tables, JSON, and progress with the time left."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from simulation.figures.units import tell, tell_difference, tell_range
from simulation.words import say
from simulation.words.forms import interval, number

ProgressCallback = Callable[[int, int], None]


def print_json(tree: Any) -> None:
    """Print a result for scripts: one JSON document; what is not known is null."""
    print(json.dumps(_plain(tree), ensure_ascii=False, allow_nan=False))


def print_pairs(pairs: Mapping[str, Any], lang: str) -> None:
    """Print names and values, one a line."""
    print_rows([(name, value) for name, value in pairs.items()], lang)


def print_frame(table: pd.DataFrame, lang: str) -> None:
    """Print a table with its column names."""
    print_rows([tuple(row) for row in table.itertuples(index=False)], lang, list(table.columns))


def print_rows(rows: Sequence[Sequence[Any]], lang: str, header: Sequence[str] = ()) -> None:
    """Print rows; numbers to the right in the language's form, absences as a dash."""
    console = Console()
    table = Table(*header, show_header=bool(header), box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(_told(value, lang) for value in row))
    for column, values in zip(table.columns, zip(*rows, strict=True), strict=False):
        if all(isinstance(value, int | float) for value in values):
            column.justify = "right"
    console.print(table)


def print_levels(table: pd.DataFrame, lang: str) -> None:
    """Print published indicators of the last week, one line for each indicator and group."""
    last = table[table["week"] == table["week"].max()]
    print_rows(
        [
            (
                say(f"indicator.{row.indicator}", lang),
                say("cli.everybody", lang) if pd.isna(row.group) else row.group,
                _level_told(row, lang),
            )
            for row in last.itertuples(index=False)
        ],
        lang,
        [say(f"cli.column.{name}", lang) for name in ("indicator", "group", "level")],
    )


def print_profiles(shares: pd.DataFrame, lang: str) -> None:
    """Print published profile shares of the last week."""
    last = shares[shares["week"] == shares["week"].max()]
    print_rows(
        [
            (
                say(f"indicator.profile.{row.profile}", lang),
                say("cli.suppressed", lang) if row.suppressed else tell(row.value, "share", lang),
            )
            for row in last.itertuples(index=False)
        ],
        lang,
        [say(f"cli.column.{name}", lang) for name in ("profile", "level")],
    )


def print_summary(rows: Sequence[Mapping[str, Any]], lang: str) -> None:
    """Print an ensemble's levels in its last week, with 90 % of the draws."""
    print_rows(
        [
            (
                say(f"indicator.{row['indicator']}", lang),
                tell(row["mean"], row["unit"], lang),
                tell_range(row["low"], row["high"], row["unit"], lang),
            )
            for row in rows
            if row["mean"] is not None
        ],
        lang,
        [say(f"cli.column.{name}", lang) for name in ("indicator", "level", "draws")],
    )


def print_pairs_compared(pairs: Sequence[Mapping[str, Any]], lang: str) -> None:
    """Print the paired differences of a comparison with their intervals and verdicts."""
    columns = ("pair", "indicator", "difference", "draws", "verdict")
    print_rows(
        [
            (
                f"{pair['scenario']} − {pair['baseline']}",
                say(f"indicator.{pair['indicator']}", lang),
                tell_difference(pair["difference"], pair["unit"], lang),
                interval(
                    *(tell_difference(end, pair["unit"], lang) for end in pair["interval"]),
                    lang=lang,
                ),
                say(f"report.verdict.{pair['verdict']}", lang),
            )
            for pair in pairs
        ],
        lang,
        [say(f"cli.column.{name}", lang) for name in columns],
    )


def print_speed(result: Mapping[str, Any], lang: str) -> None:
    """Print employee-weeks per second of processor time, and the ratio to the plain twin."""
    columns = ("employees", "full", "core")
    print_rows(
        list(zip(result["sizes"], result["full"], result["core"], strict=True)),
        lang,
        [say(f"cli.column.{name}", lang) for name in columns],
    )
    print(say("cli.peak_memory", lang, megabytes=number(result["peak_memory_mb"], lang)))
    if result["ratio"] is None:
        print(say("cli.no_twin", lang))
    else:
        twin, ratio = number(result["twin"], lang), number(result["ratio"], lang)
        print(say("cli.twin", lang, twin=twin, ratio=ratio))


@contextmanager
def progress_bar(lang: str, quiet: bool = False) -> Iterator[ProgressCallback]:
    """A bar on stderr with the draws done and the time left; call it with (done, total)."""
    console = Console(stderr=True, quiet=quiet)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(say("cli.draws", lang), total=1)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance


def _level_told(row: Any, lang: str) -> str:
    if not row.available:
        return say("cli.not_recorded", lang)
    if row.suppressed:
        return say("cli.suppressed", lang)
    return "—" if pd.isna(row.value) else tell(row.value, row.unit_of_measure, lang)


def _told(value: Any, lang: str) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return "—"
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, float):
        return number(value, lang, 0 if abs(value) >= 1000 else 3)
    if isinstance(value, int):
        return number(value, lang)
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return str(value)


def _plain(value: Any) -> Any:
    """The value in JSON's own types."""
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, pd.DataFrame):
        return [_plain(row) for row in value.to_dict("records")]
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if hasattr(value, "item"):
        value = value.item()
    if value is pd.NaT or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
