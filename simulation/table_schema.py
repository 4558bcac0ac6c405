"""How the columns of a table are declared, and whether a table keeps to it.

A table of millions of rows is judged by its columns' kinds, least and greatest values. Only one
that is at fault goes through pandera, which finds what is to be told; it is loaded then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import pandera.pandas as pa

TEXT = pd.StringDtype(na_value=np.nan)
TIME = pd.DatetimeTZDtype("us", "UTC")
DAY = np.dtype("datetime64[ns]")


@dataclass(frozen=True)
class Column:
    """One column.

    Args:
        kind: its dtype.
        missing: whether cells may be missing.
        unique: whether each value stands once.
        least: the least value it may hold.
        most: the greatest one, when there is a least.
        allowed: the only values it may hold.
    """

    kind: Any
    missing: bool = False
    unique: bool = False
    least: float | None = None
    most: float | None = None
    allowed: tuple[str, ...] | None = None

    def coerced(self, values: pd.Series) -> pd.Series | None:
        """Values as this kind; None where pandera has to say whether they can be.

        Raises:
            TypeError, ValueError, OverflowError: they cannot.
        """
        if values.dtype == self.kind:
            return values
        if isinstance(self.kind, pd.DatetimeTZDtype) or self.kind.kind == "M":
            same = values.dtype.kind == "M" and type(values.dtype) is type(self.kind)
            return values.astype(self.kind) if same else None
        if isinstance(self.kind, np.dtype) and values.dtype.kind in "iu" and len(values):
            bounds = np.iinfo(self.kind) if self.kind.kind == "i" else None
            if bounds and not (bounds.min <= values.min() and values.max() <= bounds.max):
                raise OverflowError
        return values.astype(self.kind)

    def holds(self, values: pd.Series) -> bool:
        """Whether values of this kind are all that they may be."""
        if (not self.missing and values.hasnans) or (self.unique and not values.is_unique):
            return False
        if self.allowed is not None:
            return set(values.dropna().unique()) <= set(self.allowed)
        if self.least is None or values.isna().all():
            return True
        most = np.inf if self.most is None else self.most
        return bool(values.min() >= self.least and values.max() <= most)


@dataclass(frozen=True)
class TableSchema:
    """The columns of a table, by name."""

    name: str
    columns: Mapping[str, Column]

    def quickly_checked(self, table: pd.DataFrame) -> pd.DataFrame | None:
        """The table coerced, where whole columns show that it is sound; else nothing."""
        coerced = {}
        for name, column in self.columns.items():
            try:
                values = column.coerced(table[name])
            except (TypeError, ValueError, OverflowError, AttributeError):
                return None
            if values is None or not column.holds(values):
                return None
            coerced[name] = values
        return pd.DataFrame(coerced, copy=False)

    def empty(self) -> pd.DataFrame:
        """A table without rows, its columns typed."""
        return self._nothing.copy()

    @cached_property
    def _nothing(self) -> pd.DataFrame:
        columns = self.columns.items()
        return pd.DataFrame({name: pd.Series([], dtype=column.kind) for name, column in columns})

    @cached_property
    def pandera(self) -> pa.DataFrameSchema:
        """The same for pandera, which tells the first fault of a table."""
        import pandera.pandas as pa

        def checks(column: Column) -> list[pa.Check]:
            if column.allowed is not None:
                return [pa.Check.isin(column.allowed)]
            if column.least is None:
                return []
            if column.most is None:
                return [pa.Check.ge(column.least)]
            return [pa.Check.in_range(column.least, column.most)]

        columns = {
            name: pa.Column(
                column.kind,
                checks(column),
                nullable=column.missing,
                unique=column.unique,
                coerce=True,
            )
            for name, column in self.columns.items()
        }
        return pa.DataFrameSchema(columns, name=self.name, strict=True)
