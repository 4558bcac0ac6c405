"""The shape of the network over a period: ties, bridges, brokers by role, reach of experts (S24).

A tie joins two people who exchanged at least one answer or reaction over the period, either
way. A broker exchanges with people of at least `BROKERED_UNITS` units other than his own. An
expert gave at least `EXPERT_ANSWERS` answers to at least `EXPERT_PEOPLE` different people. They
are counted by role and never named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.indicators.network import FAR_LEVELS, attribute_codes
from simulation.indicators.uncertainty import jackknife_error
from simulation.indicators.view import View

if TYPE_CHECKING:
    from scipy.sparse import csr_array

BROKERED_UNITS = 3
EXPERT_ANSWERS = 5
EXPERT_PEOPLE = 3
MOST_PARTNERS = 500
"""People with more partners are left out of the clustering, which they would dominate."""
ROLES = ("community_manager", "manager", "ambassador", "animator", "employee")

Pairs = NDArray[np.int64]


@dataclass(frozen=True)
class Period:
    """Exchanges of some weeks, first and last included, counted from 0; members throughout."""

    view: View
    first: int
    last: int

    def pairs(self, *actions: str) -> tuple[Pairs, Pairs]:
        """Giver and receiver of each such act of the period."""
        giver, receiver, week = self.view.exchanges(*actions)
        inside = (week >= self.first) & (week <= self.last)
        return giver[inside].astype(np.int64), receiver[inside].astype(np.int64)


def structure(period: Period) -> pd.DataFrame:
    """Measures of the network of a period. Not protected.

    Returns:
        One row per measure: measure, value, count and base of shares, people (who exchanged),
        error (standard, of the clustering); missing where the record does not know the unit,
        the level, or nobody exchanged.
    """
    view = period.view
    size = len(view.population.person)
    giver, receiver = period.pairs("answer", "reaction")
    low, high = _ties(giver, receiver, size)
    linked = np.unique(np.concatenate([low, high]))
    people = len(linked)
    graph = _graph(low, high, size)
    asker, helper = period.pairs("answer")
    answers = np.unique(asker * size + helper)
    close, spread = clustering(graph)
    back = np.isin(answers % size * size + answers // size, answers)
    rows: list[tuple[str, float, float, float]] = [
        ("linked_people", *_share(people, _present(period))),
        ("ties", len(low), np.nan, np.nan),
        ("ties_per_person", 2 * len(low) / people if people else np.nan, np.nan, np.nan),
        ("reciprocity", *_share(int(back.sum()), len(answers))),
        ("clustering", close, np.nan, np.nan),
        ("largest_component", *_share(_largest_component(graph, linked), people)),
    ]
    for name, column, least in (
        ("cross_unit_ties", "unit", 1),
        ("cross_site_ties", "site", 1),
        ("cross_level_ties", "level", FAR_LEVELS),
    ):
        rows.append((name, *_apart(attribute_codes(view, column), low, high, least)))
    table = pd.DataFrame(rows, columns=["measure", "value", "count", "base"])
    error = np.where(table["measure"] == "clustering", spread, np.nan)
    return table.assign(people=people, error=error)


def clustering(graph: csr_array) -> tuple[float, float]:
    """Mean local clustering: how many of two partners of a person are partners themselves.

    Over people with at least two partners, and at most `MOST_PARTNERS`. Missing without any.

    Returns:
        The mean, and its standard error: the spread of the means without each of the people.
    """
    degree = np.diff(graph.indptr)
    few = np.flatnonzero((degree <= MOST_PARTNERS) & (degree > 0))
    part = graph[few][:, few].astype(np.int64)
    ties = ((part @ part).multiply(part).tocsr() + part).tocoo()
    (person, partner), shared = ties.coords, ties.data - 1
    own = np.diff(part.indptr)
    closed = np.bincount(person, shared, minlength=len(few))
    level, paired = _local(closed, own)
    if not paired.any():
        return float("nan"), float("nan")
    # Without a person each partner has one tie less, and less of its pairs closed.
    left, still = _local(closed[partner] - 2 * shared, own[partner] - 1)
    change = np.bincount(person, left - level[partner], minlength=len(few))
    gone = np.bincount(person, paired[partner] & ~still, minlength=len(few))
    count = paired.sum() - paired - gone
    total = level.sum() - level + change
    without = np.divide(total, count, out=np.full(len(few), np.nan), where=count > 0)
    error = jackknife_error(without, np.zeros(len(few), dtype=np.int64), 1)[0]
    return float(level[paired].mean()), float(error)


def _local(closed: NDArray, ties: NDArray) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Which part of the pairs of ties is closed, 0 where there is no pair; and where there is."""
    paired = ties >= 2
    pairs = np.where(paired, ties * (ties - 1), 1)
    return np.where(paired, closed / pairs, 0.0), paired


