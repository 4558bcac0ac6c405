"""P6 and P7: spaces peak early and most die, those that only publish sooner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.model.state import NEWS_SPACE
from simulation.validation.pattern import Check, Figures, Pattern
from simulation.validation.runs import WEEKS_A_MONTH, Arm, Flags, Played, Trials, share_of
from simulation.validation.verdict import Above, Band

ALIVE_WEEKS: Final = 8
"""A space is alive at an age if its members interact in the eight weeks from then on."""
MONTHS_OF_PEAK: Final = 13
LEAST_ACTS_OF_PEAK: Final = 10
"""Spaces with fewer interactions have no peak to speak of."""

LONG = Arm({"horizon_weeks": 208})
SPLIT = Arm({"horizon_weeks": 156, "parameters": {"broadcast_share": 0.4}})
"""Two new spaces in five are for publication only, whatever their size."""


@dataclass(frozen=True)
class Spaces:
    """Interactions of employees in each space, by week of age.

    Attributes:
        born: week of birth; shape (spaces,).
        broadcast: whether only the founder publishes there; shape (spaces,).
        acts: interactions by week since birth; shape (spaces, weeks).
    """

    born: NDArray[np.int64]
    broadcast: Flags
    acts: NDArray[np.int64]

    def where(self, chosen: Flags) -> Spaces:
        """Some of the spaces."""
        return Spaces(self.born[chosen], self.broadcast[chosen], self.acts[chosen])

    def alive(self, month: float) -> float:
        """Share of the spaces alive at an age in months."""
        week = round(WEEKS_A_MONTH * month)
        return share_of(self.acts[:, week : week + ALIVE_WEEKS].any(axis=1))

    def peak_month(self) -> float:
        """Median over spaces of the month (of four weeks, from 1) with most interactions."""
        months = self.acts[:, : 4 * MONTHS_OF_PEAK].reshape(-1, MONTHS_OF_PEAK, 4).sum(axis=2)
        lively = months[months.sum(axis=1) >= LEAST_ACTS_OF_PEAK]
        return float(np.median(lively.argmax(axis=1) + 1)) if lively.size else float("nan")


def spaces_born(played: Played, first: int, last: int) -> Spaces:
    """Spaces that employees founded in the weeks first … last - 1."""
    acts, community = played.acts, played.state.community
    count, weeks = int(played.state.counter.communities[0]), acts.visit_days.shape[0]
    rows = acts.during(0, weeks) & (acts.community >= 0)
    place = acts.community[rows]
    age = acts.week[rows] - community.birth_week[place]
    by_age = np.bincount(place * weeks + age, minlength=count * weeks).reshape(count, weeks)
    born = community.birth_week[:count].astype(np.int64)
    founded = (born >= first) & (born < last) & ~community.seeded[:count]
    founded[NEWS_SPACE] = False
    return Spaces(born, community.broadcast[:count].copy(), by_age).where(founded)


# P6


def lives(played: Played) -> Figures:
    """Peak, deaths and survival of spaces born in the second year, and how the hazard falls.

    Births of weeks 53 to 96, so that each is followed for 24 months and eight weeks. Hazards
    are those that would lead from one of the survival shares to the next.
    """
    spaces = spaces_born(played, 52, 96)
    ages = np.array([0, 5, 12, 24])
    alive = np.array([1.0, *(spaces.alive(age) for age in ages[1:])])
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = -np.diff(np.log(alive)) / np.diff(ages)
        fall = -np.diff(hazard)
    return {
        "peak_month": spaces.peak_month(),
        "dead_5_months": 1 - alive[1],
        "alive_12_months": alive[2],
        "alive_24_months": alive[3],
        "hazard_falls_first": fall[0],
        "hazard_falls_then": fall[1],
    }


P6 = Pattern(
    key="P6",
    sources="4.19, 4.20, 4.22, 7.3",
    use="calibrated",
    measure=lambda trials: lives(trials.play(LONG)),
    checks=(
        Check("peak_month", Band(2.0, 4.0)),
        Check("dead_5_months", Band(0.40, 0.60), "share"),
        Check("alive_12_months", Band(0.25, 0.40), "share"),
        Check("alive_24_months", Band(0.15, 0.30), "share"),
        Check("hazard_falls_first", Above(0.0)),
        Check("hazard_falls_then", Above(0.0)),
    ),
)

# P7


def measure_broadcast(trials: Trials) -> Figures:
    """Deaths by month 7 of spaces for publication only, and against conversational ones.

    Whether a space only publishes is drawn at birth, independently of its size.
    """
    spaces = spaces_born(trials.play(SPLIT), 20, 110)
    dead = 1 - spaces.where(spaces.broadcast).alive(7)
    return {
        "broadcast_dead_7_months": dead,
        "broadcast_against_conversation": dead - (1 - spaces.where(~spaces.broadcast).alive(7)),
    }


P7 = Pattern(
    key="P7",
    sources="4.20, 4.21",
    use="kept_out",
    measure=measure_broadcast,
    checks=(
        Check("broadcast_dead_7_months", Band(0.50, 1.0), "share"),
        Check("broadcast_against_conversation", Above(0.0), "points"),
    ),
)
