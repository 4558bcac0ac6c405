"""Read Microsoft 365 usage reports of Yammer / Viva Engage.

The detail by user is a running total over 7 to 180 days, so two of them cannot be subtracted
into weeks: only a file of one day (asked with `date=`) dates what a person did. It says how much
each posted, read and liked that day, in UTC, and neither where nor to whom. Everyone with a
licence is listed, whether they came or not. Counts a day without persons are told as counts;
those of users have the same header as those of actions, and only the file's name tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.columns import arrow, matching, numbered, positions
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
    listed = pd.concat([_listed(report) for report in of_users], ignore_index=True)
    row_of, names = numbered(listed["account"])
    concealed = names.str.startswith(_CONCEALED).to_numpy(bool)
    if concealed.any() and not concealed.all():
        count = int(concealed[row_of].sum())
        raise InputError("m365_mixed", place=archive.label, count=count)
    people = _people(listed, row_of, names)
    activity = [_activity(report) for report in of_users if report.kind == "activity"]
    daily = _once([frame for frame, day in activity if day])
    totals = [frame for frame, day in activity if not day]
    reach = _reach(people, [daily, *totals])
    if daily.empty:
        raise InputError("m365_totals_only", place=archive.label, people=len(people), **reach)
    events = _events(daily, archive.label)
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
        dropped={"doubled_rows": sum(len(f) for f, day in activity if day) - len(daily)},
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
            found.append((report.times(_REFRESHED).max(), report))
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
    gone = state.isin(["deleted", "suspended"])
    listed = pd.DataFrame(
        {
            "account": report.people,
            "left_at": report.times("State Change Date").where(gone),
            "is_deleted": state.eq("deleted").fillna(False).astype(bool),
            "told": state.notna(),
            "licensed_at": report.times(_LICENSED),
        }
    )
    if report.kind == "licences":
        return listed[report.texts(_LICENCE).eq("true").fillna(False)]
    return listed


def _people(listed: pd.DataFrame, row_of: np.ndarray, names: pd.Series) -> pd.DataFrame:
    """Everybody once, in the state that the last report telling one gives.

    Args:
        listed: the rows of all reports.
        row_of: the name of each row, by its place among the names.
        names: everybody's name.
    """
    last = np.zeros(len(names), "int64")
    told = listed["told"].to_numpy(bool)
    for rows_told in (np.flatnonzero(~told), np.flatnonzero(told)):
        last[row_of[rows_told]] = rows_told
    order = pc.sort_indices(arrow(names)).to_numpy()
    state = listed.iloc[last[order]].reset_index(drop=True)
    licensed = listed["licensed_at"].groupby(row_of).min()
    return table(
        "accounts",
        {
            "account": state["account"],
            "email": state["account"].where(state["account"].str.contains("@")),
            "invited_at": licensed.reindex(order).array,
            "left_at": state["left_at"],
            "is_bot": False,
            "is_guest": state["account"].str.contains(_OUTSIDER.lower(), regex=False),
            "is_deleted": state["is_deleted"],
        },
    )


# Activity


def _activity(report: _Report) -> tuple[pd.DataFrame, bool]:
    """What each person did, and whether the file is of one day rather than a running total."""
    named = _DAY_IN_NAME.search(report.name)
    period = report.texts("Report Period")
    one_day = named is not None or bool(period.isna().all() or period.eq("1").all())
    refreshed = report.times(_REFRESHED)
    frame = pd.DataFrame({"account": report.people, "day": refreshed})
    if named:
        day = pd.to_datetime(named[1], errors="coerce", utc=True)
        if pd.isna(day) or not EARLIEST < day < LATEST:
            raise InputError("m365_day_in_name", place=report.sheet.place, value=named[1])
        frame["day"] = pd.Series(day, index=frame.index).astype(_TIME)
    elif one_day:
        refuse_cells(report.sheet, _REFRESHED, refreshed.isna(), "pilot_not_a_date")
    for column in _ACTION_OF:
        frame[column] = counts(report.sheet, column).fillna(0).astype("int64")
        if one_day:
            refuse_cells(report.sheet, column, frame[column] > MOST_A_DAY, "m365_too_many")
    return frame.assign(
        came=report.times("Last Activity Date").notna(),
        period=period.map(_PERIODS).fillna(0).astype("int64"),
    ), one_day


def _once(days: list[pd.DataFrame]) -> pd.DataFrame:
    """Each person and day once, in the version of the last report."""
    if not days:
        return pd.DataFrame(columns=["account", "day", *_ACTION_OF, "came", "period"])
    every = pd.concat(days, ignore_index=True)
    codes, names = numbered(every["account"])
    rank = np.argsort(pc.sort_indices(arrow(names)).to_numpy())[codes]
    days_met, day = np.unique(every["day"].to_numpy("datetime64[us]"), return_inverse=True)
    of_day = day * len(names) + rank
    last = np.full(len(days_met) * len(names), -1)
    last[of_day] = np.arange(len(of_day))
    return every.iloc[last[last >= 0]].reset_index(drop=True)


def _events(daily: pd.DataFrame, place: str) -> pd.DataFrame:
    """As many events as each person's counts of a day tell, at noon, which every zone shares."""
    number = int(daily[list(_ACTION_OF)].sum().sum())
    if number > MOST_EVENTS:
        raise InputError("m365_too_many_events", place=place, count=number, limit=MOST_EVENTS)
    parts = []
    for column, action in _ACTION_OF.items():
        repeated = np.repeat(np.arange(len(daily)), daily[column].astype("int64"))
        rows_of_action = daily.iloc[repeated]
        parts.append(
            table(
                "events",
                {
                    "time": rows_of_action["day"].astype(_TIME) + _NOON,
                    "account": rows_of_action["account"],
                    "action": action,
                },
            )
        )
    return pd.concat(parts, ignore_index=True).sort_values(
        ["time", "account"], kind="stable", ignore_index=True
    )


def _missing_days(daily: pd.DataFrame) -> int:
    """Days between the first and the last that no file tells: unknown, not silent."""
    days = daily["day"].astype(_TIME)
    return (days.max() - days.min()).days + 1 - days.nunique()


def _reach(people: pd.DataFrame, activities: Iterable[pd.DataFrame]) -> dict[str, int]:
    """How many posted, read and liked in any file, and how many never came."""
    every = pd.concat([frame for frame in activities if len(frame)] or [_once([])])
    codes, names = numbered(every["account"].astype("string"))
    did = {column: np.unique(codes[every[column] > 0]) for column in _ACTION_OF}
    came = np.concatenate([*did.values(), codes[every["came"].astype(bool)]])
    return {
        "posters": len(did["Posted Count"]),
        "readers": len(did["Read Count"]),
        "likers": len(did["Liked Count"]),
        "never_came": int((positions(people["account"], names.iloc[np.unique(came)]) < 0).sum()),
    }


def _largest_totals(totals: list[pd.DataFrame]) -> dict[str, int]:
    """Sums of the last file of the longest period."""
    if not totals:
        return {}
    longest = max(totals, key=lambda frame: (frame["period"].max(), frame["day"].max()))
    return {"period_days": int(longest["period"].max())} | {
        f"period_{column.split()[0].lower()}": int(longest[column].sum()) for column in _ACTION_OF
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
