"""How fast the pages are on a machine that does nothing else; run it alone, with `-s`.

    python -m pytest -s tests/browser/test_speed.py

What it prints for the demo workspace: `python tests/browser/measure_pages.py WORKSPACE`.
"""

import os
import statistics

import pytest

from dashboards.pages import PAGES
from tests.browser.measure_pages import back, first_pictures, load, opened, slider, told
from tests.serving import served

FIRST, CACHED, SLIDER = 2000, 150, 1000
"""Milliseconds allowed."""


@pytest.fixture(scope="module", autouse=True)
def quiet():
    """Other work would be measured with the pages."""
    if os.getloadavg()[0] > os.cpu_count():
        pytest.skip(f"the machine is busy ({load()}); run this test alone")


@pytest.fixture(scope="module")
def server(workspace, quiet):
    """A dashboard of its own: its address and its process."""
    with served(workspace) as (place, process):
        yield place, process.pid


def test_the_first_picture_of_every_page_is_there_in_two_seconds(browser, server):
    place, process = server
    met = first_pictures(browser, place, process, list(PAGES), visits=3)
    for name, times in met.items():
        print(f"\n{name}: {told(times['fresh'])} ms, again {told(times['again'])} ms", end="")
    late = {name for name, times in met.items() if statistics.median(times["fresh"]) > FIRST}
    assert not late


def test_a_page_seen_before_is_back_at_once(browser, server):
    met = back(opened(browser).new_page(), server[0])
    for tab, times in met.items():
        print(f"\n{tab}: {told(times)} ms", end="")
    assert not {tab for tab, times in met.items() if statistics.median(times) > CACHED}


def test_the_curve_follows_the_slider_within_a_second(browser, server):
    times = slider(opened(browser).new_page(), server[0])
    print(f"\nslider: {told(times)} ms", end="")
    assert statistics.median(times) < SLIDER
