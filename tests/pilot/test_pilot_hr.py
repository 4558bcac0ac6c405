"""The HR extract gives units and hierarchy, in French or English, and says what it repaired."""

import pytest

from simulation.errors import InputError
from simulation.pilot.hr import read_hr


@pytest.fixture
def extract(make_file):
    def read(lines, encoding="utf-8"):
        return read_hr(make_file("hr.csv", "\n".join(lines), encoding))

    return read


def refusal(call, *arguments) -> InputError:
    with pytest.raises(InputError) as caught:
        call(*arguments)
    return caught.value


def found(hr) -> dict[str, int]:
    return {finding.code: finding.count for finding in hr.findings}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_french_extract_is_read_whatever_its_encoding(extract, hr_lines, encoding):
    people = extract(hr_lines, encoding).people
    assert people["unit"].tolist() == [
        "Direction",
        "Ventes",
        "Études",
        "Ventes",
        "Ventes",
        "Études",
    ]
    assert people["remote_days"].tolist()[:3] == [0, 2.5, 1]
    assert people["hired_at"].dt.year.tolist() == [2010, 2015, 2018, 2020, 2021, 2021]


def test_managers_are_found_by_key_by_key_without_zeros_by_name_and_by_e_mail(extract, hr_lines):
    hr = extract(hr_lines)
    assert hr.people["manager"].fillna(-1).tolist() == [-1, 0, 0, 1, 1, 2]
    assert hr.people["level"].tolist() == [0, 1, 1, 2, 2, 2]
    assert hr.people["is_manager"].tolist() == [True, True, True, False, False, False]
    assert found(hr)["leading_zeros_repaired"] == 1


def test_an_english_extract_with_two_header_rows_is_read(extract):
    hr = extract(
        [
            "USERID,STATUS,MANAGER,DEPARTMENT,LOCATION,HIREDATE",
            "User ID,Status,Manager,Department,Location,Hire Date",
            "a1,active,NO_MGR,Sales,Paris,2020-01-31",
            "a2,active,a1,Sales,Paris,2021-01-31",
        ]
    )
    assert hr.people["key"].tolist() == ["a1", "a2"]
    assert hr.people["level"].tolist() == [0, 1]


def test_neither_name_nor_pay_nor_birth_nor_sex_is_kept(extract):
    hr = extract(
        [
            "employee_id,name,gender,birth_year,salary,department",
            "1,Jane Doe,F,1980,51234,Sales",
        ]
    )
    cells = " ".join(hr.people.astype("string").fillna("").iloc[0])
    for kept_out in ("Jane", "1980", "51234", "F"):
        assert kept_out not in cells.split()


def test_duplicated_ids_are_refused_with_their_lines(extract, hr_lines):
    fault = refusal(extract, [*hr_lines, hr_lines[2]])
    assert fault.key == "hr_doubled"
    assert "hr.csv, lines 3, 8, column Matricule" in str(fault)


def test_a_person_who_is_their_own_manager_is_refused_with_the_line(extract, hr_lines):
    fault = refusal(extract, [*hr_lines, "000007;Go;Gus;gus@corp.example;000007;Ventes;Lyon;;"])
    assert fault.key == "hr_own_manager"
    assert "line(s) 8" in str(fault)


def test_a_single_top_who_is_their_own_manager_is_the_top(extract):
    hr = extract(["id,manager,dept", "86,86,A", "1,86,A", "2,1,A"])
    assert hr.people["level"].tolist() == [0, 1, 2]
    assert found(hr) == {"hr_top_own_manager": 1}


def test_a_cycle_is_refused_line_by_line_without_names(extract):
    fault = refusal(extract, ["id,name,manager", "1,A,", "2,Bob,4", "3,Cyd,2", "4,Dan,3", "5,E,4"])
    assert fault.key == "hr_cycle"
    assert "3 → 5 → 4 → 3" in str(fault)
    assert "Bob" not in str(fault)


def test_managers_outside_the_extract_are_counted_and_nobody_below_has_a_level(extract):
    hr = extract(["id,manager,dept", "1,,A", "2,1,A", "3,99,A", "4,3,A", "5,99,A"])
    assert found(hr) == {"hr_managers_missing": 1}
    assert hr.people["level"].fillna(-1).tolist() == [0, 1, -1, -1, -1]


def test_several_tops_are_kept_and_told(extract):
    assert found(extract(["id,manager", "1,", "2,1", "3,", "4,3"])) == {"hr_several_tops": 2}


def test_people_who_share_a_manager_are_a_team_of_their_unit(extract, hr_lines):
    team = extract(hr_lines).people["team"]
    assert team[1] == team[2]
    assert team[3] == team[4] != team[5]


def test_an_extract_without_key_and_e_mail_says_which_names_are_accepted(extract):
    fault = refusal(extract, ["prénom,service", "Anne,Ventes"])
    assert fault.key == "pilot_column_missing"
    assert "matricule" in str(fault)


def test_dates_in_two_forms_are_refused(extract, hr_lines):
    fault = refusal(extract, [*hr_lines, "000007;Go;Gus;g@corp.example;1;Ventes;Lyon;2021-12-01;"])
    assert fault.key == "pilot_two_date_forms"
    assert "line 2" in str(fault).lower()
    assert "line 8" in str(fault)


@pytest.mark.parametrize(
    ("header", "cells", "expected", "code"),
    [
        ("remote days", ("2", "0"), [2, 0], None),
        ("onsite days", ("4", "5"), [1, 0], None),
        ("télétravail", ("40 %", "0%"), [2, 0], "remote_days_from_share"),
        ("jours de télétravail par mois", ("6,5", "0"), [1.5, 0], "remote_days_from_month"),
        ("télétravail", ("oui", "non"), [None, None], "remote_days_unread"),
    ],
)
def test_remote_work_is_read_in_days_a_week(extract, header, cells, expected, code):
    hr = extract([f"id;{header}", f"1;{cells[0]}", f"2;{cells[1]}"])
    days = [None if value is None else pytest.approx(value) for value in expected]
    assert hr.people["remote_days"].astype(object).where(lambda v: v.notna(), None).tolist() == days
    assert set(found(hr)) - {"hr_without_hierarchy"} == ({code} if code else set())
