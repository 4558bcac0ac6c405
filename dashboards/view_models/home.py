"""Where the workspace stands: the loop, step by step, and what lies in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from simulation.scenario import presets
from simulation.tables import title_of
from simulation.words import say
from simulation.words.forms import number, short_date
from simulation.workspace import Workspace

STEPS = ("pilot", "scenarios", "size")
"""The steps of the loop that have a page, in order."""


@dataclass(frozen=True)
class Step:
    """One step of the loop: its page, what is there, and whether something is."""

    page: str
    state: str
    done: bool


@dataclass(frozen=True)
class Entry:
    """Something that lies in the workspace; `simulated` is None where it does not apply."""

    name: str
    kind: str
    modified: str
    simulated: bool | None


def steps(workspace: Workspace, lang: str) -> list[Step]:
    """The loop with what the workspace holds for each step."""
    counts = {
        "pilot": len(list(workspace.pilots.glob("*/manifest.json"))),
        "scenarios": len(workspace.scenario_files()),
        "size": len(workspace.plan_files()),
    }
    return [
        Step(
            page,
            say(
                f"dashboard.home.{page}.{'some' if counts[page] else 'none'}",
                lang,
                count=number(counts[page], lang),
                presets=number(len(presets()), lang),
            ),
            counts[page] > 0,
        )
        for page in STEPS
    ]


def next_page(workspace: Workspace, lang: str) -> str:
    """The first step without anything; the plan once all are there."""
    return next((step.page for step in steps(workspace, lang) if not step.done), STEPS[-1])


def finding(workspace: Workspace, lang: str) -> tuple[str, str]:
    """What there is, and what comes next."""
    found = steps(workspace, lang)
    ahead = next((step.page for step in found if not step.done), "done")
    return say(f"dashboard.home.next.{ahead}", lang), say("dashboard.home.subtitle", lang)


def entries(workspace: Workspace, lang: str) -> list[Entry]:
    """Everything in the workspace, the newest first."""
    files = [
        *((folder / "manifest.json", "record") for folder in workspace.records()),
        *((file, "scenario") for file in workspace.scenario_files()),
        *((file, "plan") for file in workspace.plan_files()),
        *((file, "report") for file in sorted(workspace.reports.glob("*.*"))),
    ]
    files.sort(key=lambda file: file[0].stat().st_mtime, reverse=True)
    return [_entry(file, kind, lang) for file, kind in files]


def _entry(file: Path, kind: str, lang: str) -> Entry:
    name, simulated = file.name, None
    if kind == "record":
        manifest = json.loads(file.read_text("utf-8"))
        simulated = manifest["origin"] == "simulated"
        name = title_of(manifest, lang)
    modified = short_date(date.fromtimestamp(file.stat().st_mtime), lang)
    return Entry(name, say(f"dashboard.home.kind.{kind}", lang), modified, simulated)
