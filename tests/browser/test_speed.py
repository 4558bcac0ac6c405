"""How long pages take in a real browser: printed with `-s`, and that they get there.

    python -m pytest -s tests/browser/test_speed.py

No time is judged here, since a machine that does other work takes longer; what is asked for, and
what a quiet machine took, is in `dashboards/SPEED.md`.
"""

import pytest

from tests.browser.measure_pages import first_pictures, load, opened, slider, told
from tests.serving import served

SOME = ("home", "pilot", "size")
"""Pages of each weight; `measure_pages.py` goes through all."""


@pytest.fixture(scope="module")
def server(workspace):
    """A dashboard of its own: its address and its process."""
    with served(workspace) as (place, process):
        print(f"\n{load()}")
        yield place, process.pid


def test_pages_show_their_first_picture(browser, server):
    place, process = server
    met = first_pictures(browser, place, process, list(SOME), visits=1)
    for name, times in met.items():
        print(f"\n{name}: {told(times['fresh'])} ms, again {told(times['again'])} ms", end="")
    assert set(met) == set(SOME)
    assert all(time > 0 for times in met.values() for time in times["fresh"])


def test_the_curve_follows_the_slider(browser, server):
    times = slider(opened(browser).new_page(), server[0])
    print(f"\nslider: {told(times)} ms", end="")
    assert times and all(time > 0 for time in times)
