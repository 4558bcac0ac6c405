"""How an export is damaged: by byte, by cell, by field; each a strategy that can be shrunk."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

Files = dict[str, bytes]
Draw = Callable[[st.SearchStrategy[Any]], Any]

ODD_TEXTS = (
    "", " ", "null", "NaN", "-", "0", "-1", "1e400", "9" * 30, "0.5", "10522.0", "true", "\\N",
    "=1+1", "<script>", "é", "é".encode().decode("cp1252"), "\ufeffid", "\u202e", "x" * 5_000,
    "0000-00-00", "0001-01-01", "9999-12-31T23:59:59Z", "2024-02-30", "31/12/2024", "12/31/2024",
    "2024-10-27T02:30:00", "2024-01-01T00:00:00+99:99", "2024-01-01T24:00:00Z", "1704067200",
    "1704067200000", "99999999999999999999.5", "Mon Feb 30 01:00:00 CET 2016", "a,b", 'a"b', "a\nb",
    "🎉", "[[user:1]]", "<@UANNA>", "@anna", "[redacted]", "..", "/",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**63, 2**64, -(2**70), 10**400, 0.5, 1e308, -0.0,
    float("nan"), float("inf"), [], {}, [[]], [None], [1, "x"], [{}], {"a": None}, {"id": {}},
    "\ud800", *ODD_TEXTS,
)  # fmt: skip
DEEP = b"[" * 100_000


@st.composite
def damaged(draw: Draw, exports: Sequence[Mapping[str, bytes]]) -> Files:
    """One of the exports with one to four damages."""
    files = dict(draw(st.sampled_from(exports)))
    for _ in range(draw(st.integers(1, 4))):
        if not files:
            break
        name = draw(st.sampled_from(sorted(files)))
        draw(st.sampled_from(_changes(name)))(draw, files, name)
    return files


def _changes(name: str) -> tuple[Callable[[Draw, Files, str], None], ...]:
    if name.endswith((".json", ".jsonl")):
        return (*_JSON * 3, *_BYTES, *_FILES)
    if name.endswith(".csv"):
        return (*_CSV * 2, *_BYTES, *_FILES)
    return (*_BYTES, *_FILES)


# Bytes


def _cut(draw: Draw, files: Files, name: str) -> None:
    files[name] = files[name][: draw(st.integers(0, len(files[name])))]


def _flip(draw: Draw, files: Files, name: str) -> None:
    data = bytearray(files[name])
    for _ in range(draw(st.integers(1, 3)) if data else 0):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    files[name] = bytes(data)


def _insert(draw: Draw, files: Files, name: str) -> None:
    at = draw(st.integers(0, len(files[name])))
    odd = st.sampled_from((b'"', b"\0", b"\r", b"\n", b",", b";", b"\xff\xfe", b"{", b"]", b"\xe9"))
    files[name] = files[name][:at] + draw(odd | st.binary(max_size=8)) + files[name][at:]


def _repeat(draw: Draw, files: Files, name: str) -> None:
    start = draw(st.integers(0, len(files[name])))
    end = draw(st.integers(start, len(files[name])))
    files[name] = files[name][:end] + files[name][start:end] + files[name][end:]


def _recode(draw: Draw, files: Files, name: str) -> None:
    text = files[name].decode("utf-8", "replace")
    encoding = draw(st.sampled_from(("utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-32")))
    files[name] = text.encode(encoding, "replace")


def _replace_line(draw: Draw, files: Files, name: str) -> None:
    lines = files[name].splitlines(keepends=True) or [b""]
    at = draw(st.integers(0, len(lines) - 1))
    lines[at] = draw(st.sampled_from((b"", b"\n", b"x\n", DEEP, lines[0], lines[-1])))
    files[name] = b"".join(lines)


_BYTES = (_cut, _flip, _insert, _repeat, _recode, _replace_line)


# Files


def _drop(draw: Draw, files: Files, name: str) -> None:
    del files[name]


def _double(draw: Draw, files: Files, name: str) -> None:
    files[f"again/{name}"] = files[name]


def _exchange(draw: Draw, files: Files, name: str) -> None:
    other = draw(st.sampled_from(sorted(files)))
    files[name], files[other] = files[other], files[name]


_FILES = (_drop, _double, _exchange)


# Cells


def _change_cells(draw: Draw, files: Files, name: str) -> None:
    rows = _rows(files[name])
    for _ in range(draw(st.integers(1, 4))):
        row = draw(st.sampled_from(rows))
        if row:
            row[draw(st.integers(0, len(row) - 1))] = draw(st.sampled_from(ODD_TEXTS))
    files[name] = _written(rows)


def _double_column(draw: Draw, files: Files, name: str) -> None:
    rows = _rows(files[name])
    at = draw(st.integers(0, max(len(rows[0]) - 1, 0)))
    files[name] = _written([row + row[at : at + 1] for row in rows])


def _drop_column(draw: Draw, files: Files, name: str) -> None:
    rows = _rows(files[name])
    at = draw(st.integers(0, max(len(rows[0]) - 1, 0)))
    files[name] = _written([row[:at] + row[at + 1 :] for row in rows])


def _fill_column(draw: Draw, files: Files, name: str) -> None:
    rows = _rows(files[name])
    at = draw(st.integers(0, max(len(rows[0]) - 1, 0)))
    odd = draw(st.sampled_from(ODD_TEXTS))
    files[name] = _written([rows[0], *([*r[:at], odd, *r[at + 1 :]] for r in rows[1:])])


def _shorten_row(draw: Draw, files: Files, name: str) -> None:
    rows = _rows(files[name])
    row = draw(st.sampled_from(rows))
    del row[draw(st.integers(0, len(row))) :]
    files[name] = _written(rows)


def _keep_header(draw: Draw, files: Files, name: str) -> None:
    files[name] = _written(_rows(files[name])[:1])


_CSV = (_change_cells, _double_column, _drop_column, _fill_column, _shorten_row, _keep_header)


def _rows(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig", "replace").replace("\0", "")
    try:
        return list(csv.reader(io.StringIO(text, newline=""))) or [[""]]
    except csv.Error:
        return [[""]]


def _written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


# Fields


def _change_field(draw: Draw, files: Files, name: str) -> None:
    def change(holder: Any, key: Any) -> None:
        holder[key] = draw(st.sampled_from(ODD_VALUES))

    _on_node(draw, files, name, change)


def _drop_field(draw: Draw, files: Files, name: str) -> None:
    def drop(holder: Any, key: Any) -> None:
        del holder[key]

    _on_node(draw, files, name, drop)


def _double_entry(draw: Draw, files: Files, name: str) -> None:
    def double(holder: Any, key: Any) -> None:
        if isinstance(holder, list):
            holder.append(holder[key])
        else:
            holder[f"{key}2"] = holder[key]

    _on_node(draw, files, name, double)


def _exchange_fields(draw: Draw, files: Files, name: str) -> None:
    def exchange(holder: Any, key: Any) -> None:
        other = draw(st.sampled_from(_places(holder)))[1]
        holder[key], holder[other] = holder[other], holder[key]

    _on_node(draw, files, name, exchange)


_JSON = (_change_field, _drop_field, _double_entry, _exchange_fields)


def _on_node(draw: Draw, files: Files, name: str, change: Callable[[Any, Any], None]) -> None:
    """Change one node of a JSON document, or of one line of a file of JSON lines."""
    lines = files[name].splitlines() if name.endswith(".jsonl") else [files[name]]
    at = draw(st.integers(0, len(lines) - 1)) if lines else 0
    try:
        content = json.loads(lines[at])
    except (ValueError, RecursionError, IndexError):
        return
    holder: Any = content
    for _ in range(draw(st.integers(1, 5))):
        places = _places(holder)
        if not places:
            break
        parent, key = draw(st.sampled_from(places))
        holder = parent[key]
    else:
        places = [(parent, key)]
    if places:
        change(*(places[0] if len(places) == 1 else draw(st.sampled_from(places))))
    lines[at] = json.dumps(content).encode("utf-8", "surrogatepass")
    files[name] = b"\n".join(lines)


def _places(node: Any) -> list[tuple[Any, Any]]:
    if isinstance(node, dict):
        return [(node, key) for key in node]
    return [(node, at) for at in range(len(node))] if isinstance(node, list) else []
