"""What happens in the pilot: the simulator plays it, the calendar is laid over it.

The simulator plays the pilot's own part of the company, a tree with all its managers;
nobody else has access yet. Its weeks are moved to the pilot's dates; holidays take out
what those away would have written, and the answers to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd

from simulation.model import simulate
from simulation.organisation import from_people
from simulation.pilot.sample.company import pilot, staff
from simulation.pilot.sample.facts import facts, stream
from simulation.scenario import Scenario
from simulation.tables import Record

MESSAGES = ("post", "question", "answer")


class Message(NamedTuple):
    """A post, a question or an answer; `parent` is the message answered, -1 without."""

    key: int
    time: datetime
    author: int
    kind: str
    community: int
    parent: int


class Community(NamedTuple):
    """A community where something was written; `founder` is -1 when the plan opened it."""

    key: int
    name: str
    private: bool
    founder: int
    created_at: datetime


@dataclass(frozen=True)
class Activity:
    """Who wrote what, when, in answer to what; people are rows of the staff.

    Args:
        people: the staff (`company.staff`).
        members: the people of the pilot.
        registered: person -> first log-in.
        communities: in the order of their foundation.
        messages: in the order of time.
        community_manager: who animates and answers, not one of the pilot.
        top_manager: whose posts the delegate writes.
        delegate: one of the pilot.
        leaver: who leaves the company during the pilot.
    """

    people: pd.DataFrame
    members: list[int]
    registered: dict[int, datetime]
    communities: list[Community]
    messages: list[Message]
    community_manager: int
    top_manager: int
    delegate: int
    leaver: int


def play() -> Activity:
    """Play the pilot once."""
    people = staff()
    invited = pilot(people)
    members = people.index[invited].tolist()
    record = _played(people[invited])
    support = (people["unit"] == "RH et Communication") & (people["level"] == 4)
    community_manager = people.index[support & ~invited].tolist()[0]
    messages = _with_holidays(_messages(record, [*members, community_manager]))
    registered = record.people.set_index("person")["registered_at"].dropna()
    return Activity(
        people=people,
        members=members,
        registered={
            members[person]: time
            for person, time in zip(registered.index, _moved(registered, record), strict=True)
        },
        communities=_communities(record, messages, members),
        messages=messages,
        community_manager=community_manager,
        top_manager=members[0],
        delegate=people.index[support & invited].tolist()[0],
        leaver=_leaver(messages, people),
    )


def _played(members: pd.DataFrame) -> Record:
    """The simulator's record of these people in the scenario of the facts."""
    position = pd.Series(range(len(members)), index=members.index)
    tenure = (pd.Timestamp(facts()["first_day"]) - pd.to_datetime(members["hired"])).dt.days / 365
    table = members[["unit", "site", "job_family", "remote_days"]].assign(
        person=position,
        manager=members["manager"].map(position).astype("Int32"),
        is_manager=members.index.isin(members["manager"]),
        tenure_years=tenure,
    )
    scenario = Scenario.model_validate(facts()["scenario"])
    organisation = from_people(table, scenario.seed)
    return simulate(scenario, organisation=organisation, events=True).record


def _messages(record: Record, people: list[int]) -> list[Message]:
    """Posts, questions and answers in the order of time; answers know what they answer."""
    events = record.events[record.events["action"].isin(MESSAGES)]
    events = events.sort_values(["time", "event"], ignore_index=True)
    # Whoever is numbered after the employees is a community manager: here, one person.
    last = len(people) - 1
    return [
        Message(key, time, people[min(person, last)], kind, community, parent)
        for key, time, person, kind, community, parent in zip(
            events["event"].tolist(),
            _moved(events["time"], record),
            events["person"].tolist(),
            events["action"].tolist(),
            events["community"].tolist(),
            events["parent"].fillna(-1).tolist(),
            strict=True,
        )
    ]


def _moved(times: pd.Series, record: Record) -> list[datetime]:
    """Times of a record in the weeks of the pilot, at the same local hour, in UTC."""
    zone = facts()["timezone"]
    shift = facts()["first_day"] - date.fromisoformat(record.manifest["first_week"])
    local = times.dt.tz_convert(zone).dt.tz_localize(None) + timedelta(days=shift.days)
    return list(local.dt.floor("s").dt.tz_localize(zone).dt.tz_convert("UTC").dt.to_pydatetime())


def _with_holidays(messages: list[Message]) -> list[Message]:
    """Without what people away would have written, and whatever answered it."""
    holidays, draws = facts()["holidays"], stream("holidays")
    authors = sorted({message.author for message in messages})
    away = {author for author in authors if draws.random() < holidays["share_away"]}
    zone = ZoneInfo(facts()["timezone"])
    kept: dict[int, Message] = {}
    for message in messages:
        day = message.time.astimezone(zone).date()
        absent = message.author in away and holidays["from"] <= day <= holidays["until"]
        answers_nothing = message.parent >= 0 and message.parent not in kept
        if not (absent or answers_nothing or day in facts()["bank_holidays"]):
            kept[message.key] = message
    return list(kept.values())


def _leaver(messages: list[Message], people: pd.DataFrame) -> int:
    """The team member who wrote most among those who write nothing more from `left_on` on."""
    level = people["level"].tolist()
    later = {message.author for message in messages if message.time.date() >= facts()["left_on"]}
    written = Counter(
        message.author
        for message in messages
        if message.author not in later and level[message.author] == 4
    )
    return written.most_common(1)[0][0]


def _communities(record: Record, messages: list[Message], members: list[int]) -> list[Community]:
    """The communities where something was written, the most active of a kind named first."""
    first: dict[int, datetime] = {}
    for message in messages:
        first.setdefault(message.community, message.time)
    activity = Counter(message.community for message in messages)
    names = {kind: _names(given) for kind, given in facts()["communities"].items()}
    table = record.communities.set_index("community")
    founders = table["animator"].fillna(-1).astype(int).to_dict()
    lists = {
        key: _list_of_names(kind, visibility)
        for key, kind, visibility in zip(
            table.index.tolist(), table["kind"], table["visibility"], strict=True
        )
    }
    found = [
        Community(
            key=key,
            name=next(names[lists[key]]),
            private=lists[key] == "private",
            founder=members[founders[key]] if founders[key] >= 0 else -1,
            created_at=first[key] - timedelta(minutes=9),
        )
        for key, _ in sorted(activity.items(), key=lambda entry: (-entry[1], entry[0]))
    ]
    return sorted(found)


def _list_of_names(kind: str, visibility: str) -> str:
    if visibility != "open":
        return "private"
    return {"directed": "news", "company": "news", "interest": "leisure"}.get(kind, "work")


def _names(given: list[str]) -> Iterator[str]:
    """The given names, then the same with a number."""
    yield from given
    for turn in count(2):
        yield from (f"{name} {turn}" for name in given)
