"""Who manages whom, as rows: climbing without ever turning round.

A hierarchy is an array: the row of each person's manager, -1 where there is none.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.pilot.csv_reading import normalised

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]


def depths(manager: Rows) -> Rows:
    """Steps from the top; -1 for whoever climbs into a circle."""
    depth = np.where(manager < 0, 0, -1)
    while True:
        reached = (depth < 0) & (depth[manager] >= 0)
        if not reached.any():
            return depth
        depth[reached] = depth[manager[reached]] + 1


def cycle(manager: Rows, start: int) -> list[int]:
    """The rows of the circle that climbing from `start` ends in."""
    order: dict[int, None] = {}
    row = start
    while row not in order:
        order[row] = None
        row = int(manager[row])
    seen = list(order)
    return seen[seen.index(row) :]


def below(marked: Flags, manager: Rows) -> Flags:
    """The people marked and everybody under them."""
    reached = marked
    while True:
        further = reached | ((manager >= 0) & reached[manager])
        if (further == reached).all():
            return reached
        reached = further


def teams(unit: pd.Series, manager: Rows) -> pd.Series:
    """Those who share a manager, numbered within the manager's unit."""
    rows = np.unique(manager[manager >= 0])
    heads = pd.Series(rows)
    place = unit.iloc[rows].reset_index(drop=True).fillna("")
    label = (place + " " + (heads.groupby(place).cumcount() + 1).astype("string")).str.strip()
    return pd.Series(manager).map(dict(zip(heads, label, strict=True))).astype("string")


def bare(key: str) -> str:
    """A key without its leading zeros."""
    return key.lstrip("0") or "0"


def name_words(name: str) -> str:
    """A name as compared: its words without case, accents and order."""
    words = re.split(r"[\s,]+", name.strip())
    return " ".join(sorted(normalised(word) for word in words if word))


def unambiguous(identities: pd.Series) -> dict[str, int]:
    """Identity -> row, for those that one row alone bears."""
    known = identities.dropna()
    alone = known[~known.duplicated(keep=False)]
    return dict(zip(alone, alone.index, strict=True))
