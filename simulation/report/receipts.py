"""Receipts: what a figure was computed from, so that it can be computed again.

A receipt is a handful of plain facts (scenarios with their keys, seeds, draws, the record's
hash, the version of the code, the command) and a short hash of them, printed at the foot
of every slide and section. The facts themselves travel inside the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.report.content import Report


@dataclass(frozen=True)
class Receipt:
    """The facts behind one or several figures."""

    facts: Mapping[str, Any]

    @property
    def short(self) -> str:
        """Eight hexadecimal digits in two groups, as printed: `7f3a c2e1`."""
        digest = hashlib.sha256(self.text().encode()).hexdigest()
        return f"{digest[:4]} {digest[4:8]}"

    def text(self) -> str:
        """The facts as JSON, keys in order: equal facts give equal text."""
        return json.dumps(dict(self.facts), sort_keys=True, ensure_ascii=False, default=str)


def receipt(**facts: Any) -> Receipt:
    """A receipt of these facts, with the version of the code; facts that are None are left out."""
    known = {name: fact for name, fact in facts.items() if fact is not None}
    return Receipt({**known, "version": version("rsne-workbench")})


def passport(report: Report) -> str:
    """What a file carries about itself, as JSON: its receipts, and what it was computed from."""
    facts = {short: dict(each.facts) for short, each in sorted(report.receipts.items())}
    tree = {
        "version": version("rsne-workbench"),
        "sections": {section.key: section.receipt for section in report.sections},
        "receipts": facts,
        "inputs": dict(report.inputs),
    }
    return json.dumps(tree, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)


def digest(tree: Mapping[str, Any]) -> str:
    """A short hash of plain values, for what has no key of its own (a record's manifest)."""
    text = json.dumps(dict(tree), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
