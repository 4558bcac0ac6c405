"""Every sentence exists in both languages, with the same blanks, in its typography."""

import re
from datetime import date
from string import Formatter

import pytest

from simulation.words import catalogue, forms, say


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_both_languages_have_the_same_blanks(key):
    assert blanks(catalogue()[key]["fr"]) == blanks(catalogue()[key]["en"])


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_no_french_sign_is_glued_to_its_word_or_may_start_a_line(key):
    blank_or_code = r"\{[^}]*\}|«[^»]*»"
    sentence = re.sub(blank_or_code, "x", catalogue()[key]["fr"])
    assert not re.search(r"[\w»)] ?[;!?%](?=\s|$)", sentence), sentence
    assert not re.search(r"[\w»)] ?:(?=\s|$)", sentence), sentence
    assert not re.search(r"« | »|\w'\w", catalogue()[key]["fr"])


def test_numbers_follow_each_language():
    assert forms.number(1240, "fr") == "1\u202f240"
    assert forms.number(1240, "en") == "1,240"
    assert forms.points(0.0894, "fr") == "+8,9\u00a0pts"
    assert forms.points(-0.004, "en") == "−0.4\u00a0pts"
    assert forms.percent(0.27, "fr") == "27\u202f%"
    assert forms.percent(0.27, "en") == "27%"
    assert forms.thousand_euros(410_000, "fr") == "410\u202fk€"
    assert forms.interval("6,1", "11,8", "fr") == "[6,1\u202f; 11,8]"


def test_a_rounded_zero_has_no_sign():
    assert forms.points(-0.00001, "en") == "0.0\u00a0pts"


def test_dates_are_told_in_words():
    assert forms.long_date(date(2026, 12, 15), "fr") == "15 décembre 2026"
    assert forms.long_date(date(2026, 12, 15), "en") == "15 December 2026"


def test_an_unfilled_blank_is_an_error():
    with pytest.raises(KeyError):
        say("error.not_a_record", "en")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_line_parts_a_number_from_its_unit(lang):
    assert say("experiments.hours", lang, value="7") == "7\u00a0h"
    assert "4\u00a0s" in say("calibration.context", lang, people=1, weeks=1, runs=1, seconds=4)
