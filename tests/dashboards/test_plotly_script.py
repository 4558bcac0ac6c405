"""Which of Plotly's scripts the pages load, and what set-up does when npm fails."""

import re
from pathlib import Path

import plotly.graph_objects as go
import pytest

from dashboards import plotly_script

HEAD = "/**\n* plotly.js (basic - minified) v{version}\n* Copyright\n*/\n"


@pytest.fixture
def light(tmp_path, monkeypatch):
    place = tmp_path / "share" / plotly_script.LIGHT
    place.parent.mkdir()
    monkeypatch.setattr(plotly_script, "light_place", lambda: place)
    plotly_script.script.cache_clear()
    yield place
    plotly_script.script.cache_clear()


def test_the_package_tells_its_version():
    assert plotly_script.version_of(plotly_script.whole_script()).count(".") == 2


def test_the_light_script_is_served_when_it_is_of_the_same_version(light):
    version = plotly_script.version_of(plotly_script.whole_script())
    light.write_text(HEAD.format(version=version), "utf-8")
    assert plotly_script.script() == light


@pytest.mark.parametrize("content", [HEAD.format(version="1.0.0"), "", "no script"])
def test_another_version_or_no_script_is_not_served(light, content):
    light.write_text(content, "utf-8")
    assert plotly_script.script() == plotly_script.whole_script()


def test_without_a_light_script_the_whole_one_is_served(light):
    assert plotly_script.script() == plotly_script.whole_script()


@pytest.mark.parametrize("npm", [None, "/bin/false"])
def test_set_up_goes_on_without_npm(light, monkeypatch, npm):
    monkeypatch.setattr(plotly_script.shutil, "which", lambda _: npm)
    assert not plotly_script.fetch()
    assert not light.exists()


def test_figures_hold_only_what_the_light_script_draws():
    traces = {f"add_{kind}" for kind in dir(go.layout.template.Data)}
    figures = Path(__file__).parents[2] / "simulation" / "figures"
    used = {
        name
        for file in figures.glob("*.py")
        for name in re.findall(r"[.](add_[a-z0-9]+)[(]", file.read_text("utf-8"))
    }
    assert {"add_scatter", "add_bar", "add_heatmap", "add_sankey"} <= traces
    assert used & traces == {"add_scatter", "add_bar"}
