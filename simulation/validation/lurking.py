"""P16: who lurks here speaks there, and leisure feeds work."""

from __future__ import annotations

from typing import Final

import numpy as np

from simulation.model import Simulation, journal
from simulation.model.state import LEISURE, NEWS_SPACE
from simulation.validation.estimates import contrast
from simulation.validation.pattern import Check, Figures, Pattern
from simulation.validation.runs import (
    DEFAULT,
    MATURITY,
    WRITTEN,
    Arm,
    Played,
    Step,
    Trials,
    share_of,
)
from simulation.validation.verdict import Above, Below

CLOSING: Final = 60
LOOKED_AT = (66, 104)
SETTLED: Final = 91
"""Members since before this week have had a quarter to speak."""


def close_leisure(simulation: Simulation) -> None:
    """Every community of leisure ends, those born since last week included."""
    community = simulation.state.community
    leisure = (community.kind == LEISURE) & (community.end_week > simulation.week)
    community.end_week[leisure] = simulation.week


NO_LEISURE = Arm(steps=(Step(CLOSING, close_leisure, last=MATURITY[1]),))


def lurking_elsewhere(played: Played) -> float:
    """Share of contributors who are silent members of another community that is alive.

    Contributors interact in half a year; a silent member has been there for three months and
    done nothing in that half-year where others did.
    """
    acts, membership = played.acts, played.state.membership
    count = played.state.community.size
    rows = acts.during(*MATURITY) & (acts.community > NEWS_SPACE)
    alive = np.bincount(acts.community[rows], minlength=count) > 0
    number = played.state.employee.memberships
    person, place = np.nonzero(np.arange(membership.shape[1]) < number[:, None])
    stays = person * count + membership.community[person, place]
    entered = acts.during(0, SETTLED, (journal.JOIN,))
    settled = np.isin(stays, acts.person[entered] * count + acts.community[entered])
    spoke = np.isin(stays, acts.person[rows] * count + acts.community[rows])
    lurks = np.zeros(played.n, bool)
    lurks[person[settled & ~spoke & alive[stays % count]]] = True
    return share_of(lurks[acts.number(acts.during(*MATURITY)) > 0])


def written_at_work(played: Played) -> int:
    """Messages written outside communities of leisure: row 3.35 is about shared knowledge."""
    acts = played.acts
    rows = acts.during(*LOOKED_AT, WRITTEN)
    return int(np.sum(played.state.community.kind[acts.community[rows]] != LEISURE))


def measure(trials: Trials) -> Figures:
    """Lurking of contributors; writing at work once leisure is closed, against the default."""
    default, closed = trials.play(DEFAULT), trials.play(NO_LEISURE)
    return {
        "contributors_who_lurk": lurking_elsewhere(default),
        "work_without_leisure": np.array([written_at_work(closed), written_at_work(default)]),
    }


P16 = Pattern(
    key="P16",
    sources="2.15, 3.35",
    use="kept_out",
    mended=True,
    measure=measure,
    checks=(
        Check("contributors_who_lurk", Above(0.5), "share"),
        Check("work_without_leisure", Below(1.0), "change", contrast),
    ),
)
