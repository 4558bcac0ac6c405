"""A real Chromium on a dashboard served for the tests, on a workspace made for them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from serving import served

from simulation import tables
from simulation.model import simulate
from simulation.scenario import load
from simulation.sizing import Effort, Target, size
from simulation.workspace import Workspace, write_json

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
TINY = Effort(futures=6, plans=8, generation=4, trials=1, rungs=(2, 3, 4), fresh=10, beside=4)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium; Debian's is installed when it is missing and that is allowed."""
    if not shutil.which("chromium") and shutil.which("apt-get"):
        if os.geteuid() != 0:
            pytest.skip("Chromium is missing; install it: sudo apt-get install chromium")
        for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "-q", *command], capture_output=True, check=False)
    path = shutil.which("chromium")
    if not path:
        pytest.skip("Chromium is missing and could not be installed; install it and run again")
    return path


@pytest.fixture(scope="session")
def workspace(tmp_path_factory) -> Path:
    """A workspace with a record and a plan of a small company."""
    place = Workspace(tmp_path_factory.mktemp("workspace"))
    scenario = load("sponsor_and_training").resized(300)
    everybody = {"plan.waves": [{"week": 1, "share": 1.0}], "horizon_weeks": 10}
    tables.write(simulate(scenario.changed(everybody), events=True).record, place.runs / "small")
    plan = size(scenario, Target.parse("weekly_active=5%@30"), probability=0.6, effort=TINY)
    write_json(place.plans / "small.json", plan.to_dict())
    return place.folder


@pytest.fixture(scope="session")
def address(workspace):
    """Where the dashboard is served; the server ends with the tests."""
    with served(workspace) as (place, _):
        yield place


@pytest.fixture(scope="session")
def browser(chromium):
    """One browser for all tests."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture
def complaints() -> list[str]:
    """Errors of the console, faults of scripts, requests that failed or left this machine."""
    return []


@pytest.fixture
def page(browser, complaints):
    """A page in which nothing may be complained of."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("requestfailed", lambda request: complaints.append(request.url))
    opened.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://127.0.0.1", "data:", "blob:"))
            else complaints.append(request.url)
        ),
    )
    yield opened
    context.close()
    assert complaints == []
