"""The pilot as a Viva Engage network holds it: accounts, groups and messages.

To what the simulation tells (who wrote, when, where, in answer to what), this adds what
real networks hold besides: identifiers, invented names and filler text, mentions,
guests, a robot, system rows, private conversations, people who left, and messages
deleted, redacted, edited, written by a delegate, or answering a thread older than the export.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from simulation.pilot.sample.activity import Activity
from simulation.pilot.sample.facts import facts, stream

UTC = ZoneInfo("UTC")
FIRST_MESSAGE_ID = 3_120_000_000_000_000
"""Identifiers of messages have 16 digits and grow with time."""
OLD_THREAD_ID = 3_060_000_000_000_000
PROJECT_TEAM = 12
"""Members who tried the network in the summer, before the range of the export."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Network:
    """Rows ready to be cut into slices; times are UTC, missing values None.

    Args:
        accounts: id, kind, name, email, unit, site, invited_at, joined_at, deleted_at.
        groups: id, name, first_name, private, created_at, updated_at, creator (account).
        messages: id, thread, replied_to (message), group, sender (account), body, delegate_id,
            created_at, message_type, in_private_conversation; deleted_at with what is then left
            of the body, edited_at with the body it then has.
        admin: the administrator of the network: name, email, type.
    """

    accounts: list[Row]
    groups: list[Row]
    messages: list[Row]
    admin: Row


def network_of(activity: Activity) -> Network:
    """Everything the export is cut from, in the order of time."""
    accounts = _accounts(activity)
    groups = _groups(activity, accounts)
    messages = _pilot_messages(activity, accounts, groups)
    people = [account for account in accounts.values() if account["kind"] == "user"]
    messages += _guest_answers(messages, accounts)
    messages += _answers_to_old_threads(people, groups)
    messages += _robot_messages(accounts)
    messages += _system_rows(groups, accounts)
    messages += _private_conversations(people)
    _mark(messages)
    messages.sort(key=lambda row: (row["created_at"], row["id"]))
    manager = accounts[activity.community_manager]
    admin = {"name": manager["name"], "email": manager["email"], "type": "verified_admin"}
    return Network(list(accounts.values()), list(groups.values()), messages, admin)


# Accounts and groups


def _accounts(activity: Activity) -> dict[Any, Row]:
    """Accounts by staff row; guests and the robot by name."""
    draws = stream("accounts")
    members = [*activity.members, activity.community_manager]
    people = activity.people.to_dict("index")
    early = {*_project_team(activity), activity.community_manager}
    ids = iter(draws.sample(range(1_410_000_000, 1_990_000_000), len(members) + 10))
    accounts: dict[Any, Row] = {}
    for row in members:
        person = people[row]
        name = f"{person['first_name']} {person['last_name']}"
        accounts[row] = _account(next(ids), name, person["email"]) | {
            "unit": person["unit"],
            "site": person["site"],
            "joined_at": activity.registered.get(row),
        }
        if row in early:
            summer = _at(facts()["first_day"] - timedelta(days=draws.randrange(20, 70)), draws)
            accounts[row] |= {"invited_at": summer, "joined_at": summer}
    accounts[activity.leaver]["deleted_at"] = _at(facts()["left_on"], draws)
    for guest in range(facts()["guests"]):
        email = f"invite{guest + 1}@{facts()['guest_domain']}"
        joined = _at(facts()["first_day"] + timedelta(days=8 + guest), draws)
        account = _account(next(ids), f"Invité {guest + 1}", email)
        accounts[f"guest {guest}"] = account | {"invited_at": joined, "joined_at": joined}
    robot = _account(next(ids), facts()["robot"]["name"], f"robot@{facts()['domain']}")
    accounts["robot"] = robot | {"kind": "bot", "invited_at": None}
    return accounts


