"""A component of the dashboard in a notebook, as Jupyter keeps it and a browser shows it."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from playwright.sync_api import expect

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "09_sizing_a_deployment.ipynb"
MOVE = 'board.moved = {"path": "managers.coaching", "value": 0.6}\ncompany[-1].managers.coaching'


@pytest.fixture(scope="module")
def executed():
    """The notebook as far as its board of levers, and a cell that moves one of them."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    sources = [cell.source for cell in notebook.cells]
    last = next(place for place, source in enumerate(sources) if source.endswith("\nboard"))
    notebook.cells = [*notebook.cells[: last + 1], nbformat.v4.new_code_cell(MOVE)]
    where = {"metadata": {"path": str(NOTEBOOK.parent)}}
    return NotebookClient(notebook, timeout=120, resources=where).execute()


def test_the_board_of_levers_is_drawn_in_a_notebook_without_the_network(executed, page):
    exporter = HTMLExporter(mathjax_url="", require_js_url="", jquery_url="")
    html, _ = exporter.from_notebook_node(executed)
    page.set_content(html)
    coaching = page.get_by_label("Coaching managers")
    coaching.wait_for()
    expect(page.locator("input[type=range]")).to_have_count(19)
    expect(page.locator(".lever.changed")).to_have_count(0)
    coaching.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lever.changed label")).to_have_text(["Coaching managers"])


def test_a_lever_moved_changes_the_company_that_is_sized(executed):
    [moved] = executed.cells[-1].outputs
    assert moved.data["text/plain"] == "0.6"
