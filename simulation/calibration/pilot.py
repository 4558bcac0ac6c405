"""The pilot as the model sees it: its people, when they were invited, under which plan.

Only what was known by the last week used enters: a calibration at week 6 reads nothing of
week 7. Dates of invitation are the plan's, and known beforehand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation import randomness
from simulation.calibration.acts import Acts
from simulation.calibration.targets import Measuring
from simulation.calibration.unknowns import under
from simulation.errors import InputError
from simulation.model.state import NEVER
from simulation.organisation import Organisation, draw, from_people
from simulation.scenario import Company, Scenario, Wave
from simulation.tables import Record, monday

KNOWN_LEAST: Final = 0.5
"""Share of the pilot's people whose manager or team is known, from which exposure is a target."""
LEAST_COMPANY: Final = 100
"""The smallest company that can be drawn."""
OPEN_FACTOR: Final = 4
"""At least so many times the people seen by then are within reach of an open network; by powers
of two, so that simulations can be kept while it grows."""
PLANNED_BY: Final = ["unit", "manager", "invited_at"]
"""Who has none of these stands in no plan and no HR extract."""
BESIDE_UNIT: Final = ["team", "site", "level", "job_family", "manager", "invited_at"]
"""Where nobody has any of these, a unit that is everybody's is but a name for the whole."""
LAUNCH_WEEKS: Final = 2
"""Communities founded in so many first weeks are the plan's."""


@dataclass(frozen=True, eq=False)
class Pilot:
    """Whom a calibration simulates, and under which plan.

    Attributes:
        scenario: the roll-out, levers as told.
        organisation: the people of the pilot and no others; in an open network, as many as
            it could reach.
        invited: week each of them is invited, from 0; shape (people,).
        measuring: how the pilot and its simulations are measured.
        people: numbers of the record's people, increasing; those of the organisation unless
            it is open.
        is_open: whether nobody was invited and nobody knows how many there could be.
    """

    scenario: Scenario
    organisation: Organisation
    invited: NDArray[np.int32]
    measuring: Measuring
    people: NDArray[np.int64]
    is_open: bool = False

    def under(self, values: Mapping[str, float], weeks: int) -> Scenario:
        """The scenario over some weeks, unknowns set to values."""
        horizon = max(weeks, self.scenario.horizon_weeks)
        return under(self.scenario.model_copy(update={"horizon_weeks": horizon}), values)

    def invited_under(self, scenario: Scenario) -> NDArray[np.int32]:
        """Week each person is invited; of an open network, only those within its reach."""
        if not self.is_open:
            return self.invited
        reached = np.arange(self.invited.size) < scenario.plan.waves[0].share * self.invited.size
        order = randomness.uniforms(scenario.seed, randomness.WAVES, 3, self.invited.size)
        return np.where(reached[np.argsort(order)], 0, NEVER).astype(np.int32)

    def acts(self, record: Record, until: int) -> Acts:
        """What happened in the record's first weeks, by rows of the organisation."""
        return Acts.of_record(record, self.people.tolist(), until)


def pilot_of(record: Record, until: int, scenario: Scenario | None = None) -> Pilot:
    """The pilot of a record as known at the end of a week.

    Args:
        record: whose people and dates are read.
        until: last week read, from 1.
        scenario: company, levers and plan; without one, the default roll-out resized to the
            pilot, with the communities founded at its launch, or for an open network one
            whose push is not known.

    Raises:
        InputError: the record shows nobody by then.
    """
    people = _of_the_pilot(record, until)
    if people.empty:
        raise InputError("calibration_nobody", until=until)
    is_open = not _planned(people).any()
    seed = (scenario or Scenario()).seed
    if is_open:
        organisation = draw(Company(employees=within_reach(len(people))), seed)
    else:
        organisation = from_people(people, seed)
    formal = float(people[["manager", "team"]].notna().any(axis=1).mean()) >= KNOWN_LEAST
    told = scenario or _told_by(record, organisation, until, is_open)
    return Pilot(
        scenario=_on_the_pilot(told, is_open),
        organisation=organisation,
        invited=_invited(record, people, len(organisation), is_open),
        measuring=Measuring.of(organisation, record.manifest["records"], formal),
        people=people["person"].to_numpy(np.int64),
        is_open=is_open,
    )


