"""Read Microsoft 365 usage reports of Yammer / Viva Engage.

The detail by user is a running total over 7 to 180 days, so two of them cannot be subtracted
into weeks: only a file of one day (asked with `date=`) dates what a person did. It says how much
each posted, read and liked that day, in UTC, and neither where nor to whom. Everyone with a
licence is listed, whether they came or not. Counts a day without persons are told as counts;
those of users have the same header as those of actions, and only the file's name tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.pilot.archive import Archive
from simulation.pilot.columns import numbered
from simulation.pilot.csv_reading import EARLIEST, LATEST, counts, normalised, refuse_cells
from simulation.pilot.importers.m365_people import Everybody
from simulation.pilot.importers.m365_reports import (
    ACTION_OF,
    CODE,
    OF_USERS,
    REFRESHED,
    Report,
    report_of,
)
from simulation.pilot.source import Finding, SourceActivity, rows, table

NAME = "m365"
RECORDS = frozenset({"visit", "post", "reaction"})
MOST_A_DAY = 10_000
"""Messages that a person may post, read or like in a day; beyond, the file is damaged."""
MOST_EVENTS = 20_000_000
"""Events that all files together may tell; beyond, they would not fit in memory."""

_DAY_IN_NAME = re.compile(r"date=['\"]?(\d{4}-\d{2}-\d{2})", re.IGNORECASE)
_TIME: Final = "datetime64[us, UTC]"
_PERIODS = {"1": 1, "7": 7, "30": 30, "90": 90, "180": 180}
_NOON = pd.Timedelta(hours=12)


def recognises(archive: Archive) -> bool:
    """Whether a CSV file has the header of a usage report of Yammer."""
    return any(
        b"report refresh date" in (header := member.header())
        and (b"read" in header or b"yammer" in header or b"member count" in header)
        for member in archive.ending(".csv")
    )


def read(archive: Archive, mapping: Mapping[str, Any]) -> SourceActivity:
    """Read reports of several days and periods together.

    Args:
        archive: the files.
        mapping: nothing of it concerns these reports.

    Raises:
        InputError: no report lists users, none is of one day, a cell cannot be read, or named
            and concealed users are mixed.
    """
    told = _read_files(archive)
    people, daily, totals = told.people, _once(told.days, len(told.people)), told.totals
    reach = _reach([daily, *(done.did for done in totals)], len(people))
    if daily.empty:
        raise InputError("m365_totals_only", place=archive.label, people=len(people), **reach)
    events = _events(daily, people["account"], archive.label)
    group_counts, communities = _groups([r for r in told.others if r.kind == "groups"])
    day_counts, ambiguous = _day_counts([r for r in told.others if r.kind == "counts"])
    findings = (
        Finding("m365_concealed", told.concealed),
        Finding("m365_days_only", len(events), "note"),
        Finding("m365_reads_as_visits", int((events["action"] == "visit").sum()), "note"),
        Finding("m365_running_totals", len(totals), "note"),
        Finding("m365_days_missing", _missing_days(daily)),
        Finding("m365_never_came", reach["never_came"], "note"),
        Finding("m365_counts_ambiguous", ambiguous),
        Finding("files_not_used", told.unused, "note"),
    )
    return SourceActivity(
        importer=NAME,
        accounts=people,
        communities=communities,
        memberships=table("memberships", {}),
        events=events,
        records=RECORDS,
        source_counts={
            "people": len(people),
            **reach,
            "deleted": int(people["is_deleted"].sum()),
            "days": daily["day"].nunique(),
            "files_of_totals": len(totals),
            **_largest_totals(totals),
            **day_counts,
            **group_counts,
        },
        dropped={"doubled_rows": sum(map(len, told.days)) - len(daily)},
        findings=tuple(finding for finding in findings if finding.count),
    )


# Files


@dataclass(frozen=True)
class _Told:
    """What all files tell, those of an older date first.

    Args:
        people: the accounts, by name.
        concealed: how many of them are known by a code alone.
        days: what people did by each report of one day, as `_Activity.did`.
        totals: the reports of running totals.
        others: the reports without users.
        unused: files that are no report.
    """

    people: pd.DataFrame
    concealed: int
    days: list[pd.DataFrame]
    totals: list[_Activity]
    others: list[Report]
    unused: int


def _read_files(archive: Archive) -> _Told:
    """Read one file after the other: as texts, a year of days does not fit in memory.

    Raises:
        InputError: no report lists users, or named and concealed users are mixed.
    """
    everybody = Everybody()
    activity: list[_Activity] = []
    others: list[Report] = []
    unused = listing = 0
    for member in archive.members:
        report = report_of(member) if member.name.lower().endswith(".csv") else None
        if report is None:
            unused += 1
        elif report.is_empty:
            continue
        elif report.kind not in OF_USERS:
            others.append(report)
        else:
            listing += 1
            person = everybody.met(report)
            if report.kind == "activity":
                activity.append(_activity(report, person))
    if not listing:
        raise InputError("pilot_file_missing", place=archive.label, file="…UserDetail….csv")
    concealed = everybody.concealed()
    if 0 < concealed < len(everybody.names):
        raise InputError("m365_mixed", place=archive.label, count=concealed)
    people, row = everybody.accounts()
    for done in activity:
        done.did["person"] = row[done.did["person"]]
    activity.sort(key=lambda done: done.age)
    return _Told(
        people=people,
        concealed=concealed,
        days=[done.did for done in activity if done.is_of_one_day],
        totals=[done for done in activity if not done.is_of_one_day],
        others=sorted(others, key=lambda report: report.age),
        unused=unused,
    )


# Activity


@dataclass(frozen=True)
class _Activity:
    """What a file tells that people did.

    Args:
        did: `person` (a number, then their row among the accounts), `day`, the counts of
            `ACTION_OF`, and whether the person `came`; one row each.
        is_of_one_day: whether these are counts of a day rather than a running total.
        period: days of a running total.
        age: when the file was made; see `Report.age`.
    """

    did: pd.DataFrame
    is_of_one_day: bool
    period: int
    age: int


def _activity(report: Report, person: np.ndarray) -> _Activity:
    """What each person did by a report whose rows are about these persons."""
    named = _DAY_IN_NAME.search(report.name)
    periods = set(numbered(report.texts("Report Period"))[1])
    is_of_one_day = named is not None or periods <= {"1"}
    refreshed = report.refreshed
    did: dict[str, Any] = {"person": person, "day": refreshed.array}
    if named:
        day = pd.to_datetime(named[1], errors="coerce", utc=True)
        if pd.isna(day) or not EARLIEST < day < LATEST:
            raise InputError("m365_day_in_name", place=report.sheet.place, value=named[1])
        did["day"] = pd.Series(day, index=refreshed.index).astype(_TIME).array
    elif is_of_one_day:
        refuse_cells(report.sheet, REFRESHED, refreshed.isna(), "pilot_not_a_date")
    for column in ACTION_OF:
        number = counts(report.sheet, column).fillna(0)
        if is_of_one_day:
            refuse_cells(report.sheet, column, number > MOST_A_DAY, "m365_too_many")
        did[column] = number.astype("int16" if is_of_one_day else "int64").array
    did["came"] = report.times("Last Activity Date").notna().array
    period = max((_PERIODS.get(told, 0) for told in periods), default=0)
    return _Activity(pd.DataFrame(did, copy=False), is_of_one_day, period, report.age)


def _once(days: list[pd.DataFrame], people: int) -> pd.DataFrame:
    """Each person and day once, in the version of the last report, by day and person."""
    if not days:
        return pd.DataFrame(columns=["person", "day", *ACTION_OF, "came"])
    every = pd.concat(days, ignore_index=True)
    day, days_met = pd.factorize(every["day"], sort=True)
    last = np.full(len(days_met) * people, -1)
    last[day * people + every["person"].to_numpy()] = np.arange(len(every))
    return every.iloc[last[last >= 0]].reset_index(drop=True)


def _events(daily: pd.DataFrame, names: pd.Series, place: str) -> pd.DataFrame:
    """As many events as each person's counts of a day tell, at noon, which every zone shares."""
    numbers = daily[list(ACTION_OF)].to_numpy().ravel()
    if (number := int(numbers.sum(dtype="int64"))) > MOST_EVENTS:
        raise InputError("m365_too_many_events", place=place, count=number, limit=MOST_EVENTS)
    told = np.flatnonzero(numbers)
    row, action = np.divmod(np.repeat(told, numbers[told]), len(ACTION_OF))
    return table(
        "events",
        {
            "time": daily["day"].array[row] + _NOON,
            "account": names.array[daily["person"].to_numpy()[row]],
            "action": pd.array([*ACTION_OF.values()], "string")[action],
        },
    )


