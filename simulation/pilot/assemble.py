"""From what a platform and an HR system tell, to a record: pseudonyms in, names out.

The whole company stands in `people`: everybody of the HR extract, with or without an
account, then the accounts the extract does not know. Robots are set aside and counted.
Whoever has an account belongs to the pilot, wave 0.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.pilot import quality
from simulation.pilot.columns import numbered, positions
from simulation.pilot.hr import HrExtract
from simulation.pilot.joining import account_reasons, employee_reasons, rows_of_accounts
from simulation.pilot.pseudonyms import key_mark, pseudonyms
from simulation.pilot.source import Finding, SourceActivity
from simulation.quality.course import course_of
from simulation.table_schema import TIME
from simulation.tables import ACTIONS, CONTRIBUTIONS, SCHEMAS, Record, empty, monday

PILOT_WAVE = 0
LARGEST_TEAM = 50
"""Beyond, sharing a manager says little about working together; no team ties are drawn."""

_DAYS_A_YEAR = 365.25
_ANSWERING = ("answer", "comment", "reaction", "share")
"""Actions that address the author of what they answer."""


def assemble(
    activity: SourceActivity,
    hr: HrExtract | None,
    key: bytes,
    title: str,
    files: Sequence[dict[str, str]],
    bridge: pd.DataFrame | None = None,
    set_aside: Sequence[str] = (),
) -> Record:
    """The checked record of a pilot.

    Args:
        activity: what the platform's export tells.
        hr: the company, when known.
        key: secret of the pseudonyms; not kept.
        title: name of the pilot.
        files: name and SHA-256 of each source.
        bridge: which account belongs to which employee, as `read_bridge` gives it.
        set_aside: what of the quality checks the user leaves out, among `quality.ASIDE`.

    Raises:
        InputError: no event of a person is left.
    """
    staff = _staff(activity, hr, bridge)
    communities, community_of = _communities(activity)
    events, events_dropped = _events(activity, staff.person_of, community_of)
    if events.empty:
        raise InputError("pilot_without_events", place=", ".join(file["name"] for file in files))
    events["week"] = monday(events["time"], activity.timezone)
    people = _people(staff, events["time"].min(), key)
    first_week, last_week = events["week"].min(), events["week"].max()
    weeks = pd.date_range(first_week, last_week, freq="W-MON", unit="us")
    course = course_of(events, people, weeks, activity.timezone)
    events, aside_dropped = quality.without(course, set_aside)
    if set_aside:
        course = course_of(events, people, weeks, activity.timezone)
    findings = (
        *activity.findings,
        *(hr.findings if hr else ()),
        *staff.findings,
        *quality.activity_findings(course),
    )
    dropped = {**activity.dropped, **(hr.dropped if hr else {}), **staff.dropped}
    dropped |= events_dropped | aside_dropped
    manifest = {
        "origin": "pilot",
        "title": title,
        "importer": activity.importer,
        "files": [*files, *([hr.file] if hr else [])],
        "has_hr": hr is not None,
        "timezone": activity.timezone,
        "first_week": first_week.date().isoformat(),
        "last_week": last_week.date().isoformat(),
        "first": events["time"].min().date().isoformat(),
        "last": events["time"].max().date().isoformat(),
        "records": sorted(activity.records),
        "unavailable": [action for action in ACTIONS if action not in activity.records],
        "population": "accounts",
        "unmatched": staff.unmatched,
        "pseudonyms": "HMAC-SHA256, 16 hexadecimal digits, keyed",
        "key_mark": key_mark(key),
        "source_counts": dict(activity.source_counts),
        "counts": _counts(people, communities, events, activity),
        "dropped": {reason: int(count) for reason, count in dropped.items() if count},
        "findings": [quality.as_json(finding) for finding in findings],
        "versions": {name: version(name) for name in ("rsne-workbench", "pandas", "pyarrow")}
        | {"python": platform.python_version()},
        "imported_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return Record(
        people=people,
        communities=communities,
        memberships=_memberships(activity, staff.person_of, community_of),
        ties=_ties(people),
        events=events[list(SCHEMAS["events"].columns)],
        manifest=manifest,
    ).checked()


# People


@dataclass(frozen=True)
class _Staff:
    """Everybody of the company before pseudonyms, and whose each account is."""

    rows: pd.DataFrame
    person_of: pd.Series
    findings: tuple[Finding, ...]
    dropped: dict[str, int]
    unmatched: dict[str, dict[str, int]]


def _staff(activity: SourceActivity, hr: HrExtract | None, bridge: pd.DataFrame | None) -> _Staff:
    accounts = activity.accounts
    robots = accounts["is_bot"].fillna(False).astype(bool)
    humans = accounts[~robots].reset_index(drop=True)
    company = _employees(hr, activity)
    row_of = rows_of_accounts(humans, company, bridge)
    gone = company["is_gone"] & ~company.index.isin(row_of.dropna())
    company = company[~gone]
    person_of_row = pd.Series(range(len(company)), index=company.index)
    known = row_of.notna()
    person_of = row_of.map(person_of_row).astype("Int64")
    person_of = person_of.fillna((~known).cumsum() + len(company) - 1)
    dated = humans.assign(person=person_of).groupby("person")
    strangers = humans[~known]
    own_name = activity.importer + ":" + strangers["account"]
    strangers = strangers.assign(identity=strangers["email"].str.lower().fillna(own_name))
    strangers = strangers.drop(columns=["invited_at", "left_at"])
    strangers = strangers.reindex(columns=company.columns).astype(company.dtypes)
    parts = [part for part in (company, strangers) if len(part)] or [company]
    rows = pd.concat(parts, ignore_index=True)
    rows["manager"] = rows["manager"].map(person_of_row)
    has_account = pd.Series(PILOT_WAVE, index=rows.index).where(rows.index.isin(person_of))
    rows["wave"] = rows["wave"].fillna(has_account)
    first = dated[["invited_at", "joined_at"]].min()
    rows["invited_at"] = rows["invited_at"].fillna(first["invited_at"])
    rows["registered_at"] = first["joined_at"]
    rows["left_at"] = rows["left_at"].fillna(dated["left_at"].max())
    findings = [
        Finding("guests", int(humans["is_guest"].fillna(False).sum()), "note"),
    ]
    unmatched: dict[str, dict[str, int]] = {}
    if hr is not None:
        findings += [
            Finding("accounts_absent_from_hr", int((~known).sum())),
            Finding("accounts_of_one_person", int(row_of.dropna().duplicated().sum())),
            Finding("employees_without_account", len(company) - row_of.nunique(), "note"),
        ]
        unmatched = {
            "accounts": account_reasons(humans, company, row_of),
            "employees": employee_reasons(company, row_of, activity.events["time"].max()),
        }
    if bridge is not None:
        told = pd.concat([humans[name].str.lower() for name in ("account", "login", "email")])
        nowhere = int((~bridge["account"].isin(told)).sum())
        findings.append(Finding("bridge_accounts_unknown", nowhere))
    return _Staff(
        rows,
        pd.Series(person_of.to_numpy(), index=humans["account"], dtype="Int64"),
        tuple(finding for finding in findings if finding.count),
        {"robot_accounts": int(robots.sum()), "employees_gone": int(gone.sum())},
        unmatched,
    )


def _employees(hr: HrExtract | None, activity: SourceActivity) -> pd.DataFrame:
    """The HR extract's people, with the identity their pseudonym is made of."""
    if hr is None:
        return _NO_EMPLOYEES.copy()
    start = activity.events["time"].min()
    return hr.people.assign(
        identity=hr.people["email"].fillna(hr.people["key"]),
        is_gone=(hr.people["is_gone"] | (hr.people["left_at"] < start)).astype("boolean"),
    )


