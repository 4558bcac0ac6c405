"""The user's mapping file: which column plays which role, and other choices of an import."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import yaml

from simulation.errors import InputError
from simulation.pilot.csv_reading import decoded
from simulation.quality import ASIDE

KINDS: Mapping[str, type] = {
    "columns": dict,
    "actions": dict,
    "timezone": str,
    "company": str,
    "private_groups": bool,
    "hr_columns": dict,
    "set_aside": list,
}
"""Key -> kind of value: `columns` role -> column; `actions` value met -> action of a record;
`timezone` of the weeks and of times without zone; `company` of an employee app to keep alone;
`private_groups` whether closed communities are counted; `hr_columns` role -> column of the HR
extract; `set_aside` what the quality checks find and the user leaves out: `ASIDE`."""


@cache
def timezones() -> set[str]:
    """The time zones there are; the system's files of them are looked through once."""
    return available_timezones()


def read_mapping(mapping: Path | str | Mapping[str, Any] | None) -> dict[str, Any]:
    """The content of a mapping file, its keys and kinds checked.

    Raises:
        InputError: the file is unreadable, no YAML mapping, or has an unknown key or value.
    """
    if mapping is None:
        return {}
    if isinstance(mapping, Mapping):
        content, place = dict(mapping), "mapping"
    else:
        content, place = _content(Path(mapping)), Path(mapping).name
    for name, value in content.items():
        if name not in KINDS:
            raise InputError("mapping_key", place=place, name=name, known=", ".join(KINDS))
        if not isinstance(value, KINDS[name]):
            raise InputError(
                "mapping_value", place=place, name=name, value=value, expected=KINDS[name].__name__
            )
    for kind in content.get("set_aside", ()):
        if kind not in ASIDE:
            raise InputError(
                "mapping_value",
                place=place,
                name="set_aside",
                value=kind,
                expected=", ".join(ASIDE),
            )
    if content.get("timezone", "UTC") not in timezones():
        raise InputError("mapping_timezone", place=place, value=content["timezone"])
    return content


def check_mapping_file(path: Path) -> None:
    """Refuse a place for a mapping file that is a folder, or a file that is no mapping.

    Raises:
        InputError: names the place.
    """
    if path.is_dir():
        raise InputError("mapping_place", place=str(path))
    if path.exists():
        try:
            read_mapping(path)
        except InputError as fault:
            raise InputError("mapping_place", place=str(path)) from fault


def _content(file: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(decoded(file.read_bytes(), file.name))
    except OSError as fault:
        raise InputError("pilot_source_unreadable", place=str(file)) from fault
    except yaml.YAMLError as fault:
        raise InputError("mapping_not_yaml", place=file.name) from fault
    if not isinstance(content, dict):
        raise InputError("mapping_not_yaml", place=file.name)
    return content
