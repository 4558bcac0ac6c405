"""CSV files are read as people make them, or refused with file, line, column and remedy."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.pilot import csv_table
from simulation.pilot.csv_reading import columns_by_role, dates, normalised, numbers, read_csv


def column(*cells: str, name: str = "d") -> bytes:
    return "\n".join([f"id,{name}", *(f'{n},"{cell}"' for n, cell in enumerate(cells))]).encode()


def refusal(call) -> InputError:
    with pytest.raises(InputError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_same_table_is_read_whatever_its_clothes(encoding, delimiter, newline):
    rows = [["Prénom", "Âge, ans"], ["Zoé", "1"], ["Noël", "2"]]
    text = newline.join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    frame = read_csv(text.encode(encoding), "x.csv").frame
    assert list(frame.columns) == rows[0]
    assert frame.to_numpy().tolist() == rows[1:]


def test_keys_keep_their_zeros_and_their_sixteen_digits():
    frame = read_csv(b"id,key\n004512,1752982353543168\n", "x.csv").frame
    assert frame.iloc[0].tolist() == ["004512", "1752982353543168"]


def test_lines_are_counted_in_the_file_not_in_the_rows():
    table = read_csv(b'a,b\n1,"two\nlines"\n\n2,x\n', "x.csv")
    assert [table.line(0), table.line(1)] == [2, 5]


def test_binary_and_utf16_without_mark_are_an_unknown_encoding():
    for data in ("a,b\n1,é".encode("utf-16-le"), bytes(range(256)), b"a,b\n\x81\x8d,\xff\n"):
        fault = refusal(lambda data=data: read_csv(data, "x.csv"))
        assert fault.key == "pilot_unknown_encoding"
        assert "UTF-8" in str(fault)


def test_a_row_longer_than_the_header_is_named_by_its_line():
    fault = refusal(lambda: read_csv(b'a,b\n"x\ny",2\n1,2,3\n', "x.csv"))
    assert fault.key == "pilot_row_too_long"
    assert "line 4" in str(fault)


def test_a_quote_never_closed_is_refused():
    assert refusal(lambda: read_csv(b'a,b\n1,2\n"3,4\n', "x.csv")).key == "pilot_row_unreadable"


def test_a_file_of_which_no_column_is_wanted_tells_its_headers_and_rows():
    table = read_csv(b"a,b\n1,2\n3,2020-01-01\n", "x.csv", wanted=lambda headers: set())
    assert table.headers == ("a", "b")
    assert len(table.frame) == 2


def test_more_rows_than_memory_can_hold_are_refused(monkeypatch):
    monkeypatch.setattr(csv_table, "MOST_ROWS", 3)
    assert len(read_csv(b"a\n1\n2\n3\n", "x.csv").frame) == 3
    with pytest.raises(InputError) as refusal:
        read_csv(b"a\n1\n2\n3\n4\n", "x.csv")
    assert refusal.value.key == "pilot_too_many_rows"


def test_a_header_twice_is_refused():
    assert refusal(lambda: read_csv(b"a,b,a\n1,2,3\n", "x.csv")).key == "pilot_header_doubled"


def test_an_empty_file_is_refused():
    assert refusal(lambda: read_csv(b" \n\n", "x.csv")).key == "pilot_file_empty"


def test_a_missing_column_lists_the_names_accepted():
    table = read_csv(b"who,when\n1,2\n", "x.csv")
    fault = refusal(lambda: columns_by_role(table, {"site": ("lieu", "office")}, ["site"]))
    assert "site, lieu, office" in str(fault)
    assert "who, when" in str(fault)


def test_names_are_compared_without_case_accents_and_signs():
    assert normalised("N° Salarié") == normalised("salarie")
    assert normalised("Date d'entrée") == normalised("DATE_D_ENTREE")


def test_one_column_plays_one_role_the_best_it_can():
    table = read_csv(b"manager,id\n1,2\n", "x.csv")
    aliases = {"person": ("id",), "boss": ("chef", "manager", "id")}
    assert columns_by_role(table, aliases) == {"person": "id", "boss": "manager"}


def test_decimal_commas_and_points_are_the_same_number():
    assert numbers(read_csv(column("2,5", "2.5", "1 000", ""), "x.csv"), "d").tolist()[:3] == [
        2.5,
        2.5,
        1000,
    ]
    fault = refusal(lambda: numbers(read_csv(column("1", "two"), "x.csv"), "d"))
    assert "line 3, column d: 'two'" in str(fault)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2024-07-01", "2024-06-30T22:00Z"),
        ("2024-07-01 10:00:00", "2024-07-01T08:00Z"),
        ("2024-07-01T10:00:00Z", "2024-07-01T10:00Z"),
        ("2024-07-01T10:00:00+05:30", "2024-07-01T04:30Z"),
        ("2014-05-02 11:02:39.000", "2014-05-02T09:02:39Z"),
        ("31/07/2024 9:05", "2024-07-31T07:05Z"),
        ("07/31/2024", "2024-07-30T22:00Z"),
        ("31.07.2024", "2024-07-30T22:00Z"),
        ("2024/07/31", "2024-07-30T22:00Z"),
        ("1604573609.5", "2020-11-05T10:53:29.5Z"),
    ],
)
def test_every_form_of_date_is_the_same_instant(cell, expected):
    times, _ = dates(read_csv(column(cell, "", "null"), "x.csv"), "d", "Europe/Paris")
    assert times[0] == pd.Timestamp(expected)
    assert times[1:].isna().all()


@pytest.mark.parametrize(
    "cells", [("2024-03-01", "2024-10-27 02:30:00"), ("1/3/2024", "27/10/2024")]
)
def test_days_that_stand_many_times_read_as_each_alone(cells):
    few = dates(read_csv(column(*cells, "", "null"), "x.csv"), "d", "Europe/Paris")[0]
    many = dates(read_csv(column(*(*cells, "", "null") * 600), "x.csv"), "d", "Europe/Paris")[0]
    pd.testing.assert_series_equal(many, pd.concat([few] * 600, ignore_index=True))


def test_one_sure_date_tells_how_the_unsure_ones_are_read():
    times, ambiguous = dates(read_csv(column("01/02/2024", "12/31/2024"), "x.csv"), "d")
    assert times[0] == pd.Timestamp("2024-01-02", tz="UTC")
    assert not ambiguous


def test_dates_that_could_be_read_both_ways_are_read_day_first_and_told():
    times, ambiguous = dates(read_csv(column("01/02/2024", "03/04/2024"), "x.csv"), "d")
    assert times[0] == pd.Timestamp("2024-02-01", tz="UTC")
    assert ambiguous


@pytest.mark.parametrize("cells", [("31/12/2024", "12/31/2024"), ("31/12/2024", "2024-12-31")])
def test_two_forms_of_dates_are_refused_with_both_lines(cells):
    fault = refusal(lambda: dates(read_csv(column(*cells), "hr.csv"), "d"))
    assert fault.key == "pilot_two_date_forms"
    for told in ("hr.csv", "column d", "ine 2", "line 3", *cells):
        assert told in str(fault)


@pytest.mark.parametrize("cell", ["31/02/2026", "tomorrow", "2026-13-01", "2026-01-01 25:00"])
def test_a_day_that_does_not_exist_is_refused_with_its_line(cell):
    fault = refusal(lambda: dates(read_csv(column("", cell), "x.csv"), "d"))
    assert fault.key == "pilot_not_a_date"
    assert "line 3" in str(fault)
    assert cell in str(fault)


CELLS = st.text(st.sampled_from('ab01259-/:;, "\n\r\té.'), max_size=12)


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.lists(CELLS, max_size=20).map(",".join).map(str.encode))
)
def test_any_bytes_are_read_or_refused_and_never_break(data):
    try:
        table = read_csv(data, "x.csv")
        for name in table.frame.columns:
            for read in (dates, numbers):
                try:
                    assert len(read(table, name)) >= 0
                except InputError as fault:
                    assert "line " in str(fault)
    except InputError as fault:
        assert "x.csv" in str(fault)
