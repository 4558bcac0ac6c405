"""Organisations: the employees of a company in columns, drawn or read from an HR extract."""

from simulation.organisation.columns import Organisation
from simulation.organisation.drawing import draw
from simulation.organisation.extract import from_people
from simulation.organisation.sources import organisation_of

__all__ = ["Organisation", "draw", "from_people", "organisation_of"]
