"""Exports are opened safely: traps and damage end as one message, before anything is read."""

import gzip
import io
import tarfile
import zipfile

import pytest

from simulation.errors import InputError
from simulation.pilot.archive import Limits, opened
from simulation.pilot.importers import importer_for


def refusal(*sources, limits=None) -> InputError:
    with pytest.raises(InputError) as caught, opened(sources, limits) as archive:
        for member in archive.members:
            member.read()
    return caught.value


def test_a_folder_and_its_zip_hold_the_same_files(tmp_path, make_zip):
    files = {"users.json": "[]", "room/2020-01-01.json": "[1]"}
    folder = tmp_path / "export"
    (folder / "room").mkdir(parents=True)
    for path, content in files.items():
        (folder / path).write_text(content)
    seen = []
    for source in (folder, make_zip("export.zip", files)):
        with opened([source]) as archive:
            seen.append([(member.path, member.read()) for member in archive.members])
    assert seen[0] == seen[1]


def test_a_folder_zipped_by_hand_loses_its_own_name_and_its_debris(make_zip):
    source = make_zip(
        "export.zip",
        {
            "mine/a.csv": "x",
            "mine/b/c.csv": "y",
            "__MACOSX/mine/._a.csv": "z",
            "mine/.DS_Store": "d",
        },
    )
    with opened([source]) as archive:
        assert [member.path for member in archive.members] == ["a.csv", "b/c.csv"]


def test_two_slices_are_one_archive_in_the_order_given(make_zip):
    first, second = make_zip("b.zip", {"m.csv": "1"}), make_zip("a.zip", {"m.csv": "2"})
    with opened([first, second]) as archive:
        assert [member.read() for member in archive.named("M.CSV")] == [b"1", b"2"]


