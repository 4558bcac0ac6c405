"""Experiments: ensembles of simulated companies, scenarios compared, parameters screened."""

from simulation.experiments.comparison import INDICATORS, Comparison, compare
from simulation.experiments.draws import Failure
from simulation.experiments.ensemble import Ensemble, ensemble, ensembles, fan
from simulation.experiments.findings import comparison_finding, difference_in_words
from simulation.experiments.levels import BARRIERS, LEVELS
from simulation.experiments.levers import (
    LEVERS,
    differences_in_words,
    lever_label,
    lever_value,
)
from simulation.experiments.runs import RUN_FILES, summary, weekly_table, write_run
from simulation.experiments.screening import OUTCOMES, Screening, weakest

__all__ = [
    "BARRIERS",
    "INDICATORS",
    "LEVELS",
    "LEVERS",
    "OUTCOMES",
    "RUN_FILES",
    "Comparison",
    "Ensemble",
    "Failure",
    "Screening",
    "compare",
    "comparison_finding",
    "difference_in_words",
    "differences_in_words",
    "ensemble",
    "ensembles",
    "fan",
    "lever_label",
    "lever_value",
    "summary",
    "weakest",
    "weekly_table",
    "write_run",
]
