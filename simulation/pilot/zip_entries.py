"""A small file of a zip read at once: an export of a workspace holds 100,000 of them.

Python's own stream of a file in a zip costs several times what unfolding a small file does. It is
left what is large, and whatever is unusual or damaged: it reads it, or tells what is wrong.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from operator import attrgetter
from typing import IO, NamedTuple

LARGEST = 2**20
"""Bytes up to which a file is read at once."""

_HEADER = struct.Struct("<4s2xHH16xHH")
"""Of what stands before a file: its mark, flags, method, bytes of its name and of its extras."""
_MARK = b"PK\x03\x04"
_LONGEST_NAME = 512
"""Bytes of a name with its extras; a file with a longer one is read as a stream."""
_UNUSUAL = ~0x80E
"""Flags but those of the degree of compression, of sizes told afterwards and of names in UTF-8."""


class Entry(NamedTuple):
    """What the directory of a zip tells of a file, as `zipfile.ZipInfo` names it."""

    header_offset: int
    compress_size: int
    file_size: int
    flag_bits: int
    compress_type: int
    CRC: int


@dataclass(slots=True)
class AtOnce:
    """A file of a zip, to be read at once by this process, or told to another one."""

    file: IO[bytes]
    path: str
    info: zipfile.ZipInfo

    def __call__(self) -> bytes | None:
        """Its bytes; None where `ZipFile.open` has to read or refuse it."""
        return read_at_once(self.file, self.info)

    def elsewhere(self) -> tuple[str, str, tuple[int, ...]]:
        """The zip, the file's name and its `Entry`, as what costs least to hand on."""
        return self.path, self.info.filename, _entry_of(self.info)


_entry_of = attrgetter(*Entry._fields)


def read_at_once(file: IO[bytes], entry: zipfile.ZipInfo | Entry) -> bytes | None:
    """The bytes of a file of a zip; None where `ZipFile.open` has to read or refuse it.

    Args:
        file: the zip, without a buffer, for its files do not lie in the order of their names.
        entry: what its directory tells of the file.
    """
    if max(entry.file_size, entry.compress_size) > LARGEST or entry.flag_bits & _UNUSUAL:
        return None
    if entry.header_offset < 0:
        return None
    file.seek(entry.header_offset)
    told = file.read(_HEADER.size + _LONGEST_NAME + entry.compress_size)
    if len(told) < _HEADER.size:
        return None
    mark, flags, method, name, extras = _HEADER.unpack_from(told)
    if mark != _MARK or flags & _UNUSUAL or method != entry.compress_type:
        return None
    start = _HEADER.size + name + extras
    packed = told[start : start + entry.compress_size]
    data = _unfolded(packed, method, entry.file_size)
    is_whole = data is not None and len(data) == entry.file_size and zlib.crc32(data) == entry.CRC
    return data if is_whole else None


def _unfolded(packed: bytes, method: int, size: int) -> bytes | None:
    """What the packed bytes hold, as far as one byte beyond the size announced."""
    if method == zipfile.ZIP_STORED:
        return packed
    if method != zipfile.ZIP_DEFLATED:
        return None
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size + 1)
    except zlib.error:
        return None
