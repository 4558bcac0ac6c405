"""A network written in the layout of the Viva Engage data export: one zip a slice.

Zips are stored without compression and with fixed times, so that the same network gives
the same bytes on every machine.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from simulation.pilot.sample.facts import facts
from simulation.pilot.sample.network import Network, Row, between

MESSAGE_COLUMNS = (
    "id,replied_to_id,parent_id,thread_id,conversation_id,group_id,group_name,participants,"
    "in_private_group,in_private_conversation,sender_id,sender_type,sender_name,sender_email,body,"
    "delegate_id,api_url,attachments,deleted_by_id,deleted_by_type,created_at,deleted_at,title,"
    "html_body,message_type,gdpr_delete_url"
)
USER_COLUMNS = (
    "id,name,email,job_title,location,department,api_url,deleted_by_id,deleted_by_type,joined_at,"
    "deleted_at,suspended_by_id,suspended_by_type,suspended_at,guid,state"
)
GROUP_COLUMNS = "id,name,description,private,external,deleted,created_at,updated_at,creator_id"
VERSION_COLUMNS = "id,message_id,body,created_at"
NETWORK_COLUMNS = "id,url,name,created_at,users,moderated"
ADMIN_COLUMNS = "name,email,type"
TOPIC_COLUMNS = "id,name,creator_id,created_at,link"

_MADE = (2026, 11, 23, 9, 0, 0)


def zips(network: Network) -> dict[str, bytes]:
    """File name -> bytes of each slice."""
    return {
        f"viva-engage-{slice_['from']:%Y-%m-%d}.zip": _zip(_files(network, slice_))
        for slice_ in facts()["slices"]
    }


def csv_bytes(
    header: str, rows: Iterable[Row], delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    """A CSV file with a header, lines ended by CR LF; what a row lacks is left empty."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(
        stream, header.split(","), restval="", delimiter=delimiter, lineterminator="\r\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode(encoding)


def _files(network: Network, slice_: dict[str, Any]) -> dict[str, bytes]:
    """The files of one slice: what was created or changed within its days."""
    first, last = slice_["from"], slice_["until"]
    spelling = _Spelling(slice_["zoned"])
    edited = between(network.messages, "edited_at", first, last)
    changed = {
        row["id"]: row
        for column in ("created_at", "deleted_at", "edited_at")
        for row in between(network.messages, column, first, last)
    }
    users = {
        account["id"]: account
        for column in ("invited_at", "joined_at", "deleted_at")
        for account in between(network.accounts, column, first, last)
    }
    groups = {
        group["id"]: group
        for column in ("created_at", "updated_at")
        for group in between(network.groups, column, first, last)
    }
    tables = {
        "Messages.csv": (
            MESSAGE_COLUMNS,
            [spelling.message(row, last) for row in sorted(changed.values(), key=_by_id)],
        ),
        "MessageVersions.csv": (VERSION_COLUMNS, [spelling.version(row) for row in edited]),
        "Users.csv": (
            USER_COLUMNS,
            [spelling.user(row, last) for row in sorted(users.values(), key=_by_id)],
        ),
        "Groups.csv": (
            GROUP_COLUMNS,
            [spelling.group(row, last) for row in sorted(groups.values(), key=_by_id)],
        ),
        "Networks.csv": (NETWORK_COLUMNS, [facts()["network"] | {"moderated": "false"}]),
        "Admins.csv": (ADMIN_COLUMNS, [network.admin]),
        "Topics.csv": (TOPIC_COLUMNS, []),
    }
    encoding = "utf-8-sig" if slice_["bom"] else "utf-8"
    files = {
        name: csv_bytes(header, rows, encoding=encoding) for name, (header, rows) in tables.items()
    }
    entries = [f"{name}: {len(rows)} entries" for name, (_, rows) in tables.items()]
    return files | {
        "request.txt": _text(
            f"Network: {facts()['network']['name']}",
            f"Start date: {first}T00:00:00+00:00",
            f"End date: {last}T23:59:59+00:00",
            "Include: csv",
        ),
        "log.txt": _text(*entries, "Errors: 0"),
    }


class _Spelling:
    """How one slice writes times and absences: `Z` and empty, or `+00:00` and `null`."""

    def __init__(self, zoned: bool) -> None:
        self.zoned = zoned

    def time(self, at: datetime) -> str:
        return f"{at:%Y-%m-%dT%H:%M:%S}" + ("+00:00" if self.zoned else "Z")

    def if_by(self, at: datetime | None, last: date) -> str:
        """A time if it had come by the end of the slice."""
        if at is not None and at.date() <= last:
            return self.time(at)
        return "null" if self.zoned else ""

    def message(self, row: Row, last: date) -> Row:
        group, sender, start = row["group"], row["sender"], row["replied_to"]
        removed = row["deleted_at"] is not None and row["deleted_at"].date() <= last
        later = row["edited_at"] is not None and row["edited_at"].date() <= last
        return {
            "id": row["id"],
            "replied_to_id": start["id"] if start else "",
            "parent_id": start["id"] if start else "",
            "thread_id": row["thread"],
            "group_id": group["id"] if group else "",
            "group_name": _named(group, last) if group else "",
            "participants": f"user:{sender['id']}" if row["in_private_conversation"] else "",
            "in_private_group": _truth(group is not None and group["private"]),
            "in_private_conversation": _truth(row["in_private_conversation"]),
            "sender_id": sender["id"],
            "sender_type": sender["kind"],
            "sender_name": sender["name"],
            "sender_email": sender["email"],
            "body": row["edited_body"] if later else row["deleted_body" if removed else "body"],
            "delegate_id": row["delegate_id"],
            "deleted_by_id": sender["id"] if removed else "",
            "deleted_by_type": sender["kind"] if removed else "",
            "created_at": self.time(row["created_at"]),
            "deleted_at": self.if_by(row["deleted_at"], last),
            "message_type": row["message_type"],
        }

    def version(self, row: Row) -> Row:
        return {
            "id": str(int(row["id"]) + 1),
            "message_id": row["id"],
            "body": row["body"],
            "created_at": self.time(row["created_at"]),
        }

    def user(self, account: Row, last: date) -> Row:
        removed = account["deleted_at"] is not None and account["deleted_at"].date() <= last
        joined = account["joined_at"] is not None and account["joined_at"].date() <= last
        return {
            "id": account["id"],
            "name": account["name"],
            "email": account["email"],
            "location": account["site"],
            "department": account["unit"],
            "joined_at": self.if_by(account["joined_at"], last),
            "deleted_at": self.if_by(account["deleted_at"], last),
            "state": "active" if joined and not removed else "soft_delete",
        }

    def group(self, group: Row, last: date) -> Row:
        return {
            "id": group["id"],
            "name": _named(group, last),
            "private": _truth(group["private"]),
            "external": "false",
            "deleted": "false",
            "created_at": self.time(group["created_at"]),
            "updated_at": self.time(
                group["updated_at"] if group["updated_at"].date() <= last else group["created_at"]
            ),
            "creator_id": group["creator"]["id"],
        }


def _named(group: Row, last: date) -> str:
    """The name a group bore at the end of the slice."""
    return group["name"] if group["updated_at"].date() <= last else group["first_name"]


def _by_id(row: Row) -> int:
    return int(row["id"])


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _text(*lines: str) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode()


def _zip(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, date_time=_MADE)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return stream.getvalue()
