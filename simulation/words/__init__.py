"""The word catalogue: every label and sentence people read, in French and English.

One YAML file per area lies beside this module. Each entry is a key with `fr` and `en`
sentences whose named blanks (`{share}`) are filled by `say`. Number and date forms
are in `simulation.words.forms`.
Writers of French type ordinary spaces and apostrophes; reading the catalogue sets them.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from simulation.yaml_text import from_yaml

Language = Literal["fr", "en"]
LANGUAGES: tuple[str, ...] = get_args(Language)

UNITS = "d|h|j|min|s|MB|Mo|kB|ko|pts|ETP|FTE"
"""Units that a number is written with, as alternatives of a pattern."""


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All entries: key -> {"fr": sentence, "en": sentence}.

    Raises:
        ValueError: a key stands in two files, or lacks a language.
    """
    entries: dict[str, dict[str, str]] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".yaml"):
            continue
        for key, sentences in from_yaml(file.read_text("utf-8")).items():
            if key in entries:
                raise ValueError(f"{file.name}: the key {key} stands in another file too")
            if set(sentences) != set(LANGUAGES):
                raise ValueError(f"{file.name}: {key} needs exactly {LANGUAGES}")
            joined = {lang: units_joined(sentence) for lang, sentence in sentences.items()}
            entries[key] = joined | {"fr": french_typography(joined["fr"])}
    return entries


def say(key: str, lang: str, **values: Any) -> str:
    """The sentence under `key` in the language, its blanks filled.

    Raises:
        KeyError: unknown key, unknown language or a blank without a value.
    """
    return catalogue()[key][lang].format(**values)


def units_joined(sentence: str) -> str:
    """The sentence with U+00A0 between a blank and its unit, so that no line parts them."""
    return re.sub(rf"(?<=}}) (?=(?:{UNITS})(?![\w'’]))", "\u00a0", sentence)


def french_typography(sentence: str) -> str:
    """The sentence with typographic apostrophes and the spaces that French keeps unbreakable.

    U+202F before `;`, `!`, `?` and `%`, U+00A0 before `:` and inside « ».
    """
    sentence = re.sub(r"(?<=\w)'(?=\w)", "’", sentence)
    sentence = re.sub(r" ([;!?%])", "\u202f\\1", sentence)
    return re.sub(r" (?=[:»])|(?<=«) ", "\u00a0", sentence)
