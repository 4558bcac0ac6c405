"""Viva Engage (Yammer) network data export: one or several zips or folders.

A large network is exported in slices that overlap, so the slices are merged and each
row is taken once, by `id`, in the version of the latest slice. The export has no
visit, no reaction and no membership: those stay unavailable. A text is read to learn
its length, whom it mentions, and whether it ends with a question mark; nothing of it
is kept. Private groups are counted, never named; private conversations are set aside.

Layout: learn.microsoft.com/viva/engage/eac-as-manage-data and the public readers of
the format; the columns read are those of `MESSAGE_COLUMNS`, `USER_COLUMNS` and
`GROUP_COLUMNS`, by name whatever their order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.columns import (
    are_whole_numbers,
    arrow,
    equal,
    in_order_of_time,
    matching,
    numbered,
    positions,
    texts,
)
from simulation.pilot.csv_reading import (
    columns_by_role,
    every_time,
    keys,
    read_csv,
    require_values,
    roles_of,
    times,
)
from simulation.pilot.member import BLOCK
from simulation.pilot.source import Finding, SourceActivity, missing, table

NAME = "viva-engage"
RECORDS = frozenset({"register", "post", "question", "answer", "mention"})
ALL_COMPANY = "all-company"
TIMEZONE = "Europe/Paris"
"""Zone of the weeks when nothing tells another; the export is in UTC and names none."""

MESSAGE_COLUMNS = (
    "id",
    "replied_to_id",
    "parent_id",
    "thread_id",
    "group_id",
    "group_name",
    "in_private_group",
    "in_private_conversation",
    "sender_id",
    "sender_type",
    "sender_email",
    "body",
    "delegate_id",
    "created_at",
    "deleted_at",
    "message_type",
)
USER_COLUMNS = ("id", "email", "joined_at", "deleted_at", "suspended_at", "state")
GROUP_COLUMNS = ("id", "name", "private", "deleted", "created_at", "updated_at")

_COLUMNS = {
    "Messages.csv": MESSAGE_COLUMNS,
    "Users.csv": USER_COLUMNS,
    "Groups.csv": GROUP_COLUMNS,
}
_REQUIRED = {
    "Messages.csv": ("id", "thread_id", "sender_id", "created_at"),
    "Users.csv": ("id",),
    "Groups.csv": ("id",),
}
_TIME = "datetime64[us, UTC]"
_TIMES = ("created_at", "updated_at", "joined_at", "deleted_at", "suspended_at")
_IDS = ("id", "replied_to_id", "parent_id", "thread_id", "group_id", "sender_id", "delegate_id")

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?")
_LOGGED = re.compile(r"(?P<file>[\w.]+\.csv)\W+(?P<rows>\d+)?", re.IGNORECASE)
_FAILURE = re.compile(r"\b(?:fail|error|exception|timed? ?out|abort)", re.IGNORECASE)
_NO_FAILURE = re.compile(r"\b(?:0|no|without) errors?\b|\berrors?\s*[:=]\s*(?:0|none)\b", re.I)
_MENTION = r"\[\[user:(\d+)\]\]"
_QUESTION = r"\?[\s\"')»”!]*$"
_REDACTED = "[redacted]"
_OF_BODY = ("length", "asks", "redacted", "mentioned")
"""What is held of a text: its length in characters, whether it ends with a question mark, whether
it was removed, and whom it names."""


@dataclass(frozen=True)
class Slice:
    """One export as delivered: the files of one folder, or of one zip's folder.

    Args:
        place: how findings name it.
        files: lower-case file name -> file.
        since: start of the range asked for, missing when `request.txt` does not tell.
        until: its end, which orders the versions of a row.
        logged: file -> number of rows `log.txt` announces.
        failed: files that `log.txt` reports as failed.
    """

    place: str
    files: Mapping[str, Member]
    since: pd.Timestamp | None
    until: pd.Timestamp | None
    logged: Mapping[str, int]
    failed: tuple[str, ...]


def recognises(archive: Archive) -> bool:
    """Whether the files look like a network export: messages with threads and senders."""
    for member in archive.named("Messages.csv"):
        header = member.header()
        if b"thread_id" in header and b"sender_id" in header:
            return True
    return False


def read(archive: Archive, mapping: Mapping[str, Any]) -> SourceActivity:
    """Read all slices of a network export as one activity.

    Args:
        archive: the zips or folders, in any order.
        mapping: `timezone`, zone of the weeks (`TIMEZONE` unless told); `private_groups: false`
            also sets the messages of private groups aside.

    Raises:
        InputError: two sources bear the same name, no slice has messages, a column is
            missing, a spreadsheet turned an id into a number, or a date cannot be read.
    """
    slices = _slices(archive)
    tables = {file: _rows(slices, file, columns) for file, columns in _COLUMNS.items()}
    raw, users, groups = (_latest(rows) for rows in tables.values())
    if raw.empty:
        raise InputError("viva_no_messages", place=archive.label)
    kept, dropped = _kept(raw, bool(mapping.get("private_groups", True)))
    dropped["doubles"] = len(tables["Messages.csv"]) - len(raw)
    since = min([s.since for s in slices if s.since is not None] or [raw["created_at"].min()])

    mentions = _mentions(kept)
    accounts = _accounts(raw, users, mentions, _home_domains(slices, users), since)
    registrations = _registrations(accounts, since)
    happened = pd.concat([registrations, _messages(kept), mentions], ignore_index=True)
    events = in_order_of_time(happened, ["account", "action", "key", "target"])
    findings = (
        *_log_findings(slices, tables),
        *_gaps(slices),
        *_content_findings(kept, users, accounts),
    )
    if "timezone" not in mapping:
        findings += (Finding("timezone_assumed", len(events), "note", {"timezone": TIMEZONE}),)
    return SourceActivity(
        importer=NAME,
        accounts=accounts,
        communities=_communities(kept, groups),
        memberships=table("memberships", {}),
        events=events,
        records=RECORDS,
        source_counts={
            "people": len(users),
            "posters": kept["sender_id"].nunique(),
            "slices": len(slices),
            "messages": len(raw),
        },
        dropped={reason: count for reason, count in dropped.items() if count},
        findings=findings,
        timezone=str(mapping.get("timezone", TIMEZONE)),
    )


# Slices


def _slices(archive: Archive) -> list[Slice]:
    """The exports in the archive; a folder of an external network is one of its own."""
    names = [source.name for source in archive.sources]
    for name in names:
        if names.count(name) > 1:  # the files of one would hide those of the other
            raise InputError("viva_same_name", place=name)
    folders: dict[tuple[str, str], dict[str, Member]] = {}
    for member in archive.members:
        place = (member.source, str(PurePosixPath(member.path).parent))
        folders.setdefault(place, {})[member.name.lower()] = member
    found = []
    for (source, folder), files in folders.items():
        if not {"messages.csv", "users.csv", "groups.csv"} & set(files) and "log.txt" not in files:
            continue
        # An external network's folder has no request of its own: its parent's holds.
        request = files.get("request.txt") or folders.get((source, "."), {}).get("request.txt")
        since, until = _range(request)
        logged, failed = _log(files.get("log.txt"))
        label = source if folder == "." else f"{source} : {folder}"
        found.append(Slice(label, files, since, until, logged, failed))
    return sorted(found, key=lambda slice_: slice_.place)


def _range(request: Member | None) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """First and last date that `request.txt` names; its wording varies, its dates do not.

    Neither is known where it names a day that does not exist.
    """
    if request is None:
        return None, None
    text = request.read().decode("utf-8", "replace")
    named = pd.Series(_DATE.findall(text), dtype="string")
    times = pd.to_datetime(named, utc=True, format="ISO8601", errors="coerce")
    return (times.min(), times.max()) if len(times) and times.notna().all() else (None, None)


def _log(log: Member | None) -> tuple[dict[str, int], tuple[str, ...]]:
    """Rows announced per file, and files reported as failed."""
    if log is None:
        return {}, ()
    logged: dict[str, int] = {}
    failed = []
    for line in log.read().decode("utf-8", "replace").splitlines():
        match = _LOGGED.search(line)
        if match is None:
            continue
        if _FAILURE.search(line) and not _NO_FAILURE.search(line):
            failed.append(match["file"])
        elif match["rows"]:
            logged[match["file"].lower()] = int(match["rows"])
    return logged, tuple(failed)


def _rows(slices: Iterable[Slice], file: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """All rows of a file over the slices: its columns, the slice's `place` and `version`."""
    parts = [
        _table(slice_.files[file.lower()], slice_, columns, _REQUIRED[file])
        for slice_ in slices
        if file.lower() in slice_.files
    ]
    return pd.concat(parts or [_empty(columns)], ignore_index=True)


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Each id once, in the version of the latest slice; `since`: start of the first with it."""
    codes, kinds = numbered(rows["id"])
    if len(kinds) < len(rows):
        rows = rows.assign(since=rows.groupby(codes)["since"].transform("min"))
        doubled = np.bincount(codes)[codes] > 1
        # Two slices with the same end: any fixed order will do, as long as it is not that given.
        columns = ["version", *rows.columns.drop("version")]
        versions = rows[doubled].sort_values(columns, na_position="first")
        latest = versions.drop_duplicates("id", keep="last")
        rows = pd.concat([rows[~doubled], latest], ignore_index=True)
    if rows["id"].is_monotonic_increasing:
        return rows
    return rows.take(pc.sort_indices(arrow(rows["id"])).to_numpy()).reset_index(drop=True)


def _table(
    member: Member, slice_: Slice, columns: tuple[str, ...], required: tuple[str, ...]
) -> pd.DataFrame:
    if _is_blank(member):
        return _empty(columns)
    found: dict[str, str] = {}

    def wanted(headers: tuple[str, ...]) -> set[str]:
        aliases: dict[str, tuple[str, ...]] = dict.fromkeys(columns, ())
        found.update(roles_of(headers, member.place, aliases, required))
        return set(found.values())

    source = read_csv(member, wanted=wanted, reduced=lambda block: _told(block, found))
    frame = source.frame
    for column in required:
        require_values(source, found[column])
    if "body" in found:
        found |= {name: name for name in _OF_BODY}
        del found["body"]
    for role in (role for role in found if role in _IDS):
        ids = frame[found[role]]
        if are_whole_numbers(ids):
            continue
        ids = keys(ids.mask(equal(ids, "null")))
        damaged = ~matching(ids, r"\d+")
        if role not in required:
            damaged &= ids.notna().to_numpy()
        if damaged.any():
            row = int(damaged.argmax())
            raise InputError(
                "viva_id_damaged",
                place=source.place,
                line=source.line(row),
                column=found[role],
                value=str(frame[found[role]].iloc[row])[:40],
            )
        frame = frame.assign(**{found[role]: ids})
    read_columns = {
        role: (every_time if role in required else times)(source, column)[0]
        if role in _TIMES
        else frame[column]
        for role, column in found.items()
    }
    rows = pd.DataFrame(
        {
            name: read_columns[name].array if name in read_columns else missing(kind, len(frame))
            for name, kind in _types(_held(columns)).items()
        },
        copy=False,
    )
    newest = rows[[column for column in _TIMES if column in columns]].max().max()
    version = newest if slice_.until is None else slice_.until
    return rows.assign(
        place=slice_.place,
        version=pd.Series(version, index=rows.index),
        since=pd.Series(slice_.since, index=rows.index, dtype=_TIME),
    )


def _told(block: pd.DataFrame, found: Mapping[str, str]) -> pd.DataFrame:
    """A block of rows where each text gives way to what is counted of it."""
    if "body" not in found:
        return block
    said = block[found["body"]]
    mentioned = pd.Series(pd.NA, index=said.index, dtype="string")
    naming = _holding(said, "[[user:")
    mentioned[naming] = said[naming].str.findall(_MENTION).str.join(" ")
    asks = _holding(said, "?")
    asks[asks] = pc.match_substring_regex(arrow(said[asks]), _QUESTION).to_numpy()
    told = {
        "length": texts(pc.cast(pc.utf8_length(arrow(said)), pa.large_string()), said.index),
        "asks": _flag(pa.array(asks), said.index),
        "redacted": _flag(pc.equal(arrow(said), _REDACTED), said.index),
        "mentioned": mentioned.mask(equal(mentioned, "")),
    }
    return block.drop(columns=found["body"]).assign(**told)


def _holding(said: pd.Series, sign: str) -> np.ndarray:
    """Whether each text holds a sign somewhere: quickly told, so that few are looked at closely."""
    return pc.fill_null(pc.match_substring(arrow(said), sign), False).to_numpy().copy()


def _flag(found: pa.Array | pa.ChunkedArray, index: pd.Index) -> pd.Series:
    """`true` where found, missing elsewhere."""
    return texts(pc.if_else(pc.fill_null(found, False), "true", None), index)


def _is_blank(member: Member) -> bool:
    """Whether a file holds nothing, as those of a range without activity do."""
    with member.opened() as stream:
        return not stream.read(BLOCK).strip()


def _held(columns: tuple[str, ...]) -> list[str]:
    """The columns of a table in memory: the file's, without the text, with what it told."""
    kept = [column for column in columns if column != "body"]
    return kept + (list(_OF_BODY) if "body" in columns else [])


