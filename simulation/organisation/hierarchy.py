"""The tree of an organisation: who reports to whom, levels, and the units cut from it.

All rules are linear in the number of employees.
"""

from __future__ import annotations

import math

import numpy as np

from simulation.compiling import compiled
from simulation.randomness import STRUCTURE, draw, stream


@compiled
def draw_managers(seed, tree, employees, span_least, span_most, skew):
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
    luck = stream(seed, STRUCTURE, tree)
    manager = np.empty(employees, np.int32)
    manager[0] = -1
    hired = 1
    leader = 0
    while hired < employees:
        share = -math.log1p(draw(luck, leader, 0) * math.expm1(-skew)) / skew
        span = span_least + int(share * (span_most - span_least + 1))
        last = min(hired + span, employees)
        manager[hired:last] = leader
        hired = last
        leader += 1
    return manager


@compiled
def numbered_by_branch(manager):
    """The same tree, everybody numbered before the people below, these before the next branch.

    People of one team or unit so stand side by side in memory, as do most colleagues.

    Args:
        manager: manager of each person, always smaller than the person; -1 for person 0.

    Returns:
        Manager of each person under the new numbers; int32, shape (n,).
    """
    below = np.ones(manager.size, np.int32)
    for person in range(manager.size - 1, 0, -1):
        below[manager[person]] += below[person]
    number = np.zeros(manager.size, np.int32)
    free = np.ones(manager.size, np.int32)
    renumbered = np.full(manager.size, -1, np.int32)
    for person in range(1, manager.size):
        above = manager[person]
        number[person] = free[above]
        free[above] += below[person]
        free[person] = number[person] + 1
        renumbered[number[person]] = number[above]
    return renumbered


@compiled
def gathered(label, labels):
    """People by label (counting sort), in increasing order within each; -1 is left out.

    Returns:
        start, int64 of shape (labels + 1,), and members, int32: those of label k stand at
        start[k] … start[k + 1] - 1.
    """
    start = np.zeros(labels + 1, np.int64)
    for person in range(label.size):
        if label[person] >= 0:
            start[label[person] + 1] += 1
    for k in range(labels):
        start[k + 1] += start[k]
    free = start[:-1].copy()
    members = np.empty(start[labels], np.int32)
    for person in range(label.size):
        k = label[person]
        if k >= 0:
            members[free[k]] = person
            free[k] += 1
    return start, members


@compiled
def without_loops(manager):
    """The same managers, but in each loop of reporting one person reports to nobody.

    A loop of one is common: many extracts let the head of the company report to themselves.
    """
    manager = manager.copy()
    walk = np.full(manager.size, -1, np.int32)
    for first in range(manager.size):
        person = first
        while person >= 0 and walk[person] < 0:
            walk[person] = first
            above = manager[person]
            if above >= 0 and walk[above] == first:
                manager[person] = -1
                break
            person = above
    return manager


@compiled
def levels(manager):
    """Steps from each person up to the top of their tree; int16, shape (n,).

    Args:
        manager: manager of each person, -1 for none, without loops; shape (n,).
    """
    level = np.full(manager.size, -1, np.int16)
    path = np.empty(manager.size, np.int32)
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
    return level


def from_the_top(manager):
    """Everybody, from the top level down: a manager always comes before their reports."""
    return np.argsort(levels(manager), kind="stable").astype(np.int32)


@compiled
def tree_sizes(manager, top_down):
    """People in the tree below and including each person; int32, shape (n,)."""
    size = np.ones(manager.size, np.int32)
    for place in range(manager.size - 1, 0, -1):
        person = top_down[place]
        if manager[person] >= 0:
            size[manager[person]] += size[person]
    return size


@compiled
def cut_units(manager, top_down, least):
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
    employees = manager.size
    start, reports = gathered(manager, employees)
    cut = np.full(employees, -1, np.int32)
    waiting = np.zeros(employees, np.int32)
    units = 0
    for place in range(employees - 1, -1, -1):
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
    return _numbered_from_the_top(manager, top_down, cut, units), units


@compiled
def _numbered_from_the_top(manager, top_down, cut, units):
    number = np.full(units, -1, np.int32)
    unit = np.empty(manager.size, np.int32)
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
    return unit
