"""Everybody that usage reports list, file after file: who they are and what state they are in.

A year of daily reports lists everybody hundreds of times, so nothing is kept of a file but what
it tells that is new.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulation.pilot.columns import arrow, equal, numbered, positions, texts
from simulation.pilot.csv_reading import require_values
from simulation.pilot.importers.m365_reports import (
    CONCEALED,
    HAS_LICENCE,
    LICENSED,
    USER,
    Report,
)
from simulation.pilot.source import table

_OUTSIDER = "#ext#"
_STATE: Final = np.dtype(
    [
        ("rank", "int64"),
        ("left_at", "datetime64[us]"),
        ("is_deleted", "bool"),
        ("licensed_at", "datetime64[us]"),
    ]
)
"""What is known of a person; `rank` orders what was told of their state, the highest wins."""
_NOTHING: Final = np.array((np.iinfo("int64").min, "NaT", False, "NaT"), _STATE)
_TOLD: Final = 1 << 62
"""Rank of a report that tells people's state, above any that does not; added to its age."""


class Everybody:
    """The people listed so far, numbered as they were met.

    Attributes:
        names: their accounts, each once.
    """

    def __init__(self) -> None:
        self.names = texts(pa.array([], pa.large_string()))
        self._state = np.empty(0, _STATE)

    def met(self, report: Report) -> np.ndarray:
        """The number (int32) of whom each row of a report is about, now among the people.

        Without a licence a person is not listed by a report of licences.

        Raises:
            InputError: a row names nobody, or a date cannot be read.
        """
        require_values(report.sheet, USER)
        named = report.people
        state = report.texts("User State")
        left_at = report.times("State Change Date").where(equal(state, "deleted", "suspended"))
        licensed_at = report.times(LICENSED)
        told = pd.DataFrame(
            {
                "rank": report.age + _TOLD * state.notna(),
                "left_at": left_at.dt.tz_localize(None),
                "is_deleted": equal(state, "deleted"),
                "licensed_at": licensed_at.dt.tz_localize(None),
            },
            copy=False,
        )
        if report.kind == "licences":
            listed = equal(report.texts(HAS_LICENCE), "true")
            named, told = named[listed], told[listed]
        person = self._numbers(named)
        self._learn(person, told)
        return person

    def _numbers(self, named: pd.Series) -> np.ndarray:
        """The number of each account; those not met before get the next."""
        number = positions(named, self.names)
        if (is_new := number < 0).any():
            new = numbered(named[is_new])[1]
            self.names = pd.concat([self.names, new], ignore_index=True)
            self._state = np.concatenate([self._state, np.full(len(new), _NOTHING)])
            number = positions(named, self.names)
        return number.astype("int32")

    def _learn(self, person: np.ndarray, told: pd.DataFrame) -> None:
        """Take over what a report tells of people where no later one told it."""
        rank = told["rank"].to_numpy()
        later = rank >= self._state["rank"][person]
        for column in ("rank", "left_at", "is_deleted"):
            self._state[column][person[later]] = told[column].to_numpy()[later]
        np.fmin.at(self._state["licensed_at"], person, told["licensed_at"].to_numpy())

    def accounts(self) -> tuple[pd.DataFrame, np.ndarray]:
        """Everybody once, by name, and the row of each number."""
        order = pc.sort_indices(arrow(self.names)).to_numpy()
        names, state = self.names.take(order).reset_index(drop=True), self._state[order]
        accounts = table(
            "accounts",
            {
                "account": names,
                "email": names.where(names.str.contains("@")),
                "invited_at": pd.Series(state["licensed_at"]).dt.tz_localize("UTC"),
                "left_at": pd.Series(state["left_at"]).dt.tz_localize("UTC"),
                "is_bot": False,
                "is_guest": names.str.contains(_OUTSIDER, regex=False),
                "is_deleted": state["is_deleted"],
            },
        )
        return accounts, np.argsort(order)

    def concealed(self) -> int:
        """How many of them are known by a code alone."""
        return int(self.names.str.startswith(CONCEALED).sum())