def within_reach(seen: int) -> int:
    """Size of the company that an open network is simulated in, from the people seen in it."""
    wanted = max(1.0, OPEN_FACTOR * seen / LEAST_COMPANY)
    return int(LEAST_COMPANY * 2 ** math.ceil(math.log2(wanted)))


def _of_the_pilot(record: Record, until: int) -> pd.DataFrame:
    """People who are invited or have an account; managers outside are not known.

    Of an open network, only people seen by then: accounts that come later are not known yet.
    """
    people = record.people.sort_values("person", ignore_index=True)
    staff = ~people["is_community_manager"].fillna(False).astype(bool)
    asked = _planned(people) & people[["invited_at", "wave"]].notna().any(axis=1)
    if not asked.any():
        end = pd.Timestamp(record.manifest["first_week"]) + pd.Timedelta(weeks=until)
        asked = people["person"].isin(record.events["person"][record.events["week"] < end])
    pilot = people[staff & asked].reset_index(drop=True)
    inside = pilot["manager"].isin(pilot["person"])
    return pilot.assign(manager=pilot["manager"].where(inside))


def _planned(people: pd.DataFrame) -> pd.Series:
    """Who stands in a plan or an HR extract, and so was known before anything was seen of them."""
    if people[BESIDE_UNIT].isna().all(axis=None) and len(people["unit"].unique()) <= 1:
        return pd.Series(False, index=people.index)
    return people[PLANNED_BY].notna().any(axis=1)


def _invited(record: Record, people: pd.DataFrame, size: int, is_open: bool) -> NDArray[np.int32]:
    """Week of each invitation; the first week where none is known."""
    if is_open:
        return np.zeros(size, np.int32)
    start = pd.Timestamp(record.manifest["first_week"])
    days = (monday(people["invited_at"], record.manifest["timezone"]) - start).dt.days
    return np.asarray((days // 7).clip(lower=0).fillna(0), dtype=np.int32)


def _told_by(record: Record, organisation: Organisation, until: int, is_open: bool) -> Scenario:
    """The default roll-out in a pilot of this size; of an open network, without its means."""
    size = max(LEAST_COMPANY, len(organisation))
    start = pd.Timestamp(record.manifest["first_week"], tz="UTC")
    launch = start + pd.Timedelta(weeks=min(LAUNCH_WEEKS, until))
    founded = record.communities["created_at"]
    used = record.events["community"][record.events["time"] < launch]
    undated = founded.isna() & record.communities["community"].isin(used.dropna())
    seeded = int(((founded < launch) | undated).sum())
    untold = {
        "sponsor.strength": 0.0,
        "plan.tool_training.sessions_per_week": 0.0,
        "plan.manager_training.sessions_per_week": 0.0,
        "plan.ambassadors_per_100": 0.0,
    }
    return (
        Scenario()
        .resized(size)
        .changed(
            {
                "name": "pilot",
                "plan.seeded_communities": max(1, seeded),  # a platform is itself a place to write
                "plan.seeding_weeks": LAUNCH_WEEKS,
                **(untold if is_open else {}),
            }
        )
    )


def _on_the_pilot(scenario: Scenario, is_open: bool) -> Scenario:
    """The scenario with one wave: who is invited when is read from the record."""
    share = 1.0 / OPEN_FACTOR if is_open else 1.0
    plan = scenario.plan.model_copy(update={"waves": (Wave(week=1, share=share),)})
    return scenario.model_copy(update={"plan": plan})
