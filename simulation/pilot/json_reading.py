"""Read JSON as platforms write it: every value is checked for its kind before use.

Whatever cannot be read ends as an `InputError` that names file, field, value and remedy.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import numpy as np
import orjson

from simulation.errors import InputError
from simulation.pilot.names import Names, Rows
from simulation.pilot.times import LATEST_SECOND

JsonObject = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parsed(data: bytes, place: str) -> Any:
    """The content of a JSON file.

    Raises:
        InputError: it is no whole JSON.
    """
    try:
        return orjson.loads(data)
    except ValueError:
        pass  # the slower reader takes what platforms write beside the standard: NaN, half emoji
    try:
        written = json.dumps(json.loads(data), ensure_ascii=False)
        return json.loads(written.encode("utf-8", "replace"))  # half an emoji cannot be written
    except (ValueError, RecursionError) as fault:
        raise InputError("pilot_json_unreadable", place=place) from fault


def json_object(value: Any, place: str, name: str) -> JsonObject:
    """A JSON object; `name` is how a message names it.

    Raises:
        InputError: the value is of another kind.
    """
    if not isinstance(value, dict):
        raise InputError("pilot_json_shape", place=place, name=name, expected="{…}")
    return value


def json_objects(value: Any, place: str, name: str) -> list[JsonObject]:
    """A list of JSON objects, empty where the value is missing.

    Raises:
        InputError: the value is of another kind.
    """
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise InputError("pilot_json_shape", place=place, name=name, expected="[{…}, …]")
    return value


def objects_of_each(
    lists: Sequence[Any], place: Callable[[int], str], name: str
) -> tuple[list[JsonObject], Rows]:
    """The objects of many lists of JSON objects, one list after the other, and how many of each.

    Args:
        lists: values that are each what `json_objects` takes.
        place: gives the place of one of them.
        name: how a message names it.

    Raises:
        InputError: a value is of another kind.
    """
    are_lists = set(map(type, lists)) <= {list, type(None)}
    objects = list(chain.from_iterable(filter(None, lists))) if are_lists else []
    if not (are_lists and set(map(type, objects)) <= {dict}):
        for at, one in enumerate(lists):
            json_objects(one, place(at), name)
    return objects, np.fromiter((len(one) if one else 0 for one in lists), "int64", len(lists))


def text(value: Any) -> str | None:
    """A text or a whole number as text; missing when empty or of another kind."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def said(value: Any) -> str:
    """The same, empty when missing."""
    return value if isinstance(value, str) else text(value) or ""


def numbers_of_texts(values: Sequence[Any], names: Names) -> Rows:
    """The number of each text or whole number among the names; -1 for any other value."""
    if not (all(values) and set(map(type, values)) <= {str}):
        told = map(text, values)
        return np.array([-1 if value is None else names[value] for value in told], "int64")
    return np.array([names[value] for value in values], "int64")


def required_text(row: JsonObject, names: tuple[str, ...], place: str) -> str:
    """The first of these fields that holds a text or a whole number.

    Raises:
        InputError: none does.
    """
    for name in names:
        value = text(row.get(name))
        if value is not None:
            return value
    raise InputError("pilot_json_field", place=place, name=names[0])


def whole(value: Any, limit: int) -> int | None:
    """A whole number from 0 up to a limit; missing when beyond, or of another kind."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and 0 <= value <= limit else None


def microseconds(value: Any, per_second: int) -> int | None:
    """A Unix time as whole microseconds; missing when none, or outside 1970 to 2100.

    Args:
        value: a number.
        per_second: its units a second: 1 for seconds, 1,000 for milliseconds.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 0 < value < LATEST_SECOND * per_second:  # neither NaN nor infinity is
        return None
    return round(value * (1_000_000 // per_second))


def microseconds_of(values: Sequence[Any], per_second: int) -> Rows:
    """The same of many values at once; -1 where missing."""
    latest = LATEST_SECOND * per_second
    told = [
        value if type(value) in (int, float) and 0 < value < latest else -1.0 for value in values
    ]
    times = np.rint(np.array(told, "float64") * (1_000_000 // per_second)).astype("int64")
    return np.where(times < 0, -1, times)


def iso_microseconds(value: Any) -> int | None:
    """A time such as `2018-05-03T12:00:00.000Z` or `2018-05-03 12:00:00 UTC` as microseconds.

    Missing when none, or outside 1970 to 2100; UTC where no zone is told.
    """
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value.strip().removesuffix(" UTC"))
        seconds = (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return microseconds(seconds, 1)


def required_microseconds(
    row: JsonObject, names: tuple[str, ...], per_second: int, place: str
) -> int:
    """The first of these fields that holds a Unix time, as whole microseconds.

    Raises:
        InputError: none does.
    """
    for name in names:
        time = microseconds(row.get(name), per_second)
        if time is not None:
            return time
    name = next((name for name in names if name in row), names[0])
    raise InputError("pilot_json_time", place=place, name=name, value=str(row.get(name))[:40])


def timestamp(time: int | None) -> datetime | None:
    """A time (UTC) from microseconds since 1970; missing stays missing."""
    return None if time is None else _EPOCH + timedelta(microseconds=time)
