"""The deck opens, is editable, readable from the back of the room, and says where it comes from."""

import re
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Cm, Pt

from simulation.figures.theme import LIGHT
from simulation.report import write_pptx
from simulation.report.chart_parts import Box
from simulation.report.deck_theme import AXIS_SIZE, FOOT_SIZE, TEXT_SIZE
from simulation.report.exhibits import (
    Aside,
    Composition,
    Fans,
    Front,
    Groups,
    Load,
    Table,
    Theories,
)
from simulation.report.native_charts import front_chart
from simulation.report.slide_tables import (
    CAPITALS,
    NUMBERS_PER_CM,
    _unbroken,
    column_widths,
    fitted_table,
)
from simulation.report.slide_text import (
    ASIDE_SIZES,
    fitted,
    height_of,
    sentences,
)


@pytest.fixture(scope="module")
def path(report, tmp_path_factory):
    return write_pptx(report, tmp_path_factory.mktemp("deck") / f"deck-{report.lang}.pptx")


@pytest.fixture(scope="module")
def deck(path):
    return Presentation(str(path))


def slide_of(deck, report, key):
    return deck.slides[[section.key for section in report.sections].index(key)]


def charts(slide):
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def points(series):
    element = series._element
    find = "./c:{0}//c:v"
    names = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
    return [
        [float(value.text) for value in element.findall(find.format(axis), names)]
        for axis in ("xVal", "yVal")
    ]


def exhibit_of(report, kind, key):
    section = next(section for section in report.sections if section.key == key)
    return next(exhibit for exhibit in section.exhibits if isinstance(exhibit, kind))


def test_there_is_one_slide_per_finding(deck, report):
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles == [section.title for section in report.sections]
    assert deck.slide_width == Cm(33.867)


def test_lines_hold_the_medians_of_the_fans(deck, report):
    exhibit = exhibit_of(report, Fans, "comparison")
    chart = charts(slide_of(deck, report, "comparison"))[0]
    for series, (letter, fan) in zip(chart.plots[0].series, exhibit.fans.items(), strict=False):
        assert series.name.startswith(f"{letter} · ")
        across, upwards = points(series)
        np.testing.assert_allclose(across, fan["week"])
        np.testing.assert_allclose(upwards, fan["median"])


def test_paired_differences_are_native_and_in_points(deck, report):
    section = next(s for s in report.sections if s.key == "comparison")
    differences = section.exhibits[1].differences
    series = charts(slide_of(deck, report, "comparison"))[1].plots[0].series
    count = len(differences)
    for row, interval, mean in zip(
        differences.itertuples(), list(series)[:count], list(series)[count:], strict=True
    ):
        assert points(interval)[0] == pytest.approx([row.low * 100, row.high * 100])
        assert points(mean)[0] == pytest.approx([row.mean * 100])


def test_bars_hold_the_shown_groups_only(deck, report):
    exhibit = exhibit_of(report, Groups, "pilot")
    plot = charts(slide_of(deck, report, "pilot"))[0].plots[0]
    shown = exhibit.table[~exhibit.table["suppressed"]].sort_values("value", ascending=False)
    assert list(plot.series[0].values) == pytest.approx(list(shown["value"]))
    assert not any(str(category).startswith("Laboratoire") for category in plot.categories)
    who = exhibit_of(report, Composition, "representativeness")
    pair = charts(slide_of(deck, report, "representativeness"))[0].plots[0]
    assert list(pair.series[0].values) == pytest.approx(list(who.table["pilot"]))


def test_the_front_and_the_load_are_native(deck, report):
    front = exhibit_of(report, Front, "price")
    best = front.plans[~front.plans["dominated"]].sort_values("cost")
    name = "Meilleurs plans" if report.lang == "fr" else "Best plans"
    clouds = charts(slide_of(deck, report, "price"))[0].plots[0].series
    across, upwards = points(next(series for series in clouds if series.name == name))
    assert across == pytest.approx(list(best["cost"] / 1000))
    assert upwards == pytest.approx(list(best["probability"]))
    load = exhibit_of(report, Load, "plan")
    series = charts(slide_of(deck, report, "plan"))[1].plots[0].series
    for line, column in zip(series, ("p50", "p80", "p95"), strict=False):
        np.testing.assert_allclose(points(line)[1], load.load[column])


