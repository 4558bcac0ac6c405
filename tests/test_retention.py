"""Keys that can be destroyed, pilots that are purged, and a log of who read them."""

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from simulation import tables
from simulation.access import accesses, log_access, opened, settings_of
from simulation.errors import InputError
from simulation.pilot.pseudonyms import destroy_key, key_mark, read_or_make_key
from simulation.retention import forget_key, purge, replacing, with_date
from simulation.settings import Settings, read_settings
from simulation.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "indicators"))

from stories import Story, at  # noqa: E402


def pilot(place: Path, **manifest) -> Path:
    story = Story(["A"] * 12, weeks=1, **manifest)
    for row in story.people:
        row["pseudonym"] = f"{row['person']:016x}"
    story.does(0, "post", at(0))
    return tables.write(story.record(), place)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "simulation.cli", *words]
    return subprocess.run(
        command, capture_output=True, cwd=ROOT, text=True, timeout=300, check=False
    )


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path)


# Key


def test_a_destroyed_key_leaves_nothing_to_make_a_pseudonym_with(tmp_path):
    place = tmp_path / "key"
    key = read_or_make_key(place)
    assert destroy_key(place) == key_mark(key)
    assert not place.exists()
    assert read_or_make_key(place) != key, "a new key is another key"


def test_the_mark_of_a_key_tells_keys_apart_and_does_not_hold_them():
    one, other = b"a" * 32, b"b" * 32
    assert key_mark(one) != key_mark(other)
    assert key_mark(one) not in one.hex()


def test_forgetting_the_key_is_noted_in_every_record_made_with_it(workspace):
    mark = key_mark(read_or_make_key(workspace.key))
    first = pilot(workspace.pilots / "first", key_mark=mark)
    second = pilot(workspace.pilots / "second", key_mark=mark)
    other = pilot(workspace.pilots / "other", key_mark="00000000")
    assert forget_key(first) == [first, second]
    assert not workspace.key.exists()
    for folder, noted in ((first, True), (second, True), (other, False)):
        assert ("key_destroyed_at" in tables.read(folder).manifest) == noted
    with pytest.raises(InputError, match="no key"):
        forget_key(first)


def test_a_simulated_record_has_no_key_to_forget(workspace):
    read_or_make_key(workspace.key)
    run_ = pilot(workspace.runs / "run", origin="simulated")
    with pytest.raises(InputError, match="simulated"):
        forget_key(run_)
    assert workspace.key.exists()


# Retention


def test_a_pilot_is_kept_for_the_months_of_the_settings_or_until_a_day():
    record = Story(["A"] * 12, weeks=1).record()
    today = datetime.now(UTC).date()
    until = date.fromisoformat(
        with_date(record, Settings(retention_months=12)).manifest["keep_until"]
    )
    assert 364 <= (until - today).days <= 366
    chosen = with_date(record, Settings(), date(2999, 1, 1))
    assert chosen.manifest["keep_until"] == "2999-01-01"
    with pytest.raises(InputError, match="has passed"):
        with_date(record, Settings(), date(2020, 1, 1))


def test_purge_removes_what_is_past_its_date_and_nothing_else(workspace):
    past = pilot(workspace.pilots / "past", keep_until="2026-01-31")
    kept = pilot(workspace.pilots / "kept", keep_until="2026-02-01")
    undated = pilot(workspace.pilots / "undated")
    simulated = pilot(workspace.runs / "run", origin="simulated", keep_until="2020-01-01")
    today = date(2026, 2, 1)
    told = purge(workspace, today, dry_run=True)
    assert (told.removed, told.kept, told.without_date) == ((past,), (kept,), (undated,))
    assert past.exists()
    assert purge(workspace, today).removed == (past,)
    assert not past.exists() and not list(workspace.pilots.glob(".*"))
    assert kept.exists() and undated.exists() and simulated.exists()
    assert accesses(workspace)[-1]["what"] == "rsne store purge"


def test_a_date_that_is_none_is_told_and_nothing_is_removed(workspace):
    folder = pilot(workspace.pilots / "p", keep_until="soon")
    with pytest.raises(InputError, match="keep_until"):
        purge(workspace)
    assert folder.exists()


def test_an_import_in_the_place_of_another_is_handed_down_what_that_one_showed(workspace):
    folder = pilot(workspace.pilots / "p")
    record = tables.read(folder)
    assert record.earlier is None
    again = replacing(record, folder, Settings())
    tables.write(again, folder)
    assert len(tables.read(folder).earlier.query("grouping == 'unit'")) == 12
    assert replacing(record, workspace.pilots / "new", Settings()).earlier is None


