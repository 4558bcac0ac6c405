"""Number and date forms of the two languages, after the typographic rules of each.

French: decimal comma, narrow no-break space (U+202F) for thousands and before `%`,
true minus. English: decimal point, comma for thousands.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

NARROW = "\u202f"
MINUS = "\u2212"


@lru_cache(maxsize=8192)
def number(value: float, lang: str, decimals: int = 0, signed: bool = False) -> str:
    """A plain number: `1 240`, `2,5`; with `signed` also `+8,9` and `−0,4`."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    rounded = round(float(value), decimals) + 0.0  # no "-0"
    text = format_decimal(abs(rounded), format=pattern, locale=lang)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + text


def percent(share: float, lang: str, decimals: int = 0) -> str:
    """A share in [0, 1] as a percentage: `27 %` in French, `27%` in English."""
    return number(share * 100, lang, decimals) + (NARROW + "%" if lang == "fr" else "%")


def points(difference: float, lang: str) -> str:
    """A difference of shares, in percentage points with one decimal: `+8,9 pts`."""
    return number(difference * 100, lang, 1, signed=True) + "\u00a0pts"


def thousand_euros(value: float, lang: str) -> str:
    """An amount in euros, told in thousands: `410 k€` or `€410k`."""
    text = number(value / 1000, lang)
    return f"{text}{NARROW}k€" if lang == "fr" else f"€{text}k"


def interval(low: str, high: str, lang: str) -> str:
    """An interval from two formatted ends: `[6,1 ; 11,8]` or `[6.1, 11.8]`."""
    return f"[{low}{NARROW}; {high}]" if lang == "fr" else f"[{low}, {high}]"


def week_label(week: int, lang: str) -> str:
    """The label of a week counted from 1: `S78` or `W78`."""
    return f"{'S' if lang == 'fr' else 'W'}{week}"


def time_left(seconds: float) -> str:
    """A duration as a reader waits for it: `40 s`, `1 min 40 s`, `12 min`; the same in both."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    if minutes >= 5:
        return f"{minutes + (rest >= 30)} min"
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def long_date(day: date, lang: str) -> str:
    """A date in words: `15 décembre 2026` or `15 December 2026`."""
    return format_date(day, format="d MMMM y", locale=lang)


def short_date(day: date, lang: str) -> str:
    """A short date: `15 déc. 2026` or `15 Dec 2026`."""
    return format_date(day, format="d MMM y", locale=lang)
