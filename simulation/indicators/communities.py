"""Communities week by week: members, messages, vitality (S2, S3, S26).

Vitality after what happened in a community (contributions and reactions of employees):

| vitality | rule, the first that fits                                                       |
|----------|---------------------------------------------------------------------------------|
| extinct  | ended, or no interaction in the last `extinct_weeks` (12) of its life           |
| dormant  | no interaction in the last `dormant_weeks` (4), and older than that             |
| fading   | its last 4 weeks bring less than `fading_percent` (50 %) of its best 4 weeks    |
| alive    | all others, newly created ones included                                         |
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.indicators.functioning import community_life
from simulation.indicators.view import View, over_weeks

VITALITIES = ("alive", "fading", "dormant", "extinct")


def community_weeks(view: View) -> pd.DataFrame:
    """Each community in each week of its life, extinction included. Not protected.

    Args:
        view: of a record, by community.

    Returns:
        Columns community (id), group (name, or number when not to be named), kind,
        visibility, week, people (members), contributors, messages, vitality, withheld.
        Contributors and messages are those of the week.
    """
    first, last = community_life(view)
    groups, weeks = view.shape
    week = np.arange(weeks)
    born = np.minimum(first, weeks)[:, None] <= week
    messages = view.events(view.activity.contributes)
    acts = view.events(view.activity.interacts)
    table = view.record.communities
    frame = pd.DataFrame(
        {
            "community": np.repeat(table["community"].to_numpy(), weeks),
            "group": np.repeat(np.asarray(view.population.groups, dtype=object), weeks),
            "kind": np.repeat(table["kind"].to_numpy(dtype=object), weeks),
            "visibility": np.repeat(table["visibility"].to_numpy(dtype=object), weeks),
            "week": np.tile(view.activity.weeks.to_numpy(), groups),
            "people": view.people.reshape(-1).astype(np.int64),
            "contributors": view.members(view.contributions > 0).reshape(-1),
            "messages": messages.reshape(-1),
            "vitality": np.asarray(VITALITIES, dtype=object)[
                vitality_codes(view, acts, first, last).reshape(-1)
            ],
            "withheld": np.repeat(view.population.withheld, weeks),
        }
    )
    return frame[born.reshape(-1)].reset_index(drop=True)


def vitality_codes(
    view: View, acts: NDArray[np.float64], first: NDArray[np.int32], last: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Place in VITALITIES of each community each week; shape (communities, weeks).

    Args:
        view: of a record.
        acts: interactions of employees in each community each week.
        first: first week of each community.
        last: last week of each community.
    """
    limits, week = view.thresholds, np.arange(acts.shape[1])
    recent = over_weeks(acts, limits.dormant_weeks)
    best = np.maximum.accumulate(recent, axis=1)
    silent = over_weeks(acts, limits.extinct_weeks) == 0
    age = week - first[:, None]
    return np.select(
        [
            (week > last[:, None]) | (silent & (age >= limits.extinct_weeks)),
            (recent == 0) & (age >= limits.dormant_weeks),
            (recent < best * limits.fading_percent / 100) & (age >= limits.dormant_weeks),
        ],
        [VITALITIES.index("extinct"), VITALITIES.index("dormant"), VITALITIES.index("fading")],
        default=VITALITIES.index("alive"),
    )
