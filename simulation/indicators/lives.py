"""How long communities live (evidence 4.19 to 4.22, pattern P6).

A community is born in its first week and lives while something happens there. It has ended
when its file says so, or when nothing has happened for `extinct_weeks` (12) at the end of the
record: its life then ended with its last interaction. All others are censored: still alive
when the record ends. Those born before the record began are left out, since the ones among
them that died young cannot be seen.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.indicators.functioning import community_life
from simulation.indicators.view import View


def community_lives(view: View) -> pd.DataFrame:
    """One row per community born within the record. Not protected.

    Args:
        view: of a record, by community.

    Returns:
        Columns community (place in the record's table), kind, way ("broadcast",
        "conversation" or "unknown"), weeks (lived), ended.
    """
    first, last = community_life(view)
    weeks = view.shape[1]
    acts = view.events(view.activity.interacts) > 0
    last_act = np.where(acts.any(axis=1), weeks - 1 - acts[:, ::-1].argmax(axis=1), first - 1)
    declared = last < weeks
    silent = weeks - 1 - last_act >= view.thresholds.extinct_weeks
    old_enough = weeks - first >= view.thresholds.extinct_weeks
    ended = declared | (silent & old_enough)
    until = np.where(declared, np.minimum(last, weeks - 1), np.where(ended, last_act, weeks - 1))
    born = (first >= 0) & (first < weeks)
    table = view.record.communities
    way = table["broadcast"].map({True: "broadcast", False: "conversation"}).fillna("unknown")
    return pd.DataFrame(
        {
            "community": np.arange(len(table)),
            "kind": table["kind"].to_numpy(dtype=object),
            "way": way.to_numpy(dtype=object),
            "weeks": (until - first + 1).clip(min=0),
            "ended": ended,
        }
    )[born].reset_index(drop=True)


def people_there(view: View, communities: np.ndarray) -> int:
    """How many different people were members of some of these communities."""
    inside = np.isin(view.population.group, communities)
    return len(np.unique(view.population.person[inside]))
