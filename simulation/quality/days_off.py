"""Public holidays and the usual weeks of leave, so that absence is not read as giving up.

Public holidays come from the library `holidays`. School holidays and a company's own
closures are not known to it: the user tells them.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from babel.core import get_global

from simulation.errors import InputError

LONG_SUMMER = ("FR", "IT", "ES", "PT", "BE", "GR")
"""Countries where August is the month of leave."""

_SUMMER = ((7, 27), (8, 23))
"""Weeks that begin in these days, both included, are the heart of the summer there."""

_TURN_OF_YEAR = ((12, 24), (1, 2))


def zone_country(timezone: str) -> str | None:
    """The country of a time zone, None for UTC and zones of no country."""
    territory = get_global("zone_territories").get(timezone)
    return territory if territory and _public_holidays(territory, []) is not None else None


def check_country(country: str | None) -> str | None:
    """The country's code in capitals.

    Raises:
        InputError: its holidays are not known.
    """
    if country is None:
        return None
    code = country.strip().upper()
    if _public_holidays(code, []) is None:
        raise InputError("quality_country", value=country)
    return code


def closures(periods: list[str]) -> pd.DatetimeIndex:
    """The days of closures written `2026-08-03:2026-08-23`, both ends included.

    Raises:
        InputError: a period is no two days in order.
    """
    days = pd.DatetimeIndex([])
    for period in periods:
        first, _, last = period.partition(":")
        try:
            ends = pd.Timestamp(first), pd.Timestamp(last or first)
            span = pd.date_range(*ends, freq="D")
        except (ValueError, OverflowError):
            span = pd.DatetimeIndex([])
        if not 0 < len(span) <= 366:
            raise InputError(
                "option_value", option="--closed", value=period, expected="2026-08-03:2026-08-23"
            )
        days = days.union(span)
    return days


def days_off_in(
    weeks: pd.DatetimeIndex, country: str | None, closed: pd.DatetimeIndex
) -> pd.Series:
    """Working days off in each week, 0 to 5, indexed by Monday."""
    if not len(weeks):
        return pd.Series(dtype=int)
    days = pd.date_range(weeks[0], weeks[-1] + pd.Timedelta(days=6), freq="D")
    off = days.isin(closed)
    if country:
        years = list(range(days[0].year, days[-1].year + 1))
        off |= days.isin(pd.DatetimeIndex(_public_holidays(country, years) or [])) | _within(
            days, *_TURN_OF_YEAR
        )
        if country in LONG_SUMMER:
            monday = days - pd.to_timedelta(days.day_of_week, unit="D")
            off |= _within(monday, *_SUMMER)
    working = days.day_of_week < 5
    return pd.Series(off & working, index=days).resample("W-MON", closed="left", label="left").sum()


def public_holidays(
    country: str | None, first: date, last: date, lang: str
) -> list[tuple[date, str]]:
    """The public holidays between two days that fall on a working day, each with its name.

    Names are in the language where the library knows them in it, else as the country has them.
    """
    if country is None:
        return []
    import holidays

    known = holidays.country_holidays(
        country, years=range(first.year, last.year + 1), language={"en": "en_US"}.get(lang, lang)
    )
    return [
        (day, name)
        for day, name in sorted(known.items())
        if first <= day <= last and day.weekday() < 5
    ]


def _public_holidays(country: str, years: list[int]) -> list[date] | None:
    """The public holidays of some years; None for a country the library does not know.

    The library is loaded here, since it takes its time and most commands need none of it.
    """
    import holidays

    try:
        return list(holidays.country_holidays(country, years=years))
    except NotImplementedError:
        return None


def _within(days: pd.DatetimeIndex, first: tuple[int, int], last: tuple[int, int]) -> np.ndarray:
    """Which days lie between two days of the year, over its end when they say so."""
    place = days.month * 100 + days.day
    start, end = first[0] * 100 + first[1], last[0] * 100 + last[1]
    after, before = (place >= start).astype(bool), (place <= end).astype(bool)
    return np.asarray(after & before if start <= end else after | before)
