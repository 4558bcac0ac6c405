"""Boxes in which something happens more often than elsewhere: PRIM (Friedman and Fisher, 1999).

The box that holds all points is peeled, a thin slice at a time, from the side where it gains most;
then sides are pasted back as far as they explain no less. Of all boxes met the one is kept that
holds the most cases beyond what chance would put there. A side whose quasi-p-value (Bryant
and Lempert, 2010) says that chance may have cut it is given up.

The ema-workbench has PRIM too, but brings thirty packages (Matplotlib, seaborn, scikit-learn,
statsmodels) for these few lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import stats

SLICE = 0.05
"""Share of the points in a box that one peel takes away."""

LEAST_POINTS = 10
"""Points below which a box is not peeled further."""

LEAST_SHARE = 0.05
"""The same, as a share of all points."""

CHANCE = 0.05
"""Quasi-p-value above which a side is given up."""

Ends = tuple[float, float]
EVERYWHERE: Ends = (-np.inf, np.inf)


@dataclass(frozen=True)
class Box:
    """Ends of a box in the columns it limits; a side left open is infinite.

    Attributes:
        ends: column -> lower and upper end, both included.
        chances: column -> quasi-p-value of its limits.
    """

    ends: Mapping[int, Ends]
    chances: Mapping[int, float] = field(default_factory=dict)

    def holds(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which points lie in the box; shape (points,)."""
        inside = np.ones(len(points), bool)
        for column, (low, high) in self.ends.items():
            inside &= (points[:, column] >= low) & (points[:, column] <= high)
        return inside

    def limited(self, column: int, ends: Ends) -> Box:
        """The box with other ends in one column; without the column where both are open."""
        kept = {name: value for name, value in self.ends.items() if name != column}
        return Box(kept if ends == EVERYWHERE else {**kept, column: ends})


def boxes(points: NDArray[np.float64], cases: NDArray[np.bool_], most: int = 3) -> list[Box]:
    """Boxes rich in cases, one after the other: each is sought among the points left by the last.

    Args:
        points: shape (points, columns).
        cases: which points are cases; shape (points,).
        most: boxes at the most.
    """
    found: list[Box] = []
    left = np.ones(len(points), bool)
    while len(found) < most and cases[left].any() and not cases[left].all():
        box = richest_box(points[left], cases[left])
        if not box.ends:
            break
        found.append(box)
        left &= ~box.holds(points)
    return found


def richest_box(points: NDArray[np.float64], cases: NDArray[np.bool_]) -> Box:
    """The box with the most cases beyond chance; without ends where there is none."""
    box = max(_peeled(points, cases), key=lambda one: excess(one, points, cases))
    box = _pasted(box, points, cases)
    while box.ends:
        chances = {column: quasi_p(box, column, points, cases) for column in box.ends}
        worst = max(chances, key=lambda column: chances[column])
        if chances[worst] <= CHANCE:
            return Box(box.ends, chances)
        box = box.limited(worst, EVERYWHERE)
    return box


def excess(box: Box, points: NDArray[np.float64], cases: NDArray[np.bool_]) -> float:
    """Cases in the box beyond those a box of its size would hold by chance, per point."""
    inside = box.holds(points)
    return float((cases[inside].sum() - cases.mean() * inside.sum()) / len(points))


def quasi_p(box: Box, column: int, points: NDArray, cases: NDArray[np.bool_]) -> float:
    """Chance that limits in a column which do nothing would leave as many cases in the box."""
    inside = box.holds(points)
    without = box.limited(column, EVERYWHERE).holds(points)
    density = cases[without].mean()
    return float(stats.binom.sf(cases[inside].sum() - 1, inside.sum(), density))


def _peeled(points: NDArray[np.float64], cases: NDArray[np.bool_]) -> list[Box]:
    """Every box met on the way from all points to the least box."""
    least = max(LEAST_POINTS, LEAST_SHARE * len(points))
    box = Box({})
    met = [box]
    while True:
        inside = box.holds(points)
        best: tuple[float, int, Box] | None = None
        for column in range(points.shape[1]):
            for peeled in _peels(box, column, points[inside, column]):
                kept = peeled.holds(points)
                if not least <= kept.sum() < inside.sum():
                    continue
                rank = (float(cases[kept].mean()), int(kept.sum()))
                if best is None or rank > best[:2]:
                    best = (*rank, peeled)
        if best is None:
            return met
        box = best[2]
        met.append(box)


def _peels(box: Box, column: int, inside: NDArray[np.float64]) -> list[Box]:
    """The box without its lowest, and without its highest slice in a column.

    A new end stands midway between the last point outside and the first one inside.
    """
    low, high = box.ends.get(column, EVERYWHERE)
    values = np.sort(inside)
    count = max(1, round(SLICE * len(values)))
    if values[0] == values[-1]:
        return []
    above = values[values > values[count - 1]]
    below = values[values < values[-count]]
    peels = []
    if above.size:
        peels.append(box.limited(column, ((values[count - 1] + above[0]) / 2, high)))
    if below.size:
        peels.append(box.limited(column, (low, (values[-count] + below[-1]) / 2)))
    return peels


def _pasted(box: Box, points: NDArray[np.float64], cases: NDArray[np.bool_]) -> Box:
    """The box with its ends moved outwards as long as it explains no less."""
    best = excess(box, points, cases)
    moved = True
    while moved:
        moved = False
        for column, (low, high) in box.ends.items():
            for wider in _pastes(box, column, low, high, points):
                gained = excess(wider, points, cases)
                if gained >= best:
                    box, best, moved = wider, gained, True
                    break
            if moved:
                break
    return box


def _pastes(box: Box, column: int, low: float, high: float, points: NDArray) -> list[Box]:
    """The box let go in a column on either side: by a slice, and wholly."""
    others = box.limited(column, EVERYWHERE).holds(points)
    values = np.sort(points[others, column])
    count = max(1, round(SLICE * len(values)))
    pastes = []
    if np.isfinite(low):
        beneath = values[values < low]
        lower = beneath[-count - 1 : -count]  # the first point that stays outside
        end = (lower[0] + beneath[-count]) / 2 if lower.size else -np.inf
        pastes += [box.limited(column, (-np.inf, high)), box.limited(column, (end, high))]
    if np.isfinite(high):
        beyond = values[values > high]
        upper = beyond[count : count + 1]
        end = (upper[0] + beyond[count - 1]) / 2 if upper.size else np.inf
        pastes += [box.limited(column, (low, np.inf)), box.limited(column, (low, end))]
    return pastes
