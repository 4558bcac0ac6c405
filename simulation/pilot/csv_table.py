"""A CSV file as a table of text: any delimiter, encoding and line end, read as a stream.

Only the columns wanted are held, and a column of texts can be reduced block by block to what is
kept of it (its length), so that memory follows the rows kept rather than the file. A row must
fit in one block: a quote that is never closed cannot swallow a file of gigabytes.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from simulation.errors import InputError
from simulation.pilot.columns import texts
from simulation.pilot.member import AT_A_TIME, BLOCK, Member

DELIMITERS = (",", ";", "\t")
MOST_COLUMNS = 5_000
"""Columns that a file may have; no platform's has a tenth of them."""
MOST_ROWS = 20_000_000
"""Rows that a file may have; more would not fit in memory, and come of a trap or a mistake."""
LONGEST_ROW = 8 * BLOCK
"""Bytes of a row; a message has thousands."""

_FEW_ROWS = 1_000
"""Rows of a first block under which a file is small."""

_CONTROL = bytes({*range(0x20), 0x7F} - set(b"\t\n\v\f\r"))
"""Characters that text files do not hold, and that wrongly decoded or binary files do."""
_TOLD_DELIMITER = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
"""First line by which a spreadsheet program is told the delimiter."""

Wanted = Callable[[tuple[str, ...]], set[str]]
Reduced = Callable[[pd.DataFrame], pd.DataFrame]
_Opened = Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True)
class CsvTable:
    """A CSV file as text columns.

    Args:
        place: how messages name the file.
        frame: one text column per header wanted, in file order; an empty cell is missing.
        headers: every header of the file, wanted or not.
        lines: gives the file's lines again, to find one.
        delimiter: the one found.
        header_rows: rows before the data.
    """

    place: str
    frame: pd.DataFrame
    headers: tuple[str, ...]
    lines: Callable[[], AbstractContextManager[Iterator[str]]]
    delimiter: str
    header_rows: int = 1

    def line(self, row: int) -> int:
        """Line of the file where a row of `frame` (0 is the first) starts."""
        filled = -self.header_rows
        before = 0
        with self.lines() as lines:
            reader = csv.reader(lines, delimiter=self.delimiter)
            with suppress(csv.Error):  # a cell beyond the reader's size limit
                for cells in reader:
                    if cells:
                        if filled == row:
                            break
                        filled += 1
                    before = reader.line_num
        return before + 1

    def without_rows(self, count: int) -> CsvTable:
        """The same file where the first `count` data rows belong to the header."""
        frame = self.frame.iloc[count:].reset_index(drop=True)
        return replace(self, frame=frame, header_rows=self.header_rows + count)


def read_csv(
    source: bytes | Member,
    place: str = "",
    wanted: Wanted | None = None,
    reduced: Reduced | None = None,
) -> CsvTable:
    """Read one CSV file.

    Args:
        source: its bytes, or the file of an export.
        place: how messages name bytes; a file names itself.
        wanted: gives the headers to keep of those there; all of them by default.
        reduced: what to keep of each block of rows; each row must give one.

    Raises:
        InputError: it is empty, has an unknown encoding, a header twice, too many columns or
            rows, or a row that is too long or has more cells than the header.
    """
    if isinstance(source, Member):
        file = _File(source.place, source.opened)
    else:
        file = _File(place, partial(io.BytesIO, source))
    for encoding in file.encodings():
        with suppress(UnicodeError):
            return file.read(encoding, wanted, reduced)
    raise InputError("pilot_unknown_encoding", place=file.place)


def decoded(data: bytes, place: str) -> str:
    """The text of a file in UTF-8 (with or without BOM), UTF-16 with BOM, or Windows-1252.

    Raises:
        InputError: it is in none of them, or is no text at all.
    """
    file = _File(place, partial(io.BytesIO, data))
    for encoding in file.encodings():
        with suppress(UnicodeError), file.text(encoding) as text:
            return text.read().decode()
    raise InputError("pilot_unknown_encoding", place=place)


def delimiter_of(text: str) -> str:
    """The delimiter met most often in the header row, outside quotes; a comma when none."""
    header = re.sub(r'"[^"]*"', "", text.lstrip().partition("\n")[0])
    return max(DELIMITERS, key=header.count)


