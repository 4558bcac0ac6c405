"""Pictures of the pages and of slides, for the README: `make pictures`.

Pages are opened in the system's Chromium on a dashboard served for the purpose; slides go
through LibreOffice and poppler where they are installed.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from simulation.workspace import Workspace

PAGES = {
    "pilot": "?page=pilot&lang=en",
    "replay": "?page=pilot&view=replay&week=10&lang=en",
    "scenarios": "?page=scenarios&lang=en",
    "size": "?page=size&lang=en",
}
WIDTH, HEIGHT = 1440, 900
SETTLED = 8_000
"""Milliseconds after which figures are drawn and the preview is computed."""
SLIDE = 6
PATIENCE = 60


def main(workspace: Path, folder: Path) -> None:
    """Take every picture that this machine allows."""
    folder.mkdir(parents=True, exist_ok=True)
    with served(workspace) as address:
        photograph(address, folder)
    for deck in sorted(Workspace(workspace).reports.glob("deck-en.pptx")):
        photograph_slide(deck, folder / "slide.png")


def photograph(address: str, folder: Path) -> None:
    """A picture of each page, as a laptop shows it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for name, query in PAGES.items():
            page.goto(f"{address}/{query}")
            page.wait_for_timeout(SETTLED)
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


def photograph_slide(deck: Path, picture: Path) -> None:
    """One slide of the deck, where an office suite can draw it."""
    office, poppler = shutil.which("libreoffice"), shutil.which("pdftoppm")
    if not office or not poppler:
        return
    with TemporaryDirectory() as draft:
        profile = f"-env:UserInstallation=file://{draft}/profile"
        to_pdf = [
            office,
            profile,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            draft,
            str(deck),
        ]
        subprocess.run(to_pdf, check=True, capture_output=True)
        pages = ["-f", str(SLIDE), "-l", str(SLIDE), "-r", "96", "-png", "-singlefile"]
        pdf, stem = str(Path(draft) / f"{deck.stem}.pdf"), str(picture.with_suffix(""))
        subprocess.run([poppler, *pages, pdf, stem], check=True)


@contextmanager
def served(workspace: Path) -> Iterator[str]:
    """The address of a dashboard on this workspace, served until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["dashboard", str(workspace), "--port", str(port), "--no-show"]
    server = subprocess.Popen([sys.executable, "-m", "simulation.cli", *command])
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/favicon.ico", timeout=2)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise TimeoutError(f"{address} did not answer")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
