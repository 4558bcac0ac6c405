"""Builds the documentation site: `make docs`.

Pages written by hand lie beside this file; the others are gathered from where they belong
(README, the model's document, validation, speed, release notes) or made from the code
(evidence, glossary). Links are written anew for the site, checked here, then by its builder.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from dashboards.theme import properties, tokens_css
from simulation.evidence import evidence
from simulation.figures.fonts import FONT_FILES, font_faces_css, font_path
from simulation.figures.theme import DARK
from simulation.words import catalogue

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PAGES = ROOT / ".cache" / "docs"
GATHERED = {
    "README.md": "index.md",
    "simulation/model/ODD.md": "model.md",
    "simulation/validation/VALIDATION.md": "validation.md",
    "simulation/calibration/METHOD.md": "calibration.md",
    "simulation/calibration/RECOVERY.md": "recovery.md",
    "simulation/forecasting/BACKTEST.md": "backtest.md",
    "simulation/forecasting/CALIBRATED.md": "calibrated.md",
    "simulation/sizing/WORKED_EXAMPLE.md": "worked-example.md",
    "simulation/quality/REAL_SETS.md": "real-sets.md",
    "simulation/BENCHMARKS.md": "speed.md",
    "simulation/pilot/IMPORT_SPEED.md": "speed-of-imports.md",
    "dashboards/SPEED.md": "speed-of-pages.md",
    "RELEASES.md": "releases.md",
    "data/README.md": "data.md",
}
"""Where a page belongs -> its name on the site."""

LINK = re.compile(r"(?<!`)(!?)\[([^\]]*)\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6}\s+(.*)$", re.M)


def gather(folder: Path) -> list[Path]:
    """Write every page of the site into a folder; what stood there goes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for source in sorted(HERE.glob("*.md")):
        shutil.copy(source, folder / source.name)
    for source, name in GATHERED.items():
        place = ROOT / source
        text = LINK.sub(partial(_moved, place, folder), place.read_text("utf-8"))
        (folder / name).write_text(text, "utf-8")
    (folder / "site.css").write_text(stylesheet(folder), "utf-8")
    (folder / "evidence.md").write_text(evidence_page(), "utf-8")
    (folder / "glossary.md").write_text(glossary_page(), "utf-8")
    return sorted(folder.glob("*.md"))


def stylesheet(folder: Path) -> str:
    """The site's style, above it the colours and the typefaces of the workbench's own pages."""
    (folder / "fonts").mkdir()
    for family in FONT_FILES:
        shutil.copy(font_path(family), folder / "fonts")
    dark = f'[data-bs-theme="dark"]{{{properties(DARK)}}}'
    own = (HERE / "site.css").read_text("utf-8")
    return "\n".join([font_faces_css("fonts"), tokens_css(), dark, own])


def evidence_page() -> str:
    """The register of evidence as a table."""
    quality = {
        "A": "peer-reviewed or official",
        "B": "industry benchmark",
        "C": "practitioner or press",
        "D": "our assumption",
    }
    rows = [
        f"| {one.row} | {_cell(one.finding['en'])} | {_cell(one.finding['fr'])} "
        f"| {quality[one.quality]} | {_cell(one.reference)} |"
        for one in evidence().values()
    ]
    head = ["| row | finding | constat | quality | source |", "|---|---|---|---|---|"]
    intro = (
        "What each `source` of the catalogue says, how far to trust it, and where it comes from."
    )
    return "\n".join(["# Evidence", "", intro, "", *head, *rows, ""])


def glossary_page() -> str:
    """Terms of the field and every indicator, in both languages, from the word catalogue."""
    words = catalogue()

    def rows(prefix: str, ending: str) -> list[str]:
        keys = sorted(
            (key for key in words if key.startswith(prefix) and f"{key}{ending}" in words),
            key=lambda key: words[key]["en"].casefold(),
        )
        return [
            f"| {_cell(words[key]['en'])} | {_cell(words[key]['fr'])} "
            f"| {_cell(words[key + ending]['en'])} | {_cell(words[key + ending]['fr'])} |"
            for key in keys
        ]

    head = ["| English | français | meaning | sens |", "|---|---|---|---|"]
    terms = [*head, *rows("glossary.", ".told"), ""]
    indicators = [*head, *rows("indicator.", ".definition"), ""]
    titles = ("# Glossary · Glossaire", "## Terms · Termes", "## Indicators · Indicateurs")
    return "\n".join([titles[0], "", titles[1], "", *terms, titles[2], "", *indicators])


def dead_links(folder: Path) -> list[str]:
    """Links between the site's pages that lead nowhere: a missing page, picture or heading."""
    anchors = {page.name: _anchors(page.read_text("utf-8")) for page in folder.glob("*.md")}
    dead = []
    for page in sorted(folder.glob("*.md")):
        for _, _, target in LINK.findall(_without_code(page.read_text("utf-8"))):
            place, _, anchor = target.partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            own = place or page.name
            if not (folder / own).exists() or (anchor and anchor not in anchors.get(own, ())):
                dead.append(f"{page.name}: {target}")
    return dead


def _moved(source: Path, folder: Path, link: re.Match[str]) -> str:
    """A link of a gathered page, as it stands on the site; files of the code are named instead."""
    picture, words, target = link.groups()
    place, _, anchor = target.partition("#")
    if re.match(r"[a-z]+:", target) or not place:
        return link[0]
    found = (source.parent / place).resolve()
    if not found.exists():
        return link[0]  # left dead, so that the check finds it
    name = found.relative_to(ROOT).as_posix()
    if name in GATHERED or found.parent == HERE:
        place = GATHERED.get(name, found.name)
        return f"{picture}[{words}]({place}{'#' + anchor if anchor else ''})"
    if picture:
        (folder / "pictures").mkdir(exist_ok=True)
        shutil.copy(found, folder / "pictures" / found.name)
        return f"![{words}](pictures/{found.name})"
    return f"{words} (`{name}`)"


def _anchors(text: str) -> set[str]:
    plain = (re.sub(r"[^\w\s-]", "", heading.lower()).strip() for heading in HEADING.findall(text))
    return {re.sub(r"[-\s]+", "-", heading) for heading in plain}


def _without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", re.sub(r"```.*?```", "", text, flags=re.S))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("{", "").replace("}", "")


def main() -> int:
    """Gather, check, build; the status of a command."""
    gather(PAGES)
    dead = dead_links(PAGES)
    for link in dead:
        print(f"dead link: {link}", file=sys.stderr)
    if dead:
        return 1
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--clean"]
    done = subprocess.run(
        [*command, "--config-file", str(HERE / "mkdocs.yml")], cwd=ROOT, check=False
    )
    if done.returncode == 0:
        print(ROOT / "site" / "index.html")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
