"""The parameter catalogue: every behavioural number of the model, with where it comes from.

`catalogue.yaml` holds, for each parameter, its symbol, label, unit, range, default, status
and source, and its prior where evidence tells more than range and default do. Rules,
dashboards, report and ODD document read the same entries; no behavioural number stands
elsewhere in the code.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from simulation.errors import InputError
from simulation.priors import Prior, prior_by_rule, prior_told
from simulation.yaml_text import from_yaml

Status = Literal["measured", "calibrated", "borrowed", "assumed"]
STATUSES: tuple[str, ...] = get_args(Status)


@dataclass(frozen=True)
class Parameter:
    """One number of the model: what it means, where it may lie and why it has its value."""

    name: str
    group: str
    symbol: str
    label: Mapping[str, str]
    unit: str
    range: tuple[float, float]
    default: float
    prior: Prior
    status: Status
    source: str
    note: str = ""


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every parameter of the catalogue by name, in the order of the file.

    Raises:
        ValueError: an entry lacks a field, has an unknown status, a default out of range or
            an impossible prior.
    """
    text = (files("simulation") / "catalogue.yaml").read_text("utf-8")
    entries = from_yaml(text)
    return {name: _parameter(name, entry) for name, entry in entries.items()}


def value(name: str) -> float:
    """The default of one parameter."""
    return parameters()[name].default


def values(overrides: Mapping[str, float] | None = None) -> dict[str, float]:
    """The value of every parameter: its default, unless overridden.

    Raises:
        InputError: an override names no parameter, or one of how companies are drawn (those
            are not a scenario's to change), or has no meaning for its unit. One that has, but
            leaves the range of the evidence, is told by `plausibility.unlikely`.
    """
    known = parameters()
    chosen = {name: parameter.default for name, parameter in known.items()}
    for name, value in (overrides or {}).items():
        if name not in known:
            close = difflib.get_close_matches(name, known, n=3) or list(known)[:3]
            raise InputError("parameter_unknown", name=name, close=", ".join(close))
        if known[name].group == "organisation":
            raise InputError("parameter_of_organisation", name=name)
        low, high = known[name].range
        if not _has_meaning(known[name], value):
            raise InputError(
                "parameter_range",
                name=name,
                value=value,
                unit=known[name].unit,
                low=low,
                high=high,
                default=known[name].default,
            )
        chosen[name] = float(value)
    return chosen


def _has_meaning(parameter: Parameter, value: float) -> bool:
    """Whether a value can be told in the parameter's unit.

    It keeps the sign of the range; shares, postures and coefficients of at most 1 stay so.
    """
    low, high = parameter.range
    keeps_sign = (low < 0 or value > 0 or value == low == 0) and (high > 0 or value <= 0)
    bounded = parameter.unit.split("/")[0] in ("1", "share", "posture") and high <= 1
    return math.isfinite(value) and keeps_sign and (value <= 1 or not bounded)


def _parameter(name: str, entry: Mapping) -> Parameter:
    low, high = (float(bound) for bound in entry["range"])
    default = float(entry["default"])
    if entry["status"] not in STATUSES or not low <= default <= high:
        raise ValueError(f"catalogue.yaml: {name} has an unknown status or a default out of range")
    return Parameter(
        name=name,
        group=entry["group"],
        symbol=entry["symbol"],
        label=entry["label"],
        unit=entry["unit"],
        range=(low, high),
        default=default,
        prior=(
            prior_told(entry["prior"], low, high, default)
            if "prior" in entry
            else prior_by_rule(low, high, default)
        ),
        status=entry["status"],
        source=entry["source"],
        note=entry.get("note", ""),
    )
