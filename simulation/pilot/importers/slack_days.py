"""The day files of a Slack workspace, read by the thousand messages, a column at a time.

An export holds millions of messages, most of them alike. Of each only what is counted is held,
never its text. What several parts of the files tell is joined in
`simulation.pilot.importers.slack_messages`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.csv_reading import LARGEST_COUNT
from simulation.pilot.json_reading import JsonObject, objects_of_each, parsed, text, whole
from simulation.pilot.names import Flags, Rows
from simulation.pilot.sharing import together
from simulation.pilot.times import LATEST_SECOND
from simulation.pilot.unread import Unread

ELSEWHERE = 0
"""Time of the message that opens a thread, where what is told is no time."""

_DAY_FILE = re.compile(r"\d{4}-\d{2}-\d{2}\.json$")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_TIME_STAMP = re.compile(r"(\d{6,10})(?:\.(\d{1,6}))?", re.ASCII)
_USUAL_STAMP = r"^\d{10}\.\d{6}$"

_ANYTHING = ("ts", "text", "bot_id")
"""Texts of a message in whose place anything may stand."""
_TEXTS = pa.struct(
    [
        pa.field(name, pa.string())
        for name in (
            *_ANYTHING, "subtype", "user", "thread_ts", "parent_user_id", "inviter",
        )
    ]
)  # fmt: skip
"""The texts of a message that are read."""

Day = tuple[str, str, Unread | bytes]
"""A day file: the folder of its channel, its place, the file or its bytes."""


def day_files(archive: Archive) -> dict[str, list[Member]]:
    """Folder -> the files of its days, in the order of the sources."""
    found: dict[str, list[Member]] = {}
    for member in archive.members:
        folder, _, name = member.path.rpartition("/")
        if folder and _DAY_FILE.match(name):
            found.setdefault(folder.rpartition("/")[2], []).append(member)
    return found


@dataclass(frozen=True)
class Part:
    """What some day files tell, one message a row.

    Attributes:
        texts: columns `channel` (its folder), `subtype`, `user`, `commenter`, `opener`, `inviter`,
            missing where nothing is told.
        time, opening, size, by_application: as in `slack_messages.NUMBERS`.
        mentions: row -> who is named in the text.
        reacted_to, reacting: row of the message and person of each reaction.
        given_to, given, named: as in `slack_messages.Messages`.
    """

    texts: Mapping[str, pa.Array]
    time: Rows
    opening: Rows
    size: Rows
    by_application: Flags
    mentions: Mapping[int, tuple[str, ...]]
    reacted_to: Rows
    reacting: pa.Array
    given_to: Rows
    given: Rows
    named: Rows


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


def taken(days: Sequence[Day]) -> Part:
    """What some day files tell.

    Raises:
        InputError: a file is damaged or no JSON list of messages, or a message has no readable
            `ts`, or a part of another kind.
    """
    of_days = [_messages(place, day) for _, place, day in days]
    messages = list(chain.from_iterable(of_days))
    day_of = np.repeat(np.arange(len(days)), [len(told) for told in of_days])

    def place(row: int) -> str:
        return days[day_of[row]][1]

    told = _texts(messages, place)
    texts = {
        "channel": pa.array([day[0] for day in days], pa.string()).take(pa.array(day_of)),
        "subtype": told["subtype"],
        "user": told["user"],
        "commenter": _commenters(messages, place),
        "opener": told["parent_user_id"],
        "inviter": told["inviter"],
    }
    reacted_to, reacting, given_to, given, named = _reactions(messages, place)
    return Part(
        texts=texts,
        time=_times(told["ts"], place),
        opening=_openings(told["thread_ts"]),
        size=_sizes(messages, told["text"]),
        by_application=_is_told(told["bot_id"]),
        mentions=_mentions(told["text"]),
        reacted_to=reacted_to,
        reacting=reacting,
        given_to=given_to,
        given=given,
        named=named,
    )


def _messages(place: str, day: Unread | bytes) -> list[JsonObject]:
    """The messages of a day file.

    Raises:
        InputError: it is damaged, or no JSON list of messages.
    """
    told = parsed(day if isinstance(day, bytes) else day.read(), place)
    if not isinstance(told, list) or not set(map(type, told)) <= {dict}:
        raise InputError("pilot_json_not_a_list", place=place)
    return told


def _texts(messages: list[JsonObject], place: Callable[[int], str]) -> Mapping[str, pa.Array]:
    """The texts of the messages, one column each.

    Raises:
        InputError: something else stands in the place of a text.
    """
    try:
        told = pa.array(messages, _TEXTS)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        usual = [_of_texts(message, place, row) for row, message in enumerate(messages)]
        told = pa.array(usual, _TEXTS)
    return dict(zip(_TEXTS.names, told.flatten(), strict=True))


def _of_texts(message: JsonObject, place: Callable[[int], str], row: int) -> JsonObject:
    """A message where texts alone stand in the place of texts."""
    told = {name: message.get(name) for name in _TEXTS.names}
    if not all(isinstance(told[name], str | None) for name in told if name not in _ANYTHING):
        raise InputError("pilot_json_not_a_list", place=place(row))
    stamp, content, robot = (told[name] for name in _ANYTHING)
    return told | {
        "ts": stamp if isinstance(stamp, str) else str(stamp),
        "text": content if isinstance(content, str) else None,
        "bot_id": str(robot) if robot else None,
    }


def _commenters(messages: list[JsonObject], place: Callable[[int], str]) -> pa.Array:
    """Who wrote an old comment on a file: it names its author inside."""
    comments = _column(messages, "comment", dict, place)
    if not any(comments):
        return pa.nulls(len(messages), pa.string())
    told = [text(comment.get("user")) if comment else None for comment in comments]
    return pa.array(told, pa.string())


def _column(
    messages: list[JsonObject], name: str, kind: type, place: Callable[[int], str]
) -> list[Any]:
    """A field of the messages, missing where it is not told.

    Raises:
        InputError: it is of another kind somewhere.
    """
    values = [message.get(name) for message in messages]
    if not set(map(type, values)) <= {kind, type(None)}:
        wrong = [value is None or isinstance(value, kind) for value in values].index(False)
        raise InputError("pilot_json_not_a_list", place=place(wrong))
    return values


def _reactions(
    messages: list[JsonObject], place: Callable[[int], str]
) -> tuple[Rows, pa.Array, Rows, Rows, Rows]:
    """Who reacted to which message, as far as named, and how many did with each emoji.

    Raises:
        InputError: a reaction is of another kind.
    """
    told = _column(messages, "reactions", list, place)
    reactions, number = objects_of_each(told, place, "reactions")
    given_to = np.repeat(np.arange(len(told)), number)
    users = [reaction.get("users") for reaction in reactions]
    if not set(map(type, users)) <= {list, type(None)}:
        wrong = [isinstance(one, list | None) for one in users].index(False)
        at = place(int(given_to[wrong]))
        raise InputError("pilot_json_shape", place=at, name="users", expected="[…]")
    given = [whole(reaction.get("count"), LARGEST_COUNT) or 0 for reaction in reactions]
    reacting = _people(list(chain.from_iterable(filter(None, users))))
    reaction_of = np.repeat(np.arange(len(users)), [len(one) if one else 0 for one in users])
    known = _is_told(reacting)
    reaction_of = reaction_of[known]
    named = np.bincount(reaction_of, minlength=len(users))
    reacting = reacting.filter(pa.array(known))
    return given_to[reaction_of], reacting, given_to, np.array(given, "int64"), named


def _people(told: list[Any]) -> pa.Array:
    """Keys of people; missing where what is told is none."""
    try:
        return pa.array(told, pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([text(one) for one in told], pa.string())


def _mentions(told: pa.Array) -> Mapping[int, tuple[str, ...]]:
    """Row -> who is named in the text of a message."""
    named = {}
    for row in np.flatnonzero(pc.fill_null(pc.match_substring(told, "<@"), False)).tolist():
        if found := _MENTION.findall(told[row].as_py()):
            named[row] = tuple(dict.fromkeys(found))
    return named


def _sizes(messages: list[JsonObject], told: pa.Array) -> Rows:
    """Characters of each message: those told in place of a text removed, else those of the text."""
    sizes = pc.fill_null(pc.utf8_length(told), 0).to_numpy().astype("int64")
    for row in [row for row, message in enumerate(messages) if "text_length" in message]:
        if (size := whole(messages[row]["text_length"], LARGEST_COUNT)) is not None:
            sizes[row] = size
    sizes[[row for row, message in enumerate(messages) if "file" in message]] = -1
    return sizes


def _is_told(told: pa.Array) -> Flags:
    """Whether each text is there and not empty."""
    return pc.fill_null(pc.binary_length(told), 0).to_numpy() > 0


def _times(stamps: pa.Array, place: Callable[[int], str]) -> Rows:
    """Time of each message in microseconds.

    Raises:
        InputError: one tells none.
    """
    times = _microseconds(stamps)
    if (times < 0).any():
        at = int((times < 0).argmax())
        value = str(stamps[at].as_py())[:40]
        raise InputError("pilot_slack_time", place=place(at), value=value)
    return times


def _openings(threads: pa.Array) -> Rows:
    """Time of the message that opens the thread of each message; -1 where there is no thread."""
    is_told = _is_told(threads)
    times = _microseconds(threads.filter(pa.array(is_told)))
    openings = np.full(len(threads), -1)
    openings[is_told] = np.where(times < 0, ELSEWHERE, times)
    return openings


def _microseconds(stamps: pa.Array) -> Rows:
    """Microseconds since 1970, for a float would lose the last digits; -1 where it is no time."""
    usual = pc.fill_null(pc.match_substring_regex(stamps, _USUAL_STAMP), False)
    digits = pc.replace_substring(pc.if_else(usual, stamps, "0.000000"), ".", "")
    times = pc.cast(digits, pa.int64()).to_numpy().copy()
    times[times >= (LATEST_SECOND + 1) * 1_000_000] = -1
    for at in np.flatnonzero(~usual.to_numpy(zero_copy_only=False)):
        times[at] = _time(stamps[at].as_py() or "")
    return times


def _time(stamp: str) -> int:
    match = _TIME_STAMP.fullmatch(stamp)
    if match is None or int(match[1]) > LATEST_SECOND:
        return -1
    return int(match[1]) * 1_000_000 + int((match[2] or "").ljust(6, "0"))
