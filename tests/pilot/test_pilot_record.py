"""A pilot's record: the whole company under pseudonyms, nobody's words, nothing half-written."""

import json
import re

import pandas as pd
import pytest

from simulation import tables
from simulation.errors import InputError
from simulation.pilot import import_summary, read_pilot
from simulation.pilot.pseudonyms import pseudonyms, read_or_make_key


@pytest.fixture
def hr_file(make_file, hr_lines):
    return make_file("hr.csv", "\n".join(hr_lines), "cp1252")


@pytest.fixture
def slack(make_zip, slack_files):
    return make_zip("slack.zip", slack_files)


def found(record) -> dict[str, int]:
    return {finding["code"]: finding["count"] for finding in record.manifest["findings"]}


def test_the_whole_company_stands_in_people(slack, hr_file, key):
    record = read_pilot(slack, hr=hr_file, key=key)
    people = record.people
    assert len(people) == 6
    assert people["wave"].notna().tolist() == [True, True, True, True, False, False]
    assert people["unit"].tolist()[3:] == ["Ventes", "Ventes", "Études"]
    assert people["manager"].fillna(-1).tolist() == [-1, 0, 0, 1, 1, 2]
    assert found(record)["employees_without_account"] == 2


def test_a_member_absent_from_hr_is_kept_without_unit_and_told(slack, make_file, hr_lines, key):
    lines = [line for line in hr_lines if "Cléo" not in line and "000003" not in line]
    record = read_pilot(slack, hr=make_file("hr.csv", "\n".join(lines)), key=key)
    assert found(record)["accounts_absent_from_hr"] == 1
    stranger = record.people.iloc[-1]
    assert pd.isna(stranger["unit"])
    assert stranger["wave"] == 0
    assert (record.events["person"] == stranger["person"]).any()
    sentences = [one["sentence"] for one in import_summary(record, "fr")["findings"]]
    assert any("absents de l’extrait RH" in sentence for sentence in sentences)


def test_ties_follow_the_hierarchy(slack, hr_file, key):
    ties = read_pilot(slack, hr=hr_file, key=key).ties
    pairs = {
        layer: set(zip(t["source"], t["target"], strict=True)) for layer, t in ties.groupby("layer")
    }
    assert pairs["hierarchy"] == {(0, 1), (0, 2), (1, 3), (1, 4), (2, 5)}
    assert pairs["team"] == {(1, 2), (3, 4)}


def test_people_gone_before_the_pilot_are_set_aside_unless_they_took_part(slack, make_file, key):
    lines = ["id,email,statut", "1,uben@corp.example,inactif", "2,gone@corp.example,inactif"]
    record = read_pilot(slack, hr=make_file("hr.csv", "\n".join(lines)), key=key)
    assert record.manifest["dropped"]["employees_gone"] == 1
    assert len(record.people) == 4


def test_the_order_of_the_extract_changes_nobody(slack, make_file, hr_lines, key):
    turned = [hr_lines[0], *reversed(hr_lines[1:])]
    seen = []
    for name, lines in (("a.csv", hr_lines), ("b.csv", turned)):
        people = read_pilot(slack, hr=make_file(name, "\n".join(lines)), key=key).people
        kept = people.set_index("pseudonym")[["unit", "site", "level", "wave"]]
        seen.append(kept.sort_index())
    pd.testing.assert_frame_equal(*seen)


def test_pseudonyms_are_stable_under_a_key_and_different_under_another(slack, key):
    first, again = (set(read_pilot(slack, key=key).people["pseudonym"]) for _ in range(2))
    other = set(read_pilot(slack, key=b"another key".ljust(32)).people["pseudonym"])
    drawn = set(read_pilot(slack).people["pseudonym"])
    assert first == again
    assert not first & other
    assert not first & drawn


def test_the_same_e_mail_is_the_same_person_with_and_without_hr(slack, hr_file, key):
    with_hr = set(read_pilot(slack, hr=hr_file, key=key).people["pseudonym"])
    assert set(read_pilot(slack, key=key).people["pseudonym"]) < with_hr


def test_a_known_pseudonym_pins_the_construction():
    assert pseudonyms(["a@b.example"], b"key") == ["7a3ad9332288dff2"]


def test_a_folder_is_no_key_and_keeps_its_rights(tmp_path):
    with pytest.raises(InputError) as caught:
        read_or_make_key(tmp_path)
    assert caught.value.key == "pilot_key_unreadable"


