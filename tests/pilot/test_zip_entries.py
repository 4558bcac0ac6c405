"""A small file of a zip read at once is what Python's own reader gives, or is left to it."""

import io
import pickle
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.pilot.archive import opened
from simulation.pilot.unread import Unread
from simulation.pilot.zip_entries import LARGEST, read_at_once

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def packed(content: bytes, method: int, name: str = "a.json") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        archive.writestr("first.txt", b"something before")
        archive.writestr(name, content)
    return data.getvalue()


def at_once(data: bytes) -> bytes | None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return read_at_once(io.BytesIO(data), archive.infolist()[1])


@given(st.binary(max_size=3_000), st.sampled_from(METHODS), st.text(min_size=1, max_size=40))
def test_it_gives_the_bytes_that_were_packed(content, method, name):
    name = name.encode("utf-8", "ignore").decode() or "x"
    assert at_once(packed(content, method, name)) == content


@settings(deadline=None)
@given(st.data())
def test_of_a_damaged_zip_it_gives_the_right_bytes_or_none(data):
    content = b"what people wrote, " * 20
    whole = bytearray(packed(content, data.draw(st.sampled_from(METHODS))))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        with zipfile.ZipFile(io.BytesIO(bytes(whole))) as archive:
            entries = archive.infolist()
    except Exception:
        return  # the directory itself is refused when the zip is opened
    for entry in entries:
        found = read_at_once(io.BytesIO(bytes(whole)), entry)
        assert found is None or (len(found), zlib.crc32(found)) == (entry.file_size, entry.CRC)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_in_another_way_is_left_to_python(method):
    assert at_once(packed(b"x" * 100, method)) is None


def test_a_large_file_and_one_with_a_long_name_are_left_to_python():
    assert at_once(packed(b"x" * (LARGEST + 1), zipfile.ZIP_DEFLATED)) is None
    assert at_once(packed(b"x" * 9, zipfile.ZIP_STORED, "é" * 400)) is None


def test_a_damaged_file_is_refused_by_name(tmp_path):
    whole = bytearray(packed(b"what people wrote" * 9, zipfile.ZIP_STORED))
    whole[whole.index(b"what people wrote")] ^= 1
    path = tmp_path / "export.zip"
    path.write_bytes(whole)
    with opened([path]) as archive:
        damaged = next(member for member in archive.members if member.name == "a.json")
        with pytest.raises(InputError) as caught:
            damaged.read()
    assert caught.value.key == "pilot_zip_damaged"
    assert "a.json" in str(caught.value)


@pytest.mark.parametrize("content", [b"s", b"what was said", b"x" * (LARGEST + 1)])
@pytest.mark.parametrize("method", [*METHODS, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("is_damaged", [False, True])
def test_another_process_reads_or_refuses_the_same(tmp_path, content, method, is_damaged):
    whole = bytearray(packed(content, method))
    if is_damaged:
        whole[whole.index(b"a.json") + len("a.json")] ^= 255
    path = tmp_path / "export.zip"
    path.write_bytes(whole)
    with opened([path]) as archive:
        here = Unread.of(next(member for member in archive.members if member.name == "a.json"))
        there = pickle.loads(pickle.dumps(here))
        assert told(there) == told(here)


def told(file: Unread) -> bytes | str:
    try:
        return file.read()
    except InputError as refusal:
        return refusal.message("en")