def test_a_changed_byte_changes_the_hash_of_a_folder(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    hashes = set()
    for content in ("one", "two"):
        (folder / "a.csv").write_text(content)
        with opened([folder]) as archive:
            hashes.add(archive.files()[0]["sha256"])
    assert len(hashes) == 2


def test_a_file_named_zip_that_is_none_is_refused(make_file):
    fault = refusal(make_file("export.zip", "just text"))
    assert fault.key == "pilot_not_a_zip"
    assert "export.zip" in str(fault)
    assert "Download" in str(fault)


def test_a_truncated_zip_is_refused(make_zip):
    source = make_zip("export.zip", {"a.csv": "x" * 10_000})
    source.write_bytes(source.read_bytes()[:-40])
    assert refusal(source).key == "pilot_zip_truncated"


def test_a_zip_with_a_damaged_content_names_the_file(make_zip):
    source = make_zip("export.zip", {"a.csv": "abc" * 1000})
    damaged = bytearray(source.read_bytes())
    damaged[40] ^= 0xFF
    source.write_bytes(damaged)
    fault = refusal(source)
    assert fault.key == "pilot_zip_damaged"
    assert "a.csv" in str(fault)


@pytest.mark.parametrize("path", ["../evil.csv", "/etc/evil.csv", "a/../../evil", "C:\\evil.csv"])
def test_a_path_outside_the_zip_is_refused(make_zip, path):
    fault = refusal(make_zip("export.zip", {"a.csv": "x", path: "boo"}))
    assert fault.key == "pilot_zip_outside"
    assert "export.zip" in str(fault)


def test_a_zip_bomb_is_refused_without_unfolding(make_zip):
    fault = refusal(make_zip("bomb.zip", {"a.csv": b"0" * (20 * 2**20)}))
    assert fault.key == "pilot_zip_bomb"
    assert "20\u00a0MB" in str(fault)


def test_a_zip_of_too_many_files_is_refused(make_zip):
    source = make_zip("many.zip", {f"{n}.csv": "x" for n in range(11)})
    assert refusal(source, limits=Limits(files=10)).key == "pilot_too_many_files"


def test_an_encrypted_zip_is_refused(make_zip):
    source = make_zip("export.zip", {"a.csv": "x"})
    data = bytearray(source.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    source.write_bytes(data)
    assert refusal(source).key == "pilot_zip_encrypted"


def test_what_is_absent_or_empty_is_named(tmp_path, make_file, make_zip):
    assert refusal().key == "pilot_no_source"
    assert refusal(tmp_path / "nowhere.zip").key == "pilot_source_absent"
    assert refusal(make_file("empty.csv", "")).key == "pilot_file_empty"
    assert refusal(make_zip("void.zip", {})).key == "pilot_source_without_files"


def test_an_e_mail_in_a_file_name_is_masked(make_file):
    with opened([make_file("export of jane.doe@corp.example.csv", "a")]) as archive:
        assert "jane" not in archive.files()[0]["name"]


def test_a_zip_with_an_unknown_compression_is_refused(make_zip):
    source = make_zip("export.zip", {"a.csv": "x" * 100})
    data = bytearray(source.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(signature) + offset] = 97
    source.write_bytes(data)
    assert zipfile.is_zipfile(source)
    assert refusal(source).key == "pilot_zip_damaged"


# Compressed with gzip


def make_tar(path, entries):
    """A tar.gz of entries: name -> bytes, or a `TarInfo` as it stands."""
    with tarfile.open(path, "w:gz") as tar:
        for name, content in entries.items():
            if isinstance(content, tarfile.TarInfo):
                tar.addfile(content)
                continue
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return path


def link(name: str, target: str, kind: bytes) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


def test_a_tar_gz_holds_its_files_in_the_order_of_their_paths(tmp_path):
    source = make_tar(tmp_path / "x.tar.gz", {"./e/b.json": b"2", "./e/a.json": b"1"})
    with opened([source]) as archive:
        assert [(m.path, m.read()) for m in archive.members] == [("a.json", b"1"), ("b.json", b"2")]


def test_a_file_packed_alone_reads_as_what_it_holds_in_a_folder_and_a_zip(tmp_path, make_zip):
    packed = gzip.compress(b"a,b\n")
    (tmp_path / "users.csv.gz").write_bytes(packed)
    zipped = make_zip("z.zip", {"users.csv.gz": packed})
    with opened([tmp_path / "users.csv.gz", zipped]) as archive:
        assert [member.name for member in archive.ending(".csv")] == ["users.csv"] * 2
        assert [member.read() for member in archive.members] == [b"a,b\n"] * 2


@pytest.mark.parametrize(
    "entries",
    [
        {"../evil.csv": b"x"},
        {"/etc/evil.csv": b"x"},
        {"link": link("link", "/etc/passwd", tarfile.SYMTYPE)},
        {"hard": link("hard", "a.csv", tarfile.LNKTYPE)},
        {"device": link("device", "", tarfile.CHRTYPE)},
    ],
)
def test_a_tar_gz_that_leads_outside_is_refused(tmp_path, entries):
    source = make_tar(tmp_path / "x.tar.gz", {"a.csv": b"x"} | entries)
    assert refusal(source).key == "pilot_tar_outside"


def test_gzip_bombs_are_stopped_while_they_unfold(tmp_path, make_zip):
    bomb = gzip.compress(b"0" * (20 * 2**20))
    (tmp_path / "x.csv.gz").write_bytes(bomb)
    assert refusal(tmp_path / "x.csv.gz").key == "pilot_gzip_bomb"
    assert refusal(make_zip("z.zip", {"x.csv.gz": bomb})).key == "pilot_gzip_bomb"
    tarred = make_tar(tmp_path / "x.tar.gz", {"a.csv": b"0" * (20 * 2**20)})
    assert refusal(tarred).key == "pilot_gzip_bomb"


@pytest.mark.parametrize("name", ["x.tar.gz", "x.csv.gz"])
def test_cut_or_damaged_gzip_is_refused(tmp_path, name):
    source = make_tar(tmp_path / name, {"a.csv": bytes(range(256)) * 50})
    whole = source.read_bytes()
    source.write_bytes(whole[:-20])
    assert refusal(source).key == "pilot_gzip_damaged"
    damaged = bytearray(whole)
    damaged[30] ^= 0xFF
    source.write_bytes(damaged)
    assert refusal(source).key == "pilot_gzip_damaged"


def test_gzip_that_holds_no_tar_despite_its_name_is_refused(tmp_path):
    (tmp_path / "x.tar.gz").write_bytes(gzip.compress(b"just text"))
    assert refusal(tmp_path / "x.tar.gz").key == "pilot_gzip_damaged"


def test_a_tar_gz_of_too_many_files_is_refused(tmp_path):
    source = make_tar(tmp_path / "x.tgz", {f"{n}.csv": b"x" for n in range(11)})
    assert refusal(source, limits=Limits(files=10)).key == "pilot_too_many_files"


def test_a_folder_of_slices_is_read_as_its_slices(tmp_path, make_zip):
    make_zip("b.zip", {"m.csv": "2"})
    make_zip("a.zip", {"m.csv": "1"})
    (tmp_path / "hr.csv").write_text("key")
    (tmp_path / "._a.zip").write_bytes(b"debris")
    with opened([tmp_path]) as archive:
        assert [member.read() for member in archive.members] == [b"1", b"2"]
        assert [file["name"] for file in archive.files()] == ["a.zip", "b.zip"]
        assert [part.label for part in archive.apart()] == ["a.zip", "b.zip"]


@pytest.mark.parametrize("entry", ["[Content_Types].xml", "content.xml"])
def test_a_workbook_is_told_as_one(make_zip, entry):
    workbook = make_zip("hr.xlsx", {entry: "<x/>", "mimetype": "application/x"})
    fault = refusal(workbook)
    assert fault.key == "pilot_spreadsheet" and "CSV" in fault.message("en")


def test_exports_of_two_platforms_are_refused_together(make_zip):
    engage = make_zip("engage.zip", {"Messages.csv": "id,thread_id,sender_id\n"})
    slack = make_zip("slack.zip", {"users.json": "[]", "channels.json": "[]"})
    for sources in ([engage, slack], [slack, engage]):
        with opened(sources) as archive, pytest.raises(InputError) as caught:
            importer_for(archive)
        assert caught.value.key == "pilot_two_formats"
        assert all(name in caught.value.message("en") for name in ("slack", "viva-engage"))
