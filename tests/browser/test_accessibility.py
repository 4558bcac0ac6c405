"""Nothing that axe-core calls serious hinders people on any page, in either tone."""

import pytest
from playwright.sync_api import expect

from dashboards.pages import PAGES
from dashboards.theme import DARK, LIGHT

WEIGHTY = {"serious", "critical"}
PATIENCE = 4
"""Looks at a page that is still turning."""


def painted(colour: str) -> str:
    """A colour as the browser tells it."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"


def hindrances(page, axe) -> list[tuple[str, str]]:
    """What axe-core finds once the page is still: colours take a moment to turn."""
    for _ in range(PATIENCE):
        violations = axe.run(page).response["violations"]
        found = [
            (each["id"], node["html"][:200])
            for each in violations
            for node in each["nodes"]
            if each["impact"] in WEIGHTY
        ]
        if not found:
            break
        page.wait_for_timeout(1000)
    return found


@pytest.mark.parametrize(("tone", "tokens"), [("light", LIGHT), ("dark", DARK)])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(page, address, name, tone, tokens):
    playwright = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.emulate_media(color_scheme=tone, reduced_motion="reduce")
    page.goto(f"{address}/?page={name}&lang=fr")
    expect(page.locator("h1").first).to_have_css("color", painted(tokens.ink))
    expect(page.locator("header").first).to_have_css("background-color", painted(tokens.surface))
    page.wait_for_load_state("networkidle")
    assert hindrances(page, playwright.Axe()) == []
