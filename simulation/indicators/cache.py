"""Indicators of a record on disk, measured once and kept beside its tables.

What is kept has not passed the gate: it lies inside the record's folder, is as protected as
its tables are, and goes when the record goes. The gate is passed anew at every reading.

A table is found again by the content of the record's files, the code that measures and the
options, so that none of them can change without a new measure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import astuple
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pyarrow as pa

from simulation import tables
from simulation.errors import InputError
from simulation.indicators.measuring import measure_view
from simulation.indicators.protected import protected_view, unsafe_rows
from simulation.indicators.registry import REGISTRY, find
from simulation.indicators.thresholds import Thresholds
from simulation.places import written_beside
from simulation.tables import Record

PLACE = ".measured"
"""Folder inside a record; hidden, so that it is no file of the record."""


def measures_of(
    source: Record | Path,
    names: Iterable[str] | None = None,
    by: str | None = None,
    thresholds: Thresholds | None = None,
    min_group: int = 10,
    lang: str = "fr",
) -> pd.DataFrame:
    """`measure` on the groups that a record shows, small ones merged. Not yet released.

    Of the folder of a record, what was kept is read if nothing changed; where nothing can be
    written the measures are made each time.

    Returns:
        The columns of `measure`, and `unsafe`: what the gate must hide beside other groupings.

    Raises:
        InputError: the folder is no record; unknown indicator or grouping.
    """
    wanted, limits = None if names is None else tuple(names), thresholds or Thresholds()
    if isinstance(source, Record):
        return _measured(source, wanted, by, limits, min_group, lang)
    folder = Path(source)
    state = _digest(*_contents(folder), code_version().encode())
    options = _digest(repr((wanted, by, astuple(limits), min_group, lang)).encode())
    kept = folder / PLACE / f"{state}-{options}.parquet"
    if kept.is_file():
        try:
            return pd.read_parquet(kept)
        except (OSError, ValueError, pa.ArrowException):
            pass  # damaged: measured again
    table = _measured(tables.read(folder), wanted, by, limits, min_group, lang)
    _keep(table, kept, state)
    return table


def _measured(
    record: Record,
    names: tuple[str, ...] | None,
    by: str | None,
    thresholds: Thresholds,
    min_group: int,
    lang: str,
) -> pd.DataFrame:
    indicators = REGISTRY if names is None else [find(name) for name in names]
    view, unsafe = protected_view(record, thresholds, by, min_group, lang)
    table = measure_view(view, indicators, by)
    return table.assign(unsafe=unsafe_rows(unsafe, len(table)))


@cache
def code_version() -> str:
    """Digest of the code that measures: another version finds nothing that this one kept."""
    package = files("simulation")
    folders = [package / "indicators", package / "protection"]
    sources = [package / "tables.py", *(file for each in folders for file in each.iterdir())]
    sources.sort(key=str)
    return _digest(*(source.read_bytes() for source in sources if source.name.endswith(".py")))


def _keep(table: pd.DataFrame, kept: Path, state: str) -> None:
    """Write a table, and remove those of former states of the record or of the code."""
    try:
        with written_beside(kept) as draft:
            table.to_parquet(draft, index=False)
    except InputError:
        return
    for other in kept.parent.glob("*.parquet"):
        if not other.name.startswith(state):
            other.unlink(missing_ok=True)


def _contents(folder: Path) -> list[bytes]:
    """Digest of each of the record's files."""
    digests = []
    for name in tables.FILES:
        if name == tables.EARLIER and not (folder / name).exists():
            continue
        try:
            with (folder / name).open("rb") as stream:
                digests.append(hashlib.file_digest(stream, "sha256").digest())
        except OSError as fault:
            if name == "manifest.json":
                raise InputError("not_a_record", place=str(folder)) from fault
            raise InputError("table_unreadable", place=str(folder / name)) from fault
    return digests


def _digest(*parts: bytes) -> str:
    return hashlib.blake2b(b"".join(parts), digest_size=12).hexdigest()
