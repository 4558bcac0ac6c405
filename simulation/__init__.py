"""Pilot and simulation workbench for enterprise social networks.

The names a notebook needs, loaded when first used so that `import simulation` stays quick:

    record = simulation.read_pilot(["export.zip"], hr="hr.csv", key="workspace/key")
    simulation.published(record, by="unit")
    comparison = simulation.compare([simulation.load("no_support"), ...], replicates=40)
    plan = simulation.size(scenario, simulation.Target.parse("weekly_active=25%@78"))
"""

from importlib import import_module
from typing import Any

_HOME = {
    "Scenario": "simulation.scenario",
    "load": "simulation.scenario",
    "presets": "simulation.scenario",
    "Record": "simulation.tables",
    "read": "simulation.tables",
    "write": "simulation.tables",
    "read_pilot": "simulation.pilot",
    "quality_report": "simulation.quality.report",
    "simulate": "simulation.model",
    "published": "simulation.indicators",
    "published_profiles": "simulation.indicators",
    "ensemble": "simulation.experiments",
    "compare": "simulation.experiments",
    "compare_theories": "simulation.experiments",
    "twins": "simulation.experiments",
    "benefits": "simulation.experiments",
    "barriers_by_unit": "simulation.experiments",
    "fan": "simulation.experiments",
    "Posterior": "simulation.calibration",
    "calibrate": "simulation.calibration",
    "Target": "simulation.sizing",
    "size": "simulation.sizing",
    "sensitivity": "simulation.robustness",
    "discover": "simulation.robustness",
    "regret": "simulation.robustness",
    "information": "simulation.robustness",
    "design_pilot": "simulation.robustness",
    "red_team": "simulation.robustness",
    "futures_of": "simulation.robustness",
    "Stake": "simulation.robustness",
    "validate": "simulation.validation",
    "forecast": "simulation.forecasting",
    "backtest": "simulation.forecasting",
}

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    """Load a public name from the module it lives in."""
    if name not in _HOME:
        raise AttributeError(f"module 'simulation' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)
