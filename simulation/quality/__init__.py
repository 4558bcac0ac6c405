"""The quality of a record's data: what is missing, doubled, automatic or out of its hours.

The same checks serve a pilot and a simulated record; none reads who a person is.
"""

from simulation.quality.checks import ASIDE, CHECKS, findings, set_aside
from simulation.quality.finding import Finding

__all__ = ["ASIDE", "CHECKS", "Finding", "findings", "set_aside"]