@dataclass(frozen=True)
class _File:
    """A file to read as a table; `opened` gives a stream of its bytes, as often as asked."""

    place: str
    opened: _Opened

    def encodings(self) -> tuple[str, ...]:
        with self.opened() as stream:
            start = stream.read(2)
        if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return ("utf-16",)
        return ("utf-8-sig", "cp1252")

    @contextmanager
    def text(self, encoding: str, from_header: bool = False) -> Iterator[IO[bytes]]:
        """Its text in UTF-8; reading raises `UnicodeError` where it is no text in the encoding."""
        utf8 = _Utf8 if not from_header else _Utf8FromHeader
        with self.opened() as raw, io.BufferedReader(utf8(raw, encoding), AT_A_TIME) as stream:
            yield stream

    @contextmanager
    def lines(self, encoding: str) -> Iterator[Iterator[str]]:
        """Its lines, the endless ones cut."""
        with (
            self.text(encoding) as stream,
            io.TextIOWrapper(stream, encoding="utf-8", newline="") as text,
        ):
            yield iter(partial(text.readline, LONGEST_ROW), "")

    def read(self, encoding: str, wanted: Wanted | None, reduced: Reduced | None) -> CsvTable:
        headers, delimiter, header_rows = self._header(encoding)
        kept = wanted(headers) if wanted else set(headers)
        held = [name for name in headers if name in kept] or list(headers[:1])  # to count rows
        rows = _Rows(self.place, headers, held, reduced)
        try:
            with self.text(encoding, from_header=True) as stream:
                frame = rows.read(stream, delimiter, header_rows)
        except (pa.ArrowInvalid, csv.Error) as fault:
            raise self._unreadable_row(encoding, delimiter) from fault
        lines = partial(self.lines, encoding)
        return CsvTable(self.place, frame, headers, lines, delimiter, header_rows)

    def _header(self, encoding: str) -> tuple[tuple[str, ...], str, int]:
        """The headers, the delimiter and the rows up to the header."""
        with self.text(encoding) as stream:
            start = stream.read(BLOCK).decode("utf-8", "ignore")
        text = start.lstrip()
        if not text:
            raise InputError("pilot_file_empty", place=self.place)
        told = _TOLD_DELIMITER.match(text)
        delimiter = told[1] if told else delimiter_of(text)
        header_rows = 2 if told else 1
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            cells = next(islice(filter(None, reader), header_rows - 1, None), [])
        except csv.Error as fault:
            raise InputError("pilot_header_too_long", place=self.place) from fault
        if len(cells) > MOST_COLUMNS or (len(start) >= BLOCK and "\n" not in start):
            raise InputError("pilot_header_too_long", place=self.place)
        names = [cell.strip() for cell in cells]
        doubled = sorted({name for name in names if name and names.count(name) > 1})
        if doubled:
            raise InputError("pilot_header_doubled", place=self.place, column=doubled[0])
        named = (name or f"({position})" for position, name in enumerate(names, 1))
        return tuple(named), delimiter, header_rows

    def _unreadable_row(self, encoding: str, delimiter: str) -> InputError:
        """The first row that is longer than the header, or that ends nowhere."""
        width = before = 0
        with self.lines(encoding) as lines, suppress(csv.Error):
            reader = csv.reader(lines, delimiter=delimiter)
            for cells in reader:
                width = width or len(cells)
                if len(cells) > width:
                    return InputError(
                        "pilot_row_too_long",
                        place=self.place,
                        line=before + 1,
                        met=len(cells),
                        width=width,
                    )
                before = reader.line_num
        return InputError("pilot_row_unreadable", place=self.place, line=before + 1)


