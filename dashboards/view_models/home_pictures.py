"""What the small picture beside each step of the loop shows: plain numbers, read at each visit."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from dashboards.view_models.calibrations import calibrations
from dashboards.view_models.scenarios import SHOWN, sources
from simulation.errors import InputError
from simulation.figures.theme import LETTERS
from simulation.forecasting import read_kept
from simulation.indicators import published
from simulation.settings import read_settings
from simulation.sizing import SizingResult
from simulation.workspace import Workspace

READ, FORETOLD, COMPARED = "contributors", "contributors", "weekly_active"

MONTH = 4
"""Weeks whose mean a small course shows: single weeks would be but a scribble at its size."""


@dataclass(frozen=True)
class Picture:
    """A small picture: which of its parts are filled says what it is.

    Attributes:
        line: a real course, week by week.
        band: least and most of a simulated course, drawn under its middle.
        middle: the middle of a simulated course.
        courses: middle courses by scenario letter.
        filled: how many of `squares` are filled.
        squares: how many there are.
        front: cost and probability of plans on the front, cheapest first.
        chosen: place of the chosen plan among them.
        words: what stands there when there is nothing to draw.
    """

    line: Sequence[float] = ()
    band: tuple[Sequence[float], Sequence[float]] = ((), ())
    middle: Sequence[float] = ()
    courses: Mapping[str, Sequence[float]] = field(default_factory=dict)
    filled: int = 0
    squares: int = 0
    front: Sequence[tuple[float, float]] = ()
    chosen: int | None = None
    words: str = ""


def picture(step: str, workspace: Workspace) -> Picture | None:
    """The picture of a step that is done; none where there is nothing to show or it is damaged."""
    try:
        return _PICTURES[step](workspace) if step in _PICTURES else None
    except (InputError, OSError, ValueError, LookupError, TypeError, AttributeError):
        return None  # what is damaged is told by the page that reads it


def _newest(files: Sequence[Path]) -> Path:
    return max(files, key=lambda file: file.stat().st_mtime)


def _read(workspace: Workspace) -> Picture:
    """The course of those who contribute, through the gate."""
    folder = _newest(list(workspace.pilots.glob("*/manifest.json"))).parent
    least = read_settings(workspace.folder).min_group
    table = published(folder, names=[READ], min_group=least).sort_values("week")
    return Picture(line=table["value"].where(~table["suppressed"]).astype(float).to_list())


def _calibrated(workspace: Workspace) -> Picture:
    """A square a parameter, those that the pilot tells of filled."""
    told, *_ = calibrations(workspace).values()
    return Picture(filled=len(told.get("identified", ())), squares=len(told.get("parameters", ())))


def _compared(workspace: Workspace) -> Picture:
    """The middle course of each run kept, by the letter of its place; letters alone before that."""
    # In the order in which they are compared, so that a letter means the same there.
    order = dict.fromkeys([*SHOWN, *sources(workspace)])
    runs = [workspace.runs / name / "weekly.parquet" for name in order]
    runs = [run for run in runs if run.is_file()][: len(LETTERS)]
    courses: dict[str, Sequence[float]] = {
        letter: _middle(run).to_list() for letter, run in zip(LETTERS, runs, strict=False)
    }
    scenarios = len(workspace.scenario_files())
    bare: dict[str, Sequence[float]] = dict.fromkeys(LETTERS[:scenarios], ())
    return Picture(courses=courses or bare)


def _middle(run: Path) -> pd.Series:
    weekly = pd.read_parquet(run, columns=["week", COMPARED, "staff"])
    middle = (weekly[COMPARED] / weekly["staff"]).groupby(weekly["week"]).median()
    return middle.rolling(MONTH, min_periods=1).mean()


def _foretold(workspace: Workspace) -> Picture:
    """The band and the middle of the newest forecast."""
    kept = read_kept(_newest(list(workspace.forecasts.glob("*.json"))))
    fan = kept.fan(FORETOLD if FORETOLD in kept.quantiles else next(iter(kept.quantiles)))
    ends = fan["p05"].to_list(), fan["p95"].to_list()
    return Picture(band=ends, middle=fan["median"].to_list())


def _sized(workspace: Workspace) -> Picture:
    """The front of cost against probability, the chosen plan on it."""
    told = json.loads(_newest(list(workspace.plan_files())).read_text("utf-8"))
    plans = SizingResult.from_dict(told).front
    front = plans[~plans["dominated"]].sort_values("cost")
    chosen = [place for place, role in enumerate(front["role"]) if role == "chosen"]
    points = list(zip(front["cost"], front["probability"], strict=True))
    return Picture(front=points, chosen=chosen[0] if chosen else None)


def _presented(workspace: Workspace) -> Picture | None:
    """The kinds of files written."""
    kinds = {file.suffix[1:] for file in workspace.reports.glob("*.*") if file.suffix}
    return Picture(words=" · ".join(sorted(kinds))) if kinds else None


_PICTURES: Mapping[str, Callable[[Workspace], Picture | None]] = {
    "read": _read,
    "calibrate": _calibrated,
    "compare": _compared,
    "forecast": _foretold,
    "size": _sized,
    "present": _presented,
}
