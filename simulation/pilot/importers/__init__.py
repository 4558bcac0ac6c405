"""One importer a platform: each recognises its own export and reads it.

An importer is a module with `NAME`, `recognises(archive)` and `read(archive, mapping)`.
A new platform is a new module here and its name in `MODULES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol, cast

from simulation.errors import InputError
from simulation.pilot.archive import Archive
from simulation.pilot.source import SourceActivity

MODULES = (
    "slack",
    "viva_engage",
    "employee_app",
    "zulip",
    "mattermost",
    "discourse",
    "m365",
    "generic_csv",
)
"""Most particular first: the documented CSV takes what nobody else recognises."""

LAST_RESORT = "csv"
"""Name of the documented CSV."""


class Importer(Protocol):
    """What each module of `MODULES` offers."""

    NAME: str

    def recognises(self, archive: Archive) -> bool:
        """Whether the files are this platform's, told from their names and headers."""
        ...

    def read(self, archive: Archive, mapping: Mapping[str, Any]) -> SourceActivity:
        """The activity in the archive; `mapping` is what the user's mapping file says."""
        ...


def importers() -> dict[str, Importer]:
    """The importers by name, in the order they are tried."""
    modules = [import_module(f"{__name__}.{module}") for module in MODULES]
    return {module.NAME: cast(Importer, module) for module in modules}


def importer_for(archive: Archive, name: str = "auto") -> Importer:
    """The importer of that name, or with "auto" the first that recognises the archive.

    Raises:
        InputError: no importer has that name, none recognises the files, or they come from
            two platforms.
    """
    known = importers()
    if name != "auto":
        if name not in known:
            raise InputError("pilot_format_unknown", value=name, known=", ".join(known))
        return known[name]
    chosen = _first_recognising(archive, known)
    if chosen is None:
        raise InputError("pilot_format_unrecognised", place=archive.label, known=", ".join(known))
    for source in archive.apart() if len(archive.sources) > 1 else ():
        own = _first_recognising(source, known)
        if own not in (None, chosen, known[LAST_RESORT]):
            raise InputError(
                "pilot_two_formats", place=source.label, format=own.NAME, chosen=chosen.NAME
            )
    return chosen


def _first_recognising(archive: Archive, known: Mapping[str, Importer]) -> Importer | None:
    return next((importer for importer in known.values() if importer.recognises(archive)), None)
