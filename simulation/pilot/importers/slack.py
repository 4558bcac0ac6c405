"""Read a Slack workspace export, of the layout before 2016 as of the current one.

What counts as a person's contribution: messages without subtype, shared files, `/me`
lines, old file comments and replies also shown in the channel (once), unless a robot wrote them:
a user marked `is_bot`, `USLACKBOT`, or any message that carries a `bot_id`. Times are those
of `ts`; day files are cut at midnight in California whatever the workspace and say nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import available_timezones

import pandas as pd

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.source import Finding, SourceActivity, rows

NAME = "slack"

_CONTRIBUTIONS = (None, "thread_broadcast", "file_share", "me_message", "file_comment")
_WITH_MENTIONS = (None, "thread_broadcast", "me_message")
_SLACKBOT = "USLACKBOT"
_DAY_FILE = re.compile(r"(?P<folder>[^/]+)/\d{4}-\d{2}-\d{2}\.json$")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_TIME_STAMP = re.compile(r"\d{1,10}(\.\d{1,6})?")

Message = dict[str, Any]


def recognises(archive: Archive) -> bool:
    """Whether there is a list of users and one of channels, or channel folders with day files."""
    has_users = bool(archive.named("users.json", "org_users.json"))
    has_days = any(_DAY_FILE.search(member.path) for member in archive.members)
    return has_users and (has_days or bool(archive.named("channels.json")))


def read(archive: Archive, mapping: Mapping[str, Any]) -> SourceActivity:
    """Read one or several (overlapping) exports of a workspace.

    Args:
        archive: the export.
        mapping: `private_groups: true` also counts private channels, without their names;
            direct messages are never read.

    Raises:
        InputError: a file is no JSON list, or a message has no readable `ts`.
    """
    users = _by_id(archive.named("users.json", "org_users.json"))
    channels = _by_id(archive.named("channels.json"))
    groups = _by_id(archive.named("groups.json"))
    direct = _by_id(archive.named("dms.json", "mpims.json"))
    if not users:
        raise InputError("pilot_slack_without_users", place=archive.label)
    skipped = {str(conversation) for conversation in direct}
    skipped |= {
        str(entry.get("name", "")) for entry in _by_id(archive.named("mpims.json")).values()
    }
    if mapping.get("private_groups"):
        channels = {
            **channels,
            **{key: {**entry, "_closed": True} for key, entry in groups.items()},
        }
    else:
        skipped |= {str(entry.get("name", key)) for key, entry in groups.items()}
    return _Workspace(archive, users, channels, skipped).activity()


@dataclass(frozen=True)
class _Workspace:
    archive: Archive
    users: Mapping[str, Message]
    channels: Mapping[str, Message]
    skipped_folders: set[str]

    @cached_property
    def day_files(self) -> list[tuple[str, Member]]:
        """Folder and file of each day of each channel, in the order of the sources."""
        found = ((_DAY_FILE.search(member.path), member) for member in self.archive.members)
        return [(match["folder"], member) for match, member in found if match]

    @cached_property
    def messages(self) -> list[Message]:
        """Every message once, in the order of time; the last source's version is kept."""
        kept: dict[tuple[str, str], Message] = {}
        for folder, member in self.day_files:
            if folder in self.skipped_folders:
                continue
            for message in _json_list(member):
                stamp = str(message.get("ts", ""))
                if not _TIME_STAMP.fullmatch(stamp):
                    raise InputError("pilot_slack_time", place=member.place, value=stamp[:40])
                message["_folder"] = folder
                kept[folder, stamp] = message
        return sorted(
            kept.values(), key=lambda message: (_microseconds(message), message["_folder"])
        )

    @cached_property
    def robots(self) -> set[str]:
        marked = {key for key, user in self.users.items() if user.get("is_bot")}
        return marked | {_SLACKBOT}

    @cached_property
    def channel_of_folder(self) -> dict[str, str]:
        """Folder -> channel id, or the folder's own name where no list knows it."""
        named = {str(entry.get("name")): key for key, entry in self.channels.items()}
        folders = {message["_folder"] for message in self.messages}
        folders |= {folder for folder, _ in self.day_files} - self.skipped_folders
        return {folder: named.get(folder, f"folder:{folder}") for folder in sorted(folders)}

    @cached_property
    def contributions(self) -> list[Message]:
        """Messages that a person wrote."""
        return [
            message
            for message in self.messages
            if message.get("subtype") in _CONTRIBUTIONS and not self._by_robot(message)
        ]

    def _by_robot(self, message: Message) -> bool:
        author = _author(message)
        return author is None or author in self.robots or bool(message.get("bot_id"))

    def activity(self) -> SourceActivity:
        """All of it, as one `SourceActivity`."""
        events = rows("events", list(self._events()))
        threads = any("thread_ts" in message for message in self.messages)
        current_layout = any("is_app_user" in user for user in self.users.values())
        recorded = {"post", "reaction", "join", "leave", "mention", "invite"}
        if threads or current_layout:
            recorded.add("answer")
        return SourceActivity(
            importer=NAME,
            accounts=self._accounts(events),
            communities=self._communities(),
            memberships=self._memberships(),
            events=events,
            records=frozenset(recorded),
            source_counts=self._source_counts(),
            dropped=self._dropped(),
            findings=tuple(self._findings()),
            timezone=self._timezone(),
        )

    def _accounts(self, events: pd.DataFrame) -> pd.DataFrame:
        last_seen = events.groupby("account")["time"].max()
        seen = {*events["account"].dropna(), *events["target"].dropna()}
        records = [
            {
                "account": key,
                "email": (user.get("profile") or {}).get("email"),
                "login": user.get("name"),
                "left_at": _left_at(user, last_seen.get(key)),
                "is_bot": key in self.robots,
                "is_guest": bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
                "is_deleted": bool(user.get("deleted")),
            }
            for key, user in self.users.items()
        ]
        records += [
            {"account": key, "is_bot": key in self.robots} for key in sorted(seen - set(self.users))
        ]
        return rows("accounts", records)

    def _communities(self) -> pd.DataFrame:
        ends = {
            self.channel_of_folder[message["_folder"]]: _time(message)
            for message in self.messages
            if message.get("subtype") == "channel_archive"
        }
        listed = [
            {
                "community": key,
                "name": None if entry.get("_closed") else entry.get("name"),
                "kind": "company" if entry.get("is_general") else "unknown",
                "visibility": "closed" if entry.get("_closed") else "open",
                "created_at": _unix(entry.get("created")),
                "ended_at": ends.get(key) if entry.get("is_archived") else None,
            }
            for key, entry in self.channels.items()
        ]
        unlisted = [
            {"community": key, "name": folder, "kind": "unknown", "visibility": "unknown"}
            for folder, key in self.channel_of_folder.items()
            if key not in self.channels
        ]
        return rows("communities", listed + unlisted)

    def _memberships(self) -> pd.DataFrame:
        """Today's members, with the date of their last recorded join; and those seen leaving."""
        joined: dict[tuple[str, str], pd.Timestamp] = {}
        left: dict[tuple[str, str], pd.Timestamp] = {}
        for message in self.messages:
            belongs = (str(message.get("user")), self.channel_of_folder[message["_folder"]])
            if message.get("subtype") in ("channel_join", "group_join"):
                joined[belongs] = _time(message)
                left.pop(belongs, None)
            elif message.get("subtype") in ("channel_leave", "group_leave"):
                left[belongs] = _time(message)
        members = {
            (str(member), channel)
            for channel, entry in self.channels.items()
            for member in entry.get("members") or ()
        }
        unlisted = {pair for pair in joined if pair[1] not in self.channels}
        return rows(
            "memberships",
            [
                {
                    "account": account,
                    "community": channel,
                    "joined_at": joined.get((account, channel)),
                    "left_at": None
                    if (account, channel) in members
                    else left.get((account, channel)),
                }
                for account, channel in sorted(members | unlisted | set(left))
            ],
        )

    def _events(self) -> Iterator[Message]:
        authors = {
            (message["_folder"], str(message["ts"])): _author(message)
            for message in self.contributions
        }
        for message in self.contributions:
            yield from self._contribution(message, authors)
        for message in self.messages:
            yield from self._movement(message)
            yield from self._reactions(message)

    def _contribution(
        self, message: Message, authors: Mapping[tuple[str, str], str | None]
    ) -> Iterator[Message]:
        event = self._event(message, _author(message), "post")
        event |= {"key": _key(message), "size": _size(message)}
        if _is_reply(message):
            thread = (message["_folder"], str(message["thread_ts"]))
            event |= {
                "action": "answer",
                "parent": "/".join(thread),
                "target": authors.get(thread) or message.get("parent_user_id"),
            }
        yield event
        if message.get("subtype") in _WITH_MENTIONS:
            for mentioned in dict.fromkeys(_MENTION.findall(str(message.get("text") or ""))):
                if mentioned != event["account"] and mentioned in self.users:
                    yield self._event(message, event["account"], "mention") | {
                        "parent": event["key"],
                        "target": mentioned,
                    }

    def _movement(self, message: Message) -> Iterator[Message]:
        subtype, user = message.get("subtype"), message.get("user")
        if subtype in ("channel_join", "group_join"):
            yield self._event(message, user, "join") | {"key": _key(message)}
            inviter = message.get("inviter")
            if inviter and inviter != user:
                yield self._event(message, inviter, "invite") | {"target": user}
        elif subtype in ("channel_leave", "group_leave"):
            yield self._event(message, user, "leave") | {"key": _key(message)}

    def _reactions(self, message: Message) -> Iterator[Message]:
        for reaction in message.get("reactions") or ():
            for user in reaction.get("users") or ():
                yield self._event(message, user, "reaction") | {
                    "parent": _key(message),
                    "target": _author(message),
                }

    def _event(self, message: Message, account: Any, action: str) -> Message:
        return {
            "time": _time(message),
            "account": account,
            "action": action,
            "community": self.channel_of_folder[message["_folder"]],
        }

    def _source_counts(self) -> dict[str, int]:
        messages, users = self.messages, self.users.values()
        plain = [message for message in messages if message.get("subtype") is None]
        subtypes = Counter(message["subtype"] for message in messages if message.get("subtype"))
        reactions = [one for message in messages for one in message.get("reactions") or ()]
        writers = {message.get("user") for message in messages} - {None}
        replies = [message for message in messages if _is_reply(message)]
        members = {one for entry in self.channels.values() for one in entry.get("members") or ()}
        folders = set(self.channel_of_folder)
        return {
            "people": len(self.users),
            "members": len(self.users),
            "robots": sum(bool(user.get("is_bot")) for user in users),
            "deleted": sum(bool(user.get("deleted")) for user in users),
            "invited_not_come": sum(bool(user.get("is_invited_user")) for user in users),
            "members_of_channels": len(members),
            "channels": len(self.channels),
            "channels_archived": sum(bool(c.get("is_archived")) for c in self.channels.values()),
            "channel_folders": len(folders),
            "channel_folders_not_listed": len(self._unlisted_folders()),
            "day_files": len({(f, m.name) for f, m in self.day_files} - self._skipped_day_files()),
            "messages": len(messages),
            "messages_without_subtype": len(plain),
            **{f"messages_{subtype}": count for subtype, count in sorted(subtypes.items())},
            "messages_without_subtype_with_bot_id": sum(bool(m.get("bot_id")) for m in plain),
            "messages_without_user": sum(not message.get("user") for message in messages),
            "posters": len({message.get("user") for message in plain} - {None}),
            "reactors": len({user for one in reactions for user in one.get("users") or ()}),
            "reactions": sum(int(one.get("count") or 0) for one in reactions),
            "thread_replies": len(replies),
            "thread_parents": sum(_is_thread_parent(message) for message in messages),
            "users_not_listed": len(writers - set(self.users)),
        }

    def _unlisted_folders(self) -> list[str]:
        return [f for f, channel in self.channel_of_folder.items() if channel not in self.channels]

    def _skipped_day_files(self) -> set[tuple[str, str]]:
        return {(f, m.name) for f, m in self.day_files if f in self.skipped_folders}

    def _dropped(self) -> dict[str, int]:
        own = [message for message in self.messages if message.get("subtype") in _CONTRIBUTIONS]
        robots = len(own) - len(self.contributions)
        robots += sum(message.get("subtype") == "bot_message" for message in self.messages)
        moves = ("channel_join", "channel_leave", "group_join", "group_leave")
        moved = sum(message.get("subtype") in moves for message in self.messages)
        return {
            "robot_messages": robots,
            "system_messages": len(self.messages) - len(self.contributions) - robots - moved,
            "private_day_files": len(self._skipped_day_files()),
        }

    def _findings(self) -> Iterator[Finding]:
        counts = self._source_counts()
        if counts["reactions"]:
            yield Finding("reactions_without_time", counts["reactions"], "note")
        if joins := counts.get("messages_channel_join", 0):
            yield Finding("joins_partly_recorded", joins, "note", {"members": len(self.users)})
        if unlisted := len(self._unlisted_folders()):
            yield Finding("channels_not_listed", unlisted, "warning")
        if deleted := counts["deleted"]:
            yield Finding("left_dates_from_profile", deleted, "note")
        unnamed = sum(
            max(int(one.get("count") or 0) - len(one.get("users") or ()), 0)
            for message in self.messages
            for one in message.get("reactions") or ()
        )
        if unnamed:
            yield Finding("reactions_without_person", unnamed, "warning")

    def _timezone(self) -> str:
        """The zone in which most is written, by profiles; of most members if none is."""
        known = available_timezones()
        zone_of = {
            key: user["tz"]
            for key, user in self.users.items()
            if user.get("tz") in known and key not in self.robots
        }
        written = [_author(m) for m in self.messages if m.get("subtype") in _CONTRIBUTIONS]
        writers = [author for author in written if author in zone_of]
        zones = Counter(zone_of[key] for key in writers or zone_of)
        return min(zones, key=lambda zone: (-zones[zone], zone)) if zones else "UTC"


