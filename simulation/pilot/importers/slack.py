"""Read a Slack workspace export, of the layout before 2016 as of the current one.

What counts as a person's contribution: messages without subtype, shared files, `/me`
lines, old file comments and replies also shown in the channel (once), unless a robot wrote them:
a user marked `is_bot`, `USLACKBOT`, or any message that carries a `bot_id`. Times are those
of `ts`; day files are cut at midnight in California whatever the workspace and say nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.columns import equal, kinds_of, latest_of_each, numbered
from simulation.pilot.importers.slack_days import day_files, days_together, taken
from simulation.pilot.importers.slack_events import JOINS, LEAVES, SLACKBOT, Tally, Told
from simulation.pilot.importers.slack_messages import joined
from simulation.pilot.json_reading import JsonObject, microseconds, parsed, text, timestamp
from simulation.pilot.mapping import timezones
from simulation.pilot.source import Finding, SourceActivity, rows

NAME = "slack"


def recognises(archive: Archive) -> bool:
    """Whether there is a list of users and one of channels, or channel folders with day files."""
    has_users = bool(archive.named("users.json", "org_users.json"))
    return has_users and (bool(archive.named("channels.json")) or bool(day_files(archive)))


def read(archive: Archive, mapping: Mapping[str, Any]) -> SourceActivity:
    """Read one or several (overlapping) exports of a workspace.

    Args:
        archive: the export.
        mapping: `private_groups: true` also counts private channels, without their names;
            direct messages are never read.

    Raises:
        InputError: a file is no JSON list, or a message has no readable `ts`.
    """
    archive.crew.call(archive.size)
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
    users: Mapping[str, JsonObject]
    channels: Mapping[str, JsonObject]
    skipped_folders: set[str]

    @cached_property
    def day_files(self) -> dict[str, list[Member]]:
        """Folder of each channel -> the files of its days."""
        return day_files(self.archive)

    @cached_property
    def robots(self) -> set[str]:
        marked = {key for key, user in self.users.items() if user.get("is_bot")}
        return marked | {SLACKBOT}

    @cached_property
    def channel_of_folder(self) -> dict[str, str]:
        """Folder -> channel id, or the folder's own name where no list knows it."""
        named = {str(entry.get("name")): key for key, entry in self.channels.items()}
        folders = set(self.day_files) - self.skipped_folders
        return {folder: named.get(folder, f"folder:{folder}") for folder in sorted(folders)}

    def activity(self) -> SourceActivity:
        """All of it, as one `SourceActivity`."""
        parts = days_together(self.channel_of_folder, self.day_files)
        files = chain.from_iterable(self.day_files[folder] for folder in self.channel_of_folder)
        size = sum(member.size for member in files)
        messages = joined(self.archive.crew.shared(taken, parts, size))
        people = {key: key in self.robots for key in self.users}
        told = Told(messages, people, self.channel_of_folder)
        events, tally = told.events(), told.tally()
        current_layout = any("is_app_user" in user for user in self.users.values())
        recorded = {"post", "reaction", "join", "leave", "mention", "invite"}
        if tally.has_threads or current_layout:
            recorded.add("answer")
        return SourceActivity(
            importer=NAME,
            accounts=self._accounts(events),
            communities=self._communities(tally),
            memberships=self._memberships(tally),
            events=events,
            records=frozenset(recorded),
            source_counts=self._source_counts(tally),
            dropped=self._dropped(tally),
            findings=tuple(self._findings(tally)),
            timezone=self._timezone(events),
        )

    def _accounts(self, events: pd.DataFrame) -> pd.DataFrame:
        last_seen = latest_of_each(events["account"], events["time"])
        seen = {*last_seen, *kinds_of(events["target"])}
        records = [
            {
                "account": key,
                "email": text((user.get("profile") or {}).get("email")),
                "login": text(user.get("name")),
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

    def _communities(self, tally: Tally) -> pd.DataFrame:
        listed = [
            {
                "community": key,
                "name": None if entry.get("_closed") else text(entry.get("name")),
                "kind": "company" if entry.get("is_general") else "unknown",
                "visibility": "closed" if entry.get("_closed") else "open",
                "created_at": _unix(entry.get("created")),
                "ended_at": timestamp(tally.archived.get(key))
                if entry.get("is_archived")
                else None,
            }
            for key, entry in self.channels.items()
        ]
        unlisted = [
            {"community": key, "name": folder, "kind": "unknown", "visibility": "unknown"}
            for folder, key in self.channel_of_folder.items()
            if key not in self.channels
        ]
        return rows("communities", listed + unlisted)

    def _memberships(self, tally: Tally) -> pd.DataFrame:
        """Today's members, with the date of their last recorded join; and those seen leaving."""
        members = {(one, channel) for channel in self.channels for one in self._members(channel)}
        unlisted = {pair for pair in tally.joined if pair[1] not in self.channels}
        return rows(
            "memberships",
            [
                {
                    "account": pair[0],
                    "community": pair[1],
                    "joined_at": timestamp(tally.joined.get(pair)),
                    "left_at": None if pair in members else timestamp(tally.left.get(pair)),
                }
                for pair in sorted(members | unlisted | set(tally.left))
            ],
        )

    def _members(self, channel: str) -> Iterator[str]:
        for one in self.channels[channel].get("members") or ():
            if member := text(one):
                yield member

    def _source_counts(self, tally: Tally) -> dict[str, int]:
        users = self.users.values()
        members = {one for channel in self.channels for one in self._members(channel)}
        told = sorted((name, count) for name, count in tally.subtypes.items() if name)
        return {
            "people": len(self.users),
            "members": len(self.users),
            "robots": sum(bool(user.get("is_bot")) for user in users),
            "deleted": sum(bool(user.get("deleted")) for user in users),
            "invited_not_come": sum(bool(user.get("is_invited_user")) for user in users),
            "members_of_channels": len(members),
            "channels": len(self.channels),
            "channels_archived": sum(bool(c.get("is_archived")) for c in self.channels.values()),
            "channel_folders": len(self.channel_of_folder),
            "channel_folders_not_listed": len(self._unlisted_folders()),
            "day_files": sum(len(self._days(folder)) for folder in self.channel_of_folder),
            "messages": tally.messages,
            "messages_without_subtype": tally.subtypes[None],
            **{f"messages_{subtype}": count for subtype, count in told},
            "messages_without_subtype_with_bot_id": tally.plain_with_application,
            "messages_without_user": tally.without_user,
            "posters": len(tally.posters),
            "reactors": len(tally.reactors),
            "reactions": tally.reactions,
            "thread_replies": tally.replies,
            "thread_parents": tally.thread_parents,
            "users_not_listed": len(tally.users - set(self.users)),
        }

    def _unlisted_folders(self) -> list[str]:
        return [f for f, channel in self.channel_of_folder.items() if channel not in self.channels]

    def _days(self, folder: str) -> set[str]:
        """The day files of a folder by name, as slices that overlap hold one twice."""
        return {member.name for member in self.day_files[folder]}

    def _dropped(self, tally: Tally) -> dict[str, int]:
        robots = tally.written_by_robots + tally.subtypes["bot_message"]
        moved = sum(tally.subtypes[subtype] for subtype in (*JOINS, *LEAVES))
        private = self.skipped_folders & set(self.day_files)
        return {
            "robot_messages": robots,
            "system_messages": tally.messages - tally.contributions - robots - moved,
            "private_day_files": sum(len(self._days(folder)) for folder in private),
        }

    def _findings(self, tally: Tally) -> Iterator[Finding]:
        deleted = sum(bool(user.get("deleted")) for user in self.users.values())
        told = (
            Finding("reactions_without_time", tally.reactions, "note"),
            Finding(
                "joins_partly_recorded",
                tally.subtypes["channel_join"],
                "note",
                {"members": len(self.users)},
            ),
            Finding("channels_not_listed", len(self._unlisted_folders())),
            Finding("left_dates_from_profile", deleted, "note"),
            Finding("reactions_without_person", tally.reactions_unnamed),
        )
        yield from (finding for finding in told if finding.count)

    def _timezone(self, events: pd.DataFrame) -> str:
        """The zone in which most is written, by profiles of writers; of most members if none is."""
        known = timezones()
        zone_of = {
            key: user["tz"]
            for key, user in self.users.items()
            if user.get("tz") in known and key not in self.robots
        }
        codes, accounts = numbered(events["account"])
        written = np.bincount(
            codes[equal(events["action"], "post", "answer")], minlength=len(accounts)
        )
        zones: Counter[str] = Counter()
        for account, messages in zip(accounts.tolist(), written.tolist(), strict=True):
            if messages and account in zone_of:
                zones[zone_of[account]] += messages
        zones = zones or Counter(zone_of.values())
        return min(zones, key=lambda zone: (-zones[zone], zone)) if zones else "UTC"


def _entries(member: Member) -> list[JsonObject]:
    """The entries of a list of users or of channels, each checked for the kind of its parts."""
    content = parsed(member.read(), member.place)
    if not isinstance(content, list) or not all(
        isinstance(entry, dict)
        and all(isinstance(entry.get(name), (kind, type(None))) for name, kind in _KINDS.items())
        for entry in content
    ):
        raise InputError("pilot_json_not_a_list", place=member.place)
    return content


_KINDS = {"profile": dict, "tz": str, "members": list}


def _by_id(members: Iterable[Member]) -> dict[str, JsonObject]:
    """Entries by id; the same id in a later source replaces the earlier one."""
    entries: dict[str, JsonObject] = {}
    for member in members:
        for entry in _entries(member):
            key = text(entry.get("id"))
            if key is None:
                raise InputError("pilot_json_without_id", place=member.place)
            entries[key] = entry
    return entries


def _unix(seconds: Any) -> datetime | None:
    """A time from Unix seconds, number or text (exports before 2016); missing when 0."""
    told = str(seconds or "")
    if not re.fullmatch(r"[1-9]\d{0,9}", told, re.ASCII):
        return None
    return timestamp(microseconds(int(told), 1))


def _left_at(user: JsonObject, last_seen: int | None) -> datetime | None:
    """When a deleted user left: the last change of the profile, or later activity."""
    if not user.get("deleted"):
        return None
    times = [time for time in (_unix(user.get("updated")), timestamp(last_seen)) if time]
    return max(times, default=None)
