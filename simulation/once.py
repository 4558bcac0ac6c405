"""Working something out once for an object that never changes, such as a scenario."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import Any


def once_for_each[Thing, Value](function: Callable[[Thing], Value]) -> Callable[[Thing], Value]:
    """Keep what a function gave for each object, as long as the object lives.

    Objects are told apart by identity: those that hold dictionaries cannot be hashed, and the
    draws of an ensemble share one scenario.
    """
    known: dict[int, Any] = {}

    @wraps(function)
    def kept(thing: Thing) -> Value:
        name = id(thing)
        if name not in known:
            value = function(thing)
            weakref.finalize(thing, known.pop, name, None).atexit = False
            known[name] = value
        return known[name]

    return kept
