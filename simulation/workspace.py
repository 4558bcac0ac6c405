"""A workspace: the folder where one team's pilots, scenarios, runs, plans and reports lie.

No server and no database: folders and files that can be copied, read and deleted.

    pilots/NAME/        records of imported pilots
    scenarios/NAME.yaml scenarios of the team, beside the presets
    runs/NAME/          simulated runs
    posteriors/NAME/    calibrations on pilots
    plans/NAME.json     sized deployments
    forecasts/NAME.json forecasts kept, to be scored as weeks arrive
    reports/            what was taken away
    key                 the secret behind the pseudonyms, readable by its owner only
    settings.yaml       who is responsible, how people are protected; optional
    access.jsonl        who read which pilot, when; readable by its owner only
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.errors import InputError
from simulation.places import check_json_file, written_beside


@dataclass(frozen=True)
class Workspace:
    """Places inside one workspace folder; folders are made when something is written."""

    folder: Path

    @property
    def pilots(self) -> Path:
        """Records of imported pilots."""
        return self.folder / "pilots"

    @property
    def scenarios(self) -> Path:
        """The team's own scenarios."""
        return self.folder / "scenarios"

    @property
    def runs(self) -> Path:
        """Simulated runs."""
        return self.folder / "runs"

    @property
    def posteriors(self) -> Path:
        """Calibrations on pilots."""
        return self.folder / "posteriors"

    @property
    def forecasts(self) -> Path:
        """Forecasts kept, to be scored as weeks arrive."""
        return self.folder / "forecasts"

    @property
    def plans(self) -> Path:
        """Sized deployments."""
        return self.folder / "plans"

    @property
    def reports(self) -> Path:
        """Reports and decks."""
        return self.folder / "reports"

    @property
    def key(self) -> Path:
        """The file of the pseudonyms' key."""
        return self.folder / "key"

    @property
    def access_log(self) -> Path:
        """The file of accesses to pilots."""
        return self.folder / "access.jsonl"

    def records(self) -> list[Path]:
        """Folders of all records, pilots first, each kind by name."""
        return [
            manifest.parent
            for place in (self.pilots, self.runs)
            for manifest in sorted(place.glob("*/manifest.json"))
            if (manifest.parent / "events.parquet").is_file()
        ]

    def posterior_folders(self) -> list[Path]:
        """Folders of all calibrations, the newest first."""
        drawn = sorted(self.posteriors.glob("*/draws.parquet"), key=os.path.getmtime, reverse=True)
        return [file.parent for file in drawn if not file.parent.name.startswith(".")]

    def plan_files(self) -> list[Path]:
        """Files of all plans, the newest first."""
        return sorted(self.plans.glob("*.json"), key=os.path.getmtime, reverse=True)

    def scenario_files(self) -> list[Path]:
        """Files of the team's own scenarios, by name."""
        return sorted(self.scenarios.glob("*.yaml"))


def workspace_of(record: Path) -> Workspace:
    """The workspace that a record's or calibration's folder belongs to, else what holds it."""
    place = record.absolute().parent
    return Workspace(place.parent if place.name in ("pilots", "runs", "posteriors") else place)


def key_beside(record: Path) -> Path:
    """The key's file of the workspace that a record's folder belongs to."""
    return workspace_of(record).key


def write_text(path: Path, text: str) -> Path:
    """Write a text file beside its place, then rename, so that it is never half there."""
    path = Path(path)
    with written_beside(path) as draft:
        draft.write_text(text, "utf-8")
    return path


def write_json(path: Path, tree: Mapping[str, Any]) -> Path:
    """Write a JSON file the same safe way; a file that holds anything else is left alone."""
    check_json_file(Path(path))
    return write_text(path, json.dumps(tree, ensure_ascii=False, indent=2, default=str) + "\n")


def slug(title: str) -> str:
    """A title as a folder's name: `Pilote automne 2026` gives `pilote-automne-2026`.

    Raises:
        InputError: nothing of the title is left.
    """
    name = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")
    if not name:
        raise InputError("workspace_name", value=title)
    return name
