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
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from damages import damaged
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from small_exports import EXPORTS

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Limits, opened
from simulation.pilot.assemble import assemble
from simulation.pilot.importers import importers
from simulation.pilot.member import Member
from simulation.pilot.source import COLUMNS, SourceActivity
from simulation.tables import read, write

KEY = bytes(32)
WRITTEN = 20
"""Of so many records one is written and read again."""
FOLDER = Path(mkdtemp(prefix="fuzz-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
MAPPINGS = ({}, {"private_groups": True}, {"timezone": "Europe/Paris"}, {"company": "A01"})


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


def packed_outcome(data: bytes, name: str, folder: Path) -> str:
    """Open a packed source as it lies on disk, and read all its files."""
    source = folder / name
    source.write_bytes(data)
    try:
        with opened([source], Limits(total_bytes=2**24)) as archive:
            for member in archive.members:
                member.read()
            archive.files()
    except InputError as refusal:
        assert refusal.message("fr")
        return refusal.key
    return "read"


def fuzzed(importer: str, inputs: int, met: Counter[str]) -> Callable[[], None]:
    """The property of one importer, or of `archive`, over a number of inputs; `met` counts them."""
    if importer == "archive":
        return _fuzzed_archive(inputs, met)

    assembled: set[bytes] = set()

    @_settings(inputs)
    @given(damaged(EXPORTS[importer]), st.sampled_from(MAPPINGS))
    def holds(files: dict[str, bytes], mapping: Mapping[str, object]) -> None:
        met["inputs"] += 1
        met[outcome(importer, files, mapping, assembled)] += 1

    return holds


def _fuzzed_archive(inputs: int, met: Counter[str]) -> Callable[[], None]:
    folder = TemporaryDirectory()
    packed = _packed()

    @_settings(inputs)
    @given(damaged([{name: data} for name, data in packed.items()]))
    def holds(files: dict[str, bytes]) -> None:
        for name, data in files.items():
            met["inputs"] += 1
            place = name.rpartition("/")[2]
            met[packed_outcome(data, place, Path(folder.name))] += 1

    return holds


def _packed() -> dict[str, bytes]:
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
    return found


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
        deadline=20_000,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
