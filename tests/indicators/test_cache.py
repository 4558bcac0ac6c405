"""Measures kept beside a record are those of the record, and of this code, and pass the gate."""

import pandas as pd
import pytest
from stories import random_story

from simulation import tables
from simulation.errors import InputError
from simulation.indicators import Thresholds, cache, published


@pytest.fixture
def folder(tmp_path):
    return tables.write(random_story(3).record(), tmp_path / "pilot")


def kept(folder):
    return sorted(entry.name for entry in (folder / cache.PLACE).glob("*"))


def never(*_, **__):
    raise AssertionError("measured again")


@pytest.mark.parametrize("by", [None, "unit", "profile", "community"])
def test_the_second_reading_measures_nothing_and_tells_the_same(folder, by, monkeypatch):
    expected = published(tables.read(folder), by=by)
    first = published(folder, by=by)
    monkeypatch.setattr(cache, "_measured", never)
    for told in (first, published(folder, by=by)):
        pd.testing.assert_frame_equal(told, expected, check_dtype=False)


def test_the_gate_is_passed_after_the_cache(folder):
    few = published(folder, ["contributors"], by="community", min_group=5)
    many = published(folder, ["contributors"], by="community", min_group=100)
    assert many["suppressed"].sum() > few["suppressed"].sum()
    assert many.loc[many["suppressed"], "value"].isna().all()


def test_other_options_other_record_or_other_code_measure_anew(folder, monkeypatch):
    published(folder, ["posts"])
    first = kept(folder)
    published(folder, ["posts"], thresholds=Thresholds(least_weeks=1))
    assert len(kept(folder)) == 2
    monkeypatch.setattr(cache, "code_version", lambda: "later")
    published(folder, ["posts"])
    assert len(kept(folder)) == 1, "what former code measured is gone"
    assert kept(folder) != first
    tables.write(random_story(4).record(), folder)
    assert not kept(folder), "a record written again takes nothing over"


def test_a_damaged_table_is_measured_again(folder):
    expected = published(folder, ["posts"])
    (folder / cache.PLACE / kept(folder)[0]).write_bytes(b"nothing of the sort")
    pd.testing.assert_frame_equal(published(folder, ["posts"]), expected)


def test_a_record_with_measures_can_be_written_again(folder):
    published(folder, ["posts"])
    tables.write(random_story(5).record(), folder)
    assert tables.read(folder).manifest["title"] == "story"


def test_no_record_no_measure(tmp_path):
    with pytest.raises(InputError, match="manifest"):
        published(tmp_path)
