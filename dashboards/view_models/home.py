"""Where the workspace stands: the loop, step by step, and what lies in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dashboards.remembered import Remembered
from dashboards.view_models.calibrations import calibrations
from dashboards.view_models.importing import platform
from dashboards.view_models.names import plan_title, record_title, scenario_title
from simulation import tables
from simulation.access import accesses
from simulation.errors import InputError
from simulation.forecasting import read_kept
from simulation.scenario import presets
from simulation.sizing import sizing_finding, stored_result
from simulation.tables import title_of, weeks_of
from simulation.words import say
from simulation.words.forms import number, short_date
from simulation.workspace import Workspace


@dataclass(frozen=True)
class Step:
    """One step of the loop.

    Attributes:
        name: a word of the catalogue.
        page: where it is done.
        state: what is there, in a sentence.
        detail: one line more, or nothing.
        done: whether something is there.
        warns: whether the detail is a warning.
        part: part of the page it opens.
    """

    name: str
    page: str
    state: str
    detail: str
    done: bool
    warns: bool = False
    part: str = ""


STEPS: Remembered[list[Step]] = Remembered(most=32)
"""By the state of a workspace and the language, in all sessions."""


@dataclass(frozen=True)
class Entry:
    """Something that lies in the workspace; `simulated` is None where it does not apply."""

    name: str
    kind: str
    modified: str
    simulated: bool | None


def state(workspace: Workspace) -> tuple[tuple[str, int], ...]:
    """What decides all that is told of a workspace: its files, and when each was written."""
    files = [*(file for file, _ in _files(workspace)), workspace.access_log]
    return tuple((str(file), file.stat().st_mtime_ns) for file in files if file.exists())


def steps(workspace: Workspace, lang: str) -> list[Step]:
    """The loop with what the workspace holds for each step; read once while nothing changes."""
    makers: tuple[Callable[[Workspace, str], Step], ...] = (
        _imported, _read, _calibrated, _compared, _foretold, _sized, _presented,
    )  # fmt: skip
    key = str(workspace.folder), lang, state(workspace)
    found = STEPS.get(key, lambda: [make(workspace, lang) for make in makers])
    assert found is not None, "there are always steps"
    return found


def next_step(workspace: Workspace, lang: str) -> str:
    """Name of the first step without anything; `done` once all are there."""
    return next((step.name for step in steps(workspace, lang) if not step.done), "done")


def finding(workspace: Workspace, lang: str) -> tuple[str, str]:
    """What there is, and what comes next."""
    return _said(f"next.{next_step(workspace, lang)}", lang), _said("subtitle", lang)


def entries(workspace: Workspace, lang: str) -> list[Entry]:
    """Everything in the workspace, the newest first."""
    files = _files(workspace)
    files.sort(key=lambda file: file[0].stat().st_mtime, reverse=True)
    return [_entry(file, kind, lang) for file, kind in files]


def _files(workspace: Workspace) -> list[tuple[Path, str]]:
    """What lies in the workspace, each with the kind of thing it is."""
    files = [
        *((folder / "manifest.json", "record") for folder in workspace.records()),
        *((folder / "manifest.json", "calibration") for folder in workspace.posterior_folders()),
        *((file, "scenario") for file in workspace.scenario_files()),
        *((file, "forecast") for file in sorted(workspace.forecasts.glob("*.json"))),
        *((file, "plan") for file in workspace.plan_files()),
        *((file, "report") for file in _reports(workspace)),
    ]
    return [(file, kind) for file, kind in files if file.exists()]


def _pilots(workspace: Workspace) -> list[Path]:
    """Manifests of the pilots, the newest first."""
    found = workspace.pilots.glob("*/manifest.json")
    return sorted(found, key=lambda file: file.stat().st_mtime, reverse=True)


def _opened_since(workspace: Workspace, manifest: Path) -> bool:
    """Whether anybody has opened a pilot since it was imported, as the log of accesses tells."""
    imported = datetime.fromtimestamp(int(manifest.stat().st_mtime), UTC).isoformat()
    return any(
        entry.get("record") == manifest.parent.name and str(entry.get("at", "")) >= imported
        for entry in accesses(workspace)
    )


def _newest_pilot(workspace: Workspace) -> dict[str, Any]:
    """The manifest of the newest pilot that can be read; empty where there is none."""
    for file in _pilots(workspace):
        try:
            return tables.read_manifest(file.parent)
        except InputError:
            continue
    return {}


def _reports(workspace: Workspace) -> list[Path]:
    return sorted(workspace.reports.glob("*.*"), key=lambda file: -file.stat().st_mtime)


def _imported(workspace: Workspace, lang: str) -> Step:
    files, told = _pilots(workspace), _newest_pilot(workspace)
    if not files or not told:
        return Step("import", "home", _said("import.none", lang), "", bool(files))
    count, day = number(len(files), lang), _day(files[0], lang)
    source = platform(str(told.get("importer", "")), lang)
    state = _said("import.some", lang, title=title_of(told, lang), count=count)
    return Step("import", "home", state, _said("import.from", lang, source=source, day=day), True)


def _read(workspace: Workspace, lang: str) -> Step:
    told = _newest_pilot(workspace)
    if not told:
        return Step("read", "pilot", _said("read.none", lang), "", bool(_pilots(workspace)))
    weeks = weeks_of(told)
    ends = {
        end: short_date(day.date(), lang) for end, day in (("first", weeks[0]), ("last", weeks[-1]))
    }
    state = _said("read.some", lang, weeks=number(len(weeks), lang), **ends)
    hr = _said("read.hr" if told.get("has_hr") else "read.no_hr", lang)
    return Step("read", "pilot", state, hr, _opened_since(workspace, _pilots(workspace)[0]))


def _calibrated(workspace: Workspace, lang: str) -> Step:
    kept = list(calibrations(workspace).values())
    if not kept:
        return Step("calibrate", "forecast", _said("calibrate.none", lang), "", False)
    told = kept[0]
    state = _said(
        "calibrate.some",
        lang,
        identified=number(len(told.get("identified", ())), lang),
        total=number(len(told.get("parameters", ())), lang),
    )
    bad = bool(told.get("fit")) and not told["fit"]["fits"]
    detail = _said(
        "calibrate.bad" if bad else "calibrate.kept", lang, count=number(len(kept), lang)
    )
    return Step("calibrate", "forecast", state, detail, True, warns=bad, part="course")


def _compared(workspace: Workspace, lang: str) -> Step:
    count = len(workspace.scenario_files())
    words = {"count": number(count, lang), "presets": number(len(presets()), lang)}
    state = _said(f"scenarios.{'some' if count else 'none'}", lang, **words)
    return Step("compare", "scenarios", state, "", count > 0)


def _foretold(workspace: Workspace, lang: str) -> Step:
    files = sorted(workspace.forecasts.glob("*.json"), key=lambda file: -file.stat().st_mtime)
    if not files:
        return Step("forecast", "forecast", _said("forecast.none", lang), "", False)
    state = _said("forecast.some", lang, count=number(len(files), lang))
    detail = _said("forecast.last", lang, day=_day(files[0], lang))
    return Step("forecast", "forecast", state, detail, True, part="course")


def _sized(workspace: Workspace, lang: str) -> Step:
    files = workspace.plan_files()
    for file in files:
        try:
            plan = stored_result(file)
        except (OSError, InputError, ValueError, KeyError, TypeError, AttributeError):
            continue  # a file that is no plan of this version is left to its owner
        title, _ = sizing_finding(plan, lang)
        return Step("size", "size", title, plan.scenario.title[lang], True)
    return Step("size", "size", _said("size.none", lang), "", bool(files))


def _presented(workspace: Workspace, lang: str) -> Step:
    files = _reports(workspace)
    if not files:
        return Step("present", "reports", _said("present.none", lang), "", False)
    state = _said("present.some", lang, count=number(len(files), lang))
    detail = f"{files[0].name}, {_day(files[0], lang)}"
    return Step("present", "sponsor", state, detail, True)


def _entry(file: Path, kind: str, lang: str) -> Entry:
    name, simulated = file.name, None
    if kind == "record":
        manifest = json.loads(file.read_text("utf-8"))
        simulated = manifest["origin"] == "simulated"
        name = record_title(file.parent, lang)
    elif kind == "calibration":
        name, simulated = file.parent.name, True
    elif kind == "forecast":
        name = _forecast_name(file, lang)
    elif kind == "scenario":
        name = scenario_title(file, lang)
    elif kind == "plan":
        name = plan_title(file, lang)
    return Entry(name, _said(f"kind.{kind}", lang), _day(file, lang), simulated)


def _forecast_name(file: Path, lang: str) -> str:
    """Which pilot a kept forecast is about, and which weeks; its file where it is damaged."""
    try:
        kept = read_kept(file)
    except InputError:
        return file.name
    weeks, first = number(len(kept.weeks), lang), short_date(kept.weeks[0].date(), lang)
    return _said("forecast.name", lang, title=kept.title, weeks=weeks, first=first)


def _day(file: Path, lang: str) -> str:
    return short_date(date.fromtimestamp(file.stat().st_mtime), lang)


def _said(key: str, lang: str, **values: Any) -> str:
    return say(f"dashboard.home.{key}", lang, **values)
