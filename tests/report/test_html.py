"""The page stands alone, in its language, with the numbers of its figures."""

import json
import re

import numpy as np
import pytest

from simulation.report import write_html
from simulation.report.exhibits import Differences, Fans, Groups
from simulation.report.html import figure_of, page_of


@pytest.fixture(scope="module")
def page(report) -> str:
    return page_of(report)


def without_scripts(page: str) -> str:
    return re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)


def test_the_page_asks_nobody_for_anything(page):
    body = without_scripts(page)
    assert not re.search(r"(src|href)\s*=\s*['\"]?(https?:)?//", body)
    assert "<link" not in body and "<iframe" not in body
    assert not re.search(r"<script[^>]+src=", page)
    style = re.search(r"<style>(.*?)</style>", page, flags=re.S)[1]
    assert "http" not in style and "@import" not in style
    assert set(re.findall(r"url\((\w+:)", style)) == {"data:"}


def test_plotly_is_inside_once(page):
    assert len(re.findall(r"plotly\.js v\d", page)) == 1
    assert page.count("Plotly.newPlot(name") == 1


def test_the_page_says_its_language(page, report):
    assert f'<html lang="{report.lang}">' in page
    assert ("Voir les chiffres" if report.lang == "fr" else "See the numbers") in page
    assert ("SIMULÉ" if report.lang == "fr" else "SIMULATED") in page


def test_every_figure_is_named_and_followed_by_its_numbers(page):
    body = without_scripts(page)
    figures = re.findall(r'<div id="([\w-]+)" role="img" aria-label="([^"]+)"', body)
    assert len(figures) >= 7
    assert body.count("<details>") == len(figures)


def test_the_receipts_travel_in_the_page(page, report):
    found = re.search(r'id="receipts">(.*?)</script>', page, flags=re.S)[1]
    receipts = json.loads(found)
    assert set(receipts) == set(report.receipts)
    for section in report.sections:
        assert section.receipt in without_scripts(page)


def test_figures_hold_the_tables_of_their_exhibits(report):
    for section in report.sections:
        for exhibit in section.exhibits:
            figure = figure_of(exhibit, report.lang)
            if isinstance(exhibit, Fans):
                traces = {trace.name: trace for trace in figure.data}
                for letter, fan in exhibit.fans.items():
                    np.testing.assert_array_equal(traces[f"{letter} median"].y, fan["median"])
            if isinstance(exhibit, Differences):
                means = [trace.x[0] for trace in figure.data if trace.name.endswith(" mean")]
                assert means == list(exhibit.differences["mean"])
            if isinstance(exhibit, Groups):
                [bars] = [trace for trace in figure.data if trace.name == "value"]
                shown = exhibit.table[~exhibit.table["suppressed"]]
                assert sorted(bars.x) == sorted(shown["value"])


def test_a_title_with_markup_stays_text(report):
    import dataclasses

    risky = dataclasses.replace(report, title="<script>alert(1)</script>")
    assert "<script>alert(1)" not in page_of(risky)


def test_printing_opens_all_numbers_and_has_a_style(page):
    assert "beforeprint" in page and "@media print" in page


def test_the_page_is_written_whole_or_not_at_all(report, tmp_path):
    path = write_html(report, tmp_path / "reports" / "report.html")
    assert path.read_text("utf-8").endswith("</html>\n")
    assert [file.name for file in path.parent.iterdir()] == ["report.html"]
