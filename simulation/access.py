"""Reading a pilot leaves a trace: who read which record, when, and with what.

The log is a file of the workspace, `access.jsonl`, that only its owner can read; lines older
than the settings say are dropped. Records of simulated people are read without a trace.
"""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from simulation import tables
from simulation.errors import InputError
from simulation.settings import Settings, read_settings
from simulation.tables import Record
from simulation.workspace import Workspace, workspace_of

DAYS_A_MONTH = 30.44

_READER: ContextVar[str] = ContextVar("reader", default="")


@contextmanager
def read_by(name: str) -> Iterator[None]:
    """What is read inside is logged under this name, not under that of the machine's account."""
    mark = _READER.set(name)
    try:
        yield
    finally:
        _READER.reset(mark)


def opened(folder: Path, what: str) -> Record:
    """Read a record for a command or page, and log it when its people are real.

    Args:
        folder: of the record.
        what: the command or page that reads it, as `rsne indicators`.

    Raises:
        InputError: the folder is no record, or the log cannot be written.
    """
    record = tables.read(folder)
    if not record.is_simulated:
        log_access(Path(folder), what)
    return record


def noted(folder: Path, what: str) -> Path:
    """The folder of a record about to be read, its reading logged when its people are real.

    Args:
        folder: of the record.
        what: the command or page that reads it.

    Raises:
        InputError: the folder is no record, or the log cannot be written.
    """
    if tables.read_manifest(folder)["origin"] != "simulated":
        log_access(Path(folder), what)
    return Path(folder)


def settings_of(record: Path) -> Settings:
    """The settings of the workspace that a record's folder belongs to.

    Raises:
        InputError: they cannot be used.
    """
    return read_settings(workspace_of(record).folder)


def log_access(record: Path, what: str, now: datetime | None = None) -> None:
    """Add a line to the log, and drop those that are too old.

    Raises:
        InputError: the log cannot be written; what cannot be logged is not read.
    """
    workspace = workspace_of(record)
    now = now or datetime.now(UTC)
    line = {
        "at": now.isoformat(timespec="seconds"),
        "who": _user(),
        "what": what,
        "record": Path(record).absolute().name,
    }
    oldest = now - timedelta(days=DAYS_A_MONTH * read_settings(workspace.folder).access_log_months)
    try:
        none_too_old = _first_at(workspace.access_log) >= oldest.isoformat()
        kept = [] if none_too_old else accesses(workspace)
        kept = [entry for entry in kept if str(entry.get("at", "")) >= oldest.isoformat()]
        told = [*kept, line]
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if none_too_old else os.O_TRUNC)
        with os.fdopen(os.open(workspace.access_log, flags, 0o600), "w", encoding="utf-8") as log:
            log.writelines(json.dumps(entry, ensure_ascii=False) + "\n" for entry in told)
    except OSError as fault:
        raise InputError("place_unwritable", place=str(workspace.access_log)) from fault


def _first_at(log: Path) -> str:
    """When the oldest line of a log was written, which is its first; empty where it tells not."""
    try:
        with log.open(encoding="utf-8", errors="replace") as lines:
            return str(json.loads(lines.readline())["at"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return ""


def accesses(workspace: Workspace) -> list[Mapping[str, Any]]:
    """The lines of a workspace's log, the oldest first; a damaged line is left out."""
    if not workspace.access_log.exists():
        return []
    found: list[Mapping[str, Any]] = []
    for line in workspace.access_log.read_text("utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            found.append(entry)
    return found


def _user() -> str:
    if _READER.get():
        return _READER.get()
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name
        return str(os.getuid()) if hasattr(os, "getuid") else "—"
