"""Read Zulip: the public archive of `zulip-archive`, or an organisation's own export.

Zulip sorts by topic and does not tell who answers whom. By convention a message answers the
last one of its topic that somebody else wrote; where nobody else wrote before, it is a post. A
topic keeps its thread when it is marked resolved. The archive knows authors by name only; the
organisation export also tells members, memberships, reactions and visits. Direct messages are
counted and never read, private channels are counted and never named.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote

import pandas as pd

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.columns import latest_of_each, numbered
from simulation.pilot.csv_reading import LARGEST_COUNT
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
    whole,
)
from simulation.pilot.mapping import timezones
from simulation.pilot.source import EventColumns, Finding, SourceActivity, rows, table

NAME = "zulip"

_RESOLVED = "✔ "
_MESSAGES_FILE = re.compile(r"(?:^|/)messages-\d+\.json$")
_TOPIC_FILE = re.compile(r"(?:^|/)(?P<stream>\d+)-[^/]*/(?P<topic>[^/]+)\.json$")
_ROBOT_NAME = re.compile(r"(?:.* )?Bot|Email Gateway")
_HTML_MENTION = re.compile(
    r'<span class="user-mention" data-user-id="(?P<number>\d+)">@?(?P<name>[^<]*)'
)
_MARKDOWN_MENTION = re.compile(r"@\*\*(?P<name>[^*|]+)(?:\|(?P<number>\d+))?\*\*")
_DUMMY_EMAIL = re.compile(r"user\d+@")
_READ = 1
"""Bit of `flags_mask` that says the person read the message."""
_PERSON, _STREAM = 1, 2
"""Kinds of recipient that are one person, or a stream; any other is a group of people."""
_GUEST = 600
_DEACTIVATED, _REACTIVATED = 103, 104
_SUBSCRIBED, _UNSUBSCRIBED = (301, 302), 303
"""Kinds of event of the audit log."""
_DAY = 86_400_000_000
_LARGEST_NUMBER = 2**63


class _Message(NamedTuple):
    number: int
    time: int
    sender: str
    stream: str
    topic: str
    size: int
    mentions: tuple[str, ...]


def recognises(archive: Archive) -> bool:
    """Whether there is an index of streams, or an organisation with files of messages."""
    organisation = archive.named("realm.json") and _message_files(archive)
    return bool(organisation or archive.named("stream_index.json"))


def read(archive: Archive, mapping: Mapping[str, Any]) -> SourceActivity:
    """Read a public archive or an organisation export; overlapping ones are merged.

    Args:
        archive: the export.
        mapping: `private_groups: true` also counts private channels, without their names;
            `timezone` of the weeks where no profile tells one.

    Raises:
        InputError: a file is no JSON or of another shape, a message has no number, author or
            time, or two organisations are mixed.
    """
    if archive.named("realm.json"):
        return _Organisation(archive, bool(mapping.get("private_groups"))).activity()
    return _public_archive(archive, "timezone" in mapping)


# The public archive


def _public_archive(archive: Archive, zone_told: bool) -> SourceActivity:
    listed = _listed_streams(archive)
    found = ((_TOPIC_FILE.search(member.path), member) for member in archive.members)
    files = [(match["stream"], match["topic"], member) for match, member in found if match]
    if not files:
        file = "<id>-<stream>/<topic>.json"
        raise InputError("zulip_without_messages", place=archive.label, file=file)
    kept: dict[int, _Message] = {}
    for stream, topic, member in files:
        for row in json_objects(parsed(member.read(), member.place), member.place, "messages"):
            message = _archived(row, stream, _decoded(topic), member)
            kept[message.number] = message
    messages = sorted(kept.values(), key=_order)
    by_people = [message for message in messages if not _ROBOT_NAME.fullmatch(message.sender)]
    authors = Counter(message.sender for message in by_people)
    robots = sorted({message.sender for message in messages} - set(authors))
    streams = {message.stream for message in messages} | set(listed)
    topics = {(stream, _decoded(topic)) for stream, topic, _ in files}
    events = EventColumns()
    answers = _add_messages(events, by_people, set(authors))
    announced = sum(size for _, size in listed.values())
    findings = [
        *_thread_findings(answers, topics),
        Finding("zulip_known_by_name", len(authors), "note"),
        Finding("zulip_robots_by_name", len(robots), "note"),
        Finding("zulip_sizes_with_markup", len(by_people), "note"),
        Finding("zulip_messages_missing", max(announced - len(messages), 0)),
        Finding("channels_unlisted_unnamed", len(streams - set(listed))),
        Finding(
            "timezone_assumed", 0 if zone_told else len(by_people), "note", {"timezone": "UTC"}
        ),
    ]
    return SourceActivity(
        importer=NAME,
        accounts=rows(
            "accounts",
            [{"account": name, "is_bot": False} for name in sorted(authors)]
            + [{"account": name, "is_bot": True} for name in robots],
        ),
        communities=rows(
            "communities",
            [
                {
                    "community": stream,
                    "name": listed[stream][0] if stream in listed else None,
                    "kind": "unknown",
                    "visibility": "open" if stream in listed else "unknown",
                }
                for stream in sorted(streams, key=lambda number: (len(number), number))
            ],
        ),
        memberships=table("memberships", {}),
        events=events.table(),
        records=frozenset({"post", "answer", "mention"}),
        source_counts={
            "people": len(authors),
            "posters": len(authors),
            "posters_of_one_message": sum(count == 1 for count in authors.values()),
            "streams": len(streams),
            "topics": len(topics),
            "messages": len(messages),
            "messages_by_robots": len(messages) - len(by_people),
            "messages_with_mention": sum(bool(message.mentions) for message in messages),
        },
        dropped={"robot_messages": len(messages) - len(by_people)},
        findings=tuple(finding for finding in findings if finding.count),
    )


def _listed_streams(archive: Archive) -> dict[str, tuple[str | None, int]]:
    """Stream id -> its name and its number of messages, as the index tells them."""
    listed: dict[str, tuple[str | None, int]] = {}
    for member in archive.named("stream_index.json"):
        index = json_object(parsed(member.read(), member.place), member.place, "stream_index")
        streams = json_object(index.get("streams"), member.place, "streams")
        for name, value in streams.items():
            stream = json_object(value, member.place, "streams")
            topics = json_object(stream.get("topic_data") or {}, member.place, "topic_data")
            sizes = [
                whole(json_object(topic, member.place, "topic_data").get("size"), LARGEST_COUNT)
                for topic in topics.values()
            ]
            key = required_text(stream, ("id",), member.place)
            listed[key] = text(name), sum(size or 0 for size in sizes)
    return listed


def _archived(row: JsonObject, stream: str, topic: str, member: Member) -> _Message:
    content = text(row.get("content")) or ""
    length = whole(row.get("content_length"), LARGEST_COUNT)
    named = (html.unescape(match["name"]) for match in _HTML_MENTION.finditer(content))
    return _Message(
        _number(row, member.place),
        required_microseconds(row, ("timestamp",), 1, member.place),
        required_text(row, ("sender_full_name",), member.place),
        stream,
        topic,
        len(content) if length is None else length,
        tuple(dict.fromkeys(named)),
    )


def _decoded(name: str) -> str:
    """The topic a file is named after: `.20` stands for a space, `.2E` for a dot."""
    return unquote(name.replace(".", "%"), errors="replace")


# The organisation export


class _Texts(dict[int | str, str]):
    """Numbers as texts, each made once."""

    def __missing__(self, number: int | str) -> str:
        self[number] = told = str(number)
        return told


@dataclass
class _Organisation:
    """One organisation: its tables, and its messages as they are read file by file."""

    archive: Archive
    private_groups: bool
    tables: dict[str, dict[str, JsonObject]] = field(default_factory=dict)
    messages: dict[int, _Message] = field(default_factory=dict)
    reads: dict[tuple[str, int], int] = field(default_factory=dict)
    direct: set[int] = field(default_factory=set)
    private: set[int] = field(default_factory=set)
    placeless: set[int] = field(default_factory=set)
    reads_of_others: int = 0
    _names: _Texts = field(default_factory=_Texts)

    def activity(self) -> SourceActivity:
        """All of it, as one `SourceActivity`."""
        self._read_tables()
        self._read_messages()
        ordered = sorted(self.messages.values(), key=_order)
        by_people = [message for message in ordered if message.sender not in self.robots]
        people = set(self.people)
        events = EventColumns()
        answers = _add_messages(events, by_people, people)
        reactions, lost = self._add_reactions(events, {m.number: m for m in by_people})
        moves = self._add_moves(events)
        registered = self._add_registrations(events, ordered)
        sessions, days = self._add_visits(events)
        happened = events.table()
        authors = {message.sender for message in by_people}
        topics = {(message.stream, message.topic) for message in by_people}
        zone = self._timezone()
        estimated, accounts = self._accounts(happened)
        robots_wrote = len(ordered) - len(by_people)
        recorded = {"post", "answer", "mention"}
        recorded |= {"reaction"} if self._has("zerver_reaction") else set()
        recorded |= {"join", "leave"} if moves else set()
        recorded |= {"register"} if registered else set()
        recorded |= {"visit"} if sessions or days else set()
        findings = [
            *_thread_findings(answers, topics),
            Finding("zulip_visits_from_sessions", sessions, "note"),
            Finding("zulip_visits_from_reads", days),
            Finding("reactions_without_time", reactions, "note"),
            Finding("private_channels", len(self.private_streams), "note"),
            Finding("private_messages_out", len(self.private), "note"),
            Finding("direct_messages_out", len(self.direct), "note"),
            Finding("channels_unlisted_unnamed", len(self.placeless)),
            Finding("authors_not_listed", len(authors - people)),
            Finding("left_dates_from_activity", estimated, "note"),
            Finding("timezone_assumed", 0 if zone else len(by_people), "note", {"timezone": "UTC"}),
        ]
        return SourceActivity(
            importer=NAME,
            accounts=_prefixed(accounts, "account"),
            communities=self._communities(),
            memberships=_prefixed(self._memberships(), "account"),
            events=_prefixed(happened, "account", "target"),
            records=frozenset(recorded),
            source_counts={
                "people": len(self.profiles),
                "posters": len(authors),
                "robots": len(self.robots),
                "deactivated": sum(not _is_active(row) for row in self.people.values()),
                "streams": len(self.streams),
                "private_streams": len(self.private_streams),
                "topics": len(topics),
                "messages": sum(map(len, (ordered, self.direct, self.private, self.placeless))),
                "messages_by_robots": robots_wrote,
                "direct_messages": len(self.direct),
                "messages_with_mention": sum(bool(message.mentions) for message in ordered),
                "messages_read": self.reads_of_others,
                "sessions": len(self._table("zerver_useractivityinterval")),
                "reactions": len(self._table("zerver_reaction")),
            },
            dropped={
                "robot_messages": robots_wrote,
                "private_conversations": len(self.direct),
                "private_groups": len(self.private),
                "messages_without_channel": len(self.placeless),
                "reactions_without_post": lost,
            },
            findings=tuple(finding for finding in findings if finding.count),
            timezone=zone or "UTC",
        )

    # Reading

    def _read_tables(self) -> None:
        names = set()
        for member in self.archive.named("realm.json"):
            content = json_object(parsed(member.read(), member.place), member.place, "realm.json")
            for realm in json_objects(content.get("zerver_realm"), member.place, "zerver_realm"):
                names.add(text(realm.get("string_id")) or text(realm.get("id")))
            self._keep_tables(content, member)
        if len(names) > 1:
            raise InputError("zulip_two_organisations", place=self.archive.label)
        self.profiles = self._table("zerver_userprofile")
        cross_realm = self._table("zerver_userprofile_crossrealm")
        self.robots = {key for key, row in self.profiles.items() if row.get("is_bot") is True}
        self.robots |= set(cross_realm) - set(self.profiles)
        self.people = {key: row for key, row in self.profiles.items() if key not in self.robots}
        every_stream = self._table("zerver_stream")
        self.private_streams = {
            key for key, row in every_stream.items() if row.get("invite_only") is True
        }
        self.streams = {
            key: row
            for key, row in every_stream.items()
            if self.private_groups or key not in self.private_streams
        }
        self.number_of_name = _unique_names(self.people)
        self.stream_of_recipient: dict[str, str] = {}
        self.people_recipients: set[str] = set()
        for key, row in self._table("zerver_recipient").items():
            if row.get("type") == _STREAM:
                self.stream_of_recipient[key] = text(row.get("type_id")) or ""
            else:
                self.people_recipients.add(key)

    def _keep_tables(self, content: JsonObject, member: Member) -> None:
        """Keep each row once, by its number; a later export's version replaces an earlier one."""
        for name in _TABLES:
            if name not in content:
                continue
            kept, place = self.tables.setdefault(name, {}), member.place
            for row in json_objects(content[name], place, name):
                kept[required_text(row, ("id",), place)] = row

    def _table(self, name: str) -> dict[str, JsonObject]:
        return self.tables.get(name, {})

    def _has(self, name: str) -> bool:
        return name in self.tables

    def _read_messages(self) -> None:
        files = _message_files(self.archive)
        if not files:
            file = "messages-000001.json"
            raise InputError("zulip_without_messages", place=self.archive.label, file=file)
        for member in files:
            place = member.place
            content = json_object(parsed(member.read(), place), place, member.name)
            name, flags = "zerver_message", "zerver_usermessage"
            for row in json_objects(content.get(name), place, name):
                self._read_message(row, place)
            for row in json_objects(content.get(flags), place, flags):
                self._read_flag(row)
            self._keep_tables(content, member)

    def _read_message(self, row: JsonObject, place: str) -> None:
        number, recipient, sender = row.get("id"), row.get("recipient"), row.get("sender")
        if type(number) is not int or not 0 <= number <= _LARGEST_NUMBER:
            number = _number(row, place)
        if type(recipient) is not int:
            recipient = required_text(row, ("recipient",), place)
        recipient = self._names[recipient]
        stream = self.stream_of_recipient.get(recipient)
        if recipient in self.people_recipients:
            self.direct.add(number)
        elif stream is None or not (stream in self.streams or stream in self.private_streams):
            self.placeless.add(number)
        elif stream not in self.streams:
            self.private.add(number)
        else:
            if type(sender) is not int:
                sender = required_text(row, ("sender",), place)
            content = text(row.get("content")) or ""
            self.messages[number] = _Message(
                number,
                required_microseconds(row, ("date_sent", "pub_date"), 1, place),
                self._names[sender],
                stream,
                text(row.get("subject")) or "",
                len(content),
                self._mentioned(row, content),
            )

    def _mentioned(self, row: JsonObject, content: str) -> tuple[str, ...]:
        rendered = text(row.get("rendered_content")) or ""
        if "@" not in content and "@" not in rendered:
            return ()
        numbers = [match["number"] for match in _HTML_MENTION.finditer(rendered)] or [
            match["number"] or self.number_of_name.get(match["name"])
            for match in _MARKDOWN_MENTION.finditer(content)
        ]
        return tuple(dict.fromkeys(number for number in numbers if number))

    def _read_flag(self, row: JsonObject) -> None:
        """Note the day of a message of someone else that a person has marked read."""
        flags = row.get("flags_mask")
        if not isinstance(flags, int) or not flags & _READ:
            return
        message = self.messages.get(whole(row.get("message"), _LARGEST_NUMBER) or -1)
        reader = text(row.get("user_profile")) or text(row.get("user"))
        if message is None or reader is None:
            return
        if reader in self.people and reader != message.sender:
            self.reads_of_others += 1
            day = (reader, message.time // _DAY)
            self.reads[day] = min(message.time, self.reads.get(day, message.time))

    # What happened

    def _add_reactions(
        self, events: EventColumns, messages: Mapping[int, _Message]
    ) -> tuple[int, int]:
        """Add the reactions, at the time of their message; how many, and how many without one."""
        added = lost = 0
        for row in self._table("zerver_reaction").values():
            message = messages.get(whole(row.get("message"), _LARGEST_NUMBER) or -1)
            person = text(row.get("user_profile")) or text(row.get("user"))
            if message is None or person is None:
                lost += 1
                continue
            events.add(
                message.time,
                person,
                "reaction",
                community=message.stream,
                parent=str(message.number),
                target=message.sender,
            )
            added += 1
        return added, lost

    def _add_moves(self, events: EventColumns) -> int:
        """Add who joined and left which stream when, where the audit log tells."""
        added = 0
        for time, kind, person, stream in self._audited():
            if person in self.people and stream in self.streams:
                if kind in _SUBSCRIBED:
                    events.add(time, person, "join", community=stream)
                elif kind == _UNSUBSCRIBED:
                    events.add(time, person, "leave", community=stream)
                else:
                    continue
                added += 1
        return added

    def _add_registrations(self, events: EventColumns, messages: list[_Message]) -> int:
        """Add accounts opened since the first message kept; earlier dates stay with the account."""
        start = messages[0].time if messages else 0
        opened = {key: microseconds(row.get("date_joined"), 1) for key, row in self.people.items()}
        for person, time in opened.items():
            if time is not None and time >= start:
                events.add(time, person, "register")
        return sum(time is not None for time in opened.values())

    def _add_visits(self, events: EventColumns) -> tuple[int, int]:
        """Add visits: from periods of activity, or else one a person and day of messages read."""
        sessions = 0
        for row in self._table("zerver_useractivityinterval").values():
            start = microseconds(row.get("start"), 1)
            person = text(row.get("user_profile")) or text(row.get("user"))
            if start is not None and person in self.people:
                events.add(start, person, "visit")
                sessions += 1
        if sessions:
            return sessions, 0
        for (person, _), time in sorted(self.reads.items()):
            events.add(time, person, "visit")
        return 0, len(self.reads)

    def _audited(self) -> Iterator[tuple[int, Any, str, str]]:
        """Time, kind, person and stream of each event of the audit log, in the order of time."""
        dated = []
        for row in self._table("zerver_realmauditlog").values():
            time = microseconds(row.get("event_time"), 1)
            if time is not None:
                person, stream = text(row.get("modified_user")), text(row.get("modified_stream"))
                dated.append((time, row.get("event_type"), person or "", stream or ""))
        yield from sorted(dated, key=lambda entry: entry[0])

    # Who and where

    def _accounts(self, events: pd.DataFrame) -> tuple[int, pd.DataFrame]:
        """Everybody listed or met, and for how many the leaving date is their last activity."""
        gone = {}
        for time, kind, person, _ in self._audited():
            if kind == _DEACTIVATED:
                gone[person] = time
            elif kind == _REACTIVATED:
                gone.pop(person, None)
        inactive = [key for key, row in self.people.items() if not _is_active(row)]
        undated = set(inactive) - set(gone)
        last_seen = latest_of_each(events["account"], events["time"]) if undated else {}
        left = {key: timestamp(gone.get(key)) or last_seen.get(key) for key in inactive}
        listed = [
            {
                "account": key,
                "email": _email(row),
                "joined_at": timestamp(microseconds(row.get("date_joined"), 1)),
                "left_at": left.get(key),
                "is_bot": False,
                "is_guest": row.get("role") == _GUEST or row.get("is_guest") is True,
                "is_deleted": not _is_active(row),
            }
            for key, row in self.people.items()
        ]
        met = {*numbered(events["account"])[1], *numbered(events["target"])[1]}
        strangers = sorted(met - set(self.people) - self.robots)
        robots = sorted(self.robots)
        others = [{"account": key, "is_bot": True} for key in robots]
        others += [{"account": key, "is_bot": False} for key in strangers]
        return len(undated), rows("accounts", listed + others)

    def _communities(self) -> pd.DataFrame:
        return rows(
            "communities",
            [
                {
                    "community": key,
                    "name": None if key in self.private_streams else text(row.get("name")),
                    "kind": "unknown",
                    "visibility": "closed" if key in self.private_streams else "open",
                    "created_at": timestamp(microseconds(row.get("date_created"), 1)),
                }
                for key, row in self.streams.items()
            ],
        )

    def _memberships(self) -> pd.DataFrame:
        """Who is subscribed to a stream, or was as far as the audit log tells."""
        joined: dict[tuple[str, str], int] = {}
        left: dict[tuple[str, str], int] = {}
        for time, kind, person, stream in self._audited():
            if kind in _SUBSCRIBED:
                joined[person, stream] = time
                left.pop((person, stream), None)
            elif kind == _UNSUBSCRIBED:
                left[person, stream] = time
        members = {
            (
                text(row.get("user_profile")) or "",
                self.stream_of_recipient.get(text(row.get("recipient")) or "", ""),
            )
            for row in self._table("zerver_subscription").values()
            if row.get("active") is not False
        }
        return rows(
            "memberships",
            [
                {
                    "account": person,
                    "community": stream,
                    "joined_at": timestamp(joined.get((person, stream))),
                    "left_at": None
                    if (person, stream) in members
                    else timestamp(left.get((person, stream))),
                }
                for person, stream in sorted(members | set(left))
                if person in self.people and stream in self.streams
            ],
        )

    def _timezone(self) -> str | None:
        """The zone most members set in their profile."""
        zones = Counter(zone for row in self.people.values() if (zone := text(row.get("timezone"))))
        known = [zone for zone in zones if zone in timezones()]
        return min(known, key=lambda zone: (-zones[zone], zone), default=None)


_TABLES = (
    "zerver_userprofile",
    "zerver_userprofile_crossrealm",
    "zerver_stream",
    "zerver_recipient",
    "zerver_subscription",
    "zerver_reaction",
    "zerver_realmauditlog",
    "zerver_useractivityinterval",
)


def _prefixed(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """A table whose numbers of accounts cannot be taken for the numbers of employees."""
    return frame.assign(**{column: "user " + frame[column] for column in columns})


def _message_files(archive: Archive) -> list[Member]:
    return [member for member in archive.members if _MESSAGES_FILE.search(member.path)]


def _unique_names(people: Mapping[str, JsonObject]) -> dict[str, str]:
    """Full name -> number, for the names that one person alone bears."""
    names = Counter(text(row.get("full_name")) for row in people.values())
    return {
        name: key
        for key, row in people.items()
        if (name := text(row.get("full_name"))) and names[name] == 1
    }


def _email(row: JsonObject) -> str | None:
    """The address of a person; Zulip puts a made-up one where the real one is hidden."""
    email = text(row.get("delivery_email")) or text(row.get("email"))
    return None if email is None or _DUMMY_EMAIL.match(email) else email


def _is_active(row: JsonObject) -> bool:
    return row.get("is_active") is not False


# Both layouts


def _add_messages(events: EventColumns, messages: Iterable[_Message], people: set[str]) -> int:
    """Add the posts, answers and mentions of messages in the order of time; how many answer.

    Args:
        events: where they are added.
        messages: people's messages, in the order of time.
        people: accounts that may be mentioned.
    """
    answers = 0
    threads: dict[tuple[str, str], tuple[_Message, _Message | None]] = {}
    for message in messages:
        thread = (message.stream, message.topic.removeprefix(_RESOLVED))
        last, before = threads.get(thread, (message, None))
        answered = before if last.sender == message.sender else last
        threads[thread] = message, answered
        answers += answered is not None
        events.add(
            message.time,
            message.sender,
            "post" if answered is None else "answer",
            community=message.stream,
            key=str(message.number),
            parent=None if answered is None else str(answered.number),
            target=None if answered is None else answered.sender,
            size=message.size,
        )
        for mentioned in message.mentions:
            if mentioned in people and mentioned != message.sender:
                events.add(
                    message.time,
                    message.sender,
                    "mention",
                    community=message.stream,
                    parent=str(message.number),
                    target=mentioned,
                )
    return answers


def _thread_findings(answers: int, topics: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    yield Finding("zulip_answers_by_convention", answers)
    resolved = sum(topic.startswith(_RESOLVED) for _, topic in topics)
    yield Finding("zulip_topics_resolved", resolved, "note")


def _order(message: _Message) -> tuple[int, int]:
    return message.time, message.number


def _number(row: JsonObject, place: str) -> int:
    number = whole(row.get("id"), _LARGEST_NUMBER)
    if number is None:
        raise InputError("pilot_json_field", place=place, name="id")
    return number
