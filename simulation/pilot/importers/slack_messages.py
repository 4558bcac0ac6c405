"""The messages and reactions of a Slack workspace, held column by column.

Of a message only what is counted is held, never its text; people and kinds of message are
numbered as they are met. Messages are taken by the thousand, a column at a time: an export holds
millions, most of them alike. `simulation.pilot.importers.slack_events` asks whole columns of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.csv_reading import LARGEST_COUNT
from simulation.pilot.json_reading import (
    JsonObject,
    numbers_of_texts,
    objects_of_each,
    parsed,
    text,
    whole,
)
from simulation.pilot.names import Names, Rows
from simulation.pilot.sharing import together
from simulation.pilot.times import LATEST_SECOND
from simulation.pilot.unread import Unread

ELSEWHERE = 0
"""Time of the message that opens a thread, where what is told is no time."""

_DAY_FILE = re.compile(r"(?P<folder>[^/]+)/\d{4}-\d{2}-\d{2}\.json$")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_TIME_STAMP = re.compile(r"(\d{6,10})(?:\.(\d{1,6}))?", re.ASCII)
_USUAL_STAMP = r"^\d{10}\.\d{6}$"

_KINDS = {
    "ts": object,
    "subtype": str,
    "user": str,
    "thread_ts": str,
    "parent_user_id": str,
    "inviter": str,
    "comment": dict,
    "reactions": list,
    "text": object,
    "bot_id": object,
    "text_length": object,
}
"""Field of a message that is read -> what it must be where it is told."""


NUMBERS = (
    "time",
    "channel",
    "subtype",
    "user",
    "author",
    "opening",
    "opener",
    "inviter",
    "size",
    "by_application",
)
"""What is held of a message, in numbers that are -1 where nothing is told.

