"""What a scenario decides alike for all of its draws: parameters, and levers by week."""

from __future__ import annotations

import weakref
from typing import Any, Final, NamedTuple

from numpy.typing import NDArray

from simulation.catalogue import values
from simulation.model.initialisation import parameter_record
from simulation.model.levers import levers
from simulation.scenario import Scenario


class Terms(NamedTuple):
    """The catalogue's values as one record, and one row of levers per week, shape (horizon,)."""

    parameter: Any
    levers: NDArray


_KNOWN: Final[dict[int, Terms]] = {}


def terms_of(scenario: Scenario) -> Terms:
    """The terms of a scenario, kept as long as the scenario is: an ensemble asks for each draw.

    Raises:
        InputError: a parameter override is unknown or out of range.
    """
    name = id(scenario)
    if name not in _KNOWN:
        parameter = parameter_record(values(scenario.parameters))
        weakref.finalize(scenario, _KNOWN.pop, name, None).atexit = False
        _KNOWN[name] = Terms(parameter, levers(scenario, parameter))
    return _KNOWN[name]
