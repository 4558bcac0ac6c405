"""Work ties seen in a pilot: who answers, mentions or reacts to whom, beyond chance.

Assumption: two people who address each other repeatedly, and far more often than their
activity alone would have it, also work together; and whoever is seen with a few such
colleagues shows there whom they turn to. The second half of the first condition matters:
a network mostly brings together people who do not work together, and the most active meet
everybody. Ties inferred so are a guess from behaviour, not a survey.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.catalogue import value
from simulation.organisation.ties import HIERARCHY

if TYPE_CHECKING:
    import pandas as pd

ADDRESSING = ("answer", "comment", "reaction", "mention", "recognise")
"""Actions by which a person turns to another."""


@dataclass(frozen=True, eq=False)
class ObservedTies:
    """Who turns to whom among people 0 … n - 1, one entry for each ordered pair.

    Attributes:
        source: person who turns; int64, shape (k,).
        target: person turned to, another one; int64, shape (k,).
        strength: how much, in (0, 1); float32, shape (k,).
    """

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    strength: NDArray[np.float32]

    def well_seen(self, people: int) -> NDArray[np.bool_]:
        """Who is seen with enough colleagues for drawn ties to add nothing; shape (people,)."""
        low, high = np.minimum(self.source, self.target), np.maximum(self.source, self.target)
        pairs = np.unique(low * people + high)
        colleagues = np.bincount(pairs // people, minlength=people)
        colleagues += np.bincount(pairs % people, minlength=people)
        return colleagues >= value("inferred_colleagues_least")

    def completed(
        self,
        start: NDArray[np.int64],
        colleague: NDArray[np.int32],
        weight: NDArray[np.float32],
        layer: NDArray[np.int8],
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]:
        """Observed ties, with the drawn ties of people seen little.

        Drawn ties between two people who are both well seen give way, except between
        manager and report, which the extract knows.

        Args:
            start: first place of each drawn row; shape (n + 1,).
            colleague: people in drawn rows; shape (ties,).
            weight: of drawn ties, in [0, 1]; shape (ties,).
            layer: of drawn ties; shape (ties,).

        Returns:
            tie_start, tie_target, tie_weight and tie_return, as in `Organisation`.
        """
        people = start.size - 1
        near = np.repeat(np.arange(people), np.diff(start))
        seen = self.well_seen(people)
        gives_way = seen[near] & seen[colleague] & (layer != HIERARCHY)
        kept = (weight > 0) & ~gives_way
        source = np.concatenate([near[kept], self.source])
        target = np.concatenate([colleague[kept].astype(np.int64), self.target])
        strength = np.concatenate([weight[kept], self.strength])

        forth, back = source * people + target, target * people + source
        place = np.unique(np.concatenate([forth, back]))
        tie_weight = np.zeros(place.size, np.float32)
        np.maximum.at(tie_weight, np.searchsorted(place, forth), strength)
        one, other = place // people, place % people
        tie_start = np.zeros(people + 1, np.int64)
        tie_start[1:] = np.cumsum(np.bincount(one, minlength=people))
        tie_return = tie_weight[np.searchsorted(place, other * people + one)]
        return tie_start, other.astype(np.int32), tie_weight, tie_return


def observed_ties(events: pd.DataFrame, people: pd.DataFrame) -> ObservedTies:
    """The ties of pairs who address each other often and beyond chance; old acts count less.

    Chance is what two people would exchange if everybody addressed everybody in proportion
    to how active both are. Community managers address people by office: they have no part.

    Args:
        events: checked events of a record.
        people: checked people of the same record, by increasing number.
    """
    acts = _addressed(events, people)
    count = len(people)
    person = people["person"].to_numpy()
    source = np.searchsorted(person, acts["person"].to_numpy(np.int64))
    target = np.searchsorted(person, acts["target"].to_numpy(np.int64))

    pair, of_pair, acts_of_pair = np.unique(
        np.minimum(source, target) * count + np.maximum(source, target),
        return_inverse=True,
        return_counts=True,
    )
    active = np.bincount(source, minlength=count) + np.bincount(target, minlength=count)
    by_chance = active[pair // count] * active[pair % count] / max(1, active.sum())
    tied = (acts_of_pair >= value("inferred_acts_least")) & (
        acts_of_pair >= value("inferred_times_chance") * by_chance
    )
    shown = tied[of_pair]
    tie, of_tie = np.unique((source * count + target)[shown], return_inverse=True)
    age_weeks = (events["time"].max() - acts["time"]).dt.total_seconds().to_numpy() / (7 * 86400)
    faded = 0.5 ** (age_weeks[shown] / value("inferred_half_life_weeks"))
    acts_now = np.bincount(of_tie, weights=faded, minlength=tie.size)
    strength = acts_now / (acts_now + value("inferred_acts_half"))
    return ObservedTies(tie // count, tie % count, strength.astype(np.float32))


def _addressed(events: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Acts by which one person turns to another, neither of them a community manager."""
    acts = events[events["action"].isin(ADDRESSING) & events["target"].notna()]
    acts = acts[acts["target"] != acts["person"]]
    by_office = people["person"][people["is_community_manager"].fillna(False).astype(bool)]
    return acts[~(acts["person"].isin(by_office) | acts["target"].isin(by_office))]
