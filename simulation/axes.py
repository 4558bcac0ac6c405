"""The axes on which people tell a roll-out: cultures, postures, recognition, charters, by name.

Each axis is a file of `scenarios/levers/`, whose entries bear a name, a title and a description
in both languages, values and where they come from. A scenario names an entry (`culture: clan`),
or starts from one (`culture: {like: clan, transparency: 0.8}`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pydantic_core import PydanticCustomError

from simulation.words import french_typography
from simulation.yaml_text import from_yaml

AXES: Mapping[str, str] = {
    "culture": "cultures.yaml",
    "managers": "manager_postures.yaml",
    "recognition": "recognition.yaml",
    "charter": "charters.yaml",
}
"""Key of a scenario -> file of its named entries."""

LIKE = "like"
"""The key by which values start from a named entry."""


@dataclass(frozen=True)
class Entry:
    """One named setting of an axis.

    Attributes:
        name: as scenarios call it.
        title: in each language.
        description: one or two sentences in each language.
        values: as a scenario would spell them out.
        source: rows of the register of evidence, then a remark after `;`.
    """

    name: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    values: Mapping[str, Any]
    source: str


@cache
def entries(axis: str) -> Mapping[str, Entry]:
    """The named entries of an axis, in the order of their file."""
    return {
        name: Entry(
            name=name,
            title=_typeset(told["title"]),
            description=_typeset(told["description"]),
            values=told["values"],
            source=told["source"],
        )
        for name, told in from_yaml(text(axis)).items()
    }


def text(axis: str) -> str:
    """The file of an axis as it lies there, comments included."""
    return (folder() / AXES[axis]).read_text("utf-8")


def folder() -> Traversable:
    """Where the files of the axes lie."""
    return files("simulation") / "scenarios" / "levers"


def spelt_out(axis: str, told: Any) -> Any:
    """The values that a name stands for, or that start from a named entry; others unchanged.

    Raises:
        PydanticCustomError: no entry bears that name.
    """
    if isinstance(told, str):
        return dict(_entry(axis, told).values)
    if isinstance(told, Mapping) and LIKE in told:
        changes = {key: value for key, value in told.items() if key != LIKE}
        return _merged(_entry(axis, str(told[LIKE])).values, changes)
    return told


def _entry(axis: str, name: str) -> Entry:
    known = entries(axis)
    if name not in known:
        raise PydanticCustomError(
            "entry_name", "expected one of {known}", {"known": ", ".join(known)}
        )
    return known[name]


def _merged(values: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Values with changes on top, one level deeper where both are mappings."""
    merged = dict(values)
    for key, value in changes.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = {**merged[key], **value} if both else value
    return merged


def _typeset(sentences: Mapping[str, str]) -> Mapping[str, str]:
    return {**sentences, "fr": french_typography(sentences["fr"])}