def _types(columns: Iterable[str]) -> dict[str, str]:
    timed = (*_TIMES, "version", "since")
    return {column: _TIME if column in timed else "string" for column in columns}


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    every = [*_held(columns), "place", "version", "since"]
    return pd.DataFrame({column: [] for column in every}).astype(_types(every))


# Messages


def _kept(raw: pd.DataFrame, private_groups: bool) -> tuple[pd.DataFrame, dict[str, int]]:
    """The messages that people wrote to others, and how many rows were set aside, by reason."""
    kind = raw["message_type"].fillna("normal").str.lower()
    sender = raw["sender_type"].fillna("user").str.lower()
    reasons = {
        "private_conversations": _true(raw["in_private_conversation"]),
        "private_groups": _true(raw["in_private_group"]) & (not private_groups),
        "robot_messages": sender != "user",
        "system_messages": kind != "normal",
    }
    aside = pd.Series(False, index=raw.index)
    dropped = {}
    for reason, rows in reasons.items():
        dropped[reason] = int((rows & ~aside).sum())
        aside |= rows
    kept = raw[~aside].reset_index(drop=True) if aside.any() else raw
    return kept.assign(**_described(kept)), dropped


def _described(kept: pd.DataFrame) -> dict[str, pd.Series]:
    """What each message is: its community, whether it asks or replies, to what and to whom."""
    asks = kept["asks"].notna()
    own_thread = kept["thread_id"] == kept["id"]
    parent = kept["replied_to_id"].fillna(kept["parent_id"])
    parent = parent.fillna(kept["thread_id"].mask(own_thread))
    at = positions(parent, kept["id"])
    target = texts(pc.take(arrow(kept["sender_id"]), pa.array(at, mask=at < 0)), kept.index)
    return {
        "community": kept["group_id"].fillna(ALL_COMPANY),
        "asks": asks,
        "replies": parent.notna(),
        "parent": parent.where(target.notna()),
        "target": target,
    }


