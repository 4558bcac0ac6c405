"""Sizing: waves, training, ambassadors, community managers and budget for a target."""

from simulation.sizing.findings import chances_in_words, posts_in_words, sizing_finding
from simulation.sizing.result import Assurance, SizingResult
from simulation.sizing.rules import rules, unit_costs
from simulation.sizing.search import EFFORTS, Effort
from simulation.sizing.size import size
from simulation.sizing.target import Limits, Target

__all__ = [
    "EFFORTS",
    "Assurance",
    "Effort",
    "Limits",
    "SizingResult",
    "Target",
    "chances_in_words",
    "posts_in_words",
    "rules",
    "size",
    "sizing_finding",
    "unit_costs",
]
