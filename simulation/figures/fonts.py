"""The two typefaces, taken from packages that carry them, never fetched from the web.

Source Serif 4 for findings and large figures, Source Sans 3 for the rest, both under the
SIL Open Font Licence. A page that stands alone holds them inside itself, packed as WOFF.
"""

from __future__ import annotations

import base64
import struct
import zlib
from functools import cache
from importlib.resources import files
from pathlib import Path

SERIF = "'Source Serif 4', Georgia, serif"
SANS = "'Source Sans 3', 'Segoe UI', Arial, sans-serif"

FONT_FILES = {
    "Source Serif 4": ("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf"),
    "Source Sans 3": ("fontpkg_source_sans_3", "SourceSans3[wght].ttf"),
}
"""Family -> package and variable upright file; one file holds every weight."""


def font_path(family: str) -> Path:
    """The file of a family."""
    package, name = FONT_FILES[family]
    return Path(str(files(package) / "files" / name))


def font_faces_css(folder: str | None = None) -> str:
    """The `@font-face` rules of both families.

    Args:
        folder: address under which what `write_fonts` wrote is served; when missing, the fonts
            are embedded, and the page asks nobody for anything.
    """
    return "\n".join(_face(family, folder) for family in FONT_FILES)


def font_addresses(folder: str) -> list[str]:
    """Where each font lies, when what `write_fonts` wrote is served under this address."""
    return [f"{folder}/{_file_name(family)}" for family in FONT_FILES]


def write_fonts(folder: Path) -> None:
    """Write both fonts, packed, for a server that hands out static files."""
    for family in FONT_FILES:
        (folder / _file_name(family)).write_bytes(woff(font_path(family).read_bytes()))


def _file_name(family: str) -> str:
    return f"{family.lower().replace(' ', '-')}.woff"


def _face(family: str, folder: str | None) -> str:
    if folder is None:
        source = f"data:font/woff;base64,{_embedded(family)}"
    else:
        source = f"{folder}/{_file_name(family)}"
    return (
        f"@font-face{{font-family:'{family}';font-weight:200 900;font-style:normal;"
        f"font-display:swap;src:url({source}) format('woff')}}"
    )


@cache
def _embedded(family: str) -> str:
    return base64.b64encode(woff(font_path(family).read_bytes())).decode("ascii")


def woff(font: bytes) -> bytes:
    """A TrueType font packed as WOFF 1.0: the same tables, each compressed.

    Layout after the W3C recommendation: a header of 44 bytes, a directory of 20 bytes a
    table, then the tables, each padded to 4 bytes.
    """
    flavour, count = font[:4], struct.unpack(">H", font[4:6])[0]
    directory, body = b"", b""
    offset, unpacked_size = 44 + 20 * count, 12 + 16 * count
    for index in range(count):
        entry = font[12 + 16 * index : 28 + 16 * index]
        tag, checksum, start, length = struct.unpack(">4sIII", entry)
        table = font[start : start + length]
        packed = min(zlib.compress(table, 9), table, key=len)
        directory += struct.pack(">4sIIII", tag, offset, len(packed), length, checksum)
        padded = packed + b"\0" * (-len(packed) % 4)
        body += padded
        offset += len(padded)
        unpacked_size += length + -length % 4
    header = struct.pack(
        ">4s4sIHHIHHIIIII", b"wOFF", flavour, offset, count, 0, unpacked_size, 1, 0, 0, 0, 0, 0, 0
    )
    return header + directory + body
