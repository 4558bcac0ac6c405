"""The questions of the audit: what each sets, of whom it is asked, and the form of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from simulation.words import french_typography
from simulation.yaml_text import from_yaml

Label = Mapping[str, str]

POSTURES = "managers"
"""The lever of the item whose choices are the postures; the others hold one number."""


@dataclass(frozen=True)
class Item:
    """One question.

    Attributes:
        name: as forms call it, q01 to q24.
        section: heading it stands under.
        lever: path in a scenario that its answers set.
        text: in each language.
        choices: value -> label, in their order.
        asked_of: levels that answer it.
        sign: -1 where agreeing lowers the lever.
        is_choice: whether the answers are kinds, not degrees of agreement.
    """

    name: str
    section: str
    lever: str
    text: Label
    choices: Mapping[str, Label]
    asked_of: tuple[str, ...]
    sign: int = 1
    is_choice: bool = False

    def scores(self) -> np.ndarray:
        """What each choice says of the lever, from 0 to 1; of items that are no choice of kinds."""
        degrees = np.linspace(0, 1, len(self.choices))
        return degrees if self.sign > 0 else degrees[::-1]


@dataclass(frozen=True)
class Questionnaire:
    """Levels of respondents, sections, and items by name, in the order of the form."""

    levels: Mapping[str, Label]
    sections: Mapping[str, Label]
    scale: Mapping[str, Label]
    items: Mapping[str, Item]

    def of_lever(self, lever: str) -> list[Item]:
        """The items that set a lever."""
        return [item for item in self.items.values() if item.lever == lever]

    @property
    def levers(self) -> list[str]:
        """Levers set, in the order of the form."""
        return list(dict.fromkeys(item.lever for item in self.items.values()))


@cache
def questionnaire() -> Questionnaire:
    """The questionnaire as its file tells it."""
    told = from_yaml((files("simulation.audit") / "questionnaire.yaml").read_text("utf-8"))
    levels, scale = _labels(told["levels"]), _labels(told["scale"])
    items = {
        name: Item(
            name=name,
            section=entry["section"],
            lever=entry["lever"],
            text=_typeset(entry["text"]),
            choices=_labels(entry["choices"]) if "choices" in entry else scale,
            asked_of=tuple(entry.get("asked_of", levels)),
            sign=entry.get("sign", 1),
            is_choice="choices" in entry,
        )
        for name, entry in told["items"].items()
    }
    return Questionnaire(levels, _labels(told["sections"]), scale, items)


def form() -> dict[str, Any]:
    """The questionnaire in plain values, ready for a page to draw.

    Returns:
        `levels`: key and label; `sections`: key, title and `items`, each with its name, text,
        levels it is asked of, and choices (value and label). Labels in both languages.
    """
    asked = questionnaire()
    return {
        "levels": [{"key": key, "label": dict(label)} for key, label in asked.levels.items()],
        "sections": [
            {
                "key": key,
                "title": dict(title),
                "items": [
                    {
                        "name": item.name,
                        "text": dict(item.text),
                        "asked_of": list(item.asked_of),
                        "choices": [
                            {"value": value, "label": dict(label)}
                            for value, label in item.choices.items()
                        ],
                    }
                    for item in asked.items.values()
                    if item.section == key
                ],
            }
            for key, title in asked.sections.items()
        ],
    }


def _labels(entries: Mapping[Any, Label]) -> dict[str, Label]:
    return {str(key): _typeset(label) for key, label in entries.items()}


def _typeset(label: Label) -> Label:
    return {**label, "fr": french_typography(label["fr"])}
