"""What decides a run: the sources that a record names by one hash."""

from __future__ import annotations

from functools import cache

from simulation.compiling import SIMULATION, formula, hash_of, kernel, part

__all__ = ["code_version", "formula", "kernel", "part"]


@cache
def code_version() -> str:
    """Hash of all sources that decide a run: draws, catalogue, organisation and model."""
    folders = (SIMULATION / "organisation", SIMULATION / "model")
    sources = [path for folder in folders for path in folder.rglob("*.py")]
    return hash_of([*sources, SIMULATION / "randomness.py", SIMULATION / "catalogue.yaml"])
