"""Calibration: what a pilot tells of the model's parameters, and what it cannot tell."""

from simulation.calibration.posterior import Discrepancy, Posterior, simulated

__all__ = ["Discrepancy", "Posterior", "simulated"]
