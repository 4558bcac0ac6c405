"""From targets by week to the few numbers that are compared: levels of stretches of weeks.

Amounts are told as logarithms and shares as angles, so that luck spreads alike at every
level and a discrepancy is a share of the level.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.calibration.targets import SERIES

Numbers = NDArray[np.float64]

FIRST_STRETCH: Final = 2
"""Weeks of the first stretch; each that follows is as long as all before it."""


class Summary(NamedTuple):
    """One number compared: a target over a stretch of weeks, the last one excluded."""

    target: str
    first: int
    last: int


def stretches(weeks: int) -> list[tuple[int, int]]:
    """Stretches that cover the weeks 0 … weeks - 1: 2, 2, 4, 8 …; a short rest joins the last.

    The start of a roll-out changes from week to week, its cruise does not.
    """
    edges, edge = [0], FIRST_STRETCH
    while edge < weeks:
        edges.append(edge)
        edge *= 2
    if len(edges) > 1 and 2 * (weeks - edges[-1]) < edges[-1] - edges[-2]:
        edges.pop()
    edges.append(weeks)
    return list(itertools.pairwise(edges))


def summaries(targets: Sequence[str], until: int) -> list[Summary]:
    """What is compared of these targets: series by stretch, other figures as they stand."""
    found = []
    for target in targets:
        if target in SERIES:
            found += [Summary(target, first, last) for first, last in stretches(until)]
        else:
            found.append(Summary(target, until - 1, until))
    return found


def summarised(values: Numbers, targets: Sequence[str], compared: Sequence[Summary]) -> Numbers:
    """The numbers compared, of one pilot or of many.

    Args:
        values: targets by week; shape (…, targets, weeks).
        targets: their names.
        compared: what is compared of them.

    Returns:
        Shape (…, summaries).
    """
    place = {name: k for k, name in enumerate(targets)}
    columns = [
        _told(s.target, values[..., place[s.target], s.first : s.last].mean(axis=-1))
        for s in compared
    ]
    return np.stack(columns, axis=-1)


def _amount(value: Numbers) -> Numbers:
    return np.log1p(value)


def _share(value: Numbers) -> Numbers:
    return np.arcsin(np.sqrt(np.clip(value, 0.0, 1.0)))


def _as_it_is(value: Numbers) -> Numbers:
    return value


_SCALE: Final[Mapping[str, Callable[[Numbers], Numbers]]] = {
    "moderately_involved": _share,
    "strongly_involved": _share,
    "exposure_registration": _as_it_is,
    "exposure_contribution": _as_it_is,
    "communities_alive": _share,
    "answered_within_48h": _share,
}


def _told(target: str, value: Numbers) -> Numbers:
    return _SCALE.get(target, _amount)(value)
