"""What a workspace forgets: pilots past their date, and the key behind the pseudonyms."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from simulation.access import log_access
from simulation.errors import InputError
from simulation.pilot.pseudonyms import destroy_key
from simulation.settings import Settings
from simulation.tables import Record, annotate, read, read_manifest
from simulation.workspace import Workspace, workspace_of

KEEP_UNTIL = "keep_until"
KEY_DESTROYED = "key_destroyed_at"


@dataclass(frozen=True)
class Purge:
    """Pilots by what a purge makes of them: folders."""

    removed: tuple[Path, ...]
    kept: tuple[Path, ...]
    without_date: tuple[Path, ...]


def with_date(record: Record, settings: Settings, until: date | None = None) -> Record:
    """The record with the last day on which it may be kept.

    Args:
        record: of a pilot.
        settings: of its workspace, which say for how many months by default.
        until: the day, where it was chosen.

    Raises:
        InputError: that day lies in the past.
    """
    today = datetime.now(UTC).date()
    if until is not None and until < today:
        raise InputError("retention_past", value=until.isoformat(), least=today.isoformat())
    last = until or (pd.Timestamp(today) + pd.DateOffset(months=settings.retention_months)).date()
    return replace(record, manifest={**record.manifest, KEEP_UNTIL: last.isoformat()})


def replacing(record: Record, folder: Path, settings: Settings) -> Record:
    """The record with what the former import at its place may have shown.

    What is shown of either then tells of nobody beside the other.

    Raises:
        InputError: what lies there is a record that cannot be read.
    """
    if not (Path(folder) / "manifest.json").is_file():
        return record
    from simulation.indicators.protected import handed_down  # a first import does without

    former = read(folder)
    if former.is_simulated:
        return record
    return replace(record, earlier=handed_down(former, settings.min_group))


def purge(workspace: Workspace, today: date | None = None, dry_run: bool = False) -> Purge:
    """Remove the pilots whose date has passed.

    Args:
        workspace: whose pilots are looked at.
        today: the day to judge by, by default this one.
        dry_run: only say what would be removed.

    Raises:
        InputError: a manifest cannot be read, or a folder cannot be removed.
    """
    today = today or datetime.now(UTC).date()
    removed, kept, without_date = [], [], []
    for folder in sorted(file.parent for file in workspace.pilots.glob("*/manifest.json")):
        last = read_manifest(folder).get(KEEP_UNTIL)
        if last is None:
            without_date.append(folder)
        elif _day(last, folder) >= today:
            kept.append(folder)
        else:
            removed.append(folder)
            if not dry_run:
                log_access(folder, "rsne store purge")
                _remove(folder)
    return Purge(tuple(removed), tuple(kept), tuple(without_date))


def forget_key(record: Path, key: Path | None = None) -> list[Path]:
    """Destroy the key behind a pilot's pseudonyms, and say so in every record made with it.

    A workspace has one key for its pilots, so that a person has one pseudonym in all of them.

    Args:
        record: folder of a pilot.
        key: the key's file, where it does not lie in the workspace.

    Returns:
        The records that say so now.

    Raises:
        InputError: the folder is no pilot, or there is no key, or it cannot be removed.
    """
    if read_manifest(record)["origin"] != "pilot":
        raise InputError("forget_simulated", place=str(record))
    workspace = workspace_of(record)
    mark = destroy_key(key or workspace.key)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    others = [folder for folder in workspace.records() if folder.absolute() != record.absolute()]
    made_with_it = [
        record,
        *(folder for folder in others if read_manifest(folder).get("key_mark") == mark),
    ]
    for folder in made_with_it:
        annotate(folder, **{KEY_DESTROYED: now})
    log_access(record, "rsne store forget-key")
    return made_with_it


def _day(value: object, folder: Path) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InputError(
            "manifest_value",
            place=str(folder / "manifest.json"),
            name=KEEP_UNTIL,
            value=value,
            expected="2027-12-31",
        ) from None


def _remove(folder: Path) -> None:
    """Remove a folder whole: out of the way first, so that no half record is ever left."""
    away = folder.with_name(f".{folder.name}.purged")
    try:
        folder.rename(away)
        shutil.rmtree(away)
    except OSError as fault:
        raise InputError("place_unwritable", place=str(folder)) from fault
