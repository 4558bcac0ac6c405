"""Findings in plain values, as commands print them with `--json`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from simulation.robustness.stakes import Stake
from simulation.robustness.telling import in_both
from simulation.sizing.target import Target


def with_words(found: Any, tell: Callable[[Any, str], list[str]]) -> dict[str, Any]:
    """A finding in plain values, with its sentences in both languages under `in_words`.

    Tables stay tables: whoever prints them writes their rows.
    """
    return plain(found) | {"in_words": in_both(tell, found)}


def plain(value: Any) -> Any:
    """A value without classes of ours."""
    if isinstance(value, Target):
        return str(value)
    if isinstance(value, Stake):
        return {"target": str(value.target), "worth": value.worth, "unit": value.unit}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value
