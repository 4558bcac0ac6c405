"""Viva Engage (Yammer) network data export: one or several zips or folders.

A large network is exported in slices that overlap, so the slices are merged and each
row is taken once, by `id`, in the version of the latest slice. The export has no
visit, no reaction and no membership: those stay unavailable. Private groups are counted,
never named; private conversations are set aside.

Layout: learn.microsoft.com/viva/engage/eac-as-manage-data and the public readers of
the format; the columns read are those of `viva_tables.COLUMNS`, by name whatever their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from simulation.errors import InputError
from simulation.pilot.archive import Archive
from simulation.pilot.columns import in_order_of_time, numbered, positions
from simulation.pilot.importers.viva_accounts import (
    accounts_of,
    communities_of,
    home_domains,
    registrations_of,
)
from simulation.pilot.importers.viva_messages import kept_of, mentions_of, messages_of
from simulation.pilot.importers.viva_slices import gaps, log_findings, slices_of
from simulation.pilot.importers.viva_tables import COLUMNS, is_true, latest, rows_of
from simulation.pilot.source import Finding, SourceActivity, table

NAME = "viva-engage"
RECORDS = frozenset({"register", "post", "question", "answer", "mention"})
TIMEZONE = "Europe/Paris"
"""Zone of the weeks when nothing tells another; the export is in UTC and names none."""


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
    slices = slices_of(archive)
    tables = {file: rows_of(slices, file, columns) for file, columns in COLUMNS.items()}
    raw, users, groups = (latest(rows) for rows in tables.values())
    if raw.empty:
        raise InputError("viva_no_messages", place=archive.label)
    kept, dropped = kept_of(raw, bool(mapping.get("private_groups", True)))
    dropped["doubles"] = len(tables["Messages.csv"]) - len(raw)
    since = min([s.since for s in slices if s.since is not None] or [raw["created_at"].min()])

    mentions = mentions_of(kept)
    accounts = accounts_of(raw, users, mentions, home_domains(slices, users), since)
    registrations = registrations_of(accounts, since)
    happened = pd.concat([registrations, messages_of(kept), mentions], ignore_index=True)
    events = in_order_of_time(happened, ["account", "action", "key", "target"])
    findings = (
        *log_findings(slices, tables),
        *gaps(slices),
        *_content_findings(kept, users, accounts),
    )
    if "timezone" not in mapping:
        findings += (Finding("timezone_assumed", len(events), "note", {"timezone": TIMEZONE}),)
    return SourceActivity(
        importer=NAME,
        accounts=accounts,
        communities=communities_of(kept, groups),
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
        "viva_private_groups": ~kept.loc[
            is_true(kept["in_private_group"]), "community"
        ].duplicated(),
    }
    for code, concerned in counts.items():
        if count := int(concerned.sum()):
            yield Finding(code, count, "note")
