"""Workbook, paper, pictures, stories and templates: made without a browser, true to the report."""

import dataclasses
import io
import re
import xml.etree.ElementTree as ElementTree

import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from openpyxl import load_workbook
from pptx import Presentation
from pptx.util import Cm
from pypdf import PdfReader

from simulation.errors import InputError
from simulation.figures.static_fonts import BOLD, REGULAR, static_font
from simulation.figures.still import still
from simulation.figures.theme import canvas
from simulation.report import build_report, write_pdf, write_pptx, write_xlsx
from simulation.report.exhibits import Fans, Groups
from simulation.report.html import figure_of
from simulation.report.paper import _Document, _register_fonts, _story
from simulation.report.pictures import write_pictures
from simulation.report.stories import STORIES
from simulation.report.workbook import tidy, workbook_of
from simulation.words.forms import short_date


@pytest.fixture(scope="module")
def book(report, tmp_path_factory):
    return load_workbook(write_xlsx(report, tmp_path_factory.mktemp("book") / "report.xlsx"))


@pytest.fixture(scope="module")
def paper(report, tmp_path_factory):
    return PdfReader(write_pdf(report, tmp_path_factory.mktemp("paper") / "report.pdf"))


def exhibits(report, kind):
    for section in report.sections:
        for place, exhibit in enumerate(section.exhibits, start=1):
            if isinstance(exhibit, kind):
                yield f"{section.key}-{place}", exhibit


# Paper


def test_no_page_of_the_paper_begins_with_a_note(paper, report):
    notes = [" ".join(section.note.split()) for section in report.sections]
    for page in paper.pages[1:]:
        text = " ".join(page.extract_text().split())
        assert not any(note and text.startswith(note[:40]) for note in notes)


# Workbook


def test_every_exhibit_has_a_sheet_that_the_contents_link_to(book, report):
    named = [f"{s.key}-{n}" for s in report.sections for n, _ in enumerate(s.exhibits, start=1)]
    assert set(named) <= set(book.sheetnames)
    contents = book[book.sheetnames[0]]
    links = {cell.value for (cell,) in contents.iter_rows(max_col=1) if cell.hyperlink}
    assert set(named) <= links


def test_numbers_are_numbers_and_equal_those_of_the_figures(book, report):
    [(name, fans)] = exhibits(report, Fans)
    rows = list(book[name].iter_rows(min_row=2, values_only=True))
    for letter, fan in fans.fans.items():
        medians = [row[3] for row in rows if row[0] == letter]
        assert medians == pytest.approx(list(fan["median"]))


def test_a_suppressed_group_has_no_number(book, report):
    name, groups = next(exhibits(report, Groups))
    hidden = set(groups.table.loc[groups.table["suppressed"], "group"])
    for group, *numbers, _ in book[name].iter_rows(min_row=2, values_only=True):
        if group in hidden:
            assert set(numbers) == {None}


def test_definitions_sources_and_receipts_are_there(book, report):
    told = {"fr": ("Définitions", "Sources", "Reçus"), "en": ("Definitions", "Sources", "Receipts")}
    definitions, sources, receipts = (book[name] for name in told[report.lang])
    assert definitions.max_row > 30 and sources.max_row == len(report.sections) + 1
    shorts = {row[0] for row in receipts.iter_rows(min_row=2, values_only=True)}
    assert set(report.receipts) <= shorts


def test_a_name_that_looks_like_a_formula_is_text(report, record):
    risky = '=HYPERLINK("http://x",1)'
    sections = tuple(
        dataclasses.replace(
            section,
            title=risky,
            exhibits=tuple(
                dataclasses.replace(each, names=dict.fromkeys(each.fans, risky))
                if isinstance(each, Fans)
                else each
                for each in section.exhibits
            ),
        )
        for section in report.sections
    )
    book = workbook_of(dataclasses.replace(report, title="@cmd", sections=sections))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = [
        cell.value for cell in cells if isinstance(cell.value, str) and "HYPERLINK" in cell.value
    ]
    assert texts and all(not text.startswith("=") for text in texts)


def test_columns_are_tidy(report):
    for section in report.sections:
        for exhibit in section.exhibits:
            table = tidy(exhibit, report.lang)
            assert len(table) and table.columns.is_unique


# Paper


