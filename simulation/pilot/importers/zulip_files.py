"""The files of messages of an organisation's Zulip export, read column by column.

A file tells messages, who marked which as read, and reactions. Where a message was sent to is told
by the number of its recipient: what that is stands in other tables, so that files can be read
by several processes, each without the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulation.errors import InputError
from simulation.pilot.importers.zulip_messages import (
    HTML_MENTION,
    LARGEST_NUMBER,
    NUMBERS,
    Messages,
    numbers_of,
)
from simulation.pilot.json_reading import (
    JsonObject,
    json_object,
    json_objects,
    microseconds_of,
    numbers_of_texts,
    parsed,
    required_microseconds,
    required_text,
    said,
    text,
    whole,
)
from simulation.pilot.names import Names, Rows
from simulation.pilot.unread import Unread

REACTIONS = "zerver_reaction"
TABLES = (
    "zerver_userprofile",
    "zerver_userprofile_crossrealm",
    "zerver_stream",
    "zerver_recipient",
    "zerver_subscription",
    "zerver_realmauditlog",
    "zerver_useractivityinterval",
)
"""Tables of few rows, each kept as it is."""

_MESSAGES, _FLAGS = "zerver_message", "zerver_usermessage"
_READ = 1
"""Bit of `flags_mask` that says the person read the message."""
_MARKDOWN_MENTION = re.compile(r"@\*\*(?P<name>[^*|]+)(?:\|(?P<number>\d+))?\*\*")
_NAME = "@"
"""What stands before a name in a mention, where its number is not told."""

File = tuple[str, str, Unread | bytes]
"""A file: its place, its name, the file or its bytes."""
Tables = dict[str, dict[str, JsonObject]]
"""Name of a table -> number of a row -> the row."""


@dataclass
class Told:
    """What some files tell.

    Attributes:
        messages: where the stream should stand is the number of the recipient; a mention is the
            number of a person, or a name after `@`.
        faults: row of a message -> why it cannot be read, should it be one that counts.
        reads: number of the message and person of each mark of having read, one mark a row.
        reaction_numbers: numbers of the reactions, as texts.
        reactions: number of the reaction, of the message, and person, of each, one a row; -1
            where it is not told.
        tells_reactions: whether there is a table of them.
        tables: the tables of few rows.
    """

    messages: Messages = field(default_factory=Messages)
    faults: dict[int, InputError] = field(default_factory=dict)
    reads: Rows = field(default_factory=lambda: np.empty((0, 2), "int64"))
    reaction_numbers: Names = field(default_factory=Names)
    reactions: Rows = field(default_factory=lambda: np.empty((0, 3), "int64"))
    tells_reactions: bool = False
    tables: Tables = field(default_factory=dict)


def taken(files: Sequence[File]) -> Told:
    """What some files of messages tell.

    Raises:
        InputError: a file is damaged, no JSON or of another shape, or a row has no number.
    """
    told = Told()
    lists = (_Rows(_MESSAGES), _Rows(_FLAGS), _Rows(REACTIONS))
    for place, name, file in files:
        data = file if isinstance(file, bytes) else file.read()
        content = json_object(parsed(data, place), place, name)
        for rows in lists:
            rows.add(content, place)
        keep_tables(told.tables, content, place)
    messages, flags, reactions = lists
    _take_messages(told, messages)
    _take_reads(told, flags)
    _take_reactions(told, reactions)
    return told


def taken_tables(content: JsonObject, place: str) -> Told:
    """What a file without messages tells: its tables, and the reactions.

    Raises:
        InputError: a table is of another shape, or a row has no number.
    """
    told, reactions = Told(), _Rows(REACTIONS)
    reactions.add(content, place)
    keep_tables(told.tables, content, place)
    _take_reactions(told, reactions)
    return told


def keep_tables(tables: Tables, content: JsonObject, place: str) -> None:
    """Keep each row once, by its number; a later version replaces an earlier one.

    Raises:
        InputError: a table is of another shape, or a row has no number.
    """
    for name in TABLES:
        if name in content:
            kept = tables.setdefault(name, {})
            for row in json_objects(content[name], place, name):
                kept[required_text(row, ("id",), place)] = row


def joined(parts: Sequence[Told]) -> Told:
    """What all parts tell, one after the other."""
    every = Told()
    met = every.messages
    numbers, reads, reactions, start = [met.numbers], [every.reads], [every.reactions], 0
    for part in parts:
        people = met.people.numbers_of(part.messages.people)
        recipients = met.streams.numbers_of(part.messages.streams)
        topics = met.topics.numbers_of(part.messages.topics)
        number, time, sender, recipient, topic, size = part.messages.numbers.T
        columns = (number, time, people[sender], recipients[recipient], topics[topic], size)
        numbers.append(np.column_stack(columns))
        met.mentions |= {start + row: named for row, named in part.messages.mentions.items()}
        every.faults |= {start + row: fault for row, fault in part.faults.items()}
        message, reader = part.reads.T
        reads.append(np.column_stack([message, people[reader]]))
        known = every.reaction_numbers.numbers_of(part.reaction_numbers)
        reaction, message, person = part.reactions.T
        reactions.append(np.column_stack([known[reaction], message, people[person]]))
        every.tells_reactions |= part.tells_reactions
        for name, rows in part.tables.items():
            every.tables.setdefault(name, {}).update(rows)
        start += len(number)
    met.numbers, every.reads = np.concatenate(numbers), np.concatenate(reads)
    every.reactions = np.concatenate(reactions)
    return every


class _Rows(list[JsonObject]):
    """The rows of a table in several files, and the file of each."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.is_there = False
        self.places: list[str] = []

    def add(self, content: JsonObject, place: str) -> None:
        """Add those of a file."""
        rows = json_objects(content.get(self._name), place, self._name)
        self.is_there |= self._name in content
        self += rows
        self.places += [place] * len(rows)

    def column(self, name: str) -> list[Any]:
        """A field of each."""
        return [row.get(name) for row in self]


