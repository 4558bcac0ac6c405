"""Several groupings of the same people shown side by side, without weeks: pilot and company."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.protection.crossing import hidden_by_all
from simulation.protection.gate import check_min_group, release
from simulation.protection.subtraction import Flags, Grouping, Ints


def shown_together(groupings: Sequence[Ints], inside: Flags, minimum: int = 10) -> list[Flags]:
    """Which groups may be shown for a part of the people, the others, and everybody at once.

    Each grouping gives way to those before it. A group that may not be shown for one of the
    three is shown for none, since each follows from the two others.

    Args:
        groupings: the group of each person, from 0; -1 where not known.
        inside: who belongs to the part; shape (people,).
        minimum: the smallest number of people shown, at least 5.

    Returns:
        One flag a group, for each grouping; empty groups may be shown.

    Raises:
        InputError: `minimum` is under 5.
    """
    check_min_group(minimum)
    # The part, everybody and the others take the place of three weeks.
    first, last = np.where(inside, 0, 1), np.where(inside, 1, 2)
    known: list[Grouping] = []
    for group in groupings:
        shown = np.ones((int(group.max(initial=-1)) + 1, 3), dtype=bool)
        settled = False
        while not settled:
            before = shown.copy()
            shown &= _large_enough(group, inside, shown, minimum)
            own = Grouping(group, shown)
            shown = shown & ~hidden_by_all(own, known, first, last, minimum)
            shown = np.repeat(shown.all(axis=1, keepdims=True), 3, axis=1)
            settled = bool((shown == before).all())
        known.append(Grouping(group, shown))
    return [each.shown[:, 0] for each in known]


def _large_enough(group: Ints, inside: Flags, shown: Flags, minimum: int) -> Flags:
    """Which groups the gate shows of the part, everybody and the others."""
    parts = (inside, np.ones(len(inside), dtype=bool), ~inside)
    sizes: list[NDArray[np.int64]] = [
        np.bincount(group[part & (group >= 0)], minlength=len(shown)) for part in parts
    ]
    table = pd.DataFrame(
        {
            "group": np.repeat(np.arange(len(shown)), 3),
            "part": np.tile(np.arange(3), len(shown)),
            "people": np.column_stack(sizes).reshape(-1),
            "unsafe": ~shown.reshape(-1),
        }
    )
    hidden = release(table, minimum, cells=("part",))["suppressed"].to_numpy(dtype=bool)
    return ~hidden.reshape(shown.shape)
