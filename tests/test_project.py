"""The project's own files agree with each other."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
LOCKED = dict(
    re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / "requirements.lock").read_text("utf-8"), re.M)
)


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=~! ]", requirement, maxsplit=1)[0].lower()


def pip_part() -> list[str]:
    return next(entry["pip"] for entry in ENVIRONMENT["dependencies"] if isinstance(entry, dict))


def test_conda_installs_the_project_on_the_python_it_asks_for():
    assert "python" + PROJECT["project"]["requires-python"] in ENVIRONMENT["dependencies"]
    assert "--editable ." in pip_part()


def test_conda_installs_the_developers_tools_that_the_project_declares():
    tools = [line for line in pip_part() if not line.startswith("--")]
    assert sorted(tools) == sorted(PROJECT["dependency-groups"]["dev"])


def test_every_declared_dependency_is_locked_with_hashes():
    declared = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    assert {name_of(line) for line in declared} <= set(LOCKED)
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements.lock").read_text("utf-8").strip())
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_lock_names_no_address():
    assert "://" not in (ROOT / "requirements.lock").read_text("utf-8")


@pytest.mark.parametrize("target", ["demo", "test", "dashboard", "lab", "bench", "lint"])
def test_every_promised_make_target_sets_up_first(target):
    rule = re.search(rf"^{target}: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert rule and rule.group(1) == "$(READY)"