def _account(number: int, name: str, email: str) -> Row:
    return {
        "id": str(number),
        "kind": "user",
        "name": name,
        "email": email,
        "unit": "",
        "site": "",
        "invited_at": _midnight(facts()["first_day"]),
        "joined_at": None,
        "deleted_at": None,
    }


def _project_team(activity: Activity) -> list[int]:
    """The first who wrote, in the order of their first log-in: they knew the network before."""
    authors = {message.author for message in activity.messages} & set(activity.registered)
    authors.discard(activity.leaver)
    return sorted(authors, key=lambda row: (activity.registered[row], row))[:PROJECT_TEAM]


def _groups(activity: Activity, accounts: dict[Any, Row]) -> dict[int, Row]:
    ids = iter(stream("groups").sample(range(8_100_000, 8_900_000), len(activity.communities)))
    groups = {}
    for community in activity.communities:
        older = facts()["created_before"].get(community.name)
        created = _midnight(older) if older else community.created_at
        renamed = facts()["renamed"].get(community.name)
        groups[community.key] = {
            "id": str(next(ids)),
            "name": community.name,
            "first_name": renamed["before"] if renamed else community.name,
            "private": community.private,
            "created_at": created,
            "updated_at": _midnight(renamed["day"]) if renamed else created,
            "creator": accounts.get(community.founder, accounts[activity.community_manager]),
        }
    return groups


# Messages


def _pilot_messages(
    activity: Activity, accounts: dict[Any, Row], groups: dict[int, Row]
) -> list[Row]:
    """What the simulation tells, with words around it; one reply in six names who it answers."""
    draws = stream("texts")
    rows: dict[int, Row] = {}
    for message in activity.messages:
        sender = accounts[message.author]
        group = groups[message.community]
        start = rows.get(message.parent)
        body = filler(message.kind, draws)
        if start is not None and draws.random() < 1 / 6:
            body = f"[[user:{start['sender']['id']}]] {body}"
        row = _message(sender, group, message.time, body, start)
        if message.author == activity.top_manager and start is None:
            row["delegate_id"] = accounts[activity.delegate]["id"]
        rows[message.key] = row
    return list(rows.values())


def filler(kind: str, draws: Random) -> str:
    """A message of neutral sentences; questions end with a question mark, others never do."""
    sentences = facts()["sentences"]
    text = draws.choice(sentences[kind])
    if kind == "question":
        text += " ?"
    if draws.random() < 0.35:
        addition = draws.choice(sentences["addition"])
        text = f"{addition}\n\n{text}" if kind == "question" else f"{text}\n\n{addition}"
    return text


def _message(sender: Row, group: Row | None, at: datetime, body: str, start: Row | None) -> Row:
    """One row; `start` is the message answered."""
    key = _message_id(at, sender)
    return {
        "id": key,
        "thread": start["thread"] if start else key,
        "replied_to": start,
        "group": group,
        "sender": sender,
        "body": body,
        "delegate_id": None,
        "created_at": at,
        "deleted_at": None,
        "deleted_body": body,
        "message_type": "normal",
        "in_private_conversation": False,
        "edited_at": None,
        "edited_body": None,
    }


def _message_id(at: datetime, sender: Row) -> str:
    seconds = int((at - _midnight(facts()["first_day"])).total_seconds())
    return str(FIRST_MESSAGE_ID + seconds * 4_000_000 + int(sender["id"]) % 3_999_971)


def _guest_answers(messages: list[Row], accounts: dict[Any, Row]) -> list[Row]:
    """Two guests answer in the first project's community."""
    draws = stream("guests")
    openings = [
        row
        for row in messages
        if row["group"]["name"] == facts()["guest_community"]
        and row["replied_to"] is None
        and row["created_at"] > accounts["guest 1"]["joined_at"]
    ]
    return [
        _message(
            accounts[f"guest {number % facts()['guests']}"],
            opening["group"],
            opening["created_at"] + timedelta(minutes=draws.randrange(20, 200)),
            filler("answer", draws),
            opening,
        )
        for number, opening in enumerate(openings[:4])
    ]


