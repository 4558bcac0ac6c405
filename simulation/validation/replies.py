"""P5: a first reply keeps newcomers."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.model import Simulation
from simulation.validation.estimates import contrast
from simulation.validation.pattern import Check, Figures, Pattern
from simulation.validation.runs import PUBLISHED, WRITTEN, Acts, Arm, Flags, Step, Trials, coin
from simulation.validation.verdict import Band

LAST_FIRST_POST: Final = 104
FOLLOWED_WEEKS: Final = 26

REPLIED, LEFT_ALONE = 1, -1


def replied_by_chance(simulation: Simulation) -> Flags:
    """Whose first post is answered: a coin decides, whatever the person and the post."""
    return coin(simulation, "first reply")


def toss_replies(simulation: Simulation) -> None:
    """Everybody leaves first posts alone; the coin gives half of them an answer within 48 h."""
    replied = replied_by_chance(simulation)
    simulation.state.trial.first_reply[:] = np.where(replied, REPLIED, LEFT_ALONE)


TOSSED = Arm({"horizon_weeks": LAST_FIRST_POST + FOLLOWED_WEEKS}, (Step(0, toss_replies),))


def returns_by_reply(acts: Acts, replied: Flags) -> NDArray[np.int64]:
    """Newcomers who write again or not, with an answer to their first post and without.

    Again: any post, question or answer in a later week, within 26; in newsgroups too a second
    message may answer somebody.

    Returns:
        [[replied and again, replied and not], [left alone and again, left alone and not]].
    """
    posts = np.flatnonzero(acts.during(0, LAST_FIRST_POST, PUBLISHED))
    first = np.full(acts.employees, np.iinfo(np.int64).max // 2)
    np.minimum.at(first, acts.person[posts], acts.week[posts])
    newcomers = first < LAST_FIRST_POST
    written = acts.during(0, LAST_FIRST_POST + FOLLOWED_WEEKS, WRITTEN)
    wait = acts.week[written] - first[acts.person[written]]
    again = np.zeros(acts.employees, bool)
    again[acts.person[written][(wait > 0) & (wait <= FOLLOWED_WEEKS)]] = True
    return np.array(
        [
            [np.sum(newcomers & arm & again), np.sum(newcomers & arm & ~again)]
            for arm in (replied, ~replied)
        ]
    )


def measure(trials: Trials) -> Figures:
    """Odds of writing again, with a reply to the first post against without."""
    played = trials.play(TOSSED)
    return {"odds_ratio": returns_by_reply(played.acts, replied_by_chance(played.simulation))}


P5 = Pattern(
    key="P5",
    sources="3.1, 3.3",
    use="kept_out",
    mended=True,
    measure=measure,
    checks=(Check("odds_ratio", Band(1.3, 2.2), "number", contrast),),
)
