"""Runs made by hand, whose figures are known in advance."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from simulation.model.clock import WEEK
from simulation.validation.runs import Acts, Played

Act = tuple[int, int, int] | tuple[int, int, int, dict[str, int]]


def acts_of(
    employees: int,
    weeks: int,
    acts: Sequence[Act] = (),
    visits: Sequence[tuple[int, int]] = (),
) -> Acts:
    """Acts told as (week, person, action, {column: value}), visits as (week, person)."""
    rows = [(*act[:3], act[3] if len(act) > 3 else {}) for act in acts]

    def column(name: str, otherwise: int = -1) -> np.ndarray:
        return np.array([more.get(name, otherwise) for *_, more in rows], np.int64)

    days = np.zeros((weeks, employees), np.uint8)
    for week, person in visits:
        days[week, person] += 1
    week = np.array([row[0] for row in rows], np.int64)
    return Acts(
        employees=employees,
        visit_days=days,
        event=np.arange(len(rows)),
        week=week,
        time=week * WEEK + column("time", 0),
        person=np.array([row[1] for row in rows], np.int64),
        action=np.array([row[2] for row in rows], np.int64),
        community=column("community"),
        parent=column("parent"),
        target=column("target"),
    )


def table_of(**columns: Any) -> np.recarray:
    """Structured rows with these columns, as in a state."""
    arrays = {name: np.asarray(column) for name, column in columns.items()}
    first = next(iter(arrays.values()))
    dtype = [(name, column.dtype) for name, column in arrays.items()]
    table = np.zeros(first.shape, dtype).view(np.recarray)
    for name, column in arrays.items():
        table[name] = column
    return table


def played_of(acts: Acts, organisation: Any = None, simulation: Any = None, **state: Any) -> Played:
    """A run with these acts and these parts of its state."""
    return Played(acts, SimpleNamespace(**state), organisation, simulation)
