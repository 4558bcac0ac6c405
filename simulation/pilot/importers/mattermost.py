"""Read a Mattermost bulk export: one JSON object a line, replies nested in their post.

A message has no number: it is known by channel, author and millisecond. Threads have one level,
so every reply answers the post that opens it. Reactions have a time. The last view of each
channel is one point a person, not a series: it is counted, and visits stay unavailable. Direct
messages are counted and never read, private channels are counted and never named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import Any, NamedTuple

import pandas as pd

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.columns import numbered
from simulation.pilot.json_reading import (
    JsonObject,
    json_object,
    json_objects,
    microseconds,
    parsed,
    required_microseconds,
    required_text,
    text,
    timestamp,
)
from simulation.pilot.source import EventColumns, Finding, SourceActivity, rows

NAME = "mattermost"
RECENT_DAYS = 28
"""Days before the export in which a last view makes somebody a recent reader."""

_PER_SECOND = 1_000
_DAY = 86_400_000_000
_MILLISECONDS_FROM = 10**14
"""Microseconds (March 1973) under which a time in milliseconds was most likely in seconds."""
_LONGEST_LINE = 64 * 2**20
"""Bytes of a line: a post with all its replies and reactions."""
_COMPANY_CHANNEL = "town-square"
_ROBOT_PROPERTIES = ("from_webhook", "from_bot", "from_plugin")
_MENTION = re.compile(r"(?<![\w@./])@([a-z0-9][a-z0-9._-]*)")


class _Message(NamedTuple):
    time: int
    author: str
    channel: str
    opens: str | None
    is_robot: bool
    is_system: bool
    size: int
    mentions: tuple[str, ...]


def recognises(archive: Archive) -> bool:
    """Whether a JSONL file begins with the line that tells the version of a bulk export."""
    for member in archive.ending(".jsonl"):
        for line, place in _lines(member):
            try:
                first = parsed(line, place)
            except InputError:
                break
            if isinstance(first, dict) and first.get("type") == "version":
                return True
            break
    return False


def read(archive: Archive, mapping: Mapping[str, Any]) -> SourceActivity:
    """Read one or several (overlapping) bulk exports of a server.

    Args:
        archive: the export.
        mapping: `private_groups: true` also counts private channels, without their names.

    Raises:
        InputError: a line is no JSON or of another shape, a message has no author or time.
    """
    members = archive.ending(".jsonl")
    if not members:
        raise InputError("pilot_file_missing", place=archive.label, file="*.jsonl")
    server = _Server(bool(mapping.get("private_groups")), "timezone" in mapping)
    for member in members:
        for line, place in _lines(member):
            server.read_line(json_object(parsed(line, place), place, "type"), place)
    return server.activity()


@dataclass
class _Server:
    """A server: what its lines tell, each thing once, in the version of the last export."""

    private_groups: bool
    zone_told: bool
    users: dict[str, JsonObject] = field(default_factory=dict)
    channels: dict[str, JsonObject] = field(default_factory=dict)
    teams: set[str] = field(default_factory=set)
    messages: dict[str, _Message] = field(default_factory=dict)
    reactions: dict[tuple[str, str, str], int | None] = field(default_factory=dict)
    views: dict[str, int] = field(default_factory=dict)
    memberships: dict[str, set[str]] = field(default_factory=dict)
    robots: set[str] = field(default_factory=set)
    direct_messages: int = 0

    # Reading

    def read_line(self, line: JsonObject, place: str) -> None:
        """Keep what one line of the export tells; other kinds of line say nothing of people."""
        kind = line.get("type")
        if kind not in ("team", "channel", "user", "post", "direct_post"):
            return
        content = json_object(line.get(kind), place, kind)
        if kind == "team":
            self.teams.add(required_text(content, ("name",), place))
        elif kind == "channel":
            self.channels[_channel(content, ("name",), place)] = content
        elif kind == "user":
            self._read_user(content, place)
        elif kind == "post":
            self._read_post(content, place)
        else:
            replies = json_objects(content.get("replies"), place, "replies")
            self.direct_messages += 1 + len(replies)

    def _read_user(self, user: JsonObject, place: str) -> None:
        name = required_text(user, ("username",), place)
        self.users[name] = user
        if user.get("is_bot") is True:
            self.robots.add(name)
        self.memberships[name] = set()
        for team in json_objects(user.get("teams"), place, "teams"):
            for channel in json_objects(team.get("channels"), place, "channels"):
                key = f"{text(team.get('name'))}/{required_text(channel, ('name',), place)}"
                self.memberships[name].add(key)
                viewed = microseconds(channel.get("last_viewed_at"), _PER_SECOND)
                if viewed is not None:
                    self.views[name] = max(viewed, self.views.get(name, 0))

    def _read_post(self, post: JsonObject, place: str) -> None:
        channel = _channel(post, ("channel",), place)
        key = self._read_message(post, channel, None, place)
        for reply in json_objects(post.get("replies"), place, "replies"):
            self._read_message(reply, channel, key, place)

    def _read_message(
        self, message: JsonObject, channel: str, opens: str | None, place: str
    ) -> str:
        """Keep a post or a reply, and its reactions; return how it is known."""
        author = intern(required_text(message, ("user",), place))
        time = required_microseconds(message, ("create_at",), _PER_SECOND, place)
        if time < _MILLISECONDS_FROM:
            raise InputError("mattermost_seconds", place=place, value=message.get("create_at"))
        properties = message.get("props")
        origins = (
            [
                name
                for name in _ROBOT_PROPERTIES
                if _is_true(json_object(properties, place, "props").get(name))
            ]
            if properties
            else []
        )
        if "from_bot" in origins:
            self.robots.add(author)
        said = text(message.get("message")) or ""
        key = f"{opens or channel}/{time}/{author}"
        self.messages[key] = _Message(
            time,
            author,
            channel,
            opens,
            bool(origins),
            (text(message.get("type")) or "").startswith("system_"),
            len(said),
            tuple(name.rstrip("._-") for name in _MENTION.findall(said.lower()))
            if "@" in said
            else (),
        )
        for reaction in json_objects(message.get("reactions"), place, "reactions"):
            person = intern(required_text(reaction, ("user",), place))
            reacted = microseconds(reaction.get("create_at"), _PER_SECOND)
            emoji = intern(text(reaction.get("emoji_name")) or "")
            self.reactions[key, person, emoji] = reacted
        return key

    # What happened

    def activity(self) -> SourceActivity:
        """All of it, as one `SourceActivity`."""
        closed = {key for key, row in self.channels.items() if row.get("type") != "O"}
        hidden = set() if self.private_groups else closed
        ordered = sorted(self.messages.items(), key=lambda entry: (entry[1].time, entry[0]))
        open_ones = {key: message for key, message in ordered if message.channel not in hidden}
        robots = [m for m in open_ones.values() if m.is_robot or m.author in self.robots]
        kept = {
            key: message
            for key, message in open_ones.items()
            if not (message.is_robot or message.author in self.robots or message.is_system)
        }
        events = EventColumns()
        for key, message in kept.items():
            self._add_message(events, key, message, kept)
        reactions, untimed = self._add_reactions(events, kept)
        happened = events.table()
        authors = {message.author for message in kept.values()}
        answers = sum(message.opens is not None for message in kept.values())
        met = {message.channel for message in open_ones.values()}
        recent = self._recent_readers()
        wrote = {message.author for message in self.messages.values()}
        private = len(self.messages) - len(open_ones)
        findings = (
            Finding("mattermost_names_as_keys", len(self.users), "note"),
            Finding("mattermost_one_level", answers, "note"),
            Finding(
                "mattermost_last_views",
                len(self.views),
                values={"recent": len(recent), "days": RECENT_DAYS, "silent": len(recent - wrote)},
            ),
            Finding("reactions_without_time", untimed, "note"),
            Finding("private_channels", len(closed), "note"),
            Finding("private_messages_out", private, "note"),
            Finding("direct_messages_out", self.direct_messages, "note"),
            Finding("channels_unlisted_unnamed", len(met - set(self.channels))),
            Finding("authors_not_listed", len(authors - set(self.users))),
            Finding(
                "timezone_assumed", 0 if self.zone_told else len(kept), "note", {"timezone": "UTC"}
            ),
        )
        return SourceActivity(
            importer=NAME,
            accounts=self._accounts(happened),
            communities=self._communities(closed, hidden, met),
            memberships=rows(
                "memberships",
                [
                    {"account": person, "community": channel}
                    for person, channels in sorted(self.memberships.items())
                    for channel in sorted(channels)
                    if channel in self.channels and channel not in hidden
                ],
            ),
            events=happened,
            records=frozenset({"post", "answer", "reaction", "mention"}),
            source_counts={
                "people": len(self.users),
                "posters": len(authors),
                "robots": len(self.robots),
                "deactivated": sum(_ended(user) is not None for user in self.users.values()),
                "teams": len(self.teams),
                "channels": len(self.channels),
                "private_channels": len(closed),
                "messages": len(self.messages) + self.direct_messages,
                "replies": sum(m.opens is not None for m in self.messages.values()),
                "direct_messages": self.direct_messages,
                "reactions": len(self.reactions),
                "people_with_a_last_view": len(self.views),
                "recent_readers": len(recent),
                "recent_readers_silent": len(recent - wrote),
            },
            dropped={
                "robot_messages": len(robots),
                "system_messages": len(open_ones) - len(robots) - len(kept),
                "private_groups": private,
                "private_conversations": self.direct_messages,
                "reactions_without_post": len(self.reactions) - reactions,
            },
            findings=tuple(finding for finding in findings if finding.count),
        )

    def _add_message(
        self, events: EventColumns, key: str, message: _Message, kept: Mapping[str, _Message]
    ) -> None:
        opening = kept.get(message.opens or "")
        events.add(
            message.time,
            message.author,
            "post" if message.opens is None else "answer",
            community=message.channel,
            key=key,
            parent=message.opens,
            target=None if opening is None else opening.author,
            size=message.size,
        )
        for mentioned in dict.fromkeys(message.mentions):
            if mentioned in self.users and mentioned != message.author:
                events.add(
                    message.time,
                    message.author,
                    "mention",
                    community=message.channel,
                    parent=key,
                    target=mentioned,
                )

    def _add_reactions(self, events: EventColumns, kept: Mapping[str, _Message]) -> tuple[int, int]:
        """Add the reactions to messages kept; how many, and how many at their message's time."""
        added = [(key, person, time) for (key, person, _), time in self.reactions.items()]
        added = [reaction for reaction in added if reaction[0] in kept]
        for key, person, time in added:
            message = kept[key]
            events.add(
                message.time if time is None else time,
                person,
                "reaction",
                community=message.channel,
                parent=key,
                target=message.author,
            )
        return len(added), sum(time is None for _, _, time in added)

    def _recent_readers(self) -> set[str]:
        """People, neither robots nor deactivated, who viewed a channel in the last days."""
        traces = [message.time for message in self.messages.values()]
        last_day = max([*traces, *self.views.values()], default=0)
        return {
            name
            for name, viewed in self.views.items()
            if viewed > last_day - RECENT_DAYS * _DAY
            and name not in self.robots
            and _ended(self.users[name]) is None
        }

    # Who and where

    def _accounts(self, events: pd.DataFrame) -> pd.DataFrame:
        met = {*numbered(events["account"])[1], *numbered(events["target"])[1]}
        listed = [
            {
                "account": name,
                "email": text(user.get("email")),
                "left_at": timestamp(_ended(user)),
                "is_bot": name in self.robots,
                "is_guest": "system_guest" in (text(user.get("roles")) or "").split(),
                "is_deleted": _ended(user) is not None,
            }
            for name, user in self.users.items()
        ]
        unlisted = [
            {"account": name, "is_bot": name in self.robots}
            for name in sorted((met | self.robots) - set(self.users))
        ]
        return rows("accounts", listed + unlisted)

    def _communities(self, closed: set[str], hidden: set[str], met: set[str]) -> pd.DataFrame:
        listed = [
            {
                "community": key,
                "name": None
                if key in closed
                else text(channel.get("display_name")) or text(channel.get("name")),
                "kind": "company" if channel.get("name") == _COMPANY_CHANNEL else "unknown",
                "visibility": "closed" if key in closed else "open",
                "ended_at": timestamp(_ended(channel)),
            }
            for key, channel in self.channels.items()
            if key not in hidden
        ]
        unlisted = [
            {"community": key, "kind": "unknown", "visibility": "unknown"}
            for key in sorted(met - set(self.channels))
        ]
        return rows("communities", listed + unlisted)


def _lines(member: Member) -> Iterator[tuple[bytes, str]]:
    """The lines of a file that hold something, each with its place for messages."""
    number = 0
    with member.opened() as stream:
        while line := stream.readline(_LONGEST_LINE + 1):
            number += 1
            if len(line) > _LONGEST_LINE:
                raise InputError("mattermost_line_too_long", place=f"{member.place}:{number}")
            if not line.isspace():
                yield line, f"{member.place}:{number}"


def _channel(content: JsonObject, names: tuple[str, ...], place: str) -> str:
    """How a channel is known: names are unique inside a team only."""
    team = required_text(content, ("team",), place)
    return intern(f"{team}/{required_text(content, names, place)}")


def _ended(row: JsonObject) -> int | None:
    """When an account was deactivated or a channel archived; missing while it lives."""
    return microseconds(row.get("delete_at"), _PER_SECOND)


def _is_true(value: Any) -> bool:
    return value is True or value == "true"
