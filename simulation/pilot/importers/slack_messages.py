"""Read the messages of one Slack channel, and add to the events what they tell.

A channel is read whole before it is told, for a reply lies in the file of its own day and not
beside the message it answers; of each message only what is counted is held, never its text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.csv_reading import LARGEST_COUNT
from simulation.pilot.json_reading import JsonObject, json_objects, parsed, text, whole
from simulation.pilot.source import EventColumns

SLACKBOT = "USLACKBOT"
JOINS, LEAVES = ("channel_join", "group_join"), ("channel_leave", "group_leave")

_CONTRIBUTIONS = (None, "thread_broadcast", "file_share", "me_message", "file_comment")
_WITH_MENTIONS = (None, "thread_broadcast", "me_message")
_DAY_FILE = re.compile(r"(?P<folder>[^/]+)/\d{4}-\d{2}-\d{2}\.json$")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_TIME_STAMP = re.compile(r"(\d{6,10})(?:\.(\d{1,6}))?", re.ASCII)
_USUAL_STAMP = len("1637600000.000100")
_LATEST = 4_102_444_800
"""Unix seconds of the year 2100."""
_KINDS: tuple[tuple[str, type], ...] = (
    ("subtype", str),
    ("user", str),
    ("thread_ts", str),
    ("inviter", str),
    ("parent_user_id", str),
    ("comment", dict),
    ("reactions", list),
)


class _Said(NamedTuple):
    """What is kept of a message; `reactions` are pairs of the users named and their number."""

    time: int
    subtype: str | None
    user: str | None
    author: str | None
    by_application: bool
    thread: str | None
    thread_author: str | None
    inviter: str | None
    size: int | None
    mentions: tuple[str, ...]
    reactions: tuple[tuple[tuple[str, ...], int], ...]


@dataclass
class Tally:
    """What is counted over all channels, robots and system lines included."""

    subtypes: Counter[str | None] = field(default_factory=Counter)
    contributions: int = 0
    written_by_robots: int = 0
    plain_with_application: int = 0
    without_user: int = 0
    reactions: int = 0
    reactions_unnamed: int = 0
    replies: int = 0
    thread_parents: int = 0
    has_threads: bool = False
    users: set[str] = field(default_factory=set)
    posters: set[str] = field(default_factory=set)
    reactors: set[str] = field(default_factory=set)
    joined: dict[tuple[str, str], int] = field(default_factory=dict)
    left: dict[tuple[str, str], int] = field(default_factory=dict)
    archived: dict[str, int] = field(default_factory=dict)

    @property
    def messages(self) -> int:
        """Messages of any kind."""
        return self.subtypes.total()


def day_files(archive: Archive) -> dict[str, list[Member]]:
    """Folder -> the files of its days, in the order of the sources."""
    found: dict[str, list[Member]] = {}
    for member in archive.members:
        if match := _DAY_FILE.search(member.path):
            found.setdefault(match["folder"], []).append(member)
    return found


def read_channel(
    folder: str,
    channel: str,
    files: Iterable[Member],
    people: Mapping[str, bool],
    events: EventColumns,
    tally: Tally,
) -> None:
    """Add the events of one channel, each message once: in the version of the last source.

    Args:
        folder: name of the channel's folder, which makes the keys of its messages.
        channel: how the channel is known.
        files: its day files, in the order of the sources.
        people: accounts listed, and whether each is a robot.
        events: where they are added.
        tally: where they are counted.

    Raises:
        InputError: a file is no JSON list of messages, or a message has no readable `ts`.
    """
    kept: dict[str, _Said] = {}
    for member in files:
        for message in _messages(member):
            kept[str(message["ts"])] = _said(message, member.place)
    reader = _Channel(folder, channel, kept, people, events, tally)
    for stamp, said in sorted(kept.items(), key=lambda entry: entry[1].time):
        reader.add(stamp, said)


@dataclass
class _Channel:
    folder: str
    channel: str
    messages: Mapping[str, _Said]
    people: Mapping[str, bool]
    events: EventColumns
    tally: Tally

    def add(self, stamp: str, said: _Said) -> None:
        key = f"{self.folder}/{stamp}"
        replies = said.thread not in (None, stamp)
        by_person = self._is_contribution(said)
        self._count(stamp, said, by_person)
        if by_person:
            self._add_contribution(key, said, replies)
        elif said.user and said.subtype in JOINS:
            self._add_join(key, said.user, said)
        elif said.user and said.subtype in LEAVES:
            self.tally.left[said.user, self.channel] = said.time
            self.events.add(said.time, said.user, "leave", community=self.channel, key=key)
        elif said.subtype == "channel_archive":
            self.tally.archived[self.channel] = said.time
        for users, _ in said.reactions:
            for user in users:
                self.events.add(
                    said.time,
                    user,
                    "reaction",
                    community=self.channel,
                    parent=key,
                    target=said.author,
                )

    def _is_contribution(self, said: _Said) -> bool:
        """Whether a person wrote it to the others."""
        return said.subtype in _CONTRIBUTIONS and not (
            said.by_application
            or said.author is None
            or said.author == SLACKBOT
            or self.people.get(said.author, False)
        )

    def _add_contribution(self, key: str, said: _Said, replies: bool) -> None:
        author = said.author or ""
        opening = self.messages.get(said.thread or "") if replies else None
        known = opening is not None and self._is_contribution(opening)
        self.events.add(
            said.time,
            author,
            "answer" if replies else "post",
            community=self.channel,
            key=key,
            parent=f"{self.folder}/{said.thread}" if replies else None,
            target=(opening.author if known and opening else said.thread_author)
            if replies
            else None,
            size=said.size,
        )
        if said.subtype in _WITH_MENTIONS:
            for mentioned in said.mentions:
                if mentioned != author and mentioned in self.people:
                    self.events.add(
                        said.time,
                        author,
                        "mention",
                        community=self.channel,
                        parent=key,
                        target=mentioned,
                    )

    def _add_join(self, key: str, user: str, said: _Said) -> None:
        belongs = user, self.channel
        self.tally.joined[belongs] = said.time
        self.tally.left.pop(belongs, None)
        self.events.add(said.time, user, "join", community=self.channel, key=key)
        if said.inviter and said.inviter != user:
            self.events.add(said.time, said.inviter, "invite", community=self.channel, target=user)

    def _count(self, stamp: str, said: _Said, by_person: bool) -> None:
        tally = self.tally
        tally.subtypes[said.subtype] += 1
        if said.subtype in _CONTRIBUTIONS:
            tally.contributions += by_person
            tally.written_by_robots += not by_person
        if said.subtype is None:
            tally.plain_with_application += said.by_application
            if said.user:
                tally.posters.add(said.user)
        if said.user:
            tally.users.add(said.user)
        tally.without_user += not said.user
        if said.thread:
            tally.has_threads = True
            tally.replies += said.thread != stamp
            tally.thread_parents += said.thread == stamp
        for users, count in said.reactions:
            tally.reactions += count
            tally.reactions_unnamed += max(count - len(users), 0)
            tally.reactors.update(users)


def _messages(member: Member) -> list[JsonObject]:
    """The messages of a day file, each checked for the kind of its parts."""
    content = parsed(member.read(), member.place)
    if not isinstance(content, list):
        raise InputError("pilot_json_not_a_list", place=member.place)
    for entry in content:
        if not isinstance(entry, dict):
            raise InputError("pilot_json_not_a_list", place=member.place)
        for name, kind in _KINDS:
            value = entry.get(name)
            if value is not None and not isinstance(value, kind):
                raise InputError("pilot_json_not_a_list", place=member.place)
    return content


def _said(message: JsonObject, place: str) -> _Said:
    said = message.get("text")
    said = said if isinstance(said, str) else ""
    user = text(message.get("user"))
    comment = message.get("comment")  # an old file comment names its author inside
    return _Said(
        _microseconds(message.get("ts"), place),
        message.get("subtype"),
        user,
        user or (text(comment.get("user")) if comment else None),
        bool(message.get("bot_id")),
        message.get("thread_ts") or None,
        text(message.get("parent_user_id")),
        text(message.get("inviter")),
        _size(message, said),
        tuple(dict.fromkeys(_MENTION.findall(said))) if "<@" in said else (),
        _reactions(message, place),
    )


def _reactions(message: JsonObject, place: str) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Who reacted how, as far as named, and how many did."""
    given = message.get("reactions")
    if not given:
        return ()
    found = []
    for reaction in json_objects(given, place, "reactions"):
        users = reaction.get("users")
        if not isinstance(users, list | None):
            raise InputError("pilot_json_shape", place=place, name="users", expected="[…]")
        named = tuple(user for one in users or () if (user := text(one)))
        found.append((named, whole(reaction.get("count"), LARGEST_COUNT) or 0))
    return tuple(found)


def _size(message: JsonObject, said: str) -> int | None:
    """Characters written; unknown where the text is the platform's own sentence."""
    if "file" in message:
        return None
    length = whole(message.get("text_length"), LARGEST_COUNT)
    return len(said) if length is None else length


def _microseconds(stamp: Any, place: str) -> int:
    """Time of a message in microseconds; a float would lose the last digits."""
    if isinstance(stamp, str) and len(stamp) == _USUAL_STAMP and stamp.isascii():
        seconds, _, fraction = stamp.partition(".")
        digits = seconds + fraction
        if len(fraction) == 6 and digits.isdigit() and seconds <= str(_LATEST):
            return int(digits)
    match = _TIME_STAMP.fullmatch(str(stamp))
    if match is None or int(match[1]) > _LATEST:
        raise InputError("pilot_slack_time", place=place, value=str(stamp)[:40])
    return int(match[1]) * 1_000_000 + int((match[2] or "").ljust(6, "0"))
