"""What a pilot is compared by: weekly series, and figures of the weeks so far.

Every target is a function of time, one number a week computed from that week and those
before it alone; a pilot that is a week longer has one more number and the same former ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from simulation.calibration.acts import LATER, OPENINGS, REACTION, REPLIES, SHARE, VISIT, Acts
from simulation.organisation import Organisation
from simulation.tables import TIE_LAYERS

WINDOW: Final = 4
"""Weeks looked back on by profiles and by the life of communities (S26, S27)."""
FREQUENT: Final = 3
"""Weeks of the window that make somebody frequent (S27)."""
WEEK_HOURS: Final = 168.0
ANSWER_HOURS: Final = 48.0
"""Within which an answer makes a newcomer come back (P5)."""

LEAST_VARIANCE: Final = 0.1
"""Added to the variance of a score: a handful of people proves nothing, however exposed."""

SERIES: Final = (
    "registered",
    "participants",
    "weekly_active",
    "contributors",
    "posts",
    "answers",
    "reactions",
)
"""Weekly counts of the whole pilot: people registered so far; people who ever contributed or
reacted; people active, and people contributing, in the week; acts of the week (posts with
questions, answers with comments)."""
PROFILES: Final = ("moderately_involved", "strongly_involved")
EXPOSURE: Final = ("exposure_registration", "exposure_contribution")
COMMUNITIES: Final = ("communities_seen", "communities_alive")
RESPONSE: Final = ("answered_within_48h", "hours_to_answer")
TARGETS: Final = (*SERIES, *PROFILES, *EXPOSURE, *COMMUNITIES, *RESPONSE)

Series = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Measuring:
    """How acts are measured, the same for a pilot and for its simulations.

    Attributes:
        records: actions the pilot's source records; others are left out on both sides.
        close: ties to manager, reports and team mates, rows summing to 1 or 0.
        formal: whether these ties are known, and not drawn.
    """

    records: frozenset[str]
    close: csr_array
    formal: bool

    @classmethod
    def of(cls, organisation: Organisation, records: Collection[str], formal: bool) -> Measuring:
        """How to measure in an organisation."""
        layers = [TIE_LAYERS.index(name) for name in ("hierarchy", "team")]
        weight = organisation.tie_weight * np.isin(organisation.tie_layer, layers)
        n = len(organisation)
        ties = csr_array((weight, organisation.tie_target, organisation.tie_start), shape=(n, n))
        total = ties.sum(axis=1)
        share = np.divide(1.0, total, out=np.zeros(n), where=total > 0)
        return cls(frozenset(records), (ties.multiply(share[:, None])).tocsr(), formal)

    @property
    def unavailable(self) -> dict[str, str]:
        """Targets that the record cannot give, with the reason's name."""
        missing = {}
        for name, either in NEEDS.items():
            if not self.records & set(either):
                missing[name] = "not_recorded"
        if not self.formal:
            missing |= dict.fromkeys(EXPOSURE, "no_hierarchy")
        return missing

    @property
    def available(self) -> tuple[str, ...]:
        """Targets that the record gives."""
        return tuple(name for name in TARGETS if name not in self.unavailable)


_CONTENT: Final = ("post", "question", "answer", "comment")
NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "registered": ("register",),
    "participants": (*_CONTENT, "reaction"),
    "weekly_active": ("visit",),
    "contributors": _CONTENT,
    "posts": ("post", "question"),
    "answers": ("answer", "comment"),
    "reactions": ("reaction",),
    "moderately_involved": _CONTENT,
    "strongly_involved": _CONTENT,
    "exposure_registration": ("register",),
    "exposure_contribution": _CONTENT,
    "communities_seen": _CONTENT,
    "communities_alive": _CONTENT,
    "answered_within_48h": ("answer", "comment"),
    "hours_to_answer": ("answer", "comment"),
}
"""Target -> actions of which the source must record at least one."""


def measured(acts: Acts, measuring: Measuring) -> dict[str, Series]:
    """Every target that is available, one number a week; shape (weeks,).

    Counts for series, shares of the invited for profiles, standard scores for exposure,
    a count and a share for communities, a share and a median in hours for answers.
    """
    does = _recorded(acts, measuring.records)
    contributes = acts.by_person(does["opening"] | does["reply"] | does["share"]) > 0
    spoke = contributes | (acts.by_person(does["reaction"]) > 0)
    came = spoke | (acts.by_person(does["visit"]) > 0)
    given: dict[str, Callable[[], Mapping[str, Series]]] = {
        "registered": lambda: {"registered": _people_since(acts.registered, acts.weeks)},
        "participants": lambda: {"participants": _people_since(_first(spoke), acts.weeks)},
        "weekly_active": lambda: {
            "weekly_active": (acts.by_person(does["visit"]) > 0).sum(0).astype(float)
        },
        "contributors": lambda: {"contributors": contributes.sum(0).astype(float)},
        "posts": lambda: {"posts": acts.by_person(does["opening"]).sum(0).astype(float)},
        "answers": lambda: {"answers": acts.by_person(does["reply"]).sum(0).astype(float)},
        "reactions": lambda: {"reactions": acts.by_person(does["reaction"]).sum(0).astype(float)},
        "moderately_involved": lambda: _profiles(acts, came, contributes),
        "exposure_registration": lambda: {
            "exposure_registration": _exposure_to_registered(acts, measuring.close)
        },
        "exposure_contribution": lambda: {
            "exposure_contribution": _exposure_to_contributors(acts, contributes, measuring.close)
        },
        "communities_seen": lambda: _communities(acts, does),
        "answered_within_48h": lambda: _answers(acts, does),
    }
    found: dict[str, Series] = {}
    for name in measuring.available:
        if name not in found:
            found |= given[name]()
    return found


