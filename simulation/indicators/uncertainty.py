"""How far a level of few people can be trusted: intervals, shrinkage, trends.

All of it is arithmetic on levels, counts and bases: `shrunk` and `trends` work on published
tables, after the gate, and so never tell more than these do.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LEAST_PEOPLE_LEFT_OUT = 3
"""Fewer people, left out one by one, tell nothing of chance."""

NINETY_PERCENT = 1.6448536269514722
"""Standard normal deviate that leaves 5 % on each side."""
TREND_WEEKS = 8
LEAST_WEEKS_OF_A_TREND = 5
"""Fewer points always lie near some line."""
TRENDS = ("falling", "steady", "rising")


def wilson(count: pd.Series, base: pd.Series) -> dict[str, pd.Series]:
    """Ends `low` and `high` of the 90 % Wilson interval of a share; missing without base.

    It says how much a share of few people could move by chance alone.
    """
    size = base.where(base > 0)
    share, squared = count / size, NINETY_PERCENT**2
    middle = (share + squared / (2 * size)) / (1 + squared / size)
    spread = np.sqrt(share * (1 - share) / size + squared / (4 * size**2))
    half = NINETY_PERCENT * spread / (1 + squared / size)
    return {"low": (middle - half).clip(lower=0), "high": (middle + half).clip(upper=1)}


def jackknife_error(
    without: NDArray[np.floating], group: NDArray[np.integer], groups: int
) -> NDArray[np.float64]:
    """Standard error of a figure of each group, from the figure without each of its people.

    Args:
        without: the figure of the person's group without that person; missing where none.
        group: of each person.
        groups: how many there are.

    Returns:
        One error a group; missing under three people.
    """
    known = np.isfinite(without)
    without, group = without[known], group[known]
    size = np.bincount(group, minlength=groups).astype(float)
    size[size < LEAST_PEOPLE_LEFT_OUT] = np.nan
    mean = np.bincount(group, without, minlength=groups) / size
    squares = np.bincount(group, (without - mean[group]) ** 2, minlength=groups)
    return np.sqrt((size - 1) / size * squares)


def ends(table: pd.DataFrame) -> dict[str, pd.Series]:
    """Ends `low` and `high` of the 90 % interval of each level: Wilson's of a share.

    Of another level between 0 and 1 they follow from its standard error; missing without.

    Args:
        table: columns value, count, base, error.
    """
    half = NINETY_PERCENT * table["error"]
    around = {"low": table["value"] - half, "high": table["value"] + half}
    return {
        end: values.fillna(around[end].clip(0, 1))
        for end, values in wilson(table["count"], table["base"]).items()
    }


def shrunk(table: pd.DataFrame) -> pd.Series:
    """Shares of groups drawn towards their common level, the more so the fewer their people.

    Beta-binomial model, fitted by moments on the groups of each indicator and week: what
    groups differ by beyond chance decides how far each is believed. Groups that differ by no
    more than chance all get the common level; a group alone, or without a base, keeps its own.

    Args:
        table: columns indicator, week, value, count, base of several groups, published.

    Returns:
        The drawn shares, missing where the value is.
    """
    base, count = (
        table["base"].to_numpy(float, na_value=0),
        table["count"].to_numpy(float, na_value=np.nan),
    )
    known = (base > 0) & ~np.isnan(count)
    base, count = np.where(known, base, 0.0), np.where(known, count, 0.0)
    indicator, week = (pd.factorize(table[name])[0] for name in ("indicator", "week"))
    cell = indicator * (week.max(initial=0) + 1) + week

    def summed(values: np.ndarray) -> np.ndarray:
        return np.bincount(cell, values)

    with np.errstate(divide="ignore", invalid="ignore"):
        groups, size, total = summed(known), summed(base), summed(count)
        common, share = total / size, count / base
        chance = common * (1 - common)
        spread = summed(np.where(known, base * (share - common[cell]) ** 2, 0.0))
        # Expected `spread`: (groups - 1) * chance + between * (size - sum of squares / size).
        room = size - summed(base**2) / size
        between = np.maximum((spread - (groups - 1) * chance) / room, 0.0)
        drawing = np.where(between > 0, np.maximum(chance - between, 0.0) / between, np.inf)
        weight = base / (base + drawing[cell])
        drawn = common[cell] + weight * (share - common[cell])
    told = np.where(groups[cell] > 1, drawn, share)
    return pd.Series(np.where(known, told, table["value"]), index=table.index)


def trends(table: pd.DataFrame, weeks: int = TREND_WEEKS) -> pd.DataFrame:
    """Where each indicator of each group is heading over its last weeks.

    Theil-Sen slope, the median of the slopes between any two weeks, with its 90 % interval:
    one odd week does not turn it. "steady" means that the interval includes no change, not
    that nothing moves. Indicators over a window move slowly: their interval is too narrow.

    Args:
        table: published indicators.
        weeks: how many of the last weeks count.

    Returns:
        Columns indicator, group, weeks (told among them), slope, slope_low, slope_high (in the
        indicator's unit per week), trend; slopes are missing under five weeks that are told.
    """
    from scipy.stats import theilslopes  # slow to load, and few tables need it

    rows = []
    last = np.sort(table["week"].unique())[-weeks:]
    recent = table[table["week"].isin(last)]
    place = {week: number for number, week in enumerate(last)}
    for (indicator, group), own in recent.groupby(["indicator", "group"], sort=False):
        told = own[own["value"].notna()]
        slopes, trend = (np.nan, np.nan, np.nan), None
        if len(told) >= LEAST_WEEKS_OF_A_TREND:
            found = theilslopes(
                told["value"].to_numpy(float), [place[week] for week in told["week"]], 0.90
            )
            slopes = (found.slope, found.low_slope, found.high_slope)
            trend = TRENDS[1 + int(slopes[1] > 0) - int(slopes[2] < 0)]
        rows.append((indicator, group, len(told), *slopes, trend))
    columns = ["indicator", "group", "weeks", "slope", "slope_low", "slope_high", "trend"]
    return pd.DataFrame(rows, columns=columns)