def _json_list(member: Member) -> list[Message]:
    try:
        content = json.loads(member.read())
    except (ValueError, RecursionError) as fault:
        raise InputError("pilot_json_unreadable", place=member.place) from fault
    if not isinstance(content, list) or not all(map(_is_well_shaped, content)):
        raise InputError("pilot_json_not_a_list", place=member.place)
    return content


def _is_well_shaped(entry: Any) -> bool:
    """Whether an entry is a mapping whose nested parts are of the kind Slack writes."""
    return (
        isinstance(entry, dict)
        and all(isinstance(entry.get(key), (kind, type(None))) for key, kind in _KINDS.items())
        and all(
            isinstance(one, dict) and isinstance(one.get("users"), (list, type(None)))
            for one in entry.get("reactions") or ()
        )
    )


_KINDS = {
    "subtype": str,
    "user": str,
    "thread_ts": str,
    "inviter": str,
    "comment": dict,
    "profile": dict,
    "tz": str,
    "reactions": list,
    "members": list,
}


def _by_id(members: Iterable[Member]) -> dict[str, Message]:
    """Entries by id; the same id in a later source replaces the earlier one."""
    entries: dict[str, Message] = {}
    for member in members:
        for entry in _json_list(member):
            if not isinstance(entry.get("id"), str):
                raise InputError("pilot_json_without_id", place=member.place)
            entries[entry["id"]] = entry
    return entries


