"""Accounts find their employee by bridge, e-mail, login or key; who is not found is counted."""

import pandas as pd
import pytest

from simulation.errors import InputError
from simulation.pilot import import_summary, read_pilot
from simulation.pilot.bridge import read_bridge
from simulation.pilot.joining import account_reasons, employee_reasons, rows_of_accounts


def accounts(*people: dict) -> pd.DataFrame:
    columns = {"account": "string", "email": "string", "login": "string"}
    flags = {"is_guest": "boolean", "is_deleted": "boolean"}
    frame = pd.DataFrame(list(people)).reindex(columns=[*columns, *flags])
    return frame.astype(columns | flags)


def company(*people: dict) -> pd.DataFrame:
    columns = {"key": "string", "email": "string", "login": "string"}
    frame = pd.DataFrame(list(people)).reindex(columns=[*columns, "hired_at"])
    return frame.astype(columns | {"hired_at": "datetime64[us, UTC]"})


STAFF = company(
    {"key": "0042", "email": "ann@c.example", "login": "adupont"},
    {"key": "0043", "email": "ben@c.example"},
    {"key": "0044"},
    {"key": "0045", "hired_at": pd.Timestamp("2026-09-01", tz="UTC")},
)


def test_each_way_finds_its_person():
    found = rows_of_accounts(
        accounts(
            {"account": "U1", "email": "Ann@C.example"},
            {"account": "U2", "login": "ADUPONT"},
            {"account": "adupont"},
            {"account": "0043"},
            {"account": "44"},
            {"account": "U9"},
        ),
        STAFF,
    )
    assert found.fillna(-1).tolist() == [0, 0, 0, 1, 2, -1]


def test_the_bridge_goes_first_whatever_the_e_mail_says():
    bridge = pd.DataFrame(
        {"account": ["u1", "u2"], "key": ["43", pd.NA], "email": [pd.NA, "ann@c.example"]}
    )
    found = rows_of_accounts(
        accounts({"account": "U1", "email": "ann@c.example"}, {"account": "U2"}),
        STAFF,
        bridge.astype("string"),
    )
    assert found.tolist() == [1, 0]


def test_what_leads_to_two_people_leads_to_nobody():
    twins = company({"key": "1", "login": "same"}, {"key": "2", "login": "same"})
    people = accounts({"account": "same"})
    row = rows_of_accounts(people, twins)
    assert row.isna().all()
    assert account_reasons(people, twins, row) == {"several": 1}


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ({"account": "U1", "email": "x@c.example", "is_guest": True}, "guest"),
        ({"account": "FE7CC8C15246EDCCA289C9A4022762F7"}, "concealed"),
        ({"account": "U1", "email": "x@other.example"}, "outside"),
        ({"account": "U1", "email": "x@c.example", "is_deleted": True}, "deleted"),
        ({"account": "Jane Doe"}, "no_key"),
        ({"account": "0099"}, "absent"),
        ({"account": "U1", "email": "x@c.example"}, "absent"),
        ({"account": "U1", "login": "nobody"}, "absent"),
    ],
)
def test_an_account_without_a_row_is_counted_under_its_reason(person, reason):
    people = accounts(person)
    row = rows_of_accounts(people, STAFF)
    assert account_reasons(people, STAFF, row) == {reason: 1}


def test_employees_without_account_are_counted_under_their_reason():
    row = rows_of_accounts(accounts({"account": "U1", "email": "ann@c.example"}), STAFF)
    reasons = employee_reasons(STAFF, row, pd.Timestamp("2026-06-01", tz="UTC"))
    assert reasons == {"hired_later": 1, "no_address": 1, "no_account": 1}


def test_reasons_add_up_to_everybody_who_is_not_found():
    people = accounts(
        *({"account": f"U{n}", "email": f"p{n}@{'c' if n % 3 else 'd'}.example"} for n in range(30))
    )
    row = rows_of_accounts(people, STAFF)
    assert sum(account_reasons(people, STAFF, row).values()) == int(row.isna().sum())


def test_a_bridge_is_read_in_both_languages(make_file):
    french = read_bridge(make_file("pont.csv", "Compte;Matricule\nUANNA;000001\n", "cp1252"))
    english = read_bridge(make_file("bridge.csv", "login,email\nuanna,Ann@c.example\n"))
    assert french.iloc[0]["account"] == english.iloc[0]["account"] == "uanna"
    assert french.iloc[0]["key"] == "000001"
    assert english.iloc[0]["email"] == "ann@c.example"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("login,employee_id\nu1,1\nu1,2\n", "bridge_two_people"),
        ("employee_id\n1\n", "pilot_column_missing"),
        ("login\nu1\n", "pilot_column_missing"),
        ("", "pilot_file_empty"),
    ],
)
def test_a_bridge_that_cannot_serve_is_refused(make_file, content, key):
    with pytest.raises(InputError) as caught:
        read_bridge(make_file("bridge.csv", content))
    assert caught.value.key == key


def test_a_bridge_joins_a_pilot_and_leaves_no_trace(make_zip, make_file, slack_files, key):
    slack = make_zip("slack.zip", slack_files)
    hr = make_file("hr.csv", "matricule;service\n000001;Ventes\n000002;Achats\n")
    bridge = make_file("bridge.csv", "slack id;matricule\nUANNA;1\nUBEN;000002\nUNOBODY;2\n")
    record = read_pilot(slack, hr=hr, bridge=bridge, key=key)
    assert record.people["unit"].tolist()[:2] == ["Ventes", "Achats"]
    summary = import_summary(record, "fr")
    assert sum(summary["unmatched"]["accounts"].values()) == 2
    assert {f["code"]: f["count"] for f in summary["findings"]}["bridge_accounts_unknown"] == 1
    assert "UANNA" not in str(record.manifest)
    with pytest.raises(InputError):
        read_pilot(slack, bridge=bridge, key=key)


def test_waves_and_invitations_of_the_extract_reach_the_record(
    make_zip, make_file, slack_files, key
):
    hr = make_file(
        "hr.csv",
        "id;email;vague;date d'invitation\n"
        "1;uanna@corp.example;pilote;01/11/2021\n"
        "2;uben@corp.example;1;22/11/2021\n"
        "3;new@corp.example;2;06/12/2021\n",
    )
    people = read_pilot(make_zip("slack.zip", slack_files), hr=hr, key=key).people
    assert people["wave"].tolist()[:3] == [0, 1, 2]
    assert people["invited_at"].dt.day.tolist()[:3] == [1, 22, 6]
