"""Validation: the patterns of the evidence, judged together with one parameter set."""

from simulation.validation.patterns import PATTERNS
from simulation.validation.validate import Validation, validate

__all__ = ["PATTERNS", "Validation", "validate"]
