"""How an export is damaged: by byte, by cell, by field, as a source of random choices tells.

The choices of `random.Random(seed)` cost next to nothing; those of Hypothesis can be shrunk.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

Files = dict[str, bytes]

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


def damaged(chance: Random, exports: Sequence[Mapping[str, bytes]]) -> Files:
    """One of the exports with one to four damages."""
    files = dict(chance.choice(exports))
    for _ in range(chance.randint(1, 4)):
        if not files:
            break
        name = chance.choice(sorted(files))
        chance.choice(_changes(name))(chance, files, name)
    return files


def _changes(name: str) -> tuple[Callable[[Random, Files, str], None], ...]:
    if name.endswith((".json", ".jsonl")):
        return (*_JSON * 3, *_BYTES, *_FILES)
    if name.endswith(".csv"):
        return (*_CSV * 2, *_BYTES, *_FILES)
    return (*_BYTES, *_FILES)


# Bytes

_SIGNS = (b'"', b"\0", b"\r", b"\n", b",", b";", b"\xff\xfe", b"{", b"]", b"\xe9")


def _cut(chance: Random, files: Files, name: str) -> None:
    files[name] = files[name][: chance.randint(0, len(files[name]))]


def _flip(chance: Random, files: Files, name: str) -> None:
    data = bytearray(files[name])
    for _ in range(chance.randint(1, 3) if data else 0):
        data[chance.randint(0, len(data) - 1)] = chance.randrange(256)
    files[name] = bytes(data)


def _insert(chance: Random, files: Files, name: str) -> None:
    at = chance.randint(0, len(files[name]))
    odd = chance.choice((*_SIGNS, chance.randbytes(chance.randint(0, 8))))
    files[name] = files[name][:at] + odd + files[name][at:]


def _repeat(chance: Random, files: Files, name: str) -> None:
    start = chance.randint(0, len(files[name]))
    end = chance.randint(start, len(files[name]))
    files[name] = files[name][:end] + files[name][start:end] + files[name][end:]


def _recode(chance: Random, files: Files, name: str) -> None:
    text = files[name].decode("utf-8", "replace")
    encoding = chance.choice(("utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-32"))
    files[name] = text.encode(encoding, "replace")


def _replace_line(chance: Random, files: Files, name: str) -> None:
    lines = files[name].splitlines(keepends=True) or [b""]
    at = chance.randint(0, len(lines) - 1)
    lines[at] = chance.choice((b"", b"\n", b"x\n", DEEP, lines[0], lines[-1]))
    files[name] = b"".join(lines)


_BYTES = (_cut, _flip, _insert, _repeat, _recode, _replace_line)


# Files


def _drop(chance: Random, files: Files, name: str) -> None:
    del files[name]


def _double(chance: Random, files: Files, name: str) -> None:
    files[f"again/{name}"] = files[name]


def _exchange(chance: Random, files: Files, name: str) -> None:
    other = chance.choice(sorted(files))
    files[name], files[other] = files[other], files[name]


_FILES = (_drop, _double, _exchange)


# Cells


def _change_cells(chance: Random, files: Files, name: str) -> None:
    rows = _rows(files[name])
    for _ in range(chance.randint(1, 4)):
        row = chance.choice(rows)
        if row:
            row[chance.randint(0, len(row) - 1)] = chance.choice(ODD_TEXTS)
    files[name] = _written(rows)


def _double_column(chance: Random, files: Files, name: str) -> None:
    rows = _rows(files[name])
    at = chance.randint(0, max(len(rows[0]) - 1, 0))
    files[name] = _written([row + row[at : at + 1] for row in rows])


def _drop_column(chance: Random, files: Files, name: str) -> None:
    rows = _rows(files[name])
    at = chance.randint(0, max(len(rows[0]) - 1, 0))
    files[name] = _written([row[:at] + row[at + 1 :] for row in rows])


def _fill_column(chance: Random, files: Files, name: str) -> None:
    rows = _rows(files[name])
    at = chance.randint(0, max(len(rows[0]) - 1, 0))
    odd = chance.choice(ODD_TEXTS)
    files[name] = _written([rows[0], *([*r[:at], odd, *r[at + 1 :]] for r in rows[1:])])


def _shorten_row(chance: Random, files: Files, name: str) -> None:
    rows = _rows(files[name])
    row = chance.choice(rows)
    del row[chance.randint(0, len(row)) :]
    files[name] = _written(rows)


def _keep_header(chance: Random, files: Files, name: str) -> None:
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


def _change_field(chance: Random, files: Files, name: str) -> None:
    def change(holder: Any, key: Any) -> None:
        holder[key] = chance.choice(ODD_VALUES)

    _on_node(chance, files, name, change)


def _drop_field(chance: Random, files: Files, name: str) -> None:
    def drop(holder: Any, key: Any) -> None:
        del holder[key]

    _on_node(chance, files, name, drop)


def _double_entry(chance: Random, files: Files, name: str) -> None:
    def double(holder: Any, key: Any) -> None:
        if isinstance(holder, list):
            holder.append(holder[key])
        else:
            holder[f"{key}2"] = holder[key]

    _on_node(chance, files, name, double)


def _exchange_fields(chance: Random, files: Files, name: str) -> None:
    def exchange(holder: Any, key: Any) -> None:
        other = chance.choice(_places(holder))[1]
        holder[key], holder[other] = holder[other], holder[key]

    _on_node(chance, files, name, exchange)


_JSON = (_change_field, _drop_field, _double_entry, _exchange_fields)


def _on_node(chance: Random, files: Files, name: str, change: Callable[[Any, Any], None]) -> None:
    """Change one node of a JSON document, or of one line of a file of JSON lines."""
    lines = files[name].splitlines() if name.endswith(".jsonl") else [files[name]]
    at = chance.randint(0, len(lines) - 1) if lines else 0
    try:
        content = json.loads(lines[at])
    except (ValueError, RecursionError, IndexError):
        return
    holder: Any = content
    for _ in range(chance.randint(1, 5)):
        places = _places(holder)
        if not places:
            break
        parent, key = chance.choice(places)
        holder = parent[key]
    else:
        places = [(parent, key)]
    if places:
        change(*(places[0] if len(places) == 1 else chance.choice(places)))
    lines[at] = json.dumps(content).encode("utf-8", "surrogatepass")
    files[name] = b"\n".join(lines)


def _places(node: Any) -> list[tuple[Any, Any]]:
    if isinstance(node, dict):
        return [(node, key) for key in node]
    return [(node, at) for at in range(len(node))] if isinstance(node, list) else []
