"""A scenario: everything that can be decided or assumed about a roll-out, frozen.

A scenario is an immutable value that checks itself: unknown keys, values out of range
and impossible combinations are refused in the user's words. It is read from and written
to YAML that a non-programmer can open. Weeks count from 1 (S1, W1). Shares are in [0, 1].

Rows of the mission are named in brackets; how each lever acts is in `simulation/model/ODD.md`.
"""

from simulation.scenario.company import Company, Culture, Managers
from simulation.scenario.files import examples, load, presets, shipped_text
from simulation.scenario.found import with_record_found
from simulation.scenario.plan import (
    PILOT_WEEKS,
    TRAININGS,
    Kind,
    PilotChoice,
    Plan,
    Staffing,
    Training,
    Wave,
)
from simulation.scenario.recognition import Awards, Recognition, Scheme
from simulation.scenario.scenario import THEORIES, Objective, Scenario, parse
from simulation.scenario.support import CHARTERS, Charter, Sponsor, Tool

__all__ = [
    "CHARTERS",
    "PILOT_WEEKS",
    "THEORIES",
    "TRAININGS",
    "Awards",
    "Charter",
    "Company",
    "Culture",
    "Kind",
    "Managers",
    "Objective",
    "PilotChoice",
    "Plan",
    "Recognition",
    "Scenario",
    "Scheme",
    "Sponsor",
    "Staffing",
    "Tool",
    "Training",
    "Wave",
    "examples",
    "load",
    "parse",
    "presets",
    "shipped_text",
    "with_record_found",
]
