"""Read a Mattermost bulk export: one JSON object a line, replies nested in their post.

A message has no number: it is known by channel, author and millisecond. Threads have one level,
so every reply answers the post that opens it. Reactions have a time. The last view of each
channel is one point a person, not a series: it is counted, and visits stay unavailable. Direct
messages are counted and never read, private channels are counted and never named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.columns import kinds_of
from simulation.pilot.importers import mattermost_messages
from simulation.pilot.importers.mattermost_messages import PER_SECOND, Messages
from simulation.pilot.json_reading import (
    JsonObject,
    json_object,
    json_objects,
    microseconds,
    parsed,
    required_text,
    text,
    timestamp,
)
from simulation.pilot.sharing import together
from simulation.pilot.source import Finding, SourceActivity, rows

NAME = "mattermost"
RECENT_DAYS = 28
"""Days before the export in which a last view makes somebody a recent reader."""

_DAY = 86_400_000_000
_LONGEST_LINE = 64 * 2**20
"""Bytes of a line: a post with all its replies and reactions."""
_Line = tuple[bytes, str, int]
"""A line, its file and its number."""
_COMPANY_CHANNEL = "town-square"


def recognises(archive: Archive) -> bool:
    """Whether a JSONL file begins with the line that tells the version of a bulk export."""
    for member in archive.ending(".jsonl"):
        for line, _, _ in _lines(member):
            try:
                first = parsed(line, member.place)
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
    size = sum(member.size for member in members)
    lines = ((line, len(line[0])) for member in members for line in _lines(member))
    parts = archive.crew.shared(taken, together(lines), size)
    for part in parts:
        server.absorb(part)
    server.messages = mattermost_messages.joined([part.messages for part in parts])
    server.robots |= server.messages.robots
    return server.activity()


def taken(lines: list[_Line]) -> _Server:
    """What some lines of an export tell.

    Raises:
        InputError: a line is no JSON or of another shape, a message has no author or time.
    """
    server = _Server()
    for line, file, number in lines:
        place = f"{file}:{number}"
        server.read_line(json_object(parsed(line, place), place, "type"), place)
    server.messages, server.posts = mattermost_messages.taken(server.posts), []
    return server


@dataclass
class _Server:
    """A server: what its lines tell, each thing once, in the version of the last export."""

    private_groups: bool = False
    zone_told: bool = False
    users: dict[str, JsonObject] = field(default_factory=dict)
    channels: dict[str, JsonObject] = field(default_factory=dict)
    teams: set[str] = field(default_factory=set)
    robots: set[str] = field(default_factory=set)
    posts: list[mattermost_messages.Post] = field(default_factory=list)
    """Those read, until their messages are taken together."""
    messages: Messages = field(default_factory=Messages)
    views: dict[str, int] = field(default_factory=dict)
    memberships: dict[str, set[str]] = field(default_factory=dict)
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
            self.posts.append((content, _channel(content, ("channel",), place), place))
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
                viewed = microseconds(channel.get("last_viewed_at"), PER_SECOND)
                if viewed is not None:
                    self.views[name] = max(viewed, self.views.get(name, 0))

    def absorb(self, later: _Server) -> None:
        """Add what later lines tell, but their messages."""
        self.users |= later.users
        self.channels |= later.channels
        self.teams |= later.teams
        self.robots |= later.robots
        for name, viewed in later.views.items():
            self.views[name] = max(viewed, self.views.get(name, 0))
        self.memberships |= later.memberships
        self.direct_messages += later.direct_messages

    # What happened

    def activity(self) -> SourceActivity:
        """All of it, as one `SourceActivity`."""
        closed = {key for key, row in self.channels.items() if row.get("type") != "O"}
        hidden = set() if self.private_groups else closed
        once = self.messages.once()
        people, channels = self.messages.people, self.messages.channels
        in_open = ~channels.among(hidden)[once.channel]
        by_robot = in_open & (once.by_robot | people.among(self.robots)[once.author])
        kept = in_open & ~by_robot & ~once.by_system
        happened, reactions, untimed = once.events(kept, self.users)
        reacted = len(once.reactions[0])
        authors, wrote = people.of(once.author[kept]), people.of(once.author)
        answers, met = int((kept & once.is_reply).sum()), channels.of(once.channel[in_open])
        recent = self._recent_readers(once.time)
        private = len(in_open) - int(in_open.sum())
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
                "timezone_assumed",
                0 if self.zone_told else int(kept.sum()),
                "note",
                {"timezone": "UTC"},
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
                "messages": len(once.time) + self.direct_messages,
                "replies": int(once.is_reply.sum()),
                "direct_messages": self.direct_messages,
                "reactions": reacted,
                "people_with_a_last_view": len(self.views),
                "recent_readers": len(recent),
                "recent_readers_silent": len(recent - wrote),
            },
            dropped={
                "robot_messages": int(by_robot.sum()),
                "system_messages": int((in_open & ~by_robot & once.by_system).sum()),
                "private_groups": private,
                "private_conversations": self.direct_messages,
                "reactions_without_post": reacted - reactions,
            },
            findings=tuple(finding for finding in findings if finding.count),
        )

    def _recent_readers(self, times: NDArray[np.int64]) -> set[str]:
        """People, neither robots nor deactivated, who viewed a channel in the last days."""
        last_day = max(int(times.max(initial=0)), *self.views.values(), 0)
        return {
            name
            for name, viewed in self.views.items()
            if viewed > last_day - RECENT_DAYS * _DAY
            and name not in self.robots
            and _ended(self.users[name]) is None
        }

    # Who and where

    def _accounts(self, events: pd.DataFrame) -> pd.DataFrame:
        met = {*kinds_of(events["account"]), *kinds_of(events["target"])}
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


def _lines(member: Member) -> Iterator[_Line]:
    """The lines of a file that hold something."""
    number, place = 0, member.place
    with member.opened() as stream:
        while line := stream.readline(_LONGEST_LINE + 1):
            number += 1
            if len(line) > _LONGEST_LINE:
                raise InputError("mattermost_line_too_long", place=f"{place}:{number}")
            if not line.isspace():
                yield line, place, number


def _channel(content: JsonObject, names: tuple[str, ...], place: str) -> str:
    """How a channel is known: names are unique inside a team only."""
    team = required_text(content, ("team",), place)
    return intern(f"{team}/{required_text(content, names, place)}")


def _ended(row: JsonObject) -> int | None:
    """When an account was deactivated or a channel archived; missing while it lives."""
    return microseconds(row.get("delete_at"), PER_SECOND)
