"""What decides a run: the sources that a record names by one hash."""

from __future__ import annotations

from functools import cache

from simulation.compiling import (
    SIMULATION,
    along_columns,
    formula,
    hash_of,
    kernel,
    part,
    sources,
)

__all__ = ["along_columns", "code_version", "formula", "kernel", "part"]


@cache
def code_version() -> str:
    """Hash of all that decides a run: draws, catalogue, organisation and model."""
    return hash_of([*sources(), SIMULATION / "catalogue.yaml"])
