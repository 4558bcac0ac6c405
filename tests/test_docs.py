"""The documentation: gathered whole, in two languages where it says so, without a dead link."""

import importlib.util
import json
import re
from pathlib import Path

import pytest
import yaml

from simulation.report.stories import STORIES
from simulation.users import RIGHTS

ROOT = Path(__file__).resolve().parents[1]
_spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
build = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(build)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs") / "pages"
    build.gather(folder)
    return folder


def test_no_link_is_dead(site):
    assert build.dead_links(site) == []


@pytest.mark.parametrize(
    "text", ["[x](nowhere.md)", "[x](method.md#no-such-heading)", "![x](pictures/none.png)"]
)
def test_a_dead_link_is_found(site, text):
    page = site / "dead.md"
    page.write_text(text, "utf-8")
    try:
        [found] = build.dead_links(site)
        assert found.startswith("dead.md: ")
    finally:
        page.unlink()


def test_every_page_is_in_the_table_of_contents_and_every_entry_is_a_page(site):
    text = (ROOT / "docs" / "mkdocs.yml").read_text("utf-8")
    yaml.safe_load(text)
    assert set(re.findall(r"[\w-]+\.md", text.split("nav:")[1])) == {
        p.name for p in site.glob("*.md")
    }


def test_the_readme_links_to_what_is_there():
    for name in ("README.md", "RELEASES.md", "data/README.md"):
        text = build._without_code((ROOT / name).read_text("utf-8"))
        for _, _, target in build.LINK.findall(text):
            place = target.partition("#")[0]
            assert re.match(r"[a-z]+:", target) or ((ROOT / name).parent / place).exists(), target


def test_the_glossary_tells_every_term_in_both_languages(site):
    rows = [line for line in (site / "glossary.md").read_text("utf-8").splitlines() if "|" in line]
    assert len(rows) > 40
    assert all(len(re.split(r"(?<!\\)\|", row)) == 6 for row in rows)
    assert any("Tirage" in row and "Draw" in row for row in rows)


def test_roles_and_stories_are_documented(site):
    pages = " ".join(page.read_text("utf-8") for page in site.glob("*.md"))
    assert all(role in pages for role in RIGHTS)
    assert all(f"--story {story}" in pages or story == "committee" for story in STORIES)


def test_every_notebook_is_listed_and_kept_without_results(site):
    listed = re.findall(r"\| `(\d\d_\w+)` \|", (site / "method.md").read_text("utf-8"))
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert listed == [notebook.stem for notebook in notebooks]
    for notebook in notebooks:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
