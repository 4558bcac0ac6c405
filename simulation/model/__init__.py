"""The model: employees adopting an enterprise social network (see ODD.md beside this file)."""

from simulation.model.compilation import code_version
from simulation.model.run import Run, Simulation, run_of, simulate
from simulation.model.state import CORE, Mechanisms

__all__ = ["CORE", "Mechanisms", "Run", "Simulation", "code_version", "run_of", "simulate"]
