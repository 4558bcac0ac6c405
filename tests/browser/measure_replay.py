"""How fast the replay is, measured by hand: first picture, and each step, in Chromium.

    python tests/browser/measure_replay.py RECORD [ADDRESS]

RECORD is measured as a file opened from disk; with the ADDRESS of a dashboard's replay, that
page is measured too. A step is a key pressed until the frame after it is drawn.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright

from dashboards.replay_file import replay_record

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
VISITS = 4
FIRST = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
  () => done(performance.now()))))"""
STEPS = """async () => {
  const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  const times = []
  for (let step = 0; step < 40; step += 1) {
    const start = performance.now()
    document.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true}))
    await frame()
    times.push(performance.now() - start)
    await new Promise(done => setTimeout(done, 40))
  }
  return times.sort((a, b) => a - b)
}"""


def visit(context: BrowserContext, address: str) -> dict[str, Any]:
    """One visit; the first of a context finds nothing kept from another."""
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(".replay .unit", timeout=120_000)
    first, steps = page.evaluate(FIRST), page.evaluate(STEPS)
    page.close()
    return {"first": round(first), "median": round(steps[20]), "slowest": round(steps[-1])}


def main(record: Path, addresses: list[str]) -> None:
    """Print each visit, in milliseconds."""
    with TemporaryDirectory() as folder, sync_playwright() as driver:
        page = Path(folder) / "replay.html"
        replay_record([record], page)
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=[*QUIET])
        for address in (page.as_uri(), *addresses):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            for _ in range(VISITS):
                print(address[-60:], visit(context, address), flush=True)
            context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
