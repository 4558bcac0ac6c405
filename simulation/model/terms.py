"""What a scenario decides alike for all of its draws: parameters, and levers by week."""

from __future__ import annotations

from typing import Any, NamedTuple

from numpy.typing import NDArray

from simulation.catalogue import values
from simulation.model.initialisation import parameter_record
from simulation.model.levers import levers
from simulation.once import once_for_each
from simulation.scenario import Scenario


class Terms(NamedTuple):
    """The catalogue's values as one record, and one row of levers per week, shape (horizon,)."""

    parameter: Any
    levers: NDArray


@once_for_each
def terms_of(scenario: Scenario) -> Terms:
    """The terms of a scenario: an ensemble asks for them at each draw.

    Raises:
        InputError: a parameter override is unknown or out of range.
    """
    parameter = parameter_record(values(scenario.parameters))
    return Terms(parameter, levers(scenario, parameter))
