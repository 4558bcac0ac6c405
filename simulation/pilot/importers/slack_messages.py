"""The messages and reactions of a Slack workspace, held column by column.

Of a message only what is counted is held, never its text; people and kinds of message are
numbered as they are met. `simulation.pilot.importers.slack_events` asks whole columns of them.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from typing import Any

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.csv_reading import LARGEST_COUNT
from simulation.pilot.json_reading import JsonObject, json_objects, parsed, text, whole
from simulation.pilot.names import Names, Rows, rows_of

ELSEWHERE = 0
"""Time of the message that opens a thread, where what is told is no time."""

_DAY_FILE = re.compile(r"(?P<folder>[^/]+)/\d{4}-\d{2}-\d{2}\.json$")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_TIME_STAMP = re.compile(r"(\d{6,10})(?:\.(\d{1,6}))?", re.ASCII)
_USUAL_STAMP = len("1637600000.000100")
_LATEST = 4_102_444_800
"""Unix seconds of the year 2100."""

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


def day_files(archive: Archive) -> dict[str, list[Member]]:
    """Folder -> the files of its days, in the order of the sources."""
    found: dict[str, list[Member]] = {}
    for member in archive.members:
        if match := _DAY_FILE.search(member.path):
            found.setdefault(match["folder"], []).append(member)
    return found


@dataclass
class Messages:
    """Every version of every message in the order met, and the reactions to it.

    Attributes:
        channels: folder of each channel.
        people, subtypes: names of their numbers.
        cells: the `NUMBERS` of each message, one message after the other.
        mentions: row -> who is named in the text.
        reacted_to, reacting: row of the message and person of each reaction.
        given_to, given, named: row of the message, number of reactions and of persons named, of
            each emoji given to a message.
    """

    channels: Names = field(default_factory=Names)
    people: Names = field(default_factory=Names)
    subtypes: Names = field(default_factory=Names)
    cells: array[int] = field(default_factory=lambda: array("q"))
    mentions: dict[int, tuple[str, ...]] = field(default_factory=dict)
    reacted_to: array[int] = field(default_factory=lambda: array("q"))
    reacting: array[int] = field(default_factory=lambda: array("q"))
    given_to: array[int] = field(default_factory=lambda: array("q"))
    given: array[int] = field(default_factory=lambda: array("q"))
    named: array[int] = field(default_factory=lambda: array("q"))
    _shapes: set[tuple[type, ...]] = field(default_factory=set)

    @property
    def numbers(self) -> Rows:
        """A column for each of `NUMBERS`, a row for each message."""
        return rows_of(self.cells).reshape(-1, len(NUMBERS))

    def add_day(self, folder: str, member: Member) -> None:
        """Hold the messages of one file of a channel's folder.

        Raises:
            InputError: the file is no JSON list of messages, or a message has no readable `ts`.
        """
        place, channel = member.place, self.channels[folder]
        content = parsed(member.read(), place)
        if not isinstance(content, list):
            raise InputError("pilot_json_not_a_list", place=place)
        for message in content:
            if not isinstance(message, dict):
                raise InputError("pilot_json_not_a_list", place=place)
            self._add(message, channel, place)

    def _add(self, message: JsonObject, channel: int, place: str) -> None:
        values = tuple(map(message.get, _KINDS))
        self._check(values, place)
        stamp, subtype, user, thread, opener, inviter, comment, reactions, said, bot, told = values
        people, row = self.people, len(self.cells) // len(NUMBERS)
        number = people[user] if user else -1
        said = said if isinstance(said, str) else ""
        length = None if told is None else whole(told, LARGEST_COUNT)
        self.cells.extend(
            (
                _microseconds(stamp, place),
                channel,
                self.subtypes[subtype] if subtype else -1,
                number,
                self._commenting(comment) if comment and number < 0 else number,
                _opening(thread) if thread else -1,
                people[opener] if opener else -1,
                people[inviter] if inviter else -1,
                -1 if "file" in message else len(said) if length is None else length,
                bool(bot),
            )
        )
        if "<@" in said and (found := _MENTION.findall(said)):
            self.mentions[row] = tuple(dict.fromkeys(found))
        if reactions:
            self._add_reactions(reactions, row, place)

    def _check(self, values: tuple[Any, ...], place: str) -> None:
        """Refuse a message with a part of another kind; of messages alike the first is looked at.

        Raises:
            InputError: there is one.
        """
        shape = tuple(map(type, values))
        if shape in self._shapes:
            return
        for value, kind in zip(values, _KINDS.values(), strict=True):
            if value is not None and not isinstance(value, kind):
                raise InputError("pilot_json_not_a_list", place=place)
        self._shapes.add(shape)

    def _commenting(self, comment: JsonObject) -> int:
        """Who wrote an old comment on a file: it names its author inside."""
        author = text(comment.get("user"))
        return -1 if author is None else self.people[author]

    def _add_reactions(self, reactions: Any, row: int, place: str) -> None:
        """Hold who reacted, as far as named, and how many did."""
        for reaction in json_objects(reactions, place, "reactions"):
            users = reaction.get("users")
            if not isinstance(users, list | None):
                raise InputError("pilot_json_shape", place=place, name="users", expected="[…]")
            named = [self.people[user] for one in users or () if (user := text(one))]
            self.reacted_to.extend([row] * len(named))
            self.reacting.extend(named)
            self.given_to.append(row)
            self.given.append(whole(reaction.get("count"), LARGEST_COUNT) or 0)
            self.named.append(len(named))


def _opening(thread: str) -> int:
    """Time of the message that opens a thread."""
    time = _time(thread)
    return ELSEWHERE if time is None else time


def _microseconds(stamp: Any, place: str) -> int:
    """Time of a message in microseconds.

    Raises:
        InputError: it is none.
    """
    time = _time(stamp if isinstance(stamp, str) else str(stamp))
    if time is None:
        raise InputError("pilot_slack_time", place=place, value=str(stamp)[:40])
    return time


def _time(stamp: str) -> int | None:
    """Microseconds since 1970, for a float would lose the last digits; missing when no time."""
    if len(stamp) == _USUAL_STAMP and stamp[10] == "." and stamp.isascii():
        digits = stamp[:10] + stamp[11:]
        if digits.isdigit() and stamp <= str(_LATEST):
            return int(digits)
    match = _TIME_STAMP.fullmatch(stamp)
    if match is None or int(match[1]) > _LATEST:
        return None
    return int(match[1]) * 1_000_000 + int((match[2] or "").ljust(6, "0"))
