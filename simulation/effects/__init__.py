"""What a pilot can tell: how like the company it was, and what a measure changed.

A reading that the design does not allow is refused, with the reason.
"""

from simulation.effects.reading import ASSIGNED, Reading, day_of, read_event, read_measures
from simulation.effects.representativeness import (
    Attribute,
    Representativeness,
    representativeness,
)

__all__ = [
    "ASSIGNED",
    "Attribute",
    "Reading",
    "Representativeness",
    "day_of",
    "read_event",
    "read_measures",
    "representativeness",
]
