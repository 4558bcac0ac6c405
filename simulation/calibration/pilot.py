"""The pilot as the model sees it: its people, when they were invited, its scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.calibration.posterior import under
from simulation.calibration.targets import Measuring
from simulation.model.state import NEVER
from simulation.organisation import Organisation, from_people
from simulation.scenario import Scenario
from simulation.tables import Record


@dataclass(frozen=True, eq=False)
class Pilot:
    """Whom a calibration simulates, and under which plan.

    Attributes:
        scenario: the roll-out, levers as told.
        organisation: the people of the pilot and no others.
        invited: week each of them was invited, from 0; shape (people,).
        measuring: how the pilot and its simulations are measured.
    """

    scenario: Scenario
    organisation: Organisation
    invited: NDArray[np.int32]
    measuring: Measuring

    def under(self, values: Mapping[str, float], weeks: int) -> Scenario:
        """The scenario over some weeks, unknowns set to values."""
        longer = self.scenario.model_copy(
            update={"horizon_weeks": max(weeks, self.scenario.horizon_weeks)}
        )
        return under(longer, values)
