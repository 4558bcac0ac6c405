"""The colours keep the contrasts and distances they were chosen for."""

import re
import struct
import zlib
from itertools import combinations

import pytest

from simulation.figures.fonts import (
    FONT_FILES,
    font_addresses,
    font_faces_css,
    font_path,
    woff,
    write_fonts,
)
from simulation.figures.theme import (
    DARK,
    DASHES,
    LETTERS,
    LIGHT,
    canvas,
    config,
    contrast,
    template,
    tokens,
    translucent,
)


def test_black_on_white_has_the_greatest_contrast_there_is():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_its_ground(theme):
    for text in (theme.ink, theme.slate, *theme.scenarios.values()):
        assert contrast(text, theme.surface) >= 4.5
    assert contrast(theme.warning, theme.warning_ground) >= 5.5
    assert contrast(theme.error, theme.error_ground) >= 6
    for text, ground in zip(theme.activity_text, theme.activity, strict=True):
        assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_and_outlines_can_be_seen(theme):
    assert contrast(theme.outline, theme.surface) >= 3
    assert contrast(theme.focus, theme.paper) >= 3


def test_the_stated_contrasts_of_the_light_theme_are_kept():
    stated = {"A": 5.0, "B": 5.1, "C": 5.6, "D": 9.4}
    for letter, least in stated.items():
        assert contrast(LIGHT.scenarios[letter], LIGHT.surface) == pytest.approx(least, abs=0.06)


def test_no_two_scenarios_share_both_colour_and_dash():
    assert len(set(LIGHT.scenarios.values())) == len(LETTERS) == len(set(DARK.scenarios.values()))
    for first, second in combinations(LETTERS, 2):
        alike = contrast(LIGHT.scenarios[first], LIGHT.scenarios[second]) < 1.3
        assert not alike or DASHES[first] != DASHES[second] or {first, second} == {"B", "C"}


def test_simulated_data_without_a_scenario_are_slate():
    assert tokens().scenario("") == LIGHT.slate
    assert tokens(dark=True).scenario("C") == DARK.scenarios["C"]


@pytest.mark.parametrize("dark", [False, True])
def test_a_grid_is_a_hairline_of_its_theme_on_both_axes(dark):
    layout = template(dark).layout
    hairline = tokens(dark).hairline
    assert layout.xaxis.gridcolor == layout.yaxis.gridcolor == hairline


def test_the_templates_draw_no_legend_and_nothing_under_twelve_pixels():
    for dark in (False, True):
        text = str(template(dark).to_plotly_json())
        assert template(dark).layout.showlegend is False
        assert min(int(size) for size in re.findall(r"'size': (\d+)", text)) >= 12


def test_separators_follow_the_language():
    assert canvas("fr", False, 200).layout.separators == ",\u202f"
    assert canvas("en", False, 200).layout.separators == ".,"


def test_no_button_sends_a_figure_anywhere():
    options = config("fr")
    assert options["displayModeBar"] is False
    assert options["showSendToCloud"] is False
    assert options["plotlyServerURL"] == ""
    assert options["locales"]["fr"]["format"]["months"][7] == "août"
    assert options["locales"]["fr"]["format"]["days"][0] == "dimanche"


def test_a_colour_becomes_translucent():
    assert translucent("#C0340A", 0.14) == "rgba(192,52,10,0.14)"


def test_fonts_are_embedded_and_ask_nobody():
    style = font_faces_css()
    assert style.count("@font-face") == 2
    assert "http" not in style
    for address in font_addresses("fonts"):
        assert f"url({address})" in font_faces_css("fonts")


def test_the_files_written_are_those_that_are_asked_for(tmp_path):
    write_fonts(tmp_path)
    assert {f"x/{file.name}" for file in tmp_path.iterdir()} == set(font_addresses("x"))


@pytest.mark.parametrize("family", FONT_FILES)
def test_a_packed_font_holds_the_same_tables(family):
    font = font_path(family).read_bytes()
    packed = woff(font)
    count = struct.unpack(">H", font[4:6])[0]
    assert struct.unpack(">I", packed[8:12])[0] == len(packed) < len(font)
    for index in range(count):
        tag, _, start, length = struct.unpack(">4sIII", font[12 + 16 * index : 28 + 16 * index])
        name, offset, size, full, _ = struct.unpack(
            ">4sIIII", packed[44 + 20 * index : 64 + 20 * index]
        )
        table = packed[offset : offset + size]
        assert (name, full) == (tag, length)
        assert (zlib.decompress(table) if size < full else table) == font[start : start + length]
