"""What every command prints with: JSON, rows, and progress with the time left.

Neither pandas nor a figure is imported here, so that help and lists come at once.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from getpass import getpass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from simulation.errors import InputError
from simulation.words import say
from simulation.words.forms import number

WIDTH_OF_FILES = 200
"""Columns of what goes to a file or another program, where lines need not fold."""

ABSENT = "—"
"""Stands for what is not known."""

CONTROL_SIGNS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""Signs with which a name could command the terminal."""

ProgressCallback = Callable[[int, int], None]


def print_json(tree: Any) -> None:
    """Print a result for scripts: one JSON document; what is not known is null."""
    print(json.dumps(_plain(tree), ensure_ascii=False, allow_nan=False))


def say_written(place: Path | None, lang: str) -> None:
    """Say where a result was written, if it was."""
    if place:
        print(say("cli.written", lang, place=place))


def print_pairs(pairs: Mapping[str, Any], lang: str) -> None:
    """Print names and values, one a line."""
    print_rows([(name, value) for name, value in pairs.items()], lang)


def print_counts(counts: Mapping[str, int | None], lang: str) -> None:
    """Print counts under their names; what the gate hid says so."""
    hidden = say("cli.suppressed", lang)
    told = {name: hidden if count is None else count for name, count in counts.items()}
    print_pairs({say(f"cli.count.{name}", lang): count for name, count in told.items()}, lang)


def print_rows(rows: Sequence[Sequence[Any]], lang: str, header: Sequence[str] = ()) -> None:
    """Print rows; numbers to the right in the language's form, absences as a dash."""
    width = None if sys.stdout.isatty() else WIDTH_OF_FILES
    console = Console(width=width, markup=False, emoji=False)
    table = Table(*header, show_header=bool(header), box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(_told(value, lang) for value in row))
    for column, values in zip(table.columns, zip(*rows, strict=True), strict=False):
        if all(isinstance(value, int | float) for value in values):
            column.justify = "right"
    console.print(table)


@contextmanager
def progress_bar(lang: str, quiet: bool = False) -> Iterator[ProgressCallback]:
    """A bar with the draws done and the time left, where stderr is a terminal.

    Call what it yields with (done, total).
    """
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeRemainingColumn(),
    )
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task(say("cli.draws", lang), total=1)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance


def password(lang: str) -> str:
    """A password typed twice without being shown, or the first line of what is piped in.

    Raises:
        InputError: the two entries differ.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, again = (
        getpass(f"{say(f'cli.users.{name}', lang)} : ") for name in ("password", "again")
    )
    if first != again:
        raise InputError("users_twice")
    return first


def plain_number(value: float, lang: str) -> str:
    """A number with four significant digits at most, in the language's form."""
    return number(value, lang, _decimals(value))


def _decimals(value: float) -> int:
    """Decimals that four significant digits need, without closing zeros: 4 for 0.0015."""
    digits = Decimal(f"{value:.4g}").normalize().as_tuple().exponent
    return max(0, -int(digits))


def _told(value: Any, lang: str) -> str:
    value = _plain(value)
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, float):
        return plain_number(value, lang)
    if isinstance(value, int):
        return number(value, lang)
    return CONTROL_SIGNS.sub("\ufffd", str(value))


def _plain(value: Any) -> Any:
    """The value in JSON's own types; what is missing or infinite is None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return _plain_of_pandas(value)


def _plain_of_pandas(value: Any) -> Any:
    """The same for what NumPy and pandas hold; imported late, since help needs neither."""
    import pandas as pd

    if isinstance(value, pd.DataFrame):
        return [_plain(row) for row in value.to_dict("records")]
    if hasattr(value, "item"):
        return _plain(value.item())
    if value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return value.date().isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