`time` and `opening` are microseconds since 1970: `opening` is the time of the message that opens
the thread, `ELSEWHERE` where it cannot be read, and `opener` is its author. `author` also stands
inside an old comment on a file. `size` counts characters, unless the platform wrote them."""


Day = tuple[str, str, Unread | bytes]
"""A day file: the folder of its channel, its place, the file or its bytes."""


def day_files(archive: Archive) -> dict[str, list[Member]]:
    """Folder -> the files of its days, in the order of the sources."""
    found: dict[str, list[Member]] = {}
    for member in archive.members:
        if match := _DAY_FILE.search(member.path):
            found.setdefault(match["folder"], []).append(member)
    return found


def _no_rows() -> Rows:
    return np.empty(0, "int64")


@dataclass
class Messages:
    """Every version of every message in the order met, and the reactions to it.

    Attributes:
        channels: folder of each channel.
        people, subtypes: names of their numbers.
        mentions: row -> who is named in the text.
        reacted_to, reacting: row of the message and person of each reaction.
        given_to, given, named: row of the message, number of reactions and of persons named, of
            each emoji given to a message.
    """

    channels: Names = field(default_factory=Names)
    people: Names = field(default_factory=Names)
    subtypes: Names = field(default_factory=Names)
    mentions: dict[int, tuple[str, ...]] = field(default_factory=dict)
    reacted_to: Rows = field(default_factory=_no_rows)
    reacting: Rows = field(default_factory=_no_rows)
    given_to: Rows = field(default_factory=_no_rows)
    given: Rows = field(default_factory=_no_rows)
    named: Rows = field(default_factory=_no_rows)
    numbers: Rows = field(default_factory=lambda: np.empty((0, len(NUMBERS)), "int64"))
    _messages: list[JsonObject] = field(default_factory=list)
    _days: list[tuple[str, int, int]] = field(default_factory=list)
    """Place, channel and number of messages of each file."""

    def add_day(self, folder: str, place: str, data: bytes) -> None:
        """Note the messages of one file of a channel's folder, that `take` holds.

        Raises:
            InputError: the file is no JSON list of messages.
        """
        content = parsed(data, place)
        if not isinstance(content, list) or not all(isinstance(one, dict) for one in content):
            raise InputError("pilot_json_not_a_list", place=place)
        self._messages += content
        self._days.append((place, self.channels[folder], len(content)))

    def take(self) -> None:
        """Hold the messages noted, once.

        Raises:
            InputError: one has no readable `ts`, or a part of another kind.
        """
        messages = self._messages
        if not messages:
            return
        (
            stamps,
            subtypes,
            users,
            threads,
            openers,
            inviters,
            comments,
            given,
            told,
            bots,
            lengths,
        ) = (self._column(name, kind) for name, kind in _KINDS.items())
        said = [one if isinstance(one, str) else "" for one in told]
        user = self._numbers(users)
        author = user
        if any(comments):
            author = [
                self._commenting(comment) if comment and number < 0 else number
                for comment, number in zip(comments, user, strict=True)
            ]
        self.numbers = np.column_stack(
            [
                self._times(stamps),
                np.repeat([day[1] for day in self._days], [day[2] for day in self._days]),
                [self.subtypes[subtype] if subtype else -1 for subtype in subtypes],
                user,
                author,
                _openings(threads),
                self._numbers(openers),
                self._numbers(inviters),
                _sizes(messages, said, lengths),
                [bool(bot) for bot in bots],
            ]
        ).astype("int64", copy=False)
        for row, text_said in enumerate(said):
            if "<@" in text_said and (found := _MENTION.findall(text_said)):
                self.mentions[row] = tuple(dict.fromkeys(found))
        self._take_reactions(given)
        self._messages, self._days = [], []

    def _column(self, name: str, kind: type) -> list[Any]:
        """A field of the messages, missing where it is not told.

        Raises:
            InputError: it is of another kind somewhere.
        """
        values = [message.get(name) for message in self._messages]
        if kind is not object and not set(map(type, values)) <= {kind, type(None)}:
            wrong = (value is not None and not isinstance(value, kind) for value in values)
            place = self._place(list(wrong).index(True))
            raise InputError("pilot_json_not_a_list", place=place)
        return values

    def _place(self, at: int) -> str:
        """The file of one of the messages."""
        ends = np.cumsum([day[2] for day in self._days])
        return self._days[int(np.searchsorted(ends, at, "right"))][0]

    def _numbers(self, names: Sequence[str | None]) -> list[int]:
        people = self.people
        return [people[name] if name else -1 for name in names]

    def _times(self, stamps: list[Any]) -> Rows:
        """Time of each message in microseconds.

        Raises:
            InputError: one tells none.
        """
        times = _microseconds([one if isinstance(one, str) else str(one) for one in stamps])
        if (times < 0).any():
            at = int((times < 0).argmax())
            value = str(stamps[at])[:40]
            raise InputError("pilot_slack_time", place=self._place(at), value=value)
        return times

    def _commenting(self, comment: JsonObject) -> int:
        """Who wrote an old comment on a file: it names its author inside."""
        author = text(comment.get("user"))
        return -1 if author is None else self.people[author]

    def _take_reactions(self, given: list[Any]) -> None:
        """Hold who reacted, as far as named, and how many did.

        Raises:
            InputError: a reaction is of another kind.
        """
        reactions, number = objects_of_each(given, self._place, "reactions")
        self.given_to = np.repeat(np.arange(len(given)), number)
        users = [reaction.get("users") for reaction in reactions]
        if not set(map(type, users)) <= {list, type(None)}:
            wrong = [isinstance(one, list | None) for one in users].index(False)
            place = self._place(int(self.given_to[wrong]))
            raise InputError("pilot_json_shape", place=place, name="users", expected="[…]")
        counts = [whole(reaction.get("count"), LARGEST_COUNT) or 0 for reaction in reactions]
        self.given = np.array(counts, "int64")
        reaction_of = np.repeat(np.arange(len(users)), [len(one) if one else 0 for one in users])
        reacting = numbers_of_texts(list(chain.from_iterable(filter(None, users))), self.people)
        known = reacting >= 0
        self.reacting, reaction_of = reacting[known], reaction_of[known]
        self.reacted_to = self.given_to[reaction_of]
        self.named = np.bincount(reaction_of, minlength=len(users))


def days_together(
    folders: Iterable[str], files: Mapping[str, Sequence[Member]]
) -> Iterator[list[Day]]:
    """The day files of folders, as many at a time as are taken together.

    Raises:
        InputError: a file that no other process can read is damaged.
    """
    return together(
        ((folder, member.place, Unread.of(member)), member.size)
        for folder in folders
        for member in files[folder]
    )


def taken(days: Sequence[Day]) -> Messages:
    """The messages of some day files.

    Raises:
        InputError: a file is damaged or no JSON list of messages, or a message has no readable
            `ts`.
    """
    messages = Messages()
    for folder, place, day in days:
        messages.add_day(folder, place, day if isinstance(day, bytes) else day.read())
    messages.take()
    return messages


def joined(parts: Sequence[Messages]) -> Messages:
    """The messages of all parts, one part after the other."""
    whole_ = Messages()
    numbers, start = [whole_.numbers], 0
    reacted_to, reacting, given_to = [_no_rows()], [_no_rows()], [_no_rows()]
    for part in parts:
        people = whole_.people.numbers_of(part.people)
        channels = whole_.channels.numbers_of(part.channels)
        subtypes = whole_.subtypes.numbers_of(part.subtypes)
        renumbered = part.numbers.copy()
        for column, number in (("channel", channels), ("subtype", subtypes)):
            at = NUMBERS.index(column)
            renumbered[:, at] = number[part.numbers[:, at]]
        for column in ("user", "author", "opener", "inviter"):
            at = NUMBERS.index(column)
            renumbered[:, at] = people[part.numbers[:, at]]
        numbers.append(renumbered)
        whole_.mentions |= {start + row: named for row, named in part.mentions.items()}
        reacted_to.append(part.reacted_to + start)
        reacting.append(people[part.reacting])
        given_to.append(part.given_to + start)
        start += len(renumbered)
    whole_.numbers = np.concatenate(numbers)
    whole_.reacted_to, whole_.reacting = np.concatenate(reacted_to), np.concatenate(reacting)
    whole_.given_to = np.concatenate(given_to)
    whole_.given = np.concatenate([_no_rows(), *(part.given for part in parts)])
    whole_.named = np.concatenate([_no_rows(), *(part.named for part in parts)])
    return whole_


def _sizes(messages: list[JsonObject], said: list[str], lengths: list[Any]) -> list[int]:
    """Characters of each message: those told in place of a text removed, else those of the text."""
    sizes = [
        -1 if "file" in message else len(one) for message, one in zip(messages, said, strict=True)
    ]
    for at, told in enumerate(lengths):
        if told is not None and sizes[at] >= 0 and (size := whole(told, LARGEST_COUNT)) is not None:
            sizes[at] = size
    return sizes


def _openings(threads: list[str | None]) -> Rows:
    """Time of the message that opens the thread of each message; -1 where there is no thread."""
    openings = np.full(len(threads), -1)
    at = [place for place, thread in enumerate(threads) if thread]
    times = _microseconds([thread for thread in threads if thread])
    openings[at] = np.where(times < 0, ELSEWHERE, times)
    return openings


def _microseconds(stamps: list[str]) -> Rows:
    """Microseconds since 1970, for a float would lose the last digits; -1 where it is no time."""
    told = pa.array(stamps, pa.string())
    usual = pc.match_substring_regex(told, _USUAL_STAMP)
    digits = pc.replace_substring(pc.if_else(usual, told, "0.000000"), ".", "")
    times = pc.cast(digits, pa.int64()).to_numpy().copy()
    times[times >= (LATEST_SECOND + 1) * 1_000_000] = -1
    for at in np.flatnonzero(~usual.to_numpy(zero_copy_only=False)):
        times[at] = _time(stamps[at])
    return times


def _time(stamp: str) -> int:
    match = _TIME_STAMP.fullmatch(stamp)
    if match is None or int(match[1]) > LATEST_SECOND:
        return -1
    return int(match[1]) * 1_000_000 + int((match[2] or "").ljust(6, "0"))
