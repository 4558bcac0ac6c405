"""The tree of an organisation: who reports to whom, levels, and the units cut from it.

All rules are linear in the number of employees.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulation.compiling import compiled
from simulation.randomness import STRUCTURE, draw, stream


def draw_managers(
    seed: int, tree: int, employees: int, span_least: int, span_most: int, skew: float
) -> NDArray[np.int32]:
    """A tree drawn breadth first: each manager in turn gets a number of reports [5.1].

    Most managers have few reports and a few have many, as in real charts [F5]: spans are
    exponential numbers cut at the bounds. Only the last manager may have fewer than
    `span_least`, when nobody is left.

    Args:
        seed: what decides the draws.
        tree: number that tells trees drawn from one seed apart.
        employees: number of people, at least 1.
        span_least: fewest direct reports of a manager, at least 1.
        span_most: most direct reports of a manager.
        skew: span of the bounds, in scales of the exponential law, above 0; the higher,
            the more managers stay near `span_least`.

    Returns:
        Manager of each person, -1 for person 0 at the top, always smaller than the
        person; int32, shape (employees,).
    """
    manager = np.full(employees, -1, np.int32)
    _hire(seed, tree, span_least, span_most, skew, manager)
    return manager


@compiled
def _hire(seed, tree, span_least, span_most, skew, manager):
    luck = stream(seed, STRUCTURE, tree)
    hired = 1
    leader = 0
    while hired < manager.size:
        share = -math.log1p(draw(luck, leader, 0) * math.expm1(-skew)) / skew
        span = span_least + int(share * (span_most - span_least + 1))
        for _ in range(min(span, manager.size - hired)):
            manager[hired] = leader
            hired += 1
        leader += 1


def gathered(
    label: NDArray[np.integer], labels: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """People by label (counting sort), in increasing order within each; -1 is left out.

    Returns:
        start, int64 of shape (labels + 1,), and members, int32: those of label k stand at
        start[k] … start[k + 1] - 1.
    """
    known = label >= 0
    start = np.zeros(labels + 1, np.int64)
    np.cumsum(np.bincount(label[known], minlength=labels), out=start[1:])
    members = np.argsort(label, kind="stable")[label.size - np.count_nonzero(known) :]
    return start, members.astype(np.int32)


def without_loops(manager: NDArray[np.int32]) -> NDArray[np.int32]:
    """The same managers, but in each loop of reporting one person reports to nobody.

    A loop of one is common: many extracts let the head of the company report to themselves.
    """
    manager = manager.copy()
    _cut_loops(manager, np.full(manager.size, -1, np.int32))
    return manager


@compiled
def _cut_loops(manager, walk):
    for first in range(manager.size):
        person = first
        while person >= 0 and walk[person] < 0:
            walk[person] = first
            above = manager[person]
            if above >= 0 and walk[above] == first:
                manager[person] = -1
                break
            person = above


def levels(manager: NDArray[np.int32]) -> NDArray[np.int16]:
    """Steps from each person up to the top of their tree; int16, shape (n,).

    Args:
        manager: manager of each person, -1 for none, without loops; shape (n,).
    """
    level = np.full(manager.size, -1, np.int16)
    _count_steps(manager, level, np.empty_like(manager))
    return level


@compiled
def _count_steps(manager, level, path):
    for first in range(manager.size):
        length = 0
        person = first
        while person >= 0 and level[person] < 0:
            path[length] = person
            length += 1
            person = manager[person]
        above = -1 if person < 0 else level[person]
        for step in range(length - 1, -1, -1):
            above += 1
            level[path[step]] = above


def from_the_top(manager: NDArray[np.int32]) -> NDArray[np.int32]:
    """Everybody, from the top level down: a manager always comes before their reports."""
    return np.argsort(levels(manager), kind="stable").astype(np.int32)


def tree_sizes(manager: NDArray[np.int32], top_down: NDArray[np.int32]) -> NDArray[np.int32]:
    """People in the tree below and including each person; shape (n,)."""
    size = np.ones(manager.size, np.int32)
    _add_up(manager, top_down, size)
    return size


@compiled
def _add_up(manager, top_down, size):
    for place in range(manager.size - 1, 0, -1):
        person = top_down[place]
        if manager[person] >= 0:
            size[manager[person]] += size[person]


def cut_units(
    manager: NDArray[np.int32], top_down: NDArray[np.int32], least: NDArray[np.int32]
) -> tuple[NDArray[np.int32], int]:
    """Units of uneven size: subtrees, or neighbouring subtrees of one manager.

    Each manager asks for a number of people of their own, their `least`. From the base up,
    a manager with fewer people waits for the manager above; with twice as many or more,
    neighbouring reports form units of that number until fewer remain; with a number
    between, the manager and these people are one unit. What remains at the top is a unit
    too, unless it is smaller than half of what the top asks for: then it joins the last
    unit cut, the nearest to it.

    Args:
        manager: manager of each person, -1 for the top only; shape (n,).
        top_down: everybody, managers before their reports; shape (n,).
        least: fewest people of a unit each person would lead, at least 2; shape (n,).

    Returns:
        unit, int32 of shape (n,), numbered from the top down, and the number of units.
    """
    start, reports = gathered(manager, manager.size)
    cut = np.full(manager.size, -1, np.int32)
    units = _cut(top_down, least, start, reports, cut, np.zeros_like(cut))
    number, unit = np.full(units, -1, np.int32), np.empty_like(cut)
    _number_from_the_top(manager, top_down, cut, number, unit)
    return unit, units


@compiled
def _cut(top_down, least, start, reports, cut, waiting):
    units = 0
    for place in range(top_down.size - 1, -1, -1):
        person = top_down[place]
        total = 1
        for slot in range(start[person], start[person + 1]):
            total += waiting[reports[slot]]
        first = start[person]
        together = 0
        for slot in range(start[person], start[person + 1]):
            if total < 2 * least[person]:
                break
            together += waiting[reports[slot]]
            if together >= least[person]:
                for neighbour in range(first, slot + 1):
                    if cut[reports[neighbour]] < 0:
                        cut[reports[neighbour]] = units
                units += 1
                total -= together
                together = 0
                first = slot + 1
        if total >= least[person]:
            cut[person] = units
            units += 1
        else:
            waiting[person] = total
    top = top_down[0]
    if cut[top] < 0:
        if units == 0 or 2 * waiting[top] >= least[top]:
            units += 1
        cut[top] = units - 1
    return units


@compiled
def _number_from_the_top(manager, top_down, cut, number, unit):
    met = 0
    for place in range(manager.size):
        person = top_down[place]
        if cut[person] < 0:
            unit[person] = unit[manager[person]]
            continue
        if number[cut[person]] < 0:
            number[cut[person]] = met
            met += 1
        unit[person] = number[cut[person]]