def test_each_section_begins_a_page_and_says_its_finding(paper, report):
    assert [entry.title for entry in paper.outline] == [s.title for s in report.sections]
    starts = [paper.get_destination_page_number(entry) for entry in paper.outline]
    assert starts == sorted(set(starts))
    texts = [re.sub(r"\s+", " ", page.extract_text()) for page in paper.pages]
    for section, start in zip(report.sections, starts, strict=True):
        assert re.sub(r"\s+", " ", section.title)[:40] in texts[start]
        assert any(section.receipt in text for text in texts[start:])


def test_figures_are_vectors_and_fonts_are_inside(paper, report):
    assert not [image for page in paper.pages for image in page.images]
    paths = [
        sum(page.get_contents().get_data().count(sign) for sign in (b" l\n", b" c\n"))
        for page in paper.pages
    ]
    starts = [paper.get_destination_page_number(entry) for entry in paper.outline]
    drawn = {s.key for s in report.sections if any(figure_of(e, "fr") for e in s.exhibits)}
    for section, start in zip(report.sections, starts, strict=True):
        if section.key in drawn:
            assert paths[start] > paths[0] + 10  # each bar alone is three lines
    fonts = [
        font.get_object()
        for page in paper.pages
        for font in page["/Resources"].get("/Font", {}).values()
        if font.get_object().get("/Subtype") == "/TrueType"
    ]
    assert fonts and all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


def test_paper_says_its_language_and_its_title(paper, report):
    assert paper.root_object["/Lang"] == report.lang and paper.metadata.title == report.title


# Pictures


def test_each_figure_is_written_as_png_and_svg(report, tmp_path):
    one = dataclasses.replace(report, sections=report.sections[3:5])
    files = write_pictures(one, tmp_path)
    assert {file.suffix for file in files} == {".png", ".svg"}
    for file in files:
        if file.suffix == ".png":
            assert file.read_bytes().startswith(b"\x89PNG") and file.stat().st_size > 4000
        else:
            assert ElementTree.parse(file).getroot().tag.endswith("svg")


def test_the_same_figure_gives_the_same_bytes():
    figure = canvas("fr", False, 240).add_scatter(x=[1, 2, 3], y=[3, 1, 2], mode="lines+markers")
    for kind in ("png", "svg", "pdf"):
        assert still(figure, kind) == still(figure, kind)


def test_a_kind_of_trace_that_is_not_known_is_refused_rather_than_left_out():
    with pytest.raises(ValueError, match="pie"):
        still(canvas("fr", False, 240).add_pie(values=[1, 2]), "png")


# Stories


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("story", STORIES)
def test_each_story_tells_its_sections_in_order(story, lang, record, comparison, sizing):
    told = build_report(lang, record, comparison, sizing, story=story)
    keys = [section.key for section in told.sections]
    assert keys == [key for key in STORIES[story] if key in keys]
    least = {"committee": 11, "sponsor": 6, "works-council": 7}[story]
    assert len(keys) >= least


def test_a_sponsor_hears_no_method(record, comparison, sizing):
    told = build_report("fr", record, comparison, sizing, story="sponsor")
    assert [section.key for section in told.sections] == list(STORIES["sponsor"])


def test_the_works_council_is_told_the_settings_of_the_workspace(record, comparison, sizing):
    from simulation.settings import Settings

    settings = Settings(min_group=12, retention_months=6, show_individuals=False)
    told = build_report("en", record, comparison, sizing, story="works-council", settings=settings)
    [protection] = [section for section in told.sections if section.key == "protection"]
    text = " ".join(" ".join(row) for row in protection.exhibits[0].table.cells)
    assert "12" in protection.title and "6 months" in text and "nowhere" in text


def test_an_unknown_story_is_refused(record):
    with pytest.raises(InputError, match="works-council"):
        build_report("fr", record, story="children")


# Templates


