"""Texts numbered as they are met, so that millions of rows hold numbers in place of texts."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from simulation.pilot.columns import texts

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Names(dict[str, int]):
    """Texts and their numbers, in the order in which they are met."""

    def __missing__(self, name: str) -> int:
        self[name] = number = len(self)
        return number

    def numbers_of(self, others: Names) -> Rows:
        """Number here of each number of others, who are added; the last, of -1, is -1 again."""
        return np.array([*(self[name] for name in others), -1], "int64")

    def told(self, numbers: Rows) -> pd.Series:
        """The text of each number; missing where it is negative."""
        names = pa.array(list(self), pa.large_string())
        return texts(names.take(pa.array(numbers, mask=numbers < 0)))

    def among(self, some: Iterable[str]) -> Flags:
        """Number -> whether the text is one of these."""
        some = set(some)
        return np.fromiter((name in some for name in self), bool, len(self))

    def of(self, numbers: Rows) -> set[str]:
        """The texts of these numbers."""
        names = list(self)
        return {names[number] for number in np.flatnonzero(np.bincount(numbers[numbers >= 0]))}
