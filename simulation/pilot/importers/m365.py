"""Read Microsoft 365 usage reports of Yammer / Viva Engage.

The detail by user is a running total over 7 to 180 days, so two of them cannot be subtracted
into weeks: only a file of one day (asked with `date=`) dates what a person did. It says how much
each posted, read and liked that day, in UTC, and neither where nor to whom. Everyone with a
licence is listed, whether they came or not. Counts a day without persons are told as counts;
those of users have the same header as those of actions, and only the file's name tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.columns import arrow, each_once, equal, matching, numbered
from simulation.pilot.csv_reading import (
    EARLIEST,
    LATEST,
    CsvTable,
    counts,
    normalised,
    read_csv,
    refuse_cells,
    require_values,
    roles_of,
    times,
)
from simulation.pilot.source import Finding, SourceActivity, rows, table

NAME = "m365"
RECORDS = frozenset({"visit", "post", "reaction"})
MOST_A_DAY = 10_000
"""Messages that a person may post, read or like in a day; beyond, the file is damaged."""
MOST_EVENTS = 20_000_000
"""Events that all files together may tell; beyond, they would not fit in memory."""

_ACTION_OF = {"Posted Count": "post", "Read Count": "visit", "Liked Count": "reaction"}
_STATE = ("User State", "State Change Date")
_USER = "User Principal Name"
_REFRESHED = "Report Refresh Date"
_LICENCE, _LICENSED = "Has Yammer License", "Yammer License Assign Date"
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "activity": (_REFRESHED, _USER, "Last Activity Date", *_ACTION_OF),
    "devices": (_REFRESHED, _USER, "Used Web"),
    "licences": (_REFRESHED, _USER, _LICENCE),
    "groups": (_REFRESHED, "Group Display Name", "Member Count"),
    "counts": (_REFRESHED, "Liked", "Posted", "Read", "Report Date"),
}
"""Kind of report -> columns that tell it."""
_OPTIONAL = (*_STATE, "Report Period", _LICENSED, "Is Deleted", "Group Type")
_OF_USERS = ("activity", "devices", "licences")

_CODE = r"[0-9A-Fa-f]{32}"
_CONCEALED = "concealed "
_DAY_IN_NAME = re.compile(r"date=['\"]?(\d{4}-\d{2}-\d{2})", re.IGNORECASE)
_OUTSIDER = "#EXT#"
_TIME: Final = "datetime64[us, UTC]"
_PERIODS = {"1": 1, "7": 7, "30": 30, "90": 90, "180": 180}
_NOON = pd.Timedelta(hours=12)


@dataclass(frozen=True)
class _Report:
    """One file: its kind and its columns under the names of `_HEADERS`."""

    kind: str
    sheet: CsvTable
    name: str

    def times(self, column: str) -> pd.Series:
        """A column of days; missing throughout where the file has no such column."""
        if column not in self.sheet.frame.columns:
            return pd.Series(pd.NaT, index=self.sheet.frame.index, dtype=_TIME)
        return times(self.sheet, column)[0]

    def texts(self, column: str) -> pd.Series:
        """A column in lower case; missing throughout where the file has no such column."""
        if column not in self.sheet.frame.columns:
            return pd.Series(pd.NA, index=self.sheet.frame.index, dtype="string")
        return self.sheet.frame[column].str.lower()

    @cached_property
    def refreshed(self) -> pd.Series:
        """When each row was made."""
        return self.times(_REFRESHED)

    @cached_property
    def people(self) -> pd.Series:
        """Who each row is about; a concealed code cannot be taken for a number of employee."""
        names = self.texts(_USER)
        concealed = matching(names, _CODE)
        return names.mask(concealed, _CONCEALED + names) if concealed.any() else names


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
    reports, unused = _reports(archive)
    of_users = [report for report in reports if report.kind in _OF_USERS]
    if not of_users:
        raise InputError("pilot_file_missing", place=archive.label, file="…UserDetail….csv")
    lists = [_listed(report) for report in of_users]
    listed = pd.concat(lists, ignore_index=True)
    person, names = _alphabetical(listed["account"])
    concealed = names.str.startswith(_CONCEALED).to_numpy(bool)
    if concealed.any() and not concealed.all():
        count = int(concealed[person].sum())
        raise InputError("m365_mixed", place=archive.label, count=count)
    people = _people(listed, person, names)
    persons = np.split(person, np.cumsum([len(rows_of_one) for rows_of_one in lists])[:-1])
    activity = [
        _activity(report, of_rows)
        for report, of_rows in zip(of_users, persons, strict=True)
        if report.kind == "activity"
    ]
    every_day = [done.did for done in activity if done.is_of_one_day]
    daily = _once(every_day, len(names))
    totals = [done for done in activity if not done.is_of_one_day]
    reach = _reach([daily, *(done.did for done in totals)], len(names))
    if daily.empty:
        raise InputError("m365_totals_only", place=archive.label, people=len(people), **reach)
    events = _events(daily, names, archive.label)
    group_counts, communities = _groups([r for r in reports if r.kind == "groups"])
    day_counts, ambiguous = _day_counts([r for r in reports if r.kind == "counts"])
    findings = (
        Finding("m365_concealed", int(concealed.sum())),
        Finding("m365_days_only", len(events), "note"),
        Finding("m365_reads_as_visits", int((events["action"] == "visit").sum()), "note"),
        Finding("m365_running_totals", len(totals), "note"),
        Finding("m365_days_missing", _missing_days(daily)),
        Finding("m365_never_came", reach["never_came"], "note"),
        Finding("m365_counts_ambiguous", ambiguous),
        Finding("files_not_used", unused, "note"),
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
        dropped={"doubled_rows": sum(map(len, every_day)) - len(daily)},
        findings=tuple(finding for finding in findings if finding.count),
    )


# Files


def _reports(archive: Archive) -> tuple[list[_Report], int]:
    """The reports known, in the order of their refresh, and how many files are none of them."""
    found: list[tuple[pd.Timestamp, _Report]] = []
    unused = 0
    for member in archive.members:
        report = _report(member) if member.name.lower().endswith(".csv") else None
        if report is None:
            unused += 1
        elif len(report.sheet.frame):
            found.append((report.refreshed.max(), report))
    earliest = pd.Timestamp(0, tz="UTC")
    found.sort(key=lambda entry: entry[0] if pd.notna(entry[0]) else earliest)
    return [report for _, report in found], unused


def _report(member: Member) -> _Report | None:
    """The report a file holds, with the columns that serve and no other."""
    found: dict[str, str] = {}

    def wanted(headers: tuple[str, ...]) -> set[str]:
        if kind := _kind(headers):
            header = _HEADERS[kind]
            aliases: dict[str, tuple[str, ...]] = dict.fromkeys((*header, *_OPTIONAL), ())
            found.update(roles_of(headers, member.place, aliases, header))
        return set(found.values())

    sheet = read_csv(member, wanted=wanted)
    kind = _kind(sheet.headers)
    if kind is None:
        return None
    named = {column: role for role, column in found.items()}
    return _Report(kind, replace(sheet, frame=sheet.frame.rename(columns=named)), member.name)


def _kind(headers: tuple[str, ...]) -> str | None:
    """The kind of report that a file with these headers is."""
    present = {normalised(column) for column in headers}
    kinds = (kind for kind, header in _HEADERS.items() if set(map(normalised, header)) <= present)
    return next(kinds, None)


# People


def _listed(report: _Report) -> pd.DataFrame:
    """The people a report lists, with or without activity."""
    require_values(report.sheet, _USER)
    state = report.texts("User State")
    gone = equal(state, "deleted", "suspended")
    listed = pd.DataFrame(
        {
            "account": report.people,
            "left_at": report.times("State Change Date").where(gone),
            "is_deleted": equal(state, "deleted"),
            "told": state.notna(),
            "licensed_at": report.times(_LICENSED),
        },
        copy=False,
    )
    if report.kind == "licences":
        return listed[equal(report.texts(_LICENCE), "true")]
    return listed


def _alphabetical(accounts: pd.Series) -> tuple[np.ndarray, pd.Series]:
    """Each account as the place of its name in the order of the alphabet, and the names so."""
    codes, names = numbered(accounts)
    order = pc.sort_indices(arrow(names)).to_numpy()
    return np.argsort(order)[codes], names.take(order).reset_index(drop=True)


def _people(listed: pd.DataFrame, person: np.ndarray, names: pd.Series) -> pd.DataFrame:
    """Everybody once, in the state that the last report telling one gives.

    Args:
        listed: the rows of all reports.
        person: whom each row is about, by the place among the names.
        names: everybody's name.
    """
    last = np.zeros(len(names), "int64")
    told = listed["told"].to_numpy(bool)
    for rows_told in (np.flatnonzero(~told), np.flatnonzero(told)):
        last[person[rows_told]] = rows_told
    return table(
        "accounts",
        {
            "account": names,
            "email": names.where(names.str.contains("@")),
            "invited_at": listed["licensed_at"].groupby(person).min().array,
            "left_at": listed["left_at"].array[last],
            "is_bot": False,
            "is_guest": names.str.contains(_OUTSIDER.lower(), regex=False),
            "is_deleted": listed["is_deleted"].to_numpy()[last],
        },
    )


# Activity


@dataclass(frozen=True)
class _Activity:
    """What a file tells that people did.

    Args:
        did: `person` (place among the names), `day`, the counts of `_ACTION_OF`, and whether the
            person `came`; one row each.
        is_of_one_day: whether these are counts of a day rather than a running total.
        period: days of a running total.
    """

    did: pd.DataFrame
    is_of_one_day: bool
    period: int


def _activity(report: _Report, person: np.ndarray) -> _Activity:
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
        refuse_cells(report.sheet, _REFRESHED, refreshed.isna(), "pilot_not_a_date")
    for column in _ACTION_OF:
        number = counts(report.sheet, column).fillna(0).astype("int64")
        if is_of_one_day:
            refuse_cells(report.sheet, column, number > MOST_A_DAY, "m365_too_many")
        did[column] = number.array
    did["came"] = report.times("Last Activity Date").notna().array
    period = max((_PERIODS.get(told, 0) for told in periods), default=0)
    return _Activity(pd.DataFrame(did, copy=False), is_of_one_day, period)


def _once(days: list[pd.DataFrame], people: int) -> pd.DataFrame:
    """Each person and day once, in the version of the last report, by day and person."""
    if not days:
        return pd.DataFrame(columns=["person", "day", *_ACTION_OF, "came"])
    every = pd.concat(days, ignore_index=True)
    day, days_met = pd.factorize(every["day"], sort=True)
    last = np.full(len(days_met) * people, -1)
    last[day * people + every["person"].to_numpy()] = np.arange(len(every))
    return every.iloc[last[last >= 0]].reset_index(drop=True)


def _events(daily: pd.DataFrame, names: pd.Series, place: str) -> pd.DataFrame:
    """As many events as each person's counts of a day tell, at noon, which every zone shares."""
    numbers = daily[list(_ACTION_OF)].to_numpy("int64")
    if (number := int(numbers.sum())) > MOST_EVENTS:
        raise InputError("m365_too_many_events", place=place, count=number, limit=MOST_EVENTS)
    row, action = np.divmod(np.repeat(np.arange(numbers.size), numbers.ravel()), len(_ACTION_OF))
    return table(
        "events",
        {
            "time": daily["day"].array[row] + _NOON,
            "account": names.array[daily["person"].to_numpy()[row]],
            "action": pd.array([*_ACTION_OF.values()], "string")[action],
        },
    )


