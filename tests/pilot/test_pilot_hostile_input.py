"""Input made to exhaust memory or time ends as one message: endless rows, headers, lines, texts."""

import io
import os
import tracemalloc
import zipfile
from functools import partial

import pytest

from simulation.errors import InputError
from simulation.pilot import read_pilot
from simulation.pilot.csv_table import LONGEST_ROW, read_csv
from simulation.pilot.member import Member

FIELD = 2**30
AHEAD = 32
"""Blocks that Arrow may read before what it has read is found wanting, if the reader is quick."""


class Endless(io.RawIOBase):
    """A start, then one character again and again, for as many bytes as a gigabyte field has."""

    def __init__(self, start: bytes, fill: bytes, length: int) -> None:
        self._start, self._fill, self._left = start, fill, length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        count = min(len(buffer), self._left, 2**20)
        data = (self._start + self._fill * count)[:count]
        self._start = b""
        self._left -= count
        buffer[:count] = data
        return count


def endless(start: bytes, fill: bytes) -> Member:
    fault = partial(InputError, "pilot_source_unreadable", place="x.csv")
    return Member("x.csv", "x.csv", FIELD, lambda: Endless(start, fill, FIELD), fault)


@pytest.mark.parametrize(
    ("start", "fill", "key"),
    [
        (b"", b"a", "pilot_header_too_long"),
        (b"", b"a,", "pilot_header_too_long"),
        (b'a,b\n1,"', b"x", "pilot_row_unreadable"),
        (b'a,b\n1,"', b"x\n", "pilot_row_unreadable"),
        (b"a,b\n1,", b"x", "pilot_row_unreadable"),
        (b"a,b\n1", b",", "pilot_row_too_long"),
        (b"", b"\n", "pilot_file_empty"),
    ],
)
def test_what_never_ends_is_refused_in_bounded_memory(start, fill, key):
    tracemalloc.start()
    with pytest.raises(InputError) as caught:
        read_csv(endless(start, fill))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.key == key
    assert peak < (AHEAD + 8) * LONGEST_ROW


def test_a_header_of_more_columns_than_any_platform_has_is_refused():
    header = ",".join(f"c{n}" for n in range(10_000)).encode()
    with pytest.raises(InputError) as caught:
        read_csv(header + b"\n", "x.csv")
    assert caught.value.key == "pilot_header_too_long"


def test_a_text_wider_than_a_reader_takes_does_not_hide_the_rows_after(make_file, key):
    long = "x" * 2_000_000
    file = make_file("e.csv", f"user,time,body\na,2024-01-08,{long}\nb,2024-01-09,y\n")
    assert len(read_pilot(file, key=key).events) == 2


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path, key):
    (tmp_path / "export").mkdir()
    os.mkfifo(tmp_path / "export" / "pipe.csv")
    (tmp_path / "export" / "e.csv").write_text("user,time\na,2024-01-08\n")
    assert len(read_pilot(tmp_path / "export", key=key).events) == 1


def test_a_zip_that_understates_its_sizes_is_refused(tmp_path, key):
    path = tmp_path / "lies.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("events.csv", "user,time\n" + "a,2024-01-08\n" * 1_000_000)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.infolist()[0].file_size.to_bytes(4, "little")
    at = data.rindex(size)
    data[at : at + 4] = (100).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_pilot(path, key=key)
    assert caught.value.key == "pilot_zip_damaged"


def test_json_that_opens_a_hundred_thousand_lists_is_refused(make_zip, slack_files, key):
    slack_files["ideas/2021-11-25.json"] = "[" * 100_000
    with pytest.raises(InputError) as caught:
        read_pilot(make_zip("x.zip", slack_files), key=key)
    assert caught.value.key == "pilot_json_unreadable"


def test_a_message_with_half_an_emoji_is_read(make_zip, slack_files, key):
    """Platforms cut texts in the middle of a pair; the strict JSON reader refuses what is left."""
    slack_files["ideas/2021-11-25.json"] = (
        '[{"ts": "1637900000.000100", "user": "UBEN", "text": "\\ud83c"}]'
    )
    events = read_pilot(make_zip("x.zip", slack_files), key=key).events
    assert (events["size"] == 1).sum() == 1


def test_a_row_that_ends_early_keeps_its_place(make_file):
    table = read_csv(b"a,b,c\n1,2,3\n4,5\n\n6,7,8\n", "x.csv")
    assert table.frame["a"].tolist() == ["1", "4", "6"]
    assert [table.line(row) for row in range(3)] == [2, 3, 5]


@pytest.mark.parametrize("time", ["0001-01-01", "9999-12-31T23:59:59Z", "1969-12-31"])
def test_a_time_no_network_can_have_is_refused_with_its_line(make_file, key, time):
    with pytest.raises(InputError) as caught:
        read_pilot(make_file("e.csv", f"user,time\na,2024-01-08\nb,{time}\n"), key=key)
    assert caught.value.key == "pilot_time_out_of_range"
    assert "line 3" in str(caught.value)
