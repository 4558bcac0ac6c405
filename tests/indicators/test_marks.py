"""What marked the weeks: read from invitations, from the plan, and from the team's file."""

from dataclasses import replace
from datetime import date

import pytest
from stories import Story, at

from simulation.errors import InputError
from simulation.indicators import published_replay
from simulation.indicators.marks import Mark, marks_beside, marks_of, read_marks


def company(invited: list[int], weeks: int = 6) -> Story:
    story = Story(["A"] * len(invited), weeks)
    for row, week in zip(story.people, invited, strict=True):
        row["invited_at"] = at(week)
    return story


def file_of(folder, text: str):
    file = folder / "marks.csv"
    file.write_text(text, "utf-8")
    return file


def test_invitations_of_many_are_the_launch_and_the_waves():
    record = company([0] * 12 + [3] * 15).record()
    told = [(mark.kind, mark.number) for mark in marks_of(record)]
    assert told == [("launch", 1), ("wave", 2)]
    assert [row[:3] for row in published_replay(record)["marks"]] == [
        ["launch", 0, 0],
        ["wave", 3, 3],
    ]


def test_an_invitation_of_fewer_people_than_may_be_shown_is_not_told():
    record = company([0] * 30 + [2] * 9).record()
    assert [mark.kind for mark in marks_of(record, min_group=10)] == ["launch"]
    assert [mark.kind for mark in marks_of(record, min_group=5)] == ["launch", "wave"]


def test_a_plan_kept_in_the_manifest_is_told():
    record = company([0] * 12).record()
    monday = record.weeks()[2].date().isoformat()
    marked = {**record.manifest, "marks": [{"kind": "training", "first": monday}]}
    rows = published_replay(replace(record, manifest=marked))["marks"]
    assert ["training", 2, 2, "", 0] in rows


@pytest.mark.parametrize(
    "entry", ["x", {}, {"kind": "party", "first": "2027-03-01"}, {"kind": "wave", "first": 3}]
)
def test_a_manifest_that_was_tampered_with_is_refused_in_words(entry):
    record = company([0] * 12).record()
    with pytest.raises(InputError, match="marks"):
        marks_of(replace(record, manifest={**record.manifest, "marks": [entry]}))


@pytest.mark.parametrize(
    "text",
    [
        "first,last,kind,title\n2027-03-01,2027-03-14,holiday,Spring\n",
        "first;last;kind;title\n01/03/2027;14/03/2027;holiday;Spring\n\n;;;\n",
        "\ufeffdébut;fin;nature;titre\n01/03/2027;14/03/2027;Congés;Spring\n",
        "Title,Kind,Last,First\nSpring,HOLIDAYS,2027-03-14,2027-03-01\n",
    ],
)
def test_a_file_is_read_as_people_make_it(tmp_path, text):
    told = read_marks(file_of(tmp_path, text))
    assert told == [Mark("holiday", date(2027, 3, 1), date(2027, 3, 14), "Spring")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "columns"),
        ("when,what\n2027-03-01,launch\n", "columns"),
        ("first,kind\n31/02/2027,launch\n", "line 2"),
        ("first,kind\n2027-03-01,party\n", "party"),
        ("first,last,kind\n2027-03-01,2027-02-01,holiday\n", "before"),
        ("first,kind\n" + "2027-03-01,launch\n" * 501, "501"),
        ('first,kind\n"' + "x" * 200_000, "marks.csv"),
    ],
)
def test_a_damaged_file_is_refused_in_words(tmp_path, text, fault):
    with pytest.raises(InputError, match=fault):
        read_marks(file_of(tmp_path, text))


def test_a_file_of_bytes_is_refused_in_words(tmp_path):
    (tmp_path / "marks.csv").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(InputError, match=r"marks\.csv"):
        read_marks(tmp_path / "marks.csv")


def test_marks_outside_the_weeks_are_left_out_and_those_across_the_ends_are_cut(tmp_path):
    record = company([0] * 12, weeks=4).record()
    start, last = record.weeks()[0].date(), record.weeks()[-1].date()
    rows = f"first,last,kind\n1999-01-01,1999-02-01,holiday\n{last},2099-01-01,other\n"
    file = file_of(tmp_path, rows + f"1999-01-01,{start},training\n")
    told = {row[0]: row[1:3] for row in published_replay(record, marks=file)["marks"]}
    assert told == {"launch": [0, 0], "other": [3, 3], "training": [0, 0]}


def test_the_file_beside_a_record_is_found(tmp_path):
    (tmp_path / "pilot").mkdir()
    assert marks_beside(tmp_path / "pilot") is None
    (tmp_path / "pilot.marks.csv").write_text("first,kind\n")
    assert marks_beside(tmp_path / "pilot") == tmp_path / "pilot.marks.csv"
