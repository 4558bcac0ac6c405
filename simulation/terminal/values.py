"""Values that options give as text, or leave to the workspace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from simulation.errors import InputError


def minimum(record: Path, asked: int | None) -> int:
    """The smallest group shown: as asked, else as the workspace of the record says."""
    from simulation.access import settings_of

    return settings_of(record).min_group if asked is None else asked


def day(text: str | None, flag: str) -> date | None:
    """A date of the calendar.

    Raises:
        InputError: it is none.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError("option_value", option=flag, value=text, expected="2027-12-31") from None


def whole_numbers(
    text: str, flag: str, least: int = 0, expected: str = "1,2,4,8"
) -> tuple[int, ...]:
    """Whole numbers, increasing, from `1,2,4`.

    Raises:
        InputError: one is none, or under the least.
    """
    try:
        numbers = sorted({int(part) for part in text.split(",")})
    except ValueError:
        numbers = []
    if not numbers or numbers[0] < least:
        raise InputError("option_value", option=flag, value=text, expected=expected)
    return tuple(numbers)


def among(values: Sequence[str], known: Sequence[str], flag: str) -> None:
    """Refuse values that are not known.

    Raises:
        InputError: names the flag and what was expected.
    """
    for value in values:
        if value not in known:
            raise InputError("option_value", option=flag, value=value, expected=", ".join(known))
