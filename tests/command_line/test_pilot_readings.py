"""What the data are worth and what the pilot can tell, as the command line says it."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from simulation import tables

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "indicators"))

from stories import Story, at

WEEKS = 30
REACHED_FROM = 16
UNITS = tuple("ABCDEFGH")


def pilot() -> Story:
    """Eight units of 30 people; half of them write much more from a week on."""
    draw = np.random.default_rng(3)
    story = Story([unit for unit in UNITS for _ in range(30)], WEEKS, has_hr=True)
    for row in story.people:
        in_pilot = draw.random() < (0.9 if row["unit"] < "E" else 0.4)
        row |= {
            "site": "X" if row["person"] % 2 else "Y",
            "wave": 0 if in_pilot else None,
            "invited_at": at(0) if in_pilot else None,
            "is_manager": row["person"] % 10 == 0,
        }
        for week in range(WEEKS):
            chance = 0.6 if row["unit"] < "E" and week >= REACHED_FROM else 0.2
            if in_pilot and draw.random() < chance:
                day, hour = int(draw.integers(5)), float(draw.uniform(8, 17))
                story.does(row["person"], "post", at(week, day, hour))
    return story


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> str:
    return str(tables.write(pilot().record(), tmp_path_factory.mktemp("pilots") / "pilot"))


@pytest.fixture(scope="module")
def measures(tmp_path_factory) -> str:
    file = tmp_path_factory.mktemp("measures") / "measures.csv"
    day = at(REACHED_FROM).date()
    file.write_text("unit,start\n" + "".join(f"{unit},{day}\n" for unit in "ABCD"), "utf-8")
    return str(file)


def test_quality_is_printed_topic_by_topic_in_the_language_asked(rsne, record):
    told = {lang: rsne("quality", record, "--lang", lang) for lang in ("en", "fr")}
    assert told["en"].status == told["fr"].status == 0
    assert told["en"].out.splitlines()[0] != told["fr"].out.splitlines()[0]
    assert len(told["en"].out.splitlines()) > 5


def test_quality_as_json_tells_each_finding_with_what_was_done(rsne, record):
    told = json.loads(rsne("quality", record, "--json").out)
    assert told["title"] and told["topics"]
    items = [item for topic in told["topics"] for item in topic.get("items", topic["findings"])]
    assert all(item["severity"] in ("warning", "note") for item in items)


def test_quality_is_written_as_a_page(rsne, record, tmp_path):
    page = tmp_path / "quality.html"
    told = rsne("quality", record, "--out", str(page), "--lang", "en")
    assert told.status == 0 and str(page) in told.out
    assert "<h1>" in page.read_text("utf-8")


def test_representativeness_names_who_is_over_and_under_represented(rsne, record):
    told = rsne("representativeness", record, "--lang", "en")
    assert told.status == 0
    assert "under-represented" in told.out and "unit" in told.out
    found = json.loads(rsne("representativeness", record, "--json").out)
    assert found["refused"] is None
    unit = next(one for one in found["attributes"] if one["attribute"] == "unit")
    assert unit["beyond_chance"]
    assert all(row["people"] >= 10 for row in unit["groups"])


def test_representativeness_without_an_extract_is_refused_in_words_and_done(rsne, tmp_path):
    story = pilot()
    story.manifest["has_hr"] = False
    place = tables.write(story.record(), tmp_path / "alone")
    told = rsne("representativeness", str(place), "--lang", "en")
    assert told.status == 0 and told.out.strip()
    assert json.loads(rsne("representativeness", str(place), "--json").out)["refused"] == "no_hr"


def test_the_effect_of_a_measure_is_told_with_what_it_hangs_on(rsne, record, measures):
    how = ("pilot-effects", record, "--measures", measures, "--assigned", "lot")
    told = rsne(*how, "--indicator", "contributors", "--lang", "en")
    assert told.status == 0
    assert told.out.count("○") >= 3
    found = json.loads(rsne(*how, "--indicator", "contributors", "--json").out)
    assert found["refused"] is None and found["effect"]["established"]
    assert found["effect"]["low"] < 0.4 < found["effect"]["high"] + 0.1
    assert len(found["by_week"]) > 8 and len(found["assumptions"]) >= 3


def test_an_event_is_read_as_an_interrupted_course(rsne, record):
    day = str(at(REACHED_FROM).date())
    found = json.loads(rsne("pilot-effects", record, "--event", day, "--json").out)
    assert found["design"] == "event"
    assert found["refused"] or found["effect"]["value"] > 0


def test_waves_that_came_at_once_are_refused_with_the_reason(rsne, record):
    told = rsne("pilot-effects", record, "--lang", "en")
    assert told.status == 0 and "○" not in told.out
    found = json.loads(rsne("pilot-effects", record, "--json").out)
    assert found["refused"] in ("all_at_once", "own_dates", "nobody_reached")
    assert found["effect"] is None and found["by_week"] == []


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("quality", "nowhere"), ["nowhere", "manifest.json"]),
        (("quality", "RECORD", "--country", "Utopia"), ["--country", "Utopia"]),
        (("quality", "RECORD", "--closed", "summer"), ["--closed", "summer"]),
        (("quality", "RECORD", "--min-group", "2"), ["2", "5"]),
        (("quality", "RECORD", "--out", "."), ["."]),
        (("representativeness", "nowhere"), ["nowhere", "manifest.json"]),
        (("representativeness", "RECORD", "--min-group", "1"), ["1", "5"]),
        (("representativeness", "RECORD", "--out", "."), ["."]),
        (("pilot-effects", "nowhere"), ["nowhere", "manifest.json"]),
        (("pilot-effects", "RECORD", "--event", "soon"), ["--event", "soon", "2026-10-05"]),
        (("pilot-effects", "RECORD", "--event", "2031-01-06"), ["2031-01-06"]),
        (("pilot-effects", "RECORD", "--indicator", "joy"), ["joy"]),
        (("pilot-effects", "RECORD", "--assigned", "fate"), ["--assigned", "fate", "lot"]),
        (("pilot-effects", "RECORD", "--measures", "none.csv"), ["none.csv"]),
        (("pilot-effects", "RECORD", "--by", "star"), ["star"]),
        (("pilot-effects", "RECORD", "--min-group", "0"), ["0", "5"]),
    ],
)
def test_a_wrong_reading_is_refused_in_one_sentence(rsne, record, arguments, named):
    told = rsne(*(record if word == "RECORD" else word for word in arguments), "--lang", "en")
    assert told.status == 2
    assert all(word in told.err for word in named), told.err
    assert "Traceback" not in told.err and len(told.err.strip().splitlines()) == 1
    assert not told.out


def test_an_import_of_few_people_tells_no_count(rsne, tmp_path):
    file = tmp_path / "events.csv"
    rows = [f"p{number % 4},2026-03-0{2 + number % 5} 09:00,post" for number in range(20)]
    file.write_text("\n".join(["person,time,action", *rows]), "utf-8")
    place = str(tmp_path / "workspace" / "pilots" / "few")
    told = rsne("import", str(file), "--out", place, "--lang", "en")
    assert told.status == 0, told.err
    assert "suppressed" in told.out
    assert not any(count in told.out.split() for count in ("4", "20"))
    found = json.loads(rsne("import", str(file), "--out", place, "--json").out)
    assert found["people"] is None and set(found["events"].values()) == {None}


def test_an_import_of_many_people_tells_its_counts(rsne, tmp_path):
    file = tmp_path / "events.csv"
    rows = [f"p{number % 12},2026-03-0{2 + number % 5} 09:00,post" for number in range(24)]
    file.write_text("\n".join(["person,time,action", *rows]), "utf-8")
    place = str(tmp_path / "workspace" / "pilots" / "many")
    found = json.loads(rsne("import", str(file), "--out", place, "--json").out)
    assert found["people"] == 12 and found["events"]["post"] == 24
