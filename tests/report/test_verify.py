"""A report is checked against a new computation: same, different, or not recomputed."""

import json
import shutil
import zipfile

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from simulation import tables
from simulation.errors import InputError
from simulation.report import build_report
from simulation.report.shown import alike, read_back
from simulation.report.sources import WRITERS
from simulation.report.verify import DIFFERENT, NOT_RECOMPUTED, SAME, verify
from tests.report.conftest import toy_simulation

KINDS = sorted(WRITERS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, record, comparison, sizing):
    """A pilot's record, and one report of each kind on everything."""
    place = tmp_path_factory.mktemp("verify")
    tables.write(record, place / "pilot")
    content = build_report(
        "fr",
        record=tables.read(place / "pilot"),
        comparison=comparison,
        sizing=sizing,
        command="rsne report",
        place=place / "pilot",
    )
    for kind, write in WRITERS.items():
        write(content, place / f"report.{kind}")
    return place


def verified(file, **more):
    return verify(file, simulate=toy_simulation, **more)


def verdicts(found):
    return {each.figure: each.verdict for each in found.figures}


@pytest.mark.parametrize("kind", KINDS)
def test_what_nobody_touched_is_the_same(folder, kind):
    found = verified(folder / f"report.{kind}")
    assert found.holds, [
        f"{each.figure}: {each.told('en')}" for each in found.figures if each.reason
    ]
    assert len(found.figures) >= 12
    assert found.to_dict("fr")["different"] == 0


def test_a_number_changed_in_the_deck_is_found_on_its_slide_alone(folder, tmp_path):
    deck = Presentation(str(folder / "report.pptx"))
    slide = next(slide for slide in deck.slides if slide.name == "price")
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    run = table.cell(1, 1).text_frame.paragraphs[0].runs[0]
    run.text = f"1{run.text}"
    deck.save(str(tmp_path / "report.pptx"))
    found = verified(tmp_path / "report.pptx")
    assert [name for name, verdict in verdicts(found).items() if verdict != SAME] == ["price-2"]
    assert not found.holds


def test_a_point_moved_in_a_native_chart_is_found(folder, tmp_path):
    changed = tmp_path / "report.pptx"
    with zipfile.ZipFile(folder / "report.pptx") as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.namelist():
            body = old.read(entry)
            if entry.startswith("ppt/charts/chart") and b"scatterChart" in body:
                before, mark, after = body.partition(b"<c:yVal>")
                head, value, tail = after.partition(b"<c:v>")
                body = before + mark + head + value + b"9" + tail
            new.writestr(entry, body)
    found = verified(changed)
    assert DIFFERENT in verdicts(found).values()
    assert verdicts(found)["scenarios-1"] == SAME


def test_a_cell_changed_in_the_workbook_is_found(folder, tmp_path):
    book = load_workbook(folder / "report.xlsx")
    book["comparison-1"]["D2"].value += 0.01
    book.save(tmp_path / "report.xlsx")
    changed = {n for n, v in verdicts(verified(tmp_path / "report.xlsx")).items() if v != SAME}
    assert changed == {"comparison-1"}


def test_other_seeds_give_another_report(folder, tmp_path):
    """A passport that claims another seed no longer gives the figures."""
    text = (folder / "report.html").read_text("utf-8")
    passport, _ = read_back(folder / "report.html")
    seed = next(iter(passport["inputs"]["comparison"]["scenarios"].values()))["seed"]
    head, mark, tail = text.partition('id="passport">')
    forged = head + mark + tail.replace(f'"seed": {seed}', f'"seed": {seed + 1}')
    (tmp_path / "report.html").write_text(forged, "utf-8")
    found = verdicts(verified(tmp_path / "report.html"))
    assert found["comparison-1"] == DIFFERENT


def test_a_pilot_that_is_not_there_is_named_and_the_rest_is_checked(folder, tmp_path):
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(folder / "report.xlsx", alone)
    hidden = folder / "pilot"
    hidden.rename(tmp_path / "elsewhere")
    try:
        found = verified(alone / "report.xlsx")
        again = verified(alone / "report.xlsx", workspace=_workspace(tmp_path))
    finally:
        (tmp_path / "elsewhere").rename(hidden)
    assert verdicts(found)["pilot-1"] == NOT_RECOMPUTED
    assert verdicts(found)["comparison-1"] == SAME
    reason = next(each.told("fr") for each in found.figures if each.figure == "pilot-1")
    assert "Pilote automne 2026" in reason
    assert not found.holds and again.holds


def _workspace(folder):
    place = folder / "workspace"
    shutil.copytree(folder / "elsewhere", place / "pilots" / "other-name")
    return place


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_somebody_else_is_refused_in_one_sentence(tmp_path, kind):
    file = tmp_path / f"other.{kind}"
    file.write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(InputError) as refused:
        verified(file)
    assert refused.value.key == "verify_no_receipts" and str(file) in str(refused.value)


def test_an_unknown_kind_is_refused(tmp_path):
    with pytest.raises(InputError, match="neither a page"):
        verified(tmp_path / "report.docx")


def test_a_receipt_whose_facts_were_changed_no_longer_holds(folder, tmp_path):
    text = (folder / "report.html").read_text("utf-8")
    passport, _ = read_back(folder / "report.html")
    short = passport["sections"]["comparison"]
    facts = json.dumps(passport["receipts"][short], ensure_ascii=False)
    forged = json.dumps({**passport["receipts"][short], "replicates": 9999}, ensure_ascii=False)
    assert facts in text
    (tmp_path / "report.html").write_text(text.replace(facts, forged), "utf-8")
    assert verdicts(verified(tmp_path / "report.html"))["comparison-1"] == DIFFERENT


def test_numbers_are_the_same_to_nine_digits():
    assert alike({"a": [1.0, "x"]}, {"a": [1.0 + 1e-12, "x"]})
    assert not alike({"a": [1.0]}, {"a": [1.0 + 1e-6]})
    assert not alike([1.0], [1.0, 2.0]) and not alike({"a": 1}, {"b": 1})
