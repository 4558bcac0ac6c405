"""A record as its readers need it: findings, key figures, profiles, quality, replay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import param

from dashboards.jobs import Deliver, NewestJob, Outdated, reader
from dashboards.remembered import Remembered
from dashboards.view_models.importing import keep_record, read_uploads
from dashboards.view_models.pilot_studies import Studies, studies_of
from dashboards.view_models.replay import came_or_contributed, figures
from dashboards.view_models.replay.desk import (
    REPLAYED,
    Replayed,
    files_of,
    is_past,
    log_look,
    replayed_from,
)
from dashboards.view_models.uploads import Upload
from simulation.access import read_by, settings_of
from simulation.effects import Representativeness, representativeness
from simulation.errors import InputError
from simulation.indicators import (
    REGISTRY,
    Thresholds,
    published,
    published_profiles,
)
from simulation.protection import Released
from simulation.quality.report import QualityReport, quality_report
from simulation.tables import Record
from simulation.words import say
from simulation.words.forms import number, percent, short_date
from simulation.workspace import Workspace


@dataclass(frozen=True)
class Facts:
    """What was measured on a record under some thresholds; everything passed the gate."""

    record: Record
    thresholds: Thresholds
    overall: Released
    by_unit: Released
    profiles: Mapping[str, Any]
    replay: Mapping[str, Any]

    @property
    def last_week(self) -> pd.Timestamp:
        """The Monday of the last week that the record covers whole, or its last."""
        return self.record.weeks()[-1]


class Read(NamedTuple):
    """All that the pilot page tells of a record."""

    replayed: Replayed
    facts: Facts
    quality: QualityReport
    who: Representativeness
    studies: Studies


READ: Remembered[Read] = Remembered(most=8)
"""By the files of a record and how it was judged, in all sessions."""


def forget_removed() -> None:
    """Keep nothing in memory of a record that was removed, or written anew, on disk."""
    for known in (READ, REPLAYED):
        known.forget(lambda key: is_past(key[0]))


def measured(replayed: Replayed, thresholds: Thresholds, lang: str, min_group: int = 10) -> Facts:
    """What the pilot page shows of a record at first sight."""
    record, replay = replayed.record, replayed.replay
    how: dict[str, Any] = {"thresholds": thresholds, "min_group": min_group, "lang": lang}
    return Facts(
        record=record,
        thresholds=thresholds,
        overall=published(record, **how),
        by_unit=published(record, [figures(replay)[0]], by="unit", **how),
        profiles=published_profiles(record, **how),
        replay=replay,
    )


class PilotDesk(param.Parameterized):
    """The record chosen, the thresholds it is judged by, and new pilots to import."""

    record = param.String(default="", doc="Folder of the record, as `pilots/name`.")
    window_weeks = param.Integer(default=4, bounds=(1, 12), doc="Window of regularity.")
    least_weeks = param.Integer(default=2, bounds=(1, 12), doc="Weeks that make a regular.")
    indicator = param.String(default="", doc="Indicator drawn week by week.")
    facts = param.Parameter(doc="What was last measured: `Facts`, or None.")
    replayed = param.Parameter(doc="The replay, which is there before the rest: `Replayed`.")
    quality = param.Parameter(doc="There after the rest: `QualityReport`, or None.")
    who = param.Parameter(doc="There after the rest: `Representativeness`, or None.")
    studies = param.Parameter(doc="There last of all: `Studies`, or None.")
    busy: param.Selector[str] = param.Selector(default="", objects=["", "measuring", "importing"])
    refused = param.Parameter(doc="The `InputError` of the last request, or None.")

    def __init__(
        self, workspace: Workspace, deliver: Deliver, may_import: bool = True, **params: Any
    ) -> None:
        super().__init__(**params)
        self._workspace, self.may_import = workspace, may_import
        self._job = NewestJob(deliver)

    def records(self) -> dict[str, Path]:
        """Name -> folder of the workspace's records, pilots first."""
        return {f"{f.parent.name}/{f.name}": f for f in self._workspace.records()}

    def open(self, name: str, lang: str) -> None:
        """Measure a record; without a known name, the first one there is."""
        forget_removed()
        known = self.records()
        chosen = name if name in known else next(iter(known), "")
        if not chosen:
            self.param.update(record="", facts=None, replayed=None)
            return
        folder, thresholds = known[chosen], self.thresholds
        self.param.update(
            record=chosen, busy="measuring", refused=None, quality=None, who=None, studies=None
        )

        try:
            least = settings_of(folder).min_group
            key = (files_of(folder), thresholds, lang, least)
            read = READ.known(key)
            if read:
                with read_by(reader()):
                    log_look(read.replayed, folder)
        except InputError as error:
            self._refuse(error)
            return
        if read:
            self._job.cancel()
            self.param.update(**read._asdict(), busy="")
            return

        def work(outdated: Outdated) -> Read | None:
            replayed = replayed_from(folder, thresholds, lang, least)
            self._tell(outdated, lambda: self.param.update(replayed=replayed))
            facts = measured(replayed, thresholds, lang, least)
            self._tell(outdated, lambda: self._show(facts))
            return READ.get(key, lambda: self._read(replayed, facts, lang, outdated))

        self._job.start(work, self._show_read, self._refuse)

    def _read(self, replayed: Replayed, facts: Facts, lang: str, outdated: Outdated) -> Read:
        """What is read of a record once its weeks are shown, each as soon as it is there."""
        record, least = facts.record, facts.replay["min_group"]
        quality = quality_report(record, least)
        self._tell(outdated, lambda: self.param.update(quality=quality))
        who = representativeness(record, least, lang)
        self._tell(outdated, lambda: self.param.update(who=who))
        studies = studies_of(record, facts.thresholds, facts.replay["marks"], least, lang)
        return Read(replayed, facts, quality, who, studies)

    def _tell(self, outdated: Outdated, show: Callable[[], Any]) -> None:
        self._job.tell(lambda: None if outdated() else show())

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds as set; frequency fits into a short window."""
        window = self.window_weeks
        return Thresholds(
            window_weeks=window,
            least_weeks=min(self.least_weeks, window),
            frequent_weeks=min(Thresholds().frequent_weeks, window),
        )

    def set_thresholds(self, window_weeks: int, least_weeks: int, lang: str) -> None:
        """Judge regularity otherwise, and measure anew."""
        self.param.update(window_weeks=window_weeks, least_weeks=min(least_weeks, window_weeks))
        self.open(self.record, lang)

    def import_files(
        self, exports: Sequence[Upload], hr: Upload | None, title: str, lang: str
    ) -> None:
        """Import a pilot from uploaded files, in the background; refused files change nothing.

        Args:
            exports: name and content of each file of the platform's export.
            hr: the HR extract, if there is one.
            title: what the pilot is called; by default its first file's name.
            lang: language its unit labels are joined in.
        """
        thresholds = self.thresholds

        def work(outdated: Outdated) -> Read | None:
            if not self.may_import:
                raise InputError(
                    "access_role", role=lambda lang: say("access.role.committee", lang)
                )
            name, record = read_uploads(self._workspace, exports, hr, title)
            place = keep_record(self._workspace, name, record)
            least = settings_of(place).min_group
            replayed = replayed_from(place, thresholds, lang, least)
            facts = measured(replayed, thresholds, lang, least)
            self._tell(outdated, lambda: show(f"pilots/{name}", facts))
            return self._read(replayed, facts, lang, outdated)

        def show(imported: str, facts: Facts) -> None:
            self.param.update(record=imported, quality=None, who=None, studies=None)
            self._show(facts)

        self.param.update(busy="importing", refused=None)
        self._job.start(work, self._show_read, self._refuse)

    def close(self) -> None:
        """End with the session."""
        self._job.close()

    def finding(self, lang: str) -> tuple[str, str]:
        """What happened, in a sentence and a line under it."""
        if not self.facts:
            return say("dashboard.pilot.measuring", lang), ""
        return finding(self.facts, lang)

    def indicators(self, lang: str) -> dict[str, str]:
        """Label -> name of the indicators this record can tell."""
        known = self.facts.overall.loc[self.facts.overall["available"], "indicator"].unique()
        names = [entry.name for entry in REGISTRY if entry.name in set(known)]
        return {say(f"indicator.{name}", lang): name for name in names}

    def course(self, name: str) -> Released:
        """The weekly rows of an indicator, for everybody together."""
        table = self.facts.overall
        return table[table["indicator"] == name].reset_index(drop=True)

    def units(self) -> Released:
        """The level of each unit over the last four weeks that can be shown, highest first."""
        table = self.facts.by_unit
        return table[table["week"] == self.facts.last_week].reset_index(drop=True)

    def profile_table(self) -> Released:
        """Shares of the profiles with weeks counted from 1, as figures read them."""
        shares = self.facts.profiles["shares"]
        return shares.assign(week=shares["week_number"])

    def _show(self, facts: Facts) -> None:
        if self.replayed is None or self.replayed.record is not facts.record:
            self.replayed = Replayed(facts.record, facts.replay)
        self.param.update(facts=facts, busy="", refused=None)

    def _show_read(self, read: Read | None) -> None:
        if read is None:
            return
        told = {"quality": read.quality, "who": read.who, "studies": read.studies}
        news = {name: found for name, found in told.items() if getattr(self, name) is not found}
        self.param.update(**news)

    def _refuse(self, error: InputError) -> None:
        self.param.update(refused=error, busy="")


def finding(facts: Facts, lang: str) -> tuple[str, str]:
    """The record's title: how many at its peak, how many in its last week.

    Observed counts are told as they are; what a simulated record shows "should" be.
    """
    replay = facts.replay
    measure, name = came_or_contributed(replay), figures(replay)[0]
    counts = replay["headlines"][name]["count"]
    known = [(count, week) for week, count in enumerate(counts) if count is not None]
    weeks = replay["weeks"]
    span = {
        "first": short_date(pd.Timestamp(weeks[0]).date(), lang),
        "last": short_date(pd.Timestamp(weeks[-1]).date(), lang),
        "weeks": number(len(weeks), lang),
        "people": number(facts.record.size, lang),
    }
    subtitle = say("dashboard.pilot.span", lang, **span)
    if not known:
        return say("dashboard.pilot.nothing_shown", lang), subtitle
    (most, peak), (last, _) = max(known), known[-1]
    share = replay["headlines"][name]["value"][known[-1][1]]
    kind = "simulated" if replay["simulated"] else "observed"
    title = say(
        f"dashboard.pilot.finding.{kind}.{measure}",
        lang,
        last=number(last, lang),
        share=percent(share, lang),
        most=number(most, lang),
        peak=number(peak + 1, lang),
    )
    return title, subtitle