def template(folder, width=33.867, height=19.05):
    """An organisation's deck: its own size, two slides, a logo on its master."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Cm(width), Cm(height)
    for layout in (0, 1):
        deck.slides.add_slide(deck.slide_layouts[layout]).shapes.title.text = "Theirs"
    path = folder / "template.pptx"
    deck.save(str(path))
    return path


@pytest.mark.parametrize(("width", "height"), [(33.867, 19.05), (25.4, 14.2875)])
def test_a_template_keeps_its_masters_and_takes_our_slides(report, tmp_path, width, height):
    own = template(tmp_path, width, height)
    deck = Presentation(str(write_pptx(report, tmp_path / "deck.pptx", own)))
    assert [slide.shapes.title.text for slide in deck.slides] == [s.title for s in report.sections]
    assert deck.slide_width == Cm(33.867) and len(deck.slide_layouts) > 1
    empty = [
        shape
        for slide in deck.slides
        for shape in slide.placeholders
        if shape.has_text_frame and not shape.text_frame.text
    ]
    assert not empty
    theirs = Presentation(str(own)).slide_master.part.blob[:400]
    assert deck.slide_master.part.blob[:200] == theirs[:200]


@pytest.mark.parametrize("content", [b"", b"not a deck"])
def test_a_template_that_is_no_deck_is_refused(report, tmp_path, content):
    (tmp_path / "template.pptx").write_bytes(content)
    with pytest.raises(InputError) as refused:
        write_pptx(report, tmp_path / "deck.pptx", tmp_path / "template.pptx")
    assert refused.value.key == "report_template" and not (tmp_path / "deck.pptx").exists()


@pytest.mark.parametrize(("width", "height"), [(21.0, 29.7), (40.0, 17.0)])
def test_a_template_of_another_shape_is_refused(report, tmp_path, width, height):
    with pytest.raises(InputError, match="4:3"):
        write_pptx(report, tmp_path / "deck.pptx", template(tmp_path, width, height))


def test_slides_stand_between_the_title_and_the_foot_of_the_template(report, tmp_path):
    """A template of 4:3 with a band at left, whose layouts put title and number elsewhere."""
    own = tmp_path / "own.pptx"
    deck = Presentation()
    deck.slide_width, deck.slide_height = Cm(25.4), Cm(19.05)
    for layout in deck.slide_layouts:
        for shape in layout.placeholders:
            kind = shape.placeholder_format.type.name
            if shape.placeholder_format.idx == 0:
                shape.left, shape.top, shape.width, shape.height = Cm(3), Cm(1.5), Cm(21), Cm(2)
            elif kind in ("DATE", "FOOTER", "SLIDE_NUMBER"):
                shape.left, shape.top, shape.width, shape.height = Cm(3), Cm(16.5), Cm(5), Cm(1)
    deck.save(str(own))
    made = Presentation(str(write_pptx(report, tmp_path / "deck.pptx", own)))
    scale = 33.867 / 25.4
    assert made.slide_height == pytest.approx(Cm(19.05 * scale), abs=1000)
    for slide in made.slides:
        for shape in slide.shapes:
            assert shape.left >= Cm(3 * scale) - 1000
            assert shape.left + shape.width <= Cm(24 * scale) + 1000
            assert shape.top >= Cm(1.5 * scale) - 1000
            foot = shape.top + shape.height
            assert foot <= Cm(16.5 * scale + 1), shape.name


def test_rows_of_the_workbook_are_as_high_as_their_text(book):
    for sheet in book.worksheets[1:-1]:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str) and cell.alignment.wrap_text:
                    width = sheet.column_dimensions[cell.column_letter].width
                    lines = len(cell.value) / width
                    height = sheet.row_dimensions[cell.row].height
                    assert height >= min(400, 15 * max(1, int(lines)))
        assert sheet.freeze_panes == "A2" and sheet.page_setup.fitToWidth == 1


def test_no_figure_on_paper_is_drawn_too_small_to_be_read(report):
    placed = []
    _register_fonts()
    document = _Document(io.BytesIO(), report)
    document.build(_story(report, placed))
    assert placed and min(figure.scale for figure in placed) > 0.6


def test_a_plan_on_the_pilot_told_gives_its_weeks_their_dates(record, sizing):
    scenario = sizing.scenario.changed({"company.record": "pilots/autumn"})
    told = build_report("fr", record=record, sizing=dataclasses.replace(sizing, scenario=scenario))
    opening = int(sizing.waves["week"].iloc[1])
    day = record.weeks()[0] + pd.Timedelta(weeks=opening - 1)
    assert short_date(day.date(), "fr") in told.sections[0].title
    alone = build_report("fr", sizing=dataclasses.replace(sizing, scenario=scenario))
    assert short_date(day.date(), "fr") not in alone.sections[0].title


@pytest.mark.parametrize("cut", [REGULAR, BOLD])
def test_the_marks_of_evidence_are_in_the_paper_typeface(cut):
    font = TTFont(static_font(cut))
    names = font.getBestCmap()
    assert all(ord(mark) in names for mark in "●◉◐○▲")
    ring, half = (font["glyf"][names[ord(mark)]] for mark in "○◐")
    assert (half.xMin, half.xMax) == (ring.xMin, ring.xMax), "a ring, and half of it filled"
    assert half.numberOfContours == ring.numberOfContours + 1