def _missing_days(daily: pd.DataFrame) -> int:
    """Days between the first and the last that no file tells: unknown, not silent."""
    days = daily["day"]
    return (days.max() - days.min()).days + 1 - days.nunique()


def _reach(activities: Sequence[pd.DataFrame], people: int) -> dict[str, int]:
    """How many posted, read and liked in any file, and how many never came."""
    did = {name: np.zeros(people, bool) for name in (*ACTION_OF, "came")}
    for frame in activities:
        person = frame["person"].to_numpy("int64")
        for name, who in did.items():
            who[person[frame[name].to_numpy() > 0]] = True
    return {
        "posters": int(did["Posted Count"].sum()),
        "readers": int(did["Read Count"].sum()),
        "likers": int(did["Liked Count"].sum()),
        "never_came": int((~np.any([*did.values()], axis=0)).sum()),
    }


def _largest_totals(totals: list[_Activity]) -> dict[str, int]:
    """Sums of the last file of the longest period."""
    if not totals:
        return {}
    longest = max(totals, key=lambda done: (done.period, done.did["day"].max()))
    return {"period_days": longest.period} | {
        f"period_{column.split()[0].lower()}": int(longest.did[column].sum())
        for column in ACTION_OF
    }


# Counts without persons


def _day_counts(reports: Sequence[Report]) -> tuple[dict[str, int], int]:
    """Actions of all days, users of the busiest day, and the files whose name tells neither."""
    actions, users, ambiguous = [], [], 0
    for report in reports:
        name = normalised(report.name)
        frame = pd.DataFrame({"day": report.times("Report Date")}).assign(
            **{column: counts(report.sheet, column) for column in ("Posted", "Read", "Liked")}
        )
        if "groupsactivity" in name:
            continue  # the same messages again, without those outside groups
        if "usercounts" in name:
            users.append(frame)
        elif "activitycounts" in name:
            actions.append(frame)
        else:
            ambiguous += 1
    found = {}
    for prefix, frames, summed in (("all", actions, "sum"), ("users_at_most", users, "max")):
        if frames:
            once = pd.concat(frames).dropna(subset="day").drop_duplicates("day", keep="last")
            found[f"{prefix}_days"] = len(once)
            for column in ("Posted", "Read", "Liked"):
                found[f"{prefix}_{column.lower()}"] = int(once[column].fillna(0).agg(summed) or 0)
    return found, ambiguous


def _groups(reports: Sequence[Report]) -> tuple[dict[str, int], pd.DataFrame]:
    """Groups of the last report: how many, and those that live; a private one has no name."""
    if not reports:
        return {}, rows("communities", [])
    report = reports[-1]
    name = report.sheet.frame["Group Display Name"]
    public = report.texts("Group Type").str.contains("public").fillna(False).astype(bool)
    concealed = name.str.fullmatch(CODE).fillna(False).astype(bool)
    deleted = report.texts("Is Deleted").eq("true").fillna(False).astype(bool)
    communities = table(
        "communities",
        {
            "community": "group " + pd.Series(range(len(name)), index=name.index).astype("string"),
            "name": name.where(public & ~concealed),
            "kind": "unknown",
            "visibility": pd.Series("open", index=name.index).where(public, "closed"),
        },
    )
    return {
        "groups": len(name),
        "groups_deleted": int(deleted.sum()),
        "groups_private": int((~public).sum()),
        "members_of_groups": int(counts(report.sheet, "Member Count").fillna(0).sum()),
    }, communities[~deleted.to_numpy()].reset_index(drop=True)
