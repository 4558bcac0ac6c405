"""One safe, read-only view of an export: a folder, a zip, a tar.gz, a file, or several of them.

No file is unpacked on disk; a large tar.gz unfolds into one nameless temporary file. A zip or
tar.gz is refused before anything is read when one of its paths leads outside, when it is
encrypted, damaged, or would unfold out of proportion. A file named `….gz` reads as what it holds.
Files are read as streams (`simulation.pilot.member`), so their size does not matter to memory.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import tarfile
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from simulation.errors import InputError
from simulation.pilot.member import BLOCK, Member, unpacked
from simulation.pilot.sharing import Crew
from simulation.pilot.zip_entries import AtOnce

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP_STARTS = (b"\x1f\x8b",)
_OUTSIDE = re.compile(r"^[\\/]|^[A-Za-z]:|(?:^|[\\/])\.\.(?:[\\/]|\Z)")
_OUTSIDE_SIGNS = ("..", ":", "\n/", "\n\\")
"""One of these stands in a list of paths, a path a line, where one of them leads outside."""
_DEBRIS = re.compile(r"(?:^|/)(?:__MACOSX(?:/|\Z)|(?:\.DS_Store|Thumbs\.db|desktop\.ini)\Z)")
_DEBRIS_SIGNS = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_HELD_IN_MEMORY = 64 * 2**20


@dataclass(frozen=True)
class Limits:
    """How much an export may unfold to; beyond, it is refused as a trap or a mistake.

    A Slack or CSV export unfolds 5 to 30 times; a zip bomb 1,000 times and more.
    """

    files: int = 200_000
    total_bytes: int = 8 * 2**30
    ratio: int = 200
    ratio_from_bytes: int = 16 * 2**20

    def allowed(self, packed_bytes: int) -> int:
        """Bytes that a source of this size may unfold to."""
        return min(self.total_bytes, max(self.ratio_from_bytes, self.ratio * packed_bytes))


@dataclass(frozen=True)
class Archive:
    """The files of all sources, in the order the sources were given, then by path.

    `crew` are the processes that may read it.
    """

    members: tuple[Member, ...]
    sources: tuple[Path, ...]
    crew: Crew = field(default_factory=Crew)

    @property
    def size(self) -> int:
        """Bytes of all files, as announced."""
        return sum(member.size for member in self.members)

    @property
    def label(self) -> str:
        """How messages name the whole export."""
        return ", ".join(source.name or str(source) for source in self.sources)

    def named(self, *names: str) -> list[Member]:
        """Files with one of these names, in any folder of any source, whatever the case."""
        return [self.members[at] for at in sorted(chain(*(self._at[n.lower()] for n in names)))]

    @cached_property
    def _at(self) -> Mapping[str, list[int]]:
        """Name in lower case -> places of the files that bear it."""
        places: dict[str, list[int]] = defaultdict(list)
        for at, member in enumerate(self.members):
            places[member.name.lower()].append(at)
        return places

    def ending(self, suffix: str) -> list[Member]:
        """Files whose name ends so, whatever the case."""
        found = chain(*(places for name, places in self._at.items() if name.endswith(suffix)))
        return [self.members[at] for at in sorted(found)]

    def apart(self) -> list[Archive]:
        """Each source as an archive of its own."""
        return [
            Archive(tuple(m for m in self.members if m.source == source.name), (source,))
            for source in self.sources
        ]

    def files(self) -> list[dict[str, str]]:
        """Name and SHA-256 of each source; a folder's is that of its files' paths and bytes."""
        return [{"name": _safe_name(source), "sha256": _sha256(source)} for source in self.sources]


@contextmanager
def opened(
    sources: Sequence[Path | str], limits: Limits | None = None, workers: int = 1
) -> Iterator[Archive]:
    """Open one or several sources as one archive.

    A folder that holds zips or tar.gz is the delivery of an export in slices: each of them is a
    source, and what lies beside them (an HR extract, a note) is no part of the export.

    Raises:
        InputError: a source is absent, empty, not a zip although named so, truncated,
            encrypted, leads outside, or unfolds beyond the limits; or it is a spreadsheet.
    """
    limits = limits or Limits()
    paths = tuple(part for source in sources for part in _slices(Path(source)))
    if not paths:
        raise InputError("pilot_no_source")
    with ExitStack() as stack:
        members: list[Member] = []
        for path in paths:
            members += _members(path, limits, stack)
        if len(members) > limits.files:
            raise InputError("pilot_too_many_files", place=paths[0].name, limit=limits.files)
        yield Archive(tuple(members), paths, stack.enter_context(Crew(workers)))


def _slices(path: Path) -> list[Path]:
    """The zips and tar.gz that lie at the top of a folder, or else the source itself."""
    try:
        inside = sorted(path.iterdir()) if path.is_dir() else []
    except OSError as fault:
        raise InputError("pilot_source_unreadable", place=str(path)) from fault
    packed = [
        file
        for file in inside
        if not file.name.startswith(".")
        and (file.suffix.lower() == ".zip" or _is_tar_name(file.name))
        and file.is_file()
    ]
    return packed or [path]


def _members(path: Path, limits: Limits, stack: ExitStack) -> list[Member]:
    try:
        if path.is_dir():
            found = _folder_members(path)
        elif not path.exists():
            raise InputError("pilot_source_absent", place=str(path))
        elif path.stat().st_size == 0:
            raise InputError("pilot_file_empty", place=path.name)
        elif path.suffix.lower() == ".zip" or _starts_with(path, _ZIP_STARTS):
            found = _zip_members(path, limits, stack)
        elif _starts_with(path, _GZIP_STARTS) and _is_tar_name(path.name):
            found = _tar_members(path, limits, stack)
        else:
            found = [_file_member(path.name, path.name, path)]
            return _each_unfolded(found, limits)
    except OSError as fault:
        raise InputError("pilot_source_unreadable", place=str(path)) from fault
    if not found:
        raise InputError("pilot_source_without_files", place=path.name)
    return _each_unfolded(_without_shared_folder(found), limits)


def _folder_members(folder: Path) -> list[Member]:
    files = sorted(
        Path(parent, name)
        for parent, _, names in os.walk(folder)
        for name in names
        if not _is_debris(Path(parent, name).relative_to(folder).as_posix())
        and Path(parent, name).is_file()  # a pipe would be waited for without end
    )
    return [_file_member(folder.name, file.relative_to(folder).as_posix(), file) for file in files]


def _file_member(source: str, path: str, file: Path) -> Member:
    fault = partial(InputError, "pilot_source_unreadable", place=str(file))
    return Member(source, path, file.stat().st_size, partial(_opened_file, file), fault)


def _opened_file(file: Path) -> IO[bytes]:
    return file.open("rb")


def _zip_members(path: Path, limits: Limits, stack: ExitStack) -> list[Member]:
    try:
        opened_zip = stack.enter_context(zipfile.ZipFile(path))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        key = "pilot_zip_truncated" if _starts_with(path, _ZIP_STARTS) else "pilot_not_a_zip"
        raise InputError(key, place=path.name) from fault
    entries = [entry for entry in opened_zip.infolist() if not entry.is_dir()]
    if len(entries) > limits.files:
        raise InputError("pilot_too_many_files", place=path.name, limit=limits.files)
    names = [entry.filename for entry in entries]
    if _is_spreadsheet(set(names)):
        raise InputError("pilot_spreadsheet", place=path.name)
    if outside := next(filter(_leads_outside, _suspects(names, _OUTSIDE_SIGNS)), None):
        raise InputError("pilot_zip_outside", place=path.name, entry=outside)
    if encrypted := next((entry for entry in entries if entry.flag_bits & 0x1), None):
        raise InputError("pilot_zip_encrypted", place=path.name, entry=encrypted.filename)
    unfolded = sum(entry.file_size for entry in entries)
    if unfolded > limits.allowed(path.stat().st_size):
        raise InputError("pilot_zip_bomb", place=path.name, megabytes=round(unfolded / 2**20))
    file = stack.enter_context(path.open("rb", buffering=0))
    debris = set(filter(_is_debris, _suspects(names, _DEBRIS_SIGNS)))
    source, whole = path.name, str(path)
    return [
        Member(
            source,
            entry.filename,
            entry.file_size,
            partial(opened_zip.open, entry),
            partial(_damaged, source, entry),
            AtOnce(file, whole, entry),
        )
        for entry in sorted(entries, key=attrgetter("filename"))
        if entry.filename not in debris
    ]


def _suspects(names: Sequence[str], signs: Sequence[str]) -> Sequence[str]:
    """Names among which one may bear a sign; none when none does, as in most exports."""
    told = "\n".join(["", *names])
    return names if any(sign in told for sign in signs) else ()


def _damaged(source: str, entry: zipfile.ZipInfo) -> InputError:
    return InputError("pilot_zip_damaged", place=source, entry=entry.filename)


def _tar_members(path: Path, limits: Limits, stack: ExitStack) -> list[Member]:
    """The files of a tar.gz, unfolded once: its parts cannot be reached one by one."""
    unfolded = SpooledTemporaryFile(_HELD_IN_MEMORY)  # noqa: SIM115  the stack closes it
    stack.push(unfolded)
    with path.open("rb") as packed:
        size = _unfold(packed, unfolded, path.name, limits.allowed(path.stat().st_size))
    unfolded.seek(0)
    try:
        opened_tar = tarfile.open(fileobj=unfolded, mode="r:")  # noqa: SIM115  memory only
        parts = list(islice(opened_tar, limits.files + 1))
    except (tarfile.TarError, EOFError, OSError, ValueError, OverflowError) as fault:
        raise InputError("pilot_gzip_damaged", place=path.name) from fault
    if len(parts) > limits.files:
        raise InputError("pilot_too_many_files", place=path.name, limit=limits.files)
    for part in parts:
        if not (part.isdir() or part.isreg()) or _leads_outside(part.name):
            raise InputError("pilot_tar_outside", place=path.name, entry=part.name)
    entries = [part for part in parts if part.isreg()]
    if sum(entry.size for entry in entries) > size:  # a sparse file pretends to be larger
        raise InputError("pilot_gzip_bomb", place=path.name, megabytes=round(size / 2**20))
    return [
        Member(
            path.name,
            entry.name.removeprefix("./"),
            entry.size,
            partial(_part, opened_tar, entry),
            partial(InputError, "pilot_gzip_damaged", place=path.name),
        )
        for entry in sorted(entries, key=lambda entry: entry.name)
        if not _is_debris(entry.name)
    ]


def _part(opened_tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    part = opened_tar.extractfile(entry)
    assert part is not None  # links and devices were refused
    return part


def _unfold(packed: IO[bytes], into: IO[bytes], place: str, allowed: int) -> int:
    """Write what a gzip stream holds, and stop where it goes beyond what is allowed."""
    size = 0
    try:
        with gzip.open(packed) as stream:
            while block := stream.read(BLOCK):
                size += len(block)
                if size > allowed:
                    megabytes = round(allowed / 2**20)
                    raise InputError("pilot_gzip_bomb", place=place, megabytes=megabytes)
                into.write(block)
    except (EOFError, OSError, zlib.error) as fault:
        raise InputError("pilot_gzip_damaged", place=place) from fault
    return size


def _each_unfolded(members: Sequence[Member], limits: Limits) -> list[Member]:
    """Files packed alone (`users.csv.gz`) as the files they hold; the others as they are."""
    return [
        unpacked(member, limits.allowed(member.size))
        if member.path[-3:].lower() == ".gz" and not _is_tar_name(member.path)
        else member
        for member in members
    ]


def _is_tar_name(name: str) -> bool:
    return name.lower().endswith((".tar.gz", ".tgz"))


def _starts_with(path: Path, starts: tuple[bytes, ...]) -> bool:
    with path.open("rb") as stream:
        return stream.read(4).startswith(starts)


def _is_spreadsheet(names: set[str]) -> bool:
    """Whether a zip is a document of an office program, which packs them so."""
    return "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names


def _leads_outside(name: str) -> bool:
    return bool(_OUTSIDE.search(name))


def _is_debris(path: str) -> bool:
    """Whether an operating system, not the platform, put this file there."""
    return bool(_DEBRIS.search(path))


def _without_shared_folder(members: list[Member]) -> list[Member]:
    """Drop the one folder that holds everything, as when a folder was zipped by hand."""
    top, is_nested, _ = members[0].path.partition("/")
    folder = top + is_nested
    if not is_nested or not all(member.path.startswith(folder) for member in members):
        return members
    return _without_shared_folder(
        [member._replace(path=member.path.removeprefix(folder)) for member in members]
    )


def _sha256(source: Path) -> str:
    if source.is_file():
        with source.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    digest = hashlib.sha256()
    for member in _folder_members(source):
        with member.opened() as stream:
            part = hashlib.file_digest(stream, "sha256")  # type: ignore[arg-type]
        digest.update(member.path.encode() + b"\0" + part.digest())
    return digest.hexdigest()


def _safe_name(source: Path) -> str:
    """The source's name; an e-mail that someone put into it is masked."""
    return re.sub(r"[^\s@_]+@[^\s@_]+", "***", source.name)