def _messages(kept: pd.DataFrame) -> pd.DataFrame:
    """Posts, questions (openings that end with a question mark) and answers."""
    action = pd.Series("post", index=kept.index).mask(kept["asks"], "question")
    hidden = kept["redacted"].notna()
    emptied = kept["length"].isna() & kept["deleted_at"].notna()
    length = pd.Series(pc.cast(arrow(kept["length"]), pa.int64()).to_pandas(), index=kept.index)
    return table(
        "events",
        {
            "key": kept["id"],
            "time": kept["created_at"],
            "account": kept["sender_id"],
            "action": action.mask(kept["replies"], "answer"),
            "community": kept["community"],
            "parent": kept["parent"],
            "target": kept["target"],
            "size": length.fillna(0).mask(hidden | emptied),
        },
    )


def _mentions(kept: pd.DataFrame) -> pd.DataFrame:
    """One event a person mentioned in a message, oneself excepted."""
    naming = kept[kept["mentioned"].notna()]
    named = naming.assign(named=naming["mentioned"].str.split(" ")).explode("named")
    named = named.astype({"named": "string"}).dropna(subset="named")
    named = named.drop_duplicates(["id", "named"])
    named = named[named["named"] != named["sender_id"]]
    return table(
        "events",
        {
            "time": named["created_at"],
            "account": named["sender_id"],
            "action": "mention",
            "community": named["community"],
            "parent": named["id"],
            "target": named["named"],
        },
    )


