"""The numbers that shape a drawn organisation, read from `structure.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from simulation.catalogue import Parameter


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every structural number by name, with its range, status and source."""
    text = (files("simulation") / "organisation" / "structure.yaml").read_text("utf-8")
    return {
        name: Parameter(name=name, **(entry | {"range": tuple(entry["range"])}))
        for name, entry in yaml.safe_load(text).items()
    }


def value(name: str) -> float:
    """The value of one structural number."""
    return parameters()[name].default