_NO_EMPLOYEES = pd.DataFrame(
    {
        **dict.fromkeys(
            ("key", "email", "login", "identity", "unit", "team", "site", "job_family"),
            pd.Series(dtype="string"),
        ),
        "manager": pd.Series(dtype="Int64"),
        "level": pd.Series(dtype="Int16"),
        "is_manager": pd.Series(dtype="boolean"),
        "hired_at": pd.Series(dtype="datetime64[us, UTC]"),
        "tenure_years": pd.Series(dtype="Float64"),
        "remote_days": pd.Series(dtype="Float64"),
        "left_at": pd.Series(dtype="datetime64[us, UTC]"),
        "is_gone": pd.Series(dtype="boolean"),
        "wave": pd.Series(dtype="Int16"),
        "invited_at": pd.Series(dtype="datetime64[us, UTC]"),
    }
)
"""What stands for the HR extract's people where there is none."""


def _people(staff: _Staff, start: pd.Timestamp, key: bytes) -> pd.DataFrame:
    rows = staff.rows
    tenure = (start - rows["hired_at"]).dt.total_seconds() / 86_400 / _DAYS_A_YEAR
    people = pd.DataFrame({column: rows.get(column) for column in SCHEMAS["people"].columns})
    return people.assign(
        person=np.arange(len(rows)),
        pseudonym=pseudonyms(rows["identity"].to_numpy(object), key),
        tenure_years=rows["tenure_years"].fillna(tenure.clip(lower=0)).round(2),
    )


# Communities, events, ties


def _communities(activity: SourceActivity) -> tuple[pd.DataFrame, pd.Series]:
    """The communities table, and the number of each of the source's communities."""
    named = activity.communities
    hidden = named["visibility"].isin(["closed", "secret"]) | named["name"].str.contains("@")
    communities = pd.DataFrame(
        {column: named.get(column) for column in SCHEMAS["communities"].columns}
    ).assign(
        community=np.arange(len(named)),
        name=named["name"].mask(hidden),
        kind=named["kind"].fillna("unknown"),
        visibility=named["visibility"].fillna("unknown"),
    )
    return communities, pd.Series(communities["community"].array, index=named["community"])


