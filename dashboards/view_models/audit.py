"""The audit on the page: its form, what answers say, the scenario they set (S22)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import param

from dashboards.view_models.scenarios import sources
from dashboards.view_models.uploads import check_uploads
from simulation import audit as auditing
from simulation.audit import Audit
from simulation.errors import InputError
from simulation.scenario import load
from simulation.settings import read_settings
from simulation.words import say
from simulation.words.forms import number
from simulation.workspace import Workspace, slug, write_text

BASE = "sponsor_and_training"
"""The scenario whose other levers are kept at first."""

FORMS, MOST_MEGABYTES = (".csv", ".tsv", ".txt"), 20
"""Kinds and size of a filled form."""


_MARKS: dict[Path, dict[tuple[str, str], str]] = defaultdict(dict)
"""What the team of a workspace marked, by level and item: a page loaded again has it still."""


class AuditDesk(param.Parameterized):
    """Answers read in memory only: neither they nor who gave them are written anywhere."""

    audit = param.Parameter(doc="What the answers say: an `Audit`, or None.")
    together = param.Boolean(default=False, doc="Whether a team marks answers on the page.")
    marks = param.Dict(default={}, doc="Level and item -> choice that the team marked.")
    base: param.Selector[str] = param.Selector(objects=[BASE], doc="Scenario that is set.")
    refused = param.Parameter(doc="The `InputError` of the last attempt, or None.")
    saved = param.String(default="", doc="Name under which the scenario was written.")

    def __init__(self, workspace: Workspace, **params: Any) -> None:
        super().__init__(**params)
        self._workspace = workspace
        self._sources = sources(workspace)
        self.param.base.objects = list(self._sources)
        self.base = BASE
        self._marks = _MARKS[workspace.folder.resolve()]
        self.param.update(marks=dict(self._marks), together=bool(self._marks))

    def title(self, name: str, lang: str) -> str:
        """What a scenario at hand is called."""
        return load(self._sources[name]).title[lang]

    def form(self, lang: str) -> bytes:
        """The empty form, one row per respondent, as a spreadsheet of that language opens it."""
        with TemporaryDirectory() as folder:
            return auditing.write_form(Path(folder) / "form.csv", lang).read_bytes()

    def bring_note(self, lang: str) -> str:
        """What is done with answers brought back: the workspace's own smallest group is named."""
        try:
            people = read_settings(self._workspace.folder).min_group
        except InputError as error:
            return error.message(lang)
        return say("dashboard.audit.bring_note", lang, people=number(people, lang))

    def read(self, name: str, content: bytes) -> None:
        """Read a filled form; one that cannot be read leaves what was shown before."""
        with TemporaryDirectory() as folder:
            place = Path(folder) / Path(name).name
            try:
                check_uploads([(name, content)], FORMS, MOST_MEGABYTES)
                place.write_bytes(content)
                least = read_settings(self._workspace.folder).min_group
                found = auditing.score(auditing.read_answers(place), least)
            except InputError as error:
                self.refused = error
                return
        self.param.update(audit=found, refused=None, saved="")

    def mark(self, level: str, item: str, choice: str) -> None:
        """Take what the team thinks that a level would answer; an empty choice takes it back."""
        self._marks[level, item] = choice
        if not choice:
            del self._marks[level, item]
        self.marks = dict(self._marks)

    def estimate(self) -> None:
        """Draw the settings from what the team marked."""
        if self.marks:
            self.param.update(audit=auditing.estimate(self.marks), refused=None, saved="")

    def finding(self, lang: str) -> tuple[str, str]:
        """The lever on which levels differ most, and how many answered."""
        if self.audit is None:
            return say("dashboard.audit.empty", lang), say("dashboard.audit.empty_next", lang)
        told = self.audit.to_dict()
        people = number(sum(group["people"] for group in told["respondents"]), lang)
        lever, gap = _widest(told)
        who = "team" if self.audit.estimated else "answers"
        key = f"{who}_differ" if gap > 0 else f"{who}_agree"
        shown = {"lever": say(f"lever.{lever}", lang), "gap": number(round(100 * gap), lang)}
        title = say(f"dashboard.audit.{key}", lang, **shown)
        return title, say(f"dashboard.audit.{who}", lang, people=people)

    def save(self, title: str) -> None:
        """Write the scenario that the audit sets into the workspace, under that title."""
        audit: Audit = self.audit
        try:
            name = slug(title)
            scenario = audit.scenario(load(self._sources[self.base])).changed(
                {"name": name, "title": dict.fromkeys(("fr", "en"), title)}
            )
        except InputError as error:
            self.refused = error
            return
        heading = "\n".join(f"# {line}" for line in auditing.heading(audit, "en"))
        write_text(self._workspace.scenarios / f"{name}.yaml", f"{heading}\n{scenario.to_yaml()}")
        self.param.update(saved=name, refused=None)


def _widest(told: dict[str, Any]) -> tuple[str, float]:
    """The lever whose groups lie furthest apart, and how far."""
    gaps = {
        row["lever"]: max(views) - min(views)
        for row in told["levers"]
        if (views := [view["value"] for view in row["by_level"]])
    }
    lever = max(gaps, key=lambda name: gaps[name])
    return lever, gaps[lever]
