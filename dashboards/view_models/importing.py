"""A guided import: files are read, what was understood is shown, and only then is it kept."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import param

from dashboards.jobs import Deliver, NewestJob, Outdated
from dashboards.view_models.uploads import Upload, check_uploads
from simulation import tables
from simulation.errors import InputError
from simulation.pilot import read_pilot, shown_summary
from simulation.quality import telling
from simulation.quality.report import QualityReport, quality_report
from simulation.retention import replacing, with_date
from simulation.settings import read_settings
from simulation.tables import Record
from simulation.words import catalogue, say
from simulation.words.forms import number, short_date
from simulation.workspace import Workspace, slug

COUNTED = ("people", "posters", "communities")


@dataclass(frozen=True, eq=False)
class Understood:
    """What was read of an upload and not kept yet.

    Attributes:
        name: folder that it would lie in.
        record: as read; people are pseudonyms already.
        summary: by language, what may be told of it.
        quality: findings on the data, as they may be told.
        replaces: whether a pilot lies in that folder.
    """

    name: str
    record: Record
    summary: Mapping[str, Mapping[str, Any]]
    quality: QualityReport
    replaces: bool


def read_uploads(
    workspace: Workspace, exports: Sequence[Upload], hr: Upload | None, title: str
) -> tuple[str, Record]:
    """Read uploaded files as a pilot; returns its folder's name and its record.

    Raises:
        InputError: no file, one of another kind or too large, one that cannot be read, or a
            disk without room to lay them down.
    """
    if not exports:
        raise InputError("pilot_no_source")
    exports = sorted(exports, key=lambda upload: upload[0])
    check_uploads([*exports, *([hr] if hr else [])])
    name = slug(title or Path(exports[0][0]).stem)
    with TemporaryDirectory(prefix="rsne-upload-") as folder:
        paths = [_laid(Path(folder) / "export", upload) for upload in exports]
        extract = _laid(Path(folder) / "hr", hr) if hr else None
        record = read_pilot(paths, hr=extract, key=workspace.key, title=title or None)
    return name, record


def keep_record(workspace: Workspace, name: str, record: Record) -> Path:
    """Write a pilot into the workspace, with its date and what its former import has shown.

    Raises:
        InputError: it cannot be written; what lay there stays.
    """
    place, settings = workspace.pilots / name, read_settings(workspace.folder)
    return tables.write(with_date(replacing(record, place, settings), settings), place)


class ImportDesk(param.Parameterized):
    """The steps of an import: files, what was understood, kept or put away."""

    step: param.Selector[str] = param.Selector(
        default="files", objects=["files", "reading", "understood", "keeping", "kept"]
    )
    understood = param.Parameter(doc="What was read and not kept yet: `Understood`, or None.")
    kept = param.String(default="", doc="The pilot kept last, as `pilots/name`.")
    refused = param.Parameter(doc="The `InputError` of the last step, or None.")

    def __init__(
        self, workspace: Workspace, deliver: Deliver, may_import: bool = True, **params: Any
    ) -> None:
        super().__init__(**params)
        self._workspace, self.may_import = workspace, may_import
        self._job = NewestJob(deliver)

    def read(self, exports: Sequence[Upload], hr: Upload | None, title: str) -> None:
        """Read uploaded files, in the background; nothing is kept yet."""
        workspace = self._workspace
        if not self.may_import:
            self.refused = InputError(
                "access_role", role=lambda lang: say("access.role.committee", lang)
            )
            return

        def work(_: Outdated) -> Understood:
            name, record = read_uploads(workspace, exports, hr, title)
            least = read_settings(workspace.folder).min_group
            return Understood(
                name,
                record,
                {lang: shown_summary(record, least, lang) for lang in ("fr", "en")},
                quality_report(record, least),
                (workspace.pilots / name / "manifest.json").is_file(),
            )

        self.param.update(step="reading", refused=None, understood=None, kept="")
        self._job.start(work, self._show, self._refuse)

    def keep(self) -> None:
        """Keep what was understood; where that fails it is still there to be kept again."""
        workspace, found = self._workspace, self.understood
        if found is None:
            return

        def work(_: Outdated) -> str:
            keep_record(workspace, found.name, found.record)
            return f"pilots/{found.name}"

        self.param.update(step="keeping", refused=None)
        self._job.start(work, self._show_kept, self._refuse)

    def put_away(self) -> None:
        """Forget what was read; nothing was written."""
        self._job.cancel()
        self.param.update(step="files", understood=None, refused=None)

    def close(self) -> None:
        """End with the session."""
        self._job.close()

    def facts(self, lang: str) -> list[tuple[str, str]]:
        """What was understood: label and value, one line each."""
        found = self.understood
        summary, manifest = found.summary[lang], found.record.manifest
        told = [(_said("platform", lang), platform(manifest["importer"], lang))]
        files = [str(file["name"]) for file in manifest["files"]]
        told.append((_said("files", lang, count=number(len(files), lang)), ", ".join(files)))
        told.append((_said("weeks", lang), self._weeks(summary, lang)))
        counts = {name: summary[name] for name in COUNTED} | dict(summary["events"] or {})
        told += [
            (say(f"cli.count.{name}", lang), _count(value, lang)) for name, value in counts.items()
        ]
        hr = "hr_there" if manifest.get("has_hr") else "hr_missing"
        return [*told, (_said("hr", lang), _said(hr, lang))]

    def findings(self, lang: str) -> list[tuple[str, str]]:
        """What to know of the data, warnings first: severity and sentence."""
        report, summary = self.understood.quality, self.understood.summary[lang]
        if summary["people"] is None:  # of so few people that nothing is told of them
            return []
        read = summary["findings"]
        told = [(entry["severity"], entry["sentence"]) for entry in read]
        known = {entry["code"] for entry in read}
        told += [
            (item.severity, telling.what(item, report, lang))
            for topic in report.topics
            for item in topic.items
            if item.code not in known
        ]
        return sorted(told, key=lambda entry: entry[0] != "warning")

    def title(self, lang: str) -> str:
        """What the pilot read will be called."""
        return tables.title_of(self.understood.record.manifest, lang)

    def _weeks(self, summary: Mapping[str, Any], lang: str) -> str:
        weeks = number(summary["weeks"], lang)
        if not summary["first"]:
            return weeks
        first, last = (
            short_date(date.fromisoformat(summary[end]), lang) for end in ("first", "last")
        )
        return _said("weeks_from", lang, weeks=weeks, first=first, last=last)

    def _show(self, found: Understood) -> None:
        self.param.update(step="understood", understood=found)

    def _show_kept(self, name: str) -> None:
        self.param.update(step="kept", kept=name, understood=None)

    def _refuse(self, error: InputError) -> None:
        self.param.update(step="understood" if self.understood else "files", refused=error)


def platform(importer: str, lang: str) -> str:
    """What a platform is called; the importer's name where it has no other."""
    key = f"dashboard.import.platform.{importer}"
    return say(key, lang) if key in catalogue() else importer


def _count(value: int | None, lang: str) -> str:
    return say("cli.suppressed", lang) if value is None else number(value, lang)


def _laid(folder: Path, upload: Upload) -> Path:
    """An upload under its own bare name in a folder.

    Raises:
        InputError: the disk is full.
    """
    path = folder / Path(upload[0]).name
    try:
        folder.mkdir(exist_ok=True)
        path.write_bytes(upload[1])
    except OSError as fault:
        full = fault.errno == errno.ENOSPC
        raise InputError("disk_full" if full else "place_unwritable", place=str(folder)) from fault
    return path


def _said(key: str, lang: str, **values: Any) -> str:
    return say(f"dashboard.import.{key}", lang, **values)
