"""Calibration: what a pilot tells of the model's parameters, and what it cannot tell.

`calibrate` gives a `Posterior`; `simulated` plays the pilot on under its draws. METHOD.md tells
how, RECOVERY.md how well.
"""

from simulation.calibration.calibrate import calibrate
from simulation.calibration.design import StoppedError
from simulation.calibration.posterior import Discrepancy, Posterior, simulated

__all__ = ["Discrepancy", "Posterior", "StoppedError", "calibrate", "simulated"]
