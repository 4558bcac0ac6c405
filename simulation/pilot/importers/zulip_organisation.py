"""An organisation's own Zulip export: members, memberships, messages, reactions and visits.

Direct messages are counted and never read, private channels are counted and never named.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.columns import each_once
from simulation.pilot.importers import zulip_files
from simulation.pilot.importers.zulip_members import Event, Members
from simulation.pilot.importers.zulip_messages import NUMBERS, Once, thread_findings
from simulation.pilot.json_reading import json_object, json_objects, parsed, text
from simulation.pilot.names import Names
from simulation.pilot.sharing import together
from simulation.pilot.source import Finding, SourceActivity, links, table, unlinked
from simulation.pilot.unread import Unread

_MESSAGES_FILE = re.compile(r"(?:^|/)messages-\d+\.json$")
_DAY = 86_400_000_000
_OPEN, _DIRECT, _PRIVATE, _PLACELESS = range(4)
"""Where a message was sent to."""


def message_files(archive: Archive) -> list[Member]:
    """The files of messages."""
    return [member for member in archive.members if _MESSAGES_FILE.search(member.path)]


def activity_of(archive: Archive, importer: str, private_groups: bool) -> SourceActivity:
    """All that an export tells.

    Args:
        archive: the export, or several that overlap.
        importer: how the importer is named.
        private_groups: whether private channels count too.

    Raises:
        InputError: there are no messages, a file is no JSON or of another shape, a message has no
            number, author or time, or two organisations are mixed.
    """
    archive.crew.call(archive.size)
    tables = _tables(archive)
    told = zulip_files.joined([*tables, *_messages(archive)])
    return _Organisation(told, Members(told.tables, private_groups)).activity(importer)


def _tables(archive: Archive) -> list[zulip_files.Told]:
    """What the files of the organisation tell beside its messages."""
    names = set()
    told = []
    for member in archive.named("realm.json"):
        content = json_object(parsed(member.read(), member.place), member.place, "realm.json")
        for realm in json_objects(content.get("zerver_realm"), member.place, "zerver_realm"):
            names.add(text(realm.get("string_id")) or text(realm.get("id")))
        told.append(zulip_files.taken_tables(content, member.place))
    if len(names) > 1:
        raise InputError("zulip_two_organisations", place=archive.label)
    return told


def _messages(archive: Archive) -> list[zulip_files.Told]:
    members = message_files(archive)
    if not members:
        file = "messages-000001.json"
        raise InputError("zulip_without_messages", place=archive.label, file=file)
    files = (((m.place, m.name, Unread.of(m)), m.size) for m in members)
    size = sum(member.size for member in members)
    return archive.crew.shared(zulip_files.taken, together(files), size)


class _Organisation:
    """One organisation: its members, and what its files of messages tell."""

    def __init__(self, told: zulip_files.Told, members: Members) -> None:
        self._told, self._members = told, members
        met = told.messages
        recipient = met.numbers[:, NUMBERS.index("stream")]
        self._kind = np.array([self._kind_of(one) for one in met.streams], "int64")[recipient]
        streams = Names()
        stream_of = [streams[members.stream_of_recipient.get(one, "")] for one in met.streams]
        recipient[:] = np.array(stream_of, "int64")[recipient]
        met.streams = streams
        is_open = self._kind == _OPEN
        for row in sorted(told.faults):
            if is_open[row]:
                raise told.faults[row]
        named = {
            row: zulip_files.numbers_named(told_of, members.number_of_name)
            for row, told_of in met.mentions.items()
        }
        met.mentions = {row: numbers for row, numbers in named.items() if numbers}
        self._once = Once.of(met, is_open)

    def _kind_of(self, recipient: str) -> int:
        """The kind of place where what is sent to a recipient stands."""
        stream = self._members.stream_of_recipient.get(recipient)
        if recipient in self._members.people_recipients:
            return _DIRECT
        if stream in self._members.streams:
            return _OPEN
        return _PRIVATE if stream in self._members.private_streams else _PLACELESS

    def _sent(self, kind: int) -> int:
        """How many messages were sent to one kind of place."""
        return len(each_once(self._told.messages.numbers[self._kind == kind, 0]))

    def activity(self, importer: str) -> SourceActivity:
        """All of it, as one `SourceActivity`."""
        members, once = self._members, self._once
        by_people = once.by(once.authors - members.robots)
        people = set(members.people)
        reactions, lost = self._reactions(by_people)
        moves, sessions = members.moves(), members.sessions()
        registered, registrations = members.registrations(int(next(iter(once.time), 0)))
        reads, days = self._reads()
        visits = sessions or days
        others = _table([*moves, *registrations, *visits])
        happened = pd.concat([by_people.events(people), reactions, others], ignore_index=True)
        authors, topics, zone = by_people.authors, by_people.topics, members.timezone()
        estimated, accounts = members.accounts(happened)
        direct, private, placeless = map(self._sent, (_DIRECT, _PRIVATE, _PLACELESS))
        wrote = len(by_people.rows)
        recorded = {"post", "answer", "mention"}
        recorded |= {"reaction"} if self._told.tells_reactions else set()
        recorded |= {"join", "leave"} if moves else set()
        recorded |= {"register"} if registered else set()
        recorded |= {"visit"} if visits else set()
        findings = [
            *thread_findings(by_people.answered, topics),
            Finding("zulip_visits_from_sessions", len(sessions), "note"),
            Finding("zulip_visits_from_reads", len(visits) - len(sessions)),
            Finding("reactions_without_time", len(reactions), "note"),
            Finding("private_channels", len(members.private_streams), "note"),
            Finding("private_messages_out", private, "note"),
            Finding("direct_messages_out", direct, "note"),
            Finding("channels_unlisted_unnamed", placeless),
            Finding("authors_not_listed", len(authors - people)),
            Finding("left_dates_from_activity", estimated, "note"),
            Finding("timezone_assumed", 0 if zone else wrote, "note", {"timezone": "UTC"}),
        ]
        return SourceActivity(
            importer=importer,
            accounts=_prefixed(accounts, "account"),
            communities=members.communities(),
            memberships=_prefixed(members.memberships(), "account"),
            events=_prefixed(happened, "account", "target"),
            records=frozenset(recorded),
            source_counts={
                "people": len(members.profiles),
                "posters": len(authors),
                "robots": len(members.robots),
                "deactivated": members.deactivated,
                "streams": len(members.streams),
                "private_streams": len(members.private_streams),
                "topics": len(topics),
                "messages": len(once.rows) + direct + private + placeless,
                "messages_by_robots": len(once.rows) - wrote,
                "direct_messages": direct,
                "messages_with_mention": once.with_mention,
                "messages_read": reads,
                "sessions": members.periods,
                "reactions": len(self._told.reaction_numbers),
            },
            dropped={
                "robot_messages": len(once.rows) - wrote,
                "private_conversations": direct,
                "private_groups": private,
                "messages_without_channel": placeless,
                "reactions_without_post": lost,
            },
            findings=tuple(finding for finding in findings if finding.count),
            timezone=zone or "UTC",
        )

    # What happened beside the messages

    def _reactions(self, messages: Once) -> tuple[pd.DataFrame, int]:
        """The reactions, at the time of their message; how many have none, or no person."""
        told = self._told
        last = np.zeros(len(told.reaction_numbers), "int64")
        last[told.reactions[:, 0]] = np.arange(len(told.reactions))
        _, number, person = told.reactions[last].T
        place = messages.places(number)
        known = (place >= 0) & (person >= 0)
        place, person = place[known], person[known]
        people, streams = told.messages.people, told.messages.streams
        columns = {
            **unlinked(len(place)),
            "time": _times(messages.time[place]),
            "account": people.told(person),
            "action": "reaction",
            "community": streams.told(messages.stream[place]),
            "parent": links(place),
            "target": people.told(messages.sender[place]),
        }
        return table("events", columns), len(known) - len(place)

    def _reads(self) -> tuple[int, list[Event]]:
        """How many messages of others were marked read; one visit a person and day of them."""
        number, reader = self._told.reads.T
        people, once = self._told.messages.people, self._once
        place = once.places(number)
        counts = (place >= 0) & np.append(people.among(self._members.people), False)[reader]
        counts &= reader != once.sender[place] if len(once.rows) else False
        time = once.time[place[counts]]
        days = pd.DataFrame({"reader": reader[counts], "day": time // _DAY, "time": time})
        first = days.groupby(["reader", "day"])["time"].min().reset_index()
        names = list(people)
        found = zip(first["reader"].tolist(), first["time"].tolist(), strict=True)
        visits = sorted((names[reader], time) for reader, time in found)
        return len(time), [(time, person, "visit", None) for person, time in visits]


def _table(happened: list[Event]) -> pd.DataFrame:
    """Events that answer nothing and that nothing answers."""
    time, account, action, community = zip(*happened, strict=True) if happened else [()] * 4
    columns = {"account": account, "action": action, "community": community}
    told = {name: pd.array(cells, "string") for name, cells in columns.items()}
    return table("events", {"time": _times(time), **told, **unlinked(len(happened))})


def _times(microseconds: Any) -> pd.DatetimeIndex:
    return pd.to_datetime(np.array(microseconds, "int64"), unit="us", utc=True)


def _prefixed(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """A table whose numbers of accounts cannot be taken for the numbers of employees."""
    return frame.assign(**{column: "user " + frame[column] for column in columns})
