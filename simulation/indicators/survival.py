"""Kaplan-Meier estimates: how long something lasts when some of it is still going on.

What has not ended when the record does is censored: it lasted at least so long. Leaving it
out, or counting it as ended, would make every life look shorter than it is.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from numpy.typing import NDArray

CONFIDENCE = 0.90


def survival_curve(durations: NDArray, ended: NDArray[np.bool_]) -> pd.DataFrame:
    """Share still going on after each duration, with its interval.

    Intervals by Greenwood's variance on the complementary log-log scale, at 90 %, which stay
    within 0 and 1. At a duration where nothing ended yet, or nothing is left, they are missing.

    Args:
        durations: >= 0, in any unit; shape (n,).
        ended: whether each ended then; if not it is censored.

    Returns:
        Columns duration, value, low, high, at_risk (just before), ended; the first row is
        duration 0, value 1. Only durations at which something ended or was censored have rows.
    """
    start = pd.DataFrame(
        {"duration": [0.0], "value": [1.0], "low": [1.0], "high": [1.0], "at_risk": [len(ended)],
         "ended": [0]}
    )  # fmt: skip
    if len(durations) == 0:
        return start
    from scipy.stats import CensoredData, ecdf  # slow to load, and few tables need it

    data = CensoredData(uncensored=durations[ended], right=durations[~ended])
    curve = ecdf(data).sf
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # undefined ends stay missing
        interval = curve.confidence_interval(CONFIDENCE, method="log-log")
    times, at = np.unique(durations, return_inverse=True)
    told = pd.DataFrame(
        {
            "duration": times.astype(float),
            "value": curve.evaluate(times),
            "low": interval.low.evaluate(times),
            "high": interval.high.evaluate(times),
            "at_risk": len(durations) - np.searchsorted(np.sort(durations), times),
            "ended": np.bincount(at, ended, minlength=len(times)).astype(int),
        }
    )
    if times[0] == 0:
        return told
    return pd.concat([start, told], ignore_index=True)


def still_going(curve: pd.DataFrame, duration: float) -> dict[str, float | None]:
    """Value, low and high at a duration; all None beyond what was followed."""
    if duration > curve["duration"].iloc[-1]:
        return {"value": None, "low": None, "high": None}
    row = curve[curve["duration"] <= duration].iloc[-1]
    return {name: _plain(row[name]) for name in ("value", "low", "high")}


def median_of(curve: pd.DataFrame) -> dict[str, float | None]:
    """First duration at which half are over, and where the interval's ends cross a half."""

    def crossing(column: str) -> float | None:
        over = curve.loc[curve[column] <= 0.5 + 1e-12, "duration"]
        return float(over.iloc[0]) if len(over) else None

    return {"value": crossing("value"), "low": crossing("low"), "high": crossing("high")}


def at_durations(curve: pd.DataFrame, durations: NDArray) -> pd.DataFrame:
    """A curve read at chosen durations, as far as something was followed; same columns."""
    told = durations[durations <= curve["duration"].iloc[-1]]
    place = np.searchsorted(curve["duration"], told, side="right") - 1
    next_place = np.searchsorted(curve["duration"], told, side="left")
    read = curve.iloc[place].reset_index(drop=True).assign(duration=told)
    return read.assign(at_risk=curve["at_risk"].to_numpy()[next_place])


def median_by_cell(
    cell: NDArray[np.integer], durations: NDArray, ended: NDArray[np.bool_], cells: int
) -> NDArray[np.float64]:
    """Kaplan-Meier median of each of many small samples at once, as `median_of` tells each.

    Args:
        cell: the sample of each duration, from 0.
        durations: >= 0.
        ended: whether each ended then.
        cells: how many samples there are.

    Returns:
        Medians, missing where half have not ended; shape (cells,).
    """
    medians = np.full(cells, np.nan)
    if len(cell) == 0:
        return medians
    order = np.lexsort((~ended, durations, cell))
    cell, durations, ended = cell[order], durations[order], ended[order]
    size = np.bincount(cell, minlength=cells)
    start = np.cumsum(size) - size
    at_risk = (size[cell] - (np.arange(len(cell)) - start[cell])).astype(float)
    last = at_risk == 1
    kept = np.where(ended & ~last, np.log1p(-1.0 / np.maximum(at_risk, 2.0)), 0.0)
    summed = np.cumsum(kept)
    before = np.concatenate(([0.0], summed))[start[cell]]
    left = np.where(last & ended, 0.0, np.exp(summed - before))
    reached = np.flatnonzero(left <= 0.5 + 1e-9)
    first = (
        reached[np.concatenate(([True], cell[reached][1:] != cell[reached][:-1]))]
        if len(reached)
        else reached
    )
    medians[cell[first]] = durations[first]
    return medians


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