# Accounts and communities


def _accounts(
    raw: pd.DataFrame,
    users: pd.DataFrame,
    mentions: pd.DataFrame,
    home: set[str],
    since: pd.Timestamp,
) -> pd.DataFrame:
    """Everybody met: users listed, then senders and people mentioned that no slice lists.

    The export tells no invitation: an account counts as invited from the start of the first
    slice that lists it (of the whole range when none does), or from its first log-in if earlier.
    """
    state = users["state"].str.replace(r"\s", "", regex=True).str.lower()
    gone = users["deleted_at"].fillna(users["suspended_at"])
    listed = pd.DataFrame(
        {
            "account": users["id"],
            "email": users["email"],
            "since": users["since"],
            # A soft-deleted user without any other date was invited and never came.
            "joined_at": users["joined_at"].mask(state.eq("soft_delete") & gone.isna()),
            "left_at": gone,
            "is_deleted": users["deleted_at"].notna() | state.eq("deleted").fillna(False),
        }
    )
    public = raw[~_true(raw["in_private_conversation"])]
    senders = public.drop_duplicates("sender_id", keep="last")
    met = pd.DataFrame(
        {
            "account": senders["sender_id"],
            "sender_email": senders["sender_email"],
            "is_bot": senders["sender_type"].fillna("user").str.lower() != "user",
        }
    )
    named = mentions[["target"]].drop_duplicates().rename(columns={"target": "account"})
    everybody = (
        listed.merge(met, on="account", how="outer")
        .merge(named, on="account", how="outer")
        .sort_values("account")
    )
    email = everybody["email"].fillna(everybody["sender_email"]).str.lower()
    domain = _domain(email)
    is_bot = everybody["is_bot"].astype("boolean").fillna(False)
    listed_since, joined = everybody["since"].fillna(since), everybody["joined_at"]
    return table(
        "accounts",
        {
            "account": everybody["account"],
            "email": email,
            "invited_at": listed_since.mask(joined < listed_since, joined).mask(is_bot),
            "joined_at": joined,
            "left_at": everybody["left_at"],
            "is_bot": is_bot,
            "is_guest": domain.notna() & ~equal(domain, *home) if home else False,
            "is_deleted": everybody["is_deleted"].astype("boolean").fillna(False),
        },
    )