def _author(message: Message) -> str | None:
    """Who wrote a message; an old file comment names its author inside the comment."""
    author = message.get("user") or (message.get("comment") or {}).get("user")
    return str(author) if author else None


def _key(message: Message) -> str:
    return f"{message['_folder']}/{message['ts']}"


def _is_reply(message: Message) -> bool:
    return bool(message.get("thread_ts")) and message["thread_ts"] != message["ts"]


def _is_thread_parent(message: Message) -> bool:
    return bool(message.get("thread_ts")) and message["thread_ts"] == message["ts"]


def _size(message: Message) -> int | None:
    """Characters written; unknown where the text is the platform's own sentence."""
    if "file" in message:
        return None
    length = message.get("text_length")
    return int(length) if isinstance(length, int) else len(str(message.get("text") or ""))


def _microseconds(message: Message) -> int:
    """Time of a message in microseconds; a float would lose the last digits."""
    seconds, _, fraction = str(message["ts"]).partition(".")
    return int(seconds) * 1_000_000 + int(fraction.ljust(6, "0") or 0)


def _time(message: Message) -> pd.Timestamp:
    return pd.Timestamp(_microseconds(message), unit="us", tz="UTC")


def _unix(seconds: Any) -> pd.Timestamp | None:
    """A time from Unix seconds, number or text (exports before 2016); missing when 0."""
    text = str(seconds or "")
    return (
        pd.Timestamp(int(text), unit="s", tz="UTC")
        if re.fullmatch(r"[1-9]\d{0,10}", text)
        else None
    )


def _left_at(user: Message, last_seen: pd.Timestamp | None) -> pd.Timestamp | None:
    """When a deleted user left: the last change of the profile, or later activity."""
    if not user.get("deleted"):
        return None
    times = [time for time in (_unix(user.get("updated")), last_seen) if time is not None]
    return max(times, default=None)