class _Rows:
    """The rows of a file, gathered block by block."""

    def __init__(
        self, place: str, headers: tuple[str, ...], kept: list[str], reduced: Reduced | None
    ) -> None:
        self._place, self._headers, self._kept = place, headers, kept
        self._reduced = reduced or (lambda frame: frame)
        self._short: dict[int, str] = {}

    def read(self, stream: IO[bytes], delimiter: str, header_rows: int) -> pd.DataFrame:
        """All rows.

        Raises:
            pyarrow.ArrowInvalid: a row cannot be read.
            csv.Error: a quote is never closed.
            InputError: there are more than `MOST_ROWS`.
        """
        self._delimiter = delimiter
        parts, rows = [], 0
        for batch in _ahead(self._batches(stream, header_rows)):
            rows += batch.num_rows
            if rows > MOST_ROWS:
                millions = MOST_ROWS // 10**6
                raise InputError("pilot_too_many_rows", place=self._place, millions=millions)
            parts.append(self._reduced(_trimmed(batch)))
        if not parts:
            parts.append(self._reduced(_texts(self._kept, [[] for _ in self._kept])))
        frame = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
        return self._with_short_rows(frame, header_rows)

    def _batches(self, stream: IO[bytes], header_rows: int) -> Iterator[pa.RecordBatch]:
        reader = arrow_csv.open_csv(
            pa.PythonFile(stream, mode="r"),
            arrow_csv.ReadOptions(
                column_names=list(self._headers),
                skip_rows_after_names=header_rows,
                block_size=LONGEST_ROW,
                use_threads=False,  # rows are numbered only so
            ),
            arrow_csv.ParseOptions(
                delimiter=self._delimiter,
                newlines_in_values=True,
                invalid_row_handler=self._met_row,
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(self._kept, pa.large_string()),
                include_columns=self._kept,
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
        with reader:
            yield from reader

    def _met_row(self, row: arrow_csv.InvalidRow) -> str:
        """Keep a row that ends before its last empty cells; refuse one with cells too many."""
        if row.actual_columns > row.expected_columns:
            return "error"
        self._short[row.number] = row.text
        return "skip"

    def _with_short_rows(self, frame: pd.DataFrame, header_rows: int) -> pd.DataFrame:
        if not self._short:
            return frame
        rows = [self._cells(text) for text in self._short.values()]
        columns = zip(*rows, strict=True) if rows else ()
        by_name = dict(zip(self._headers, columns, strict=True))
        short = self._reduced(_texts(self._kept, [by_name[name] for name in self._kept]))
        at = np.array(list(self._short)) - header_rows - 1
        others = np.setdiff1d(np.arange(len(frame) + len(short)), at)
        both = pd.concat([frame, short]).set_axis([*others, *at])
        return both.sort_index()

    def _cells(self, text: str) -> list[str | None]:
        """The cells of a short row, as many as there are headers."""
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter, strict=True)
        cells = [cell.strip() or None for cell in next(reader, [])]
        return cells + [None] * (len(self._headers) - len(cells))


def _trimmed(batch: pa.RecordBatch) -> pd.DataFrame:
    """A block as text columns without spaces around; an empty cell is missing."""
    columns = [
        _without_spaces(column) if _may_have_spaces(column) else column for column in batch.columns
    ]
    return _texts(batch.schema.names, columns)


def _without_spaces(column: pa.LargeStringArray) -> pa.LargeStringArray:
    cells = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(cells, ""), None, cells)


_VISIBLE = np.array([0x20 < byte < 0x7F for byte in range(256)])
"""Byte -> whether it is a visible character of ASCII."""


def _may_have_spaces(column: pa.LargeStringArray) -> bool:
    """Whether a cell begins or ends with anything but a visible character of ASCII."""
    _, offsets, data = column.buffers()
    if data is None:
        return False
    ends = np.frombuffer(offsets, np.int64)[column.offset : column.offset + len(column) + 1]
    starts, ends = ends[:-1], ends[1:]
    if column.null_count:  # they are of no bytes; no other cell is empty
        filled = starts < ends
        starts, ends = starts[filled], ends[filled]
    characters = np.frombuffer(data, np.uint8)
    return not (_VISIBLE[characters[starts]].all() and _VISIBLE[characters[ends - 1]].all())


def _ahead(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same, each read by a second thread while the one before is worked on."""
    first = next(batches, None)
    if first is None:
        return
    if first.num_rows < _FEW_ROWS:  # a thread takes longer to start than a small file to read
        yield first
        yield from batches
        return
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, batches, None)
        yield first
        while (batch := coming.result()) is not None:
            coming = pool.submit(next, batches, None)
            yield batch


def _texts(names: list[str], columns: list[Any]) -> pd.DataFrame:
    arrays = [pa.array(column, pa.large_string()) for column in columns]
    cells = {name: texts(array) for name, array in zip(names, arrays, strict=True)}
    return pd.DataFrame(cells, copy=False)


class _Utf8(io.RawIOBase):
    """A text file as UTF-8 without byte order mark."""

    def __init__(self, raw: IO[bytes], encoding: str) -> None:
        self._raw = raw
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready and not self._ended:
            block = self._raw.read(AT_A_TIME)
            self._ended = not block
            text = self._decoder.decode(block, final=not block)
            self._ready = self._arranged(text.encode())
            if len(self._ready.translate(None, _CONTROL)) != len(self._ready):
                raise UnicodeError("characters that no text holds")
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _arranged(self, text: bytes) -> bytes:
        return text


class _Utf8FromHeader(_Utf8):
    """The same from the header on, whatever blank lines come before, to the end of a line."""

    _begun = False

    def _arranged(self, text: bytes) -> bytes:
        if not self._begun:
            text = text.lstrip()
            self._begun = bool(text)
        return text + b"\n" if self._ended else text