def _registrations(accounts: pd.DataFrame, since: pd.Timestamp) -> pd.DataFrame:
    """First log-ins within the range; `joined_at` of the others stays with the account."""
    joined = accounts[accounts["joined_at"].notna() & (accounts["joined_at"] >= since)]
    return table(
        "events",
        {"time": joined["joined_at"], "account": joined["account"], "action": "register"},
    )


def _home_domains(slices: Iterable[Slice], users: pd.DataFrame) -> set[str]:
    """E-mail domains of the home network: its administrators', otherwise the commonest.

    Args:
        slices: exports; `Admins.csv` names the administrators.
        users: the users listed.
    """
    files = [slice_.files["admins.csv"] for slice_ in slices if "admins.csv" in slice_.files]
    admins = [read_csv(file) for file in files if not _is_blank(file)]
    domains: Counter[str] = Counter()
    for source in admins:
        found = columns_by_role(source, {"email": ()})
        if "email" in found:
            domains.update(_domains(source.frame[found["email"]]))
    if domains:
        return set(domains)
    commonest = Counter(_domains(users["email"])).most_common(1)
    return {domain for domain, _ in commonest}


def _domains(emails: pd.Series) -> list[str]:
    return _domain(emails.str.lower()).dropna().tolist()


def _domain(emails: pd.Series) -> pd.Series:
    """What stands after the sign of each address; missing where it has none."""
    found = pc.extract_regex(arrow(emails), "(?s)@(?P<domain>.+)$")
    return texts(pc.struct_field(found, "domain"), emails.index)


