"""The report tells every topic, in both languages, and no number of few people."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulation import tables
from simulation.errors import InputError
from simulation.pilot import read_pilot
from simulation.quality import telling
from simulation.quality.report import TOPICS, quality_report
from simulation.report.quality_page import write_quality
from simulation.words import catalogue
from tests.quality.conftest import MONDAY, numbered, ordinary

CODE = Path(__file__).resolve().parents[2] / "simulation"
KEY = bytes(range(32))


def record(events: pd.DataFrame, left: int = 0, **manifest) -> tables.Record:
    """A pilot of these events, of whom some left in the middle."""
    persons = np.arange(int(events["person"].max()) + 1)
    people = pd.DataFrame({"person": persons, "wave": 0})
    people = tables.check(people.reindex(columns=list(tables.PEOPLE.columns)), "people")
    day = pd.Timestamp("2027-03-01", tz="UTC")
    people["left_at"] = people["left_at"].mask(people["person"] < left, day)
    weeks = events["week"]
    return tables.Record(
        people,
        *(tables.empty(name) for name in ("communities", "memberships", "ties")),
        events,
        {
            "origin": "pilot",
            "title": "<b>Pilot</b>",
            "timezone": "Europe/Paris",
            "first_week": weeks.min().date().isoformat(),
            "last_week": weeks.max().date().isoformat(),
            "records": ["post", "answer", "register"],
            "findings": [],
            "dropped": {},
        }
        | manifest,
    )


def found(report) -> dict:
    return {item.code: item for topic in report.topics for item in topic.items}


def test_every_topic_has_its_verdict(seed):
    report = quality_report(record(ordinary(seed)))
    verdicts = {topic.name: topic.verdict for topic in report.topics}
    assert tuple(verdicts) == TOPICS
    assert verdicts["weeks"] == verdicts["doubles"] == verdicts["clock"] == "nothing"
    assert verdicts["hr"] == "unknown"
    assert report.warnings == 0


@pytest.mark.parametrize(("left", "shown"), [(3, None), (9, None), (10, 10), (55, None), (60, 60)])
def test_numbers_of_few_people_and_of_nearly_all_are_hidden(left, shown):
    report = quality_report(record(ordinary(1), left=left))
    assert found(report)["leavers"].count == shown
    told = json.dumps(telling.as_dict(report, "en"))
    assert (f"during the period: {left}." in told) == (shown is not None)


def test_a_number_that_the_check_sets_is_told_when_those_of_people_are_hidden():
    events = ordinary(1)
    early = events["week"] < events["week"].min() + pd.Timedelta(weeks=15)
    nearly_all = numbered(events[~((events["person"] < 55) & early)].copy())
    report = quality_report(record(nearly_all))
    late = found(report)["arrivals_undated"]
    assert (late.count, late.told["share"], late.told["weeks_late"]) == (None, None, 8)
    assert "more than 8 weeks" in json.dumps(telling.as_dict(report, "en"))


def test_reasons_of_those_not_found_are_hidden_so_that_none_can_be_subtracted():
    reasons = {"outside": 3, "absent": 14, "guest": 12}
    manifest = {"has_hr": True, "unmatched": {"accounts": reasons, "employees": {}}}
    items = found(quality_report(record(ordinary(1, people=90), **manifest)))
    counts = {name: items[f"unmatched_accounts_{name}"].count for name in reasons}
    hidden = sum(count for name, count in reasons.items() if counts[name] is None)
    assert counts["outside"] is None
    assert hidden >= 10


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_record_with_faults_is_told_from_end_to_end(lang, tmp_path):
    events = ordinary(2, people=80, weeks=30)
    lost = events["week"] == MONDAY + pd.Timedelta(weeks=9)
    again = events[~lost & (events["action"] == "post")].head(200)
    faulty = numbered(pd.concat([events[~lost], again]))
    kept = {"code": "guests", "count": 12, "severity": "note", "values": {}}
    dropped = {"robot_accounts": 2, "employees_gone": 40}
    report = quality_report(record(faulty, left=20, findings=[kept], dropped=dropped))
    assert {"weeks_missing", "rows_doubled", "leavers", "guests", "robot_accounts"} <= set(
        found(report)
    )
    page = write_quality(report, tmp_path / "page.html", lang).read_text("utf-8")
    assert "<b>Pilot" not in page
    assert "&lt;b&gt;Pilot" in page
    assert not re.search(r'(?:src|href)="http', page)
    for item in found(report).values():
        assert telling.what(item, report, lang)


def test_an_older_record_with_findings_of_its_own_is_still_told():
    kept = {"code": "silent_weeks", "count": 3, "severity": "warning", "values": {"periods": 1}}
    report = quality_report(record(ordinary(1), findings=[kept]))
    assert "silent_weeks" not in found(report)


def test_wrong_options_are_refused():
    made = record(ordinary(1, people=12, weeks=6))
    for options, key in (
        ({"min_group": 4}, "min_group"),
        ({"country": "Atlantis"}, "quality_country"),
        ({"closed": ["never"]}, "option_value"),
        ({"closed": ["2026-09-10:2026-09-01"]}, "option_value"),
    ):
        with pytest.raises(InputError) as caught:
            quality_report(made, **options)
        assert caught.value.key == key


def test_each_finding_has_its_words():
    sources = "".join(file.read_text("utf-8") for file in (CODE / "quality").glob("*.py"))
    codes = set(re.findall(r'Finding\(\s*"(\w+)"', sources))
    assert len(codes) >= 18
    for code in codes:
        assert f"quality.{code}.what" in catalogue()
        assert f"quality.{code}.did" in catalogue()


def test_what_the_user_sets_aside_is_gone_and_counted(tmp_path):
    lines = ["user,time,action,community"]
    for day in range(1, 29):
        lines += [
            f"p{who},2026-09-{day:02d}T{8 + who % 9:02d}:{(7 * who + 11 * day) % 60:02d}:11Z,post,a"
            for who in range(14)
        ]
        lines += [f"machine,2026-09-{day:02d}T{hour:02d}:30:00Z,post,a" for hour in (7, 12)]
    file = tmp_path / "events.csv"
    file.write_text("\n".join(lines), "utf-8")
    kept = read_pilot(file, key=KEY)
    less = read_pilot(file, key=KEY, mapping={"set_aside": ["robots", "doubles", "joins"]})
    assert len(kept.events) == 16 * 28
    assert len(less.events) == 14 * 28
    assert less.manifest["dropped"]["aside_robots"] == 2 * 28
    assert "robots_suspected" in found(quality_report(kept))
    assert "aside_robots" in found(quality_report(less))
    with pytest.raises(InputError) as caught:
        read_pilot(file, key=KEY, mapping={"set_aside": ["ghosts"]})
    assert caught.value.key == "mapping_value"
