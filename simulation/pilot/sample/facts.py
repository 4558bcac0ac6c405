"""The facts of the invented company, and the random streams of the sample."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml


@cache
def facts() -> dict[str, Any]:
    """The content of `facts.yaml`: units, sites, communities, sentences, calendar."""
    return yaml.safe_load((files(__package__) / "facts.yaml").read_text("utf-8"))


def stream(purpose: str) -> Random:
    """The stream of one purpose: drawing from one leaves the others untouched."""
    return Random(f"{facts()['seed']} {purpose}")