def brokers(period: Period) -> pd.DataFrame | None:
    """Brokers by role: role, people of that role who exchanged, brokers among them.

    None where no unit is known. Not protected.
    """
    unit = attribute_codes(period.view, "unit")
    if unit is None:
        return None
    size = len(period.view.population.person)
    giver, receiver = period.pairs("answer", "reaction")
    low, high = _ties(giver, receiver, size)
    one, other = np.concatenate([low, high]), np.concatenate([high, low])
    bridge = (unit[one] >= 0) & (unit[other] >= 0) & (unit[one] != unit[other])
    reached = np.unique(one[bridge] * (unit.max() + 1) + unit[other[bridge]])
    units = np.bincount(reached // (unit.max() + 1), minlength=size)
    linked = np.bincount(one, minlength=size) > 0
    return _by_role(period.view, linked, linked & (units >= BROKERED_UNITS))


def experts(period: Period) -> pd.DataFrame:
    """Experts by role, whom they reach, and how many of these in another unit. Not protected.

    Returns:
        Columns role, people (who answered somebody), count (experts among them), reached
        (different people answered by these experts), reached_elsewhere (those of another
        unit; missing where no unit is known).
    """
    view = period.view
    size = len(view.population.person)
    giver, receiver = period.pairs("answer")
    given = np.bincount(giver, minlength=size)
    pairs = np.unique(giver * size + receiver)
    helped = np.bincount(pairs // size, minlength=size)
    expert = (given >= EXPERT_ANSWERS) & (helped >= EXPERT_PEOPLE)
    table = _by_role(view, given > 0, expert)
    role, unit = roles(view), attribute_codes(view, "unit")
    reached, elsewhere = [], []
    for code in range(len(ROLES)):
        own = pairs[expert[pairs // size] & (role[pairs // size] == code)]
        reached.append(len(np.unique(own % size)))
        if unit is None:
            elsewhere.append(np.nan)
            continue
        apart = unit[own // size] != unit[own % size]
        elsewhere.append(len(np.unique(own[apart] % size)))
    return table.assign(reached=reached, reached_elsewhere=elsewhere)


def roles(view: View) -> NDArray[np.int64]:
    """The role of each member, as a place in ROLES: the first that fits."""
    people = view.record.people.iloc[view.population.person]
    animators = people["person"].isin(view.record.communities["animator"].dropna())
    flags = [
        people[column].fillna(False).to_numpy(bool)
        for column in ("is_community_manager", "is_manager", "is_ambassador")
    ]
    return np.select([*flags, animators.to_numpy(bool)], range(4), default=4)


def _by_role(view: View, counted: NDArray, flagged: NDArray) -> pd.DataFrame:
    role = roles(view)
    return pd.DataFrame(
        {
            "role": ROLES,
            "people": np.bincount(role[counted], minlength=len(ROLES)),
            "count": np.bincount(role[flagged], minlength=len(ROLES)),
        }
    )


def _ties(giver: Pairs, receiver: Pairs, size: int) -> tuple[Pairs, Pairs]:
    key = np.unique(np.minimum(giver, receiver) * size + np.maximum(giver, receiver))
    return key // max(size, 1), key % max(size, 1)


def _graph(low: Pairs, high: Pairs, size: int) -> csr_array:
    from scipy.sparse import csr_array  # slow to load

    ends = (np.concatenate([low, high]), np.concatenate([high, low]))
    return csr_array((np.ones(2 * len(low)), ends), shape=(size, size))


def _largest_component(graph: csr_array, linked: Pairs) -> int:
    from scipy.sparse.csgraph import connected_components  # slow to load

    _, component = connected_components(graph, directed=False)
    return int(np.bincount(component[linked]).max(initial=0))


def _apart(
    codes: NDArray | None, low: Pairs, high: Pairs, least: int
) -> tuple[float, float, float]:
    """Share of ties between people of known place whose codes differ by at least so much."""
    if codes is None:
        return np.nan, np.nan, np.nan
    known = (codes[low] >= 0) & (codes[high] >= 0)
    far = np.abs(codes[low] - codes[high])[known] >= least
    return _share(int(far.sum()), int(known.sum()))


def _present(period: Period) -> int:
    return int(period.view.present[:, period.first : period.last + 1].any(axis=1).sum())


def _share(count: float, base: float) -> tuple[float, float, float]:
    return (count / base if base else np.nan), float(count), float(base)
