"""The sponsor's screen is seen whole, on a laptop and on a projector."""

import pytest
from playwright.sync_api import expect

WHOLE = """box => { const {top, left, bottom, right} = box.getBoundingClientRect()
  return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth }"""


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_the_decision_stands_within_the_window(page, address, lang, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{address}/?page=sponsor&lang={lang}")
    decision = page.locator(".decision")
    expect(decision).to_be_visible()
    page.wait_for_timeout(1000)
    assert decision.evaluate(WHOLE), "under the tabs"
    page.get_by_role("button", name={"fr": "Présenter", "en": "Present on"}[lang]).click()
    expect(page.get_by_role("tab").first).to_be_visible()
    page.wait_for_timeout(1000)
    assert decision.evaluate(WHOLE), "on the full screen"
    assert page.locator("h1").evaluate(WHOLE)
