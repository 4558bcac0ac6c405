"""Single people week by week, for the team's own replay and nothing else (S25).

This does not pass the gate: it shows people one by one, under pseudonyms. It is told only
where the team's settings allow it, for the unit that was opened, to the page it was opened
in; it never enters a file, a report or an address. Simulated people are nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.indicators.view import Flags, View

ABSENT, AWAY, CAME, CONTRIBUTED = ".", "0", "1", "2"
"""A person's week: not in the population or not told, did not come, came, contributed."""

SHOWN_OF_PSEUDONYM = 6
"""Signs of a pseudonym that are shown: enough to follow a person within a unit."""


@dataclass(frozen=True)
class Individuals:
    """What everybody does each week, and who answers whom, ready to be cut by unit.

    `state` has the shape (members, weeks), with members as in `view`; `shown` the shape
    (units, weeks).
    """

    view: View
    shown: Flags
    state: NDArray[np.str_]

    def of_unit(self, name: str) -> dict[str, Any] | None:
        """The people of one unit; None when there is no such unit.

        Returns:
            `names`: a short pseudonym each (a number for simulated people); `weeks`: a text
            each, one sign a week; `answers`: for each week pairs [giver, receiver] within
            the unit, people by their place in `names`.
        """
        groups = self.view.population.groups
        if name not in groups:
            return None
        place = groups.index(name)
        member = np.flatnonzero(self.view.population.group == place)
        told = np.where(self.shown[place][None, :], self.state[member], ABSENT)
        return {
            "names": self._names(member),
            "weeks": ["".join(row) for row in told],
            "answers": self._answers(place, member),
        }

    def _names(self, member: NDArray[np.integer]) -> list[str]:
        people = self.view.record.people.iloc[self.view.population.person[member]]
        if self.view.record.is_simulated:
            return [f"#{person}" for person in people["person"]]
        return [name[:SHOWN_OF_PSEUDONYM] for name in people["pseudonym"].fillna("")]

    def _answers(self, place: int, member: NDArray[np.integer]) -> list[list[list[int]]]:
        view, first = self.view, int(member[0])
        between = view.activity.does("answer") & (view.member >= 0) & (view.target >= 0)
        between &= view.member != view.target
        giver, receiver = view.member[between], view.target[between]
        week, group = view.activity.week[between], view.population.group
        inside = (group[giver] == place) & (group[receiver] == place)
        inside &= self.shown[place][week]
        rows = np.unique(np.c_[week, giver - first, receiver - first][inside], axis=0)
        weeks: list[list[list[int]]] = [[] for _ in range(view.shape[1])]
        for number, *pair in rows.tolist():
            weeks[number].append(pair)
        return weeks


def individuals(view: View, shown: Flags) -> Individuals:
    """The people of a record by unit.

    Args:
        view: of the units as they are shown.
        shown: in which weeks each unit may be shown; its people are not told in the others.
    """
    state = np.full(view.present.shape, AWAY)
    if view.record.records("visit"):
        state[view.done(view.activity.does("visit")) > 0] = CAME
    state[view.contributions > 0] = CONTRIBUTED
    state[~view.present] = ABSENT
    return Individuals(view, shown, state)
