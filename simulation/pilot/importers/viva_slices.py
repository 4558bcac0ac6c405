"""The slices of a Viva Engage export as delivered: their files, ranges and logs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import PurePosixPath

import pandas as pd

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.source import Finding

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?")
_LOGGED = re.compile(r"(?P<file>[\w.]+\.csv)\W+(?P<rows>\d+)?", re.IGNORECASE)
_FAILURE = re.compile(r"\b(?:fail|error|exception|timed? ?out|abort)", re.IGNORECASE)
_NO_FAILURE = re.compile(r"\b(?:0|no|without) errors?\b|\berrors?\s*[:=]\s*(?:0|none)\b", re.I)


@dataclass(frozen=True)
class Slice:
    """One export as delivered: the files of one folder, or of one zip's folder.

    Args:
        place: how findings name it.
        files: lower-case file name -> file.
        since: start of the range asked for, missing when `request.txt` does not tell.
        until: its end, which orders the versions of a row.
        logged: file -> number of rows `log.txt` announces.
        failed: files that `log.txt` reports as failed.
    """

    place: str
    files: Mapping[str, Member]
    since: pd.Timestamp | None
    until: pd.Timestamp | None
    logged: Mapping[str, int]
    failed: tuple[str, ...]


def slices_of(archive: Archive) -> list[Slice]:
    """The exports in the archive; a folder of an external network is one of its own."""
    names = [source.name for source in archive.sources]
    for name in names:
        if names.count(name) > 1:  # the files of one would hide those of the other
            raise InputError("viva_same_name", place=name)
    folders: dict[tuple[str, str], dict[str, Member]] = {}
    for member in archive.members:
        place = (member.source, str(PurePosixPath(member.path).parent))
        folders.setdefault(place, {})[member.name.lower()] = member
    found = []
    for (source, folder), files in folders.items():
        if not {"messages.csv", "users.csv", "groups.csv"} & set(files) and "log.txt" not in files:
            continue
        # An external network's folder has no request of its own: its parent's holds.
        request = files.get("request.txt") or folders.get((source, "."), {}).get("request.txt")
        since, until = _range(request)
        logged, failed = _log(files.get("log.txt"))
        label = source if folder == "." else f"{source} : {folder}"
        found.append(Slice(label, files, since, until, logged, failed))
    return sorted(found, key=lambda slice_: slice_.place)


def _range(request: Member | None) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """First and last date that `request.txt` names; its wording varies, its dates do not.

    Neither is known where it names a day that does not exist.
    """
    if request is None:
        return None, None
    text = request.read().decode("utf-8", "replace")
    named = pd.Series(_DATE.findall(text), dtype="string")
    times = pd.to_datetime(named, utc=True, format="ISO8601", errors="coerce")
    return (times.min(), times.max()) if len(times) and times.notna().all() else (None, None)


def _log(log: Member | None) -> tuple[dict[str, int], tuple[str, ...]]:
    """Rows announced per file, and files reported as failed."""
    if log is None:
        return {}, ()
    logged: dict[str, int] = {}
    failed = []
    for line in log.read().decode("utf-8", "replace").splitlines():
        match = _LOGGED.search(line)
        if match is None:
            continue
        if _FAILURE.search(line) and not _NO_FAILURE.search(line):
            failed.append(match["file"])
        elif match["rows"]:
            logged[match["file"].lower()] = int(match["rows"])
    return logged, tuple(failed)


def log_findings(slices: Iterable[Slice], tables: Mapping[str, pd.DataFrame]) -> Iterable[Finding]:
    """Files the log reports as failed, and files shorter than the log announces."""
    for slice_ in slices:
        for file in slice_.failed:
            yield Finding("viva_file_failed", 1, values={"place": slice_.place, "file": file})
        for file, rows in tables.items():
            announced = slice_.logged.get(file.lower(), 0)
            missing = announced - int((rows["place"] == slice_.place).sum())
            if missing > 0:
                values = {"place": slice_.place, "file": file, "announced": announced}
                yield Finding("viva_file_short", missing, values=values)


def gaps(slices: list[Slice]) -> Iterable[Finding]:
    """Days between two slices that no slice covers: unknown, not silent."""
    ranges = sorted(
        (s.since, s.until) for s in slices if s.since is not None and s.until is not None
    )
    ends = accumulate((until for _, until in ranges), max)
    for covered, (since, _) in zip(ends, ranges[1:], strict=False):
        days = (since.normalize() - covered.normalize()).days - 1
        if days > 0:
            values = {"after": f"{covered:%Y-%m-%d}", "before": f"{since:%Y-%m-%d}"}
            yield Finding("viva_gap", days, values=values)
