"""Names from outside are shown as they are: no spreadsheet, browser or terminal obeys them."""

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation

from simulation import figures, tables
from simulation.protection import release
from simulation.report.content import Report
from simulation.report.exhibits import Composition, Groups, Section
from simulation.report.html import page_of
from simulation.report.pptx import write_pptx
from simulation.report.receipts import receipt
from simulation.spreadsheet import safe_cell, write_table
from simulation.terminal import print_rows

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "indicators"))

from stories import Story, at  # noqa: E402

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"]
SCRIPTS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    '"><img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    "&lt;script&gt;",
]


def groups(names: list[str]):
    sizes = pd.DataFrame(
        {"group": names, "value": 0.5, "low": 0.4, "high": 0.6, "people": 40, "all": 0}
    )
    return release(sizes.assign(pilot=0.5, company=0.5), cells=("all",))


def report_of(names: list[str]) -> Report:
    hostile = names[0]
    proof = receipt(record=hostile)
    section = Section(
        key="pilot",
        title=hostile,
        context=hostile,
        origin="real",
        source=hostile,
        note=hostile,
        receipt=proof.short,
        exhibits=(Groups(hostile, groups(names)), Composition(hostile, groups(names))),
    )
    return Report("fr", hostile, hostile, hostile, (section,), {proof.short: proof})


def record_of(names: list[str]):
    story = Story([name for name in names for _ in range(12)], weeks=1, title=names[0])
    for name in names:
        place = story.community(name=name)
        for person in range(12):
            story.does(person, "post", at(0), community=place)
    return story.record()


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_that_begins_like_a_formula_becomes_text(name):
    assert safe_cell(name) == f"'{name}"


@given(
    st.one_of(st.text(alphabet=st.characters(categories=["L", "N"])), st.integers(), st.floats())
)
def test_everything_else_stays_as_it_is(value):
    told = safe_cell(value)
    assert told is value


def test_a_table_written_as_csv_computes_nothing(tmp_path):
    file = write_table(groups(FORMULAS), tmp_path / "levels.csv")
    cells = pd.read_csv(file, encoding="utf-8-sig", dtype=str)
    assert len(cells) == len(FORMULAS)
    assert [cell[0] for cell in cells["group"]] == ["'"] * len(FORMULAS)
    assert cells["value"].tolist() == ["0.5"] * len(FORMULAS), "numbers stay numbers"


def run(*words: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "simulation.cli", *words]
    return subprocess.run(command, capture_output=True, cwd=ROOT, timeout=300, check=False)


def test_the_command_line_writes_and_prints_hostile_units_harmlessly(tmp_path):
    names = ["=1+1", "[/red]", "\x1b[2Jgone", "<script>"]
    folder = tables.write(record_of(names), tmp_path / "pilots" / "p")
    told = run("indicators", str(folder), "--by", "unit", "--out", str(tmp_path / "i.csv"))
    assert told.returncode == 0, told.stderr.decode()
    assert b"\x1b" not in told.stdout and b"[/red]" in told.stdout
    assert "'=1+1" in set(pd.read_csv(tmp_path / "i.csv", encoding="utf-8-sig")["group"])
    rows = json.loads(run("indicators", str(folder), "--by", "unit", "--json").stdout)
    assert {row["group"] for row in rows} == set(names), "for scripts, names are exact"


def test_a_command_like_name_is_printed_as_text(capsys):
    print_rows([("[bold]x[/bold]", "\x07\x1b]0;title\x07"), ("[/]", ":smile:")], "fr")
    told = capsys.readouterr().out
    assert "[bold]x[/bold]" in told and "[/]" in told and ":smile:" in told
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", told)


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_page_of_a_report_runs_no_name(name):
    page = page_of(report_of([name, "B"]))
    markup, script = _outside_and_inside_scripts(page)
    assert not re.search(r"<(img|a) [^>]*(onerror|javascript)", markup)
    assert "alert(1)</script>" not in page
    for text in script:
        assert "<!--" not in text
    assert len(script) == len(_outside_and_inside_scripts(page_of(report_of(["A", "B"])))[1])


def _outside_and_inside_scripts(page: str) -> tuple[str, list[str]]:
    """The page's markup, and its scripts but for the library's own."""
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    own = [text for text in scripts if len(text) < 1_000_000]
    return re.sub(r"<script[^>]*>.*?</script>", "", page, flags=re.DOTALL), own


@pytest.mark.parametrize("name", SCRIPTS[:1] + SCRIPTS[3:5])
@pytest.mark.parametrize("draw", [figures.unit_bars, figures.paired_bars])
def test_no_figure_takes_a_name_for_a_tag(draw, name):
    told = draw(groups([name, "B"])).to_json()
    assert "&lt;" in told
    assert not re.search(r"<(script|img|a )", told) and "\\u003cscript" not in told


def test_no_sheet_behind_a_chart_of_the_deck_holds_a_formula(tmp_path):
    deck = Presentation(str(write_pptx(report_of(FORMULAS[:4]), tmp_path / "deck.pptx")))
    sheets = [
        shape.chart.part.chart_workbook.xlsx_part.blob
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_chart
    ]
    assert sheets
    for blob in sheets:
        with zipfile.ZipFile(io.BytesIO(blob)) as book:
            assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
            assert b"'=1+1" in book.read("xl/sharedStrings.xml")


def test_the_pages_of_the_dashboard_escape_names():
    """Names reach the browser through escaped fragments or as text of DOM nodes, nothing else."""
    for script in (ROOT / "dashboards").rglob("*.js"):
        for line in script.read_text("utf-8").splitlines():
            if re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", line):
                trusted = r"told\.html \}" if script.name == "sheet.js" else "[A-Z_]+"
                assert re.search(rf"innerHTML = {trusted}$", line), f"{script.name}: {line.strip()}"
    from dashboards.components.controls import Button
    from dashboards.components.fragments import finding, panel_title, table
    from dashboards.components.parts import Box

    hostile = SCRIPTS[0]
    for part in (Button(hostile), Box(classes=hostile, style=hostile)):
        assert "html" not in part.told()  # a fragment's alone is taken as HTML
    assert "<script>" not in finding(hostile, hostile) + panel_title(hostile, hostile)
    assert "<script>" not in table([hostile], [])
