"""From a share to one of five shades, and the limits between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from simulation.words.forms import number, percent

NOT_YET = -1
"""In place of a shade: nobody is there yet."""


def breaks(shares: Sequence[float | None]) -> list[float]:
    """Four round limits between five shades, near the quintiles of the shares shown."""
    known = [share for share in shares if share is not None]
    if not known:
        return [0.2, 0.4, 0.6, 0.8]
    quantiles = np.quantile(known, [0.2, 0.4, 0.6, 0.8])
    step = 0.05 if quantiles[-1] > 0.2 else 0.02 if quantiles[-1] > 0.08 else 0.01
    limits: list[float] = []
    for quantile in quantiles:
        least = limits[-1] + step if limits else step
        limits.append(round(max(least, round(quantile / step) * step), 2))
    return limits


def break_labels(levels: Sequence[float], lang: str) -> list[str]:
    """What stands under each of the five shades."""
    ends = [number(level * 100, lang) for level in levels]
    between = [f"{low}–{high}" for low, high in pairwise(ends)]
    return [f"< {ends[0]}", *between, f"> {percent(levels[-1], lang)}"]


def share(count: int | None, people: int | None) -> float | None:
    """A share of people; None where it is hidden or nobody is there."""
    return count / people if count is not None and people else None


def shade(count: int | None, people: int | None, levels: Sequence[float]) -> int | None:
    """The shade of a week: 0 to 4, `NOT_YET` when nobody is there yet, None when hidden."""
    if people == 0:
        return NOT_YET
    part = share(count, people)
    return None if part is None else int(np.digitize(part, levels))
