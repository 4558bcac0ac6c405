"""Made-up exports as large as a company's: how fast and in how much memory are they read?

Each function writes one export of about `events` events by `people` people over two years, from
a seed; all activity is drawn alike, so that the platforms can be compared.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np

START = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
DAYS = 728
COMMUNITIES = 250
TEXT = "A sentence of the length that people write on a network at work, without any sense."


class Happening(NamedTuple):
    """One thing done: seconds since 1970, by whom, what, where, to which message and author."""

    number: int
    time: int
    person: int
    action: str
    community: int
    parent: int
    target: int


def happenings(events: int, people: int, seed: int = 1) -> Iterator[Happening]:
    """Draw them in the order of time: half posts and answers, half reactions to a recent message.

    Few write much: a person's share falls with the rank, as in real networks.
    """
    draws = np.random.default_rng(seed)
    times = np.sort(draws.integers(START, START + DAYS * 86_400, events)).tolist()
    persons = (people * draws.random(events) ** 3).astype(int).tolist()
    actions = draws.choice(["post", "answer", "reaction"], events, p=[0.2, 0.4, 0.4]).tolist()
    back = draws.integers(1, 200, events).tolist()
    places = (COMMUNITIES * draws.random(events) ** 2).astype(int).tolist()
    openings: list[tuple[int, int, int]] = []
    for number, (time, person, action, place, steps) in enumerate(
        zip(times, persons, actions, places, back, strict=True)
    ):
        if action == "post" or not openings:
            openings.append((number, person, place))
            yield Happening(number, time, person, "post", place, -1, -1)
        else:
            opening, author, place = openings[-min(steps, len(openings))]
            yield Happening(number, time, person, action, place, opening, author)


def csv_file(folder: Path, events: int, people: int) -> Path:
    """One line an event, under the names of the documented CSV."""
    path = folder / "events.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(
            "user_id,occurred_at,event_type,message_id,parent_id,group_id,text_length,email\n"
        )
        for one in happenings(events, people):
            time = _iso(one.time)
            parent = "" if one.parent < 0 else str(10**15 + one.parent)
            file.write(
                f"U{one.person:06d},{time},{one.action},{10**15 + one.number},{parent},"
                f"G{one.community},{one.number % 300},p{one.person}@corp.example\n"
            )
    return path


def viva_engage(folder: Path, events: int, people: int) -> Path:
    """A network export: what is a reaction elsewhere is one more answer, for it has none."""
    path = folder / "viva.zip"
    header = (
        "id,replied_to_id,parent_id,thread_id,conversation_id,group_id,group_name,participants,"
        "in_private_group,in_private_conversation,sender_id,sender_type,sender_name,sender_email,"
        "body,delegate_id,api_url,attachments,deleted_by_id,deleted_by_type,created_at,deleted_at,"
        "title,html_body,message_type,gdpr_delete_url\n"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("Messages.csv", "w", force_zip64=True) as file:
            lines = [header]
            for one in happenings(events, people):
                thread = 10**15 + (one.number if one.parent < 0 else one.parent)
                parent = "" if one.parent < 0 else str(thread)
                email = f"p{one.person}@corp.example"
                said = (
                    f'"{TEXT}\n[[user:{20_000_000 + one.target}]]"'
                    if one.number % 50 == 7
                    else f'"{TEXT}"'
                )
                group, sender = 8_000_000 + one.community, 20_000_000 + one.person
                lines.append(
                    f"{10**15 + one.number},{parent},{parent},{thread},{thread},{group},"
                    f"Group {one.community},,false,false,{sender},user,A B,{email},{said},"
                    f",,,,,{_iso(one.time)},,,,normal,\n"
                )
                if len(lines) > 10_000:
                    file.write("".join(lines).encode())
                    lines = []
            file.write("".join(lines).encode())
        users = [
            f"{20_000_000 + n},A B,p{n}@corp.example,,,,,,,{_iso(START + n)},,,,,,active\n"
            for n in range(people)
        ]
        archive.writestr(
            "Users.csv",
            "id,name,email,job_title,location,department,api_url,deleted_by_id,deleted_by_type,"
            "joined_at,deleted_at,suspended_by_id,suspended_by_type,suspended_at,guid,state\n"
            + "".join(users),
        )
        groups = [f"{8_000_000 + n},Group {n},false\n" for n in range(COMMUNITIES)]
        archive.writestr("Groups.csv", "id,name,private\n" + "".join(groups))
        archive.writestr(
            "request.txt", f"since {_iso(START)} until {_iso(START + DAYS * 86_400)}\n"
        )
    return path


def slack(folder: Path, events: int, people: int) -> Path:
    """A workspace: one file a channel and day, reactions inside the message they are given to."""
    path = folder / "slack.zip"
    days: dict[tuple[int, int], list[dict[str, object]]] = {}
    messages: dict[int, dict[str, object]] = {}
    for one in happenings(events, people):
        user = f"U{one.person:08d}"
        if one.action == "reaction" and one.parent in messages:
            given = messages[one.parent].setdefault("reactions", [])
            given.append({"name": f"r{len(given)}", "users": [user], "count": 1})  # type: ignore[attr-defined]
            continue
        stamp = f"{one.time}.{one.number % 10**6:06d}"
        message: dict[str, object] = {
            "type": "message",
            "ts": stamp,
            "user": user,
            "text": TEXT,
            "client_msg_id": f"{one.number:032x}",
            "team": "T00000001",
            "blocks": [
                {"type": "rich_text", "block_id": "x", "elements": [{"type": "text", "text": TEXT}]}
            ],
        }
        if one.action == "post":
            messages[one.number] = message
        elif one.parent in messages:
            message["thread_ts"] = messages[one.parent]["ts"]
        days.setdefault((one.community, one.time // 86_400), []).append(message)
        if len(messages) > 2_000:
            del messages[next(iter(messages))]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        users = [
            {"id": f"U{n:08d}", "is_bot": False, "is_app_user": False, "tz": "Europe/Paris",
             "profile": {"email": f"p{n}@corp.example"}}
            for n in range(people)
        ]  # fmt: skip
        archive.writestr("users.json", json.dumps(users))
        channels = [
            {"id": f"C{n:05d}", "name": f"channel-{n}", "created": START, "members": []}
            for n in range(COMMUNITIES)
        ]
        archive.writestr("channels.json", json.dumps(channels))
        for (community, day), said in days.items():
            date = datetime.fromtimestamp(day * 86_400, UTC).date().isoformat()
            archive.writestr(f"channel-{community}/{date}.json", json.dumps(said))
    return path


def mattermost(folder: Path, events: int, people: int) -> Path:
    """A bulk export: each post on one line with its replies and reactions."""
    path = folder / "mattermost.zip"
    posts: dict[int, dict[str, list[dict[str, object]]]] = {}
    kept: list[dict[str, object]] = []
    for one in happenings(events, people):
        user, time = f"user{one.person}", one.time * 1000
        if one.action == "post":
            post = {
                "team": "corp", "channel": f"channel-{one.community}", "user": user,
                "message": TEXT, "create_at": time, "replies": [], "reactions": [],
            }  # fmt: skip
            posts[one.number] = post  # type: ignore[assignment]
            kept.append(post)
        elif one.parent in posts and one.action == "answer":
            posts[one.parent]["replies"].append({"user": user, "message": TEXT, "create_at": time})
        elif one.parent in posts:
            given = {"user": user, "emoji_name": f"e{one.number % 9}", "create_at": time}
            posts[one.parent]["reactions"].append(given)
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("data/import.jsonl", "w", force_zip64=True) as file,
    ):

        def line(kind: str, content: object) -> None:
            file.write(json.dumps({"type": kind, kind: content}).encode() + b"\n")

        file.write(b'{"type":"version","version":1}\n')
        line("team", {"name": "corp", "display_name": "Corp", "type": "O"})
        for n in range(COMMUNITIES):
            name = f"channel-{n}"
            line("channel", {"team": "corp", "name": name, "display_name": name, "type": "O"})
        for n in range(people):
            viewed = [{"name": "channel-0", "last_viewed_at": (START + n) * 1000}]
            teams = [{"name": "corp", "channels": viewed}]
            email = f"p{n}@corp.example"
            line("user", {"username": f"user{n}", "email": email, "teams": teams})
        for post in kept:
            line("post", post)
    return path


EXPORTS = {
    "csv": csv_file,
    "viva-engage": viva_engage,
    "slack": slack,
    "mattermost": mattermost,
}
"""Platform -> what writes an export of it."""


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