def test_names_of_neighbouring_plans_stand_apart_on_the_slide(report):
    plans = exhibit_of(report, Front, "price").plans
    named = plans[plans["role"] != ""].sort_values("cost").copy()
    named["cost"] = 400_000 + 1_000 * np.arange(len(named))
    named["probability"] = 0.84 + 0.01 * np.arange(len(named))
    slide = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    box = Box(1, 1, 15, 11)
    chart = front_chart(slide, Front("price", named, 0.8), box, report.lang)
    places = []
    for series in list(chart.plots[0].series)[2 : 2 + len(named)]:
        (x,), (y,) = points(series)
        (shift,) = series._element.xpath(".//c:manualLayout/c:y/@val")
        assert float(shift) > 0, "under its plan"
        places.append(y * 0.8 - float(shift))  # the plot takes 0.8 of the chart's height
        assert series._element.xpath(".//c:dLbls/c:extLst/c:ext/*/@val") == ["1"]
        room = 1 - (x - chart.category_axis.minimum_scale) / (
            chart.category_axis.maximum_scale - chart.category_axis.minimum_scale
        )
        assert room * 0.84 * box.width > 3
    assert np.diff(places).min() * box.height * 28.35 >= 14 + 12, "a line of each size"


def test_every_chart_carries_its_workbook_and_a_description(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart:
                assert shape.chart.part.chart_workbook.xlsx_part is not None
                assert shape._element.xpath(".//p:cNvPr/@descr")[0]


def test_tables_are_native(deck, report):
    for key in ("scenarios", "price", "change", "decisions"):
        assert any(shape.has_table for shape in slide_of(deck, report, key).shapes)


def test_nothing_is_smaller_than_its_role_allows(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                sizes = {run.font.size for p in shape.text_frame.paragraphs for run in p.runs}
                foot = shape.top >= Cm(17.7)
                least = Pt(FOOT_SIZE) if foot else Pt(AXIS_SIZE)
                assert all(size is None or size >= least for size in sizes)
            if shape.has_table:
                runs = [
                    r
                    for c in shape.table.iter_cells()
                    for p in c.text_frame.paragraphs
                    for r in p.runs
                ]
                assert all(run.font.size >= Pt(TEXT_SIZE) for run in runs)
            if shape.has_chart:
                text = shape.chart._chartSpace.xml
                assert min(int(size) for size in re.findall(r'sz="(\d+)"', text)) >= AXIS_SIZE * 100


def test_shapes_stay_inside_the_slide(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_the_theme_holds_the_scenarios_as_accents(path):
    with zipfile.ZipFile(path) as archive:
        theme = archive.read("ppt/theme/theme1.xml").decode()
    for place, letter in enumerate("ABCD", start=1):
        assert re.search(
            rf"<a:accent{place}><a:srgbClr val=\"{LIGHT.scenarios[letter][1:]}\"", theme
        )
    assert 'latin typeface="Georgia"' in theme and 'latin typeface="Calibri"' in theme


def test_notes_and_file_say_where_the_figures_come_from(deck, path, report):
    for slide, section in zip(deck.slides, report.sections, strict=True):
        notes = slide.notes_slide.notes_text_frame.text
        assert section.receipt in notes and '"version"' in notes
        assert section.note in notes
    with zipfile.ZipFile(path) as archive:
        receipts = archive.read("customXml/item1.xml").decode()
    assert all(f'id="{short}"' in receipts for short in report.receipts)


def test_each_slide_bears_its_tag_its_source_and_its_number(deck, report):
    word = {"real": "RÉEL", "simulated": "SIMULÉ"}
    if report.lang == "en":
        word = {"real": "REAL", "simulated": "SIMULATED"}
    for slide, section in zip(deck.slides, report.sections, strict=True):
        text = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert not section.origin or word[section.origin] in text, "words alone have no origin"
        assert section.source in text and section.receipt in text
        assert slide._element.xpath(".//a:fld[@type='slidenum']")


def test_the_deck_is_written_whole_or_not_at_all(path):
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@given(
    st.lists(st.text("abcdefgh ", min_size=1, max_size=420), min_size=1, max_size=6),
    st.floats(6, 14),
)
def test_asides_never_overlap_and_take_the_largest_type_in_which_they_fit(words, height):
    asides = [Aside("", text) for text in words]
    box = Box(0, 0, 11, height)
    size, heights = fitted(asides, box)
    needed = [height_of(sentences(aside, size), box.width) for aside in asides]
    assert all(room >= own for room, own in zip(heights, needed, strict=True))
    if size > ASIDE_SIZES[-1]:
        assert sum(heights) <= height + 1e-9
    if size < ASIDE_SIZES[0]:
        larger = [height_of(sentences(aside, size + 1), box.width) + 0.4 for aside in asides]
        assert sum(larger) > height


def test_a_word_in_capitals_is_not_cut_by_columns_of_sentences():
    sentence = "several words that may well stand on two lines of a row"
    cells = ((sentence, sentence, "SIMULATED"), (sentence, sentence, "REAL"))
    widths = column_widths(Table(("Load", "Level", "Origin"), cells, (0, 1, 2)), 15.0)
    assert sum(widths) == pytest.approx(15.0)
    assert widths[2] > len("SIMULATED") * CAPITALS / NUMBERS_PER_CM


def test_columns_of_numbers_are_as_wide_as_their_longest_number():
    table = Table(
        headings=("Item of the budget", "Median", "Interval"),
        cells=(("A long name of a cost that takes two lines or more", "412", "[301, 588]"),
               ("Total", "922", "[10,759, 11,086]")),
        total=True,
    )  # fmt: skip
    widths = column_widths(table, 15.0)
    assert sum(widths) == pytest.approx(15.0)
    assert widths[2] >= len("[10,759, 11,086]") / NUMBERS_PER_CM


@given(
    st.lists(
        st.lists(st.text("abc d", min_size=1, max_size=60), min_size=3, max_size=3),
        min_size=1, max_size=6,
    ),
    st.sets(st.integers(0, 2)),
)  # fmt: skip
def test_no_column_is_crushed_by_another(cells, words):
    """Each has what it must not break, or all are narrowed alike."""
    table = Table(("One", "Two", "Three"), tuple(map(tuple, cells)), tuple(sorted(words)))
    widths = column_widths(table, 20.0)
    needed = [_unbroken(table, column, TEXT_SIZE) for column in range(3)]
    assert sum(widths) == pytest.approx(20.0)
    part = min(1.0, 20.0 / sum(needed))
    assert all(own >= part * least - 1e-9 for own, least in zip(widths, needed, strict=True))


def test_theories_on_a_slide_tell_a_conclusion_only_where_it_is_another():
    differences = pd.DataFrame(
        {
            "theory": ["composite", "bass"], "scenario": "B", "baseline": "A", "mean": [0.05, 0.01],
            "low": [0.03, -0.02], "high": [0.07, 0.04],
            "conclusion": ["gains", "not_established"],
        }
    )  # fmt: skip
    exhibit = Theories("", differences)
    own, other = exhibit.on_slide("en").cells
    assert own[1] == "+5.0\u00a0pts\n[3.0,\u00a07.0]"
    assert other[1] == "+1.0\u00a0pts\n[−2.0,\u00a04.0]\nnot established"
    assert exhibit.numbers("en").cells[0][1] == "+5.0\u00a0pts [3.0, 7.0] · gain"


@pytest.mark.parametrize("count", [2, 4])
def test_long_headings_over_numbers_break_and_leave_the_words_their_room(count):
    """A table of rules under several scenarios, named in full over their columns."""
    title = "B Coaching managers and peer recognition"
    table = Table(("Rule", *[title] * count), (("Freedom the charter gives", *["60%"] * count),))
    size, widths, heights = fitted_table(table, Box(0, 0, 30, 11))
    assert sum(widths) == pytest.approx(30) and min(widths) > 3
    assert sum(heights) <= 11 and size >= TEXT_SIZE
