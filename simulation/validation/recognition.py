"""P11 and P12: points lift and wear off, money crowds out, recognition does not."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from simulation.model import Simulation
from simulation.model.recognition import award_effect
from simulation.validation.estimates import contrast
from simulation.validation.pattern import Check, Figures, Pattern
from simulation.validation.runs import MATURITY, Acts, Arm, Flags, Step, Trials, coin
from simulation.validation.verdict import Above, Band, Below, Inside

START: Final = MATURITY[0]
"""Schemes start once the network is mature."""


def interactions(acts: Acts, first: int, last: int, people: Flags | None = None) -> int:
    """Interactions of some employees (all by default) in the weeks first … last - 1."""
    number = acts.number(acts.during(first, last))
    return int(number.sum() if people is None else number[people].sum())


# P11

POINTS_STOP: Final = START + 40
POINTS_HORIZON: Final = POINTS_STOP + 8
WITHOUT_POINTS = Arm({"horizon_weeks": POINTS_HORIZON})
WITH_POINTS = Arm(
    {
        "horizon_weeks": POINTS_HORIZON,
        "recognition.points": {
            "strength": 1.0,
            "first_week": START + 1,
            "last_week": POINTS_STOP,
        },
    }
)


def measure_points(trials: Trials) -> Figures:
    """Interactions with points against without: at once, from the fifth week on, afterwards.

    Row 7.6 puts the recovery after two to six weeks of decline, at weeks 6 to 10 or later; the
    trough is looked for in weeks 5 to 12 and the recovery in all the weeks 13 to 40, not in
    the best of them, which chance would choose.
    """
    arms = [trials.play(arm).acts for arm in (WITH_POINTS, WITHOUT_POINTS)]

    def pair(first: int, last: int) -> list[int]:
        return [interactions(acts, START + first, START + last) for acts in arms]

    first, trough, later = pair(0, 4), pair(4, 12), pair(12, 40)
    return {
        "first_weeks": np.array(first),
        "fading": np.array([trough, first]),
        "recovery": np.array([later, trough]),
        "removal": np.array([pair(40, 48), pair(32, 40)]),
    }


P11 = Pattern(
    key="P11",
    sources="3.25, 3.26, 7.6",
    use="kept_out",
    mended=True,
    measure=measure_points,
    checks=(
        Check("first_weeks", Above(1.0), "change", contrast),
        Check("fading", Below(1.0), "change", contrast),
        Check("recovery", Above(1.0), "change", contrast),
        Check("removal", Band(0.40, 0.90), "change", contrast),
    ),
)

# P12

SCHEME_STOP: Final = START + 26
FOLLOWED: Final = 132
AWARD_WEEKS: Final = 13
SELECTIVE: Final = 0.10
INTRINSIC: Final = 0.40
"""Share of people called intrinsically motivated: those most so at the start."""
MOST_ACTIVE, LEAST_ACTIVE = 0.20, 0.40
"""Shares of recent contributors called active and weakly active."""


def scheme(**schemes: Any) -> Arm:
    """Recognition schemes that run for half a year."""
    span = {"first_week": START + 1, "last_week": SCHEME_STOP}
    changes = {f"recognition.{name}": terms | span for name, terms in schemes.items()}
    return Arm({"horizon_weeks": FOLLOWED, **changes})


def recipients(simulation: Simulation) -> Flags:
    """A third of the employees, whatever they did: as in the experiments, chance chooses."""
    return coin(simulation, "award", 1 / 3)


def award_once(simulation: Simulation) -> None:
    """An unannounced award to the recipients, worth to each what the model's awards are worth."""
    employee, parameter = simulation.state.employee, simulation.parameter
    for i in np.flatnonzero(recipients(simulation)):
        gain = award_effect(employee.recent_acts[i], 1.0, parameter)
        employee.intrinsic[i] += gain * (1 - employee.intrinsic[i])


PLAIN = scheme()
BONUS = scheme(bonus={"strength": 1.0})
UNANNOUNCED = scheme(awards={"share": SELECTIVE, "announced": False})
ANNOUNCED = scheme(awards={"share": SELECTIVE, "announced": True})
EVERYBODY = scheme(awards={"share": 1.0, "announced": False})
AWARDED = Arm({"horizon_weeks": START + AWARD_WEEKS}, (Step(START, award_once),))


def measure_money_and_awards(trials: Trials) -> Figures:
    """Bonus while it runs and after; awards selective or not; an award by level of activity.

    The effect of an award is the ratio of the recipients' interactions to those of the same
    people without it, over the same ratio among the others.
    """
    played = trials.play(PLAIN)
    plain = played.acts
    motivation = played.state.employee.intrinsic_disposition
    keen = motivation >= np.quantile(motivation, 1 - INTRINSIC)
    arms = {"bonus": BONUS, "selective": UNANNOUNCED, "announced": ANNOUNCED, "all": EVERYBODY}
    acts = {name: trials.play(arm).acts for name, arm in arms.items()}

    awards = {
        name: interactions(acts[name], START, SCHEME_STOP + 6)
        for name in ("selective", "announced", "all")
    }
    chosen = recipients(played.simulation)
    awarded = trials.play(AWARDED).acts
    before = plain.number(plain.during(START - AWARD_WEEKS, START))
    recent = before[before > 0]
    low, high = np.quantile(recent, [LEAST_ACTIVE, 1 - MOST_ACTIVE]) if recent.size else (0, 0)

    def effect(people: Flags) -> list[list[int]]:
        return [
            [
                interactions(run, START, START + AWARD_WEEKS, people & arm)
                for run in (awarded, plain)
            ]
            for arm in (chosen, ~chosen)
        ]

    return {
        "bonus_running": np.array(
            [interactions(run, START, SCHEME_STOP) for run in (acts["bonus"], plain)]
        ),
        "bonus_over": np.array(
            [interactions(run, SCHEME_STOP + 2, FOLLOWED, keen) for run in (acts["bonus"], plain)]
        ),
        "selective_against_announced": np.array([awards["selective"], awards["announced"]]),
        "selective_against_all": np.array([awards["selective"], awards["all"]]),
        "award_to_active": np.array(effect(before >= max(1, high))),
        "award_to_weak": np.array(effect((before > 0) & (before <= low))),
    }


P12 = Pattern(
    key="P12",
    sources="3.21, 3.22, 3.23, 3.27, 3.28, 3.29",
    use="kept_out",
    mended=True,
    measure=measure_money_and_awards,
    checks=(
        Check("bonus_running", Band(1.0, 1.4), "change", contrast),
        Check("bonus_over", Below(1.0), "change", contrast),
        Check("selective_against_announced", Above(1.0), "change", contrast),
        Check("selective_against_all", Above(1.0), "change", contrast),
        Check("award_to_active", Above(1.0), "change", contrast),
        Check("award_to_weak", Inside(0.85, 1.10), "change", contrast),
    ),
)