def _take_messages(told: Told, rows: _Rows) -> None:
    met = told.messages
    numbers = numbers_of(rows, rows.places)
    recipients = rows.column("recipient")
    for row in _not_told(recipients):
        recipients[row] = required_text(rows[row], ("recipient",), rows.places[row])
    senders = rows.column("sender")
    for row in _not_told(senders):
        fault = InputError("pilot_json_field", place=rows.places[row], name="sender")
        told.faults[row] = fault
    times = microseconds_of(rows.column("date_sent"), 1)
    for row in np.flatnonzero(times < 0).tolist():
        try:
            times[row] = required_microseconds(
                rows[row], ("date_sent", "pub_date"), 1, rows.places[row]
            )
        except InputError as fault:
            told.faults.setdefault(row, fault)
    contents = [said(content) for content in rows.column("content")]
    columns: list[Any] = [
        numbers,
        times,
        numbers_of_texts(senders, met.people),
        numbers_of_texts(recipients, met.streams),
        [met.topics[said(topic)] for topic in rows.column("subject")],
        list(map(len, contents)),
    ]
    met.numbers = np.column_stack(columns).astype("int64", copy=False).reshape(-1, len(NUMBERS))
    rendered = [said(content) for content in rows.column("rendered_content")]
    for row, (content, shown) in enumerate(zip(contents, rendered, strict=True)):
        if ("@" in content or "@" in shown) and (named := _mentioned(content, shown)):
            met.mentions[row] = named


def _mentioned(content: str, rendered: str) -> tuple[str, ...]:
    """Whom a message names: numbers, or names after `@`."""
    numbers = [match["number"] for match in HTML_MENTION.finditer(rendered)] or [
        match["number"] or _NAME + match["name"] for match in _MARKDOWN_MENTION.finditer(content)
    ]
    return tuple(numbers)


def numbers_named(mentioned: Iterable[str], number_of_name: dict[str, str]) -> tuple[str, ...]:
    """The numbers of those a message names, each once; a name that is not one person's is left."""
    numbers = (
        number_of_name.get(one.removeprefix(_NAME)) if one.startswith(_NAME) else one
        for one in mentioned
    )
    return tuple(dict.fromkeys(number for number in numbers if number))


def _take_reads(told: Told, flags: _Rows) -> None:
    """Hold which messages were marked read, by whom."""
    read = [row for row in flags if isinstance(mask := row.get("flags_mask"), int) and mask & _READ]
    told.reads = np.column_stack([_messages(read), _people(read, told.messages.people)])


def _take_reactions(told: Told, rows: _Rows) -> None:
    numbers = rows.column("id")
    for row in _not_told(numbers):
        required_text(rows[row], ("id",), rows.places[row])
    told.tells_reactions = rows.is_there
    columns = (
        numbers_of_texts(numbers, told.reaction_numbers),
        _messages(rows),
        _people(rows, told.messages.people),
    )
    told.reactions = np.column_stack(columns)


def _messages(rows: Iterable[JsonObject]) -> Rows:
    """The number of the message that each row is about; -1 where it is not told."""
    numbers = [whole(row.get("message"), LARGEST_NUMBER) for row in rows]
    return np.array([-1 if number is None else number for number in numbers], "int64")


def _people(rows: Iterable[JsonObject], people: Names) -> Rows:
    """The person that each row is about; -1 where it is not told."""
    return numbers_of_texts(
        [text(row.get("user_profile")) or text(row.get("user")) for row in rows], people
    )


def _not_told(values: Sequence[Any]) -> list[int]:
    """Places of the values that are neither texts nor whole numbers."""
    if set(map(type, values)) <= {int}:
        return []
    return [at for at, value in enumerate(values) if text(value) is None]
