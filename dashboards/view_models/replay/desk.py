"""What the replay page knows: one record or two, and the people of the opened unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import param

from dashboards.jobs import Deliver, NewestJob
from dashboards.remembered import Remembered
from dashboards.view_models.replay.people import people_told
from simulation import tables
from simulation.access import log_access
from simulation.errors import InputError
from simulation.indicators import Thresholds, published_replay
from simulation.indicators.marks import marks_beside
from simulation.settings import Settings
from simulation.tables import Record

FileState = tuple[tuple[str, int], ...]
"""Name and time of change of each file of a record."""


@dataclass(frozen=True)
class Replayed:
    """A record and its replay, as it may be shown."""

    record: Record
    replay: Mapping[str, Any]

    def title(self, lang: str) -> str:
        """What the record is called."""
        return tables.title_of(self.record.manifest, lang)


REPLAYED: Remembered[Replayed] = Remembered(most=4)
"""By the files of a record and how it was judged, in all sessions."""


def replayed_from(folder: Path, thresholds: Thresholds, lang: str, min_group: int = 10) -> Replayed:
    """Read a record and measure its replay, with the team's own marks beside it.

    A record that did not change on disk is not measured again for the next reader; that it
    was looked at is logged every time.

    Raises:
        InputError: the folder is no record, its marks cannot be used, or the access cannot
            be logged.
    """
    state, marks = files_of(folder), marks_beside(folder)

    def work() -> Replayed:
        record = tables.read(folder)
        return Replayed(record, published_replay(record, thresholds, min_group, lang, marks))

    found = REPLAYED.get((state, marks, thresholds, lang, min_group), work)
    assert found is not None, "a record always has a replay"
    log_look(found, folder)
    return found


def files_of(folder: Path) -> FileState:
    """When each file of a record, and its marks, was written."""
    marks = marks_beside(folder)
    files = [*(folder / name for name in tables.FILES), *([marks] if marks else [])]
    return tuple((str(file), file.stat().st_mtime_ns) for file in files if file.exists())


def is_past(state: FileState) -> bool:
    """Whether files that were read have been removed, or written anew, since."""
    return any(not Path(file).exists() or Path(file).stat().st_mtime_ns != at for file, at in state)


def log_look(found: Replayed, folder: Path) -> None:
    """Log that a page shows a record, where its people are real.

    Raises:
        InputError: the access cannot be logged.
    """
    if not found.record.is_simulated:
        log_access(folder, "dashboard")


class ReplayDesk(param.Parameterized):
    """The record replayed, the one beside it, and whose people are shown."""

    against = param.String(default="", doc="Name of the record beside, as `runs/name`.")
    shown = param.List(default=[], doc="One or two `Replayed`.")
    people = param.List(default=[], doc="Of each record the people of the opened unit, or {}.")
    refused = param.Parameter(doc="The `InputError` of the last request, or None.")

    def __init__(
        self,
        first: Replayed,
        name: str,
        records: Mapping[str, Path],
        thresholds: Thresholds,
        deliver: Deliver,
        settings: Settings,
        lang: str,
    ) -> None:
        """A desk on one record.

        Args:
            first: the record replayed.
            name: its name among the records.
            records: those there are, by name.
            thresholds: the definitions' windows and levels.
            deliver: runs a callable in the page's event loop.
            settings: of the workspace: smallest group, and whether real people may be shown
                one by one, under pseudonyms.
            lang: language of joined names.
        """
        super().__init__(shown=[first])
        self._name, self._records = name, records
        self._thresholds, self._settings, self._lang = thresholds, settings, lang
        self._beside, self._crowd = NewestJob(deliver), NewestJob(deliver)
        self._unit = ""

    def compare(self, name: str) -> None:
        """Put another record beside the first; none with a name that is not there."""
        folder = self._records.get(name)
        if folder is None:
            self._beside.cancel()
            self.param.update(against="", shown=self.shown[:1], refused=None)
            self.open(self._unit)
            return

        def show(other: Replayed) -> None:
            self.param.update(against=name, shown=[self.shown[0], other], refused=None)
            self.open(self._unit)

        self._beside.start(
            lambda _: replayed_from(folder, self._thresholds, self._lang, self._settings.min_group),
            show,
            self._refuse,
        )

    def open(self, unit: str) -> None:
        """Show the people of a unit, where they may be shown; of none when it is empty."""
        self._unit = unit
        if not unit:
            self._crowd.cancel()
            self.people = []
            return
        shown = list(self.shown)

        def show(people: list[dict[str, Any]]) -> None:
            self.people = people

        self._crowd.start(
            lambda _: [
                people_told(
                    entry.record,
                    unit,
                    self._settings.show_individuals,
                    self._settings.min_group,
                    self._lang,
                )
                for entry in shown
            ],
            show,
            self._refuse,
        )

    def others(self) -> list[list[str]]:
        """Name and label of the records to compare with."""
        return [[name, folder.name] for name, folder in self._records.items() if name != self._name]

    def told(self) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """Title and replay of what is shown, for the scenes and for the file."""
        return [(entry.title(self._lang), entry.replay) for entry in self.shown]

    def close(self) -> None:
        """End with the page."""
        self._beside.close()
        self._crowd.close()

    def _refuse(self, error: InputError) -> None:
        self.refused = error
