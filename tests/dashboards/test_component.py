"""What all components have in common: scripts that a server hands out, data marked once."""

import panel_material_ui as pmui
import pytest
from bokeh.document import Document
from bokeh.model import DataModel

from dashboards.components import component
from dashboards.components.chart import ChartPane
from dashboards.components.component import Component, script_address, write_scripts
from dashboards.components.layout import card
from dashboards.components.pages import Pages
from dashboards.components.sheet import Sheet


@pytest.fixture
def unserved(monkeypatch):
    """Whether scripts are served is forgotten after the test."""
    monkeypatch.setattr(Component, "served", False)


def app():
    """A page within the pages, with a figure and a list in it."""
    page = Sheet(card("Title", "", ChartPane(), pmui.Select(label="list", options=["a"])))
    return Pages(held=[page], names=["home fr"], shown="home fr")


def test_all_data_of_a_page_are_marked_as_its_own():
    root = app().get_root(Document())
    mark = f"__ref:{root.ref['id']}"
    kinds = {type(data).__name__ for data in root.select({"type": DataModel}) if mark in data.tags}
    assert len(list(root.select({"type": DataModel}))) == len(kinds) == 4


def test_a_page_put_in_later_is_marked_too():
    pages, document = app(), Document()
    root = pages.get_root(document)
    pages.param.update(held=[*pages.held, Sheet(ChartPane())], names=["home fr", "audit fr"])
    mark = f"__ref:{root.ref['id']}"
    assert all(mark in data.tags for data in root.select({"type": DataModel}))


def test_scripts_are_handed_out_under_the_addresses_that_pages_ask_for(tmp_path, unserved):
    held = [model.esm for model in models()]
    assert all("function render(" in script for script in held)
    write_scripts(tmp_path)
    for model in models():
        name = model.esm.split("?")[0].removeprefix(f"{component.SCRIPT_ROUTE}/")
        assert model.bundle == "url" and (tmp_path / name).is_file()
        assert "function render(" in (tmp_path / name).read_text("utf-8")


def models():
    """What the browser is told of our components on a page."""
    pages = app()
    root = pages.get_root(Document())
    return [model for model in root.references() if getattr(model, "class_name", "") in OURS]


OURS = {"Pages", "Sheet", "ChartPane"}


def test_another_text_has_another_address(tmp_path, monkeypatch):
    monkeypatch.setattr(component, "_FOLDER", tmp_path)
    addresses = set()
    for text in ("one", "two"):
        script_address.cache_clear()
        (tmp_path / "x.js").write_text(text, "utf-8")
        addresses.add(script_address("x.js"))
    script_address.cache_clear()
    assert len(addresses) == 2