def _communities(kept: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Groups listed or met in messages; a private one has no name here."""
    met = (
        kept.assign(private=_true(kept["in_private_group"]))
        .groupby("community")
        .agg(met_name=("group_name", "last"), met_private=("private", "max"))
        .reset_index()
    )
    listed = groups.rename(columns={"id": "community"})
    every = listed.merge(met, on="community", how="outer").sort_values("community")
    private = every["private"].str.lower().eq("true").fillna(False).astype(bool)
    private |= every["met_private"].astype("boolean").fillna(False).astype(bool)
    company = every["community"] == ALL_COMPANY
    name = every["name"].fillna(every["met_name"]).mask(company, "All Company").mask(private)
    return table(
        "communities",
        {
            "community": every["community"],
            "name": name,
            "kind": pd.Series("unknown", index=every.index).mask(company, "company"),
            "visibility": pd.Series("open", index=every.index).mask(private, "closed"),
            "created_at": every["created_at"],
            "ended_at": every["updated_at"].where(_true(every["deleted"])),
        },
    )


def _true(cells: pd.Series) -> pd.Series:
    return pd.Series(matching(cells, "(?i)true"), index=cells.index)


# Findings


def _content_findings(
    kept: pd.DataFrame, users: pd.DataFrame, accounts: pd.DataFrame
) -> Iterable[Finding]:
    """What the messages and accounts themselves tell of the limits of the export."""
    counts = {
        "viva_authors_unlisted": positions(numbered(kept["sender_id"])[1], users["id"]) < 0,
        "viva_invitations_assumed": accounts["invited_at"].notna(),
        "viva_questions": ~kept["replies"] & kept["asks"],
        "viva_deleted": kept["deleted_at"].notna(),
        "viva_redacted": kept["redacted"].notna(),
        "viva_delegates": kept["delegate_id"].notna(),
        "viva_private_groups": ~kept.loc[_true(kept["in_private_group"]), "community"].duplicated(),
    }
    for code, concerned in counts.items():
        if count := int(concerned.sum()):
            yield Finding(code, count, "note")


def _log_findings(slices: Iterable[Slice], tables: Mapping[str, pd.DataFrame]) -> Iterable[Finding]:
    """Files the log reports as failed, and files shorter than the log announces."""
    for slice_ in slices:
        for file in slice_.failed:
            yield Finding("viva_file_failed", 1, values={"place": slice_.place, "file": file})
        for file, rows in tables.items():
            announced = slice_.logged.get(file.lower(), 0)
            missing = announced - int((rows["place"] == slice_.place).sum())
            if missing > 0:
                values = {"place": slice_.place, "file": file, "announced": announced}
                yield Finding("viva_file_short", missing, values=values)


def _gaps(slices: list[Slice]) -> Iterable[Finding]:
    """Days between two slices that no slice covers: unknown, not silent."""
    ranges = sorted(
        (s.since, s.until) for s in slices if s.since is not None and s.until is not None
    )
    ends = accumulate((until for _, until in ranges), max)
    for covered, (since, _) in zip(ends, ranges[1:], strict=False):
        days = (since.normalize() - covered.normalize()).days - 1
        if days > 0:
            values = {"after": f"{covered:%Y-%m-%d}", "before": f"{since:%Y-%m-%d}"}
            yield Finding("viva_gap", days, values=values)