def _events(
    activity: SourceActivity, person_of: pd.Series, community_of: pd.Series
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Events of people in the order of time, numbered; whoever is unknown was a robot."""
    source = activity.events
    persons = person_of.to_numpy("int64")
    account = positions(source["account"], _texts(person_of))
    order = np.argsort(source["time"].to_numpy("datetime64[us]"), kind="stable")
    kept = order[account[order] >= 0]
    person = persons[account[kept]]
    key, parent_key = _links(source)
    event_of = np.full(max(key.max(initial=-1), parent_key.max(initial=-1)) + 2, -1)
    event_of[key[kept][::-1]] = np.arange(len(kept))[::-1]  # the first event of a key counts
    event_of[-1] = -1  # for events without a key
    parent = event_of[parent_key[kept]]
    target = positions(source["target"], _texts(person_of))[kept]
    addressed = np.where(target >= 0, persons[target] if len(persons) else -1, -1)
    answers = source["action"].isin(_ANSWERING).to_numpy(bool)[kept]
    to_author = answers & source["target"].isna().to_numpy()[kept] & (parent >= 0)
    addressed[to_author] = person[parent[to_author]]
    community = positions(source["community"], _texts(community_of))[kept]
    numbers = community_of.to_numpy("int64")
    table = pd.DataFrame(
        {
            "event": np.arange(len(kept)),
            "time": source["time"].array[kept],
            "person": person,
            "action": source["action"].array[kept],
            "community": _known(numbers[community] if len(numbers) else community, community),
            "parent": _known(parent, parent),
            "target": _known(addressed, addressed),
            "size": source["size"].array[kept],
        }
    )
    return table, {"robot_events": len(order) - len(kept)}


def _links(source: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Number of the key of each event, and of that of its parent; -1 where there is none."""
    if source["key"].dtype == "Int64":
        key, parent = (source[name].to_numpy("int64", na_value=-1) for name in ("key", "parent"))
        return key, parent
    key, kinds = numbered(source["key"])
    return key, positions(source["parent"], kinds)


def _texts(numbered_texts: pd.Series) -> pd.Series:
    """The texts that index a column."""
    return pd.Series(numbered_texts.index, dtype="string")


def _known(numbers: np.ndarray, positions: np.ndarray) -> pd.Series:
    """Numbers, missing where the position is negative."""
    return pd.Series(pd.arrays.IntegerArray(numbers.astype("int64"), positions < 0))


def _memberships(
    activity: SourceActivity, person_of: pd.Series, community_of: pd.Series
) -> pd.DataFrame:
    table = activity.memberships.assign(
        person=activity.memberships["account"].map(person_of),
        community=activity.memberships["community"].map(community_of),
    )
    table = table.dropna(subset=["person", "community"])
    return table.drop_duplicates(["person", "community", "joined_at"])[
        list(SCHEMAS["memberships"].columns)
    ]


def _ties(people: pd.DataFrame) -> pd.DataFrame:
    """Work ties the hierarchy tells: each manager with their reports, and these together."""
    if people["manager"].isna().all():
        return empty("ties")
    reports = people.loc[people["manager"].notna(), ["person", "manager"]].astype("int64")
    upward = pd.DataFrame({"source": reports["manager"], "target": reports["person"]})
    size = reports["manager"].map(reports["manager"].value_counts())
    small = reports[size <= LARGEST_TEAM]
    pairs = small.merge(small, on="manager", suffixes=("", "_other"))
    pairs = pairs[pairs["person"] < pairs["person_other"]]
    together = pd.DataFrame({"source": pairs["person"], "target": pairs["person_other"]})
    ties = pd.concat([upward.assign(layer="hierarchy"), together.assign(layer="team")])
    return ties.assign(weight=1.0, since=pd.Series(pd.NaT, index=ties.index, dtype=TIME))


# Manifest


def _counts(
    people: pd.DataFrame,
    communities: pd.DataFrame,
    events: pd.DataFrame,
    activity: SourceActivity,
) -> dict[str, Any]:
    by_action = events["action"].value_counts()
    contributions = events[events["action"].isin(CONTRIBUTIONS)]
    return {
        "people": len(people),
        "accounts": int(people["wave"].notna().sum()),
        "registered": int(people["registered_at"].notna().sum()),
        "guests": int(activity.accounts["is_guest"].fillna(False).sum()),
        "posters": int(contributions["person"].nunique()),
        "communities": len(communities),
        "events": {
            action: int(by_action.get(action, 0))
            for action in ACTIONS
            if action in activity.records
        },
    }