def test_a_key_is_made_once_for_its_owner_alone(tmp_path):
    file = tmp_path / "workspace" / "key"
    made = read_or_make_key(file)
    assert read_or_make_key(file) == made
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "mode", "error"),
    [("ab" * 32, 0o644, "pilot_key_open"), ("no key", 0o600, "pilot_key_unreadable")],
)
def test_a_key_open_to_others_or_damaged_is_refused(tmp_path, content, mode, error):
    file = tmp_path / "key"
    file.write_text(content)
    file.chmod(mode)
    with pytest.raises(InputError) as caught:
        read_or_make_key(file)
    assert caught.value.key == error


SECRETS = re.compile(
    rb"corp\.example|@|secret words|hello|Anne|Cl\xc3\xa9o|Roi|00000[1-6]|UANNA|UBEN|UCLEO|UDAN"
)


def test_nothing_that_is_written_names_anybody_or_says_anything(slack, hr_file, key, tmp_path):
    folder = tables.write(read_pilot(slack, hr=hr_file, key=key), tmp_path / "record")
    for file in folder.iterdir():
        if file.suffix == ".parquet":
            content = pd.read_parquet(file).to_csv().encode()
        else:
            content = file.read_bytes()
        assert not SECRETS.search(content), (file.name, SECRETS.search(content))
        assert not SECRETS.search(file.read_bytes().replace(b"@", b"")), file.name
        assert key.hex().encode() not in file.read_bytes()


@pytest.mark.parametrize("source", ["r-contributors-slack", "houston-datavis-slack"])
def test_no_name_or_e_mail_of_a_real_export_is_written(shared, source, tmp_path, key):
    record = read_pilot(shared / f"data/{source}/{source}.zip", key=key)
    folder = tables.write(record, tmp_path / "record")
    identity = re.compile(rb"[Pp]erson\d{4}|example\.org|\bU[0-9A-Z]{8,}")
    for file in folder.iterdir():
        content = file.read_bytes()
        if file.suffix == ".parquet":
            content = pd.read_parquet(file).to_csv().encode()
        assert not identity.search(content), (file.name, identity.search(content))


def test_a_record_of_a_pilot_is_read_back_the_same(slack, hr_file, key, tmp_path):
    record = read_pilot(slack, hr=hr_file, key=key)
    again = tables.read(tables.write(record, tmp_path / "record"))
    for name in tables.SCHEMAS:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(record, name))
    assert import_summary(again) == import_summary(record)


def test_the_manifest_says_where_the_record_comes_from(slack, hr_file, key):
    manifest = read_pilot(slack, hr=hr_file, key=key, title="Pilote").manifest
    assert manifest["origin"] == "pilot"
    assert manifest["title"] == "Pilote"
    assert manifest["importer"] == "slack"
    assert [file["name"] for file in manifest["files"]] == ["slack.zip", "hr.csv"]
    assert all(len(file["sha256"]) == 64 for file in manifest["files"])
    assert set(manifest["records"]) | set(manifest["unavailable"]) == set(tables.ACTIONS)
    json.dumps(manifest)


def test_silent_weeks_are_told(make_file, key):
    lines = ["user,time,action", "a,2024-01-01,post", "a,2024-02-01,post"]
    record = read_pilot(make_file("e.csv", "\n".join(lines)), key=key)
    assert found(record)["weeks_quiet"] == 3
    assert len(record.weeks()) == 5


def test_every_finding_is_a_sentence_in_both_languages(slack, hr_file, key):
    record = read_pilot(slack, hr=hr_file, key=key)
    for lang in ("fr", "en"):
        for finding in import_summary(record, lang)["findings"]:
            assert str(finding["count"]) in finding["sentence"]


def test_an_export_nobody_knows_is_refused_with_the_formats_read(make_zip):
    with pytest.raises(InputError, match="slack"):
        read_pilot(make_zip("x.zip", {"a.bin": "x"}))
    with pytest.raises(InputError, match="employee-app"):
        read_pilot(make_zip("x.zip", {"a.bin": "x"}), format="myspace")


def test_a_refused_import_makes_no_key_and_writes_nothing(make_file, tmp_path):
    source = make_file("events.csv", "nobody,knows\n1,2\n")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InputError):
        read_pilot(source, key=tmp_path / "workspace" / "key")
    assert sorted(tmp_path.iterdir()) == before
