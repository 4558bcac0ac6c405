"""Maturity of collaborative practices (S28): from relation to collective intelligence.

Practices grow in order: people relate, then converse, then form a community, then think
together. A level is reached when its own measures and those of all levels before it are met
over the last `inequality_weeks` (12). The order and the names are those of the source; the
measures and their limits are ours and can be set (`Thresholds`).

| level          | measures, over the window                                             | limit |
|----------------|-----------------------------------------------------------------------|-------|
| relational     | members with a relational act (reaction, mention, recognition…)        | 20 %  |
| conversational | posts and questions that somebody else answered or commented          | 50 %  |
| community      | members who contributed (audience, 4.13) …                            | 15 %  |
|                | … and weeks with an interaction (volume)                              | 75 %  |
| collective     | conversations of at least three people …                              | 25 %  |
|                | … and contributions by members rather than by those who animate (4.11)| 50 %  |
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.indicators.activity import Activity, distinct, positions
from simulation.indicators.typologies import RELATION
from simulation.indicators.view import Flags, View, over_weeks

LEVELS = ("none", "relational", "conversational", "community", "collective")
MEASURES = {
    "relating": "relational_percent",
    "replied": "conversational_percent",
    "contributing": "community_percent",
    "lively_weeks": "lively_percent",
    "joint_threads": "collective_percent",
    "carried_by_members": "carried_percent",
}
"""Each measure and the threshold it is held to."""
STEPS = (("relating",), ("replied",), ("contributing", "lively_weeks"), tuple(MEASURES)[4:])
JOINT = 3
"""People who make a conversation a joint one."""


def maturity(view: View, week: int) -> pd.DataFrame:
    """Maturity of each community, or of the whole, at the end of a week. Not protected.

    Args:
        view: of a record, by community or of everybody.
        week: counted from 0.

    Returns:
        Columns group, the six measures (shares, missing where there is nothing to share),
        level (one of LEVELS), people, withheld.
    """
    activity, window = view.activity, view.thresholds.inequality_weeks
    groups = view.shape[0]
    by_community = view.population.of_communities
    place = activity.community if by_community else np.zeros_like(activity.community)
    first = max(0, week - window + 1)
    inside = (activity.week >= first) & (activity.week <= week) & (place >= 0)

    def total(which: Flags) -> NDArray[np.float64]:
        return np.bincount(place[inside & which], minlength=groups).astype(float)

    opened, contributes = activity.does("post", "question"), activity.contributes
    root = threads(activity)
    joined = np.flatnonzero(inside & contributes & (root >= 0))
    joined = joined[inside[root[joined]]]
    pair = distinct(root[joined] * activity.people + activity.person[joined])
    voices = np.bincount(pair // max(activity.people, 1), minlength=len(root))
    lively = distinct(place[inside & activity.interacts].astype(np.int64) * (week + 1)
                      + activity.week[inside & activity.interacts])  # fmt: skip
    measured = {
        "relating": _members(view, RELATION, week),
        "replied": _ratio(total(opened & _replied(activity, inside)), total(opened)),
        "contributing": _members(view, None, week),
        "lively_weeks": np.bincount(lively // (week + 1), minlength=groups) / (week - first + 1),
        "joint_threads": _ratio(total(opened & (voices >= JOINT)), total(opened)),
        "carried_by_members": _ratio(
            total(contributes & ~_animating(view, by_community)), total(contributes)
        ),
    }
    table = pd.DataFrame({"group": np.asarray(view.population.groups, dtype=object), **measured})
    return table.assign(
        level=_level(view, table),
        people=view.people[:, week].astype(np.int64),
        withheld=view.population.withheld,
    )


def threads(activity: Activity) -> NDArray[np.int64]:
    """The post or question at the start of each event's conversation; -1 where not known."""
    opened = activity.does("post", "question")
    root = np.where(opened, np.arange(len(opened)), activity.parent)
    while True:
        above = np.where((root >= 0) & ~opened[root], root[root], root)
        if np.array_equal(above, root):
            return np.where((root >= 0) & opened[root], root, -1)
        root = above


def _replied(activity: Activity, inside: Flags) -> Flags:
    """Which posts and questions somebody else answered or commented."""
    reply = np.flatnonzero(inside & activity.does("answer", "comment") & (activity.parent >= 0))
    parent = activity.parent[reply]
    replied = np.zeros(len(inside), dtype=bool)
    replied[parent[activity.person[reply] != activity.person[parent]]] = True
    return replied


def _animating(view: View, by_community: bool) -> Flags:
    """Which events are those of a hired animator, or of the animator of their community."""
    activity, people = view.activity, view.record.people
    hired = people["is_community_manager"].fillna(False).to_numpy(bool)[activity.person]
    if not by_community:
        return hired
    animator = positions(view.record.communities["animator"], people["person"])
    somewhere = activity.community >= 0
    own = np.zeros(len(somewhere), dtype=bool)
    own[somewhere] = animator[activity.community[somewhere]] == activity.person[somewhere]
    return hired | own


def _members(view: View, actions: tuple[str, ...] | None, week: int) -> NDArray[np.float64]:
    """Share of the members counted who did one of these, or contributed, in the window."""
    done = view.contributions if actions is None else view.done(view.activity.does(*actions))
    lately = over_weeks(done, view.thresholds.inequality_weeks)[:, week] > 0
    flagged = view.population.group[lately & view.present[:, week]]
    return _ratio(np.bincount(flagged, minlength=view.shape[0]), view.people[:, week])


def _level(view: View, table: pd.DataFrame) -> NDArray:
    reached = np.ones(len(table), dtype=bool)
    level = np.zeros(len(table), dtype=np.int64)
    for measures in STEPS:
        for measure in measures:
            limit = getattr(view.thresholds, MEASURES[measure]) / 100
            reached &= (table[measure] >= limit).to_numpy()
        level += reached
    return np.asarray(LEVELS, dtype=object)[level]


def _ratio(count: NDArray, base: NDArray) -> NDArray[np.float64]:
    return np.divide(count, base, out=np.full(len(base), np.nan), where=base > 0)
