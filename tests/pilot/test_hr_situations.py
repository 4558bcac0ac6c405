"""One situation a person counts: of a history, that of the pilot's first day."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.pilot.hr import read_hr

START = pd.Timestamp("2026-03-02", tz="UTC")


@pytest.fixture
def extract(make_file):
    def read(lines, **options):
        return read_hr(make_file("hr.csv", "\n".join(lines)), **options)

    return read


def found(hr) -> dict[str, int]:
    return {finding.code: finding.count for finding in hr.findings}


HISTORY = [
    "matricule;date d'effet;service;site;responsable",
    "1;2010-01-01;Siège;Lyon;",
    "2;2015-01-01;Ventes;Lyon;1",
    "2;2026-01-01;Études;Lyon;1",
    "2;2026-04-01;Ventes;Paris;1",
    "3;2026-05-01;Ventes;Paris;2",
    "4;2020-01-01;Ventes;Paris;2",
]


def test_the_situation_of_the_first_day_counts(extract):
    people = extract(HISTORY, at=START).people.set_index("key")
    assert people["unit"].to_dict() == {"1": "Siège", "2": "Études", "3": "Ventes", "4": "Ventes"}
    assert people.loc["2", "site"] == "Lyon"


def test_without_a_day_the_latest_situation_counts(extract):
    people = extract(HISTORY).people.set_index("key")
    assert (people.loc["2", "unit"], people.loc["2", "site"]) == ("Ventes", "Paris")


def test_moves_after_the_first_day_are_counted_by_what_changes(extract):
    hr = extract(HISTORY, at=START)
    assert found(hr) == {"hr_older_situations": 1, "hr_moves": 1}
    moves = next(finding for finding in hr.findings if finding.code == "hr_moves")
    assert dict(moves.values) == {"units": 1, "sites": 1, "managers": 0}


def test_the_hierarchy_is_that_of_the_rows_that_count(extract):
    assert extract(HISTORY, at=START).people["manager"].fillna(-1).tolist() == [-1, 0, 1, 1]


def test_of_two_contracts_the_longer_counts(extract):
    lines = ["id;etp;service", "1;0,2;A", "1;0,8;B", "2;1;C"]
    hr = extract(lines)
    assert hr.people["unit"].tolist() == ["B", "C"]
    assert found(hr)["hr_several_contracts"] == 1


def test_two_situations_that_nothing_tells_apart_are_refused_with_their_lines(extract):
    with pytest.raises(InputError) as caught:
        extract(["id;date d'effet;service", "1;2020-01-01;A", "2;2020-01-01;A", "1;2020-01-01;B"])
    assert caught.value.key == "hr_doubled"
    assert "lines 2, 4" in str(caught.value)


def test_a_shared_e_mail_points_to_nobody_and_is_told(extract):
    hr = extract(["id,email", "1,shop@c.example", "2,shop@c.example", "3,own@c.example"])
    assert hr.people["email"].fillna("").tolist() == ["", "", "own@c.example"]
    assert found(hr)["hr_emails_shared"] == 1


def test_a_user_principal_name_stands_for_the_e_mail_that_lacks(extract):
    hr = extract(["User Principal Name,Department", "Ann@c.example,A", "ben@c.example,B"])
    assert hr.people["email"].tolist() == ["ann@c.example", "ben@c.example"]


def test_columns_that_names_do_not_tell_are_told_by_the_user(extract):
    lines = ["id,zone", "1,North", "2,South"]
    assert extract(lines).people["unit"].isna().all()
    told = extract(lines, columns={"department": "zone"})
    assert told.people["unit"].tolist() == ["North", "South"]


@pytest.mark.parametrize(
    ("columns", "key"),
    [({"department": "nowhere"}, "hr_column_absent"), ({"shoe_size": "zone"}, "mapping_role")],
)
def test_a_wrong_column_or_role_is_refused(extract, columns, key):
    with pytest.raises(InputError) as caught:
        extract(["id,zone", "1,North"], columns=columns)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("1", "2", "3"), [0, 1, 2]),
        (("pilote", "vague 1", "vague 2"), [0, 1, 2]),
        (("0", "", "1"), [0, None, 1]),
        (("2", "99999", "x"), [0, None, None]),
    ],
)
def test_waves_count_from_the_pilot(extract, cells, expected):
    hr = extract(["id;vague", *(f"{row};{cell}" for row, cell in enumerate(cells))])
    waves = hr.people["wave"].astype(object).where(hr.people["wave"].notna(), None)
    assert waves.tolist() == expected


def test_declared_managers_are_read_where_no_hierarchy_is(extract):
    hr = extract(["id,people manager", "1,Yes", "2,no", "3,"])
    assert hr.people["is_manager"].fillna(False).tolist() == [True, False, False]
    assert hr.people["is_manager"].isna().tolist() == [False, False, True]


cell = st.sampled_from(
    ["", "1", "2", "3", "003", "x", "2026-01-05", "05/01/2026", "0,5", "é;", '"']
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cell, min_size=0, max_size=7), max_size=8))
def test_a_damaged_extract_is_read_or_refused_in_words(tmp_path_factory, rows):
    header = "matricule;responsable;date d'effet;etp;vague;courriel"
    file = tmp_path_factory.mktemp("hr") / "hr.csv"
    file.write_text("\n".join([header, *(";".join(row) for row in rows)]), "utf-8")
    try:
        hr = read_hr(file, at=START)
    except InputError as fault:
        assert fault.message("fr")
        assert fault.message("en")
    else:
        assert hr.people["key"].is_unique
        assert hr.people["manager"].dropna().between(0, len(hr.people) - 1).all()
