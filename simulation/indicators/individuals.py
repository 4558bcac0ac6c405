"""Single people, for the project team's own replay and nothing else (S25).

This is the one place where a row about one person leaves the record: under the pseudonym,
only for somebody of a unit that may be shown, and only where the workspace allows it. It is
told to the page the unit was opened in; it never enters a file, a report or an address.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.indicators.protected import protected_view
from simulation.indicators.thresholds import Thresholds
from simulation.indicators.view import Flags, View
from simulation.tables import Record

ABSENT, AWAY, CAME, CONTRIBUTED = ".", "0", "1", "2"
"""A person's week: not counted or not to be shown, did not come, came, contributed."""


def replayed_people(
    record: Record,
    unit: str,
    show_individuals: bool,
    min_group: int = 10,
    lang: str = "fr",
) -> dict[str, Any]:
    """The people of one opened unit of the replay, week by week.

    Args:
        record: of a pilot, or simulated; simulated people are nobody and always shown.
        unit: its name in the replay.
        show_individuals: the workspace's setting.
        min_group: smallest unit shown.
        lang: language of joined names.

    Returns:
        - `names`: the pseudonym of each person, or the number of a simulated one;
        - `weeks`: for each person a text with one sign a week, see `ABSENT` to `CONTRIBUTED`;
        - `answers`: for each week pairs [giver, receiver] within the unit, people by their
          place in `names`.

    Raises:
        InputError: the workspace shows no single people, or the unit is not one of the replay.
    """
    if not (show_individuals or record.is_simulated):
        raise InputError("individuals_hidden")
    view, unsafe = protected_view(record, Thresholds(), "unit", min_group=min_group, lang=lang)
    groups = view.population.groups
    if unit not in groups:
        known = ", ".join(groups)
        raise InputError("indicator_choice", option="unit", value=unit, expected=known)
    place = groups.index(unit)
    member = np.flatnonzero(view.population.group == place)
    contributed = view.contributions[member] > 0
    came = view.done(view.activity.interacts | view.activity.does("visit"))[member] > 0
    state = np.where(contributed, CONTRIBUTED, np.where(came, CAME, AWAY))
    state[~(view.present[member] & ~unsafe[place])] = ABSENT
    names = record.people["pseudonym"].fillna(record.people["person"].astype("string"))
    return {
        "names": [str(name) for name in names.iloc[view.population.person[member]]],
        "weeks": ["".join(row) for row in state],
        "answers": _answers(view, member, ~unsafe[place]),
    }


def _answers(view: View, member: NDArray[np.integer], shown: Flags) -> list[list[list[int]]]:
    """Who answered whom among these members, in the weeks in which they may be shown."""
    first, last = int(member[0]), int(member[-1])  # members stand group by group
    inside = view.activity.does("answer") & shown[view.activity.week]
    for end in (view.member, view.target):
        inside &= (end >= first) & (end <= last)
    inside &= view.member != view.target
    pairs = np.c_[view.activity.week, view.member - first, view.target - first][inside]
    weeks: list[list[list[int]]] = [[] for _ in range(view.shape[1])]
    for week, *pair in np.unique(pairs, axis=0).tolist():
        weeks[week].append(pair)
    return weeks