def _answers_to_old_threads(people: list[Row], groups: dict[int, Row]) -> list[Row]:
    """Six answers, in the first week, to threads of the summer."""
    draws = stream("old threads")
    early = sorted(
        (a for a in people if a["joined_at"] and a["joined_at"] < _midnight(facts()["first_day"])),
        key=lambda account: account["id"],
    )
    group = next(iter(group for group in groups.values() if not group["private"]))
    rows = []
    for number in range(6):
        at = _at(facts()["first_day"] + timedelta(days=number % 4), draws)
        row = _message(early[number % len(early)], group, at, filler("answer", draws), None)
        thread = str(OLD_THREAD_ID + 7_919 * (number // 2))
        rows.append(row | {"thread": thread, "replied_to": {"id": thread}})
    return rows


def _robot_messages(accounts: dict[Any, Row]) -> list[Row]:
    """A weekly welcome, in All Company: a message without group."""
    robot, rows = facts()["robot"], []
    day = facts()["first_day"]
    while day <= facts()["last_day"]:
        at = datetime.combine(day, time(7, 0), UTC)
        rows.append(_message(accounts["robot"], None, at, facts()["sentences"]["robot"][0], None))
        day += timedelta(days=robot["every_days"])
    return rows


def _system_rows(groups: dict[int, Row], accounts: dict[Any, Row]) -> list[Row]:
    """The platform's own notes: a community was created, somebody joined it."""
    joined, created = facts()["sentences"]["system"]
    rows = [
        _message(group["creator"], group, group["created_at"], created, None)
        for group in groups.values()
        if group["created_at"] >= _midnight(facts()["first_day"])
    ]
    group = next(iter(groups.values()))
    rows += [
        _message(account, group, account["joined_at"] + timedelta(minutes=2), joined, None)
        for account in accounts.values()
        if account["joined_at"] and account["joined_at"] >= _midnight(facts()["first_day"])
    ]
    return [row | {"message_type": "system"} for row in rows]


def _private_conversations(people: list[Row]) -> list[Row]:
    draws = stream("private conversations")
    registered = [account for account in people if account["joined_at"]]
    length = (facts()["last_day"] - facts()["first_day"]).days
    rows = []
    for _ in range(16):
        at = _at(facts()["first_day"] + timedelta(days=draws.randrange(14, length)), draws)
        row = _message(draws.choice(registered), None, at, filler("answer", draws), None)
        rows.append(row | {"in_private_conversation": True})
    return rows


def _mark(messages: list[Row]) -> None:
    """Delete, redact and edit a few messages that ask nothing, in place."""
    draws = stream("marks")
    plain = [
        row
        for row in messages
        if row["message_type"] == "normal"
        and row["sender"]["kind"] == "user"
        and not row["in_private_conversation"]
        and not row["body"].endswith("?")
    ]
    marked = iter(draws.sample(plain, 24))
    for _, row in zip(range(9), marked, strict=False):
        row["deleted_at"] = row["created_at"] + timedelta(hours=draws.randrange(1, 60))
        row["deleted_body"] = draws.choice([row["body"], ""])
    for _, row in zip(range(6), marked, strict=False):
        row["body"] = row["deleted_body"] = "[redacted]"
    for row in marked:
        row["edited_at"] = row["created_at"] + timedelta(days=draws.randrange(20, 40))
        row["edited_body"] = f"{row['body']}\nMise à jour : {filler('addition', draws)}"


# Times


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _at(day: date, draws: Random) -> datetime:
    """An office hour of that day."""
    return _midnight(day) + timedelta(seconds=draws.randrange(7 * 3600, 16 * 3600))


def between(rows: list[Row], column: str, first: date, last: date) -> list[Row]:
    """The rows whose time in a column falls on these days, both included."""
    start, end = _midnight(first), _midnight(last + timedelta(days=1))
    return [row for row in rows if row[column] is not None and start <= row[column] < end]
