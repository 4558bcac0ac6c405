"""As many draws as an answer needs, and no more (W5)."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from simulation.errors import InputError
from simulation.experiments.ensemble import Ensemble, ensemble
from simulation.experiments.levels import FIRST_LEVELS
from simulation.experiments.statistics import interval_of_mean
from simulation.scenario import Scenario

FIRST_DRAWS: Final = 20
"""Draws before anything is said of the spread."""
MOST_DRAWS: Final = 2000
LEAST_GROWTH: Final = 1.25


def half_width(drawn: Ensemble, indicator: str) -> float:
    """Half the 95 % interval of the mean of an indicator in the last week; 0 for equal draws."""
    low, high = interval_of_mean(drawn.at(indicator, drawn.weeks))
    return float(high - low) / 2


def until_precise(
    scenario: Scenario, precision: float, indicator: str = FIRST_LEVELS[0], **how: Any
) -> Ensemble:
    """Draw until the 95 % interval of the mean is no wider than asked on either side.

    The draws are the first ones of the scenario, so that more precision later adds to them.
    Draws are added by what their spread so far says is missing.

    Args:
        scenario: what is drawn.
        precision: half-width of the interval, in the indicator's own unit.
        indicator: looked at in the last week.
        how: as for `ensemble`; with a store, what was drawn before is not drawn again.

    Raises:
        InputError: `precision` is not above 0, or more than 2,000 draws would be needed.
    """
    if not precision > 0 or not math.isfinite(precision):
        raise InputError("precision_value", value=precision)
    draws = FIRST_DRAWS
    drawn = ensemble(scenario, draws, **how)
    while half_width(drawn, indicator) > precision:
        spread = float(np.nanstd(drawn.at(indicator, drawn.weeks), ddof=1))
        needed = math.ceil((1.96 * spread / precision) ** 2)
        if needed > MOST_DRAWS:
            raise InputError("precision_out_of_reach", value=precision, needed=needed)
        more = max(needed, math.ceil(LEAST_GROWTH * draws)) - draws
        drawn = drawn.followed_by(ensemble(scenario, more, first_replicate=draws, **how))
        draws += more
    return drawn
