"""What a place to drop files lets in and says, in the reader's language."""

import re

import pytest

from dashboards.components.file_drop import STATES, file_drop
from dashboards.view_models.uploads import KINDS


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_state_of_a_file_is_said_in_the_readers_language(lang):
    sheet = file_drop(lang, max_file_size="20MB").stylesheets[0]
    told = dict(re.findall(r"item-state='([\w-]+)'\][^{]*\{ content: \"([^\"]*)\"", sheet))
    assert set(told) == set(STATES)
    words = {"fr": ("refusé", "prêt", "20 Mo"), "en": ("refused", "ready", "20 MB")}[lang]
    assert words[0] in told["load-invalid"] and words[1] in told["processing-complete"]
    assert words[2] in told["load-invalid"].replace("\u00a0", " ")
    assert all(kind in told["load-invalid"] for kind in KINDS)


def test_a_table_or_an_archive_is_let_in_under_every_name_browsers_give_it():
    taken = file_drop("fr").accepted_filetypes
    assert {"application/vnd.ms-excel", "application/x-zip-compressed"} <= set(taken)
    assert set(KINDS) <= set(taken)
    assert not any("msdownload" in kind or "html" in kind for kind in taken)


def test_a_place_for_tables_lets_in_and_names_tables_only():
    place = file_drop("en", (".csv", ".tsv"), max_file_size="20MB")
    assert ".zip" not in place.accepted_filetypes and ".zip" not in place.stylesheets[0]
    assert ".tsv" in place.accepted_filetypes and ".tsv" in place.stylesheets[0]
