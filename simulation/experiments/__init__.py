"""Experiments: ensembles of simulated companies, scenarios compared, parameters screened."""

from simulation.experiments.barriers import (
    STATES,
    barriers_by_unit,
    barriers_by_week,
    barriers_of_units,
)
from simulation.experiments.benefits import benefits
from simulation.experiments.comparison import INDICATORS, Comparison, compare
from simulation.experiments.draws import Failure
from simulation.experiments.ensemble import Ensemble, ensemble, ensembles, fan
from simulation.experiments.findings import comparison_finding, difference_in_words
from simulation.experiments.levels import BARRIERS, FIRST_LEVELS, LEVELS
from simulation.experiments.levers import (
    LEVERS,
    differences_in_words,
    lever_label,
    lever_value,
)
from simulation.experiments.runs import RUN_FILES, summary, weekly_table, write_run
from simulation.experiments.screening import OUTCOMES, Screening, weakest
from simulation.experiments.theories import (
    TheoryComparison,
    compare_theories,
    theory_label,
    verdict_in_words,
)
from simulation.experiments.twins import FATES, Twins, twins

__all__ = [
    "BARRIERS",
    "FATES",
    "FIRST_LEVELS",
    "INDICATORS",
    "LEVELS",
    "LEVERS",
    "OUTCOMES",
    "RUN_FILES",
    "STATES",
    "Comparison",
    "Ensemble",
    "Failure",
    "Screening",
    "TheoryComparison",
    "Twins",
    "barriers_by_unit",
    "barriers_by_week",
    "barriers_of_units",
    "benefits",
    "compare",
    "compare_theories",
    "comparison_finding",
    "difference_in_words",
    "differences_in_words",
    "ensemble",
    "ensembles",
    "fan",
    "lever_label",
    "lever_value",
    "summary",
    "theory_label",
    "twins",
    "verdict_in_words",
    "weakest",
    "weekly_table",
    "write_run",
]
