"""A pilot beside its simulation: calibrations kept, what they foretell, how past ones fared."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import param

from dashboards.jobs import Deliver, NewestJob, Outdated
from dashboards.standing import Advance, standing
from dashboards.view_models.calibrations import (
    calibrations,
    label,
    levers_of,
    scenario_title,
)
from dashboards.view_models.scenarios import sources
from simulation import tables
from simulation.access import noted, opened, settings_of
from simulation.calibration import Posterior, calibrate, telling
from simulation.calibration.calibrate import LEAST_BY_DEFAULT, RUNS, record_hash
from simulation.errors import InputError
from simulation.figures.units import tell, tell_range
from simulation.forecasting import Kept, forecast, keep, kept_about, read_kept, score_kept
from simulation.forecasting.backtest import FEWEST_WEEKS
from simulation.protection import Released
from simulation.scenario import Scenario, load
from simulation.words import say
from simulation.words.forms import interval, number, percent, week_label
from simulation.workspace import Workspace

FIRST_SHOWN = ("weekly_active", "contributors")
"""The series shown first, where the record has it."""
EFFORTS: Mapping[str, int] = {"quick": LEAST_BY_DEFAULT, "careful": RUNS}
ROWS = 9
"""Parameters drawn; the others stand in the table."""
JUDGED_FROM = (40, 4)
"""Values that must have come, and weeks they were foretold from, before intervals are judged:
what one forecast says of its weeks is right or wrong together."""
HONEST = (0.80, 0.97)
"""Share of what comes that intervals of nine in ten hold when they are honest."""
PAST_DRAWN = 3


@dataclass(frozen=True, eq=False)
class Reading:
    """One calibration read, with what was foretold of its pilot and what came.

    Attributes:
        posterior: the calibration.
        observed: the pilot's weekly series, through the gate; indicator, week, value.
        first_week: Monday of week 1.
        weeks: that the record has now.
        stale: whether the record is no longer the one calibrated on.
        kept: forecasts kept about this pilot, the earliest first.
        scores: one row a forecast, target and week that came; see `score_kept`.
    """

    posterior: Posterior
    observed: Released
    first_week: pd.Timestamp
    weeks: int
    stale: bool
    kept: tuple[Kept, ...]
    scores: pd.DataFrame

    def week_of(self, mondays: Any) -> Any:
        """Numbers of weeks, counted from 1."""
        return ((pd.DatetimeIndex(mondays) - self.first_week).days // 7) + 1


def read_calibration(place: Path, folder: Path, forecasts: Path) -> Reading:
    """Read a calibration and the pilot it was made on.

    Raises:
        InputError: either cannot be read, or the pilot is of too few people to be shown.
    """
    least = settings_of(folder).min_group
    posterior = Posterior.read(place)
    posterior = replace(posterior, manifest={**posterior.manifest, "record": str(folder)})
    observed = telling.observed(posterior, least)
    if observed["suppressed"].any():
        raise InputError("forecast_too_few_people", least=least)
    record = opened(folder, "dashboard")
    kept = kept_about(forecasts, str(record.manifest["title"]))
    return Reading(
        posterior,
        observed,
        pd.Timestamp(record.manifest["first_week"]),
        len(record.weeks()),
        posterior.manifest.get("record_hash") != record_hash(record),
        tuple(kept),
        score_kept([one.file for one in kept], record, least),
    )


def forecast_file(forecasts: Path, calibration: str, posterior: Posterior, weeks: int) -> Path:
    """Where the forecast of so many weeks from a calibration is kept, apart from any other."""
    drawn = hashlib.sha256(posterior.draws.to_numpy(float).tobytes()).hexdigest()[:8]
    return forecasts / f"{calibration}-{drawn}-{weeks}.json"


def foretell(posterior: Posterior, weeks: int, file: Path, least: int) -> None:
    """Foretell the pilot and keep what was said, unless it was said already.

    Raises:
        InputError: too few weeks or people, or it cannot be written.
    """
    if not file.exists():
        keep(forecast(posterior, weeks, min_group=least), file)


class ForecastDesk(param.Parameterized):
    """The pilot and calibration shown, what is asked of the next one, and the work in between."""

    record = param.String(default="", doc="Folder of the record, as `pilots/name`.")
    calibration = param.String(default="", doc="Folder name of the calibration shown.")
    indicator = param.String(default="", doc="Weekly series shown.")
    ahead = param.Integer(default=12, bounds=(1, 104), doc="Weeks foretold.")
    levers = param.String(default="", doc="Scenario the pilot ran under; empty: not told.")
    until = param.Integer(default=0, bounds=(0, None), doc="Last week read; 0: all.")
    effort: param.Selector[str] = param.Selector(default="quick", objects=list(EFFORTS))
    reading = param.Parameter(doc="What was last read: `Reading`, or None.")
    busy = param.Boolean(default=False, doc="Whether a calibration is being read.")
    job = param.Parameter(doc="How far the standing job is: `Told`, or None.")
    refused = param.Parameter(doc="The `InputError` of the last request, or None.")

    def __init__(self, workspace: Workspace, deliver: Deliver, **params: Any) -> None:
        super().__init__(**params)
        self._workspace = workspace
        self._job = NewestJob(deliver)
        self._standing = standing(workspace.folder)
        told = self._standing.told
        self.job = told if told and told.state in ("running", "failed") else None
        self._unwatch = self._standing.watch(deliver, self._follow)

    # What there is

    def records(self) -> dict[str, Path]:
        """Name -> folder of the workspace's records, pilots first."""
        return {f"{f.parent.name}/{f.name}": f for f in self._workspace.records()}

    def record_title(self, name: str, lang: str) -> str:
        """What a record is called."""
        return tables.title_of(tables.read_manifest(self.records()[name]), lang)

    def is_simulated(self, name: str) -> bool:
        """Whether a record's people exist in a model only."""
        return tables.read_manifest(self.records()[name])["origin"] == "simulated"

    def weeks_of(self, name: str) -> int:
        """Weeks that a record covers."""
        told = tables.read_manifest(self.records()[name])
        return len(tables.weeks_of(told))

    def calibrations(self) -> dict[str, Mapping[str, Any]]:
        """Folder name -> manifest of the calibrations of the record shown, the newest first."""
        folder = self.records().get(self.record)
        if folder is None:
            return {}
        here = (folder.parent.name, folder.name)
        return {
            name: told
            for name, told in calibrations(self._workspace).items()
            if Path(str(told.get("record") or "")).parts[-2:] == here
        }

    def calibration_label(self, name: str, lang: str) -> str:
        """When a calibration was made and how much of the pilot it read."""
        return label(self._workspace, name, lang)

    def scenarios(self) -> list[str]:
        """Names of the scenarios that a pilot may have run under."""
        return list(sources(self._workspace))

    def scenario_title(self, name: str, lang: str) -> str:
        """What a scenario is called; its name where it is gone."""
        return scenario_title(self._workspace, name, lang)

    # What is asked

    def open(self, record: str = "", calibration: str = "") -> None:
        """Show a record's calibration; without known names, the first record, the newest one."""
        known = self.records()
        chosen = record if record in known else next(iter(known), "")
        self.param.update(record=chosen, reading=None, refused=None, busy=False)
        kept = self.calibrations()
        name = calibration if calibration in kept else next(iter(kept), "")
        self.param.update(calibration=name, until=0)
        if not name:
            return
        self.busy = True
        place, folder = self._workspace.posteriors / name, known[chosen]

        def work(_: Outdated) -> Reading:
            return read_calibration(place, folder, self._workspace.forecasts)

        self._job.start(work, self._show, self._refuse)

    def calibrate(self) -> None:
        """Calibrate on the record shown, in a job that outlives the page; then foretell."""
        folder = self.records().get(self.record)
        if folder is None:
            self.refused = InputError("pilot_no_source")
            return
        scenario = load(sources(self._workspace)[self.levers]) if self.levers else None
        until = self.until if 0 < self.until < self.weeks_of(self.record) else None
        name = "-".join([folder.name, *([self.levers] if self.levers else [])])
        name = f"{name}-w{until}" if until else name
        lent = next((self._workspace.posteriors / one for one in self.calibrations()), None)
        workspace, ahead, runs = self._workspace, self.ahead, EFFORTS[self.effort]

        def work(advance: Advance, outdated: Outdated) -> None:
            calibrated(
                workspace, folder, name, scenario, until, runs, ahead, lent, advance, outdated
            )

        self.refused = None
        self._standing.start("calibrate", self._about(name), work)

    def foretell(self) -> None:
        """Foretell so many weeks from the calibration shown, in a job that outlives the page."""
        name, posterior, weeks = self.calibration, self.reading.posterior, self.ahead
        folder, file = self.records()[self.record], self.forecast_file

        def work(_advance: Advance, _outdated: Outdated) -> None:
            noted(folder, "dashboard")
            foretell(posterior, weeks, file, settings_of(folder).min_group)

        self.refused = None
        self._standing.start("forecast", self._about(name), work)

    def stop(self) -> None:
        """Stop the job; calibrations made before are intact."""
        self._standing.stop()

    def close(self) -> None:
        """End with the session; a standing job goes on."""
        self._unwatch()
        self._job.close()

    # What is shown

    @property
    def running(self) -> bool:
        """Whether a calibration or forecast is under way."""
        return self.job is not None and self.job.state == "running"

    def job_title(self, lang: str) -> str:
        """What the record is called that the standing job works on."""
        name = self.job.about["record"] if self.job else ""
        return self.record_title(name, lang) if name in self.records() else name

    @property
    def forecast_file(self) -> Path:
        """Where the forecast shown is kept."""
        return forecast_file(
            self._workspace.forecasts, self.calibration, self.reading.posterior, self.ahead
        )

    @property
    def shown(self) -> Kept | None:
        """The forecast of so many weeks from the calibration shown, if it was made."""
        if not self.reading or not self.forecast_file.exists():
            return None
        return read_kept(self.forecast_file)

    def indicators(self) -> list[str]:
        """Weekly series that the calibration was fitted to."""
        return [str(name) for name in self.reading.posterior.observed]

    def series(self) -> str:
        """The series shown: the one asked for, where the record has it."""
        known = self.indicators()
        wanted = (self.indicator, *FIRST_SHOWN, *known)
        return next((name for name in wanted if name in known), "")

    def course(self, name: str) -> Released:
        """What was observed of a series; columns week and value."""
        table = self.reading.observed
        return table[table["indicator"] == name].reset_index(drop=True)

    def bands(self, name: str) -> pd.DataFrame:
        """What prior and posterior give of a series, by week."""
        checks = self.reading.posterior.checks
        return checks[checks["series"] == name].reset_index(drop=True)

    def fitted(self, name: str) -> pd.DataFrame:
        """What the calibrated model gives; the priors where nothing could be learnt."""
        bands = self.bands(name)
        side = "posterior" if (bands["side"] == "posterior").any() else "prior"
        return bands[bands["side"] == side].reset_index(drop=True)

    def ahead_of(self, name: str) -> pd.DataFrame | None:
        """The fan of the weeks to come; it opens from the last week seen."""
        shown = self.shown
        if shown is None or name not in shown.quantiles:
            return None
        fan = shown.fan(name)
        fan["week"] = self.reading.week_of(fan.pop("monday"))
        known = float(self.course(name)["value"].iloc[-1])
        start = dict.fromkeys(fan, known) | {"week": self.reading.posterior.until}
        return pd.concat([pd.DataFrame([start]), fan], ignore_index=True)

    def numbers(self, name: str, lang: str) -> list[list[str]]:
        """What the figure shows, week by week: week, observed, median, interval."""
        seen = dict(self.course(name)[["week", "value"]].itertuples(index=False, name=None))
        ahead = self.ahead_of(name)
        parts = [self.fitted(name), *([] if ahead is None else [ahead.iloc[1:]])]
        return [
            [
                week_label(int(row["week"]), lang),
                tell(seen[row["week"]], "count", lang) if row["week"] in seen else "",
                tell(row["median"], "count", lang),
                tell_range(row["p05"], row["p95"], "count", lang),
            ]
            for row in pd.concat(parts).to_dict("records")
        ]

    def past(self, name: str) -> dict[int, pd.DataFrame]:
        """Last week seen -> medians of earlier forecasts, over the weeks that have come."""
        found: dict[int, pd.DataFrame] = {}
        for one in self.reading.kept:
            if name not in one.quantiles:
                continue
            fan = one.fan(name).assign(week=lambda rows: self.reading.week_of(rows["monday"]))
            come = fan[fan["week"] <= self.reading.posterior.until]
            if len(come) > 1:
                found[int(come["week"].iloc[0]) - 1] = come[["week", "median"]]
        return dict(sorted(found.items())[-PAST_DRAWN:])

    def finding(self, lang: str) -> tuple[str, str]:
        """Title and line under it: what the forecast and the calibration allow to say."""
        if not self.record:
            return _said("no_record", lang), _said("no_record_next", lang)
        if self.busy:
            return _said("reading", lang), ""
        if self.reading is None:
            return _said("no_calibration", lang), _said("no_calibration_next", lang)
        posterior = self.reading.posterior
        if posterior.manifest["missing"]:
            return _said("missing", lang), " ".join(telling.sentences(posterior, lang)[:2])
        fan = self.ahead_of(self.series())
        if fan is None:
            return telling.title(posterior, lang), telling.context(posterior, lang)
        return self._foretold(fan, lang), self._taught(lang)

    def warnings(self, lang: str) -> list[tuple[str, str]]:
        """What must be known before the figures are read: title and text of each."""
        if not self.reading:
            return []
        posterior, found = self.reading.posterior, []
        newer = self.reading.weeks - posterior.until
        fit = posterior.manifest.get("fit")
        if fit and not fit["fits"]:
            worst = " ".join(telling.misfits(posterior, lang)[:2])
            found.append((_said("misfit", lang), _said("misfit_next", lang, worst=worst)))
        if self.reading.stale and newer > 0:
            weeks = number(newer, lang)
            found.append((_said("longer", lang, weeks=weeks), _said("longer_next", lang)))
        elif self.reading.stale:
            found.append((_said("stale", lang), _said("stale_next", lang)))
        return found

    def learnt(self, lang: str) -> tuple[list[Mapping[str, Any]], list[str]]:
        """Parameters, the best told first, and what each is called."""
        ordered = sorted(
            self.reading.posterior.manifest["parameters"], key=lambda row: -row["information"]
        )
        return ordered, [telling.in_words(row["parameter"], lang) for row in ordered]

    def hangs_on(self, lang: str) -> list[str]:
        """What the forecast rests on, one sentence each with its mark of evidence."""
        told = self.reading.posterior.manifest
        levers = levers_of(told)
        known = _said("levers_known", lang, scenario=self.scenario_title(levers, lang))
        first = known if levers else _said("levers_unknown", lang)
        opened_to_all = [f"○ {say('calibration.open', lang)}"] if told.get("is_open") else []
        return [first, *opened_to_all, _said("same_plan", lang), _said("others_fixed", lang)]

    def past_finding(self, lang: str) -> tuple[str, str]:
        """How the intervals of past forecasts fared, as far as what came allows to say."""
        scores = self.reading.scores
        if scores.empty:
            waiting = number(len(self.reading.kept), lang)
            note = _said("past_waiting", lang, count=waiting) if self.reading.kept else ""
            return _said("past_none", lang), f"{note} {_said('past_none_next', lang)}".strip()
        count, share = len(scores), float(scores["in_90"].mean())
        origins = (scores["week"] - pd.to_timedelta(7 * scores["step"], unit="D")).nunique()
        if count < JUDGED_FROM[0] or origins < JUDGED_FROM[1]:
            kind = "few"
        elif share < HONEST[0]:
            kind = "narrow"
        else:
            kind = "honest" if share <= HONEST[1] else "wide"
        words = {
            "held": number(int(scores["in_90"].sum()), lang),
            "count": number(count, lang),
            "share": percent(share, lang),
        }
        return _said(f"past_title.{kind}", lang, **words), _said("past_note", lang)

    def past_rows(self, lang: str) -> list[list[str]]:
        """One line a forecast and series: from when, how many weeks came, error, coverage."""
        rows = []
        for (_, target), part in self.reading.scores.groupby(["forecast", "target"], sort=False):
            seen = int(self.reading.week_of(part["week"])[0] - part["step"].iloc[0])
            rows.append(
                [
                    week_label(seen, lang),
                    say(f"forecast.target.{target}", lang),
                    number(len(part), lang),
                    number(float(part["crps"].mean()), lang, 1),
                    percent(float(part["in_90"].mean()), lang),
                    percent(float(part["in_50"].mean()), lang),
                ]
            )
        return rows

    # Inside

    def _foretold(self, fan: pd.DataFrame, lang: str) -> str:
        last, end = float(fan["median"].iloc[0]), fan.iloc[-1]
        low, high = number(end["p05"], lang), number(end["p95"], lang)
        kind = "rise" if end["p05"] > last else "fall" if end["p95"] < last else "open"
        return _said(
            f"finding.{kind}",
            lang,
            indicator=say(f"forecast.target.{self.series()}", lang),
            last=number(last, lang),
            median=number(end["median"], lang),
            low=low,
            high=high,
            interval=interval(low, high, lang),
            week=week_label(int(end["week"]), lang),
        )

    def _taught(self, lang: str) -> str:
        rows, names = self.learnt(lang)
        told = [
            name[0].lower() + name[1:]
            for row, name in zip(rows, names, strict=True)
            if row["identified"]
        ]
        if not told:
            return _said("taught_none", lang, total=number(len(rows), lang))
        shown = ", ".join(told[:4])
        if len(told) > 4:
            others = number(len(told) - 4, lang)
            shown = _said("and_others", lang, names=shown, count=others)
        return _said(
            "taught",
            lang,
            identified=number(len(told), lang),
            total=number(len(rows), lang),
            names=shown,
        )

    def _about(self, name: str) -> dict[str, str]:
        return {"record": self.record, "calibration": name}

    def _follow(self) -> None:
        """A standing job told something, maybe one that another page asked for."""
        before, self.job = self.job, self._standing.told
        ended = self.job is not None and self.job.state == "done"
        if ended and before is not None and before.state == "running":
            about = self.job.about
            if about["record"] == self.record:
                self.open(self.record, about["calibration"])

    def _show(self, reading: Reading) -> None:
        self.param.update(reading=reading, busy=False)

    def _refuse(self, error: InputError) -> None:
        self.param.update(refused=error, busy=False)


def calibrated(
    workspace: Workspace,
    folder: Path,
    name: str,
    scenario: Scenario | None,
    until: int | None,
    runs: int,
    ahead: int,
    lent: Path | None,
    advance: Advance,
    outdated: Outdated,
) -> None:
    """Calibrate on a record into the workspace, then foretell and keep what is said.

    Raises:
        InputError: the record or its scenario cannot be used, or the disk is full.
    """
    noted(folder, "dashboard")
    posterior = calibrate(
        folder,
        scenario,
        until,
        workspace.posteriors / name,
        runs,
        progress=advance,
        cancelled=outdated,
        lent=lent,
    )
    if posterior.manifest["missing"] or posterior.until < FEWEST_WEEKS or outdated():
        return
    file = forecast_file(workspace.forecasts, name, posterior, ahead)
    foretell(posterior, ahead, file, settings_of(folder).min_group)


def _said(key: str, lang: str, **values: Any) -> str:
    return say(f"dashboard.forecast.{key}", lang, **values)
