"""The record of processing and the works council's notice, from the running configuration."""

import re
from itertools import product

import pytest

from simulation.errors import InputError
from simulation.privacy import CHAPTERS, PAPERS, SENTENCES, chapters_of, write_privacy_files
from simulation.settings import Settings
from simulation.words import catalogue

MANIFEST = {
    "title": "Pilote | <b>2026</b>",
    "first": "2026-08-31",
    "last": "2026-10-31",
    "counts": {"people": 2400},
    "importer": "viva-engage",
    "has_hr": True,
    "records": ["post", "answer"],
    "keep_until": "2028-11-01",
}


def words(paper: str, settings: Settings, lang: str = "en", pilots=()) -> str:
    return " ".join(
        " ".join([chapter.heading, *chapter.sentences, *(c for row in chapter.table for c in row)])
        for chapter in chapters_of(paper, settings, pilots, lang)
    )


@pytest.mark.parametrize(("paper", "lang"), list(product(PAPERS, ("fr", "en"))))
def test_each_paper_tells_the_settings_in_force(paper, lang):
    settings = Settings(
        organisation="Acme", contact="dpo@acme.example", min_group=12, retention_months=18,
        access_log_months=7, purpose="Why not",
    )  # fmt: skip
    told = words(paper, settings, lang)
    for fact in ("Acme", "dpo@acme.example", "12", "18", "7", "Why not"):
        assert fact in told
    assert "{" not in told


def test_what_article_30_asks_for_is_there():
    """Controller, purposes, people and data, recipients, transfers, erasure, security."""
    assert set(CHAPTERS["processing_record"]) >= {
        "controller", "purposes", "people", "data", "recipients", "transfers", "retention",
        "measures",
    }  # fmt: skip


def test_what_a_works_council_is_told_is_there():
    assert set(CHAPTERS["works_council_notice"]) >= {
        "purposes", "data", "groups", "retention", "measures", "rights", "individuals",
    }  # fmt: skip


def test_every_sentence_of_the_catalogue_is_told():
    keys = {key for key in catalogue() if re.fullmatch(r"privacy\.\w+\.\d+", key)}
    numbered = {
        f"privacy.{name}.{n + 1}" for name, count in SENTENCES.items() for n in range(count)
    }
    assert keys == numbered - {"privacy.individuals.1"} | {"privacy.pilots.1"}


def test_single_people_are_told_as_the_setting_has_them():
    shown, hidden = (
        words("works_council_notice", Settings(show_individuals=flag)) for flag in (True, False)
    )
    assert "may appear only in the project team's own replay" in shown
    assert "No single person appears anywhere" in hidden


def test_what_was_not_told_is_to_be_filled_in():
    assert "[to be filled in]" in words("processing_record", Settings())


def test_pilots_are_told_from_their_manifests_and_a_destroyed_key_with_its_date():
    told = words("processing_record", Settings(), pilots=[MANIFEST])
    for fact in ("2,400", "viva-engage, with HR extract", "1 November 2028", "kept apart"):
        assert fact in told
    gone = MANIFEST | {"key_destroyed_at": "2026-12-01T10:00:00+00:00"}
    assert "destroyed on 1 December 2026" in words("processing_record", Settings(), pilots=[gone])


def test_files_are_written_in_both_languages_and_names_stay_text(tmp_path):
    place = tmp_path / "pilots" / "p"
    place.mkdir(parents=True)
    import json

    entries = {
        "origin": "pilot",
        "timezone": "UTC",
        "first_week": "2026-08-31",
        "last_week": "2026-10-26",
    }
    (place / "manifest.json").write_text(json.dumps(MANIFEST | entries))
    paths = write_privacy_files(tmp_path, tmp_path / "privacy", ("md", "html"), ("fr", "en"))
    assert sorted(path.name for path in paths) == sorted(
        f"{paper}-{lang}.{kind}"
        for paper, lang, kind in product(PAPERS, ("fr", "en"), ("md", "html"))
    )
    page = (tmp_path / "privacy" / "processing_record-fr.html").read_text("utf-8")
    assert "&lt;b&gt;2026" in page and "<b>2026" not in page
    sheet = (tmp_path / "privacy" / "processing_record-en.md").read_text("utf-8")
    assert "Pilote \\| \\<b\\>2026" in sheet


def test_an_unknown_kind_is_refused(tmp_path):
    with pytest.raises(InputError, match="docx"):
        write_privacy_files(tmp_path, tmp_path, ("docx",))