def _missing_days(daily: pd.DataFrame) -> int:
    """Days between the first and the last that no file tells: unknown, not silent."""
    days = daily["day"]
    return (days.max() - days.min()).days + 1 - days.nunique()


def _reach(activities: list[pd.DataFrame], people: int) -> dict[str, int]:
    """How many posted, read and liked in any file, and how many never came."""
    every = pd.concat([frame for frame in activities if len(frame)] or activities[:1])
    person = every["person"].to_numpy("int64")
    did = {column: each_once(person[every[column].to_numpy() > 0]) for column in _ACTION_OF}
    came = np.concatenate([*did.values(), person[every["came"].to_numpy(bool)]])
    return {
        "posters": len(did["Posted Count"]),
        "readers": len(did["Read Count"]),
        "likers": len(did["Liked Count"]),
        "never_came": people - len(each_once(came)),
    }


def _largest_totals(totals: list[_Activity]) -> dict[str, int]:
    """Sums of the last file of the longest period."""
    if not totals:
        return {}
    longest = max(totals, key=lambda done: (done.period, done.did["day"].max()))
    return {"period_days": longest.period} | {
        f"period_{column.split()[0].lower()}": int(longest.did[column].sum())
        for column in _ACTION_OF
    }


# Counts without persons


def _day_counts(reports: list[_Report]) -> tuple[dict[str, int], int]:
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


def _groups(reports: list[_Report]) -> tuple[dict[str, int], pd.DataFrame]:
    """Groups of the last report: how many, and those that live; a private one has no name."""
    if not reports:
        return {}, rows("communities", [])
    report = reports[-1]
    name = report.sheet.frame["Group Display Name"]
    public = report.texts("Group Type").str.contains("public").fillna(False).astype(bool)
    concealed = name.str.fullmatch(_CODE).fillna(False).astype(bool)
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
