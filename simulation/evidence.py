"""The register of evidence: what each row named by a `source` says, and where it comes from.

`evidence.yaml` holds published findings (1.1), public data (F1), patterns (P2), ideas of the
dissertation the model stems from (S15) and D, for what has no source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from simulation.words import french_typography
from simulation.yaml_text import from_yaml

Quality = Literal["A", "B", "C", "D"]
"""Peer-reviewed or official, industry benchmark, practitioner or press, our assumption."""

QUALITIES: tuple[str, ...] = get_args(Quality)


@dataclass(frozen=True)
class Evidence:
    """One row: a finding, how far to trust it, and its source.

    Attributes:
        row: its key, as in 3.22, S15 or P2.
        reference: author (year), title and place; empty when no source was found.
        finding: one sentence in each language.
        quality: of the finding.
        figure_quality: of its figure, worse when only the direction is published.
        transfer: whether people were observed outside an enterprise.
        note: how the figure reached us, in each language; empty when by reading the source.
    """

    row: str
    reference: str
    finding: Mapping[str, str]
    quality: Quality
    figure_quality: Quality
    transfer: bool
    note: Mapping[str, str]

    @property
    def short_reference(self) -> str:
        """Author and year of the first source; empty when no source was found."""
        author, closing, _ = self.reference.partition(")")
        return author + closing


@cache
def evidence() -> Mapping[str, Evidence]:
    """Every row of the register by its key, in the order of the file."""
    text = (files("simulation") / "evidence.yaml").read_text("utf-8")
    return {row: _evidence(row, entry) for row, entry in from_yaml(text).items()}


def cited(source: str) -> list[Evidence]:
    """The rows that a `source` names: keys between commas, then a free remark after `;`.

    Raises:
        KeyError: a row that is not in the register.
    """
    rows, _, _ = source.partition(";")
    return [evidence()[row.strip()] for row in rows.split(",")]


def short_references(source: str) -> list[str]:
    """Authors and years behind a `source`, each once; empty when it has none."""
    return list(dict.fromkeys(row.short_reference for row in cited(source) if row.reference))


def _evidence(row: str, entry: Mapping[str, Any]) -> Evidence:
    return Evidence(
        row=row,
        reference=french_typography(entry.get("reference", "")),
        finding=_sentence(entry["finding"]),
        quality=entry["quality"],
        figure_quality=entry.get("figure_quality", entry["quality"]),
        transfer=entry.get("transfer", False),
        note=_sentence(entry["note"]) if "note" in entry else {},
    )


def _sentence(languages: Mapping[str, str]) -> Mapping[str, str]:
    return {**languages, "fr": french_typography(languages["fr"])}
