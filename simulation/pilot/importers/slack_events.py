"""What the messages of a Slack workspace tell: its events, and what is counted of them.

A reply lies in the file of its own day and not beside the message it answers, so that all
messages are read before any is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from simulation.pilot.columns import each_once
from simulation.pilot.importers.slack_messages import Messages
from simulation.pilot.names import Flags, Names, Rows
from simulation.pilot.source import links, table

SLACKBOT = "USLACKBOT"
JOINS, LEAVES = ("channel_join", "group_join"), ("channel_leave", "group_leave")
ARCHIVED = "channel_archive"

_PLAIN = ""
"""The kind of most messages, of which nothing is told."""
_CONTRIBUTIONS = (_PLAIN, "thread_broadcast", "file_share", "me_message", "file_comment")
_WITH_MENTIONS = (_PLAIN, "thread_broadcast", "me_message")
_ACTIONS = Names()
_POST, _ANSWER, _JOIN, _LEAVE, _INVITE, _MENTION, _REACTION = (
    _ACTIONS[action]
    for action in ("post", "answer", "join", "leave", "invite", "mention", "reaction")
)


@dataclass
class Tally:
    """What is counted over all channels, robots and system lines included."""

    messages: int = 0
    subtypes: Counter[str | None] = field(default_factory=Counter)
    contributions: int = 0
    written_by_robots: int = 0
    plain_with_application: int = 0
    without_user: int = 0
    reactions: int = 0
    reactions_unnamed: int = 0
    replies: int = 0
    thread_parents: int = 0
    users: set[str] = field(default_factory=set)
    posters: set[str] = field(default_factory=set)
    reactors: set[str] = field(default_factory=set)
    joined: dict[tuple[str, str], int] = field(default_factory=dict)
    left: dict[tuple[str, str], int] = field(default_factory=dict)
    archived: dict[str, int] = field(default_factory=dict)

    @property
    def has_threads(self) -> bool:
        """Whether any message belongs to a thread."""
        return self.replies + self.thread_parents > 0


class Told:
    """Each message once, in its last version, channel after channel by time.

    Args:
        met: the messages.
        people: accounts listed, and whether each is a robot.
        channel_of: how the channel of each folder is known.
    """

    def __init__(
        self, met: Messages, people: Mapping[str, bool], channel_of: Mapping[str, str]
    ) -> None:
        self._met, self._listed = met, people
        self._channels = Names()
        known = [self._channels[channel_of[folder]] for folder in met.channels]
        time, channel = met.numbers[:, :2].T
        order = np.lexsort((time, channel))
        last = np.append(
            (np.diff(time[order]) != 0) | (np.diff(channel[order]) != 0), [True] * bool(len(order))
        ).astype(bool)
        rows = order[last]
        self._place = np.full(len(time), -1)
        self._place[rows] = np.arange(len(rows))
        (
            self._time, self._folder, self._subtype, self._user, self._author, self._opening,
            self._opener, self._inviter, self._size, by_application,
        ) = met.numbers[rows].T.copy()  # fmt: skip
        self._channel = np.array(known, "int64")[self._folder]
        self._by_application = by_application.astype(bool)
        self._by_person = self._contributions()
        self._threaded = self._opening >= 0
        self._replies = self._threaded & (self._opening != self._time)

    def _is_of(self, *subtypes: str) -> Flags:
        """Whether each message is of one of these kinds."""
        among = np.append(self._met.subtypes.among(subtypes), _PLAIN in subtypes)
        return among[self._subtype]

    def _contributions(self) -> Flags:
        """Whether a person wrote a message to the others."""
        robots = {SLACKBOT, *(name for name, is_robot in self._listed.items() if is_robot)}
        by_robot = np.append(self._met.people.among(robots), True)[self._author]
        return self._is_of(*_CONTRIBUTIONS) & ~self._by_application & ~by_robot

    # Events

    def events(self) -> pd.DataFrame:
        """Channel by channel and by time: each message, its mentions, its reactions."""
        of, action, account, target = (
            np.concatenate(parts)
            for parts in zip(
                self._written(), self._moves(), self._invitations(), self._mentions(),
                self._reactions(), strict=True,
            )
        )  # fmt: skip
        order = np.argsort(of, kind="stable")
        of, action, account, target = of[order], action[order], account[order], target[order]
        written = (action == _POST) | (action == _ANSWER)
        told = written | (action == _JOIN) | (action == _LEAVE)
        parent = np.where(action == _ANSWER, self._opened[of], -1)
        parent = np.where((action == _MENTION) | (action == _REACTION), of, parent)
        return table(
            "events",
            {
                "key": links(np.where(told, of, -1)),
                "time": pd.to_datetime(self._time[of], unit="us", utc=True),
                "account": self._met.people.told(account),
                "action": _ACTIONS.told(action),
                "community": self._channels.told(self._channel[of]),
                "parent": links(parent),
                "target": self._met.people.told(target),
                "size": pd.arrays.IntegerArray(self._size[of], ~written | (self._size[of] < 0)),
            },
        )

    def _written(self) -> tuple[Rows, ...]:
        """Contributions: what each is, by whom, in answer to whom."""
        of = np.flatnonzero(self._by_person)
        opened = self._opened[of]
        known = (opened >= 0) & self._by_person[opened]
        target = np.where(known, self._author[opened], self._opener[of])
        replies = self._replies[of]
        action = np.where(replies, _ANSWER, _POST)
        return of, action, self._author[of], np.where(replies, target, -1)

    def _moves(self) -> tuple[Rows, ...]:
        """Who joined a channel, and who left it."""
        of = np.flatnonzero(self._is_of(*JOINS, *LEAVES) & (self._user >= 0))
        action = np.where(self._is_of(*JOINS)[of], _JOIN, _LEAVE)
        return of, action, self._user[of], np.full(len(of), -1)

    def _invitations(self) -> tuple[Rows, ...]:
        by_another = (self._inviter >= 0) & (self._inviter != self._user)
        of = np.flatnonzero(self._is_of(*JOINS) & (self._user >= 0) & by_another)
        return of, np.full(len(of), _INVITE), self._inviter[of], self._user[of]

    def _mentions(self) -> tuple[Rows, ...]:
        """Who names whom among the accounts listed, oneself excepted."""
        people, can = self._met.people, self._by_person & self._is_of(*_WITH_MENTIONS)
        found = [
            (place, people[name])
            for row, names in self._met.mentions.items()
            if (place := self._place[row]) >= 0 and can[place]
            for name in names
            if name in self._listed and people[name] != self._author[place]
        ]
        of, named = np.array(found, "int64").reshape(-1, 2).T
        return of, np.full(len(of), _MENTION), self._author[of], named

    def _reactions(self) -> tuple[Rows, ...]:
        """Who reacted to what, at the time of the message: the export tells no other."""
        of = self._place[self._met.reacted_to]
        reacting, of = self._met.reacting[of >= 0], of[of >= 0]
        return of, np.full(len(of), _REACTION), reacting, self._author[of]

    @cached_property
    def _opened(self) -> Rows:
        """Place of the message that opens the thread of each reply; -1 where it is not there."""
        instants = each_once(self._time)
        moment = np.searchsorted(instants, self._opening).clip(max=max(len(instants) - 1, 0))
        width = len(instants) + 1
        places = self._folder * width + np.searchsorted(instants, self._time)
        wanted = self._folder * width + moment
        at = np.searchsorted(places, wanted).clip(max=max(len(places) - 1, 0))
        found = self._replies & (places[at] == wanted) & (self._time[at] == self._opening)
        return np.where(found, at, -1)

    # Counts

    def tally(self) -> Tally:
        """What is counted."""
        met, plain = self._met, self._subtype < 0
        contributing = self._is_of(*_CONTRIBUTIONS)
        kinds = [None, *met.subtypes]
        numbers = np.bincount(self._subtype + 1, minlength=len(kinds)).tolist()
        given_to = self._place[met.given_to] >= 0
        given, named = met.given[given_to], met.named[given_to]
        tally = Tally(
            messages=len(self._time),
            subtypes=Counter(dict(zip(kinds, numbers, strict=True))),
            contributions=int(self._by_person.sum()),
            written_by_robots=int((contributing & ~self._by_person).sum()),
            plain_with_application=int((plain & self._by_application).sum()),
            without_user=int((self._user < 0).sum()),
            reactions=int(given.sum()),
            reactions_unnamed=int((given - named).clip(min=0).sum()),
            replies=int(self._replies.sum()),
            thread_parents=int((self._threaded & ~self._replies).sum()),
            users=met.people.of(self._user),
            posters=met.people.of(self._user[plain]),
            reactors=met.people.of(self._reactions()[2]),
        )
        self._add_moves(tally)
        return tally

    def _add_moves(self, tally: Tally) -> None:
        """When each person last joined and left a channel, and when it was archived."""
        of, action, user, _ = self._moves()
        people, channels = list(self._met.people), list(self._channels)
        for place, did, person in zip(of.tolist(), action.tolist(), user.tolist(), strict=True):
            belongs = people[person], channels[self._channel[place]]
            if did == _JOIN:
                tally.joined[belongs] = int(self._time[place])
                tally.left.pop(belongs, None)
            else:
                tally.left[belongs] = int(self._time[place])
        for place in np.flatnonzero(self._is_of(ARCHIVED)):
            tally.archived[channels[self._channel[place]]] = int(self._time[place])
