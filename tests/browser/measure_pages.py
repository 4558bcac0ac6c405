"""How fast the pages are, measured by hand in Chromium.

    python tests/browser/measure_pages.py WORKSPACE

First picture: from asking for a page until its first figure is drawn, or its title on a page
without figures; at first with nothing kept by the browser, then again. Back: from the click on
the tab of a page seen before until it is there. Slider: from a key until the curve has moved.
"""

from __future__ import annotations

import shutil
import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from dashboards.pages import PAGES
from tests.serving import served

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
WITH_FIGURES = {"pilot", "scenarios", "compare", "size", "sponsor"}
VISITS, MOVES = 5, 7
HELPERS = """
globalThis.seen = (selector, test = () => true) => {
  const look = root => {
    for (const found of root.querySelectorAll(selector)) {
      if (found.checkVisibility() && test(found)) { return found }
    }
    for (const each of root.querySelectorAll("*")) {
      const inside = each.shadowRoot && look(each.shadowRoot)
      if (inside) { return inside }
    }
    return null
  }
  return look(document)
}
globalThis.until = test => new Promise(done => {
  const look = () => (test() ? done(performance.now()) : requestAnimationFrame(look))
  look()
})
"""
FIRST = "selector => until(() => seen(selector))"
BACK = """async ([tab, title]) => {
  const start = performance.now()
  seen("[role=tab]", each => each.innerText === tab).click()
  return await until(() => seen("h1", each => each.innerText === title)) - start
}"""
CURVE = "() => seen('.js-plotly-plot .scatterlayer')?.innerHTML"
MOVED = "before => until(() => seen('.js-plotly-plot .scatterlayer')?.innerHTML !== before)"


def first_picture(page: Page, place: str, name: str) -> float:
    """Milliseconds until the page's first figure, or its title."""
    page.goto(f"{place}/?page={name}&lang=fr", wait_until="commit")
    selector = ".js-plotly-plot .main-svg" if name in WITH_FIGURES else "h1"
    return float(page.evaluate(FIRST, selector))


def opened(browser: Browser) -> Any:
    """A browser's window that remembers nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="fr-FR")
    context.add_init_script(HELPERS)
    return context


def back(page: Page, tabs: list[str]) -> list[float]:
    """Milliseconds to come back to each page seen before."""
    titles = {}
    for tab in tabs:
        page.get_by_role("tab", name=tab, exact=True).first.click()
        page.wait_for_timeout(4000)
        titles[tab] = page.evaluate("() => seen('h1').innerText")
    order = [tab for tab in titles if list(titles.values()).count(titles[tab]) == 1]
    return [float(page.evaluate(BACK, [tab, titles[tab]])) for _ in range(3) for tab in order]


def slider(page: Page, place: str) -> list[float]:
    """Milliseconds from each key to the moved curve."""
    first_picture(page, place, "scenarios")
    page.wait_for_timeout(3000)
    handle = page.get_by_role("slider", name="Communication interne")
    handle.focus()
    times = []
    for _ in range(MOVES):
        before = page.evaluate(CURVE)
        start = page.evaluate("() => performance.now()")
        handle.press("ArrowLeft")
        times.append(float(page.evaluate(MOVED, before)) - float(start))
        page.wait_for_timeout(1500)
    return times


def told(times: list[float]) -> str:
    """Median and slowest, in milliseconds."""
    return f"{statistics.median(times):,.0f} | {max(times):,.0f}"


def main(workspace: Path) -> None:
    """Print the tables."""
    with served(workspace) as (place, _), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=[*QUIET])
        first_picture(opened(browser).new_page(), place, "home")
        print("| Page | Nothing kept: median, ms | slowest | Again: median, ms | slowest |")
        print("| --- | --- | --- | --- | --- |")
        for name in PAGES:
            fresh, again = [], []
            for _ in range(VISITS):
                context = opened(browser)
                fresh.append(first_picture(context.new_page(), place, name))
                again.append(first_picture(context.new_page(), place, name))
                context.close()
            print(f"| {name} | {told(fresh)} | {told(again)} |", flush=True)
        page = opened(browser).new_page()
        first_picture(page, place, "home")
        tabs = [tab.inner_text() for tab in page.get_by_role("tab").all()][: len(PAGES)]
        print(f"\nBack to a page seen before | {told(back(page, tabs))}")
        print(f"Slider to moved curve | {told(slider(opened(browser).new_page(), place))}")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
