"""Texts numbered as they are met, so that millions of rows hold numbers in place of texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from simulation.pilot.columns import numbered, texts

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


def numbered_together(*columns: Sequence[pa.Array]) -> tuple[Names, list[Rows]]:
    """The texts of some columns, each in pieces, and each column as their numbers.

    A number is -1 where a text is missing or empty.
    """
    pieces = [piece.cast(pa.large_string()) for column in columns for piece in column]
    told = pa.chunked_array(pieces, pa.large_string())
    told = pc.if_else(pc.not_equal(told, ""), told, pa.scalar(None, pa.large_string()))
    numbers, kinds = numbered(texts(told))
    ends = np.cumsum([sum(map(len, column)) for column in columns])
    names = Names((name, number) for number, name in enumerate(kinds.tolist()))
    return names, np.split(numbers, ends[:-1])
