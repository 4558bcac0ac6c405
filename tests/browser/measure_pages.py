"""How fast the pages are, measured by hand in Chromium; `test_speed.py` prints the same.

    python tests/browser/measure_pages.py WORKSPACE [--visits 5] [--pages home,size] [--first-only]

First picture: from asking for a page until its first figure is drawn, or its title on a page
without figures; at first with nothing kept by the browser, then again. Beside it, what does not
hang on what else the machine does: seconds of processor that the server spent on a visit, and
the browser's own script. Back: from the click on the tab of a page seen before until it is
there. Slider: from a key until the curve has moved; 2,000 people, 52 weeks, 20 draws.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from dashboards.pages import PAGES, WITH_FIGURES
from tests.serving import processor_seconds, served

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
MOVES = 7
REST = 2.0
"""Seconds between visits, in which what the last one began comes to its end."""
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


def warm_up(browser: Browser, place: str, name: str) -> None:
    """Visit a page once, so that the server knows its figures; no window stays open."""
    context = opened(browser)
    first_picture(context.new_page(), place, name)
    context.close()


def script_seconds(told: Any) -> float:
    """Seconds that the page's scripts took so far."""
    metrics = told.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "ScriptDuration"))


def back(page: Page, place: str) -> dict[str, list[float]]:
    """Milliseconds to come back to each page seen before, by its tab."""
    first_picture(page, place, "home")
    tabs = [tab.inner_text() for tab in page.get_by_role("tab").all()][: len(PAGES)]
    titles = {}
    for tab in [*tabs, *tabs]:  # what a page computes at the first visit is there at the second
        page.get_by_role("tab", name=tab, exact=True).first.click()
        page.wait_for_timeout(3000)
        titles[tab] = page.locator("h1:visible").first.inner_text()
    order = [tab for tab in titles if list(titles.values()).count(titles[tab]) == 1]
    met: dict[str, list[float]] = {tab: [] for tab in order}
    for tab in [*order, *order, *order]:
        met[tab].append(float(page.evaluate(BACK, [tab, titles[tab]])))
        page.wait_for_timeout(300)
    return met


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


def first_pictures(
    browser: Browser, place: str, server: int, pages: list[str], visits: int
) -> dict[str, dict[str, list[float]]]:
    """By page: milliseconds `fresh` and `again`, milliseconds of processor `server`, `script`."""
    warm_up(browser, place, "home")
    found: dict[str, dict[str, list[float]]] = {}
    for name in pages:
        warm_up(browser, place, name)
        met: dict[str, list[float]] = {"fresh": [], "again": [], "server": [], "script": []}
        for _ in range(visits):
            context = opened(browser)
            for kind in ("fresh", "again"):
                time.sleep(REST)
                before, page = processor_seconds(server), context.new_page()
                told = context.new_cdp_session(page)
                told.send("Performance.enable")
                met[kind].append(first_picture(page, place, name))
                met["server"].append(1000 * (processor_seconds(server) - before))
                met["script"].append(1000 * script_seconds(told))
            context.close()
        found[name] = met
    return found


def load() -> str:
    """How busy the machine is, as told beside a figure."""
    return f"{time.strftime('%H:%M')}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--pages", default=",".join(PAGES))
    parser.add_argument("--first-only", action="store_true")
    asked = parser.parse_args()
    with served(asked.workspace) as (place, process), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=[*QUIET])
        time.sleep(20)  # the server loads the compiled rules
        print(f"At {load()}\n")
        print(
            "| Page | Nothing kept: median, ms | slowest | Again | slowest | Server, ms | Script |"
        )
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for name in asked.pages.split(","):
            met = first_pictures(browser, place, process.pid, [name], asked.visits)[name]
            cells = [told(met["fresh"]), told(met["again"])]
            cells += [f"{statistics.median(met[kind]):,.0f}" for kind in ("server", "script")]
            print(f"| {name} | {' | '.join(cells)} |", flush=True)
        if not asked.first_only:
            print(f"\nAt {load()}: back to a page seen before, ms")
            for tab, times in back(opened(browser).new_page(), place).items():
                print(f"{tab} | {told(times)}", flush=True)
            print(f"\nAt {load()}: slider to moved curve, ms")
            print(told(slider(opened(browser).new_page(), place)))
        browser.close()


if __name__ == "__main__":
    main()
