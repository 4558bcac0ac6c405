"""P13: received gifts call for gifts where sharing is the norm."""

from __future__ import annotations

import numpy as np

from simulation.model import journal
from simulation.validation.pattern import Check, Figures, Pattern
from simulation.validation.runs import PUBLISHED, Arm, Played, Trials
from simulation.validation.verdict import Above, Band

EARLIER, BEFORE, AFTER = (65, 78), (78, 91), (91, 104)
"""Weeks that tell who gives anyway, weeks in which gifts are received, then given."""

WEAK_NORM = Arm({"culture.cooperation": 0.25})
STRONG_NORM = Arm({"culture.cooperation": 0.75})


def giving_on_received(played: Played) -> float:
    """Coefficient of answers received on answers given in the next three months.

    Least squares on logarithms of 1 + counts, among people with an interaction while gifts are
    received. Held constant: answers, posts, reactions and visits of the three months before,
    which tell who gives anyway; posts that could be answered; visits after (an answer brings
    its author in, which is not giving back); communities, and the trust people started with.
    What is given in the very months of receiving is not held constant: gifts returned at once
    are part of the effect.
    """
    acts = played.acts

    def given(weeks: tuple[int, int], actions: tuple[int, ...]) -> np.ndarray:
        return np.log1p(acts.number(acts.during(*weeks, actions)))

    def visits(weeks: tuple[int, int]) -> np.ndarray:
        return np.log1p(acts.visit_days[slice(*weeks)].sum(axis=0))

    answers = acts.during(*BEFORE, (journal.ANSWER,))
    columns = [
        np.log1p(acts.received(answers)),
        np.ones(acts.employees),
        given(EARLIER, (journal.ANSWER,)),
        given(EARLIER, PUBLISHED),
        given(EARLIER, (journal.REACTION,)),
        visits(EARLIER),
        given(BEFORE, PUBLISHED),
        visits(AFTER),
        np.log1p(played.state.employee.memberships),
        played.state.employee.trust_disposition,
    ]
    active = acts.number(acts.during(*BEFORE)) > 0
    if active.sum() <= 2 * len(columns):
        return float("nan")
    design = np.stack(columns, axis=1)[active]
    outcome = given(AFTER, (journal.ANSWER,))[active]
    return float(np.linalg.lstsq(design, outcome, rcond=None)[0][0])


def measure(trials: Trials) -> Figures:
    """The coefficient where sharing is not the norm and where it is, and their difference."""
    weak, strong = (giving_on_received(trials.play(arm)) for arm in (WEAK_NORM, STRONG_NORM))
    return {"weak_norm": weak, "strong_norm": strong, "norm_difference": strong - weak}


P13 = Pattern(
    key="P13",
    sources="3.30, 3.31",
    use="kept_out",
    mended=True,
    measure=measure,
    checks=(
        Check("weak_norm", Band(-0.1, 0.1)),
        Check("strong_norm", Above(0.0)),
        Check("norm_difference", Above(0.0)),
    ),
)
