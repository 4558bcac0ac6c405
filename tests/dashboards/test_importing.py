"""The guided import: read, shown, confirmed; whatever fails loses nothing."""

import errno
from pathlib import Path

import pytest

from dashboards.view_models import importing
from dashboards.view_models.importing import ImportDesk, read_uploads
from simulation import tables
from simulation.demo import SAMPLE
from simulation.errors import InputError
from simulation.words import say
from simulation.workspace import Workspace


@pytest.fixture(scope="module")
def uploads():
    """The sample's export, and its HR extract."""
    exports = [(file.name, file.read_bytes()) for file in sorted(SAMPLE.glob("*.zip"))]
    return exports, ("hr.csv", (SAMPLE / "hr.csv").read_bytes())


@pytest.fixture
def desk(tmp_path, at_once) -> ImportDesk:
    return ImportDesk(Workspace(tmp_path), at_once)


def pilots(desk) -> list[str]:
    return sorted(place.parent.name for place in desk._workspace.pilots.glob("*/manifest.json"))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_was_read_is_shown_before_anything_is_kept(desk, uploads, lang):
    desk.read(*uploads, "Autumn pilot")
    assert (desk.step, desk.refused) == ("understood", None)
    assert pilots(desk) == []
    facts = dict(desk.facts(lang))
    assert "Viva Engage" in facts.values() and desk.title(lang) == "Autumn pilot"
    assert any("12" in value for value in facts.values())
    severities = [severity for severity, _ in desk.findings(lang)]
    assert severities == sorted(severities, key=lambda one: one != "warning")
    assert "warning" in severities and not desk.understood.replaces


def test_confirming_keeps_it_and_the_next_import_of_that_name_says_it_replaces(desk, uploads):
    desk.read(*uploads, "Autumn pilot")
    desk.keep()
    assert (desk.step, desk.kept) == ("kept", "pilots/autumn-pilot")
    assert desk.understood is None and pilots(desk) == ["autumn-pilot"]
    assert tables.read_manifest(desk._workspace.pilots / "autumn-pilot")["keep_until"]
    desk.put_away()
    desk.read(*uploads, "Autumn pilot")
    assert desk.understood.replaces


def test_putting_away_writes_nothing(desk, uploads):
    desk.read(*uploads, "")
    desk.put_away()
    assert (desk.step, desk.understood) == ("files", None) and pilots(desk) == []
    desk.keep()
    assert pilots(desk) == []


@pytest.mark.parametrize(
    ("files", "key"),
    [
        ([], "pilot_no_source"),
        ([("page.html", b"<html>")], "upload_kind"),
        ([("export.zip", b"no zip")], None),
        ([("events.csv", b"a,b\n1,2\n")], None),
    ],
)
def test_a_wrong_upload_is_refused_in_words_and_changes_nothing(desk, files, key):
    desk.read(files, None, "x")
    assert desk.step == "files" and desk.understood is None and pilots(desk) == []
    assert desk.refused.message("fr") and desk.refused.message("en")
    assert key in (None, desk.refused.key)


def test_a_disk_that_is_full_keeps_what_was_read_for_another_try(desk, uploads, monkeypatch):
    desk.read(*uploads, "Autumn pilot")

    def full(*_):
        raise InputError("disk_full", place="w")

    with monkeypatch.context() as patched:
        patched.setattr(importing, "keep_record", full)
        desk.keep()
    assert (desk.step, desk.refused.key) == ("understood", "disk_full")
    assert pilots(desk) == []
    desk.keep()
    assert desk.step == "kept" and desk.refused is None


def test_no_room_for_the_upload_itself_is_told_too(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError) as refused:
        read_uploads(Workspace(tmp_path), [("export.zip", b"x")], None, "")
    assert refused.value.key == "disk_full"


def test_a_fault_of_the_program_is_told_and_the_pilot_read_stays(desk, uploads, monkeypatch):
    desk.read(*uploads, "Autumn pilot")
    monkeypatch.setattr(importing, "keep_record", lambda *_: 1 / 0)
    desk.keep()
    assert desk.refused.key == "dashboard_job" and desk.understood is not None


def test_who_may_not_import_is_told_so(tmp_path, at_once, uploads):
    desk = ImportDesk(Workspace(tmp_path), at_once, may_import=False)
    desk.read(*uploads, "x")
    assert desk.refused.key == "access_role" and desk.step == "files"


def test_of_too_few_people_no_number_is_told(desk):
    rows = ["user_id,timestamp,action"]
    rows += [f"p{n},2026-03-{day:02}T09:00:00+00:00,post" for n in range(6) for day in range(2, 28)]
    desk.read([("events.csv", "\n".join(rows).encode())], None, "tiny")
    assert desk.step == "understood", desk.refused
    facts = dict(desk.facts("en"))
    assert facts["Accounts listed"] == facts["Posts"] == say("cli.suppressed", "en")
    assert desk.findings("en") == []
