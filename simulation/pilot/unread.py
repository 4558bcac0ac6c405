"""A file of an export that is read by the process that works on it: this one, or another."""

from __future__ import annotations

import os
import zipfile
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, Any, NamedTuple

from simulation.errors import InputError
from simulation.pilot.member import Member
from simulation.pilot.zip_entries import AtOnce, Entry, read_at_once


class Unread(NamedTuple):
    """A file of a zip, which costs less to hand on than its bytes do."""

    member: Member

    @classmethod
    def of(cls, member: Member) -> Unread | bytes:
        """The file, or its bytes where no other process can read it."""
        return cls(member) if isinstance(member.at_once, AtOnce) else member.read()

    def read(self) -> bytes:
        """All its bytes.

        Raises:
            InputError: the file is damaged, or too large to be held whole.
        """
        return self.member.read()

    def __reduce__(self) -> tuple[Any, ...]:
        """How another process is told of it."""
        assert isinstance(self.member.at_once, AtOnce)
        return Elsewhere, self.member.at_once.elsewhere()


class Elsewhere(NamedTuple):
    """The same file in another process: the zip, its name there, and its `Entry`."""

    path: str
    name: str
    told: tuple[int, ...]

    def read(self) -> bytes:
        """The same as of `Unread`."""
        place, entry = self.path.rpartition(os.sep)[2], Entry(*self.told)
        return Member(
            place,
            self.name,
            entry.file_size,
            partial(_opened_entry, self.path, entry, self.name),
            partial(InputError, "pilot_zip_damaged", place=place, entry=self.name),
            partial(read_at_once, _file_of(self.path), entry),
        ).read()


@lru_cache(1)
def _file_of(path: str) -> IO[bytes]:
    return Path(path).open("rb", buffering=0)


@lru_cache(1)
def _zip_of(path: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)


def _opened_entry(path: str, entry: Entry, name: str) -> IO[bytes]:
    """A stream of a file that cannot be read at once; another may bear the same name."""
    opened = _zip_of(path)
    info = opened.getinfo(name)
    if info.header_offset != entry.header_offset:
        info = next(i for i in opened.infolist() if i.header_offset == entry.header_offset)
    return opened.open(info)
