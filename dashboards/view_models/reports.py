"""Reports to take away: what can go into one, the one being written, those there are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import param

from dashboards.jobs import Deliver, NewestJob, Outdated
from dashboards.view_models.names import labelled, plan_title, record_title, run_title
from dashboards.view_models.scenarios import SHOWN
from simulation.errors import InputError
from simulation.report.sources import WRITERS, report
from simulation.report.stories import COMMITTEE, STORIES
from simulation.users import SPONSOR
from simulation.words import say
from simulation.words.forms import number
from simulation.workspace import Workspace

KINDS = tuple(WRITERS)
KEPT_DRAWS = "*/weekly.parquet"
FEWEST_RUNS = 2
"""A single run compares with nothing."""


class ReportDesk(param.Parameterized):
    """What to report, for whom, and the files of the workspace."""

    record = param.String(default="", doc="Folder of the pilot, as `pilots/name`; empty: none.")
    plan = param.String(default="", doc="File of the plan; empty: none.")
    runs = param.List(default=[], doc="Folders of the runs compared, the reference first.")
    story: param.Selector[str] = param.Selector(default=COMMITTEE, objects=list(STORIES))
    kinds = param.List(default=["html", "pptx"], doc="Outputs.")
    writing = param.Boolean(default=False, doc="Whether a report is being written.")
    written = param.Integer(
        default=0, doc="How many reports were written since the page was opened."
    )
    refused = param.Parameter(doc="The `InputError` of the last request, or None.")

    def __init__(
        self, workspace: Workspace, deliver: Deliver, may_write: bool = True, **params: Any
    ) -> None:
        super().__init__(**params)
        self._workspace, self.may_write = workspace, may_write
        self._job = NewestJob(deliver)
        self.look_again()

    def look_again(self) -> None:
        """Choose the first pilot, the newest plan and all runs, where they are there."""
        runs = list(self.known_runs())
        self.param.update(
            record=next(iter(self.known_records()), ""),
            plan=next(iter(self.known_plans()), ""),
            runs=runs if len(runs) >= FEWEST_RUNS else [],
        )

    def known_records(self) -> dict[str, Path]:
        """Name -> folder of the pilots."""
        pilots = self._workspace.pilots
        return {f.name: f for f in self._workspace.records() if f.parent == pilots}

    def known_plans(self) -> dict[str, Path]:
        """Name -> file of the plans, the newest first."""
        return {file.stem: file for file in self._workspace.plan_files()}

    def known_runs(self) -> dict[str, Path]:
        """Name -> folder of the runs whose draws are kept, in the order of the comparison page.

        The first is the reference until the reader chooses.
        """
        kept = {file.parent.name: file.parent for file in self._workspace.runs.glob(KEPT_DRAWS)}
        order = [name for name in SHOWN if name in kept]
        return {name: kept[name] for name in [*order, *sorted(set(kept) - set(order))]}

    def records_to_choose(self, lang: str) -> dict[str, str]:
        """Label -> name of the pilots."""
        known = self.known_records().items()
        return labelled({name: record_title(folder, lang) for name, folder in known})

    def plans_to_choose(self, lang: str) -> dict[str, str]:
        """Label -> name of the plans."""
        return labelled({name: plan_title(file, lang) for name, file in self.known_plans().items()})

    def runs_to_choose(self, lang: str) -> dict[str, str]:
        """Label -> name of the runs."""
        known = self.known_runs().items()
        return labelled({name: run_title(folder, lang) for name, folder in known})

    def files(self) -> list[Path]:
        """What was written, the newest first; hidden drafts are left out."""
        found = [
            file
            for kind in KINDS
            for file in self._workspace.reports.glob(f"*.{kind}")
            if not file.name.startswith(".")
        ]
        return sorted(found, key=lambda file: file.stat().st_mtime, reverse=True)

    def finding(self, lang: str) -> tuple[str, str]:
        """How many files there are, and what they carry."""
        count = len(self.files())
        title = say(
            f"dashboard.reports.title.{'some' if count else 'none'}",
            lang,
            **({"count": number(count, lang)} if count else {}),
        )
        return title, say("dashboard.reports.subtitle", lang)

    def write(self, lang: str) -> None:
        """Write the report in the background; one that is refused changes no file."""
        sources, kinds, story = self._sources(), list(self.kinds), self.story
        folder, allowed = self._workspace.reports, self.may_write

        def work(_: Outdated) -> Sequence[Path]:
            if not allowed:
                raise InputError(
                    "access_role", role=lambda lang: say(f"access.role.{SPONSOR}", lang)
                )
            return list(report(sources, kinds or ["html"], folder, lang, story).values())

        self.param.update(writing=True, refused=None)
        self._job.start(work, self._show, self._refuse)

    def close(self) -> None:
        """End with the session."""
        self._job.close()

    def _sources(self) -> list[Path]:
        records, plans, runs = self.known_records(), self.known_plans(), self.known_runs()
        chosen = [records.get(self.record), plans.get(self.plan), *map(runs.get, self.runs)]
        return [source for source in chosen if source]

    def _show(self, _: Sequence[Path]) -> None:
        self.param.update(writing=False, written=self.written + 1)

    def _refuse(self, error: InputError) -> None:
        self.param.update(refused=error, writing=False)
