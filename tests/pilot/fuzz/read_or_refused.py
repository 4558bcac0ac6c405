"""What holds of every damaged export: it is read, or refused by one clear message; never else."""

from __future__ import annotations

import atexit
import gzip
import hashlib
import io
import pickle
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from functools import partial
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from types import ModuleType
from typing import Any

from damages import damaged
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from small_exports import EXPORTS

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Limits, opened
from simulation.pilot.assemble import assemble
from simulation.pilot.importers import discourse, importers, m365, viva_tables
from simulation.pilot.member import Member
from simulation.pilot.source import COLUMNS, SourceActivity
from simulation.tables import read, write

KEY = bytes(32)
WRITTEN = 20
"""Of so many records one is written and read again."""
FOLDER = Path(mkdtemp(prefix="fuzz-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
MAPPINGS = ({}, {"private_groups": True}, {"timezone": "Europe/Paris"}, {"company": "A01"})


READ_ONCE: dict[str, tuple[ModuleType, str]] = {
    "viva-engage": (viva_tables, "_table"),
    "discourse": (discourse, "_users"),
    "m365": (m365, "report_of"),
}
"""Importer -> its function that makes a table of one file, and of nothing else, in its module."""


@contextmanager
def sound_files_read_once(importer: str) -> Iterator[None]:
    """Of the very same file the very same table is made: it is not read again.

    Most inputs have one damaged file beside several sound ones.
    """
    if importer not in READ_ONCE:
        yield
        return
    module, name = READ_ONCE[importer]
    table_of = getattr(module, name)
    sound = {data for files in EXPORTS[importer] for data in files.values()}
    made: dict[tuple[object, ...], object] = {}

    def once(member: Member, *others: Any) -> object:
        if (data := member.read()) not in sound:
            return table_of(member, *others)
        told = (_told(part) for part in others)
        if (key := (data, member.place, *told)) not in made:
            made[key] = table_of(member, *others)
        return made[key]

    setattr(module, name, once)
    try:
        yield
    finally:
        setattr(module, name, table_of)


def _told(part: Any) -> object:
    """What a table takes of a slice of an export beside the file: its name and its range."""
    return (part.place, part.since, part.until) if hasattr(part, "until") else part


def outcome(
    importer: str,
    files: Mapping[str, bytes],
    mapping: Mapping[str, object],
    assembled: set[bytes] | None = None,
) -> str:
    """Read an export held in memory: `read`, or the key of the message that refuses it.

    Args:
        importer: its name.
        files: the export.
        mapping: what the user's mapping file says.
        assembled: activities of which a record was made before, to which this one is added. Of
            the very same activity the very same record is made: it is not made again.
    """
    archive = Archive(tuple(_member(name, data) for name, data in files.items()), (Path("x"),))
    try:
        for known in importers().values():
            known.recognises(archive)
        activity = importers()[importer].read(archive, mapping)
        seen = set() if assembled is None else assembled
        if (content := _content(activity)) not in seen:
            record = assemble(activity, None, KEY, "x", [{"name": "x", "sha256": ""}])
            seen.add(content)
            if len(seen) % WRITTEN == 1:
                assert read(write(record, FOLDER / "x")).manifest == record.manifest
    except InputError as refusal:
        for lang in ("fr", "en"):
            assert refusal.message(lang)
        return refusal.key
    return "read"


def _content(activity: SourceActivity) -> bytes:
    """A digest of all that a record is made of, cell by cell."""
    tables = [getattr(activity, name) for name in COLUMNS]
    cells = [[column.to_list() for _, column in table.items()] for table in tables]
    others = [getattr(activity, f.name) for f in fields(activity) if f.name not in COLUMNS]
    return hashlib.sha256(pickle.dumps((cells, others))).digest()


def packed_outcome(files: Mapping[str, bytes], folder: Path) -> str:
    """Open packed sources as they lie on disk, and read all their files."""
    sources = []
    for number, (name, data) in enumerate(files.items()):
        source = folder / str(number) / name.rpartition("/")[2]
        source.parent.mkdir(exist_ok=True)
        source.write_bytes(data)
        sources.append(source)
    try:
        with opened(sources, Limits(total_bytes=2**24)) as archive:
            for member in archive.members:
                member.read()
            archive.files()
    except InputError as refusal:
        assert refusal.message("fr")
        return refusal.key
    return "read"


def holding(importer: str, met: Counter[str]) -> Callable[[Random], None]:
    """What holds of one more input of an importer, or of `archive`, made by random choices.

    `met` counts the inputs, and how each ended; one that came before is neither counted nor read.
    """
    exports = _packed() if importer == "archive" else EXPORTS[importer]
    known: set[bytes] = set()
    assembled: set[bytes] = set()

    def holds(chance: Random) -> None:
        files = damaged(chance, exports)
        mapping = chance.choice(MAPPINGS)
        digest = hashlib.sha256(pickle.dumps((sorted(files.items()), mapping))).digest()
        if digest in known:
            return
        known.add(digest)
        met["inputs"] += 1
        if importer == "archive":
            met[packed_outcome(files, FOLDER)] += 1
        else:
            met[outcome(importer, files, mapping, assembled)] += 1

    return holds


def fuzzed(importer: str, inputs: int, met: Counter[str]) -> Callable[[], None]:
    """The same as a property of so many inputs, which finds the least choices that break it."""
    holds = holding(importer, met)
    return _settings(inputs)(given(st.randoms(use_true_random=False))(holds))


def _packed() -> list[dict[str, bytes]]:
    """The same small export as a zip, a zip of a zip's parts, and a packed file."""
    files = EXPORTS["slack"][0]
    found = {}
    for name, method in (("a.zip", zipfile.ZIP_DEFLATED), ("b.zip", zipfile.ZIP_STORED)):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", method) as archive:
            for path, content in files.items():
                archive.writestr(path, content)
        found[name] = data.getvalue()
    found["users.csv.gz"] = gzip.compress(EXPORTS["csv"][0]["events.csv"])
    found["c.tar.gz"] = gzip.compress(_tar(files))
    return [{name: data} for name, data in found.items()]


def _tar(files: Mapping[str, bytes]) -> bytes:
    import tarfile

    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for path, content in files.items():
            part = tarfile.TarInfo(path)
            part.size = len(content)
            archive.addfile(part, io.BytesIO(content))
    return data.getvalue()


def _member(name: str, data: bytes) -> Member:
    fault = partial(InputError, "pilot_source_unreadable", place=name)
    return Member("x", name, len(data), partial(io.BytesIO, data), fault)


def _settings(inputs: int) -> settings:
    return settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