# Access


def test_reading_a_pilot_is_logged_and_reading_a_simulated_record_is_not(workspace):
    opened(pilot(workspace.pilots / "p"), "rsne indicators")
    opened(pilot(workspace.runs / "r", origin="simulated"), "rsne indicators")
    [line] = accesses(workspace)
    assert (line["what"], line["record"]) == ("rsne indicators", "p")
    assert line["who"] and datetime.fromisoformat(line["at"]).tzinfo
    if os.name == "posix":
        assert stat.S_IMODE(workspace.access_log.stat().st_mode) == 0o600


def test_lines_older_than_the_settings_say_are_dropped(workspace):
    folder = pilot(workspace.pilots / "p")
    (workspace.folder / "settings.yaml").write_text("access_log_months: 1\n")
    log_access(folder, "old", datetime(2026, 1, 1, tzinfo=UTC))
    log_access(folder, "recent", datetime(2026, 3, 1, tzinfo=UTC))
    log_access(folder, "now", datetime(2026, 3, 10, tzinfo=UTC))
    assert [line["what"] for line in accesses(workspace)] == ["recent", "now"]


def test_a_damaged_line_of_the_log_harms_no_other(workspace):
    folder = pilot(workspace.pilots / "p")
    workspace.access_log.write_bytes(b"\xff not json\n[1]\n")
    log_access(folder, "now")
    assert [line["what"] for line in accesses(workspace)] == ["now"]


def test_what_cannot_be_logged_is_not_read(workspace):
    folder = pilot(workspace.pilots / "p")
    workspace.access_log.mkdir()
    with pytest.raises(InputError, match=r"access\.jsonl"):
        opened(folder, "rsne indicators")


# Settings


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("min_group: 4", "5–1000"),
        ("min_group: ten", "min_group"),
        ("show_individuals: maybe", "true, false"),
        ("min_grup: 10", "min_grup"),
        ("- a list", "settings"),
        ("min_group: [", "settings"),
    ],
)
def test_settings_that_will_not_do_are_refused_by_name(tmp_path, text, told):
    (tmp_path / "settings.yaml").write_text(text + "\n")
    with pytest.raises(InputError) as refused:
        read_settings(tmp_path)
    assert told in refused.value.message("en") and told in refused.value.message("fr")


def test_settings_are_those_of_the_record_s_workspace(workspace):
    folder = pilot(workspace.pilots / "p")
    (workspace.folder / "settings.yaml").write_text("min_group: 20\nshow_individuals: false\n")
    assert settings_of(folder) == Settings(min_group=20, show_individuals=False)


def test_the_commands_do_the_same(workspace):
    mark = key_mark(read_or_make_key(workspace.key))
    folder = pilot(workspace.pilots / "p", keep_until="2020-01-01", key_mark=mark)
    (workspace.folder / "settings.yaml").write_text("min_group: 20\n")
    rows = json.loads(run("indicators", str(folder), "--json").stdout)
    assert all(row["value"] is None for row in rows), "12 people are fewer than 20"
    forgotten = json.loads(run("store", "forget-key", str(folder), "--json").stdout)
    assert forgotten == {"records": [str(folder)]}
    assert run("store", "forget-key", str(folder)).returncode == 2
    told = json.loads(run("store", "purge", str(workspace.folder), "--dry-run", "--json").stdout)
    assert told["removed"] == [str(folder)] and folder.exists()
    assert run("store", "purge", str(workspace.folder)).returncode == 0
    assert not folder.exists()
    log = json.loads(run("store", "access", str(workspace.folder), "--json").stdout)
    assert [line["what"] for line in log] == [
        "rsne indicators", "rsne store forget-key", "rsne store purge",
    ]  # fmt: skip


def test_a_record_with_a_new_manifest_is_still_the_record(workspace):
    folder = pilot(workspace.pilots / "p")
    before = tables.read(folder)
    tables.annotate(folder, note="x")
    after = tables.read(folder)
    assert after.manifest == {**before.manifest, "note": "x"}
    assert replace(after, manifest=before.manifest).people.equals(before.people)


def test_no_closed_or_secret_community_keeps_a_name_even_in_the_record_s_own_files(workspace):
    story = Story(["A"] * 12, weeks=1)
    for visibility in ("open", "closed", "secret"):
        story.community(visibility=visibility, name=f"the {visibility} one")
    story.does(0, "post", at(0))
    names = tables.read(tables.write(story.record(), workspace.pilots / "p")).communities["name"]
    assert names.dropna().tolist() == ["the open one"]
