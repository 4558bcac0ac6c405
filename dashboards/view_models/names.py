"""What people call the files of a workspace: by their titles, not by where they lie."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from simulation.errors import InputError
from simulation.scenario import load
from simulation.tables import title_of

_DAMAGED = (InputError, OSError, ValueError, LookupError, TypeError, AttributeError)


def record_title(folder: Path, lang: str) -> str:
    """What a record is called; its folder where it has no title, or is damaged."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        return title_of(manifest, lang) or folder.name
    except _DAMAGED:
        return folder.name


def run_title(folder: Path, lang: str) -> str:
    """What a simulated run is called, whether or not a record was kept of it."""
    if (folder / "manifest.json").is_file():
        return record_title(folder, lang)
    try:
        return load(folder / "scenario.yaml").title[lang]
    except _DAMAGED:
        return folder.name


def scenario_title(file: Path, lang: str) -> str:
    """What a scenario is called; its file where it is damaged."""
    try:
        return load(file).title[lang]
    except _DAMAGED:
        return file.name


def plan_title(file: Path, lang: str) -> str:
    """What the scenario of a plan is called; the plan's file where it is damaged."""
    try:
        return str(json.loads(file.read_text("utf-8"))["scenario"]["title"][lang])
    except _DAMAGED:
        return file.name


def labelled(titles: Mapping[str, str]) -> dict[str, str]:
    """Label -> name, to choose from; where names share a title, each label carries its name.

    Args:
        titles: name -> title.
    """
    times = Counter(titles.values())
    return {
        title if times[title] == 1 else f"{title} · {name}": name for name, title in titles.items()
    }
