"""Calibrations kept in a workspace: what each is called, and the futures it leaves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from dashboards.view_models.scenarios import sources
from simulation import tables
from simulation.errors import InputError
from simulation.scenario import load
from simulation.sizing import Futures, PriorFutures, read_posterior
from simulation.words import say
from simulation.words.forms import short_date, week_label
from simulation.workspace import Workspace

PRIORS, KNOWN = "", "known"
"""Where parameters come from where no calibration is named: drawn from their priors; taken as
the catalogue has them. These words stand in the address."""


def calibrations(workspace: Workspace) -> dict[str, Mapping[str, Any]]:
    """Folder name -> manifest of every calibration, the newest first; damaged ones are left out."""
    found = {place.name: manifest_of(place) for place in workspace.posterior_folders()}
    return {name: told for name, told in found.items() if told}


def manifest_of(place: Path) -> Mapping[str, Any]:
    """What a calibration tells of itself; nothing where it is damaged."""
    try:
        told = json.loads((place / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def levers_of(told: Mapping[str, Any]) -> str:
    """The scenario a pilot was said to have run under; empty where none was said."""
    return str(told["scenario"]["name"]) if told.get("scenario_told") else ""


def scenario_title(workspace: Workspace, name: str, lang: str) -> str:
    """What a scenario is called; its name where it is gone."""
    known = sources(workspace)
    return load(known[name]).title[lang] if name in known else name


def label(workspace: Workspace, name: str, lang: str) -> str:
    """When a calibration was made, how much of the pilot it read, and under which levers."""
    told = calibrations(workspace)[name]
    made = (workspace.posteriors / name / "draws.parquet").stat().st_mtime
    day = short_date(date.fromtimestamp(made), lang)
    week = week_label(int(told.get("until", 0)), lang)
    levers = levers_of(told)
    parts = [say("dashboard.forecast.read_to", lang, day=day, week=week)]
    return ", ".join([*parts, scenario_title(workspace, levers, lang)] if levers else parts)


def drawn_from(workspace: Workspace, lang: str) -> dict[str, str]:
    """Where parameters may be drawn from besides their priors: what it is called -> folder name."""
    return {
        f"{_pilot_title(told, lang)}, {label(workspace, name, lang)}": name
        for name, told in calibrations(workspace).items()
    }


def futures_of(workspace: Workspace, name: str, seed: int) -> Futures:
    """The futures that a choice of parameters leaves, under a scenario's seed.

    Args:
        workspace: where calibrations are kept.
        name: `PRIORS`, `KNOWN` or the folder of a calibration.
        seed: of what is drawn.

    Raises:
        InputError: the calibration is gone, or cannot be read.
    """
    if name == KNOWN:
        return Futures()
    return read_posterior(workspace.posteriors / name, seed) if name else PriorFutures(seed)


def calibration_of(workspace: Workspace, key: str, seed: int) -> str:
    """The calibration whose futures bear a key; empty where none does any more."""
    for name in calibrations(workspace):
        try:
            if futures_of(workspace, name, seed).key == key:
                return name
        except InputError:
            continue
    return ""


def _pilot_title(told: Mapping[str, Any], lang: str) -> str:
    """What the pilot is called that was calibrated on; its folder's name where it is gone."""
    place = Path(str(told.get("record") or ""))
    try:
        return tables.title_of(tables.read_manifest(place), lang)
    except InputError:
        return place.name
