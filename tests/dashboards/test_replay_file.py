"""The replay as a file: it stands alone, runs no name as code, and holds no person."""

import json
import re
from dataclasses import replace

import pytest

from dashboards.replay_file import replay_page, replay_record
from simulation import tables
from simulation.errors import InputError
from simulation.indicators import published_replay

NASTY = '</script><img src=x onerror="alert(1)">\u2028'


@pytest.fixture(scope="module")
def record(workspace):
    return tables.read(workspace.runs / "small")


@pytest.fixture(scope="module")
def pilot(record):
    """The same people as if they were real, under pseudonyms, in units of a nasty name."""
    number = record.people["person"].astype(str)
    people = record.people.assign(
        pseudonym=("feedbeef" + number.str.zfill(8)).astype("string"),
        unit=(record.people["unit"] + NASTY).astype("string"),
    )
    return replace(record, people=people, manifest={**record.manifest, "origin": "pilot"})


def data_of(page: str, name: str):
    return json.loads(re.search(rf'id="{name}">(.*?)</script>', page, re.S).group(1))


def test_no_name_ends_the_script_or_becomes_markup(pilot):
    page = replay_page([(NASTY, published_replay(pilot))], "fr")
    assert "<img" not in page and "\u2028" not in page.split("<main")[1]
    assert page.count("</script>") == 3
    names = [area["name"] for area in data_of(page, "scenes")[0]["layers"]["units"]["areas"]]
    assert any(NASTY in name for name in names)


def test_the_page_may_ask_nobody_for_anything(record):
    page = replay_page([("Run", published_replay(record))], "en")
    assert "default-src 'none'" in page
    addresses = set(re.findall(r"https?://[^\s\"')]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(link|img|iframe)|@import|url\((?!data:|#)", page)


def test_no_person_is_in_the_file(pilot):
    page = replay_page([("Pilot", published_replay(pilot))], "fr")
    assert "feedbeef" not in page
    assert "aucune personne" in page


def test_two_records_and_a_summary(workspace, tmp_path):
    folder = workspace.runs / "small"
    told = replay_record([folder, folder], tmp_path / "two.html", lang="en")
    assert [entry["weeks"] for entry in told["records"]] == [10, 10]
    assert len(data_of((tmp_path / "two.html").read_text("utf-8"), "scenes")) == 2


def test_marks_that_cannot_be_used_write_nothing(workspace, tmp_path):
    (tmp_path / "marks.csv").write_text("nothing\n")
    with pytest.raises(InputError, match=r"marks\.csv"):
        replay_record(
            [workspace.runs / "small"], tmp_path / "out.html", marks=tmp_path / "marks.csv"
        )
    assert not (tmp_path / "out.html").exists()
