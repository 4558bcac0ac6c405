"""Any platform's list of events is read under its own words, or those of the mapping file."""

import pandas as pd
import pytest

from simulation import tables
from simulation.errors import InputError
from simulation.pilot import import_summary, read_pilot

ENGLISH = """user_id,occurred_at,event_name,message_id,parent_id,channel,text_length
u1,2024-01-08 09:00:00,login,,,,
u1,2024-01-08 09:05:00,send_message,m1,,ideas,120
u2,2024-01-08 10:00:00,reply,m2,m1,ideas,30
u3,2024-01-09 10:00:00,like_message,m1,,ideas,
u3,2024-01-10 10:00:00,join,,,ideas,
u4,2024-01-10 10:00:00,inscription,,,,
u4,2024-01-10 10:01:00,dances,,,,
u1,2024-01-08 09:05:00,send_message,m1,,ideas,120
"""
FRENCH = """utilisateur;horodatage;événement;id_contenu;groupe
jean@corp.example;08/01/2024 09:00;publication;m1;idées
zoé@corp.example;31/01/2024 10:00;J'aime;m1;idées
"""


@pytest.fixture
def read(make_file, key):
    def import_csv(content, name="events.csv", encoding="utf-8", **options):
        return read_pilot(make_file(name, content, encoding), key=key, **options)

    return import_csv


def test_english_words_are_understood(read):
    record = read(ENGLISH)
    assert import_summary(record)["events"] == {
        "visit": 1, "register": 1, "join": 1, "post": 1, "answer": 1, "reaction": 1,
    }  # fmt: skip
    assert record.manifest["dropped"] == {"doubled_rows": 1, "actions_unknown": 1}


def test_answers_and_likes_are_linked_to_what_they_answer(read):
    events = read(ENGLISH).events.set_index("action")
    post = events.loc["post"]
    for action in ("answer", "reaction"):
        assert events.loc[action, "parent"] == post["event"]
        assert events.loc[action, "target"] == post["person"]


def test_what_is_not_recorded_is_unavailable(read):
    record = read(ENGLISH)
    assert {"share", "vote", "invite"} <= set(record.manifest["unavailable"])
    assert record.records("visit", "post")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_french_words_are_understood(read, encoding):
    record = read(FRENCH, encoding=encoding)
    assert import_summary(record)["events"] == {"post": 1, "reaction": 1}
    assert record.events["time"].iloc[1] == pd.Timestamp("2024-01-31 10:00", tz="UTC")


def test_a_time_zone_told_is_that_of_times_and_weeks(read):
    record = read(FRENCH, mapping={"timezone": "Europe/Paris"})
    assert record.events["time"].iloc[0] == pd.Timestamp("2024-01-08 08:00", tz="UTC")
    assert record.manifest["timezone"] == "Europe/Paris"


def test_a_mapping_file_tells_columns_and_actions(read, make_file):
    mapping = make_file(
        "map.yaml",
        "columns: {person: qui, time: quand, action: quoi}\nactions: {a chanté: recognise}\n",
    )
    record = read("qui,quand,quoi\nx,2024-01-08,a chanté\n", mapping=mapping)
    assert record.events["action"].tolist() == ["recognise"]


def test_ids_as_float_and_as_integer_are_the_same_person(read):
    record = read("user_id,time,action\n10522.0,2024-01-08,post\n10522,2024-01-09,post\n")
    assert len(record.people) == 1


def test_two_overlapping_slices_are_the_whole(make_file, key):
    header, *lines = ENGLISH.splitlines()
    parts = [make_file("a.csv", "\n".join([header, *lines[:5]]))]
    parts.append(make_file("b.csv", "\n".join([header, *lines[3:]])))
    merged = read_pilot(parts, key=key)
    whole = read_pilot(make_file("whole.csv", ENGLISH), key=key)
    for name in tables.SCHEMAS:
        assert getattr(merged, name).equals(getattr(whole, name)), name


@pytest.mark.parametrize(
    ("content", "mapping", "error", "told"),
    [
        ("", None, "pilot_file_empty", "events.csv"),
        ("who,when\na,2024-01-08\n", None, "pilot_column_missing", "utilisateur"),
        ("user,time,action\na,2024-01-08,sings\n", None, "csv_no_known_action", "actions"),
        ("user,time,action\n,2024-01-08,post\n", None, "pilot_cell_empty", "line 2"),
        ("user,time\na,2024-01-08\nb,08/01/2024\n", None, "pilot_two_date_forms", "line 3"),
        ("user,time\na,2024-01-08\n", {"timezone": "Moon"}, "mapping_timezone", "Moon"),
        ("user,time\na,2024-01-08\n", {"colums": {}}, "mapping_key", "columns"),
        ("user,time\na,2024-01-08\n", {"columns": []}, "mapping_value", "columns"),
        ("user,time\na,2024-01-08\n", {"columns": {"wo": "x"}}, "mapping_role", "person"),
        ("user,time\na,2024-01-08\n", {"columns": {"person": "x"}}, "pilot_column_missing", "x"),
        ("user,time\na,2024-01-08\n", {"actions": {"x": "sing"}}, "mapping_action", "post"),
    ],
)
def test_what_cannot_be_read_is_one_message_with_its_place(read, content, mapping, error, told):
    with pytest.raises(InputError) as caught:
        read(content, format="csv", mapping=mapping)
    assert caught.value.key == error
    assert told in str(caught.value)


def test_a_mapping_file_that_is_no_yaml_is_refused(read, make_file):
    with pytest.raises(InputError) as caught:
        read(ENGLISH, mapping=make_file("map.yaml", "a: [b\n"))
    assert caught.value.key == "mapping_not_yaml"