def _recorded(acts: Acts, records: frozenset[str]) -> dict[str, Flags]:
    """Acts by kind, as far as the source records the kind.

    A platform that tells posts from questions or answers from comments and one that does not
    are alike here: openings count together, and replies do.
    """
    kinds = {
        "visit": (VISIT, ("visit",)),
        "opening": (OPENINGS, ("post", "question")),
        "reply": (REPLIES, ("answer", "comment")),
        "share": (SHARE, ("share",)),
        "reaction": (REACTION, ("reaction",)),
    }
    none = np.zeros(acts.week.size, bool)
    return {
        kind: acts.does(*codes) if records & set(names) else none
        for kind, (codes, names) in kinds.items()
    }


def _people_since(first: NDArray[np.int64], weeks: int) -> Series:
    return np.cumsum(np.bincount(first[first < weeks], minlength=weeks)).astype(float)


def _first(flags: Flags) -> NDArray[np.int64]:
    """Week of each person's first flag, `LATER` without; shape (people,)."""
    return np.where(flags.any(axis=1), flags.argmax(axis=1), LATER)


def _over_window(flags: NDArray) -> NDArray[np.int64]:
    """How many weeks of the window, this one included, are flagged; shape (people, weeks)."""
    summed = np.cumsum(flags, axis=1)
    summed[:, WINDOW:] -= summed[:, :-WINDOW].copy()
    return summed


def _profiles(acts: Acts, came: Flags, contributes: Flags) -> dict[str, Series]:
    """Shares of the invited who are frequent or contribute, and who are both (S27)."""
    frequent = _over_window(came) >= FREQUENT
    speaks = _over_window(contributes) > 0
    people = np.maximum(_people_since(acts.invited, acts.weeks), 1.0)
    return {
        "moderately_involved": (frequent ^ speaks).sum(0) / people,
        "strongly_involved": (frequent & speaks).sum(0) / people,
    }


def _exposure_to_registered(acts: Acts, close: csr_array) -> Series:
    """Whether people register sooner who have more colleagues registered."""
    week = np.arange(acts.weeks)
    exposure = close @ (acts.registered[:, None] < week).astype(float)
    return _score(exposure, acts.invited, acts.registered)


def _exposure_to_contributors(acts: Acts, contributes: Flags, close: csr_array) -> Series:
    """Whether people first contribute sooner who have more colleagues heard of late."""
    heard = np.zeros(contributes.shape)
    heard[:, 1:] = _over_window(contributes)[:, :-1] > 0
    return _score(close @ heard, acts.registered, _first(contributes))


def _score(exposure: Series, start: NDArray[np.int64], event: NDArray[np.int64]) -> Series:
    """Standard score of an exposure's effect on a weekly hazard, weeks so far; shape (weeks,).

    The score test of a logistic hazard with a level of its own in each week: those to whom it
    happens against all who are at risk that week, so that a week when everybody joins tells
    nothing. 0 as long as nothing can be told.
    """
    week = np.arange(exposure.shape[1])
    at_risk = (start[:, None] <= week) & (event[:, None] >= week)
    happens = event[:, None] == week
    happens &= at_risk
    people, events = at_risk.sum(0), happens.sum(0)
    mean = (exposure * at_risk).sum(0) / np.maximum(people, 1)
    apart = exposure - mean
    spread = (apart**2 * at_risk).sum(0) / np.maximum(people, 1)
    others = (people - events) / np.maximum(people - 1, 1)
    score = np.cumsum((apart * happens).sum(0))
    variance = np.cumsum(events * spread * others)
    return score / np.sqrt(variance + LEAST_VARIANCE)


def _communities(acts: Acts, does: Mapping[str, Flags]) -> dict[str, Series]:
    """Communities in which something was ever written; share of those old enough still alive."""
    written = (does["opening"] | does["reply"]) & (acts.community >= 0)
    names, place = np.unique(acts.community[written], return_inverse=True)
    cell = place * acts.weeks + acts.week[written]
    lively = np.bincount(cell, minlength=names.size * acts.weeks).reshape(-1, acts.weeks) > 0
    seen = np.maximum.accumulate(lively, axis=1)
    old = np.zeros_like(seen)
    old[:, WINDOW:] = seen[:, :-WINDOW]
    alive = old & (_over_window(lively) > 0)
    there = old.sum(0)
    share = np.where(there > 0, alive.sum(0) / np.maximum(there, 1), 1.0)
    return {"communities_seen": seen.sum(0).astype(float), "communities_alive": share}


def _answers(acts: Acts, does: Mapping[str, Flags]) -> dict[str, Series]:
    """Share of openings answered within 48 hours, median hours to the first answer, so far."""
    replies = np.flatnonzero(does["reply"] & (acts.parent >= 0))
    first = np.full(acts.week.size, np.inf)
    np.minimum.at(first, acts.parent[replies], acts.hours[replies])
    openings = np.flatnonzero(does["opening"])
    delay = first[openings] - acts.hours[openings]
    opened, answered = acts.week[openings], first[openings] / WEEK_HOURS
    within, hours = np.zeros(acts.weeks), np.full(acts.weeks, ANSWER_HOURS)
    for week in range(acts.weeks):
        so_far = opened <= week
        known = so_far & (answered < week + 1)
        within[week] = np.sum(delay[known] <= ANSWER_HOURS) / max(1, int(so_far.sum()))
        if known.any():
            hours[week] = np.median(delay[known])
    return {"answered_within_48h": within, "hours_to_answer": hours}
