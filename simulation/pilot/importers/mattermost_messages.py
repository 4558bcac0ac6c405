"""The posts, replies and reactions of a Mattermost bulk export, held column by column.

Of a message only what is counted is held, never its text; people, channels and emojis are
numbered as they are met. What is asked of them afterwards is asked of whole columns.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Container
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
    json_objects,
    microseconds,
    required_microseconds,
    required_text,
    text,
)
from simulation.pilot.names import Flags, Names, Rows, rows_of
from simulation.pilot.source import table

PER_SECOND = 1_000
NUMBERS = ("time", "author", "channel", "opens", "size", "by_robot", "by_system")
"""What is held of a message, in numbers: `time` in microseconds since 1970, `opens` is the row of
the post that a reply stands under, -1 for a post; `size` counts characters."""
NUMBERS_OF_REACTION = ("message", "person", "emoji", "time")
"""The same of a reaction: the row of the message, and its time or -1 where none is told."""

_FIELDS = ("user", "create_at", "message", "reactions", "props", "type")
_USUAL_FROM, _USUAL_TO = 10**11, 4 * 10**12
"""Milliseconds of March 1973, under which a time was most likely told in seconds, and of 2096."""
_ROBOT_PROPERTIES = ("from_webhook", "from_bot", "from_plugin")
_MENTION = re.compile(r"(?<![\w@./])@([a-z0-9][a-z0-9._-]*)")

_SLASH = pa.scalar("/", pa.large_string())


@dataclass
class Messages:
    """Every version of every message in the order met, and the reactions to it.

    Attributes:
        people, channels, emojis: names of their numbers.
        robots: who wrote as a robot.
        cells: the `NUMBERS` of each message, one message after the other.
        mentions: row -> who is named in the text.
        reactions: the `NUMBERS_OF_REACTION` of each reaction, one after the other.
    """

    people: Names = field(default_factory=Names)
    channels: Names = field(default_factory=Names)
    emojis: Names = field(default_factory=Names)
    robots: set[str] = field(default_factory=set)
    cells: array[int] = field(default_factory=lambda: array("q"))
    mentions: dict[int, tuple[str, ...]] = field(default_factory=dict)
    reactions: array[int] = field(default_factory=lambda: array("q"))

    def add_post(self, post: JsonObject, channel: str, place: str) -> None:
        """Hold a post and its replies.

        Raises:
            InputError: a message has no author or time, or a part of another kind.
        """
        place_of_channel = self.channels[channel]
        row = self._add(post, place_of_channel, -1, place)
        for reply in json_objects(post.get("replies"), place, "replies"):
            self._add(reply, place_of_channel, row, place)

    def _add(self, message: JsonObject, channel: int, opens: int, place: str) -> int:
        author, moment, said, given, properties, kind = map(message.get, _FIELDS)
        row = len(self.cells) // len(NUMBERS)
        if not (author and isinstance(author, str)):
            author = required_text(message, ("user",), place)
        if isinstance(moment, int) and _USUAL_FROM <= moment < _USUAL_TO:
            time = moment * 1_000
        else:
            time = _time(message, place)
        said = said if isinstance(said, str) else text(said) or ""
        self.cells.extend(
            (
                time,
                self.people[author],
                channel,
                opens,
                len(said),
                bool(properties) and self._is_by_robot(properties, author, place),
                isinstance(kind, str) and kind.startswith("system_"),
            )
        )
        if "@" in said and (named := _MENTION.findall(said.lower())):
            self.mentions[row] = tuple(dict.fromkeys(name.rstrip("._-") for name in named))
        if given is not None:
            self._add_reactions(given, row, place)
        return row

    def _is_by_robot(self, properties: Any, author: str, place: str) -> bool:
        told = json_object(properties, place, "props")
        origins = [name for name in _ROBOT_PROPERTIES if _is_true(told.get(name))]
        if "from_bot" in origins:
            self.robots.add(author)
        return bool(origins)

    def _add_reactions(self, given: Any, row: int, place: str) -> None:
        for reaction in json_objects(given, place, "reactions"):
            person = reaction.get("user")
            if not (person and isinstance(person, str)):
                person = required_text(reaction, ("user",), place)
            time = microseconds(reaction.get("create_at"), PER_SECOND)
            emoji = self.emojis[text(reaction.get("emoji_name")) or ""]
            self.reactions.extend((row, self.people[person], emoji, -1 if time is None else time))

    def absorb(self, later: Messages) -> None:
        """Add messages met later; numbers of theirs become numbers of these."""
        start = len(self.cells) // len(NUMBERS)
        people, channels, emojis = (
            np.array([of_these[name] for name in of_those], "int64")
            for of_these, of_those in (
                (self.people, later.people),
                (self.channels, later.channels),
                (self.emojis, later.emojis),
            )
        )
        cells = rows_of(later.cells).reshape(-1, len(NUMBERS)).copy()
        cells[:, 1], cells[:, 2] = people[cells[:, 1]], channels[cells[:, 2]]
        cells[:, 3] += np.where(cells[:, 3] < 0, 0, start)
        reactions = rows_of(later.reactions).reshape(-1, len(NUMBERS_OF_REACTION)).copy()
        reactions[:, 0] += start
        reactions[:, 1], reactions[:, 2] = people[reactions[:, 1]], emojis[reactions[:, 2]]
        self.cells.frombytes(cells.tobytes())
        self.reactions.frombytes(reactions.tobytes())
        self.mentions |= {start + row: named for row, named in later.mentions.items()}
        self.robots |= later.robots

    def once(self) -> Once:
        """Each message and reaction once."""
        return Once(self)


class Once:
    """Messages each in its last version, by time; reactions each once, in the order met.

    Attributes:
        time, author, channel, size: of each message, as in `Messages`.
        is_reply, by_robot, by_system: flags of each message.
    """

    def __init__(self, met: Messages) -> None:
        self._met = met
        numbers = rows_of(met.cells).reshape(-1, len(NUMBERS))
        time, author, channel, opens = numbers[:, :4].T.copy()
        keys = _keys(time, met.people.told(author), met.channels.told(channel), opens)
        self._number, kinds = numbered(keys)
        last = np.zeros(len(kinds), "int64")
        last[self._number] = np.arange(len(keys))
        self._row = last[_by_time(time[last], kinds)]
        self._place = np.empty(len(kinds), "int64")
        self._place[self._number[self._row]] = np.arange(len(kinds))
        self._keys = texts(arrow(keys).take(pa.array(self._row)))
        self.time, self.author, self.channel, opening, self.size, by_robot, by_system = numbers[
            self._row
        ].T.copy()
        self.is_reply = opening >= 0
        self._opening = np.where(self.is_reply, self._place[self._number[opening]], -1)
        self.by_robot, self.by_system = by_robot.astype(bool), by_system.astype(bool)

    @cached_property
    def reactions(self) -> tuple[Rows, Rows, Rows]:
        """Place of the message, person and time of each reaction; of twice the same, the last."""
        met = self._met
        numbers = rows_of(met.reactions).reshape(-1, len(NUMBERS_OF_REACTION))
        to, person, emoji, time = numbers.T.copy()
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
                "key": self._told_keys(message),
                "time": pd.to_datetime(times, unit="us", utc=True),
                "account": people.told(column(self.author[rows], self.author[naming], reacting)),
                "action": _ACTIONS.told(actions),
                "community": channels.told(self.channel[of]),
                "parent": self._told_keys(column(opening, naming, to)),
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

    def _told_keys(self, places: Rows) -> pd.Series:
        return texts(arrow(self._keys).take(pa.array(places, mask=places < 0)))


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


def _time(message: JsonObject, place: str) -> int:
    """When a message was written, in microseconds since 1970.

    Raises:
        InputError: it tells no time, or one in seconds.
    """
    time = required_microseconds(message, ("create_at",), PER_SECOND, place)
    if time < _USUAL_FROM * 1_000:
        raise InputError("mattermost_seconds", place=place, value=message.get("create_at"))
    return time


def _is_true(value: Any) -> bool:
    return value is True or value == "true"
