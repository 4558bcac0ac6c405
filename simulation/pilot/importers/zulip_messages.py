"""The messages of Zulip, held column by column, and who answers whom in their topics.

Of a message only what is counted is held, never its text; people, streams and topics are numbered
as they are met. Zulip does not tell who answers whom. By convention a message answers the last
one of its topic that somebody else wrote; where nobody else wrote before, it is a post. A topic
keeps its thread when it is marked resolved.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.pilot.columns import each_once
from simulation.pilot.json_reading import JsonObject, whole
from simulation.pilot.names import Flags, Names, Rows
from simulation.pilot.source import Finding, links, table

NUMBERS = ("number", "time", "sender", "stream", "topic", "size")
"""What is held of a message, in numbers: `time` in microseconds since 1970, -1 where it is not
told, as for `sender`; `size` counts characters."""
LARGEST_NUMBER = 2**63 - 1
HTML_MENTION = re.compile(
    r'<span class="user-mention" data-user-id="(?P<number>\d+)">@?(?P<name>[^<]*)'
)

_RESOLVED = "✔ "
_ACTIONS = Names()
_POST, _ANSWER, _MENTION = (_ACTIONS[action] for action in ("post", "answer", "mention"))


@dataclass
class Messages:
    """Every version of every message in the order met.

    Attributes:
        people, streams, topics: names of their numbers.
        numbers: the `NUMBERS` of each message, one message a row.
        mentions: row -> who is named in the text.
    """

    people: Names = field(default_factory=Names)
    streams: Names = field(default_factory=Names)
    topics: Names = field(default_factory=Names)
    numbers: Rows = field(default_factory=lambda: np.empty((0, len(NUMBERS)), "int64"))
    mentions: dict[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Once:
    """Messages each once, by time and then by number.

    Args:
        met: the messages.
        rows: those that count, in that order.
    """

    met: Messages
    rows: Rows

    @classmethod
    def of(cls, met: Messages, kept: Flags) -> Once:
        """Each of the messages kept, in the version met last."""
        rows = np.flatnonzero(kept)
        version, numbers = pd.factorize(met.numbers[rows, 0])
        last = np.zeros(len(numbers), "int64")
        last[version] = rows
        return cls(met, last[np.lexsort((numbers, met.numbers[last, 1]))])

    def by(self, authors: set[str]) -> Once:
        """Those that some people wrote."""
        return Once(self.met, self.rows[self.met.people.among(authors)[self.sender]])

    @cached_property
    def number(self) -> Rows:
        """How each message is known."""
        return self._column("number")

    @cached_property
    def time(self) -> Rows:
        """When each was written, in microseconds since 1970."""
        return self._column("time")

    @cached_property
    def sender(self) -> Rows:
        """Who wrote each."""
        return self._column("sender")

    @cached_property
    def stream(self) -> Rows:
        """Where each stands."""
        return self._column("stream")

    def _column(self, name: str) -> Rows:
        return self.met.numbers[self.rows, NUMBERS.index(name)]

    @cached_property
    def authors(self) -> set[str]:
        """Who wrote."""
        return self.met.people.of(self.sender)

    @cached_property
    def topics(self) -> set[tuple[str, str]]:
        """Stream and name of each topic."""
        streams, topics = list(self.met.streams), list(self.met.topics)
        pairs = each_once(self.stream * len(topics) + self._column("topic"))
        places = zip(*(part.tolist() for part in np.divmod(pairs, len(topics))), strict=True)
        return {(streams[stream], topics[topic]) for stream, topic in places}

    @cached_property
    def with_mention(self) -> int:
        """How many name somebody."""
        return int(np.isin(self.rows, list(self.met.mentions)).sum())

    def places(self, numbers: Rows) -> Rows:
        """Place here of the message of each number; -1 where it is not there."""
        if not len(self.rows):
            return np.full(len(numbers), -1)
        order = np.argsort(self.number)
        at = order[np.searchsorted(self.number, numbers, sorter=order).clip(max=len(order) - 1)]
        return np.where(self.number[at] == numbers, at, -1)

    @cached_property
    def answered(self) -> Rows:
        """Place of the message that each answers; -1 for a post."""
        names = Names()
        thread_of = np.array(
            [names[topic.removeprefix(_RESOLVED)] for topic in self.met.topics], "int64"
        )
        thread = self.stream * len(names) + thread_of[self._column("topic")]
        order = np.argsort(thread, kind="stable")
        thread, sender = thread[order], self.sender[order]
        is_first = np.diff(thread, prepend=-1) != 0
        takes_over = is_first | (np.diff(sender, prepend=-1) != 0)
        start = np.maximum.accumulate(np.where(takes_over, np.arange(len(order)), 0))
        answered = np.full(len(order), -1)
        answered[order] = np.where(is_first[start], -1, order[start - 1])
        return answered

    def events(self, listed: Container[str]) -> pd.DataFrame:
        """Posts and answers, each known by its place here, with its mentions after it.

        Args:
            listed: who can be mentioned.
        """
        naming, named = self._mentions(listed)
        both = np.concatenate([np.arange(len(self.rows)), naming])
        order = np.argsort(both, kind="stable")
        of, is_mention = both[order], order >= len(self.rows)
        answered = self.answered[of]
        is_answer = answered >= 0
        mentioned = np.concatenate([np.full(len(self.rows), -1), named])[order]
        target = np.where(is_answer, self.sender[answered], -1)
        action = np.where(is_mention, _MENTION, np.where(is_answer, _ANSWER, _POST))
        return table(
            "events",
            {
                "key": links(np.where(is_mention, -1, of)),
                "time": pd.to_datetime(self.time[of], unit="us", utc=True),
                "account": self.met.people.told(self.sender[of]),
                "action": _ACTIONS.told(action),
                "community": self.met.streams.told(self.stream[of]),
                "parent": links(np.where(is_mention, of, answered)),
                "target": self.met.people.told(np.where(is_mention, mentioned, target)),
                "size": pd.arrays.IntegerArray(self._column("size")[of], is_mention),
            },
        )

    def _mentions(self, listed: Container[str]) -> tuple[Rows, Rows]:
        """Place of each message and person mentioned in it, oneself excepted."""
        people, naming = self.met.people, self.met.mentions
        found = [
            (place, people[name])
            for place, row in enumerate(self.rows.tolist())
            if row in naming
            for name in naming[row]
            if name in listed and people[name] != self.sender[place]
        ]
        pairs = np.array(found, "int64").reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]


def thread_findings(answers: Rows, topics: set[tuple[str, str]]) -> Iterator[Finding]:
    """What the reader should know of threads that are told by convention."""
    yield Finding("zulip_answers_by_convention", int((answers >= 0).sum()))
    resolved = sum(topic.startswith(_RESOLVED) for _, topic in topics)
    yield Finding("zulip_topics_resolved", resolved, "note")


def numbers_of(rows: Sequence[JsonObject], places: Sequence[str]) -> Rows:
    """The number of each message.

    Args:
        rows: messages.
        places: the file of each.

    Raises:
        InputError: one has none.
    """
    numbers = [whole(row.get("id"), LARGEST_NUMBER) for row in rows]
    if None in numbers:
        raise InputError("pilot_json_field", place=places[numbers.index(None)], name="id")
    return np.array(numbers, "int64")
