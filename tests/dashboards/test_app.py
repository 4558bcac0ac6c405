"""The server: to this machine only, in the tokens' colours, with nothing from the network."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from bokeh.document import Document
from panel.io.state import set_curdoc

from dashboards import theme
from dashboards.app import build, serve
from dashboards.components.chart import ChartPane, drawn_of
from dashboards.components.pages import Pages
from dashboards.plotly_script import script
from simulation.errors import InputError
from simulation.figures.theme import DARK, LIGHT, canvas

DASHBOARDS = Path(theme.__file__).parent


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.10", "::", "example.org"])
def test_only_this_machine_may_connect(address, tmp_path):
    with pytest.raises(InputError, match=re.escape(address)):
        serve(tmp_path, address=address, show=False)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_application_can_be_built_on_an_empty_workspace(tmp_path, lang):
    assert build(tmp_path, lang)() is not None


def test_every_token_reaches_the_style_sheets_in_both_themes():
    css = theme.document_css()
    for tokens in (LIGHT, DARK):
        assert tokens.ink in css and tokens.activity[4] in css and tokens.scenarios["C"] in css


def test_every_custom_property_used_is_declared():
    declared = set(re.findall(r"(--rsne-[\w-]+):", theme.document_css()))
    used = set()
    for file in [*DASHBOARDS.rglob("*.css"), *DASHBOARDS.rglob("*.py")]:
        used |= set(re.findall(r"var\((--rsne-[\w-]+)\)", file.read_text("utf-8")))
    assert used <= declared


def test_no_part_of_a_page_is_fetched_from_elsewhere():
    for file in [*DASHBOARDS.rglob("*.css"), *DASHBOARDS.rglob("*.js"), *DASHBOARDS.rglob("*.py")]:
        addresses = set(re.findall(r"https?://[\w.]+", file.read_text("utf-8")))
        assert addresses <= {"http://www.w3.org", "http://127.0.0.1"}, file
    assert script().is_file()


def test_a_figure_reaches_the_browser_as_it_was_made():
    figure = canvas("fr", dark=False, height=240).add_scatter(x=[1, 2], y=[3, 4])
    pane = ChartPane(figure, "fr")
    assert pane.spec == figure.to_json() and pane.min_height == 240
    assert pane.options["plotlyServerURL"] == ""


def test_a_figure_of_equal_things_is_made_once():
    made = []

    def make(*shown, **how):
        made.append(shown)
        return canvas("fr", dark=False, height=240)

    name, same = "weekly active", "".join(["weekly ", "active"])
    drawn = drawn_of(make, (name, name), lang="fr")
    assert drawn_of(make, (name, same), lang="fr") is drawn  # equal, though not the same object
    assert drawn_of(make, (name, "another"), lang="fr") is not drawn
    assert len(made) == 2


@pytest.fixture
def asked_for():
    """A document that a server made for a visitor."""
    request = SimpleNamespace(arguments={}, headers={}, cookies={}, uri="/", path="/", query="")
    document, context = Document(), SimpleNamespace(server_context=None, request=request, id="1")
    document._session_context = lambda: context
    with set_curdoc(document):
        yield document


def pages_of(frame):
    """The pages that the application's frame holds."""
    (pages,) = (each for each in frame.held if isinstance(each, Pages))
    return pages


def test_the_page_is_built_after_the_answer(workspace, asked_for):
    pages = pages_of(build(workspace.folder, "en")())
    assert pages.held == []
    (later,) = asked_for.session_callbacks
    later.callback()
    assert pages.names == [pages.shown] == ["home en"]
    assert "<h1" in str(pages.held[0].tree)


def test_without_a_server_the_page_is_there_at_once(workspace):
    pages = pages_of(build(workspace.folder, "en")())
    assert pages.names == [pages.shown] == ["home en"] and len(pages.held) == 1
