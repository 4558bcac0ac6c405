"""What a validator expected, in words: for scenarios and for options of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation.words import catalogue, say

_KINDS = {
    "int_parsing": "int",
    "int_type": "int",
    "int_from_float": "int",
    "int_parsing_size": "int",
    "float_parsing": "float",
    "float_type": "float",
    "bool_parsing": "bool",
    "bool_type": "bool",
    "model_type": "mapping",
    "dict_type": "mapping",
    "mapping_type": "mapping",
    "tuple_type": "list",
    "list_type": "list",
}
"""Kinds of pydantic errors that ask for the same thing -> entry `expected.…` of the catalogue."""


def expected_told(error: Mapping[str, Any], lang: str) -> str:
    """What one error of a pydantic validation expected, in the reader's language.

    Args:
        error: an entry of `ValidationError.errors()`: `type`, `ctx` with the bounds, `msg`.
        lang: "fr" or "en".
    """
    key = f"expected.{_KINDS.get(error['type'], error['type'])}"
    if key not in catalogue():
        return str(error["msg"])
    return say(key, lang, **error.get("ctx", {}))
