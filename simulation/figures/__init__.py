"""Figures from finished tables: each function returns a Plotly figure, and neither saves nor shows.

The table a figure is given is the table its reader may ask for: "see the figures" shows
the same rows.
"""

from simulation.figures.audit_levers import audit_levers
from simulation.figures.backtest_scores import backtest_ranks, backtest_scores
from simulation.figures.barrier_layers import barrier_layers
from simulation.figures.before_after import before_after
from simulation.figures.breaking_shocks import breaking_shocks
from simulation.figures.budget_bars import budget_bars
from simulation.figures.effects import effect_by_week, interrupted_course
from simulation.figures.failure_ranges import failure_ranges
from simulation.figures.fan_chart import fan_chart
from simulation.figures.forecast_fan import forecast_fan
from simulation.figures.indicator_line import indicator_line
from simulation.figures.inequality import inequality
from simulation.figures.layout import Mark
from simulation.figures.learnt_rows import learnt_rows
from simulation.figures.organisation_likeness import organisation_likeness
from simulation.figures.paired_bars import paired_bars
from simulation.figures.paired_differences import paired_differences
from simulation.figures.pareto import pareto
from simulation.figures.pilot_ahead import pilot_ahead
from simulation.figures.power_curves import power_curves
from simulation.figures.predictive_check import predictive_check
from simulation.figures.profile_bars import profile_bars
from simulation.figures.profile_flows import profile_flows
from simulation.figures.projected import projected
from simulation.figures.regret_table import regret_table
from simulation.figures.representation import representation
from simulation.figures.silos_matrix import silos_matrix
from simulation.figures.small_fans import small_fans
from simulation.figures.sparkline import sparkline
from simulation.figures.staffing_load import staffing_load
from simulation.figures.study_worths import study_worths
from simulation.figures.survival_curve import survival_curve
from simulation.figures.theme import config, font_faces_css, tokens
from simulation.figures.theory_rows import theory_rows
from simulation.figures.twin_bars import twin_bars
from simulation.figures.unit_bars import unit_bars
from simulation.figures.variance_shares import variance_shares
from simulation.figures.wave_calendar import wave_calendar

__all__ = [
    "Mark",
    "audit_levers",
    "backtest_ranks",
    "backtest_scores",
    "barrier_layers",
    "before_after",
    "breaking_shocks",
    "budget_bars",
    "config",
    "effect_by_week",
    "failure_ranges",
    "fan_chart",
    "font_faces_css",
    "forecast_fan",
    "indicator_line",
    "inequality",
    "interrupted_course",
    "learnt_rows",
    "organisation_likeness",
    "paired_bars",
    "paired_differences",
    "pareto",
    "pilot_ahead",
    "power_curves",
    "predictive_check",
    "profile_bars",
    "profile_flows",
    "projected",
    "regret_table",
    "representation",
    "silos_matrix",
    "small_fans",
    "sparkline",
    "staffing_load",
    "study_worths",
    "survival_curve",
    "theory_rows",
    "tokens",
    "twin_bars",
    "unit_bars",
    "variance_shares",
    "wave_calendar",
]
