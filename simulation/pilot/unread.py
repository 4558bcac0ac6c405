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
        return _elsewhere, self.member.at_once.elsewhere()


def _elsewhere(path: str, name: str, told: tuple[int, ...]) -> Unread:
    """The same file in another process."""
    place, entry = path.rpartition(os.sep)[2], Entry(*told)
    return Unread(
        Member(
            place,
            name,
            entry.file_size,
            partial(_opened_entry, path, entry, name),
            partial(InputError, "pilot_zip_damaged", place=place, entry=name),
            partial(read_at_once, _file_of(path), entry),
        )
    )


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
