"""One file of an export, read as a stream: whatever is damaged ends as an `InputError`."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO, Any, NamedTuple

from simulation.errors import InputError

BLOCK = 2**20
AT_A_TIME = 2**16
"""Bytes of a stream read at a time: larger pieces leave the processor's cache before use."""
LARGEST_WHOLE = 512 * 2**20
"""Bytes of a file that must be read whole, such as a JSON document; larger ones are refused."""
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What Python's readers raise on damaged files; `InputError`, a `ValueError`, passes as it is."""


class Member(NamedTuple):
    """One file of an export: a tuple, since an export of many files makes 100,000 of them.

    Args:
        source: name of the zip, folder or file it came from.
        path: path inside the source, with "/", without the folder all its files share.
        size: its bytes, as announced.
        open: gives a stream of its bytes.
        fault: gives the `InputError` for a damaged stream.
        at_once: gives all its bytes where that is quicker than the stream, or None.
    """

    source: str
    path: str
    size: int
    open: Callable[[], IO[bytes]]
    fault: Callable[[], InputError]
    at_once: Callable[[], bytes | None] | None = None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def place(self) -> str:
        """How messages name this file."""
        return self.path if self.source == self.path else f"{self.source} : {self.path}"

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """A stream of its bytes.

        Raises:
            InputError: now or while reading: the file is damaged.
        """
        try:
            raw = self.open()
        except _DAMAGES as fault:
            raise self.fault() from fault
        held = min(AT_A_TIME, max(self.size, 1) + 1)  # many exports are of thousands of small files
        with raw, io.BufferedReader(_Sound(raw, self.fault), held) as stream:
            yield stream

    def read(self) -> bytes:
        """All its bytes.

        Raises:
            InputError: the file is damaged, or too large to be held whole.
        """
        parts, left = [], LARGEST_WHOLE + 1
        try:
            if self.at_once and (whole := self.at_once()) is not None:
                return whole
            with self.open() as raw:
                while left and (part := raw.read(min(max(self.size, BLOCK) + 1, left))):
                    parts.append(part)
                    left -= len(part)
        except InputError:
            raise
        except _DAMAGES as fault:
            raise self.fault() from fault
        if not left:
            megabytes = LARGEST_WHOLE // 2**20
            raise InputError("pilot_file_too_large", place=self.place, megabytes=megabytes)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def header(self) -> bytes:
        """Its first line in lower case, cut at one block; what an importer is recognised by."""
        with self.opened() as stream:
            return stream.readline(BLOCK).lower()


def unpacked(member: Member, allowed: int) -> Member:
    """The file that a gzip file holds; reading stops where it unfolds beyond what is allowed."""
    path = member.path[:-3]
    place = member._replace(path=path).place
    return member._replace(
        path=path,
        size=allowed,
        at_once=None,
        open=partial(_unfolding, member, place, allowed),
        fault=partial(InputError, "pilot_gzip_damaged", place=place),
    )


def _unfolding(member: Member, place: str, allowed: int) -> IO[bytes]:
    unfolded: Any = gzip.open(member.open())  # noqa: SIM115  the reader closes it
    bomb = partial(InputError, "pilot_gzip_bomb", place=place, megabytes=round(allowed / 2**20))
    return io.BufferedReader(_Bounded(unfolded, allowed, bomb), AT_A_TIME)


class _Sound(io.RawIOBase):
    """A stream whose damages are told as `InputError`."""

    def __init__(self, raw: IO[bytes], fault: Callable[[], InputError]) -> None:
        self._raw, self._fault = raw, fault

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._raw.read(len(buffer))
        except InputError:
            raise
        except _DAMAGES as fault:
            raise self._fault() from fault
        buffer[: len(data)] = data
        return len(data)


class _Bounded(io.RawIOBase):
    """A stream that ends in an `InputError` beyond a number of bytes."""

    def __init__(self, raw: IO[bytes], allowed: int, fault: Callable[[], InputError]) -> None:
        self._raw, self._left, self._fault = raw, allowed, fault

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._raw.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise self._fault()
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._raw.close()
        super().close()
