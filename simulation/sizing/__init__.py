"""Sizing: waves, training, ambassadors, community managers and budget for a target."""

from simulation.sizing.choices import Space, choices, parse_space
from simulation.sizing.findings import (
    chances_in_words,
    decision_in_words,
    posts_in_words,
    sizing_finding,
)
from simulation.sizing.futures import (
    Futures,
    PosteriorFutures,
    PriorFutures,
    posterior_futures,
    read_posterior,
)
from simulation.sizing.plan_file import read_plan, stored_result, write_plan
from simulation.sizing.result import Assurance, SizingResult
from simulation.sizing.rollout import rollout_of
from simulation.sizing.rules import rules, unit_costs
from simulation.sizing.search import EFFORTS, Effort
from simulation.sizing.size import evaluate, size
from simulation.sizing.staffing import Service
from simulation.sizing.target import Limits, Target

__all__ = [
    "EFFORTS",
    "Assurance",
    "Effort",
    "Futures",
    "Limits",
    "PosteriorFutures",
    "PriorFutures",
    "Service",
    "SizingResult",
    "Space",
    "Target",
    "chances_in_words",
    "choices",
    "decision_in_words",
    "evaluate",
    "parse_space",
    "posterior_futures",
    "posts_in_words",
    "read_plan",
    "read_posterior",
    "rollout_of",
    "rules",
    "size",
    "sizing_finding",
    "stored_result",
    "unit_costs",
    "write_plan",
]
