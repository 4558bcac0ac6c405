"""The posts, replies and reactions of a Mattermost bulk export, held column by column.

Of a message only what is counted is held, never its text; people, channels and emojis are
numbered as they are met. What is asked of them afterwards is asked of whole columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulation.errors import InputError
from simulation.pilot.columns import arrow, numbered, texts
from simulation.pilot.json_reading import (
    JsonObject,
    json_object,
    microseconds_of,
    objects_of_each,
    required_microseconds,
    required_text,
    said,
    text,
)
from simulation.pilot.names import Flags, Names, Rows
from simulation.pilot.source import links, table

PER_SECOND = 1_000
NUMBERS = ("time", "author", "channel", "opens", "size", "by_robot", "by_system")
"""What is held of a message, in numbers: `time` in microseconds since 1970, `opens` is the row of
the post that a reply stands under, -1 for a post; `size` counts characters."""
NUMBERS_OF_REACTION = ("message", "person", "emoji", "time")
"""The same of a reaction: the row of the message, and its time or -1 where none is told."""

Post = tuple[JsonObject, str, str]
"""A post with its replies, its channel, and its place."""

_EARLIEST = 10**14
"""Microseconds of March 1973, under which a time was most likely told in seconds."""
_ROBOT_PROPERTIES = ("from_webhook", "from_bot", "from_plugin")
_MENTION = re.compile(r"(?<![\w@./])@([a-z0-9][a-z0-9._-]*)")

_SLASH = pa.scalar("/", pa.large_string())


@dataclass
class Messages:
    """Every version of every message in the order met, and the reactions to it.

    Attributes:
        people, channels, emojis: names of their numbers.
        robots: who wrote as a robot.
        numbers: the `NUMBERS` of each message, one message a row.
        mentions: row -> who is named in the text.
        reactions: the `NUMBERS_OF_REACTION` of each reaction, one reaction a row.
    """

    people: Names = field(default_factory=Names)
    channels: Names = field(default_factory=Names)
    emojis: Names = field(default_factory=Names)
    robots: set[str] = field(default_factory=set)
    numbers: Rows = field(default_factory=lambda: np.empty((0, len(NUMBERS)), "int64"))
    mentions: dict[int, tuple[str, ...]] = field(default_factory=dict)
    reactions: Rows = field(
        default_factory=lambda: np.empty((0, len(NUMBERS_OF_REACTION)), "int64")
    )

    def once(self) -> Once:
        """Each message and reaction once."""
        return Once(self)


def taken(posts: Sequence[Post]) -> Messages:
    """The messages of some posts: each post, then its replies.

    Raises:
        InputError: a message has no author or time, or a part of another kind.
    """
    told = Messages()
    replies = [post.get("replies") for post, _, _ in posts]
    number = objects_of_each(replies, lambda at: posts[at][2], "replies")[1]
    post_of = np.repeat(np.arange(len(posts)), number + 1)
    first = np.cumsum(number + 1) - number - 1
    opens = first[post_of]
    opens[first] = -1
    messages: list[JsonObject] = []
    for (post, _, _), answers in zip(posts, replies, strict=True):
        messages.append(post)
        messages += answers or ()

    def place(row: int) -> str:
        return posts[post_of[row]][2]

    authors = _users(messages, place)
    contents = [said(message.get("message")) for message in messages]
    kinds = [message.get("type") for message in messages]
    columns: list[Any] = [
        _times(messages, place),
        [told.people[author] for author in authors],
        np.array([told.channels[channel] for _, channel, _ in posts], "int64")[post_of],
        opens,
        list(map(len, contents)),
        _by_robots(told, messages, authors, place),
        [isinstance(kind, str) and kind.startswith("system_") for kind in kinds],
    ]
    told.numbers = np.column_stack(columns).astype("int64", copy=False)
    for row, content in enumerate(contents):
        if "@" in content and (named := _MENTION.findall(content.lower())):
            told.mentions[row] = tuple(dict.fromkeys(name.rstrip("._-") for name in named))
    _take_reactions(told, messages, place)
    return told


def _take_reactions(
    told: Messages, messages: Sequence[JsonObject], place: Callable[[int], str]
) -> None:
    """Hold the reactions to messages."""
    given = [message.get("reactions") for message in messages]
    reactions, number = objects_of_each(given, place, "reactions")
    to = np.repeat(np.arange(len(messages)), number)

    columns: list[Any] = [
        to,
        [told.people[user] for user in _users(reactions, lambda at: place(to[at]))],
        [told.emojis[text(reaction.get("emoji_name")) or ""] for reaction in reactions],
        microseconds_of([one.get("create_at") for one in reactions], PER_SECOND),
    ]
    told.reactions = np.column_stack(columns).astype("int64", copy=False)


def joined(parts: Sequence[Messages]) -> Messages:
    """The messages of all parts, one part after the other."""
    every = Messages()
    numbers, reactions, start = [every.numbers], [every.reactions], 0
    for part in parts:
        people = every.people.numbers_of(part.people)
        channels = every.channels.numbers_of(part.channels)
        emojis = every.emojis.numbers_of(part.emojis)
        time, author, channel, opens, *others = part.numbers.T
        opens = np.where(opens < 0, -1, opens + start)
        numbers.append(np.column_stack([time, people[author], channels[channel], opens, *others]))
        to, person, emoji, time = part.reactions.T
        reactions.append(np.column_stack([to + start, people[person], emojis[emoji], time]))
        every.mentions |= {start + row: named for row, named in part.mentions.items()}
        every.robots |= part.robots
        start += len(part.numbers)
    every.numbers, every.reactions = np.concatenate(numbers), np.concatenate(reactions)
    return every


class Once:
    """Messages each in its last version, by time; reactions each once, in the order met.

    Attributes:
        time, author, channel, size: of each message, as in `Messages`.
        is_reply, by_robot, by_system: flags of each message.
    """

    def __init__(self, met: Messages) -> None:
        self._met = met
        time, author, channel, opens = met.numbers[:, :4].T.copy()
        keys = _keys(time, met.people.told(author), met.channels.told(channel), opens)
        self._number, kinds = numbered(keys)
        last = np.zeros(len(kinds), "int64")
        last[self._number] = np.arange(len(keys))
        self._row = last[_by_time(time[last], kinds)]
        self._place = np.empty(len(kinds), "int64")
        self._place[self._number[self._row]] = np.arange(len(kinds))
        self.time, self.author, self.channel, opening, self.size, by_robot, by_system = met.numbers[
            self._row
        ].T.copy()
        self.is_reply = opening >= 0
        self._opening = np.where(self.is_reply, self._place[self._number[opening]], -1)
        self.by_robot, self.by_system = by_robot.astype(bool), by_system.astype(bool)

    @cached_property
    def reactions(self) -> tuple[Rows, Rows, Rows]:
        """Place of the message, person and time of each reaction; of twice the same, the last."""
        met = self._met
        to, person, emoji, time = met.reactions.T.copy()
        place = self._place[self._number[to]]
        pair = pd.factorize(place * len(met.people) + person)[0]
        kind, kinds = pd.factorize(pair * len(met.emojis) + emoji)
        last = np.zeros(len(kinds), "int64")
        last[kind] = np.arange(len(kind))
        return place[last], person[last], time[last]

    def events(self, kept: Flags, listed: Container[str]) -> tuple[pd.DataFrame, int, int]:
        """The events of the messages kept.

        Args:
            kept: of each message.
            listed: who can be mentioned.

        Returns:
            The events; how many reactions stand among them, and how many without a time.
        """
        rows = np.flatnonzero(kept)
        opening = self._opening[rows]
        addressed = np.where((opening >= 0) & kept[opening], self.author[opening], -1)
        naming, named = self._mentions(kept, listed)
        order = np.argsort(np.concatenate([rows, naming]), kind="stable")
        to, reacting, reacted = (column[kept[self.reactions[0]]] for column in self.reactions)

        def column(messages: Rows, mentions: Rows, reactions: Rows) -> Rows:
            """Each message with its mentions after it, then the reactions."""
            return np.concatenate([np.concatenate([messages, mentions])[order], reactions])

        people, channels = self._met.people, self._met.channels
        time = np.where(reacted < 0, self.time[to], reacted)
        action = np.where(self.is_reply[rows], _ANSWER, _POST)
        actions = column(action, np.full(len(naming), _MENTION_OF), np.full(len(to), _REACTION))
        of = column(rows, naming, to)
        message = np.where((actions == _POST) | (actions == _ANSWER), of, -1)
        times = column(self.time[rows], self.time[naming], time)
        happened = table(
            "events",
            {
                "key": links(message),
                "time": pd.to_datetime(times, unit="us", utc=True),
                "account": people.told(column(self.author[rows], self.author[naming], reacting)),
                "action": _ACTIONS.told(actions),
                "community": channels.told(self.channel[of]),
                "parent": links(column(opening, naming, to)),
                "target": people.told(column(addressed, named, self.author[to])),
                "size": pd.arrays.IntegerArray(self.size[of], message < 0),
            },
        )
        return happened, len(to), int((reacted < 0).sum())

    def _mentions(self, kept: Flags, listed: Container[str]) -> tuple[Rows, Rows]:
        """Place of the message and person mentioned in it, oneself excepted."""
        people = self._met.people
        found = [
            (place, people[name])
            for row, names in self._met.mentions.items()
            if self._row[place := self._place[self._number[row]]] == row and kept[place]
            for name in names
            if name in listed and people[name] != self.author[place]
        ]
        pairs = np.array(found, "int64").reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]


_ACTIONS = Names()
_POST, _ANSWER, _MENTION_OF, _REACTION = (
    _ACTIONS[action] for action in ("post", "answer", "mention", "reaction")
)


def _keys(time: Rows, author: pd.Series, channel: pd.Series, opens: Rows) -> pd.Series:
    """How each message is known: what it stands under (a channel or post), when, by whom."""
    after = pc.binary_join_element_wise(
        pa.array(time).cast(pa.large_string()), arrow(author).combine_chunks(), _SLASH
    )
    posts = pc.binary_join_element_wise(arrow(channel).combine_chunks(), after, _SLASH)
    opening = posts.take(pa.array(opens, mask=opens < 0))
    replies = pc.binary_join_element_wise(opening, after, _SLASH)
    return texts(pc.if_else(pa.array(opens >= 0), replies, posts))


def _by_time(time: Rows, keys: pd.Series) -> Rows:
    """The order of time; at the same instant, that of the keys."""
    order = np.argsort(time, kind="stable")
    same = np.diff(time[order]) == 0
    tied = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
    rows = order[tied]
    columns = {"time": pa.array(time[rows]), "key": arrow(keys).take(pa.array(rows))}
    among = pc.sort_indices(pa.table(columns), [("time", "ascending"), ("key", "ascending")])
    order[tied] = rows[among.to_numpy()]
    return order


def _users(rows: Sequence[JsonObject], place: Callable[[int], str]) -> list[str]:
    """Who wrote each message, or gave each reaction.

    Raises:
        InputError: one tells nobody.
    """
    users = [row.get("user") for row in rows]
    if all(users) and set(map(type, users)) <= {str}:
        return users  # type: ignore[return-value]
    return [required_text(row, ("user",), place(at)) for at, row in enumerate(rows)]


def _times(messages: Sequence[JsonObject], place: Callable[[int], str]) -> Rows:
    """When each message was written, in microseconds since 1970.

    Raises:
        InputError: one tells no time, or one in seconds.
    """
    times = microseconds_of([message.get("create_at") for message in messages], PER_SECOND)
    for row in np.flatnonzero(times < _EARLIEST).tolist():
        times[row] = _time(messages[row], place(row))
    return times


def _time(message: JsonObject, place: str) -> int:
    """When a message was written, in microseconds since 1970.

    Raises:
        InputError: it tells no time, or one in seconds.
    """
    time = required_microseconds(message, ("create_at",), PER_SECOND, place)
    if time < _EARLIEST:
        raise InputError("mattermost_seconds", place=place, value=message.get("create_at"))
    return time


def _is_true(value: Any) -> bool:
    return value is True or value == "true"


def _by_robots(
    told: Messages,
    messages: Sequence[JsonObject],
    authors: Sequence[str],
    place: Callable[[int], str],
) -> Flags:
    """Whether a robot wrote each message, by its properties; note who wrote as one."""
    by_robot = np.zeros(len(messages), bool)
    for row, message in enumerate(messages):
        if properties := message.get("props"):
            properties = json_object(properties, place(row), "props")
            origins = [name for name in _ROBOT_PROPERTIES if _is_true(properties.get(name))]
            by_robot[row] = bool(origins)
            if "from_bot" in origins:
                told.robots.add(authors[row])
    return by_robot
