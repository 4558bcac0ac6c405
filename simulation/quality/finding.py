"""One thing the reader of a record should know about its data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["note", "warning"]


@dataclass(frozen=True)
class Finding:
    """One thing the reader of a pilot should know about its data.

    Args:
        code: entry `pilot.finding.<code>` of the word catalogue: what, how many, what was done.
        count: how many rows, people or files it concerns.
        severity: "note" tells how the data were read, "warning" asks to check the source.
        values: what else the sentence names; never a person, an e-mail or a text. `weeks`, a
            list of Mondays, and `communities`, a list of their numbers, tell where.
    """

    code: str
    count: int
    severity: Severity = "warning"
    values: Mapping[str, Any] = field(default_factory=dict)
